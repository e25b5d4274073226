"""The language of the search box (CONTRACT, section 4).

    query    =  { clause [ "AND" ] }                       all of them wanted
    clause   =  unit { "OR" unit }                         any of them
    unit     =  [ "-" ] [ prefix ":" ] ( "(" query ")"  |  '"' text '"'  |  word [ "*" ] )

Prefixes are those of `config.fields` (`author:`, `pengarang:`). Whatever does not fit this is searched as words:
nothing that a person can type is an error. Two hyphens are a dash. A sign that stands alone (`&`), and a `+` before a
word, is left out.
"""

import re

from config.fields import BY_NAME, BY_PREFIX
from indexer.engines.query import And, Everything, Node, Not, Or, Phrase, Prefix, Word, years
from indexer.normalise.text import words
from search.query import call_numbers, numbers

LONGEST = 2_000
"""Characters that are read; the rest is left out."""

UNITS = 100
"""Words, phrases and groups that are read; the rest is left out."""

DEPTH = 20
"""Parentheses within parentheses; deeper ones count as blanks."""

BEGINNING = 2
"""Letters and digits that must stand before a star; else a large part of all words would begin so."""

NOTHING = Not(Everything())
"""What a query finds in which there is no letter and no digit."""

_SIGNS = "+&/#"
_SPELLED = str.maketrans("+&", "  ")
_SYNTAX = re.compile(r'[\s"()]+')
_PLUS = re.compile(r"\++(?=[^\s)])")
_PREFIX = re.compile(r'(-(?!-)|)([^\W\d_]+):\s*(?=[^\s)"]|"[^"]*")')
_PHRASE = re.compile(r'(-(?!-)|)"([^"]*)"')
_GROUP = re.compile(r"(-(?!-)|)\(")
_WORD = re.compile(r'(-(?!-)|)([^\s()"]+)')
_DASH = re.compile("[‐-―−]")
_YEAR = re.compile(r"[\d‐-―−-]+(?=[\s)]|$)")
_OR = re.compile(r'\s*OR(?=[\s("])\s*(?=[^\s)])')
_AND = re.compile(r'\s*AND(?=[\s("])\s*(?=[^\s)])')
_SKIPPED = re.compile(r'[\s"]+')
_QUOTES = str.maketrans("“”„‟«»＂", '"""""""')


def parse(text: str) -> Node:
    """The tree of a query; never raises. Nothing to look for is `Everything`.

    A text that is an ISBN, an ISSN or a DOI as a whole (`numbers`) is looked up as such; one that looks like a call
    number (`call_numbers`) as such, or as words.
    """
    text = " ".join(text[:LONGEST].translate(_QUOTES).split())
    if _SYNTAX.sub("", text) and not words(text.translate(_SPELLED)):
        return NOTHING
    return numbers.number(text) or _call_number(text) or _Reader(text).query(None, 0)


def _call_number(text: str) -> Or | None:
    forms = tuple(Phrase(form, "call_number") for form in call_numbers.spellings(text))
    return Or((*forms, _Reader(text).query(None, 0))) if forms else None


class _Reader:
    """Reads a text from left to right; every step moves on, so it comes to an end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._left = UNITS

    def query(self, field: str | None, depth: int) -> Node:
        """All clauses up to a closing parenthesis (outside of any group such a one is skipped) or the end."""
        parts: list[Node] = []
        while self._left > 0 and self._more(depth):
            if (clause := self._clause(field, depth)) is not None:
                parts.append(clause)
                self._take(_AND)
        if depth and self._text.startswith(")", self._at):
            self._at += 1
        return parts[0] if len(parts) == 1 else And(tuple(parts)) if parts else Everything()

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        if match := pattern.match(self._text, self._at):
            self._at = match.end()
        return match

    def _more(self, depth: int) -> bool:
        """Whether something follows that belongs to this group."""
        while self._at < len(self._text):
            if _PHRASE.match(self._text, self._at) or not self._take(_SKIPPED):
                if not self._text.startswith(")", self._at):
                    return True
                if depth:
                    return False
                self._at += 1
        return False

    def _clause(self, field: str | None, depth: int) -> Node | None:
        parts = [self._unit(field, depth)]
        while self._left > 0 and self._take(_OR):
            parts.append(self._unit(field, depth))
        found = tuple(part for part in parts if part is not None)
        return found[0] if len(found) == 1 else Or(found) if found else None

    def _unit(self, field: str | None, depth: int) -> Node | None:
        self._left -= 1
        self._take(_PLUS)
        start = self._at
        negative = False
        prefix = self._take(_PREFIX)
        if prefix and prefix[2].casefold() in BY_PREFIX:
            negative, field = bool(prefix[1]), BY_PREFIX[prefix[2].casefold()].name
        else:
            self._at = start
        self._take(_PLUS)
        node: Node | None
        if field and BY_NAME[field].kind == "year" and (match := self._take(_YEAR)):
            return Not(_word(match[0], field)) if negative else _word(match[0], field)
        if match := self._take(_PHRASE):
            node = _phrase(match[2], field)
        elif match := self._take(_GROUP):
            node = self.query(field, depth + 1) if depth < DEPTH else None
            node = None if node == Everything() else node
        elif match := self._take(_WORD):
            node = _word(match[2], field) if match[2].strip(_SIGNS) else None
        else:  # a quotation mark that is never closed, or a parenthesis
            self._at += 1
            return None
        negative = negative or bool(match[1])
        return Not(node) if negative and node else node


def _phrase(text: str, field: str | None) -> Node | None:
    if not text.strip():
        return None
    if field and BY_NAME[field].kind == "year":
        return _word(text.strip(), field)
    return Phrase(text.strip(), field)


def _word(text: str, field: str | None) -> Node:
    if field and BY_NAME[field].kind == "year":
        return years(field, _DASH.sub("-", text)) or Word(f"{field} {text}")
    if text.endswith("*") and len("".join(words(text))) >= BEGINNING:
        return Prefix(text.strip("*"), field)
    return Word(text, field)
