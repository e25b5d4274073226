"""Sitemaps (sitemaps.org, protocol 0.9): an index, the site's own pages, the records in ranges of their permanent ids.

The index cuts all ids at every `PAGE`th one; a range is read by key, in batches, and sent as it is read, so that no
number of records takes more memory. A range says where it ends, so that a record that came meanwhile is in it. Only
records bear a date: ids are hashes, so any night changes something in every range, and a date there would tell nothing.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import sqlalchemy as sa

from config import clock
from config.database import Database
from config.model import Consortium
from indexer.tables import bib_record, union_record
from search.feeds.sound import sound

MEDIA_TYPE = "application/xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGE = 10_000
MOST = 50_000
"""Addresses in one file, by the protocol."""

BATCH = 1_000

Place = tuple[str, str | None]
"""An address and when it last changed."""


def newest(database: Database) -> str | None:
    """When the catalogue last changed."""
    with database.read() as connection:
        found: str | None = connection.execute(sa.select(sa.func.max(union_record.c.changed))).scalar()
    return found


def ranges(database: Database, size: int = PAGE) -> Iterator[tuple[str, str | None]]:
    """Where each range of ids begins, and before which id it ends; the last is open. Ids are counted, not read."""
    yield from pairwise([*_starts(database, size), None])


def records(consortium: Consortium, database: Database, first: str, before: str | None) -> Iterator[Place]:
    """The records shown today from an id on, in the order of ids: `/record/ID`, and the time of its last change."""
    shown, left = _shown(consortium), MOST
    column, after = union_record.c.id, None
    while left > 0:
        wanted = [column > after if after else column >= first, *([column < before] if before else [])]
        statement = sa.select(column, union_record.c.changed).where(*wanted, *shown).order_by(column)
        with database.read() as connection:
            rows = connection.execute(statement.limit(min(BATCH, left))).all()
        yield from ((f"/record/{row.id}", row.changed) for row in rows)
        if len(rows) < BATCH:
            return
        after, left = rows[-1].id, left - len(rows)


def index(database: Database, base: str) -> Iterator[bytes]:
    """The index: the site's own pages, and every range of records."""
    addresses = [f"{base}/sitemap-pages.xml"]
    for first, before in ranges(database):
        params = {"from": first, **({"before": before} if before else {})}
        addresses.append(f"{base}/sitemap-records.xml?{urlencode(params)}")
    return _written("sitemapindex", "sitemap", ((address, None) for address in addresses))


def urlset(places: Iterable[Place], base: str) -> Iterator[bytes]:
    """A sitemap of these addresses below `base`, in pieces."""
    return _written("urlset", "url", ((base + path, changed) for path, changed in places))


def pages(consortium: Consortium) -> list[Place]:
    """The site's own pages: the start, the directory, each library."""
    members = consortium.active(clock.now().date())
    paths = ("/", "/libraries", *(f"/libraries/{member.id}" for member in members))
    return [(path, None) for path in paths]


def _starts(database: Database, size: int) -> Iterator[str]:
    column = union_record.c.id
    statement = sa.select(column).order_by(column).limit(1)
    with database.read() as connection:
        found = connection.execute(statement).scalar()
        while found is not None:
            yield found
            found = connection.execute(statement.where(column >= found).offset(size)).scalar()


def _shown(consortium: Consortium) -> list[sa.ColumnElement[bool]]:
    """Living records that are merged; where a member is outside its agreement, those that another one has."""
    conditions: list[sa.ColumnElement[bool]] = [
        union_record.c.deleted.is_(False),
        sa.func.length(union_record.c.data) > 0,
    ]
    active = [member.id for member in consortium.active(clock.now().date())]
    if len(active) < len(consortium.members):
        conditions.append(
            sa.exists().where(bib_record.c.union_id == union_record.c.id, bib_record.c.member.in_(active))
        )
    return conditions


def _written(root: str, item: str, places: Iterable[Place]) -> Iterator[bytes]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'.encode()
    waiting: list[str] = []
    for address, changed in places:
        date = f"<lastmod>{changed}</lastmod>" if changed else ""
        waiting.append(f"<{item}><loc>{escape(sound(address))}</loc>{date}</{item}>\n")
        if len(waiting) == BATCH:
            yield "".join(waiting).encode()
            waiting.clear()
    yield f"{''.join(waiting)}</{root}>\n".encode()
