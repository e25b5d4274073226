r"""Text as TeX writes it, in plain characters: `{\'e}` is é, `{\ss}` ß, `$\alpha$` α (The LaTeX Companion, chapter 7).

What TeX would only typeset (`\emph`) and braces go; a command that nobody knows stays as it stands.
"""

import re
from typing import Any

from indexer.normalise import text
from indexer.normalise.tables import remembered, table

_TOKEN = re.compile(
    r"""\\(?P<word>[A-Za-z]+)[ \t\r\n]*  # a command eats the blanks behind it
    |\\(?P<sign>.)
    |(?P<group>[{}])
    |(?P<math>\$)
    |(?P<tie>~)
    |(?P<dash>---?)
    |(?P<quote>``|'')
    |(?P<open>[?!]`)
    |(?P<plain>[^\\{}$~\-`'?!]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_SPECIAL = re.compile(r"[\\{}$~]|--|``|''|[?!]`")
_QUOTES = {"``": "“", "''": "”"}
_OPEN = {"?`": "¿", "!`": "¡"}
_BLANKS = {" ": " ", "\n": " ", "\r": " ", "\t": " ", ",": " ", ";": " ", ":": " ", "\\": " "}
_NOTHING = frozenset("-/!()[]@")


@remembered()
def _signs() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    found: dict[str, Any] = table("references")
    return found["symbols"], found["accents"], frozenset(found["plain"].split())


def decode(value: str, *, address: bool = False) -> str:
    r"""A value of a BibTeX field in plain characters, clean for showing.

    Args:
        value: what stands between its outer braces or quotes.
        address: it is a URL or a DOI, in which `~` and `--` mean themselves.
    """
    if value.isascii() and not _SPECIAL.search(value):
        return text.clean(value)
    symbols, accents, plain = _signs()
    found: list[str] = []
    accent = ""
    in_math = False
    for token in _TOKEN.finditer(value):
        kind, piece = token.lastgroup, token[token.lastgroup or 0]
        if kind == "group":
            accent = "" if piece == "}" else accent
            continue
        if kind in ("word", "sign") and piece in accents and (kind == "sign" or len(piece) == 1):
            accent = accents[piece]
            continue
        if kind == "math" and not address:
            in_math = not in_math
            continue
        if kind == "word":
            piece = symbols.get(piece, "" if piece in plain else token[0])
        elif kind == "sign":
            piece = "" if piece in _NOTHING else _BLANKS.get(piece, piece)
        elif not address:
            piece = _ligature(kind, piece)
            if in_math:
                piece = re.sub(r"[_^]", "", piece)
        if accent and piece.strip():
            piece = _accented(piece.lstrip(), accent)
            accent = ""
        found.append(piece)
    return text.clean("".join(found))


def _ligature(kind: str | None, piece: str) -> str:
    match kind:
        case "tie":
            return " "
        case "dash":
            return "–" if len(piece) == 2 else "—"
        case "quote":
            return _QUOTES[piece]
        case "open":
            return _OPEN[piece]
    return piece


def _accented(piece: str, accent: str) -> str:
    """The first letter with its accent; TeX takes the dot off an i for it."""
    first = {"ı": "i", "ȷ": "j"}.get(piece[0], piece[0])
    return first + accent + piece[1:]
