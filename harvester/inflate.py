"""Unpacking as it comes, by what the bytes are and not by what the header says of them.

Servers say gzip and send plain text, send gzip unasked, or pack twice (OAI harvesters' experience, fault T13).
"""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

GZIP = b"\x1f\x8b"
ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
STEP = 262144
"""At most so many unpacked bytes are held at once, whatever a bomb would become."""

ENOUGH = 128
"""So many bytes show how something is packed."""

LAYERS = 3
KNOWN = frozenset({"", "identity", "none", "gzip", "x-gzip", "deflate", "utf-8"})
"""Values of Content-Encoding that we can do with; `none` and `utf-8` are said by mistake and mean nothing."""


class Unreadable(Exception):
    """The packed bytes are broken, break off, or are packed in a way that we did not ask for."""


def unpacked(pieces: Iterable[bytes], encoding: str = "", layers: int = LAYERS) -> Iterator[bytes]:
    """The unpacked bytes in pieces, none larger than `STEP` or the piece that it came in.

    Args:
        encoding: the Content-Encoding.
        layers: how often in all it may be packed.

    Raises:
        Unreadable: what came before it was given.
    """
    rest = iter(pieces)
    head = b""
    for piece in rest:
        head += piece
        if len(head) >= ENOUGH:
            break
    whole = chain([head] if head else [], rest)
    window = _window(head, encoding)
    if window is None or not layers:
        yield from whole
    else:
        yield from unpacked(_inflate(whole, window), layers=layers - 1)


def _window(head: bytes, encoding: str) -> int | None:
    """How zlib is to read bytes that begin so; None: as they are.

    Raises:
        Unreadable: they are packed as `encoding` says, which we cannot undo.
    """
    said = encoding.strip().lower()
    if head.startswith(GZIP):
        return zlib.MAX_WBITS | 16
    if head.startswith(ZLIB):
        return zlib.MAX_WBITS
    if said == "deflate" and head and _is_deflate(head):  # RFC 9110, section 8.4.1.2: some omit the zlib wrapper
        return -zlib.MAX_WBITS
    if not KNOWN.issuperset(part.strip() for part in said.split(",")) and not head.lstrip().startswith(b"<"):
        raise Unreadable(said)
    return None


def _is_deflate(head: bytes) -> bool:
    try:
        zlib.decompressobj(-zlib.MAX_WBITS).decompress(head, STEP)
    except zlib.error:
        return False
    return True


def _inflate(pieces: Iterable[bytes], window: int) -> Iterator[bytes]:
    machine = zlib.decompressobj(window)
    try:
        for piece in pieces:
            data = piece
            while data:
                if machine.eof:
                    if not GZIP.startswith(data[:2]):
                        break  # padding after the end
                    machine = zlib.decompressobj(window)
                if found := machine.decompress(data, STEP):
                    yield found
                data = machine.unused_data if machine.eof else machine.unconsumed_tail
        if not machine.eof:
            if found := machine.flush():
                yield found
            if not machine.eof:
                raise Unreadable("it breaks off")
    except zlib.error as error:
        raise Unreadable(str(error)) from error
