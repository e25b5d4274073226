"""What a thing is part of, read from one text: a source of OJS or DOAJ, a citation of EPrints, or one typed by hand.

Where the numbers of a volume begin, the title of the journal ends. The styles are told apart by how they write numbers;
what fits none of them says nothing.
"""

import re
from typing import NamedTuple

from indexer.formats.values import host_parts
from indexer.normalise import isbn
from indexer.record import Host

_LONGEST = 1_000  # characters of a citation that are read
_LONGEST_TITLE = 200
_YEAR = r"(?:1[5-9]|20)\d\d"
_PAGE = r"[A-Za-z]{0,3}\d{1,7}[A-Za-z]?"
_PAGES = rf"(?P<p>{_PAGE}(?:\s?[-–—]+\s?{_PAGE})?)"

# Volume and issue in words: `Vol. 1 No. 2`, `Vol 3, Iss 1`, `Jilid 2`, `volume 23`, `No. 5`, `Tahun 7`
_WORDS = re.compile(
    r"(?:^|[\s,;:.(]+)(?:vol(?:ume)?s?|jilid|jil|v|bd|band|tome?|no(?:mor)?|nr|issue|iss|edisi|th|thn|tahun)\b\.?\s*(?:ke-?\s*)?"
    r"(?=[\dIVXLC])",
    re.IGNORECASE,
)
# Volume in figures, issue not in brackets: 24.3 (2015) in MLA style, 9, no. 10 in that of Chicago
_FIRST = tuple(
    re.compile(style)
    for style in (
        rf"(?<![\d.])(?P<v>\d{{1,4}})\.(?P<i>\d{{1,3}})\s?\({_YEAR}\)",
        rf"(?<![\d.])(?P<v>(?!{_YEAR},)\d{{1,4}}),? (?:no|nr|num)\.? ?(?P<i>[\w/-]{{1,12}})",
    )
)
_STYLES = tuple(
    re.compile(style)
    for style in (
        # 12 (3), 160(1), 14(Suppl 1), 149 (1-2)  EPrints, APA, Vancouver
        r"(?<![\d.])(?P<v>\d{1,4}[A-Z]?)\s?\(\s?(?P<i>[^()]{1,24}?)\s?\)",
        # 57:617-635, 7:121                       Chicago, BMC
        rf"(?<![\d.])(?P<v>\d{{1,4}})\s?:\s?(?:pp?\.\s?)?{_PAGES}",
        # 142, 2586-2597 and 12. pp. 1-10         Elements, EPrints
        rf"(?<=[,\s])(?P<v>(?!{_YEAR},)\d{{1,4}})(?:,\s|[.,]?\s?pp?\.\s?){_PAGES}",
        # , 12.                                   EPrints
        r"(?<=,\s)(?P<v>\d{1,3})\.?$",
    )
)
_THEN_PAGES = re.compile(
    rf"[\s:,.;]{{0,4}}(?:\([^()]{{0,30}}\)[\s:,.;]{{0,3}})?(?:pp?\.|pages?|hlm\.?|hal\.?|art(?:icle)?\.?(?:\sno\.?)?)?\s?{_PAGES}(?![\w/])",
    re.IGNORECASE,
)
_COLON_PAGES = re.compile(rf"[:,)]\s?(?P<p>{_PAGE}\s?[-–—]+\s?{_PAGE})")
_ONLY_PAGES = re.compile(rf"(?:^|[\s,;.])(?:pp|hlm|hal|p|s)\b\.?\s?{_PAGES}", re.IGNORECASE)
_DATED_END = re.compile(rf"[\s,.;(]+(?:{_YEAR})(?:[\s,.;)]|\s[A-Za-z]{{3,9}}\s?\d{{0,2}})*$")
_DATED_START = re.compile(rf"^\(?{_YEAR}\s?(?:\)[.,;:]?|[.,])\s+")
_NUMBERS = re.compile(
    r"(?:doi|https?|ftp):?\s?[^\s,;]+|\b(?:e-?)?IS[SB]N(?:-1[03])?[\s:]*(?:[\dXx]+[- ]?){1,6}", re.IGNORECASE
)
_STATUS = re.compile(r"\((?:in press|unpublished|submitted|published|forthcoming)\)\s*$", re.IGNORECASE)
_BRACKETED = re.compile(r"^\[[^\]]{1,60}\]")
_IN = re.compile(r"^in\s?:?\s", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[a-z\d)]{3})\.\s|,\s(?=\d)")
_THESIS = re.compile(
    r"^(?P<kind>[\w\s/().-]{0,40}?\b(?:thesis|theses|skripsi|tesis|disertasi|dissertation|tugas akhir|diploma)\b"
    r"[\w\s/()-]{0,20}?)"
    r",\s*(?P<school>[^.\[]{3,150})",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th) ed(?:ition|\.)?|(?:edisi|ed\.|cet\.|cetakan) ?(?:ke-? ?)?[\w-]{1,12})", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_MARKS = ' .,;:"“”«»?!–—-)]'
