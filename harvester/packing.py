"""How bytes lie in the store: compressed as zlib does it, with a preset dictionary (RFC 1950, section 2.2).

Records are small and alike: what all of them say (tags, namespaces) is in the dictionary, so that hardly any effort is
needed. What was packed without it, or with any zlib, is read as well. The dictionary may never change; a better one
would be a second one, told apart by its number, which stands in what was packed with it.
"""

import json
from typing import Any

from isal import isal_zlib

LEVEL = 0
"""The least effort: with the dictionary, MARCXML becomes as small as by more effort without it, in half the time."""

_OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_FIELDS = ("650", "700", "500", "300", "260", "245", "100")
_ELEMENTS = (
    *("rights", "coverage", "relation", "source", "language", "format", "type", "date", "publisher", "contributor"),
    *("description", "identifier", "subject", "creator", "title"),
)
WORDS = "".join(
    [
        *(f'</subfield></datafield><datafield tag="{tag}" ind1=" " ind2=" "><subfield code="a">' for tag in _FIELDS),
        *(f'</subfield><subfield code="{code}">' for code in "2vzyxdcba"),
        "</leader>",
        *(f'<controlfield tag="{tag}"></controlfield>' for tag in ("001", "005", "008")),
        *(f"</dc:{element}><dc:{element}>" for element in _ELEMENTS),
        f'<record xmlns="{_OAI}" {_XSI}><header><identifier>oai:</identifier>',
        "<datestamp>2026-01-01T00:00:00Z</datestamp><setSpec></setSpec></header><metadata>",
        f'<oai_dc:dc xmlns:oai_dc="{_OAI}oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" {_XSI} '
        f'xsi:schemaLocation="{_OAI}oai_dc/ {_OAI}oai_dc.xsd"><dc:title></oai_dc:dc>',
        f'<record xmlns="http://www.loc.gov/MARC21/slim" {_XSI} xsi:schemaLocation="http://www.loc.gov/MARC21/slim '
        'http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"><leader>00000nam a2200000 a 4500',
        "</subfield></datafield></record></metadata></record>",
    ]
).encode()


def pack(content: bytes) -> bytes:
    """Bytes as they are stored."""
    machine = isal_zlib.compressobj(LEVEL, zdict=WORDS)
    packed: bytes = machine.compress(content) + machine.flush()
    return packed


def unpack(packed: bytes) -> bytes:
    """Stored bytes as they were."""
    content: bytes = isal_zlib.decompressobj(zdict=WORDS).decompress(packed)
    return content


def pack_json(value: Any) -> bytes:
    """A value as JSON, as it is stored."""
    return pack(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
