"""A table with one column for each field of MARC (INLISLite): headings `245`, `Tag 100`, `260 $a`.

A cell holds a subfield, or a whole field, with its subfields marked (`$a Judul : $b anak judul`) or as ISBD has them.
"""

import re
from collections.abc import Mapping

from pymarc import Field, Indicators, Record, Subfield

from harvester.files import known
from indexer.formats.titles import split_title

_MARKED = re.compile(r"[$‡|]\s?([a-z0-9])\s?")
_INDICATORS = re.compile(r"\s*([0-9#_\\ ]{2})\s?(?=[$‡|])")
_AGAIN = re.compile(r"\s*(?:\n|;\s*(?=[0-9#_ ]{0,3}[$‡|]\s?a)|(?<=[^\s]);\s(?![$‡|]))\s*")
_REPEATED = frozenset(
    {"020", "022", "041", "490", "600", "610", "650", "651", "653", "655", "700", "710", "711", "856", "990"}
)
_IMPRINT = re.compile(r"(?:(?P<a>[^:]*):)?(?P<b>.*?)(?:,(?P<c>[^,]*\d{3}[^,]*))?", re.DOTALL)
_DEFAULTS = {"041": "a", "082": "a", "090": "a", "856": "u"}


def record(row: Mapping[str, str]) -> Record | None:
    """The MARC record that a row is; None where its headings are no fields of MARC."""
    names = {known.bare(heading): heading for heading in reversed(list(row))}
    columns = known.marc(names)
    if not columns:
        return None
    made = Record(leader="00000nam a2200000 a 4500")
    parts: dict[str, list[Subfield]] = {}
    for name in (known.bare(heading) for heading in row):
        if name not in columns or not (value := row[names[name]].strip()):
            continue
        tag, code = columns[name]
        if code:
            pieces = _AGAIN.split(value) if tag in _REPEATED and tag not in parts else [value]
            for piece in pieces[1:]:
                made.add_field(_field(tag, [Subfield(code, piece.strip())]))  # type: ignore[no-untyped-call]
            parts.setdefault(tag, []).append(Subfield(code, pieces[0].strip()))
        elif tag == "000" or tag < "010":
            made.add_field(Field(tag=tag, data=value))  # type: ignore[no-untyped-call]
        else:
            for piece in _AGAIN.split(value) if tag in _REPEATED else [value]:
                made.add_field(_whole(tag, piece))  # type: ignore[no-untyped-call]
    for tag, subfields in parts.items():
        made.add_field(_field(tag, subfields))  # type: ignore[no-untyped-call]
    return made


def _field(tag: str, subfields: list[Subfield], indicators: str = "  ") -> Field:
    return Field(tag=tag, indicators=Indicators(*indicators), subfields=subfields)


def _whole(tag: str, value: str) -> Field:
    """A field whose subfields are marked, or told apart by the marks of ISBD."""
    found = _INDICATORS.match(value)
    indicators = re.sub(r"[^0-9]", " ", found[1]) if found else "  "
    before, *marked = _MARKED.split(value[found.end() :] if found else value)
    if marked:
        subfields = [Subfield(code, text.strip()) for code, text in zip(marked[::2], marked[1::2], strict=True)]
        if before.strip():
            subfields.insert(0, Subfield("a", before.strip()))
        return _field(tag, subfields, indicators)
    if tag == "245":
        title, subtitle, number, name, statement = split_title(value)
        pairs = {"a": title, "n": number, "p": name, "b": subtitle, "c": statement}
    elif tag in ("260", "264") and (stated := _IMPRINT.fullmatch(value)):
        pairs = {code: text for code, text in stated.groupdict().items() if text and text.strip()}
    else:
        pairs = {_DEFAULTS.get(tag, "a"): value}
    return _field(tag, [Subfield(code, text.strip()) for code, text in pairs.items() if text])
