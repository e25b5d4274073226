"""The union catalogue as an OAI-PMH repository: `oai:HOST:UNION-ID`, a set for each member, gone records as deleted."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import msgspec
import sqlalchemy as sa
from lxml import etree
from starlette.routing import Route

from config import __version__, clock
from config.database import Database
from config.model import Consortium
from indexer import formats
from indexer.record import UnionRecord
from indexer.tables import bib_record, union_record
from search.oai.endpoint import provider
from search.oai.repository import DC, MARCXML, MODS, Cursor, Format, Identity, Item, Selection, within

SET = "member"
"""A member's set is `member:ID`; `member` alone, like every parent of a hierarchy, holds them all."""

_MERGED = sa.func.length(union_record.c.data) > 0
"""An id is given out before its record is merged for the first time; until then there is nothing to show."""

_EMAIL = re.compile(r"\S+@(?:\S+\.)+\S+")  # OAI-PMH.xsd, emailType
_decoder = msgspec.json.Decoder(UnionRecord)


class UnionRepository:
    """The union records of a consortium.

    What only members outside their agreement hold is shown as deleted; beside others, such a member is left out.
    """

    def __init__(self, consortium: Consortium, database: Database) -> None:
        self.consortium = consortium
        self.database = database
        self.host = urlsplit(consortium.url).hostname or "localhost"

    def identify(self) -> Identity:
        """Who we are; the contact is told where it is an e-mail address, else the host's postmaster (RFC 2142)."""
        details = self.consortium.consortium
        contact = details.contact or ""
        with self.database.read() as connection:
            earliest = connection.execute(sa.select(sa.func.min(union_record.c.changed))).scalar()
            sample = connection.execute(sa.select(union_record.c.id).where(_MERGED).limit(1)).scalar()
        return Identity(
            name=details.name,
            emails=(contact if _EMAIL.fullmatch(contact) else f"postmaster@{self.host}",),
            earliest=earliest,
            base_url=f"{self.consortium.url}/oai" if self.consortium.url else None,
            sample=self._identifier(sample) if sample else None,
            software=("Induk", __version__),
        )

    def formats(self) -> Sequence[Format]:
        """oai_dc, marcxml and mods."""
        return DC, MARCXML, MODS

    def sets(self) -> Mapping[str, str]:
        """A set for each member that takes part today."""
        return {f"{SET}:{member.id}": member.name for member in self.consortium.active(clock.now().date())}

    def page(self, selection: Selection, after: Cursor | None, size: int) -> list[Item]:
        """See `Repository.page`. Members of a deleted record are known only from its data, so these are sifted here."""
        found: list[Item] = []
        while True:
            statement = sa.select(union_record).where(*_conditions(selection))
            if after is not None:
                here = sa.tuple_(union_record.c.changed, union_record.c.id)
                statement = statement.where(here > sa.tuple_(after.datestamp, self._union_id(after.identifier) or ""))
            with self.database.read() as connection:
                rows = connection.execute(
                    statement.order_by(union_record.c.changed, union_record.c.id).limit(size)
                ).all()
            items = [self._item(row) for row in rows]
            found += (item for item in items if within(item, selection))
            if len(found) >= size or len(rows) < size:
                return found[:size]
            after = Cursor(items[-1].datestamp, items[-1].identifier)

    def count(self, selection: Selection) -> int | None:
        """How many records; unknown for a set, where every deleted record would have to be read."""
        if selection.set_spec is not None:
            return None
        statement = sa.select(sa.func.count()).select_from(union_record).where(*_conditions(selection))
        with self.database.read() as connection:
            return connection.execute(statement).scalar_one()

    def get(self, identifier: str) -> Item | None:
        """One record."""
        if (union_id := self._union_id(identifier)) is None:
            return None
        with self.database.read() as connection:
            row = connection.execute(sa.select(union_record).where(union_record.c.id == union_id, _MERGED)).first()
        return self._item(row) if row else None

    def metadata(self, item: Item, prefix: str) -> etree._Element:
        """The record in one of the formats."""
        if (element := formats.oai_metadata(item.content, prefix)) is None:
            raise ValueError(f"no {prefix}")
        return element

    def _item(self, row: sa.Row[tuple[object, ...]]) -> Item:
        active = {member.id for member in self.consortium.active(clock.now().date())}
        record = _decoder.decode(row.data)
        members = tuple(member for member in record.members if member in active)
        return Item(
            identifier=self._identifier(row.id),
            datestamp=row.changed,
            sets=tuple(f"{SET}:{member}" for member in members),
            deleted=row.deleted or not members,
            content=msgspec.structs.replace(
                record, members=members, holdings=tuple(held for held in record.holdings if held.member in active)
            ),
        )

    def _identifier(self, union_id: str) -> str:
        return f"oai:{self.host}:{union_id}"

    def _union_id(self, identifier: str) -> str | None:
        prefix = self._identifier("")
        return identifier.removeprefix(prefix) if identifier.startswith(prefix) else None


def oai_routes(consortium: Consortium, database: Database, *, page_size: int = 100) -> list[Route]:
    """The routes of the provider, `/oai`, by GET and by POST."""
    endpoint = provider(UnionRepository(consortium, database), page_size=page_size)
    return [Route("/oai", endpoint, methods=["GET", "POST"], name="oai")]


def _conditions(selection: Selection) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [_MERGED]
    if selection.since is not None:
        conditions.append(union_record.c.changed >= selection.since)
    if selection.until is not None:
        conditions.append(union_record.c.changed <= selection.until)
    kind, _colon, member = (selection.set_spec or "").partition(":")
    if kind == SET and member:
        held = sa.exists().where(bib_record.c.union_id == union_record.c.id, bib_record.c.member == member)
        conditions.append(sa.or_(union_record.c.deleted.is_(True), held))
    return conditions
