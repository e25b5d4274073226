"""ISO 2709, MARC 21's exchange format: bytes to `pymarc.Record` and back.

The directory is read here rather than by pymarc, because real files have directories that count characters for bytes,
and because every repair of an encoding has to be noted (MARC 21 Specifications for Record Structure, Character Sets).
"""

from functools import lru_cache

from pymarc import Field, Indicators, Record, Subfield

from indexer.formats import unimarc_text
from indexer.formats.errors import unreadable
from indexer.formats.marc_text import Reader, plain_utf8, reader, resolved
from indexer.issues import Issues

LEADER = 24
ENTRY = 12
FIELD_END, RECORD_END, SUBFIELD = b"\x1e", b"\x1d", b"\x1f"
_SUBFIELD = SUBFIELD.decode()
_CONTROL = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x1B), 0x1C, 0x7F])
MAX_FIELD = 9_999  # bytes, the end mark included: four digits in the directory
MAX_RECORD = 99_999  # bytes: five digits in the leader


def decode(payload: bytes, issues: Issues) -> Record:
    """The record in `payload`, its text as Unicode; repairs are noted in `issues`.

    Raises:
        Unreadable: there is no leader, no directory or not one field.
    """
    body = payload.lstrip(b"\r\n\x1d\x00").rstrip(b"\r\n\x1d\x00 ")
    if len(body) <= LEADER or FIELD_END not in body:
        raise unreadable("not-marc", reason="no directory")
    leader = body[:LEADER].decode("latin-1")
    fields = _fields(body, issues)
    if not fields:
        raise unreadable("not-marc", reason="no fields")
    if len(body.translate(None, _CONTROL)) < len(body):  # six times as quick as a pattern
        issues.add("control-characters")
    unimarc = unimarc_text.looks_unimarc(fields)  # its leader says nothing about characters
    to_text = unimarc_text.reader(fields, issues) if unimarc else reader(leader, body[LEADER:], issues)
    if b"&#x" in body:
        as_written, to_text = to_text, lambda value: resolved(as_written(value))
    return Record(leader=safe_leader(leader), fields=[_field(tag, data, to_text) for tag, data in fields])


def encode(record: Record) -> bytes | None:
    """A record as ISO 2709 in UTF-8; None when it, or one of its fields, is too long for the format."""
    fits = size(record) <= MAX_RECORD and all(len(field.as_marc("utf-8")) <= MAX_FIELD for field in record.fields)
    return bytes(record.as_marc()) if fits else None


def size(record: Record) -> int:
    """How many bytes a record takes in ISO 2709, told without writing it, which is slow where there are many fields."""
    return LEADER + sum(ENTRY + len(field.as_marc("utf-8")) for field in record.fields) + len(FIELD_END + RECORD_END)


def safe_leader(leader: str) -> str:
    """A leader of 24 characters whose structural places are as pymarc and ISO 2709 want them."""
    padded = leader[:LEADER].ljust(LEADER)
    return f"00000{padded[5:10]}2200000{padded[17:20]}4500"


@lru_cache(maxsize=1 << 12)
def tag_of(written: str | bytes) -> str:
    """A tag of three characters that ISO 2709 can hold (ISO 2709, 4.5.2: digits and letters)."""
    if isinstance(written, bytes):
        written = written.decode("latin-1")
    return "".join(char if char.isascii() and char.isalnum() else "?" for char in written[:3].rjust(3, "0"))


def _fields(body: bytes, issues: Issues) -> list[tuple[str, bytes]]:
    directory, _, data = body.partition(FIELD_END)
    if (in_turn := _in_turn(directory, data)) is not None:
        return in_turn
    entries = [directory[start : start + ENTRY] for start in range(LEADER, len(directory), ENTRY)]
    by_length = _by_length(entries, data)
    if by_length is not None:
        return by_length
    # The lengths are wrong, but the end marks stand: as many pieces as entries, in the order of their starts.
    issues.add("directory-repaired")
    pieces = data.rstrip(FIELD_END + RECORD_END).split(FIELD_END)
    tags = [tag_of(entry[:3]) for entry in _in_order(entries)]
    return list(zip(tags, pieces, strict=False))


def _in_turn(directory: bytes, data: bytes) -> list[tuple[str, bytes]] | None:
    """The fields of a directory that tells of one after the other, as nearly all do: quicker than by their places."""
    pieces = data.split(FIELD_END)  # the last one may have been stripped with the end of the record
    found, start = [], 0
    for at, piece in zip(range(LEADER, len(directory), ENTRY), pieces, strict=False):
        length = len(piece) + 1
        if directory[at + 3 : at + ENTRY] != b"%04d%05d" % (length, start):
            return None
        found.append((tag_of(directory[at : at + 3]), piece))
        start += length
    return found if len(found) * ENTRY == len(directory) - LEADER else None


def _by_length(entries: list[bytes], data: bytes) -> list[tuple[str, bytes]] | None:
    found = []
    data += FIELD_END  # the last one may have been stripped with the end of the record
    for entry in entries:
        if len(entry) != ENTRY or not entry[3:].isdigit():
            return None
        length, start = int(entry[3:7]), int(entry[7:])
        value = data[start : start + length]
        if (
            not length
            or value[-1:] != FIELD_END
            or FIELD_END in value[:-1]
            or (start and data[start - 1 : start] != FIELD_END)
        ):
            return None
        found.append((tag_of(entry[:3]), value[:-1]))
    return found


def _in_order(entries: list[bytes]) -> list[bytes]:
    whole = [entry for entry in entries if len(entry) >= 3]
    starts = [entry[7:] for entry in whole]
    if all(start.isdigit() for start in starts):
        return [entry for _, entry in sorted(zip(map(int, starts), whole, strict=True), key=lambda pair: pair[0])]
    return whole


def _field(tag: str, data: bytes, to_text: Reader) -> Field:
    if tag < "010" and tag.isdigit():
        return Field(tag=tag, data=to_text(data))
    if to_text is plain_utf8:  # the marks between subfields are the same before and after, so that once is enough
        start, *texts = to_text(data).split(_SUBFIELD)
        subfields = [Subfield(text[0], text[1:]) for text in texts if text]
    else:
        head, *parts = data.split(SUBFIELD)
        start = to_text(head)
        subfields = [Subfield(to_text(part[:1]), to_text(part[1:])) for part in parts if part]
    return Field(tag, Indicators(*start[:2].ljust(2)), subfields)
