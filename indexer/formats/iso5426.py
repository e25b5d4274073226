"""ISO 5426, the extended Latin set of UNIMARC (100 $a/26-29 = 03): a diacritic stands before its letter."""

import re
import unicodedata

_SIGNS = {
    0xA1: "¡", 0xA2: "„", 0xA3: "£", 0xA4: "$", 0xA5: "¥", 0xA6: "†", 0xA7: "§", 0xA8: "′", 0xA9: "‘", 0xAA: "“",
    0xAB: "«", 0xAC: "♭", 0xAD: "©", 0xAE: "℗", 0xAF: "®", 0xB0: "ʻ", 0xB1: "ʼ", 0xB2: "‚", 0xB6: "‡", 0xB7: "·",
    0xB8: "″", 0xB9: "’", 0xBA: "”", 0xBB: "»", 0xBC: "♯", 0xBD: "ʹ", 0xBE: "ʺ", 0xBF: "¿", 0xE1: "Æ", 0xE2: "Đ",
    0xE6: "Ĳ", 0xE8: "Ł", 0xE9: "Ø", 0xEA: "Œ", 0xEC: "Þ", 0xF1: "æ", 0xF2: "đ", 0xF3: "ð", 0xF5: "ı", 0xF6: "ĳ",
    0xF8: "ł", 0xF9: "ø", 0xFA: "œ", 0xFB: "ß", 0xFC: "þ",
}  # fmt: skip
_MARKS = {
    0xC0: 0x309, 0xC1: 0x300, 0xC2: 0x301, 0xC3: 0x302, 0xC4: 0x303, 0xC5: 0x304, 0xC6: 0x306, 0xC7: 0x307,
    0xC8: 0x308, 0xC9: 0x308, 0xCA: 0x30A, 0xCB: 0x315, 0xCC: 0x312, 0xCD: 0x30B, 0xCE: 0x31B, 0xCF: 0x30C,
    0xD0: 0x327, 0xD1: 0x31C, 0xD2: 0x326, 0xD3: 0x328, 0xD4: 0x325, 0xD5: 0x32E, 0xD6: 0x323, 0xD7: 0x324,
    0xD8: 0x332, 0xD9: 0x333, 0xDA: 0x329, 0xDB: 0x32D, 0xDD: 0xFE20, 0xDE: 0xFE21, 0xDF: 0xFE23,
}  # fmt: skip
# The marks around what does not sort (ISO 6630) stay what they are.
_CONTROLS = {0x88: "\u0088", 0x89: "\u0089"}
_TABLE = {code: chr(code) for code in range(0x80)} | _SIGNS | _CONTROLS
_MARKED = re.compile(rb"([\xc0-\xdb\xdd-\xdf]{1,4})([\x00-\xbf\xe0-\xff])")
_INSIDE = re.compile(rb"[a-z][\xe1\xe2\xe6\xe8-\xea\xec]")  # of ISO 5426: Æ Đ Ĳ Ł Ø Œ Þ; of Latin-1: á â æ è é ê ì
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(value: bytes) -> str:
    """The text of `value` in NFC; U+FFFD stands for what the set does not have."""
    pieces, end = [], 0
    for found in _MARKED.finditer(value):
        pieces.append(_plain(value[end : found.start()]) + _plain(found[2]))
        pieces.append("".join(chr(_MARKS[code]) for code in found[1]))
        end = found.end()
    return unicodedata.normalize("NFC", "".join(pieces) + _plain(value[end:]))


def fits(data: bytes) -> bool:
    """Whether all high bytes are of this set, every diacritic stands before a letter, and no capital inside a word.

    Latin-1 fails in its first é. `data` may hold several fields with the marks of ISO 2709 between them.
    """
    if _INSIDE.search(data):
        return False
    loose = _MARKED.sub(lambda found: found[2] if found[2].isalpha() or found[2] in _LETTERS else b"\xff", data)
    return all(found[0][0] in _TABLE for found in _HIGH.finditer(loose))


def _plain(value: bytes) -> str:
    return "".join(_TABLE.get(code, "\ufffd") for code in value)


_LETTERS = {bytes([code]) for code in _SIGNS if code > 0xE0}
