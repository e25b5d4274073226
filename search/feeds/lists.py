"""What a feed holds: the hits of a search, or the newest titles of a library.

A search is followed for what is new in it, so the newest come first unless another order is asked for; and what only
comes near (`relaxed`) is left out: nobody who waits for one title wants to hear of another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import sqlalchemy as sa

from config import clock
from config.i18n import _, ngettext
from indexer.tables import union_record
from search import labels
from search.feeds.atom import Entry, Feed, Link
from search.feeds.sound import shortened, sound
from search.feeds.titles import full_title, imprint
from search.schemas import Card
from search.service import Catalogue
from search.state import SearchState

LONGEST = 200
"""Characters of the query in the title of a feed."""

NAMED = 20
"""Authors of an entry: a list of feeds is no list of contributors."""

Params = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a feed is for: `base` stands before every address; `kept` are parameters that are no part of the search."""

    base: str
    language: str
    kept: Params


def of_search(catalogue: Catalogue, state: SearchState, reader: Reader) -> Feed:
    """The feed of a search, in the order of `state`."""
    asked = shortened(state.q, LONGEST)
    title = f"{asked or _('All titles')} – {catalogue.consortium.consortium.name}"
    relevance = [("sort", "relevance")] if state.sort == "relevance" else []  # else the newest would come first

    def at(page: int) -> str:
        return _address(f"{reader.base}/search.atom", [*state.on_page(page).params(), *relevance, *reader.kept])

    web = _address(f"{reader.base}/search", [*state.params(), *reader.kept])
    return _feed(catalogue, state, title, reader, at, web)


def of_library(catalogue: Catalogue, member: str, page: int, reader: Reader) -> Feed:
    """The newest titles that a library has.

    Raises:
        NotFound: there is none of that id today.
    """
    name = catalogue.member(member).name
    state = SearchState(sort="new").having("member", member).on_page(page)
    here = f"{reader.base}/libraries/{member}"

    def at(page: int) -> str:
        return _address(f"{here}.atom", [*([("page", str(page))] if page != 1 else []), *reader.kept])

    return _feed(catalogue, state, _("New titles: {name}", name=name), reader, at, _address(here, reader.kept))


def _feed(
    catalogue: Catalogue, state: SearchState, title: str, reader: Reader, at: Callable[[int], str], web: str
) -> Feed:
    """A page of a feed; `at` gives the address of each page, `web` that of its web page."""
    base = reader.base
    answer = catalogue.search(state, facets=(), base=base)
    cards, total = ((), 0) if answer.relaxed else (answer.records, answer.total)

    turns = {"self": state.page, "first": 1}
    if state.page > 1:
        turns["previous"] = state.page - 1
    if state.offset + state.size < total:
        turns["next"] = state.page + 1
    entries = _entries(catalogue, cards)
    return Feed(
        id=at(1),
        title=title,
        author=catalogue.consortium.consortium.name,
        language=reader.language,
        updated=max((entry.updated for entry in entries), default=None) or _newest(catalogue),
        icon=f"{base}/static/induk.svg",
        links=(*(Link(rel, at(number)) for rel, number in turns.items()), Link("alternate", web, "text/html")),
        total=total,
        start=state.offset + 1,
        size=state.size,
        entries=entries,
    )


def _entries(catalogue: Catalogue, cards: Sequence[Card]) -> tuple[Entry, ...]:
    dates = _dates(catalogue, [card.id for card in cards])
    names = {member.id: member.name for member in catalogue.active()}
    return tuple(_entry(card, *dates[card.id], names) for card in cards if card.id in dates)


def _entry(card: Card, first_seen: str, changed: str, names: dict[str, str]) -> Entry:
    held = ", ".join(names.get(member, member) for member in card.members)
    libraries = ngettext("Held by {n} library", "Held by {n} libraries", len(card.members))
    return Entry(
        id=card.url,
        title=full_title(card),
        updated=max(first_seen, changed),
        published=first_seen,
        authors=tuple(creator.name for creator in card.creators[:NAMED] if sound(creator.name).strip()),
        category=(card.type, labels.named(labels.TYPES, card.type)) if card.type else None,
        summary=". ".join(text for text in (imprint(card), card.edition, f"{libraries}: {held}") if text),
    )


def _dates(catalogue: Catalogue, ids: list[str]) -> dict[str, tuple[str, str]]:
    """When each record was first seen and last changed."""
    columns = union_record.c.id, union_record.c.first_seen, union_record.c.changed
    with catalogue.database.read() as connection:
        rows = connection.execute(sa.select(*columns).where(union_record.c.id.in_(ids))).all()
    return {row.id: (row.first_seen, row.changed) for row in rows}


def _newest(catalogue: Catalogue) -> str:
    """When the catalogue last changed: an empty feed has a date too (RFC 4287, section 4.1.1)."""
    with catalogue.database.read() as connection:
        found: str | None = connection.execute(sa.select(sa.func.max(union_record.c.changed))).scalar()
    return found or clock.stamp()


def _address(where: str, params: Params) -> str:
    return f"{where}?{urlencode(params)}" if params else where
