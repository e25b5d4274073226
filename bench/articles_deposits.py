"""What repositories and journals' own sites say of an article, as oai_dc in the manner of EPrints, DSpace and OJS."""

import random
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from bench import articles_styles as styles
from bench.articles_source import Work
from harvester.record import RawRecord
from indexer import formats
from indexer.record import BibRecord

_OPEN = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
)

Elements = Iterator[tuple[str, str]]


def record(work: Work, program: str, identifier: str, chance: random.Random) -> BibRecord:
    """The record of a work in a repository that runs the program."""
    elements = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in PROGRAMS[program](work, chance))
    payload = f"{_OPEN}{elements}</oai_dc:dc>".encode()
    raw = RawRecord(source=program, member=program, identifier=identifier, format="oai_dc", payload=payload)
    return formats.read(raw)


def _eprints(work: Work, chance: random.Random) -> Elements:
    number = chance.randint(100, 99999)
    pages = styles.page_range(work, "full")
    people = [styles.inverted(name) for name in work.people]
    place = f"{work.journal.name}, {work.volume} ({work.issue}). pp. {pages}. ISSN {work.journal.issn or ''}"
    yield from _description(work, chance)
    yield "date", chance.choice((f"{work.year}", f"{work.year}-0{chance.randint(1, 9)}"))
    yield "type", "Article"
    yield "type", "PeerReviewed"
    yield "format", "application/pdf"
    yield "identifier", f"http://eprints.example.ac.uk/{number}/1/paper.pdf"
    yield "identifier", f"{' and '.join(people)} ({work.year}) {work.title}. {place}"
    yield "relation", f"http://eprints.example.ac.uk/{number}/"
    if work.doi and chance.random() < 0.4:
        yield "relation", f"doi:{work.doi}"


def _dspace(work: Work, chance: random.Random) -> Elements:
    added = work.year + chance.choice((0, 1, 1, 2, 5))
    issued = work.year + (chance.choice((-1, 1)) if chance.random() < 0.12 else 0)
    yield from _description(work, chance)
    yield "date", f"{added}-06-15T10:46:21Z"
    yield "date", f"{added}-06-15T10:46:21Z"
    yield "date", chance.choice((f"{issued}", f"{issued}-05", f"{issued}-05-12"))
    yield "type", "Article"
    yield "type", chance.choice(("accepted version", "publishedVersion"))
    if chance.random() < 0.4:
        people = "; ".join(styles.inverted_initials(name) for name in work.people[:3])
        yield "identifier", f"{people}. {work.title}. {work.journal.name} {work.volume}({work.issue}) ({work.year})"
    if chance.random() < 0.4:
        yield "relation", work.journal.name
    if work.doi and chance.random() < 0.5:
        yield "identifier", f"http://dx.doi.org/{work.doi}"
    yield "identifier", f"http://hdl.handle.net/1810/{chance.randint(1000, 999999)}"


def _ojs(work: Work, chance: random.Random) -> Elements:
    yield from _description(work, chance)
    yield "publisher", work.journal.publisher
    yield "date", f"{work.year}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    yield "type", "info:eu-repo/semantics/article"
    yield "type", "info:eu-repo/semantics/publishedVersion"
    yield "format", "application/pdf"
    yield "identifier", f"https://journal.example.org/index.php/j/article/view/{chance.randint(1, 9999)}"
    if work.doi and chance.random() < 0.6:
        yield "identifier", work.doi
    pages = styles.page_range(work, "full")
    yield "source", f"{work.journal.name}; Vol. {work.volume} No. {work.issue} ({work.year}); {pages}"
    if work.journal.issn:
        yield "source", work.journal.issn
    yield "language", "eng"


def _description(work: Work, chance: random.Random) -> Elements:
    """What all of them say; one in ten depositors types the title in small letters or in capitals."""
    style = chance.choices((styles.as_is, styles.sentence_case, styles.capitals), (8, 1, 1))[0]
    yield "title", style(work.title)
    for name in work.people:
        yield "creator", styles.inverted(name)
    if work.summary and chance.random() < 0.7:
        yield "description", work.summary


PROGRAMS: dict[str, Callable[[Work, random.Random], Elements]] = {"eprints": _eprints, "dspace": _dspace, "ojs": _ojs}
"""Program of a repository → how it tells of an article."""
