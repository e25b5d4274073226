"""Fields 4XX of UNIMARC, which name other things: by standard subfields, or by whole fields inside them ($1)."""

from collections.abc import Iterator

from pymarc import Field, Indicators, Subfield

from indexer.formats.draft import Draft
from indexer.formats.marc_fields import MarcFields, joined, value, values
from indexer.formats.values import bare, first, host_parts
from indexer.normalise import text
from indexer.record import Host

# What a part is in: a piece (463), its set (461) or subset (462); 464 is a piece within a piece.
_HOSTS = ("463", "461", "462")
# Embedded field and subfield → the standard subfield that says the same.
_STANDARD = {
    ("200", "a"): "t", ("200", "v"): "v", ("200", "h"): "h", ("200", "i"): "i", ("011", "a"): "x", ("010", "a"): "y",
    ("215", "a"): "p", ("210", "d"): "d", ("500", "a"): "t",
}  # fmt: skip


def standard(field: Field) -> Field:
    """A linking field in standard subfields, whichever way it was written (UNIMARC, 4--, the two techniques)."""
    if not any(one.code == "1" for one in field.subfields):
        return field
    found, inside = [], ""
    for one in field.subfields:
        if one.code == "1":
            inside = one.value[:3]
        elif code := _STANDARD.get((inside, one.code)):
            found.append(Subfield(code, one.value))
    return Field(tag=field.tag, indicators=Indicators(" ", " "), subfields=found)


def linked(marc: MarcFields, *tags: str) -> Iterator[Field]:
    """The linking fields of these tags, in standard subfields."""
    return (standard(field) for field in marc.fields(*tags))


def titled(field: Field) -> str:
    """The title of a link with its volume: `Que sais-je ? ; 12`."""
    title = bare(" ".join(filter(None, (value(field, "t"), joined(field, "hi")))))
    return " ; ".join(filter(None, (title, bare(value(field, "v") or ""))))


def read(marc: MarcFields, draft: Draft) -> None:
    """Fill in the host of a part; of a volume, its set counts as a series unless it has the same title."""
    found = list(linked(marc, *_HOSTS))
    if marc.leader[7] == "a":
        if found:
            draft.host = _host(found)
            for one in (one for field in found for one in values(field, "x")):
                draft.add_issn(one)
        return
    for field in linked(marc, "461", "462"):
        same = text.fold(value(field, "t") or "") == text.fold(draft.title or "")
        if same and not draft.part_number:
            draft.part_number = bare(value(field, "v") or "") or None
        elif not same and (named := titled(field)) and named not in draft.series:
            draft.series.append(named)


def _host(found: list[Field]) -> Host:
    """The host from the piece and its set together: one gives the journal, the other volume, number and pages."""
    parts = [host_parts(text.clean(joined(field, "vhdp"))) for field in found]
    volume, issue, pages = (first(*column) for column in zip(*parts, strict=True))
    title = first(*(value(field, "t") for field in sorted(found, key=lambda field: field.tag != "461")))
    plain = first(*(bare(value(field, "v") or "") for field in found))
    if not (volume or issue) and plain and len(plain) <= 12:
        volume = plain
    return Host(title=bare(title or "") or None, volume=volume, issue=issue, pages=pages)
