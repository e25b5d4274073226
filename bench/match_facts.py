"""The pairs of `tests/facts` that are one publication, or never are: all in one store, through the real steps."""

from collections.abc import Iterator
from pathlib import Path

from bench.figures import say
from bench.match_goals import at_least, at_most
from bench.match_store import fill, groups, index, opened
from harvester.record import RawRecord
from tests.facts.pairs import ALWAYS, NEVER, Fact, facts

SIDES = ("toba", "deli")
"""The libraries that the first and the second record of a fact come from."""


def run(work: Path) -> None:
    """How many pairs were merged that never may be, and how many are apart that are one."""
    told = [(kind, fact) for kind in (NEVER, ALWAYS) for fact in facts(kind) if not fact.debatable]
    with opened(work / "store") as (settings, database):
        fill(database, (raw for kind, fact in told for raw in _raw(kind, fact)))
        index(settings, database)
        found = groups(database)
    counted = {kind: sum(which == kind for which, _fact in told) for kind in (NEVER, ALWAYS)}
    wrong: dict[str, list[str]] = {NEVER: [], ALWAYS: []}
    unread = []
    for kind, fact in told:
        a, b = (found.get(public_id) for public_id in _ids(kind, fact))
        if a is None or b is None:
            unread.append(fact.name)
        elif (a == b) is not (kind == ALWAYS):
            wrong[kind].append(fact.name)
    for kind, what in ((NEVER, "falsely merged"), (ALWAYS, "falsely split")):
        say(f"  {kind} one: {counted[kind]} pairs, {what}: {len(wrong[kind])} {' '.join(wrong[kind])}")
    at_least("pairs that never may be merged", counted[NEVER], 200, 200)
    at_most("  of them falsely merged", len(wrong[NEVER]), 0, 0)
    say(f"  pairs with a record that could not be read: {len(unread)} {' '.join(unread)}")


def _ids(kind: str, fact: Fact) -> list[str]:
    return [f"{side}:{kind}:{fact.name}" for side in SIDES]


def _raw(kind: str, fact: Fact) -> Iterator[RawRecord]:
    for side, record in zip(SIDES, (fact.a, fact.b), strict=True):
        name = f"{kind}:{fact.name}"
        yield RawRecord(source=side, member=side, identifier=name, format=record.format, payload=record.payload)
