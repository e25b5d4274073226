"""From a query tree to what has to be looked up: texts folded, fields chosen, weights set."""

from dataclasses import dataclass

from config.fields import BY_NAME, FIELDS, WEIGHTS, Field
from indexer.engines.query import And, Everything, Node, Not, Or, Phrase, Prefix, Range, Word
from indexer.engines.whoosh.schema import key, words
from indexer.normalise import isbn

WORDS = 100
"""Words of one text that are looked up; more is no search but a text."""


@dataclass(frozen=True, slots=True)
class All:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with one term, scored by BM25F."""

    field: str
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Adjacent:
    """Documents with the terms side by side."""

    field: str
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Starting:
    """Documents with a term that begins so."""

    field: str
    prefix: str
    weight: float


@dataclass(frozen=True, slots=True)
class Years:
    """Documents of these years, both included."""

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
    """Documents that any part finds; no part, no document."""

    parts: tuple["Plan", ...]


Plan = All | Term | Adjacent | Starting | Years | Every | Either

_TEXTS = tuple(field for field in FIELDS if field.kind == "text" and field.weight)
_NUMBERS = tuple(field for field in FIELDS if field.kind == "keyword" and field.weight)


def plan(node: Node) -> Plan:
    """What `node` looks for. A text without a letter or digit narrows nothing."""
    return _plan(node) or All()


def _plan(node: Node) -> Plan | None:
    match node:
        case Everything():
            return All()
        case Word():
            return _word(node)
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
        case Not():
            inner = _plan(node.part)
            return Every((All(),), (inner,)) if inner else None


def _all(parts: tuple[Node, ...]) -> Plan | None:
    wanted = tuple(plan for one in parts if not isinstance(one, Not) and (plan := _plan(one)))
    without = tuple(plan for one in parts if isinstance(one, Not) and (plan := _plan(one.part)))
    if without:
        return Every(wanted or (All(),), without)
    return wanted[0] if len(wanted) == 1 else Every(wanted) if wanted else None


def _any(parts: tuple[Plan, ...]) -> Plan | None:
    return parts[0] if len(parts) == 1 else Either(parts) if parts else None


def _fields(name: str | None) -> tuple[Field, ...]:
    return (BY_NAME[name],) if name else _TEXTS


def _weight(field: Field) -> float:
    return WEIGHTS.get(field.name, 1.0)


def _word(node: Word) -> Plan | None:
    field = BY_NAME[node.field] if node.field else None
    if field and field.kind != "text":
        return _whole(field, node.text)
    found = words(node.text)[:WORDS]
    if not found:
        return None
    every = tuple(Either(tuple(Term(f.name, word, _weight(f)) for f in _fields(node.field))) for word in found)
    text = every[0] if len(every) == 1 else Every(every)
    return text if field else Either((text, *_numbers(node.text)))


def _whole(field: Field, text: str) -> Plan | None:
    if field.kind == "year":
        return Years(field.name, int(text), int(text)) if text.strip().isdecimal() else Either(())
    if field.kind == "date":
        return Either(())
    found = key(field.name, text)
    return Term(field.name, found, _weight(field)) if found else None


def _numbers(text: str) -> tuple[Plan, ...]:
    """A text that may be an ISBN, an ISSN, or a number or id of a record, looked up whole."""
    checks = {"isbn": isbn.isbn13, "issn": isbn.issn}
    return tuple(
        Term(field.name, key(field.name, text), field.weight)
        for field in _NUMBERS
        if (field.name not in checks or checks[field.name](text)) and key(field.name, text)
    )


def _phrase(node: Phrase) -> Plan | None:
    found = tuple(words(node.text)[:WORDS])
    if len(found) < 2 or (node.field and BY_NAME[node.field].kind != "text"):
        return _word(Word(node.text, node.field))
    text = _any(tuple(Adjacent(f.name, found, _weight(f)) for f in _fields(node.field)))
    return text if node.field or not text else Either((text, *_numbers(node.text)))


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
    last = Either(tuple(Starting(f.name, found[-1], _weight(f)) for f in _fields(node.field)))
    before = _word(Word(" ".join(found[:-1]), node.field))
    return Every((before, last)) if before else last
