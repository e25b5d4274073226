"""A citation with its italics, as text and as HTML in which everything that came with a record is escaped.

citeproc-py marks italics with whatever a formatter gives it. Ours are two characters of the private use area, which no
record can bring along: they are taken out of its texts first. So the text is escaped as a whole, and only then are the
marks made tags.
"""

import re
from typing import Any

from markupsafe import Markup, escape

ON, OFF = "\ue000", "\ue001"
_OURS = {ord(ON): None, ord(OFF): None}
_DOUBLED = re.compile(rf"([?!…]{OFF}?)\.(?=[\s{ON}{OFF}”]|$)")


class Italics:
    """The formatter: italics are marked, what else a style may ask for is left as it is."""

    @staticmethod
    def preformat(text: str) -> str:
        """The text of a record or a style, without our marks."""
        return str(text).translate(_OURS)

    @staticmethod
    def Italic(text: str) -> str:  # noqa: N802  (the names of citeproc-py's formatters)
        """`text` in italics."""
        return f"{ON}{text}{OFF}"

    @staticmethod
    def plain(text: str) -> str:
        """`text` as it is."""
        return str(text)

    Oblique = Bold = Light = Underline = Superscript = Subscript = SmallCaps = plain


def unmarked(value: Any) -> Any:
    """An item whose texts have none of our marks."""
    if isinstance(value, str):
        return value.translate(_OURS)
    if isinstance(value, dict):
        return {name: unmarked(one) for name, one in value.items()}
    return [unmarked(one) for one in value] if isinstance(value, list) else value


def tidied(marked: str) -> str:
    """A rendered citation in one line, without a full stop after a question mark (`Why?.`)."""
    return _DOUBLED.sub(r"\1", " ".join(marked.split()))


def as_text(marked: str) -> str:
    """Without its italics."""
    return marked.translate(_OURS)


def as_html(marked: str) -> Markup:
    """With its italics as `<i>`."""
    return escape(marked).replace(ON, Markup("<i>")).replace(OFF, Markup("</i>"))
