"""Many records of one publication, merged into one, by a declared policy per field, with the provenance of each value.

The best record comes first (`indexer.ranking`). What is one statement (title with subtitle and part, publisher with
place, year with its date) comes whole from one record, never from two.
"""

from collections.abc import Iterable, Mapping

from indexer import merge_creators, merge_lists, merge_rules
from indexer.merge_rules import Rule, Sources
from indexer.ranking import Candidate, rank
from indexer.record import Description, Says, UnionRecord

__all__ = ["POLICY", "TOGETHER", "Candidate", "merge", "rank"]


def merge(union_id: str, candidates: Iterable[Candidate]) -> UnionRecord:
    """The union record of these source records (at least one), whatever the order in which they are given."""
    ranked = sorted(candidates, key=rank)
    sources = Sources([candidate.record for candidate in ranked])
    provenance: dict[str, Says] = {}
    if len(ranked) > 1:
        provenance = _choose(sources)
    else:
        _take(sources)
    return UnionRecord(
        id=union_id,
        members=tuple(sorted({record.member for record in sources.records})),
        records=tuple(record.id for record in sources.records),
        first_seen=min(candidate.first_seen for candidate in ranked),
        provenance=provenance,
        **sources.chosen,
    )


def _choose(sources: Sources) -> dict[str, Says]:
    """Fill in every field by its rule; returns who says so."""
    provenance: dict[str, Says] = {}
    for group, order in TOGETHER.items():
        for name, chosen in merge_rules.together(sources, group, order).items():
            sources.chosen[name] = chosen.value
            provenance |= _named(name, chosen.says)
    for name, rule in POLICY.items():
        chosen = rule(sources, name)
        sources.chosen[name] = chosen.value
        provenance |= _named(name, chosen.says)
    return {name: says for name, says in provenance.items() if says}


def _take(sources: Sources) -> None:
    """Fill in what the only record says, repetitions in its lists left out; most union records have but one."""
    (record,) = sources.records
    sources.chosen = {name: getattr(record, name) for name in Description.__struct_fields__}
    for name, value in list(sources.chosen.items()):
        if name == "holdings" or (isinstance(value, tuple) and len(value) > 1):
            sources.chosen[name] = POLICY[name](sources, name).value


def _named(name: str, says: Says | Mapping[str, Says]) -> dict[str, Says]:
    """The provenance of a field, or of the fields inside it: `identifiers.doi`."""
    if isinstance(says, Mapping):
        return {f"{name}.{part}": told for part, told in says.items()}
    return {name: says}


TOGETHER: dict[tuple[str, ...], merge_rules.Order] = {
    ("title", "subtitle", "part_number", "part_title", "title_sort"): merge_rules.legible,
    ("year", "date_text"): merge_rules.legible,
    ("publisher", "place"): merge_rules.of_that_year,
}
"""Statements that come whole from one record: the best that has their first field, in this order of preference."""

POLICY: dict[str, Rule] = {
    "creators": merge_creators.creators,
    "alternative_titles": merge_lists.titles,
    "edition": merge_rules.edition,
    "extent": merge_rules.extent,
    "series": merge_lists.texts,
    "languages": merge_lists.values,
    "type": merge_rules.most_frequent,
    "carrier": merge_rules.most_frequent,
    "subjects": merge_lists.texts,
    "classification": merge_lists.classes,
    "summary": merge_rules.longest,
    "host": merge_rules.fullest,
    "isbns": merge_lists.values,
    "issns": merge_lists.values,
    "identifiers": merge_lists.identifiers,
    "urls": merge_lists.urls,
    "holdings": merge_lists.holdings,
    "issues": merge_lists.values,
}
"""Field → how its values become one. A rule may look at what was chosen before it."""
