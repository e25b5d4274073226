"""The tables of `config/tables` with those of the site over them (`config.wordlists`), as the functions here want them.

Nothing may keep a table, or what it made of one, but by `remembered`: the site's tables come into use after the import.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

from config import wordlists
from config.wordlists import fingerprint, table
from indexer.normalise.folding import fold

__all__ = ["fingerprint", "inverted", "remembered", "table", "words"]

P = ParamSpec("P")
R = TypeVar("R")


def remembered(maxsize: int | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`lru_cache` for what depends on tables: forgotten when others come into use."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        cached = lru_cache(maxsize)(function)
        wordlists.forgotten_on_change(cached.cache_clear)
        return cached  # type: ignore[return-value]

    return decorate


def words(name: str, key: str) -> frozenset[str]:
    """A list of words of a table, written in the file as one text with blanks between, folded."""
    return frozenset(fold(str(table(name)[key])).split())


def inverted(lists: dict[str, Any]) -> dict[str, str]:
    """`{kept: [written, ...]}` turned around to `{written: kept}`; what is kept stands for itself too."""
    turned = {str(kept): str(kept) for kept in lists}
    for kept, written in lists.items():
        for form in written if isinstance(written, list) else str(written or "").split():
            turned[str(form)] = str(kept)
    return turned
