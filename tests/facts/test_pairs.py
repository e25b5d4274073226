"""What never is one publication never becomes one; what is one publication mostly does, whoever described it how.

All facts lie in one catalogue of several members, so that no third record may bring together what must stay apart.
"""

import zlib
from collections.abc import Iterator

import pytest

from harvester.record import RawRecord
from indexer import formats
from indexer.dedup import judge, telling, traits
from indexer.dedup.why import why
from tests.facts.pairs import ALWAYS, NEVER, Fact, Written, facts
from tests.indexer.nights import Night, consortium

MEMBERS = tuple(f"m{number}" for number in range(8))
COUNTED = {kind: [fact for fact in facts(kind) if not fact.debatable] for kind in (NEVER, ALWAYS)}
FLOOR = 0.9
"""So many of the facts `always` have to hold at least, in the catalogue and by themselves."""


def placed(fact: Fact) -> dict[str, Written]:
    """Its records by public ids, each in another member; the two of the fact come first."""
    home = zlib.crc32(fact.name.encode())
    records = (fact.a, fact.b, *fact.between)
    return {
        f"{MEMBERS[(home + 3 * number) % len(MEMBERS)]}:{fact.name}-{letter}": record
        for number, (letter, record) in enumerate(zip("abcdefgh", records, strict=False))
    }


def ids(fact: Fact) -> tuple[str, str]:
    """Public ids of its two records."""
    a, b, *_between = placed(fact)
    return a, b


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Iterator[Night]:
    """Every record of every fact, indexed."""
    folder = tmp_path_factory.mktemp("facts")
    night = Night(folder, consortium(folder, members=MEMBERS))
    for kind in (NEVER, ALWAYS):
        for fact in facts(kind):
            for public_id, record in placed(fact).items():
                night.bytes(public_id, record.payload, record.format)
    night.index()
    yield night
    night.close()


@pytest.fixture(scope="module")
def union_of(catalogue) -> dict[str, str]:
    """Source record → its union record."""
    return {public_id: union for union, records in catalogue.groups().items() for public_id in records}


def told(night: Night, fact: Fact) -> str:
    """What a person wants to know about a fact that does not hold."""
    a, b = ids(fact)
    with night.database.read() as connection:
        between = telling.tell(why(connection, a, b))
        return "\n".join([f"{fact.name}: {fact.why}", *between])


def seen(record: Written, name: str) -> traits.Traits:
    """A record as the matcher sees it."""
    raw = RawRecord(source=name, member=name, identifier="1", format=record.format, payload=record.payload)
    return traits.of(formats.read(raw))


def test_every_record_of_every_fact_can_be_read(union_of):
    wanted = {public_id for kind in (NEVER, ALWAYS) for fact in facts(kind) for public_id in placed(fact)}
    assert sorted(wanted - union_of.keys()) == []


def test_there_are_many_facts_of_either_kind():
    assert len(COUNTED[NEVER]) >= 260
    assert len(COUNTED[ALWAYS]) >= 200


@pytest.mark.parametrize("fact", COUNTED[NEVER], ids=lambda fact: fact.name)
def test_what_never_is_one_publication_stays_apart(fact, catalogue, union_of):
    a, b = ids(fact)
    assert union_of[a] != union_of[b], told(catalogue, fact)


@pytest.mark.parametrize("fact", COUNTED[NEVER], ids=lambda fact: fact.name)
def test_what_never_is_one_publication_is_not_judged_the_same(fact):
    assert judge.opinion(seen(fact.a, "a"), seen(fact.b, "b")).verdict != judge.SAME


def test_what_is_one_publication_comes_together(catalogue, union_of):
    failed = [fact for fact in COUNTED[ALWAYS] if union_of[ids(fact)[0]] != union_of[ids(fact)[1]]]
    assert 1 - len(failed) / len(COUNTED[ALWAYS]) >= FLOOR, "\n\n".join(told(catalogue, fact) for fact in failed)


def test_what_is_one_publication_is_judged_the_same():
    failed = [
        f"{fact.name}: {fact.why}"
        for fact in COUNTED[ALWAYS]
        if judge.opinion(seen(fact.a, "a"), seen(fact.b, "b")).verdict != judge.SAME
    ]
    assert 1 - len(failed) / len(COUNTED[ALWAYS]) >= FLOOR, "\n".join(failed)
