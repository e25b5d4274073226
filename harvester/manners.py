"""How patient we are, how often we ask again, how much we take."""

import msgspec

from config.model import OaiPmhSource


class Manners(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of one source.

    Attributes:
        connect: seconds until the connection stands.
        first_byte: seconds until the headers have come; None: as `idle`.
        idle: seconds between two pieces of an answer.
        whole: seconds for all of it.
        first_contact: takes the place of `first_byte` while a member has not answered anything.
        attempts: how often one request is made in all.
        backoff: seconds before the second attempt; doubled each time.
        longest_wait: seconds; a longer Retry-After is cut to it.
        max_bytes: of one answer, unpacked.
    """

    connect: float = 15
    first_byte: float | None = None
    idle: float = 60
    whole: float = 900
    first_contact: float = 15
    attempts: int = 5
    backoff: float = 1.0
    longest_wait: float = 300
    max_bytes: int = 2 * 1024**3

    def headers_within(self, *, known: bool) -> float:
        """Seconds until the headers have to be there; fewer of a member that is not `known` to be up."""
        usual = self.idle if self.first_byte is None else self.first_byte
        return usual if known else min(usual, self.first_contact)


def of_source(source: OaiPmhSource, usual: Manners) -> Manners:
    """`usual`, with what the source declares in its `timeout`; a declared `first_byte` is granted from the start."""
    declared = source.timeout.model_dump(exclude_none=True)
    if "first_byte" in declared:
        declared["first_contact"] = declared["first_byte"]
    return msgspec.structs.replace(usual, **declared)
