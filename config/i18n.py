"""The reader's language. Messages are written in English in the code; `locales/XX.po` holds the others.

The catalogues are read as they are (no compiled files to forget), once per process and language.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = "en"
LOCALES = Path(__file__).parent / "locales"

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


@cache
def available() -> tuple[str, ...]:
    """The languages that the interface speaks: `("en", "id")`."""
    return (SOURCE, *sorted(path.stem for path in LOCALES.glob("*.po")))


@cache
def _catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    if language == SOURCE or language not in available():
        return {}
    from babel.messages.pofile import read_po

    with (LOCALES / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language)
    return {
        (m.id if isinstance(m.id, str) else m.id[0]): m.string if isinstance(m.string, str) else tuple(m.string)
        for m in messages
        if m.id and m.string and not m.fuzzy
    }


def language() -> str:
    """The language now spoken, a two-letter code."""
    return _language.get()


def set_language(code: str) -> None:
    """Speak `code` from here on in this context; an unknown code speaks English."""
    _language.set(code if code in available() else SOURCE)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak `code` inside a `with` block."""
    token = _language.set(code if code in available() else SOURCE)
    try:
        yield
    finally:
        _language.reset(token)


def _(message: str, /, **values: Any) -> str:
    """`message` in the reader's language, its `{names}` filled in from `values`."""
    found = _catalogue(language()).get(message, message)
    text = found if isinstance(found, str) else found[0]
    return text.format(**values) if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: Any) -> str:
    """The form of a message that fits the number `n`; `{n}` is filled in too."""
    found = _catalogue(language()).get(singular)
    if found is None:
        text = singular if n == 1 else plural
    else:  # Indonesian has one form for every number; two forms are enough for the languages we carry
        forms = (found,) if isinstance(found, str) else found
        text = forms[0] if n == 1 or len(forms) == 1 else forms[1]
    return text.format(n=n, **values)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Mark a message in a table for translation; `_` translates it where it is shown."""
    return message
