"""Records whose source gave all of them other identifiers: a renamed host, a library that changed its software.

They are recognised by what they say, without knowing what it means: two records are one when most of their values are
the same words. The record keeps its row, its first day and thereby its place in the catalogue; the old identifier
becomes an alias, since public ids are permanent.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import sqlalchemy as sa

from config import clock
from config.database import upsert
from harvester import sweep
from harvester.ledger import Ledger, batches, keep_versions, queue
from harvester.report import Counts
from harvester.tables import Key, raw_alias, raw_record
from harvester.xml import NotXml, local, strict

ALIKE, THE_SAME = 0.5, 0.9
"""The share of common values from which on two records may be one, and from which on they surely are."""

SAME_NUMBER = 0.25
"""Added where both identifiers end in the same number: `oai:old:slims-12`, `oai:new:slims-12`."""

WHOLESALE = 0.5
"""Records that are only alike are carried over where so large a share of the missing ones is."""

VALUES, SHORTEST, COMMON = 24, 4, 6
"""Of each record the longest values, none shorter than so many letters; what more records say finds no pair."""

TAIL = re.compile(r"(\d+)\D*$")
TAKEN = ("identifier", "format", "datestamp", "sets", "sha256", "payload", "problem", "repairs")
"""Columns that the older row takes from the newer one."""

words = sa.Table(
    "induk_words",
    sa.MetaData(),
    sa.Column("newer", sa.Boolean, nullable=False),
    sa.Column("record_id", Key, nullable=False),
    sa.Column("word", sa.BigInteger, nullable=False),
    sa.Index("ix_induk_words", "word"),
    prefixes=["TEMPORARY"],
)


class Pair(NamedTuple):
    """An older and a newer row, and how alike they are."""

    older: int
    newer: int
    score: float


def carry_over(ledger: Ledger, totals: Counts) -> None:
    """Give missing records the identifiers of new ones that say the same; `totals` is brought up to date."""
    pairs = _pairs(ledger)
    for some in batches(pairs):
        with ledger.database.write() as connection:
            _carry(connection, ledger, some)
            totals.carried += len(some)
            totals.added -= len(some)
            ledger.write(connection, carried=totals.carried, added=totals.added)


def values(payload: bytes) -> set[int]:
    """What a record says, as numbers: the folded values of its longest fields, addresses left out."""
    found = sorted(
        {folded for text in _texts(payload) if (folded := _folded(text))}, key=lambda text: (-len(text), text)
    )
    return {
        int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
        for text in found[:VALUES]
    }


def _folded(text: str) -> str:
    folded = " ".join(text.casefold().split()).strip(" /:;,.=")
    return folded if len(folded) >= SHORTEST and "://" not in folded else ""


def _texts(payload: bytes) -> Iterator[str]:
    """The values of a record in XML, JSON (a row of a table) or ISO 2709."""
    if payload[:1] == b"<":
        try:
            record = strict(payload)
        except NotXml:
            return
        header = next((part for part in record if local(part) == "header"), None)
        inside = set(header.iter()) if header is not None else set()
        yield from (part.text for part in record.iter() if part.text and len(part) == 0 and part not in inside)
    elif payload[:1] == b"{":
        yield from (value for value in json.loads(payload).values() if isinstance(value, str))
    else:
        parts = re.split(b"[\x1d\x1e]|\x1f.", payload[24:])
        yield from (part.decode("utf-8", "replace") for part in parts[1:])


def _pairs(ledger: Ledger) -> list[Pair]:
    """Missing records and new ones that are the same, one to one."""
    newer = (
        (raw_record.c.source == ledger.source) & (raw_record.c.created_run >= ledger.sweep)
        & (raw_record.c.sweep == ledger.sweep) & raw_record.c.deleted.is_(False) & raw_record.c.problem.is_(None)
    )  # fmt: skip
    with ledger.database.read() as connection:
        if connection.execute(sa.select(raw_record.c.id).where(newer).limit(1)).first() is None:
            return []
        words.create(connection)  # nothing is committed: it goes with the connection's transaction
        tails = _note(connection, sweep.gone(ledger), newer=False) | _note(connection, newer, newer=True)
        found = _alike(connection, tails)
    missing, _living = sweep.missing(ledger)
    wholesale = len(found) >= WHOLESALE * missing
    return [pair for pair in found if wholesale or pair.score >= THE_SAME]


def _note(connection: sa.Connection, which: sa.ColumnElement[bool], *, newer: bool) -> dict[int, str]:
    """Write down what records say; gives the numbers that their identifiers end in."""
    tails: dict[int, str] = {}
    last = 0
    while True:
        columns = raw_record.c.id, raw_record.c.identifier, raw_record.c.payload
        some = sa.select(*columns).where(which, raw_record.c.id > last).order_by(raw_record.c.id).limit(500)
        rows = connection.execute(some).all()
        if not rows:
            return tails
        last = rows[-1].id
        said = [
            {"newer": newer, "record_id": row.id, "word": word}
            for row in rows if row.payload for word in values(zlib.decompress(row.payload))
        ]  # fmt: skip
        if said:
            connection.execute(sa.insert(words), said)
        tails |= {row.id: found[1] for row in rows if (found := TAIL.search(row.identifier))}


def _alike(connection: sa.Connection, tails: dict[int, str]) -> list[Pair]:
    """Pairs that share most values, each record in the best one of its pairs, and in none where two are as good."""
    counts = sa.select(words.c.record_id, sa.func.count()).group_by(words.c.record_id)
    size = {row[0]: row[1] for row in connection.execute(counts)}
    a, b, rare = words.alias("a"), words.alias("b"), sa.select(words.c.word).group_by(words.c.word)
    candidates = (
        sa.select(a.c.record_id.label("older"), b.c.record_id.label("newer"))
        .where(a.c.word == b.c.word, a.c.newer.is_(False), b.c.newer.is_(True))
        .where(a.c.word.in_(rare.having(sa.func.count() <= COMMON)))
        .distinct()
        .cte()
    )
    common = (
        sa.select(candidates.c.older, candidates.c.newer, sa.func.count())
        .join_from(candidates, a, a.c.record_id == candidates.c.older)
        .join(b, (b.c.record_id == candidates.c.newer) & (b.c.word == a.c.word))
        .group_by(candidates.c.older, candidates.c.newer)
    )
    pairs = []
    for older, newer, n in connection.execute(common):
        score = n / (size[older] + size[newer] - n)
        number = tails.get(older) is not None and tails.get(older) == tails.get(newer)
        if score + (SAME_NUMBER if number else 0) >= ALIKE:
            pairs.append(Pair(older, newer, score + (SAME_NUMBER if number else 0)))
    return list(_one_to_one(pairs))


def _one_to_one(pairs: Iterable[Pair]) -> Iterator[Pair]:
    best: dict[int, list[float]] = {}
    ranked = sorted(pairs, key=lambda pair: (-pair.score, pair.older, pair.newer))
    for pair in ranked:
        for record in (pair.older, -pair.newer):
            best.setdefault(record, []).append(pair.score)
    for pair in ranked:
        rivals = (best[pair.older], best[-pair.newer])
        if all(scores[0] == pair.score and (len(scores) == 1 or scores[1] < pair.score) for scores in rivals):
            yield pair


def _carry(connection: sa.Connection, ledger: Ledger, pairs: Iterable[Pair]) -> None:
    by_newer = {pair.newer: pair.older for pair in pairs}
    both = [*by_newer.values(), *by_newer]
    queue(connection, raw_record.c.id.in_(both))
    keep_versions(connection, ledger.run_id, both, payload=True)
    newer = connection.execute(sa.select(raw_record).where(raw_record.c.id.in_(by_newer))).all()
    names = sa.select(raw_record.c.id, raw_record.c.identifier).where(raw_record.c.id.in_(by_newer.values()))
    aliases = [
        {"source": ledger.source, "identifier": row.identifier, "record_id": row.id, "run_id": ledger.run_id}
        for row in connection.execute(names)
    ]
    statement = upsert(connection, raw_alias)
    held = {"record_id": statement.excluded.record_id, "run_id": statement.excluded.run_id}
    connection.execute(statement.on_conflict_do_update(index_elements=["source", "identifier"], set_=held), aliases)
    connection.execute(sa.delete(raw_record).where(raw_record.c.id.in_(by_newer)))
    now = clock.stamp()
    for row in newer:
        taken = {name: getattr(row, name) for name in TAKEN}
        moved = {"changed": now, "confirmed": now, "sweep": ledger.sweep, "changed_run": ledger.run_id}
        connection.execute(sa.update(raw_record).where(raw_record.c.id == by_newer[row.id]).values(taken | moved))
