"""A union record as the search engines see it: the fields of `config.fields`, filled in."""

from collections.abc import Iterable

from indexer.engines.base import Document
from indexer.engines.rows import held
from indexer.record import UnionRecord


def to_document(union: UnionRecord) -> Document:
    """The index document of a union record.

    Gives `id`, and for every field of `config.fields` that has something: a list of texts (text and keyword fields), a
    whole number (`year`) or ISO text (`added`). A title is searched with its subtitle, part number and part title as
    one text, so that a phrase may run across them; the host of an article counts as another title.
    """
    host = union.host.title if union.host else None
    numbers = union.identifiers
    document: dict[str, object] = {
        "title": _texts([" ".join(_texts([union.title, union.subtitle, union.part_number, union.part_title]))]),
        "alternative_title": _texts([*union.alternative_titles, host]),
        "creator": _texts(creator.name for creator in union.creators),
        "subject": _texts(union.subjects),
        "publisher": _texts([union.publisher]),
        "series": _texts(union.series),
        "summary": _texts([union.summary]),
        "isbn": _texts(union.isbns),
        "issn": _texts(union.issns),
        "identifier": _texts([*numbers.doi, *numbers.oclc, *numbers.lccn, union.id, *union.records]),
        "call_number": _texts([*(holding.call_number for holding in union.holdings), *union.classification.values()]),
        "year": union.year,
        "member": _texts(union.members),
        "type": _texts([union.type]),
        "language": _texts(union.languages),
        "carrier": _texts([union.carrier]),
        "exact_title": _titles(union),
        "held": held(len(union.members)),
        "title_sort": _texts([union.title_sort or union.title]),
        "added": union.first_seen or None,
    }
    return {"id": union.id} | {name: value for name, value in document.items() if value not in (None, [])}


def _titles(union: UnionRecord) -> list[str]:
    """The titles that somebody may type as a whole: with and without the subtitle, and the other ones."""
    whole = " ".join(_texts([union.title, union.subtitle]))
    full = " ".join(_texts([union.title, union.subtitle, union.part_number, union.part_title]))
    return _texts([union.title, whole, full, *union.alternative_titles])


def _texts(values: Iterable[str | None]) -> list[str]:
    """What is there, each once, in order."""
    return list(dict.fromkeys(value for value in values if value))
