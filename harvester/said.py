"""What a record says, as numbers that can be compared, without knowing what any of it means.

What a source gives anew where it renames its records is left out: addresses, the record's own number, the moment of
its last change.
"""

import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from harvester.xml import child, local, strict

LONGEST, SHORTEST = 16, 4
"""Of each record the longest values tell what it is, none shorter than so many letters."""

MOMENT = re.compile(r"\d{14}\.\d")
"""When MARC was last changed (field 005). Other dates with a time of day may be those of publication."""

NUMBER = re.compile(r"0*(\d+)\D*$")
APART = re.compile(b"[\x1d\x1e]|\x1f.")


class Said(NamedTuple):
    """What a record says.

    Attributes:
        whole: the same for records that say the same; None where nothing is said.
        values: its longest values.
    """

    whole: int | None
    values: tuple[int, ...]


def said(identifier: str, payload: bytes) -> Said:
    """What a record says; nothing where it cannot be read.

    Args:
        identifier: its name inside its source.
        payload: as `RawRecord` has it.
    """
    name, own = identifier.casefold(), number(identifier)
    try:
        texts = list(_texts(payload))
    except ValueError:  # NotXml is one too
        texts = []
    values = {folded for text in texts if (folded := _folded(text)) and not _names(folded, name, own)}
    longest = sorted((each for each in values if len(each) >= SHORTEST), key=lambda each: (-len(each), each))
    whole = _hash("\n".join(sorted(values))) if values else None
    return Said(whole, tuple(map(_hash, longest[:LONGEST])))


def number(identifier: str) -> str | None:
    """The number that an identifier ends in: `12` of `oai:old:slims-12` and of `INLIS000000000012`."""
    found = NUMBER.search(identifier)
    return found[1] if found else None


def _names(value: str, identifier: str, own: str | None) -> bool:
    """Whether a value is the record's own name or number, as in the control field of MARC or a column of a table.

    A short number may as well be that of a volume.
    """
    if own is None or len(value) < SHORTEST:
        return value == identifier
    before = identifier[: -len(value)][-1:] if identifier.endswith(value) else "x"
    return value.lstrip("0") == own or (not before.isalnum() and any(map(str.isdigit, value)))


def _folded(text: str) -> str:
    """A value without what differs between two spellings of it; nothing of an address or a moment."""
    folded = " ".join(text.casefold().split()).strip(" /:;,.=")
    return "" if "://" in folded or MOMENT.fullmatch(folded) else folded


def _texts(payload: bytes) -> Iterator[str]:
    """The values of a record in XML, JSON (a row of a table) or ISO 2709."""
    if payload[:1] == b"<":
        record = strict(payload)
        described = child(record, "metadata")
        for part in (record if described is None else described).iter():
            if part.text and len(part) == 0 and local(part):
                yield part.text
    elif payload[:1] == b"{":
        yield from (value for value in json.loads(payload).values() if isinstance(value, str))
    else:
        _directory, *fields = APART.split(payload[24:])
        yield from (field.decode("utf-8", "replace") for field in fields)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
