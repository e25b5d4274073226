"""BibTeX and biblatex files: one record for each entry, with all that it needs from other entries.

An entry that uses abbreviations (`@string`) is kept with their definitions in front of it, and one that refers to
another (`crossref`) with that one behind it, as a record of XML is kept with the namespaces around it.
"""

import io
import re
from collections.abc import Iterator

from config.i18n import _
from harvester.faults import Fault
from harvester.files.bibtex_scan import Entry, entries
from harvester.files.encoding import Lines
from harvester.files.stream import CutOff
from harvester.page import Item, digest, name
from harvester.problems import problem

KEPT = 32 * 1024 * 1024
"""Characters of entries that are kept while others may refer to them, or that wait for what they refer to."""

LONGEST_MACRO, MOST_MACROS = 2_000, 100
LONGEST_PARENT = 20_000
"""What is repeated with each entry that needs it is small."""

LOOKS_LIKE = re.compile(rb"@[A-Za-z]{3,20}\s{0,4}[{(]\s{0,4}[^\s,={}\"]{0,200}\s{0,4}[,={]|%% This BibTeX bib")
KEY = re.compile(r"[^{(]*[{(]\s*+([^\s,={}\"]++)\s*+(?:,|[})]?\s*$)")
STRING = re.compile(r"[^{(]*[{(]\s*+([^\s,={}\"]++)\s*+=")
WORD = re.compile(r"[=#]\s*([A-Za-z][^\s,#{}\"()=]*)")
REFERS = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]?\s*([^\s,{}\"]+)", re.IGNORECASE)
DOI = re.compile(r"\bdoi\s*=\s*[{\"]+\s*([^}\"\s]+)", re.IGNORECASE)


def items(file: io.BufferedReader) -> Iterator[Item]:
    """The references of a file, one after the other; those that wait for another entry come last.

    Raises:
        Fault: `file-unreadable`: no entry is in it.
        CutOff: after all references, where the last of them has no end.
    """
    others = Others()
    entry: Entry | None = None
    with Lines(file) as lines:
        for entry in entries(lines):
            if entry.kind == "string":
                others.define(entry)
            elif entry.kind not in ("preamble", "comment") and (text := others.completed(entry)):
                yield _item(entry, text)
    for waited, text in others.waiting:
        yield _item(waited, others.joined(waited, text))
    if entry is None:
        raise Fault("file-unreadable", _("There is no record in it."))
    if entry.last and not entry.closed:
        raise CutOff


class Others:
    """What entries need from each other, within bounds: abbreviations, and entries that others refer to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Entry, str]] = []
        self._macros: dict[str, tuple[int, str]] = {}
        self._parents: dict[str, str] = {}
        self._room = KEPT

    def define(self, entry: Entry) -> None:
        """Keep an abbreviation."""
        if (found := STRING.match(entry.text)) and len(entry.text) <= LONGEST_MACRO and self._take(entry.text):
            word = found[1].casefold()
            place, _before = self._macros.get(word, (len(self._macros), ""))
            self._macros[word] = place, entry.text

    def completed(self, entry: Entry) -> str | None:
        """The entry with what it needs around it; nothing while it has to wait for another."""
        text = self._defined(entry.text)
        if not (refers := REFERS.search(entry.text)):
            if (key := key_of(entry)) and entry.closed and len(text) <= LONGEST_PARENT and self._take(text):
                self._parents.setdefault(key.casefold(), text)
            return text
        if refers[1].casefold() in self._parents or not self._take(text):
            return self.joined(entry, text)
        self.waiting.append((entry, text))
        return None

    def joined(self, entry: Entry, text: str) -> str:
        """The entry with the one behind it that it refers to, if that came."""
        refers = REFERS.search(entry.text)
        parent = self._parents.get(refers[1].casefold()) if refers else None
        return f"{text}\n{parent}" if parent else text

    def _take(self, text: str) -> bool:
        self._room -= len(text)
        return self._room > 0

    def _defined(self, text: str) -> str:
        """An entry behind the definitions of the abbreviations in it, and of those in them."""
        needed: dict[str, None] = {}
        ahead = [text] if self._macros else []
        while ahead and len(needed) < MOST_MACROS:
            words = dict.fromkeys(word.casefold() for word in WORD.findall(ahead.pop()))
            fresh = [word for word in words if word in self._macros and word not in needed]
            needed |= dict.fromkeys(fresh)
            ahead += [self._macros[word][1] for word in fresh]
        return "\n".join([*(macro for _place, macro in sorted(self._macros[word] for word in needed)), text])


def key_of(entry: Entry) -> str | None:
    """The key of an entry, by which others refer to it."""
    found = KEY.match(entry.text)
    return found[1] if found else None


def _item(entry: Entry, text: str) -> Item:
    payload = text.encode("utf-8", "replace")
    doi = DOI.search(entry.text)
    lost = not entry.closed and (entry.depth > 1 or entry.last or entry.swallowed)
    repairs = {
        "wrong-encoding": entry.mended,
        "missing-terminator": not entry.closed and not lost,
        "stray-brace": entry.stray,
    }
    return Item(
        identifier=name(key_of(entry) or (doi[1] if doi else None), payload),
        format="bibtex",
        payload=payload,
        sha256=digest(payload),
        problem=problem("no-terminator") if lost else None,
        repairs=tuple(code for code, done in repairs.items() if done),
    )
