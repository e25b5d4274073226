"""What somebody may be about to type: titles, creators and subjects that have the words, the last one as a beginning.

Accents and capitals do not count, and neither does spelling: `soek` and `suk` both lead to Soekarno and to Sukarno.
What begins with the text comes before what only has its words somewhere; of each sort, what most records or libraries
have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from config.fields import FORMS
from indexer.engines.base import Request
from indexer.engines.plan import AnyOf, Either, Every, Favoured, Plan, Starting
from indexer.engines.rows import HELD, words
from indexer.normalise import stems
from indexer.normalise.skeletons import today
from indexer.record import UnionRecord
from search.schemas import Suggestion
from search.service import Catalogue

MOST = 10
SHORTEST = 2
"""Letters and digits that must be typed of an alphabet: fewer begin too much. A Chinese character is a word."""

READ = 10
"""Words that are looked for; a longer text is no search any more."""

LOOKED_AT, FEW = (40, 400), 3
"""Values of a field that are looked at for the words, since others of the same records stand among them; the second
time only where fewer than `FEW` had them.
"""

TITLES = 20
"""Titles that are looked at: editions of one title are one suggestion."""

HELD_MORE = 100.0
"""What a title gets for each level of holdings: words weigh less."""

_WHOLE_WORDS = 0x2E80
"""From this code on, a letter is a syllable or a word (CJK, Hangul)."""

_AS_BEFORE_1947 = (("j", "dj"), ("y", "j"), ("c", "tj"), ("u", "oe"))
"""Letters of today in the Indonesian spelling of 1901, in the order in which they are replaced."""

VALUES = ("creator", "subject")

Within = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Typed:
    """The text as words: those that are finished, and the beginnings that the last one may be."""

    text: str
    finished: tuple[str, ...]
    last: str
    begins: tuple[str, ...]


def suggest(catalogue: Catalogue, text: str, members: Sequence[str] = ()) -> tuple[Suggestion, ...]:
    """At most `MOST` suggestions, the best first, each text once; nothing for less than `SHORTEST` letters.

    With `members`, only what one of these libraries has. Titles have the id of their record. Of members outside their
    agreement nothing is told.

    Raises:
        EngineError: there is no readable index.
        StoreError: the store cannot be read.
    """
    typed = _read(text)
    if typed is None:
        return ()
    within = {"member": tuple(members)} if members else {}
    values = (_values(catalogue, typed, field, within) for field in VALUES)
    ranked = [
        (not _begins(typed, one.text), place, number, one)
        for number, found in enumerate((_titles(catalogue, typed, within), *values))
        for place, one in enumerate(found)
    ]
    distinct: dict[tuple[str, ...], Suggestion] = {}
    for *_order, one in sorted(ranked, key=lambda row: row[:3]):
        distinct.setdefault((one.kind, *words(one.text)), one)
    return tuple(islice(distinct.values(), MOST))


def _read(text: str) -> _Typed | None:
    found = words(text[: READ * 100])[:READ]
    if not found or (len("".join(found)) < SHORTEST and ord(found[0]) < _WHOLE_WORDS):
        return None
    *finished, last = found
    return _Typed(" ".join(found), tuple(finished), last, tuple(dict.fromkeys((last, today(last), _old(last)))))


def _old(word: str) -> str:
    """A beginning in today's spelling in that of 1901; one in old spelling stays."""
    if today(word) == word:
        for now, before in _AS_BEFORE_1947:
            word = word.replace(now, before)
    return word


def _having(typed: _Typed, field: str) -> Plan:
    """Records with the words in a field, each as it is spelled otherwise too; the last one as a beginning, too.

    Stems are left out, unlike in a search: what is suggested has the words that were typed.
    """
    forms = FORMS[field]
    begins = tuple(Starting(field, one, 1.0) for one in typed.begins)
    finished = tuple(AnyOf(forms, (stems.form(word, None),), 1.0) for word in typed.finished)
    return Every((*finished, Either((AnyOf(forms, (stems.form(typed.last, None),), 1.0), *begins))))


def _values(catalogue: Catalogue, typed: _Typed, field: str, within: Within) -> Iterator[Suggestion]:
    """Values of a facet with the words, the most frequent first."""
    found: list[str] = []
    for size in LOOKED_AT:
        request = Request(_having(typed, field), within, limit=0, facets=(field,), facet_size=size)
        values = catalogue.asked(request).facets.get(field, ())
        found = [value for value, _count in values if _has(typed, value)]
        if len(values) < size or len(found) >= FEW:
            break
    return (Suggestion(text=value, kind="creator" if field == "creator" else "subject") for value in found)


def _titles(catalogue: Catalogue, typed: _Typed, within: Within) -> Iterator[Suggestion]:
    """Titles that begin so; where these are few, those that have the words too; most libraries first."""
    begins = Either(tuple(Starting("exact_title", " ".join((*typed.finished, one)), 1.0) for one in typed.begins))
    held = tuple(AnyOf("held", (level,), HELD_MORE) for level in HELD)
    titles: list[Suggestion] = []
    for wanted in (begins, _having(typed, "title")):
        hits = catalogue.asked(Request(Favoured(wanted, held), within, limit=TITLES)).hits
        records = catalogue.records(hit.id for hit in hits)
        titles += [
            Suggestion(text=title, kind="title", id=hit.id)
            for hit in hits
            if (record := records.get(hit.id)) and (title := _title(typed, record))
        ]
        if len(hits) == TITLES:
            break
    return iter(titles)


def _title(typed: _Typed, record: UnionRecord) -> str | None:
    """The title alone if it has all the words, else with what follows it, else another title that has them."""
    whole = ": ".join(part for part in (record.title, record.subtitle) if part)
    full = ". ".join(part for part in (whole, record.part_number, record.part_title) if part)
    titles = (record.title, full, *record.alternative_titles)
    return next((title for title in titles if title and _has(typed, title)), None)


def _has(typed: _Typed, text: str) -> bool:
    """Whether a text has the words: each finished one in some spelling, and one that begins as the last does."""
    there = words(text)
    spelled = {stems.form(word, None) for word in there}
    return spelled.issuperset(stems.form(word, None) for word in typed.finished) and (
        any(word.startswith(typed.begins) for word in there) or stems.form(typed.last, None) in spelled
    )


def _begins(typed: _Typed, text: str) -> bool:
    """Whether a text begins with what was typed, in some spelling of its last word."""
    whole = " ".join(words(text))
    return whole.startswith(tuple(" ".join((*typed.finished, one)) for one in typed.begins))
