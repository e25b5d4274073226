"""The crosswalk from a record of the catalogue to UNIMARC (UNIMARC Manual: Bibliographic Format, 3rd edition)."""

import re
from collections.abc import Iterator

from pymarc import Field, Indicators, Record, Subfield

from indexer.formats import marc21
from indexer.formats.marc_write import Parts, fit, pieces, place_in
from indexer.formats.statements import Record as Ours
from indexer.formats.unimarc_roles import code_of
from indexer.formats.xml import safe
from indexer.normalise import text
from indexer.record import Creator, Holding, UnionRecord

# Our type: leader/06-07; of books 105 $a/4 and 8; of electronic resources 135 $a/0.
_TYPES = {
    "book": "am", "serial": "as", "article": "aa", "thesis": "am", "report": "am", "conference": "am", "map": "em",
    "score": "cm", "audio": "jm", "video": "gm", "image": "km", "dataset": "lm", "software": "lm", "manuscript": "bm",
    "archive": "ac", "object": "rm", "web": "li", "other": "am",
}  # fmt: skip
_CONTENTS = {"thesis": "m", "report": "p"}
_ELECTRONIC = {"dataset": "a", "software": "b"}
_CARRIERS = {"online": "r", "disc": "o"}
# Our carrier: 106 $a of text; a fill character is what is not told.
_MEDIA = {"print": "r", "online": "s", None: "|"}
_CLASSES = {"udc": "675", "ddc": "676", "lcc": "680"}
_MAIN_ROLES = ("author", "composer", "artist", "cartographer")
# What is left out of a record that does not fit into ISO 2709, in this order; the rest always fits.
_EXPENDABLE = (
    "856",
    "852",
    "610",
    "330",
    "517",
    "225",
    "712",
    "711",
    "710",
    "702",
    "701",
    "010",
    "011",
    "017",
    "035",
    "101",
)
_DATES = re.compile(r"[^,]*\d{3}[^,]*$")


def to_bytes(record: Ours) -> bytes:
    """A record as ISO 2709 in UTF-8; one too large for the format leaves out addresses and so on, and says so."""
    unimarc = from_record(record)
    fit(unimarc, _EXPENDABLE, note="300")
    return _undefined(bytes(unimarc.as_marc()))


def encode(record: Record) -> bytes | None:
    """A UNIMARC record as ISO 2709 in UTF-8, its field 100 saying so; None when it is too long for the format."""
    for field in record.get_fields("100"):
        field.subfields = [
            Subfield("a", f"{one.value[:26].ljust(26)}50  {one.value[30:]}") if one.code == "a" else one
            for one in field.subfields
        ]
    encoded = marc21.encode(record)
    return _undefined(encoded) if encoded else None


def _undefined(encoded: bytes) -> bytes:
    """A record with a blank in leader/09, which only MARC 21 defines."""
    return encoded[:9] + b" " + encoded[10:]


def from_record(record: Ours) -> Record:
    """A record as `pymarc.Record` with the fields of UNIMARC."""
    kind = "aa" if record.type == "conference" and record.host else _TYPES.get(record.type or "", "am")
    fields = [Field(tag="001", data=safe(record.id))]
    for tag, indicators, parts in (*_coded(record, kind), *_fields(record)):
        kept = [Subfield(code, text.clean(safe(value)) if tag > "135" else value) for code, value in parts if value]
        if kept:
            fields.append(Field(tag=tag, indicators=Indicators(*indicators), subfields=kept))
    return Record(leader=f"00000n{kind}  2200000   4500", fields=fields)


def _coded(record: Ours, kind: str) -> Iterator[tuple[str, str, Parts]]:
    """Fields 010 to 135: numbers and coded data."""
    yield from (("010", "  ", (("a", one),)) for one in record.isbns)
    yield from (("011", "  ", (("a", one),)) for one in record.issns)
    yield from (("017", "70", (("a", one), ("2", "DOI"))) for one in record.identifiers.doi)
    yield from (("035", "  ", (("a", f"(OCoLC){one}"),)) for one in record.identifiers.oclc)
    entered = record.first_seen[:10].replace("-", "") if isinstance(record, UnionRecord) else ""
    year = f"{record.year:04d}" if record.year is not None else "    "
    published = "u" if record.year is None else "a" if kind[1] == "s" else "d"
    yield "100", "  ", (("a", f"{entered or '00000000':8.8}{published}{year}    |||y0engy50      ba"),)
    yield "101", "0 ", tuple(("a", code) for code in record.languages)
    if kind in ("am", "aa"):
        conference = "1" if record.type == "conference" else "0"
        yield "105", "  ", (("a", f"    {_CONTENTS.get(record.type or '', ' ')}   {conference}00||"),)
    if kind[0] == "a" and record.carrier in _MEDIA:
        yield "106", "  ", (("a", _MEDIA[record.carrier]),)
    if record.carrier == "microform":
        yield "130", "  ", (("a", "|||||||||||"),)
    if kind[0] == "l" or record.carrier in _CARRIERS:
        electronic = _ELECTRONIC.get(record.type or "", "|") + _CARRIERS.get(record.carrier or "", "|")
        yield "135", "  ", (("a", f"{electronic}|||||||||||"),)


def _fields(record: Ours) -> Iterator[tuple[str, str, Parts]]:
    title = (("a", record.title), ("e", record.subtitle), ("h", record.part_number), ("i", record.part_title))
    yield "200", "1 ", title
    yield "205", "  ", (("a", record.edition),)
    date = record.date_text or (str(record.year) if record.year is not None else None)
    yield "210", "  ", (("a", record.place), ("c", record.publisher), ("d", date))
    yield "215", "  ", (("a", record.extent),)
    yield from (("225", "2 ", (("a", one),)) for one in record.series)
    yield from (("330", "  ", (("a", piece),)) for piece in pieces(record.summary or ""))
    if record.host:
        yield "461", " 0", (("t", record.host.title), ("v", place_in(record.host)))
    yield from (("517", "1 ", (("a", one),)) for one in record.alternative_titles)
    yield from (("610", "0 ", (("a", one),)) for one in record.subjects)
    yield from ((tag, "  ", (("a", record.classification.get(scheme)),)) for scheme, tag in _CLASSES.items())
    for number, one in enumerate(record.creators):
        yield _name(one, main=number == 0 and one.role in _MAIN_ROLES)
    yield "801", " 0", (("b", safe(record.id).partition(":")[0]),)
    yield from map(_holding, record.holdings)
    yield from (("856", "4 ", (("u", url.url), ("z", url.label))) for url in record.urls)


def _name(creator: Creator, *, main: bool) -> tuple[str, str, Parts]:
    code = ("4", code_of(creator.role))
    last = "0" if main else "1" if creator.role == "author" else "2"
    if creator.kind != "person":
        return f"71{last}", "12" if creator.kind == "meeting" else "02", (("a", creator.name), code)
    family, comma, rest = creator.name.partition(", ")
    dates = _DATES.search(rest) if comma else None
    given = rest[: dates.start()].rstrip(" ,") if dates else rest
    parts = (("a", family), ("b", given), ("f", dates[0].strip() if dates else None), code)
    return f"70{last}", " 1" if given else " 0", parts


def _holding(holding: Holding) -> tuple[str, str, Parts]:
    """852 of UNIMARC Holdings; several copies as a range of copy numbers."""
    numbers = f"1-{holding.copies}" if holding.copies and holding.copies > 1 else "1" if holding.copies else None
    location = (("a", holding.member), ("b", holding.location), ("j", holding.call_number))
    return "852", "  ", (*location, ("t", numbers), ("z", holding.status))
