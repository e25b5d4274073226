"""What a UNIMARC record describes: leader/06-07, 105, 106, 130, 135, 183, 200 $b (UNIMARC Bibliographic)."""

from indexer.formats.marc_fields import MarcFields
from indexer.normalise import kind

# leader/06, type of record.
_TYPES = {
    "b": "manuscript", "c": "score", "d": "score", "e": "map", "f": "map", "g": "video", "i": "audio", "j": "audio",
    "k": "image", "m": "object", "r": "object",
}  # fmt: skip
# leader/07, bibliographic level, of language material.
_LEVELS = {"a": "article", "c": "archive", "s": "serial", "i": "serial"}
# 105 $a/4-7, form of contents.
_CONTENTS = {"m": "thesis", "v": "thesis", "p": "report"}
# 106 $a, physical medium of text; 135 $a/1, special material of electronic resources.
_TEXT = {"r": "print", "d": "print", "e": "print", "g": "microform", "s": "online", "t": "microform"}
_ELECTRONIC = {"r": "online", "o": "disc", "j": "disc"}
# 135 $a/0, type of electronic resource.
_FILES = {"a": "dataset", "b": "software", "d": "book"}
# 183 $a: codes of RDA carriers and of the RDA-FR list.
_CARRIERS = {"cr": "online", "ceb": "online", "cd": "disc", "cea": "disc", "nc": "print", "nga": "print"}


def type_of(marc: MarcFields, gmd: str | None) -> str | None:
    """The type, a word of `indexer.record.TYPES`; None where the leader says nothing."""
    record_type, level = marc.leader[6], marc.leader[7]
    coded = next(iter(marc.values("105", "a")), "").ljust(13)
    contents = next((_CONTENTS[code] for code in coded[4:8] if code in _CONTENTS), None)
    if any(marc.fields("328")) or contents == "thesis":
        return "thesis"
    if record_type == "l":
        files = next(iter(marc.values("135", "a")), " ")[:1]
        return "web" if level == "i" else _FILES.get(files, "software")
    if record_type in _TYPES:
        return _TYPES[record_type]
    if level in _LEVELS:
        return "conference" if level == "a" and coded[8] == "1" else _LEVELS[level]
    if record_type != "a":
        return kind.kind_of(gmd).type if gmd else None
    return contents or ("conference" if coded[8] == "1" else "book")


def carrier_of(marc: MarcFields, gmd: str | None) -> str | None:
    """The carrier, by coded fields, then by the material designation (200 $b); else print for text."""
    if any(marc.fields("130")):
        return "microform"
    for tag, place, meanings in (("135", 1, _ELECTRONIC), ("106", 0, _TEXT)):
        code = next(iter(marc.values(tag, "a")), "").ljust(2)[place]
        if code in meanings:
            return meanings[code]
    stated = next((_CARRIERS[one] for one in marc.values("183", "a") if one in _CARRIERS), None)
    named = kind.kind_of(gmd).carrier if gmd else None
    coded = "105" in marc and "106" not in marc  # a medium that is coded and not known here is not print
    return stated or named or ("print" if marc.leader[6] in "ac" and coded else None)
