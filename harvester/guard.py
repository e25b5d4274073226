"""The safety limit: a list that lost too much is more likely wrong than the library empty."""

FEW = 5
"""So many records may go from any source, however small it is; but not its last, and none where the limit is 0."""


def too_many(missing: int, living: int, limit: float) -> bool:
    """True when `missing` of `living` records must not be deleted without a person's word.

    Args:
        limit: the share that may go, `drop_limit` of the source.
    """
    return missing > limit * living and (missing > FEW or missing == living or not limit)
