"""What a MARC 21 record leads to: what it is part of (773), and addresses (856, Alma's AVE and AVD)."""

import re

from pymarc import Field

from indexer.formats.draft import Draft
from indexer.formats.marc_fields import MarcFields, indicator, joined, value, values
from indexer.formats.values import bare, first, host_parts
from indexer.normalise import text
from indexer.record import Host

# 856, second indicator: what the address leads to (2 = related; blank: decided by its looks).
_KINDS = {"0": "fulltext", "1": "fulltext", "2": "other"}
# Words of a label that say more than the indicator does: libraries give tables of contents as versions of the thing.
_COVER = re.compile(r"\b(?:cover|thumbnail|sampul|umschlag|buchcover|omslag\w*)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:contents|toc|daftar isi|inhalt\w*|innholds\w*|sommaire|table des mati\w*|description|beskrivelse|abstract"
    r"|abstrak|biographical|review|resensi|rezension|sample text|klappentext)\b",
    re.IGNORECASE,
)
# $g of union catalogues in Germany: `volume:12 year:2019 number:3 pages:1-10`.
_LABELLED = re.compile(r"\b(volume|number|pages|year|month|day|extent):")
# $q, SICI-like: `12:3<45` is volume 12, number 3, from page 45.
_ENUMERATION = re.compile(r"([^:<]{1,20})(?::([^:<]{1,20}))?(?:<(\w{1,12}))?")

# Leader/06-07 of what lies in a collection of papers; vendors give level d to whole sound recordings too.
_SUBUNITS = ("ad", "pd", "td")
_LONGEST = 500  # characters of a label that are looked at


def read(marc: MarcFields, draft: Draft) -> None:
    """Fill in host and addresses of a draft."""
    part = marc.leader[7:8] in ("a", "b") or marc.leader[6:8] in _SUBUNITS
    for field in marc.fields("773"):
        host = _host(field)
        # What a whole book is part of, without a place in it, is a collection of a vendor and no host.
        inside = part or host.volume or host.issue or host.pages or (value(field, "i") or "").startswith("In")
        if not draft.host and inside and host != Host():
            draft.host = host
        if part or host.pages:
            for one in values(field, "x"):
                draft.add_issn(one)
    _addresses(marc, draft)


def _host(field: Field) -> Host:
    volume, issue, pages = host_parts(_LABELLED.sub(r"\1 ", text.clean(joined(field, "g"))))
    found = _ENUMERATION.fullmatch(text.clean(value(field, "q") or ""))
    if found:
        volume, issue, pages = volume or found[1], issue or found[2], pages or found[3]
    title = first(*(bare(value(field, code) or "") for code in "tspa"))
    return Host(title=title, volume=volume, issue=issue, pages=pages)


def _addresses(marc: MarcFields, draft: Draft) -> None:
    for field in marc.fields("856"):
        label = first(*(text.clean(joined(field, code)) for code in "y3z"))
        kind, words = _KINDS.get(indicator(field, 2)), joined(field, "3yz")[:_LONGEST]
        if _COVER.search(words):
            kind = "cover"
        elif _ABOUT.search(words):
            kind = "other"
        for address in values(field, "u"):
            draft.add_url(address, kind, label)
    for field in marc.fields("AVE", "AVD"):
        for address in values(field, "uh"):
            if "://" in address:
                draft.add_url(address, "fulltext", first(value(field, "m"), value(field, "d")))
