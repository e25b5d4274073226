"""The ways in which a resumption token has to be sent back, and what answer tells that one was wrong.

By the protocol a token is opaque and encoded once (section 3.5.1). SLiMS `oai2.php` hands out tokens that are encoded
already, others decode twice, and some want `metadataPrefix` again (Zenodo #783, pkp-lib #10296).
"""

from collections.abc import Iterator
from urllib.parse import quote

from harvester.oai.client import VERBATIM_SAFE, Verbatim

ENCODED = "encoded"
USELESS = frozenset({"noRecordsMatch"})
"""Errors that more often mean the end of a list than a token that was sent wrongly."""

REFUSALS = frozenset({"badResumptionToken", "noRecordsMatch", "badArgument"})


def ways(token: str, prefix: str, preferred: str = ENCODED) -> Iterator[tuple[str, dict[str, str]]]:
    """The arguments to try, each with the name of its way, the preferred first; none that differs in nothing."""
    once = quote(token, safe="")
    known: dict[str, dict[str, str]] = {ENCODED: {"resumptionToken": token}}
    if quote(token, safe=VERBATIM_SAFE) != once:
        known["verbatim"] = {"resumptionToken": Verbatim(token)}
    if once != token:
        known["twice"] = {"resumptionToken": once}
    known["prefix"] = {"resumptionToken": token, "metadataPrefix": prefix}
    first = preferred if preferred in known else ENCODED
    yield first, known.pop(first)
    yield from known.items()
