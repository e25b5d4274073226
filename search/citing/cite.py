"""Citations of a record: APA (7th edition), MLA (9th), Chicago (18th, bibliography), Vancouver (NLM)."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from threading import Lock
from typing import Any, NamedTuple

from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from markupsafe import Markup

from indexer.formats.statements import Record
from search.citing.item import item
from search.citing.marked import Italics, as_html, as_text, tidied, unmarked

STYLES: Mapping[str, str] = {"apa": "APA", "mla": "MLA", "chicago": "Chicago", "vancouver": "Vancouver"}
"""Style (a file in `styles/`) → its name, in the order in which they are shown."""

_LOCALE = "en-US"
"""The manuals are in English, and so are the words of their citations (`ed.`, `In`), whatever the page speaks."""

_rendering = Lock()
"""A style keeps what it is working on: one citation at a time."""


class Citation(NamedTuple):
    """A citation: the style's name, with italics for a page, and as plain text."""

    name: str
    html: Markup
    text: str


def citations(record: Record) -> tuple[Citation, ...]:
    """How each style cites a record. What is absent is left out, or said to be unknown where a style wants that."""
    said = unmarked(item(record))
    marked = ((name, cite(said, style)) for style, name in STYLES.items())
    return tuple(Citation(name, as_html(one), as_text(one)) for name, one in marked)


def cite(said: Mapping[str, Any], style: str) -> str:
    """An item of CSL-JSON in a style of `STYLES`, its italics marked (`search.citing.marked`)."""
    with _rendering:
        bibliography = CitationStylesBibliography(_style(style), CiteProcJSON([said]), Italics)
        bibliography.register(Cited([CitationItem(said["id"])]))
        return tidied("".join(str(entry) for entry in bibliography.bibliography()))


@cache
def _style(name: str) -> CitationStylesStyle:
    """A style, parsed once."""
    body = (files("search.citing") / "styles" / f"{name}.csl").read_bytes()
    return CitationStylesStyle(BytesIO(body), locale=_LOCALE, validate=False)
