"""Why source records are one union record, or are not: the facts, ready to be shown."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from config.errors import NotFound
from config.i18n import _
from indexer import absence, store
from indexer.dedup import judge, judgement, traits
from indexer.dedup.cluster import Join as Link
from indexer.dedup.cluster import tree
from indexer.dedup.evidence import Evidence
from indexer.formats.statements import full_title, host_statement
from indexer.record import BibRecord
from indexer.tables import bib_record, edge

MOST = 20
"""So many records of either side are compared when union records are asked about."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A source record in one line."""

    id: str
    union: str | None
    member: str
    title: str | None
    creator: str | None
    year: int | None
    edition: str | None
    publisher: str | None = None
    host: str | None = None
    extent: str | None = None


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two source records and what comparing them says; `against`: the judgements that won over the one on them."""

    a: str
    b: str
    evidence: Evidence
    against: tuple[judgement.Judgement, ...] = ()


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: whether the records are together, which they are, and the pairs that hold them together or apart."""

    together: bool
    records: tuple[Summary, ...]
    pairs: tuple[Pair, ...]


def why(connection: sa.Connection, id_a: str, id_b: str | None = None, profile: str = judge.BALANCED) -> Why:
    """The evidence behind one union record, or between two records.

    Args:
        connection: the store.
        id_a: a union id or a source record's id.
        id_b: another; without it, the pairs are told that hold the union record of `id_a` together.
        profile: by which the catalogue is matched (`Consortium.matching`).

    Raises:
        NotFound: there is no such record.
    """
    if id_b is None:
        records = _whole(connection, id_a)
        return Why(
            together=True, records=tuple(map(_summary, records)), pairs=tuple(_holding(connection, records, profile))
        )
    left, right = records_of(connection, id_a), records_of(connection, id_b)
    pairs = [_fresh(connection, a, b, profile) for a in left[:MOST] for b in right[:MOST] if a.id != b.id]
    best = max(pairs, key=lambda pair: (pair.evidence.judged is not None, pair.evidence.score), default=None)
    shown = {best.a, best.b} if best else {left[0].id}
    records = [record for record in {r.id: r for r in (*left, *right)}.values() if record.id in shown]
    unions = {record.union for record in records}
    together = len(records) == 1 or (len(unions) == 1 and None not in unions)
    if best and best.evidence.judged and (best.evidence.judged == judge.SAME) != together:
        made = judgement.get(connection, best.a, best.b)
        against = judgement.contradicting(connection, made) if made else ()
        best = msgspec.structs.replace(best, against=tuple(against))
    return Why(together=together, records=tuple(map(_summary, records)), pairs=(best,) if best else ())


def records_of(connection: sa.Connection, any_id: str) -> list[BibRecord]:
    """The source record of that id, or the source records of that union record, best first.

    Raises:
        NotFound: there is no such record.
    """
    record = store.bib(connection, any_id)
    return [record] if record else _whole(connection, any_id)


def _whole(connection: sa.Connection, any_id: str) -> list[BibRecord]:
    resolved = store.resolve(connection, any_id)
    record = store.bib(connection, any_id)
    if resolved is None and record is not None:  # not grouped yet
        return [record]
    union = store.union(connection, resolved.union_id) if resolved else None
    if union is None:
        absence.explain(connection, any_id)
        raise NotFound(
            _("There is no record {id}.", id=any_id),
            _("Give the id of a union record or a source record (SOURCE:IDENTIFIER); `induk export bib` lists them."),
        )
    place = {public_id: number for number, public_id in enumerate(union.records)}
    return sorted(store.bibs_of(connection, union.id), key=lambda bib: place.get(bib.id, len(place)))


def _holding(connection: sa.Connection, records: Sequence[BibRecord], profile: str) -> list[Pair]:
    """Of the joins between these records the best, no more than hold them together; a person's come first."""
    if records[0].union is None:  # not grouped yet
        return []
    own = sa.select(bib_record.c.record_id, bib_record.c.id).where(bib_record.c.union_id == records[0].union)
    public = {row.record_id: row.id for row in connection.execute(own)}
    judged = judgement.among(connection, public)
    rows = connection.execute(
        sa.select(edge.c.a, edge.c.b, edge.c.score)
        .join(bib_record, bib_record.c.record_id == edge.c.a)
        .where(bib_record.c.union_id == records[0].union, edge.c.verdict == judge.SAME)
    )
    links = [Link(row.a, row.b, row.score, judged=(row.a, row.b) in judged) for row in rows if row.b in public]
    links.sort(key=lambda link: (not link.judged, -link.score, link.a, link.b))
    by_id = {record.id: record for record in records}
    return [_fresh(connection, by_id[public[link.a]], by_id[public[link.b]], profile) for link in tree(links)]


def _fresh(connection: sa.Connection, a: BibRecord, b: BibRecord, profile: str) -> Pair:
    told = judge.explain(traits.of(a), traits.of(b), profile)
    judged = judgement.get(connection, a.id, b.id)
    return Pair(a=a.id, b=b.id, evidence=judgement.apply(told, judged) if judged else told)


def _summary(record: BibRecord) -> Summary:
    return Summary(
        id=record.id,
        union=record.union,
        member=record.member,
        title=full_title(record) or None,
        creator=record.creators[0].name if record.creators else None,
        year=record.year,
        edition=record.edition,
        publisher=record.publisher,
        host=host_statement(record.host),
        extent=record.extent,
    )
