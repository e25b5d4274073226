"""Shelf marks that somebody typed: by which of their shapes they are known, and in which spellings they are looked up.

The shapes are those of labels in Indonesia (class of Dewey, or of the Islamic schedule `2X`; three letters of the
author, one of the title: Pedoman Perpustakaan Nasional) and of the Library of Congress (Shelflisting Manual, G 55-63).
"""

import re

LONGEST = 60
"""Characters of a shelf mark; what is longer is a title."""

_COPY = r"(?:c|k|cop|kop|copy|eks|ex|ke)[.\-]?\s?\d{1,3}"
_TAIL = rf"(?:[\s,]+(?:{_COPY}|(?:v|vol|j|jil|jilid|no|ed|cet|th)[.\-]?\s?\d{{1,4}}|\d{{4}}[a-z]?))*"
_CLASS = r"(?:\d{3}|2x\d?)(?:\.\d+)*(?:[/\-]\d+)?"
_AUTHOR = r"(?:[a-z]{3}|[a-z]{2,4}(?=[\s.\-/]+[a-z]\b)|[a-z]\d{1,5}[a-z]{0,2})"
_DEWEY = re.compile(
    rf"(?:[a-z]{{1,8}}[.\s/]\s?)?{_CLASS}(?:\s\d{{1,3}})?[\s/]+{_AUTHOR}(?:[\s.\-/]+[a-z])?{_TAIL}"
    r"|(?:\d{3}|2x\d)\.\d+",
    re.IGNORECASE,
)
_CONGRESS = re.compile(
    r"[a-z]{1,3}\s?\d{1,4}(?:\.\d+)?(?:\s\d{1,4}[a-z]{0,2})?(?:[\s.]+[a-z]\d+[a-z]?)+(?:[\s,.]+\w[\w\-]{0,11}){0,4}",
    re.IGNORECASE,
)
_COPY_AT_END = re.compile(rf"[\s,]+{_COPY}$", re.IGNORECASE)
_LETTERS = re.compile(r"([A-Za-z]{1,3})\s?(?=\d)")


def spellings(text: str) -> tuple[str, ...]:
    """The ways in which libraries may have written the shelf mark `text`, as it stands first; nothing if it is none.

    The copy's number may be missing from the record, and there may be a blank between the letters and the figures of
    a class of the Library of Congress.
    """
    if len(text) > LONGEST:
        return ()
    congress = _CONGRESS.fullmatch(text) is not None
    if not congress and not _DEWEY.fullmatch(text):
        return ()
    forms = [text, _COPY_AT_END.sub("", text)]
    if congress:
        forms += [_LETTERS.sub(rf"\1{blank}", form, count=1) for form in forms for blank in ("", " ")]
    return tuple(dict.fromkeys(forms))
