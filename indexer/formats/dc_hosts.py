"""What a thing is part of, put together from all that a description says: journal, volume, pages, series."""

import re
from collections.abc import Iterator

from indexer.formats.dc_citation import Cited, citation, journal_only, place_after, source
from indexer.formats.dc_profiles import Meanings, Program, text_of, texts
from indexer.formats.draft import Draft
from indexer.formats.values import is_url
from indexer.normalise import kind
from indexer.record import Host

_IN_HOSTS = frozenset({"article", "conference", None, "other"})
_WHOLE = frozenset({"book", "report", "map", "score", None})
# `/vol2/iss1/3`, the address of an article in a journal of Digital Commons
_ISSUE_PATH = re.compile(r"/vol(\d{1,4})/iss(\d{1,4})(?:/|$)")
_CITED = re.compile(r"^(?:citation|cite as|sitasi)\s?:\s", re.IGNORECASE)
_ARTICLE_NUMBER = re.compile(r"ARTN (\S{1,20})$")  # Symplectic Elements, from Web of Science
_DOI = re.compile(r"doi\b|10\.", re.IGNORECASE)  # `doi:10.1044/1092-4388(2012/12-0122)` is no volume 4388
_SHORTEST = 20  # characters of a citation
_LONGEST_TITLE = 150
_PAGES = re.compile(r"([A-Za-z]?\d{1,7})\s?[-–]\s?([A-Za-z]?\d{1,7})(?:\s\(\d+\))?$")


def fill(said: Meanings, draft: Draft, program: Program) -> None:
    """Fill in host and series, and from citations what else is still missing in a draft."""
    if draft.type not in _IN_HOSTS - {None} or program.holding:
        draft.series += _series(said, program)
        draft.series += [value for value in texts(said.get("part_of", ())) if draft.type and not is_url(value)]
    host = Host()
    for found in _hosts(said, draft, program):
        host = _merged(host, found)
    _from_citations(said, draft, program, host)


def _series(said: Meanings, program: Program) -> Iterator[str]:
    """Series with their numbers; in simple Dublin Core DSpace has them under `relation`, with a semicolon."""
    values = texts(said.get("series", ()))
    if program.name == "dspace":
        values += [value for value in texts(said.get("relation", ())) if ";" in value and len(value) < _LONGEST_TITLE]
    for value in values:
        if not is_url(value):
            name, semicolon, number = value.partition(";")
            yield f"{name.strip()} ; {number.strip()}" if semicolon and number.strip() else name.strip()


def _hosts(said: Meanings, draft: Draft, program: Program) -> Iterator[Host]:
    """What each statement tells of the host, the surest first."""
    part = draft.type in _IN_HOSTS
    told = {name: text_of(said, name) for name in ("journal", "volume", "issue", "pages")}
    first, last = text_of(said, "first_page"), text_of(said, "last_page")
    pages = told["pages"] or ("-".join(dict.fromkeys(filter(None, (first, last)))) or None)
    if told["journal"] and is_url(told["journal"]):
        told["journal"] = None
    if part or told["volume"] or told["issue"]:
        yield Host(title=told["journal"], volume=told["volume"], issue=told["issue"], pages=pages)
    for value in texts(said.get("source", ())):
        if not is_url(value) and (found := source(value)):
            yield found
    for meaning in ("series", "part_of", "relation") if part and not program.holding else ():
        names_host = program.name == "dspace" or meaning == "part_of"
        yield from _of_relations(texts(said.get(meaning, ())), draft, names_host=names_host)
    yield from _of_digital_commons(said, draft)


def _of_relations(values: list[str], draft: Draft, *, names_host: bool) -> Iterator[Host]:
    """Journals that DSpace names as a relation: `PLoS ONE`, `Journal of Kentucky Studies;volume 23`.

    `names_host`: what has no numbers is the name of one too; what something is part of is its host, by DCMI's words.
    """
    for value in values:
        if is_url(value) or len(value) > _LONGEST_TITLE or not any(char.isalpha() for char in value) or "www." in value:
            continue
        if _DOI.match(value):
            continue
        if found := source(value):
            yield found
        elif names_host and draft.type in ("article", "conference"):
            yield Host(title=value)


def _of_digital_commons(said: Meanings, draft: Draft) -> Iterator[Host]:
    """Volume and issue in the address; what else is in a collection is not part of a publication."""
    for url in draft.urls:
        found = _ISSUE_PATH.search(url.url)
        if found and (names := texts(said.get("collection", ()))):
            yield Host(title=names[0], volume=found[1], issue=found[2])
            return


def _merged(host: Host, more: Host) -> Host:
    """A host with what another statement adds; two that contradict each other in their numbers are not mixed."""
    if host.volume and more.volume and host.volume != more.volume:
        return host
    return Host(
        title=host.title or more.title,
        volume=host.volume or more.volume,
        issue=host.issue or more.issue,
        pages=host.pages or more.pages,
    )


def _citations(said: Meanings) -> Iterator[str]:
    yield from texts(said.get("citation", ()))
    for meaning in ("identifier", "relation"):
        for value in texts(said.get(meaning, ())):
            if len(value) > _SHORTEST and " " in value and not is_url(value):
                yield _CITED.sub("", value)


def _from_citations(said: Meanings, draft: Draft, program: Program, host: Host) -> None:
    title = draft.title if not draft.subtitle else f"{draft.title} {draft.subtitle}"
    for value in _citations(said):
        cited = citation(value, title)
        if cited.school and draft.type in ("thesis", None):
            draft.type = "thesis"
            draft.publisher = draft.publisher or cited.school
        if draft.type in _IN_HOSTS:
            # one that begins with the host is no citation of the thing, though its title may be in that of the host
            named_first = source(value) if host.title and value.startswith(host.title) else None
            if found := named_first or cited.host:
                host = _merged(host, found)
            elif draft.type == "article" and program.name == "eprints" and not host.title:
                host = _merged(host, Host(title=journal_only(value, title)))
        if cited.issn and not draft.issns:
            draft.add_issn(cited.issn)
        if draft.type in _WHOLE:
            _imprint(value, cited, draft)
    host = _with_pages(said, host, program) if host.title or host.volume else host
    if draft.type in _IN_HOSTS and any((host.title, host.volume, host.issue, host.pages)):
        draft.host = host
        if draft.type is None and (host.volume or host.issue or host.pages):
            draft.type = "conference" if kind.kind_of(host.title or "").type == "conference" else "article"


def _imprint(value: str, cited: Cited, draft: Draft) -> None:
    draft.edition = draft.edition or cited.edition
    draft.place = draft.place or place_after(value, draft.publisher)
    if not draft.isbns:
        draft.isbns.extend(cited.isbns)


def _with_pages(said: Meanings, host: Host, program: Program) -> Host:
    """Pages that stand elsewhere: `56 - 66` as a format, `ARTN R130` as an identifier (Symplectic Elements)."""
    if host.pages:
        return host
    pages = None
    for value in texts(said.get("format", ())):
        if found := _PAGES.match(value):
            pages = "-".join(dict.fromkeys(found.groups()))
    for value in texts(said.get("identifier", ())):
        if number := _ARTICLE_NUMBER.match(value):
            pages = pages or number[1]
    return Host(title=host.title, volume=host.volume, issue=host.issue, pages=pages)
