"""MARC-8, the character sets of MARC 21 before Unicode (MARC 21 Specifications, Character Sets, Part 2).

The tables are pymarc's; its decoder loses what stands in G1, an escape sequence behind another one, and a blank inside
Chinese, so the steps are our own.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from pymarc.marc8_mapping import CODESETS, ODD_MAP

_BASIC, _ANSEL, _EACC = 0x42, 0x45, 0x31
# Technique 1: one custom set (Greek symbols, sub- and superscripts, back to ASCII); technique 2: a set for G0 or G1.
_ESCAPE = re.compile(rb"\x1b(?:([bgps])|(?=[$(,)-])\$?([(,)-]?)!?([1-4BENQS]))")
_LIGATURES = {0xFE20, 0xFE21, 0xFE22, 0xFE23}
_UNKNOWN = " "
_RUN = re.compile(rb"[\x80-\xff]+[\x20-\x7f]?")  # high bytes with the letter behind them
_END = (0x20, False)
# Dot above, diaeresis, caron, ring: the bytes of ç è é ê in Windows-1252. They make letters such as ž and ǰ; those that
# they make from U+0220 on (ȧ) are letters of hardly any language.
_FRENCH = {0x0307, 0x0308, 0x030C, 0x030A}
_UNUSUAL, _VIETNAMESE = "\u0220", "\u1e00"


def decode(value: bytes) -> tuple[str, bool]:
    """The text of one subfield in NFC, and whether all of it is known; a blank stands for what is not."""
    pieces: list[str] = []
    marks: list[str] = []
    whole = True
    for code, combining in _codes(value):
        if code is None:
            whole = False
        elif combining:
            marks.append(chr(code))
            continue
        pieces.append(_UNKNOWN if code is None else chr(code))
        pieces += marks
        marks.clear()
    return unicodedata.normalize("NFC", "".join(pieces)), whole and not marks


def doubtful(data: bytes) -> bool:
    """Whether high bytes are more likely Windows-1252 than MARC-8.

    In MARC-8 a diacritic stands before its letter, and most pairs are letters of some language; in Windows-1252 the
    same bytes are letters, before anything. With an escape sequence it is MARC-8.
    """
    if b"\x1b" in data:
        return False
    good = bad = 0
    runs = (found[0] for found in _RUN.finditer(data))
    for (code, combining), (following, also) in (pair for run in runs for pair in pairwise([*_codes(run), _END])):
        if code is None:
            bad += 1
        elif combining and not also:
            letter = unicodedata.normalize("NFC", chr(following or 0x20) + chr(code))
            usual = len(letter) == 1 and (letter < _UNUSUAL or letter >= _VIETNAMESE)
            good += usual or code in _LIGATURES
            bad += not letter[0].isalnum() or (not usual and code in _FRENCH)
    return bad > 1 and 4 * bad > good


def _codes(value: bytes) -> Iterator[tuple[int | None, bool]]:
    """Each character as its code in Unicode (None: unknown), and whether it is a mark on the next one."""
    g0, g1, place = _BASIC, _ANSEL, 0
    while place < len(value):
        byte = value[place]
        if byte == 0x1B:
            found = _ESCAPE.match(value, place)
            if found is None:
                yield None, False
            elif found[1]:
                g0 = _BASIC if found[1] == b"s" else found[1][0]
            elif found[2] in (b")", b"-"):
                g1 = found[3][0]
            else:
                g0 = found[3][0]
            place = found.end() if found else place + 1
            continue
        if byte <= 0x20:
            if byte == 0x20:
                yield byte, False
            place += 1
            continue
        current = g0 if byte < 0x80 else g1
        size = 3 if current == _EACC and not 0x80 <= byte < 0xA0 else 1
        yield _looked_up(current, value[place : place + size])
        place += size


def _looked_up(current: int, piece: bytes) -> tuple[int | None, bool]:
    """A character of a set; the tables hold some in the positions of G0 and some in those of G1."""
    low = int.from_bytes(bytes(byte & 0x7F for byte in piece), "big")
    codes = CODESETS[current]
    for key in (low, low | 0x80) if len(piece) == 1 else (low,):
        if key in codes and (current != _ANSEL or key >= 0x80):
            code, combining = codes[key]
            return code, bool(combining)
    if current == _EACC and low in ODD_MAP:
        return ODD_MAP[low], False
    return None, False
