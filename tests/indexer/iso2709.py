"""A reader of ISO 2709 that forgives nothing: what the standard and MARC 21 want of a record, checked byte by byte."""

import re
from typing import NamedTuple

# ISO 2709:2008, 4.3 (record label), as MARC 21 fills it in: length, status, type, level, scheme, 22, base, …, 4500.
_LABEL = re.compile(rb"(\d{5})[acdnp][a-z][a-z ][ a][a ]22(\d{5})[ \dzu][ a-zA-Z][ a-zA-Z]4500")
_TAG = re.compile(rb"[0-9A-Za-z]{3}")


class Read(NamedTuple):
    """The label, and each field: tag, indicators, and its data or its subfields."""

    label: bytes
    fields: list[tuple[str, str, list[tuple[str, str]]]]


def read(record: bytes) -> Read:
    """The record; AssertionError where it breaks a rule."""
    found = _LABEL.fullmatch(record[:24])
    assert found, record[:24]
    assert int(found[1]) == len(record) <= 99_999
    base = int(found[2])
    assert record.endswith(b"\x1e\x1d") and record.count(b"\x1d") == 1
    directory = record[24 : base - 1]
    assert len(directory) % 12 == 0 and record[base - 1 : base] == b"\x1e" and directory.isalnum()
    end, fields, body = 0, [], record[base:-1]
    for place in range(0, len(directory), 12):
        tag, length, start = directory[place : place + 3], directory[place + 3 : place + 7], directory[place + 7 :][:5]
        assert _TAG.fullmatch(tag) and int(start) == end, (
            "fields stand one behind the other, in the order of the directory"
        )
        end += int(length)
        data = body[int(start) : end]
        assert data.endswith(b"\x1e") and data.count(b"\x1e") == 1
        fields.append(_field(tag.decode(), data[:-1].decode("utf-8")))
    assert end == len(body)
    return Read(record[:24], fields)


def _field(tag: str, data: str) -> tuple[str, str, list[tuple[str, str]]]:
    if tag < "010":
        assert "\x1f" not in data
        return tag, "", [("", data)]
    indicators, *subfields = data.split("\x1f")
    assert re.fullmatch(r"[ 0-9a-z]{2}", indicators), indicators
    assert subfields and all(re.match(r"[0-9a-z]", one) and len(one) > 1 for one in subfields)
    return tag, indicators, [(one[0], one[1:]) for one in subfields]
