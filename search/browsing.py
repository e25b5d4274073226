"""Alphabetical lists: titles, creators, subjects, call numbers, from any place on, a page at a time, both ways.

The order is that of the engine's folded keys: capitals, accents and punctuation do not count, and a title stands under
its first word after the article. A heading leads to the search that finds its records.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from config.errors import NotFound
from config.i18n import _
from search.headings import LISTS, Line, everybody, lines
from search.schemas import Browsed, Entry
from search.service import Catalogue
from search.state import MAX_SIZE, MAX_VALUE, PAGE_SIZE, short, whole

MANY, ROUNDS = 100, 10
"""Headings that are fetched at once where some are not shown, since only members outside their agreement have them, and
how often; then the page says where to go on.
"""

Params = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of which list: from `start` on, or the last before it."""

    field: str
    start: str = ""
    backwards: bool = False
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and the parameters of the parts beside it, None where there is none."""

    asked: Asked
    lines: tuple[Line, ...]
    previous: Params | None
    next: Params | None


def read(field: str, params: Mapping[str, str]) -> Asked:
    """What an address asks for: `from`, or `before`, and `size`.

    Raises:
        NotFound: there is no such list.
        BadParameter: a value is outside what its parameter takes.
    """
    if field not in LISTS:
        raise NotFound(
            _("There is no list of `{name}`.", name=field[:200]),
            _("There are lists of {names}.", names=", ".join(LISTS)),
            code="no-such-list",
        )
    before = short("before", params.get("before", "").strip(), MAX_VALUE)
    start = short("from", params.get("from", "").strip(), MAX_VALUE)
    size = whole("size", params.get("size") or str(PAGE_SIZE), MAX_SIZE)
    return Asked(field, before or start, bool(before), size)


def browse(catalogue: Catalogue, asked: Asked) -> Page:
    """A part of a list, nothing of members outside their agreement; a part beyond the end is empty.

    Raises:
        EngineError: there is no readable index.
        StoreError: the store cannot be read.
    """
    found, reached = _lines(catalogue, asked)
    more = found[asked.size].key if len(found) > asked.size else reached
    shown = found[: asked.size][:: -1 if asked.backwards else 1]
    first = shown[0].key if shown else asked.start
    if asked.backwards:
        before = reached or (first if more else None)
        after = asked.start if _any(catalogue, asked.field, asked.start, backwards=False) else None
    else:
        before = first if first and _any(catalogue, asked.field, first, backwards=True) else None
        after = more
    size = (("size", str(asked.size)),) if asked.size != PAGE_SIZE else ()
    return Page(
        asked,
        tuple(shown),
        (("before", before), *size) if before else None,
        (("from", after), *size) if after else None,
    )


def as_json(page: Page, base: str, prefix: str) -> Browsed:
    """The page as the API tells it; `base` stands before addresses, `prefix` before those of the API."""
    here = f"{base}{prefix}/browse/{page.asked.field}?"
    return Browsed(
        field=page.asked.field,
        headings=tuple(
            Entry(value=line.value, count=line.count, id=line.id, url=f"{base}{_address(line)}") for line in page.lines
        ),
        previous=here + urlencode(page.previous) if page.previous else None,
        next=here + urlencode(page.next) if page.next else None,
    )


def _address(line: Line) -> str:
    return f"{line.path}?{urlencode(line.params)}" if line.params else line.path


def _lines(catalogue: Catalogue, asked: Asked) -> tuple[list[Line], str | None]:
    """One line more than the page has, if there are as many; and the key that was reached, if not the end."""
    found: list[Line] = []
    start, again = asked.start, 0
    some = asked.size + 1 if everybody(catalogue) else max(asked.size + 1, MANY)
    for _round in range(ROUNDS):
        headings = catalogue.engine.browse(LISTS[asked.field].index, start, some + again, backwards=asked.backwards)
        found += lines(catalogue, asked.field, headings[again:])
        if len(found) > asked.size or len(headings) < some + again:
            return found, None
        start, again = headings[-1].key, int(not asked.backwards)  # from a key on, its heading comes again
    return found, start


def _any(catalogue: Catalogue, field: str, start: str, *, backwards: bool) -> bool:
    """Whether the list goes on there, as far as can be told."""
    found, reached = _lines(catalogue, Asked(field, start, backwards, 0))
    return bool(found) or reached is not None
