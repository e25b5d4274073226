"""From a query tree to what has to be looked up: texts folded, fields chosen, weights set. The same for every engine.

Scores are sums. A word of a text weighs by BM25 as Lucene and tantivy reckon it (`bm25`); whatever is there or not (a
whole value, a form of a word, a beginning) weighs the same wherever it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from config.fields import BY_NAME, FIELDS, FORMS, WEIGHTS, Field
from indexer.engines.query import (
    And,
    Everything,
    Favour,
    Most,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Similar,
    Word,
)
from indexer.engines.rows import key, words
from indexer.normalise import isbn, stems

WORDS = 100
"""Words of one text that are looked up; more is no search but a text."""


@dataclass(frozen=True, slots=True)
class All:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with one word in a text field, scored by BM25."""

    field: str
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Adjacent:
    """Documents with the words side by side in a text field, scored by BM25 as if they were one word."""

    field: str
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents with any of these whole values in a keyword field or a field of forms, or of these words in a text
    field; each scores `weight`, however many of them it has.
    """

    field: str
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Starting:
    """Documents with a word, or whole value, that begins so; each scores `weight`."""

    field: str
    prefix: str
    weight: float


@dataclass(frozen=True, slots=True)
class Within:
    """Documents with a word in a text field that is at most `distance` slips away (a letter more, less or other, or two
    exchanged: optimal string alignment); each scores `weight`.
    """

    field: str
    term: str
    distance: int
    weight: float


@dataclass(frozen=True, slots=True)
class Years:
    """Documents of these years, both included; they score 0."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Every:
    """Documents that every part finds, and none of `without`."""

    parts: tuple["Plan", ...]
    without: tuple["Plan", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Documents that at least `minimum` of the parts find; no part, no document."""

    parts: tuple["Plan", ...]
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Favoured:
    """Documents that `main` finds; what `extras` find of them is added to their score."""

    main: "Plan"
    extras: tuple["Plan", ...]


Plan = All | Term | Adjacent | AnyOf | Starting | Within | Years | Every | Either | Favoured
Leaf = Term | Adjacent | AnyOf | Starting | Within

_TEXTS = tuple(field for field in FIELDS if field.kind == "text" and field.weight)
_NUMBERS = tuple(field for field in FIELDS if field.kind == "keyword" and field.weight)


def plan(node: Node | Plan) -> Plan:
    """What `node` looks for, a plan as it is. A text without a letter or digit narrows nothing."""
    return node if isinstance(node, Plan) else _plan(node) or All()


def scaled(found: Plan, factor: float) -> Plan:
    """The same, weighing so many times as much."""
    match found:
        case All() | Years():
            return found
        case Every(parts, without):
            return Every(tuple(scaled(part, factor) for part in parts), without)
        case Either(parts, minimum):
            return Either(tuple(scaled(part, factor) for part in parts), minimum)
        case Favoured(main, extras):
            return Favoured(scaled(main, factor), tuple(scaled(part, factor) for part in extras))
        case _:
            return replace(found, weight=found.weight * factor)


def _plan(node: Node) -> Plan | None:
    match node:
        case Everything():
            return All()
        case Word():
            return _word(node.text, node.field, slips=False)
        case Similar():
            return _word(node.text, node.field, slips=True)
        case Phrase():
            return _phrase(node)
        case Prefix():
            return _prefix(node)
        case Range():
            return Years(node.field, node.low, node.high)
        case And():
            return _all(node.parts)
        case Or():
            return _any(tuple(part for one in node.parts if (part := _plan(one))))
        case Most():
            return _most(node)
        case Not():
            inner = _plan(node.part)
            return Every((All(),), (inner,)) if inner else None
        case Favour():
            return _favour(node)


def _all(parts: tuple[Node, ...]) -> Plan | None:
    wanted = tuple(plan for one in parts if not isinstance(one, Not) and (plan := _plan(one)))
    without = tuple(plan for one in parts if isinstance(one, Not) and (plan := _plan(one.part)))
    if without:
        return Every(wanted or (All(),), without)
    return wanted[0] if len(wanted) == 1 else Every(wanted) if wanted else None


def _any(parts: tuple[Plan, ...]) -> Plan | None:
    return parts[0] if len(parts) == 1 else Either(parts) if parts else None


def _most(node: Most) -> Plan | None:
    parts = tuple(part for one in node.parts if (part := _plan(one)))
    return Either(parts, max(1, min(node.minimum, len(parts)))) if parts else None


def _favour(node: Favour) -> Plan | None:
    main = _plan(node.part)
    extras = tuple(scaled(part, factor) for one, factor in node.extras if (part := _plan(one)))
    return Favoured(main, extras) if main and extras else main


def _fields(name: str | None) -> tuple[Field, ...]:
    return (BY_NAME[name],) if name else _TEXTS


def _weight(field: Field) -> float:
    return WEIGHTS.get(field.name, 1.0)


def _word(text: str, name: str | None, *, slips: bool) -> Plan | None:
    field = BY_NAME[name] if name else None
    if field and field.kind != "text":
        return _whole(field, text)
    found = words(text)[:WORDS]
    if not found:
        return None
    every = tuple(_one(word, _fields(name), slips) for word in dict.fromkeys(found))
    plan = every[0] if len(every) == 1 else Every(every)
    numbers = () if field else _numbers(text)
    return Either((plan, *numbers)) if numbers else plan


def _one(word: str, fields: tuple[Field, ...], slips: bool) -> Plan:
    """A word, in any of the fields: as it is, by its forms, and with slips."""
    parts: list[Plan] = [Term(field.name, word, _weight(field)) for field in fields]
    forms = stems.any_forms(word)
    parts += [AnyOf(FORMS[field.name], forms, _weight(field)) for field in fields if field.forms]
    if slips and (distance := slips_of(word)):
        parts += [Within(field.name, word, distance, _weight(field) / 2) for field in fields if field.forms]
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def slips_of(word: str) -> int:
    """How many slips a folded word of that length may have: none in short ones and in numbers."""
    return 0 if len(word) < 4 or word.isdigit() else 1 if len(word) < 8 else 2


def _whole(field: Field, text: str) -> Plan | None:
    if field.kind == "year":
        return Years(field.name, int(text), int(text)) if text.strip().isdecimal() else Either(())
    if field.kind == "date":
        return Either(())
    found = key(field.name, text)
    return AnyOf(field.name, (found,), _weight(field)) if found else None


def _numbers(text: str) -> tuple[Plan, ...]:
    """A text that may be an ISBN, an ISSN, or a number or id of a record, looked up whole."""
    return tuple(
        AnyOf(field.name, (found,), field.weight)
        for field in _NUMBERS
        if _MAY_BE[field.name](text) and (found := key(field.name, text))
    )


def _id(text: str) -> bool:
    return not any(char.isspace() for char in text.strip())


_MAY_BE: dict[str, Callable[[str], object]] = {"isbn": isbn.isbn13, "issn": isbn.issn, "identifier": _id}


def _phrase(node: Phrase) -> Plan | None:
    field = BY_NAME[node.field] if node.field else None
    if field and field.kind != "text":
        return _whole(field, node.text)
    found = tuple(words(node.text)[:WORDS])
    if not found:
        return None
    parts: tuple[Plan, ...] = tuple(
        Term(f.name, found[0], _weight(f)) if len(found) == 1 else Adjacent(f.name, found, _weight(f))
        for f in _fields(node.field)
    )
    return _any((*parts, *(() if node.field else _numbers(node.text))))


def _prefix(node: Prefix) -> Plan | None:
    field = BY_NAME[node.field] if node.field else None
    if field and field.kind == "keyword":
        begin = key(field.name, node.text)
        return Starting(field.name, begin, _weight(field)) if begin else None
    if field and field.kind != "text":
        return _whole(field, node.text)
    found = words(node.text)[:WORDS]
    if not found:
        return None
    last = _any(tuple(Starting(f.name, found[-1], _weight(f)) for f in _fields(node.field)))
    before = _word(" ".join(found[:-1]), node.field, slips=False)
    return Every((before, last)) if before and last else last
