"""The character sets of MARC 21: what the leader says, and what the bytes say."""

import re
import sys
from collections.abc import Callable

from indexer.formats import marc8
from indexer.issues import Issues

Reader = Callable[[bytes], str]

_NOT_ASCII = re.compile(rb"[\x80-\xff\x1b]")
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{2,6});")


def reader(leader: str, data: bytes, issues: Issues) -> Reader:
    """How to read the text of a record: leader/09 says UTF-8 or MARC-8, but the bytes have the last word.

    High bytes that make valid UTF-8 are UTF-8: MARC-8 puts a letter behind its diacritic, which never does. What hardly
    can be MARC-8 is read as Windows-1252.
    """
    if data.isascii() and b"\x1b" not in data:
        return plain_utf8
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return repairing(issues) if leader[9:10] == "a" or marc8.doubtful(data) else _marc8(issues)
    if leader[9:10] == "a":
        return plain_utf8
    if text.isascii():  # escape sequences only
        return _marc8(issues)
    issues.add("encoding-mislabelled")
    return plain_utf8


def resolved(text: str) -> str:
    """Text with the references that stand for characters which MARC-8 has not: `&#x02BC;`.

    MARC 21 Specifications, Character Sets, Part 4: lossless conversion of Unicode to MARC-8; sloppy ones keep them.
    """
    return _REFERENCE.sub(_character, text) if "&#x" in text else text


def _character(reference: re.Match[str]) -> str:
    code = int(reference[1], 16)
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= sys.maxunicode else reference[0]


def plain_utf8(value: bytes) -> str:
    """Text in UTF-8; U+FFFD stands for what is none."""
    return value.decode("utf-8", "replace")


def _marc8(issues: Issues) -> Reader:
    def read(value: bytes) -> str:
        if not _NOT_ASCII.search(value):
            return value.decode("ascii")
        text, whole = marc8.decode(value)
        if not whole:
            issues.add("encoding-damaged", value=text)
        return text

    return read


def repairing(issues: Issues) -> Reader:
    """UTF-8, and Windows-1252 for each value that is not; those are noted."""

    def read(value: bytes) -> str:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            repaired = value.decode("cp1252", "replace")
            issues.add("encoding-damaged" if "\ufffd" in repaired else "encoding-repaired", value=repaired)
            return repaired

    return read
