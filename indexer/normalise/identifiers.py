"""Numbers that name one thing in the whole world: DOI, OCLC number, LCCN."""

import re
from urllib.parse import unquote

from indexer.normalise.folding import clean

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>]{1,1000}(?:<[^\s<>:]{0,20}::?[^\s<>]{0,40}>[^\s\"<>]*)?")
"""The tail is that of a SICI (ANSI/NISO Z39.56), which early DOIs of journals hold: `49:8<693::AID-ASI4>3.0.CO;2-O`."""

_OCLC = re.compile(
    r"\s{0,9}(?:\(\s{0,9}(?:OCoLC|OCLC)\s{0,9}\)\s{0,9}(?:ocm|ocn|on)?|(?:ocm|ocn|on)|OCLC\s{0,9}[:#]?|OCoLC\s{0,9}:?"
    r"|info:oclcnum/|urn:oclc:record:"
    r"|https?://(?:www\.|search\.)?worldcat\.org/(?:oclc|title)/(?:[^\s/]{1,200}/oclc/)?)"
    r"\s{0,9}0{0,20}([1-9][0-9]{0,13})[\s\\]*(?:[.,;(?&#].*)?", re.I | re.S,
)  # fmt: skip
_LCCN = re.compile(r"([a-z]{0,3})([0-9]{8}|[0-9]{10})")


def doi(s: str) -> str | None:
    """The DOI in `s` in lower case, without resolver or prefix (DOI names ignore case: ISO 26324)."""
    match = _DOI.search(clean(unquote(s) if "%2" in s else s))
    if not match:
        return None
    name = match[0]
    while name and (
        name[-1] in ".,;:'!?" or (name[-1] in ")]}" and name.count(name[-1]) > name.count("([{"[")]}".index(name[-1])]))
    ):
        name = name[:-1]
    return name.lower() if name.partition("/")[2] else None


def oclc(s: str) -> str | None:
    """The digits of an OCLC number that says it is one: `(OCoLC)ocm00012345` gives `12345`; bare digits give None."""
    match = _OCLC.fullmatch(s)
    return match[1] if match else None


def lccn(s: str) -> str | None:
    """A Library of Congress control number in the form of the `info:lccn` namespace: `85-2` gives `85000002`.

    Rule: blanks go, then everything from a slash on; what follows a hyphen is filled with zeros to six digits.
    """
    text = re.sub(r"\s", "", s.lower().removeprefix("info:lccn/").removeprefix("https://lccn.loc.gov/")).partition("/")[
        0
    ]
    head, hyphen, serial = text.partition("-")
    if hyphen:
        if not serial.isdecimal() or len(serial) > 6:
            return None
        text = head + serial.zfill(6)
    match = _LCCN.fullmatch(text)
    return text if match else None
