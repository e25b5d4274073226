"""Headings in alphabetical order."""

from functools import partial
from itertools import islice

from config.errors import BadParameter
from config.fields import BY_NAME
from config.i18n import _
from indexer.engines.base import Heading
from indexer.engines.rows import key
from indexer.engines.tantivy.schema import facet
from indexer.engines.tantivy.snapshot import Snapshot

TITLES = "title_sort"


def browse(snapshot: Snapshot, field: str, start: str, limit: int, backwards: bool) -> tuple[Heading, ...]:
    """The headings of a facet, or of `title_sort`, from `start` on, or before it.

    Raises:
        BadParameter: the field is neither.
    """
    if field not in BY_NAME or not (BY_NAME[field].facet or field == TITLES) or BY_NAME[field].kind == "year":
        raise BadParameter(_("There is no list of `{name}`.", name=field), field="field")
    if limit <= 0:
        return ()
    begin = key(field, start) or start
    there: list[Heading] = []
    for length in range(len(begin), -1, -1):  # neighbours begin alike, so that the whole list is hardly ever read
        there = _near(snapshot, field, begin, begin[:length], limit, backwards)
        if len(there) == limit:
            break
    return tuple(there)


def _near(snapshot: Snapshot, field: str, begin: str, prefix: str, limit: int, backwards: bool) -> list[Heading]:
    """The nearest headings that begin with `prefix` and that living documents have."""
    keys = field if field == TITLES else facet(field)
    known = sorted(term for term, _times in snapshot.searcher.terms_with_prefix(keys, prefix))
    chosen = reversed([one for one in known if one < begin]) if backwards else (one for one in known if one >= begin)
    living = ((one, number) for one in chosen if (number := snapshot.holders(keys, one)))
    shown = str if field == TITLES else partial(snapshot.shown, field)
    return [Heading(shown(one), one, number) for one, number in islice(living, limit)]
