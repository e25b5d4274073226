"""The safety limit: a list that lost too much is more likely wrong than the library empty."""


def too_many(missing: int, living: int, limit: float) -> bool:
    """True when `missing` of `living` records must not be deleted without a person's word.

    Args:
        limit: the share that may go, `drop_limit` of the source.
    """
    return missing > limit * living
