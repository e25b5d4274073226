"""A record as the item that the styles cite: CSL-JSON, of which only what a citation needs, and tidied for it."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from config.i18n import _
from indexer.formats import csl
from indexer.formats.statements import Record, person
from indexer.normalise.editions import edition_number, is_printing
from indexer.normalise.names import undated
from indexer.record import Creator
from search.links import safe_url

MOST_NAMES = 30
"""No style names more than twenty; a record with thousands of names costs no more than one with these."""

EDITORS = ("editor", "compiler")
OTHERS = ("author", "translator")
"""Roles beside the editors' that a style tells apart; who did anything else stands as author where nobody else does."""

_KEPT = ("type", "container-title", "volume", "issue", "page", "publisher", "publisher-place", "DOI")


def item(record: Record) -> dict[str, Any]:
    """The item of a record; `author` is whoever made it, in whichever role, if there are no authors and editors."""
    said = msgspec.json.decode(csl.write(record))[0]
    editors = _named(record, EDITORS)
    translators = _named(record, ("translator",))
    authors = _named(record, ("author",)) or (
        [] if editors else _people(record, lambda one: one.role not in (*EDITORS, *OTHERS)) or translators
    )
    found: Mapping[str, Any] = {
        **{name: said.get(name) for name in _KEPT},
        "id": "this",
        "volume": said.get("volume") if record.host else None,  # a part of its own stands in the title
        "title": title(record),
        "author": authors,
        "editor": editors,
        "translator": [] if authors == translators else translators,
        "issued": said.get("issued"),
        "edition": edition(record.edition),
        "URL": None if record.identifiers.doi else fulltext(record),
    }
    return {name: value for name, value in found.items() if value}


def title(record: Record) -> str:
    """The title with its part and subtitle, in the marks of citations: `Title: subtitle. Part`."""
    whole = ": ".join(filter(None, (record.title, record.subtitle)))
    part = ", ".join(filter(None, (record.part_number, record.part_title)))
    return ". ".join(filter(None, (whole, part))) or _("[Untitled]")


def edition(statement: str | None) -> str | None:
    """The number of an edition but the first, which nobody cites; its words if it has none; nothing of a printing."""
    if not statement or is_printing(statement):
        return None
    number = edition_number(statement)
    if number is None:
        return statement
    return str(number) if number > 1 else None


def fulltext(record: Record) -> str | None:
    """Where the text can be read, if that is a web address."""
    return next((found for url in record.urls if url.kind == "fulltext" and (found := safe_url(url.url))), None)


def _named(record: Record, roles: tuple[str, ...]) -> list[dict[str, str]]:
    return _people(record, lambda one: one.role in roles)


def _people(record: Record, wanted: Callable[[Creator], bool]) -> list[dict[str, str]]:
    return [_name(one) for one in record.creators if wanted(one)][:MOST_NAMES]


def _name(creator: Creator) -> dict[str, str]:
    """A person in two parts; a mononym and a body are one text, which no style turns round or shortens."""
    family, given = person(creator)
    if creator.kind != "person" or given is None:
        return {"literal": undated(creator.name)}
    return {"family": family, "given": given}
