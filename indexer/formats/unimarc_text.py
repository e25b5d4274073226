"""The character sets of UNIMARC: what field 100 says (positions 26-29), and what the bytes say."""

from collections.abc import Sequence

from indexer.formats import iso5426
from indexer.formats.marc_text import Reader, plain_utf8, repairing
from indexer.issues import Issues

_SUBFIELD = b"\x1fa"
# In seven bits the marks around what does not sort are escape sequences (ISO 6630); Italy's SBN writes them so.
_ESCAPED = ((b"\x1bH", b"\x88"), (b"\x1bI", b"\x89"))


def looks_unimarc(fields: Sequence[tuple[str, bytes]]) -> bool:
    """Whether fields are UNIMARC: a title in 200 $a and none in 245, or coded data in 100 $a as only UNIMARC has it."""
    by_tag = dict(reversed(fields))
    if "245" in by_tag:
        return False
    return _SUBFIELD in by_tag.get("200", b"") or _coded(by_tag.get("100", b""))[:8].isdigit()


def reader(fields: Sequence[tuple[str, bytes]], issues: Issues) -> Reader:
    """How to read the text of a UNIMARC record.

    Valid UTF-8 is UTF-8 whatever field 100 says; else it is ISO 5426 where the bytes fit that, and not where field 100
    says Unicode (50); what is neither is read as Windows-1252 and noted.
    """
    data = b"\x1e".join(value for _, value in fields)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return _with_marks(plain_utf8)
    says = _coded(dict(reversed(fields)).get("100", b""))[26:28]
    if says != b"50" and iso5426.fits(data):
        return _with_marks(iso5426.decode)
    return repairing(issues)


def _coded(field: bytes) -> bytes:
    """Field 100 $a."""
    return field.partition(_SUBFIELD)[2]


def _with_marks(read: Reader) -> Reader:
    def reading(value: bytes) -> str:
        if b"\x1b" not in value:
            return read(value)
        for escape, mark in _ESCAPED:
            value = value.replace(escape, mark if read is iso5426.decode else b"\xc2" + mark)
        return read(value)

    return reading
