"""References in tagged lines, as reference managers and databases export them: where one ends and the next begins.

Four dialects: RIS (RIS Format Specifications, Research Information Systems), MEDLINE (PubMed's `.nbib`), the tagged
text of Web of Science, and Refer (EndNote's `%` lines). What stands before and between references belongs to none.
"""

import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from config.i18n import _
from harvester.faults import Fault
from harvester.files.encoding import Lines
from harvester.files.stream import CutOff
from harvester.page import Item, digest, name
from harvester.problems import problem

LONGEST = 4 * 1024 * 1024
"""Characters of a reference; what goes on longer has lost its end."""


class Dialect(NamedTuple):
    """How lines are tagged.

    Attributes:
        line: a tagged line: the tag, and its value.
        begin: the tag that begins a reference.
        end: the tag that ends one; without it, the next beginning does.
        names: tags that name a reference, the surest first.
    """

    line: re.Pattern[str]
    begin: str
    end: str | None
    names: tuple[str, ...]


_KNOWN_RIS = (
    "TY|ER|ID|T[1-3IT]|CT|BT|ST|A[1-5UBDN]|ED|TA|Y[12]|PY|DA|J[12AFO]|VL|IS|CP|SP|EP|PB|PP|CY|ET|SN|DO|DI|M[1-3]|UR|L[1-4]|LK|"
    "N[12]|KW|LA|CN|C[1-8]|DB|DP|U[1-5]|AV|RN|RP|SE|OP|NV"
)
DIALECTS: dict[str, Dialect] = {
    # Two blanks and a hyphen; programs that tidy lines leave fewer, which counts with tags that RIS has.
    "ris": Dialect(
        re.compile(rf"\s{{0,3}}(?:([A-Z][A-Z0-9])  -|({_KNOWN_RIS})\s{{0,4}}[-–](?=\s|$))[^\S\r\n]?(.*)", re.DOTALL),
        "TY", "ER", ("ID", "AN", "DO"),
    ),
    "medline": Dialect(
        re.compile(r"(?=.{4}-)([A-Z]{2,4})() *-(?: (.*)|\s*$)", re.DOTALL), "PMID", None, ("PMID",)
    ),
    "isi": Dialect(re.compile(r"([A-Z][A-Z0-9])()(?: (.*)|\s*$)", re.DOTALL), "PT", "ER", ("UT", "DI")),
    "refer": Dialect(
        re.compile(r"%([0-9A-Z@!#$&*(~>^+<\[?])()(?:\s(.*)|\s*$)", re.DOTALL), "0", None, ("F", "M", "R")
    ),
}  # fmt: skip
LOOKS_LIKE = re.compile(rb"TY {1,3}- ?[A-Z]|PMID ?- ?\d|FN (?:Clarivate|Thomson|ISI )|PT [A-Z]\r?\n|%0 [A-Z]")
"""How a file begins that holds nothing else."""

LINE_END = re.compile(r"\r\n|\r|\n")
Field = tuple[str, str]


def dialect(line: str) -> str | None:
    """The dialect of a file, by a line that begins a reference; of RIS, any tagged line shows it."""
    for each, rules in DIALECTS.items():
        found = rules.line.match(line)
        if found and (tag_of(found) == rules.begin or (each == "ris" and found[1])):
            return each
    return None


def tag_of(found: re.Match[str]) -> str:
    """The tag of a line that was matched."""
    return found[1] or found[2]


def fields(text: str) -> tuple[str | None, list[Field]]:
    """The dialect of a reference and its tags with their values, in order.

    A line without a tag goes on with the value before it, behind a line feed: some tags list one value a line.
    """
    which: str | None = None
    found: list[Field] = []
    for line in LINE_END.split(text):
        which = which or dialect(line)
        match = DIALECTS[which].line.match(line) if which else None
        if match:
            found.append((tag_of(match), (match[3] or "").strip()))
        elif found and line.strip():
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line.strip()}")
    return which, found


def items(file: io.BufferedReader) -> Iterator[Item]:
    """The references of a file, one after the other, in bounded memory.

    Raises:
        Fault: `file-unreadable`: no reference is in it.
        CutOff: after all references, where the last of them has no end although others have.
    """
    with Lines(file) as lines:
        cutter = Cutter(lines)
        yield from cutter
    if cutter.rules is None:
        raise Fault("file-unreadable", _("There is no record in it."))
    if cutter.cut:
        raise CutOff


class Cutter:
    """The references of a text.

    Attributes:
        rules: those of its dialect, once that is known.
        cut: the last reference has no end, although others have one.
    """

    def __init__(self, lines: Lines) -> None:
        self.rules: Dialect | None = None
        self.cut = False
        self._lines = lines
        self._open: list[str] = []
        self._size = 0
        self._mended = False
        self._ended = False

    def __iter__(self) -> Iterator[Item]:
        """The references in order."""
        for line in self._lines:
            tag = self._tag(line)
            if self.rules is None or (tag is None and not self._open) or (tag == self.rules.end and not self._open):
                continue
            if tag == self.rules.begin and self._open:
                yield self._item(ended=self.rules.end is None)
            self._take(line)
            if tag == self.rules.end:
                self._ended = True
                yield self._item(ended=True)
            elif self._size > LONGEST:
                yield self._item(ended=False, lost=True)
        if self._open and self.rules:
            self.cut = self._ended and self.rules.end is not None
            yield self._item(ended=self.rules.end is None, lost=self.cut and self._open[-1][-1] not in "\r\n")

    def _tag(self, line: str) -> str | None:
        if self.rules is None:
            which = dialect(line)
            self.rules = DIALECTS[which] if which else None
        found = self.rules.line.match(line) if self.rules else None
        tag = tag_of(found) if found else None
        # Web of Science heads and ends its files with tags of their own
        return None if self.rules is DIALECTS["isi"] and tag in ("FN", "VR", "EF") else tag

    def _take(self, line: str) -> None:
        self._open.append(line)
        self._size += len(line)
        self._mended |= self._lines.mended

    def _item(self, *, ended: bool, lost: bool = False) -> Item:
        """The open reference.

        Args:
            ended: it has its end, or its dialect has none.
            lost: what it says may be cut.
        """
        text = "".join(self._open).strip("\r\n")
        payload = text.encode("utf-8", "replace")
        repairs = {"wrong-encoding": self._mended, "missing-terminator": not ended and not lost}
        self._open, self._size, self._mended = [], 0, False
        return Item(
            identifier=name(_identifier(text, self.rules), payload),
            format="ris",
            payload=payload,
            sha256=digest(payload),
            problem=problem("no-terminator") if lost else None,
            repairs=tuple(code for code, done in repairs.items() if done),
        )


def _identifier(text: str, rules: Dialect | None) -> str | None:
    found: dict[str, str] = {}
    for line in LINE_END.split(text):
        match = rules.line.match(line) if rules else None
        if match and (value := (match[3] or "").strip()):
            found.setdefault(tag_of(match), value)
    return next((found[tag] for tag in rules.names if tag in found), None) if rules else None