_QUOTES = _MARKS + "'‘’"


class Cited(NamedTuple):
    """What a citation says beyond the title: the host, or the school and kind of a thesis, or the imprint."""

    host: Host | None = None
    kind: str | None = None
    school: str | None = None
    edition: str | None = None
    place: str | None = None
    isbns: tuple[str, ...] = ()
    issn: str | None = None


def source(value: str) -> Host | None:
    """The host in a statement that names it first: `Jurnal X; Vol. 1 No. 2 (2020); 1-10`, `Y, Vol 3, Iss 1, Pp 10-20`.

    None where there are no numbers: such a text may name anything.
    """
    value = value[:_LONGEST].strip()
    pieces = [piece.strip() for piece in value.split(";")]
    if len(pieces) > 1:
        return _of_pieces(pieces)
    return _numbered(value)


def _of_pieces(pieces: list[str]) -> Host | None:
    """`Title; numbers; pages` of OJS, whose title may hold a semicolon of its own, and `Title;numbers` of DSpace."""
    pages = _page_range(pieces[-1])
    if len(pieces) == 2 and pages and pages.isdecimal():  # `Working papers;12`
        return Host(title=_titled(pieces[0]), volume=pages)
    rest = pieces[:-1] if pages else pieces
    first = next((place for place, piece in enumerate(rest) if place and _WORDS.match(piece)), None)
    numbers = rest[first] if first else rest[-1] if len(rest) > 1 else ""
    volume, issue, more = host_parts(numbers)
    if not (volume or issue or pages or more):
        return _numbered("; ".join(pieces))
    title = "; ".join(rest[: first or max(1, len(rest) - 1)])
    return Host(title=_titled(title), volume=volume, issue=issue, pages=pages or more)


def _page_range(piece: str) -> str | None:
    """The pages that a piece is; `1-10`, `hlm. 45 - 56`, `e12`."""
    found = re.fullmatch(rf"(?:pp?\.?|pages?|hlm\.?|hal\.?|halaman)?\s?{_PAGES}", piece, re.IGNORECASE)
    return _tidy_pages(found["p"]) if found and not re.fullmatch(_YEAR, piece) else None


def citation(value: str, title: str | None) -> Cited:
    """What a citation says beyond the title of the thing itself.

    Args:
        value: `Lubis, N. (2010) Judul. Jurnal X, 12 (3). pp. 1-10. ISSN 1234-5678`.
        title: of the thing; what stands before it are names and a date.
    """
    value = value[:_LONGEST]
    whole = _behind(value, title)
    tail = _STATUS.sub("", whole if whole is not None else value).strip()
    numbers = tail
    tail = _BRACKETED.sub("", _NUMBERS.sub("", tail)).strip(" ,;")
    number = isbn.issn(numbers) if "ISSN" in numbers else None
    isbns = tuple(isbn.isbns(numbers)) if "ISBN" in numbers else ()
    if found := _THESIS.match(tail):
        return Cited(kind=found["kind"].strip(), school=found["school"].strip(" ,;"))
    if inside := _IN.match(tail):
        return Cited(host=_inside(tail[inside.end() :]), issn=number)
    host = _numbered(tail) if whole is not None else _guessed(tail)
    edition = _EDITION.search(tail) if not host else None
    return Cited(host=host, edition=edition[0].strip() if edition else None, isbns=isbns, issn=number)


def place_after(value: str, publisher: str | None) -> str | None:
    """The place behind a publisher in a citation: `Gramedia, Jakarta.`"""
    if not publisher or (at := value.rfind(f"{publisher}, ")) < 0:
        return None
    found = re.match(r"([^\W\d_][^.,;()\[\]\d]{1,40})(?:[.,;]|$)", value[at + len(publisher) + 2 :])
    return found[1].strip() if found else None


