"""The rules of merging for fields with many values: every one once, in the best wording, and all who say it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from indexer import quality
from indexer.dedup.traits import STOP
from indexer.merge_rules import Chosen, Sources, faults
from indexer.normalise import text
from indexer.record import Holding, Identifiers


def values(sources: Sources, name: str) -> Chosen:
    """Every value once."""
    return united([(place, value, value) for place, had in sources.stating(name) for value in had])


def texts(sources: Sources, name: str) -> Chosen:
    """Every text once, however written: without regard to case, accents, punctuation, or the marks of a scheme."""
    return united(
        [(place, text.fold(value) or value, value) for place, had in sources.stating(name) for value in had],
        lambda value: faults(name, value),
    )


def titles(sources: Sources, name: str) -> Chosen:
    """Every other title once, and how other libraries write this one where that adds words to search by."""
    chosen = sources.chosen
    shown = [value for value in (chosen[part] for part in ("title", "subtitle", "part_number", "part_title")) if value]
    same = {text.fold(chosen["title"] or ""), text.fold(" ".join(shown))}
    found = [
        (place, key, value)
        for place, had in sources.stating(name)
        for value in had
        if (key := text.fold(value) or value) not in same
    ]
    known = STOP.union(*map(text.words, (*shown, *(creator.name for creator in chosen["creators"]))))
    found += [(place, text.fold(variant), variant) for place, variant in _variants(sources, known)]
    return united(found, lambda value: faults(name, value))


def _variants(sources: Sources, known: frozenset[str]) -> Iterator[tuple[int, str]]:
    """The titles that have a word of their own; with their subtitle where the chosen title has none."""
    chosen = sources.chosen
    for place, title in sources.stating("title"):
        subtitle = sources.records[place].subtitle
        for variant in (title, f"{title}: {subtitle}" if subtitle and not chosen["subtitle"] else title):
            if variant != chosen["title"] and not known.issuperset(text.words(variant)):
                if not quality.is_mangled(variant) and not quality.is_filler("title", variant):
                    yield place, variant
                break


def classes(sources: Sources, name: str) -> Chosen:
    """Of each scheme the class of the best record that has one."""
    having = sources.stating(name)
    best: dict[str, str] = {}
    for _place, had in having:
        for scheme, number in had.items():
            best.setdefault(scheme, number)
    says = {scheme: tuple(p for p, had in having if had.get(scheme) == number) for scheme, number in best.items()}
    return Chosen(best, says)


def identifiers(sources: Sources, name: str) -> Chosen:
    """Every number once, of each kind."""
    kinds = {
        kind: united([(place, number, number) for place, had in sources.stating(name) for number in getattr(had, kind)])
        for kind in Identifiers.__struct_fields__
    }
    return Chosen(
        Identifiers(**{kind: chosen.value for kind, chosen in kinds.items()}),
        {kind: chosen.says for kind, chosen in kinds.items() if not isinstance(chosen.says, Mapping)},
    )


def urls(sources: Sources, name: str) -> Chosen:
    """Every address once, whether http or https, with what is told most exactly of it."""
    return united(
        [(place, _address(link.url), link) for place, had in sources.stating(name) for link in had],
        lambda link: (int(link.kind == "other"), int(not link.url.startswith("https:"))),
    )


def holdings(sources: Sources, _name: str) -> Chosen:
    """All of them, each with its record; a record that names none still means that its member has it."""
    return Chosen(
        tuple(
            msgspec.structs.replace(holding, record=record.id)
            for record in sources.records
            for holding in record.holdings or (Holding(member=record.member),)
        )
    )


def united(
    having: Iterable[tuple[int, Hashable, Any]], order: Callable[[Any], tuple[int, ...]] = lambda _value: ()
) -> Chosen:
    """Values that share a key as one, in the order of the best records.

    Args:
        having: place of the record, key, value.
        order: how bad a wording is; the least is kept, of equals the better record's.
    """
    kept: dict[Hashable, tuple[tuple[int, ...], Any, list[int]]] = {}
    for place, key, value in having:
        badness = order(value)
        if key not in kept:
            kept[key] = badness, value, [place]
            continue
        before, _wording, places = kept[key]
        if place not in places:
            places.append(place)
        if badness < before:
            places.remove(place)
            kept[key] = badness, value, [place, *places]
    return Chosen(
        tuple(value for _badness, value, _places in kept.values()),
        tuple(tuple(places) for _badness, _value, places in kept.values()),
    )


def _address(url: str) -> str:
    """An address without what makes no difference."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/") or url
