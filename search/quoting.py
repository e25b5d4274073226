"""How a looked-up part of a query stands in a record: which field, in which way, and the record's own words."""

from collections.abc import Collection, Iterator, Mapping

from rapidfuzz.distance import OSA

from config.fields import BY_NAME, FORMS
from config.i18n import N_
from indexer.engines.base import Document
from indexer.engines.plan import Adjacent, AnyOf, Leaf, Starting, Term, Within
from indexer.engines.rows import key, words
from indexer.normalise import stems

WAYS: Mapping[str, str] = {
    "word": N_("the word itself"),
    "form": N_("a form of the word"),
    "together": N_("the words side by side"),
    "beginning": N_("begins so"),
    "slip": N_("a word like it"),
    "whole": N_("the whole of it"),
    "held": N_("how many libraries have it"),
}
"""In which way something was found, as it is told."""

MOST = 5
"""Words of a record that are quoted for one reason."""

_EDGES = ".,:;!?()[]{}<>\"'“”‘’«»/–—-…"
_HELD = "held"
_BARE = {forms: name for name, forms in FORMS.items()}


def field_of(name: str) -> str:
    """The field whose words a field of forms holds; any other field is itself."""
    return _BARE.get(name, name)


def way(part: Leaf) -> str:
    """How a part finds, a key of `WAYS`."""
    match part:
        case Term():
            return "word"
        case Adjacent():
            return "together"
        case Starting():
            return "beginning"
        case Within():
            return "slip"
        case AnyOf(field):
            return "form" if field in _BARE else "held" if field == _HELD else "whole"


def looked_for(part: Leaf, document: Document, languages: Collection[str]) -> tuple[str, ...]:
    """What the index was asked for; of many forms of a word those that the record has."""
    match part:
        case Term(_, term) | Within(_, term):
            return (term,)
        case Starting(_, prefix):
            return (f"{prefix}…",)
        case Adjacent(_, terms):
            return (" ".join(terms),)
        case AnyOf(field, _) if field == _HELD:
            return ()
        case AnyOf(field, terms):
            there = {one for word in _folded(document, field_of(field)) for one in _forms(word, languages)}
            there |= {key(field, value) for value in _values(document, field)}
            return tuple(term for term in terms if term in there) or terms


def quoted(part: Leaf, document: Document, languages: Collection[str]) -> tuple[str, ...]:
    """The words, or values, of the record that the part fits, as they are written there; at most `MOST`."""
    field = field_of(part.field)
    if field == _HELD:
        return (str(len(_values(document, "member"))),)
    if BY_NAME[field].kind != "text":
        found = (value for value in _values(document, field) if _is(part, key(field, value)))
    elif isinstance(part, Adjacent):
        found = (part_of for value in _values(document, field) if (part_of := _together(value, part.terms)))
    else:
        found = (word for word in _written(document, field) if any(_fits(part, one, languages) for one in words(word)))
    return tuple(dict.fromkeys(found))[:MOST]


def _values(document: Document, field: str) -> list[str]:
    values = document.get(field) or []
    return [values] if isinstance(values, str) else [str(value) for value in values]


def _written(document: Document, field: str) -> Iterator[str]:
    for value in _values(document, field):
        yield from (token.strip(_EDGES) for token in value.split())


def _folded(document: Document, field: str) -> Iterator[str]:
    for value in _values(document, field):
        yield from words(value)


def _forms(word: str, languages: Collection[str]) -> tuple[str, ...]:
    return stems.forms(word, tuple(languages))


def _is(part: Leaf, value: str) -> bool:
    return (
        value.startswith(part.prefix) if isinstance(part, Starting) else isinstance(part, AnyOf) and value in part.terms
    )


def _fits(part: Leaf, word: str, languages: Collection[str]) -> bool:
    match part:
        case Term(_, term):
            return word == term
        case Starting(_, prefix):
            return word.startswith(prefix)
        case Within(_, term, distance):
            return OSA.distance(word, term, score_cutoff=distance) <= distance
        case AnyOf(field, terms):
            return not set(terms).isdisjoint(_forms(word, languages) if field in _BARE else (word,))
        case _:
            return False


def _together(value: str, terms: tuple[str, ...]) -> str | None:
    """The part of a text that is these words, as it is written."""
    tokens = value.split()
    for start in range(len(tokens)):
        some: tuple[str, ...] = ()
        for end in range(start, len(tokens)):
            some += tuple(words(tokens[end]))
            if some == terms:
                return " ".join(tokens[start : end + 1]).strip(_EDGES)
            if len(some) >= len(terms):
                break
    return None
