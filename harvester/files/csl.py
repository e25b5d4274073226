"""CSL-JSON and what is like it: where an item ends and the next begins (CSL 1.0.2 input schema; Crossref's REST API).

An array of items, `{"items": […]}`, an answer of Crossref, one item alone, or items one after the other. They are told
apart by their braces, so that one which is no JSON costs no other; the file is never held whole.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any

import msgspec

from config.i18n import _
from harvester.faults import Fault
from harvester.files import encoding
from harvester.files.stream import CutOff
from harvester.page import Item, digest, name
from harvester.problems import problem

LONGEST = 4 * 1024 * 1024
"""Characters of an item; what goes on longer has lost its end."""

BLOCK = 1 << 18
AROUND = " \t\r\n,]"
SAID = 200
"""Characters behind the last item that tell whether the list ends."""

LOOKS_LIKE = re.compile(rb"[\[{]\s{0,100}[{\"]")
WRAPPED = re.compile(r"[^\[]{0,60000}\"(?:items|references|data)\"\s*:\s*(?=\[)")
ALONE = re.compile(r"\s*\{[^{\[]{0,1000}\"message\"\s*:\s*(?=\{)")
"""What stands around the items of other programs."""

OF_AN_ITEM = re.compile(r"\"(?:title|type|DOI|container-title)\"\s*:")
SIGN = re.compile(r'"(?:[^"\\\r\n]|\\.)*+"?|[{}]', re.DOTALL)
"""A string, which ends with its line at the latest, or a brace."""

BEGIN = re.compile(r"\{\s*\"(?:id|type)\"\s*:")
"""How programs begin an item: where one has lost its end, the next is found by this."""

ID = re.compile(r"\{\s*\"id\"\s*:\s*(?:\"([^\"\\\r\n]+)\"|(\d{1,20}))")


def items(file: io.BufferedReader) -> Iterator[Item]:
    """The items of a file, one after the other, in bounded memory.

    Raises:
        Fault: `file-unreadable`: there is no item in it, and no empty list either.
        CutOff: after all items, where the last of them or their list has no end.
    """
    found, blocks = False, Blocks(file)
    objects = Objects(blocks)
    for text in objects:
        found = True
        yield from _items(text)
    cut = False
    for item in _items(objects.left, cut=True) if objects.left else ():
        cut = item.problem is not None and item.problem.code == "no-terminator"
        yield item
    if not found and not objects.left and not blocks.list:
        raise Fault("file-unreadable", _("There is no record in it."))
    if cut or (blocks.list and "]" not in (objects.left or objects.tail)[-SAID:]):
        raise CutOff


class Blocks:
    """The text of a file in blocks, from the first item on.

    Attributes:
        list: the items are in an array.
    """

    def __init__(self, file: io.BufferedReader) -> None:
        self.list = False
        self._file = file

    def __iter__(self) -> Iterator[str]:
        """The blocks."""
        written = encoding.of(self._file.peek(encoding.SAMPLE))
        errors = "surrogateescape" if written == "utf-8-sig" else "replace"
        text = io.TextIOWrapper(self._file, written, errors, newline="")
        try:
            head = text.read(BLOCK).lstrip("\ufeff \t\r\n\0")
            wrapped = None
            if head.startswith("{"):
                wrapped = WRAPPED.match(head) or ALONE.match(head)
                wrapped = None if wrapped and OF_AN_ITEM.search(wrapped[0]) else wrapped
            head = head[wrapped.end() :] if wrapped else head
            self.list = head.startswith("[")
            while head:
                yield head.replace("\0", "")
                head = text.read(BLOCK)
        finally:
            with suppress(ValueError):  # the file belongs to somebody else
                text.detach()


class Objects:
    """The objects in a text that stand in no other one.

    Attributes:
        tail: what stands behind the last.
        left: the last, where it has no end.
    """

    def __init__(self, blocks: Iterable[str]) -> None:
        self.tail = self.left = ""
        self._blocks = blocks

    def __iter__(self) -> Iterator[str]:
        """The objects in order; one that has lost its end is given with those that it swallowed."""
        text, at, depth = "", 0, 0  # the text from the beginning of an open object, or from `at` where none is open
        for block in self._blocks:
            text, start = text + block, 0
            while found := SIGN.search(text, at):
                sign = found[0]
                if found.end() == len(text) and sign[0] == '"':  # it may go on in the next block
                    at = found.start()
                    break
                at = found.end()
                if sign == "{":
                    start = start if depth else found.start()
                    depth += 1
                elif sign == "}" and depth:
                    depth -= 1
                    if not depth:
                        self.tail = ""
                        yield text[start:at]
                        start = at
            else:
                at = len(text)
            self.tail = "" if depth else (self.tail + text[start:])[-SAID:]
            text, at = text[start if depth else at :], at - start if depth else 0
            if len(text) > LONGEST:
                begins = [found.start() for found in BEGIN.finditer(text)]
                last = begins[-1] if len(begins) > 1 else len(text)
                yield text[:last]
                text, at, depth = text[last:], 0, 0
        self.left = text if depth else ""


def decoded(text: str) -> dict[str, Any] | None:
    """An object of JSON, also one with line ends in its texts and halves of characters; nothing where it is none."""
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        try:
            found = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return None
    return found if isinstance(found, dict) else None


def _items(text: str, *, cut: bool = False) -> Iterator[Item]:
    """The item that a text is, or what can be told apart in one that is no JSON.

    Args:
        text: from one brace to another.
        cut: the file ends in it.
    """
    mended = encoding.STRANGE.search(text) is not None
    if mended:
        text = encoding.STRANGE.sub(_as_windows, text)
    if (one := decoded(text)) is not None:
        yield _item(text, one, mended=mended)
        return
    starts = [0]
    for found in BEGIN.finditer(text, 1):
        piece = text[found.start() : found.start() + 2000]
        if OF_AN_ITEM.search(piece):
            starts.append(found.start())
    for start, end in pairwise([*starts, len(text)]):
        piece = text[start:end].rstrip(AROUND)
        try:
            length = json.JSONDecoder().raw_decode(piece)[1]
        except (ValueError, RecursionError):
            length = 0
        whole = decoded(piece[:length]) if length and not piece[length:].strip(AROUND + "}") else None
        yield _item(piece[:length] if whole else piece, whole, mended=mended, cut=cut and end == len(text))


def _item(text: str, values: dict[str, Any] | None, *, mended: bool, cut: bool = False) -> Item:
    payload = text.encode("utf-8", "replace")
    key = ID.match(text)
    names = (values.get("id"), values.get("DOI")) if values is not None else (key and (key[1] or key[2]),)
    named = next((str(value) for value in names if isinstance(value, str | int) and str(value).strip()), None)
    wrong = None
    if values is None:
        wrong = problem("no-terminator") if cut else None if named else problem("no-identifier")
    return Item(
        identifier=name(named, payload),
        format="csl",
        payload=payload,
        sha256=digest(payload),
        problem=wrong,
        repairs=("wrong-encoding",) if mended else (),
    )


def _as_windows(found: re.Match[str]) -> str:
    return found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")
