"""BibTeX taken apart: entries, fields, abbreviations, names (BibTeXing, Patashnik 1988; the biblatex manual, 3.20)."""

import re
from typing import NamedTuple

from indexer.formats.refs_tex import decode

_OPENING = re.compile(r"@\s{0,4}([A-Za-z][\w-]{0,40})\s{0,8}([{(])\s*")
_KEY = re.compile(r"([^\s,={}\"#]{0,500})\s*(?:,|(?=[})]))")
_FIELD = re.compile(r"([A-Za-z][\w.:+-]{0,60})\s*=\s*")
_SKIPPED = re.compile(r"[\s,]*")
_SKIPPED_BLANKS = re.compile(r"\s*")
_LONGEST, _LONGEST_MACRO = 1_000_000, 10_000
_SIGN = re.compile(r"\\.|[{}]", re.DOTALL)
_STRING_END = re.compile(r'\\.|[{}"]', re.DOTALL)
_BARE = re.compile(r"[^\s,#{}\"()=]+")
_AND = re.compile(r"(?<!\s)\s++and\s+", re.IGNORECASE)
_PART_OF_NAME = re.compile(r"(family|given|prefix|suffix)(?:-i)?\s*=\s*")
_MONTH_NAMES = (
    *("jan", "feb", "mar", "apr", "may mai mei", "jun"),
    *("jul", "aug agu", "sep", "oct okt", "nov", "dec des"),
)
_MONTHS = {
    name: number
    for number, names in enumerate(_MONTH_NAMES, 1)
    for name in names.split()
}  # fmt: skip


class Entry(NamedTuple):
    """An entry: `article`, its key, and its fields by their small names, as they stand between braces or quotes."""

    kind: str
    key: str
    fields: dict[str, str]


def entries(text: str) -> list[Entry]:
    """The entries of a text, in order, abbreviations put in; what is not closed goes to the end of the text."""
    found: list[Entry] = []
    macros: dict[str, str] = {}
    place, room = 0, len(text) + _LONGEST
    while opening := _OPENING.search(text, place):
        kind = opening[1].casefold()
        place = opening.end()
        key = ""
        if kind != "string" and (named := _KEY.match(text, place)):
            key, place = named[1], named.end()
        fields, place = _fields(text, place, macros, room)
        if kind == "string":
            macros |= {name: value[:_LONGEST_MACRO] for name, value in fields.items()}
            continue
        room -= sum(map(len, fields.values()))
        if kind not in ("comment", "preamble"):
            found.append(Entry(kind, key, fields))
    return found


def _fields(text: str, place: int, macros: dict[str, str], room: int) -> tuple[dict[str, str], int]:
    """The fields from `place` on, and where the entry ends: at a brace behind which no field follows.

    Abbreviations of abbreviations can grow without end; what goes beyond `room` characters is left out.
    """
    fields: dict[str, str] = {}
    while place < len(text):
        place = _end(_SKIPPED, text, place)
        if found := _FIELD.match(text, place):
            value, place = _value(text, found.end(), macros)
            if room > 0:
                fields.setdefault(found[1].casefold(), value)
            room -= len(value)
        elif text[place : place + 1] in ("}", ")"):
            after = _end(_SKIPPED, text, place + 1)
            if not _FIELD.match(text, after):
                return fields, place + 1
            place = after  # a brace too many
        elif text[place : place + 1] == "@" and _OPENING.match(text, place):
            return fields, place
        else:
            place += 1
    return fields, place


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _value(text: str, place: int, macros: dict[str, str]) -> tuple[str, int]:
    """A value and where it ends: texts in braces or quotes, numbers and abbreviations, joined by `#`."""
    parts: list[str] = []
    size = 0
    while True:
        sign = text[place : place + 1]
        if sign in ("{", '"'):
            end = _closing(text, place)
            parts.append(text[place + 1 : end])
            place = end + 1
        elif bare := _BARE.match(text, place):
            parts.append(macros.get(bare[0].casefold(), bare[0]))
            place = bare.end()
        size += len(parts[-1]) if parts else 0
        after = _end(_SKIPPED_BLANKS, text, place)
        if text[after : after + 1] != "#" or size > _LONGEST:
            return "".join(parts)[:_LONGEST], place
        place = _end(_SKIPPED_BLANKS, text, after + 1)


def _closing(text: str, place: int) -> int:
    """Where the brace or quote at `place` is closed, or the end of the text."""
    depth = 0
    quoted = text[place] == '"'
    for found in (_STRING_END if quoted else _SIGN).finditer(text, place + 1):
        sign = found[0]
        if sign == '"' and depth == 0:
            return found.start()
        if sign == "{":
            depth += 1
        elif sign == "}":
            if depth == 0 and not quoted:
                return found.start()
            depth = max(0, depth - 1)
    return len(text)


def apart(value: str, separator: re.Pattern[str]) -> list[str]:
    """The pieces of a value at a separator that stands in no braces."""
    pieces: list[str] = []
    start = place = 0
    sign_or_separator = re.compile(rf"\\.|[{{}}]|{separator.pattern}", re.DOTALL | separator.flags)
    while found := sign_or_separator.search(value, place):
        place = found.end()
        if found[0] == "{":
            depth, place = 1, found.end()
            for sign in _SIGN.finditer(value, place):
                depth += {"{": 1, "}": -1}.get(sign[0], 0)
                place = sign.end()
                if depth == 0:
                    break
            else:
                place = len(value)
        elif not found[0].startswith("\\") and found[0] != "}":
            pieces.append(value[start : found.start()])
            start = place
    return [piece.strip() for piece in (*pieces, value[start:]) if piece.strip()]


class Name(NamedTuple):
    """A name as the catalogue writes it, and whether braces say that it is one body and no person's parts."""

    name: str
    body: bool


def names(value: str) -> list[Name]:
    """The names in a field; `and others` is nobody."""
    return [_name(piece) for piece in apart(value, _AND) if piece.casefold() not in ("others", "{others}")]


def _name(piece: str) -> Name:
    """`von Last, Jr, First` as `von Last, First, Jr`; `First von Last` as it stands; `{A body}` without its braces."""
    whole = piece[0] == "{" and _closing(piece, 0) == len(piece) - 1
    if whole:
        shown = decode(piece)
        return Name(shown, " " in shown and "," not in shown)
    parts = apart(piece, re.compile(","))
    if _PART_OF_NAME.match(piece):  # biblatex: family=Berg, given=Jan, prefix=van den
        said = {
            found[1]: decode(part[found.end() :]).strip('"') for part in parts if (found := _PART_OF_NAME.match(part))
        }
        family = " ".join(filter(None, (said.get("prefix"), said.get("family"))))
        return Name(", ".join(filter(None, (family, said.get("given"), said.get("suffix")))), False)
    if len(parts) == 3:
        parts = [parts[0], parts[2], parts[1]]
    return Name(", ".join(filter(None, map(decode, parts))), False)


def month(value: str) -> int | None:
    """The number of a month: `may`, `May`, `5`, `mei`, `May 13`."""
    word = decode(value).strip(" .").casefold()
    if word.isdecimal():
        return int(word) if len(word) < 3 and 1 <= int(word) <= 12 else None
    return _MONTHS.get(word[:3])
