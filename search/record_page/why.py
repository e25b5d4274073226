"""Why a union record is one record, in plain words: the facts of `induk why`, without its figures.

What the matcher found is worked out by `indexer.dedup.why` and put into words by `indexer.dedup.telling`, so that the
page and the command never disagree. The note of a person who judged two records stays in the house.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from config.i18n import N_, _
from indexer.dedup import telling
from indexer.dedup.evidence import Finding
from indexer.dedup.why import Pair, Summary, why
from search.records import Records

MOST = 50
"""So many comparisons are told; `induk why` tells all."""

JUDGED = {
    "same": N_("A person looked at both and said that they are the same. That outranks everything below."),
    "different": N_("A person looked at both and said that they are different. That outranks everything below."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Two records in words: how sure it is, who judged, what agrees, what differs, what one of them does not say."""

    a: Summary
    b: Summary
    verdict: str
    judged: str | None
    agree: tuple[str, ...]
    differ: tuple[str, ...]
    doubts: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The page: one sentence, the records, the comparisons that hold them together; `more` are not told.

    `hidden` counts records of libraries that do not take part today; nothing is told of them.
    """

    headline: str
    records: tuple[Summary, ...]
    pairs: tuple[Told, ...]
    more: int
    hidden: int


def answer(records: Records, union_id: str) -> Answer:
    """Why the records of a union record are one.

    Raises:
        NotFound: there is no such record.
        StoreError: the store cannot be read.
    """
    visible = {member.id for member in records.active()}
    profile = records.consortium.matching
    with records.database.read() as connection:
        found = why(connection, union_id, profile=profile)
        shown = {record.id: record for record in found.records if record.member in visible}
        pairs = [pair for pair in found.pairs if pair.a in shown and pair.b in shown]
        apart = islice(_apart(list(shown), pairs), MOST if len(shown) < len(found.records) else 0)
        pairs += [pair for a, b in list(apart) for pair in why(connection, a, b, profile).pairs]
    return Answer(
        headline=_headline(len(shown), waiting=len(found.pairs) < len(found.records) - 1),
        records=tuple(shown.values()),
        pairs=tuple(_told(pair, shown[pair.a], shown[pair.b]) for pair in pairs[:MOST]),
        more=max(0, len(pairs) - MOST),
        hidden=len(found.records) - len(shown),
    )


def _apart(ids: Sequence[str], pairs: Sequence[Pair]) -> Iterator[tuple[str, str]]:
    """The first record and one of each group that only records which are not shown hold together with it."""
    group = {public_id: public_id for public_id in ids}

    def root(public_id: str) -> str:
        while group[public_id] != public_id:
            public_id = group[public_id]
        return public_id

    for pair in pairs:
        group[root(pair.b)] = root(pair.a)
    for public_id in ids[1:]:
        if root(public_id) != root(ids[0]):
            yield ids[0], public_id
            group[root(public_id)] = root(ids[0])


def _headline(shown: int, *, waiting: bool) -> str:
    if shown == 1:
        return _("Nothing was joined here: one record of one library describes it.")
    if waiting:
        return _("These records were joined, but some of them have changed since and wait to be compared again.")
    return _("These records were compared with one another, and describe one publication.")


def _told(pair: Pair, a: Summary, b: Summary) -> Told:
    said = pair.evidence
    return Told(
        a=a,
        b=b,
        verdict=telling.verdict(said),
        judged=_(JUDGED[said.judged]) if said.judged else None,
        agree=_findings(telling.speaking_for(said)),
        differ=_findings(telling.speaking_against(said)),
        doubts=tuple(telling.forbidden(said)),
        silent=tuple(telling.silent(said, a.id, b.id)),
    )


def _findings(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(f"{telling.agreement(finding)}{_values(finding)}" for finding in findings)


def _values(finding: Finding) -> str:
    """What either side says: once if it is the same."""
    values = [finding.a or ""] if finding.a == finding.b else [finding.a or "–", finding.b or "–"]
    return f" (“{'” / “'.join(values)}”)" if any(values) else ""