def journal_only(value: str, title: str | None) -> str | None:
    """The name of a journal that a citation gives without numbers: `… Judul. Jurnal Studi Islam.`"""
    tail = _behind(value[:_LONGEST], title)
    if tail is None:
        return None
    name = _SENTENCE.split(_BRACKETED.sub("", _NUMBERS.sub("", _STATUS.sub("", tail))).strip(_QUOTES + "("))[0].strip(
        _QUOTES
    )
    return name if 3 < len(name) < _LONGEST_TITLE and not any(char.isdigit() for char in name) else None


def _behind(value: str, title: str | None) -> str | None:
    """What stands behind a title in a citation; None where the title is not in it. Marks between words may differ."""
    wanted = [found[0].casefold() for found in _WORD.finditer(title or "")][-6:]
    spans = list(_WORD.finditer(value))
    words = [span[0].casefold() for span in spans]
    count = len(wanted)
    for start in range(len(words) - count, -1, -1) if wanted else ():
        if words[start : start + count] == wanted:
            return value[spans[start + count - 1].end() :].lstrip(_QUOTES)
    return None


def _numbered(text: str) -> Host | None:
    """A title and the numbers behind it; None without numbers."""
    if host := _styled(text, _FIRST):
        return host
    words = _WORDS.search(text)
    if words and words.start() > 2:
        volume, issue, pages = host_parts(text[words.start() :])
        if volume or issue:
            if not pages and (range_of := _COLON_PAGES.search(text, words.end())):
                pages = _tidy_pages(range_of["p"])
            return Host(title=_titled(text[: words.start()]), volume=volume, issue=issue, pages=pages)
    if host := _styled(text, _STYLES):
        return host
    if pages_only := _ONLY_PAGES.search(text):
        title = _titled(text[: pages_only.start()])
        return Host(title=title, pages=_tidy_pages(pages_only["p"])) if title else None
    return None


def _styled(text: str, styles: tuple[re.Pattern[str], ...]) -> Host | None:
    for style in styles:
        for found in style.finditer(text):
            title = _titled(text[: found.start()])
            if title and any(char.isalpha() for char in title):
                return _host(title, found, text)
    return None


def _host(title: str, found: re.Match[str], text: str) -> Host:
    groups = found.groupdict()
    issue, pages = groups.get("i"), groups.get("p")
    if issue and re.search(rf"(?:^|[A-Za-z,]\s?|\d\s){_YEAR}$", issue):
        issue = None
    if issue and len(issue) > 3 and issue.isdecimal() and not pages:  # 6(7756): the number of an article
        issue, pages = None, issue
    volume = groups["v"]
    if re.fullmatch(_YEAR, volume) and not issue:
        volume = None
    pages = _tidy_pages(pages) if pages else _pages_at(text, found.end())
    return Host(title=title, volume=volume, issue=issue, pages=pages)


def _pages_at(text: str, place: int) -> str | None:
    found = _THEN_PAGES.match(text, place)
    if not found or re.fullmatch(_YEAR, found["p"]):
        return None
    return _tidy_pages(found["p"])


def _tidy_pages(pages: str) -> str:
    return re.sub(r"\s*[-–—]+\s*", "-", pages)


def _inside(text: str) -> Host | None:
    """The host of a chapter or a paper: `In: Judul. Gramedia, Jakarta, pp. 1-10`, `In: Seminar X, 1-9 June, Medan`."""
    pages = _ONLY_PAGES.search(text)
    title = _SENTENCE.split(text)[0].strip(_QUOTES)
    if not title or len(title) > _LONGEST_TITLE:
        return None
    return Host(title=title, pages=_tidy_pages(pages["p"]) if pages else None)


def _guessed(text: str) -> Host | None:
    """The host where the title of the thing was not found before it: only a text that begins with the host will do."""
    host = _numbered(text)
    if host is None or host.title is None:
        return None
    title = re.split(r"[”\"]\s*|(?<=[a-z)]{3})[.?!]\s", host.title)[-1].strip(_QUOTES)
    if not title or len(title) > 120 or re.search(rf"\({_YEAR}\)", title):
        return None
    return Host(title=title, volume=host.volume, issue=host.issue, pages=host.pages)


def _titled(text: str) -> str | None:
    """A title without the date and the marks behind it."""
    shown = _BRACKETED.sub("", _DATED_END.sub("", _DATED_START.sub("", text.lstrip(_QUOTES + "(["))))
    shown = shown.rstrip(_MARKS + "([").lstrip(_QUOTES + "([")
    if shown.count("(") > shown.count(")"):
        shown = shown + ")" if text.strip().startswith(f"{shown})") else shown
    return shown if shown and len(shown) <= _LONGEST_TITLE else None
