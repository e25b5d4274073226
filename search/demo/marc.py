"""Toba and Deli, two libraries that catalogue in MARC 21 after AACR2, with ISBD punctuation."""

from collections.abc import Callable, Sequence

from pymarc import Field, Indicators, Record, Subfield

from search.demo.facts import Agent, Fact
from search.demo.habits import call_number, choice, hyphened, published, sometimes, statement, ten, thirteen

LEADERS = {"article": "ab", "serial": "as", "video": "gm", "audio": "jm", "map": "em", "score": "cm"}
"""Leader/06-07, type of record and bibliographic level, where it is not `am`."""

MARKS = {"n": ".", "p": ",", "b": " :", "c": " /"}
"""ISBD's mark before a subfield of 245; in MARC it stands at the end of the one before (appendix A of the format)."""

BODIES = ("Universit", "Commission", "Departemen", "Badan", "Pusat", "Lembaga", "Majelis", "Indonesia", "Association")
PLACES = ("Perpustakaan Pusat", "Ruang Referensi", "Fakultas Ilmu Budaya")


def toba(fact: Fact, number: int) -> Record:
    """A record of Toba: some titles in capitals, some ISBNs with hyphens, copies in Koha's field 952."""
    isbn = hyphened(fact.isbn) if sometimes(fact, "hyphens", 2) else fact.isbn
    title = str.upper if sometimes(fact, "capitals", 5) else str
    place = PLACES[choice(fact, "place", len(PLACES))]
    shelf = {"a": "TOBA", "b": "TOBA", "c": place, "o": call_number(fact), "y": "BK"}
    copies = [
        field
        for copy in range(1 + choice(fact, "copies", 3))
        for field in _field("952", "  ", **shelf, p=f"TOBA{number:05}{copy}")
    ]
    return _record(fact, f"toba{number:05}", "ID-TOBA", title=title, isbns=[isbn], date=fact.year, holdings=copies)


def deli(fact: Fact, number: int) -> Record:
    """A record of Deli: dates as `c1992` and `[1992]`, ISBNs in both forms, the place of the copy in field 852."""
    isbns = [thirteen(fact.isbn), ten(fact.isbn)] if sometimes(fact, "both", 2) else [fact.isbn]
    year = f"[{fact.year}]" if sometimes(fact, "supplied", 6) else fact.year
    date = f"c{fact.year}" if sometimes(fact, "copyright", 4) else year
    place = _field("852", "  ", a="ID-DELI", b=PLACES[choice(fact, "deli", 2)], h=call_number(fact))
    return _record(fact, str(number), "ID-DELI", title=str, isbns=isbns, date=date, holdings=place)


def _record(
    fact: Fact,
    name: str,
    agency: str,
    *,
    title: Callable[[str], str],
    isbns: Sequence[str],
    date: str,
    holdings: Sequence[Field],
) -> Record:
    online = fact.carrier == "online"
    fields = [
        [Field("001", data=name), Field("003", data=agency), Field("005", data="20240105083000.0")],
        [Field("007", data="cr |||||||||||")] if online else [],
        [Field("008", data=_fixed(fact))],
        *(_field("020", "  ", a=isbn) for isbn in dict.fromkeys(isbns)),
        _field("022", "  ", a=fact.issn),
        _field("024", "7 ", a=fact.doi, _2="doi") if fact.doi else [],
        _field("040", "  ", a=agency, b="ind", e="aacr2"),
        _field("041", "  ", a=fact.language),
        _field("082", "04", a=fact.ddc, _2="22") if fact.ddc else [],
        _field("090", "  ", a=call_number(fact)),
        *(_agent(agent, place) for place, agent in enumerate((*fact.creators, *fact.contributors))),
        _title(fact, title),
        _field("250", "  ", a=_ended(fact.edition)),
        _imprint(fact, date),
        _field("300", "  ", a=fact.extent),
        _field("338", "  ", a="online resource", b="cr", _2="rdacarrier") if online else [],
        _field("490", "0 ", a=fact.series),
        _field("502", "  ", a=f"{fact.degree.capitalize()} -- {fact.publisher}, {fact.year}.") if fact.degree else [],
        _field("520", "  ", a=fact.summary),
        *(_subject(subject) for subject in fact.subjects),
        _field("773", "0 ", t=fact.host_title, g=_host(fact)) if fact.host_title else [],
        _field("856", "40", u=f"https://doi.org/{fact.doi}") if fact.doi else [],
    ]  # fmt: skip
    leader = f"00000n{LEADERS.get(fact.type, 'am')} a2200000 i 4500"
    return Record(leader=leader, fields=[*(field for group in fields for field in group), *holdings])


def _fixed(fact: Fact) -> str:
    """Field 008 of a book: date, form of item, contents, conference, language."""
    year = fact.year if len(fact.year) == 4 and fact.year.isdigit() else "uuuu"
    date = f"c{year}9999" if fact.type == "serial" else f"s{year}    "
    form = "o" if fact.carrier == "online" else " "
    contents = "m   " if fact.type == "thesis" else "    "
    conference = "1" if fact.type == "conference" else "0"
    return f"240105{date}xx      {form}{contents} {conference}00 0 {fact.language or 'und'} d"


def _title(fact: Fact, shown: Callable[[str], str]) -> list[Field]:
    pieces = {
        "a": shown(fact.title),
        "b": shown(fact.subtitle),
        "n": fact.part_number,
        "p": fact.part_title,
        "c": statement(fact),
    }
    kept = [(code, text) for code, text in pieces.items() if text]
    following = [MARKS[code] for code, _text in kept[1:]] + ["."]
    subfields = [Subfield(code, text + mark) for (code, text), mark in zip(kept, following, strict=True)]
    return [Field("245", Indicators("1" if fact.creators else "0", "0"), subfields)]


def _agent(agent: Agent, place: int) -> list[Field]:
    body = "," not in agent.name and any(word in agent.name for word in BODIES)
    tag = ("1" if place == 0 and agent.role == "author" else "7") + ("10" if body else "00")
    first = "2 " if body else "1 " if "," in agent.name else "0 "
    if agent.role == "author":
        return _field(tag, first, a=_ended(agent.name))
    return _field(tag, first, a=f"{agent.name},", e=f"{agent.role}.")


def _imprint(fact: Fact, date: str) -> list[Field]:
    publisher = published(fact)
    return _field(
        "260",
        "  ",
        a=f"{fact.place} :" if fact.place else "",
        b=f"{publisher}," if publisher else "",
        c=f"{date}." if date else "",
    )


def _subject(subject: str) -> list[Field]:
    head, *divisions = subject.split(" -- ")
    return [Field("650", Indicators(" ", "4"), [Subfield("a", head), *(Subfield("x", one) for one in divisions)])]


def _host(fact: Fact) -> str:
    issue = f"no. {fact.host_issue} ({fact.year})" if fact.host_issue else f"({fact.year})"
    volume = f"Vol. {fact.host_volume}, {issue}" if fact.host_volume else issue
    return f"{volume}, hlm. {fact.host_pages}" if fact.host_pages else volume


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", ")", "-", "?")) else f"{text}."


def _field(tag: str, indicators: str, **values: str) -> list[Field]:
    """The field with those subfields that hold something (`_2` is $2), or none at all."""
    subfields = [Subfield(code.lstrip("_"), value) for code, value in values.items() if value]
    return [Field(tag, Indicators(*indicators), subfields)] if subfields else []
