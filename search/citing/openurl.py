"""A record as an OpenURL (ANSI/NISO Z39.88-2004, key/encoded-value): for link resolvers, and as COinS in a page.

The keys are those of the community's matrices for books, journals and dissertations (`info:ofi/fmt:kev:mtx:…`); COinS
(https://ocoins.info) is the same context object in the title of an empty `<span class="Z3988">`, which Zotero and
others look for.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from indexer.formats.statements import Record, page_range, person
from indexer.record import Creator
from search.citing.item import title

SENDER = "info:sid/induk"
"""Who made the context object (`rfr_id`); a site is told by the permanent address in it, too."""

MOST_NAMES = 10
"""A resolver looks at the first; an address must stay one."""

Pairs = list[tuple[str, str]]


def pairs(record: Record, address: str) -> Pairs:
    """The keys and values of a record; `address` is its permanent one. What is absent is left out."""
    said = [*_entity(record), *_makers(record), *_numbers(record, address)]
    return [
        ("url_ver", "Z39.88-2004"),
        ("ctx_ver", "Z39.88-2004"),
        ("ctx_enc", "info:ofi/enc:UTF-8"),
        ("rfr_id", SENDER),
        *((key, value) for key, value in said if value),
    ]


def coins(record: Record, address: str) -> str:
    """The title of a COinS span; still to be escaped as any text of a page."""
    return encoded([pair for pair in pairs(record, address) if pair[0] != "url_ver"])


def resolved(base: str, record: Record, address: str) -> str:
    """The address at a link resolver that asks for a record; `base` is the resolver's, with parameters or without."""
    return f"{base}{'&' if '?' in base else '?'}{encoded(pairs(record, address))}"


def encoded(found: Pairs) -> str:
    """Pairs as the query of an address."""
    return urlencode(found)


def _entity(record: Record) -> Iterator[tuple[str, str | None]]:
    """What it is: a matrix, a genre, and titles and numbers by the keys of that matrix."""
    host = record.host
    if record.type == "thesis":
        yield from (("rft_val_fmt", "info:ofi/fmt:kev:mtx:dissertation"), ("rft.title", title(record)))
        yield "rft.inst", record.publisher
    elif record.type in ("article", "serial"):
        genre = "article" if record.type == "article" else "journal"
        yield from (("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"), ("rft.genre", genre))
        yield from (
            (("rft.atitle", title(record)), ("rft.jtitle", host.title if host else None))
            if genre == "article"
            else (("rft.jtitle", title(record)),)
        )
    else:
        genre = "proceeding" if record.type == "conference" else "bookitem" if host else "book"
        yield from (("rft_val_fmt", "info:ofi/fmt:kev:mtx:book"), ("rft.genre", genre))
        yield from (
            (("rft.atitle", title(record)), ("rft.btitle", host.title))
            if host and host.title
            else (("rft.btitle", title(record)),)
        )
        yield from (("rft.pub", record.publisher), ("rft.place", record.place), ("rft.edition", record.edition))
    if host:
        first, last = page_range(host.pages)
        yield from (("rft.volume", host.volume), ("rft.issue", host.issue), ("rft.pages", host.pages))
        yield from (("rft.spage", first), ("rft.epage", last))


def _makers(record: Record) -> Iterator[tuple[str, str | None]]:
    authors = [one for one in record.creators if one.role == "author"] or list(record.creators)
    if authors and authors[0].kind == "person":
        family, given = person(authors[0])
        yield from (("rft.aulast", family), ("rft.aufirst", given))
    for one in authors[:MOST_NAMES]:
        yield ("rft.au" if one.kind == "person" else "rft.aucorp"), _whole(one)


def _whole(creator: Creator) -> str:
    family, given = person(creator)
    return f"{family}, {given}" if given else family


def _numbers(record: Record, address: str) -> Iterator[tuple[str, str | None]]:
    yield "rft.date", str(record.year) if record.year else None
    for isbn in record.isbns[:1]:
        yield "rft.isbn", isbn
    for issn in record.issns[:1]:
        yield "rft.issn", issn
    for language in record.languages[:1]:
        yield "rft.language", language
    for doi in record.identifiers.doi[:1]:
        yield "rft_id", f"info:doi/{doi}"
    for oclc in record.identifiers.oclc[:1]:
        yield "rft_id", f"info:oclcnum/{oclc}"
    yield "rft_id", address
