"""A title in one text, as Dublin Core and tables have it, taken apart into what MARC keeps in subfields."""

import re
from typing import NamedTuple

from indexer.normalise.text import fold, strip_article

# A numbered part: its word, a number that is no year, and then the end or a mark.
_PART = re.compile(
    r"""[\s,.;:(\[–—-]
        (?P<part>(?:jilid|jil\.?|jld\.?|volume|vol\.?|bagian|bag\.?|buku|juz|tome|band|bd\.?|part|pt\.?|book
        |(?<=[,.;:(\[–—-]\s)(?:reihe|series?|série|seri|teil|abt(?:eilung|\.)?|section|heft))  # not: a time series 2
        \s?(?:ke-?\s?)?(?:\d{1,3}|[ivxlc]{1,7}))
        (?=[)\]]?\s?(?:[:.,;–—-]|$))""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKS = " ,.;:()[]–—-"
_BY = re.compile(
    r"^(?:by|oleh|karya|ditulis oleh|disusun oleh|penulis|pengarang|penyusun|written by|von|par)\b[:\s]*", re.IGNORECASE
)
_UNSORTED = re.compile("[\u0088\u0098]([^\u0088\u0089\u0098\u009c]{0,30})[\u0089\u009c] ?|<<([^<>]{1,30})>> ?")
_BRACKETED = re.compile(r"<([^<>]{1,12})> ?")


class Title(NamedTuple):
    """The parts of a title, as ISBD writes them: title : subtitle. part, part title / statement of responsibility."""

    title: str
    subtitle: str | None = None
    part_number: str | None = None
    part_title: str | None = None
    responsibility: str | None = None


def split_title(text: str) -> Title:
    """Take a title apart at the marks of ISBD (0.3.2.4: ` / `, ` : `) and at a numbered part (`jilid 2`, `vol. 3`).

    Marks without their spaces are left alone: they belong to the title.
    """
    whole, _, responsibility = text.partition(" / ")
    part_number = part_title = None
    found = _PART.search(whole)
    if found and (before := whole[: found.start()].rstrip(_MARKS)):
        part_number, part_title = found["part"], whole[found.end() :].lstrip(_MARKS) or None
        whole = before
    title, _, subtitle = whole.partition(" : ")
    return Title(title.strip(), subtitle.strip() or None, part_number, part_title, responsibility.strip() or None)


def responsible(statement: str) -> str:
    """The names in a statement of responsibility: what stands before the first ` ; `, without its `by` or `oleh`."""
    return _BY.sub("", statement.split(" ; ")[0]).strip(" .")


def unmarked(value: str, language: str | None) -> tuple[str, str | None]:
    """A title without the marks around what is not sorted, and what it is sorted by where it had such marks.

    The marks are control characters (ISO 6630, MARC 21: U+0098 and U+009C; UNIMARC: U+0088 and U+0089), `<<Der>>`, or
    `<Der>` around an article of the title's language.
    """
    found = _UNSORTED.match(value) or _BRACKETED.match(value)
    if not found:
        return value, None
    article = next(filter(None, found.groups()), "")
    if found.re is _BRACKETED and strip_article(f"{fold(article)} x", language) != "x":
        return value, None
    rest = value[found.end() :]
    blank = "" if not article or article[-1] in " '’ʼ-" else " "
    return f"{article}{blank}{rest}", rest
