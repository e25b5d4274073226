"""The character sets of MARC 21: what the leader says, and what the bytes say."""

import re
from collections.abc import Callable

from pymarc.marc8 import marc8_to_unicode

from indexer.issues import Issues

Reader = Callable[[bytes], str]

_NOT_ASCII = re.compile(rb"[\x80-\xff\x1b]")


def reader(leader: str, data: bytes, issues: Issues) -> Reader:
    """How to read the text of a record: leader/09 says UTF-8 or MARC-8, but the bytes have the last word.

    High bytes that make valid UTF-8 are UTF-8: MARC-8 puts a letter behind its diacritic, which never does.
    """
    if not _NOT_ASCII.search(data):
        return _utf8
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _repairing(issues) if leader[9:10] == "a" else _marc8(issues)
    if leader[9:10] == "a":
        return _utf8
    if text.isascii():  # escape sequences only
        return _marc8(issues)
    issues.add("encoding-mislabelled")
    return _utf8


def _utf8(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _marc8(issues: Issues) -> Reader:
    def read(value: bytes) -> str:
        if not _NOT_ASCII.search(value):
            return value.decode("ascii")
        try:
            text = str(marc8_to_unicode(value, hide_utf8_warnings=True))
        except UnicodeDecodeError:
            text = value.decode("ascii", "replace")
            issues.add("encoding-damaged", value=text)
        else:
            if text.count(" ") > value.count(b" "):  # pymarc puts a blank where it knows no character
                issues.add("encoding-damaged", value=text)
        return text

    return read


def _repairing(issues: Issues) -> Reader:
    def read(value: bytes) -> str:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            repaired = value.decode("cp1252", "replace")
            issues.add("encoding-damaged" if "\ufffd" in repaired else "encoding-repaired", value=repaired)
            return repaired

    return read
