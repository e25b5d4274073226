"""The libraries and how their sources do, from the configuration and the log of harvests."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from config import clock
from config.model import Consortium, Member
from harvester.tables import source_run
from indexer.tables import bib_record
from search.schemas import MemberInfo, SourceError, SourceInfo, SourceStatus


def record_counts(connection: sa.Connection) -> dict[str, int]:
    """How many normalised source records each member brought."""
    statement = sa.select(bib_record.c.member, sa.func.count().label("found")).group_by(bib_record.c.member)
    return {row.member: row.found for row in connection.execute(statement)}


def last_successes(connection: sa.Connection, sources: Iterable[str]) -> dict[str, str]:
    """When each source last gave its list to the end."""
    found = {source: _last(connection, source, source_run.c.status == "ok") for source in sources}
    return {source: row["finished"] for source, row in found.items() if row is not None and row["finished"]}


def describe(
    member: Member, titles: Mapping[str, int], records: Mapping[str, int], successes: Mapping[str, str], base: str
) -> MemberInfo:
    """A library as the public sees it. Addresses of its feeds stay private: they may carry secrets.

    `titles` and `records` are counts by member, `successes` times of the last complete harvest by source; `base` stands
    before `/libraries/...`.
    """
    sources = tuple(
        SourceInfo(id=source.id, type=source.type, last_success=successes.get(source.id)) for source in member.sources
    )
    return MemberInfo(
        **member.model_dump(include={"id", "name", "kind", "address", "email", "phone", "isil", "hours"}),
        website=str(member.website) if member.website else None,
        services=member.services,
        agreement=member.agreement,
        titles=titles.get(member.id, 0),
        records=records.get(member.id, 0),
        last_harvested=max((source.last_success for source in sources if source.last_success), default=None),
        sources=sources,
        url=f"{base}/libraries/{member.id}",
    )


def source_statuses(connection: sa.Connection, consortium: Consortium) -> tuple[SourceStatus, ...]:
    """How every source of a member in agreement does, in the order of the file."""
    today = clock.now().date()
    return tuple(
        _status(connection, member, source.id)
        for member, source in consortium.sources()
        if member.agreement.covers(today)
    )


def _status(connection: sa.Connection, member: Member, source: str) -> SourceStatus:
    last = _last(connection, source, source_run.c.mode != "replay")  # which asks nobody
    success = _last(connection, source, source_run.c.status == "ok")
    since = success["finished"] if success is not None else None
    counts = {name: last[name] if last is not None else 0 for name in ("added", "changed", "deleted", "quarantined")}
    return SourceStatus(
        source=source,
        member=member.id,
        status=last["status"] if last is not None else "never",
        last_run=(last["finished"] or last["started"]) if last is not None else None,
        last_success=since,
        age_hours=round((clock.now() - clock.parse(since)).total_seconds() / 3600, 1) if since else None,
        error=SourceError(code=last["error_code"], message=last["error_message"] or "", advice=last["error_advice"])
        if last is not None and last["error_code"]
        else None,
        **counts,
    )


def _last(connection: sa.Connection, source: str, condition: sa.ColumnElement[bool]) -> sa.RowMapping | None:
    statement = sa.select(source_run).where(source_run.c.source == source, condition)
    return connection.execute(statement.order_by(source_run.c.run_id.desc()).limit(1)).mappings().first()
