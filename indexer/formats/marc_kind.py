"""What a MARC record describes: leader/06-07, 008, 007, 300, 338, 245 $h (MARC 21 Bibliographic)."""

from indexer.formats.marc_fields import MarcFields, indicator
from indexer.normalise import kind

# leader/06, type of record.
_TYPES = {
    "c": "score", "d": "score", "e": "map", "f": "map", "g": "video", "i": "audio", "j": "audio", "k": "image",
    "m": "software", "o": "object", "p": "archive", "r": "object", "t": "manuscript",
}  # fmt: skip
# leader/07, bibliographic level, of language material.
_LEVELS = {"a": "article", "b": "article", "c": "archive", "d": "archive", "s": "serial", "i": "serial"}
# 008/26 of computer files: type of computer file.
_FILES = {"a": "dataset", "b": "software", "d": "book", "e": "dataset", "j": "web"}
# 008/24-27 of books: nature of contents.
_CONTENTS = (("m", "thesis"), ("t", "report"))
# 008/23 or 29, form of item.
_FORMS = {"a": "microform", "b": "microform", "c": "microform", "o": "online", "q": "disc", "d": "print", "r": "print"}
# 338 $b, RDA carrier types (https://www.loc.gov/standards/valuelist/rdacarrier.html), by their beginnings.
_CARRIERS = (
    ("cr", "online"), ("cd", "disc"), ("ce", "disc"), ("sd", "disc"), ("vd", "disc"), ("h", "microform"),
    ("nc", "print"), ("nb", "print"), ("no", "print"), ("n", "other"), ("s", "other"), ("v", "other"), ("c", "other"),
    ("m", "other"), ("g", "other"), ("z", "other"),
)  # fmt: skip
# 007/00-01, category and specific material.
_MATERIALS = (
    ("cr", "online"), ("co", "disc"), ("sd", "disc"), ("vd", "disc"), ("h", "microform"), ("t", "print"),
)  # fmt: skip


_ELECTRONIC = {"online", "disc", "microform"}


def type_of(marc: MarcFields, gmd: str | None) -> str | None:
    """The type, a word of `indexer.record.TYPES`; None where the leader says nothing."""
    record_type, level = marc.leader[6], marc.leader[7]
    if "502" in marc or any(kind.kind_of(term).type == "thesis" for term in marc.values("655", "a")):
        return "thesis"
    if record_type == "m":
        return _FILES.get(marc.fixed[26], "software")
    if record_type in _TYPES:
        return _TYPES[record_type]
    if level in _LEVELS:
        found = "conference" if level == "a" and marc.fixed[29] == "1" else _LEVELS[level]
        return "web" if level == "i" and carrier_of(marc, gmd) == "online" else found
    if record_type != "a":
        return kind.kind_of(gmd).type if gmd else None
    contents = marc.fixed[24:28]
    for code, found in _CONTENTS:
        if code in contents:
            return found
    return "conference" if marc.fixed[29] == "1" else "book"


def carrier_of(marc: MarcFields, gmd: str | None) -> str | None:
    """The carrier, by the statement that is most this record's own: 008, 245 $h, 338, 007, 300; else print for text."""
    form = marc.fixed[29 if marc.leader[6] in "efgkor" else 23]
    if form in _FORMS:
        return _FORMS[form]
    if gmd and (found := kind.kind_of(gmd).carrier):
        return found
    return (
        _stated(marc, form)
        or _by_beginning(_MATERIALS, list(marc.control("007")))
        or next((found for one in marc.values("300", "a") if (found := kind.kind_of(one).carrier) in _ELECTRONIC), None)
        or (_electronic(marc) if form == "s" else None)
        or ("print" if marc.leader[6] in "ace" and form == " " and marc.fixed.strip() else None)
    )


def _electronic(marc: MarcFields) -> str:
    """Online where the thing itself has an address; 008 said only `electronic` before 2010."""
    return "online" if any(indicator(field, 2) in "01" for field in marc.fields("856")) else "other"


def _stated(marc: MarcFields, form: str) -> str | None:
    """The carrier of 338, in its codes or in words; a record for print and online together describes the print."""
    carriers = [code.casefold() for code in marc.values("338", "b")]
    if form == " " and "nc" in carriers:
        return "print"
    words = (kind.kind_of(one).carrier for one in marc.values("338", "a")) if not carriers else ()
    return _by_beginning(_CARRIERS, carriers) or next(filter(None, words), None)


def _by_beginning(table: tuple[tuple[str, str], ...], codes: list[str]) -> str | None:
    if not codes:
        return None
    return next((word for beginning, word in table for code in codes if code.startswith(beginning)), None)
