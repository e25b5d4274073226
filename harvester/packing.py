"""How bytes lie in the store: compressed as zlib does it (RFC 1950), by a library that is twice as fast."""

import json
from typing import Any

from isal import isal_zlib

LEVEL = 1
"""Of compression: records are small; more effort takes more time and hardly less space."""


def pack(content: bytes) -> bytes:
    """Bytes as they are stored."""
    packed: bytes = isal_zlib.compress(content, LEVEL)
    return packed


def unpack(packed: bytes) -> bytes:
    """Stored bytes as they were."""
    content: bytes = isal_zlib.decompress(packed)
    return content


def pack_json(value: Any) -> bytes:
    """A value as JSON, as it is stored."""
    return pack(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
