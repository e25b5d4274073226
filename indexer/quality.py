"""What is wrong with a record by itself: what is missing, shouted, mangled, or stands there only to fill a form.

The readers note what they meet while reading (`indexer.formats`); here the finished record is looked at, whatever
format it came in. A finding is something that its library can mend, so each rule would rather miss than accuse.
"""

import re
from collections.abc import Iterator

import msgspec

from indexer.formats.values import unique
from indexer.issues import Issues
from indexer.normalise import text
from indexer.normalise.tables import remembered, table
from indexer.record import BibRecord, Issue

SHOWN = 200
"""So many characters of a value are told."""

Texts = list[tuple[str, str]]

_PLAIN = ("title", "subtitle", "part_number", "part_title", "publisher", "place", "edition", "extent", "summary")
_LISTS = ("alternative_titles", "series", "subjects")

# Any of these characters has to be there before a closer look pays.
_SUSPECT = re.compile("[\ufffd?&<\u00c2-\u00f4]")
_LOST = re.compile(r"\ufffd|ï¿½|[^\W\d_]\?(?=[a-z])")
_LOST_IN_CAPITALS = re.compile(r"[A-Z]\?(?=[A-Z])")
_ONLY_MARKS = re.compile(r"(?=(?:[^?]*\?){3})[\s?.,;:/()-]+")
# Bytes of UTF-8 shown as Latin-1 or Windows-1252: pairs that no language writes, or two pairs of any kind in a row.
_TRAIL = "\u0080-\u00ba\u00bc-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘“•–—˜™š›œžŸ"
_TWICE = re.compile(f"[ÃÂ][{_TRAIL}]|â€|(?:[\u00c2-\u00f4][{_TRAIL}]){{2}}")
_MARKUP = re.compile(
    r"&(?:[a-zA-Z]{2,8}|#[0-9]{2,5}|#[xX][0-9a-fA-F]{2,4});"
    r"|</?(?:i|b|u|em|strong|sub|sup|p|br|span|div|font)(?:\s[^<>]{0,80})?\s?/?>",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_REPEATED = re.compile(r"([^0-9i])\1{2,}")  # but `111` and `III`
_OUT_OF_TIME = re.compile(r"(?<!\d)\d{4,5}(?!\d)")


def examined(record: BibRecord) -> BibRecord:
    """The record, with what is found wrong with it behind what its reader found."""
    issues = Issues()
    for each in (*_lacks(record), *_dates(record), *_fillers(record), *_letters(record)):
        issues.add(*each)
    found = issues.all()
    return msgspec.structs.replace(record, issues=unique((*record.issues, *found))) if found else record


def is_mangled(value: str) -> bool:
    """True when characters of a text were lost on its way: U+FFFD, `?` for a letter, UTF-8 shown as Latin-1."""
    if not _SUSPECT.search(value):
        return False
    if _LOST.search(value) and "://" not in value:
        return True
    if value.isupper() and _LOST_IN_CAPITALS.search(value):
        return True
    return bool(_ONLY_MARKS.fullmatch(value) or _TWICE.search(value))


def is_shouted(value: str) -> bool:
    """True for a text of several words IN CAPITALS; acronyms (`UNESCO`, `SD/MI`) are none."""
    return value.isupper() and len(_WORD.findall(value)) > 1


@remembered(1 << 14)
def is_filler(field: str, value: str) -> bool:
    """True when a value only fills its field: `-`, `xxx`, and what the table of placeholders lists for the field."""
    folded = text.fold(value)
    listed = folded in table("placeholders").get(field, ())
    return not folded or listed or bool(_REPEATED.fullmatch(folded))


Found = tuple[str, str, str | None]
"""Code, field, value."""


def _lacks(record: BibRecord) -> Iterator[Found]:
    """Only what the thing must have: a thesis has an author, and who gives a book an ISBN is its publisher."""
    if record.type == "thesis" and not record.creators:
        yield "no-creator", "creators", None
    if record.isbns and record.type == "book" and not record.publisher:
        yield "no-publisher", "publisher", None


def _dates(record: BibRecord) -> Iterator[Found]:
    """A date that has four figures or more, of which no year can be made: `0000`, `2104`, `20011`."""
    if record.year is None and record.date_text and _OUT_OF_TIME.search(record.date_text):
        yield "year-implausible", "year", record.date_text


def _fillers(record: BibRecord) -> Iterator[Found]:
    for field in ("title", "publisher", "place"):
        value: str | None = getattr(record, field)
        if value and is_filler(field, value):
            yield "placeholder", field, value
    for creator in record.creators:
        if is_filler("creators", creator.name):
            yield "placeholder", "creators", creator.name


def _letters(record: BibRecord) -> Iterator[Found]:
    if record.title and is_shouted(record.title):
        yield "title-in-capitals", "title", record.title[:SHOWN]
    texts = _texts(record)
    if not _SUSPECT.search("\n".join(value for _field, value in texts)):
        return
    for field, value in texts:
        if is_mangled(value):
            yield "mangled-characters", field, _around(value)
        if _MARKUP.search(value):
            yield "markup-in-text", field, _around(value)


def _around(value: str) -> str:
    """The piece of a long text where it is wrong."""
    place = next((m.start() for rule in (_LOST, _TWICE, _MARKUP) if (m := rule.search(value))), 0)
    start = max(0, place - SHOWN // 2) if len(value) > SHOWN else 0
    return value[start : start + SHOWN]


def _texts(record: BibRecord) -> Texts:
    """Every text that people read, with its field."""
    found: Texts = [(name, value) for name in _PLAIN if (value := getattr(record, name))]
    found += [(name, value) for name in _LISTS for value in getattr(record, name)]
    found += [("creators", creator.name) for creator in record.creators]
    if record.host and record.host.title:
        found.append(("host", record.host.title))
    return found


def doubted(issues: tuple[Issue, ...]) -> frozenset[str]:
    """The fields about which the record's own issues raise doubt: another record's word is better."""
    return frozenset(issue.field for issue in issues if issue.field and issue.code in DOUBTS)


DOUBTS = frozenset({"mangled-characters", "placeholder", "markup-in-text", "year-hijri", "year-implausible"})
"""Issues that make a value worse than the same field of another record."""
