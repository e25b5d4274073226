"""A MARC record as another agency catalogues the same publication: AACR2 for RDA or the reverse, and less of it all."""

import random
import re
from copy import deepcopy

from pymarc import Field, Indicators, Record, Subfield

from bench.match_guise_facts import Facts, bare
from indexer.formats import marc21

_KEPT = ("008", "022", "041", "082", "100", "110", "111", "240", "245", "246", "250", "254", "255", "300", "310",
    "362", "490", "500", "502", "504", "505", "650", "700", "710", "711", "773", "776", "780", "785",
    "830", "856")  # fmt: skip
_OF_MEDIA = ("006", "007", "337", "338")
_OFTEN_LEFT_OUT = {"300": 0.12, "490": 0.4, "830": 0.6, "650": 0.4, "700": 0.25, "710": 0.4, "246": 0.5, "240": 0.4,
    "500": 0.7, "504": 0.5, "505": 0.7, "776": 0.5}  # fmt: skip
_TO_RDA = ((r"\bp\.", "pages"), (r"\bill\.", "illustrations"), (r"\bv\.", "volumes"), (r"\bport\.", "portrait"))
_TO_AACR2 = ((r"\bpages\b", "p."), (r"\billustrations\b", "ill."), (r"\bvolumes\b", "v."))
_ORDINALS = {"2nd": "Second", "3rd": "Third", "4th": "Fourth", "5th": "Fifth", "6th": "Sixth", "7th": "Seventh"}


def other_agency(facts: Facts, chance: random.Random) -> bytes:
    """The record as ISO 2709 in UTF-8.

    Kept are what is copied from the title page and what tells the medium; numbers of other systems go, so do dates
    of persons and some of the fields that a thrifty library leaves out.
    """
    assert facts.marc is not None
    rda = chance.random() < 0.5
    made = Record(force_utf8=True, leader=str(facts.marc.leader))
    made.fields.append(Field("001", data=f"x{facts.number:07}"))
    medium = _OF_MEDIA if facts.bib.carrier != "print" else ()
    for original in facts.marc.fields:
        if original.tag not in (*_KEPT, *medium) or chance.random() < _OFTEN_LEFT_OUT.get(original.tag, 0):
            continue
        one = deepcopy(original)
        if not one.control_field:
            one.subfields = [part for part in one.subfields if part.code not in "069"]
            _rewrite(one, facts, chance, rda=rda)
        made.fields.append(one)
    for number in facts.isbns[:1]:
        value = other_isbn(number) + chance.choice(("", " (pbk.)", " (hardcover)", " :"))
        made.fields.append(Field("020", Indicators(" ", " "), [Subfield("a", value)]))
    if imprint := _imprint(facts, chance, rda=rda):
        made.fields.append(imprint)
    made.fields.sort(key=lambda one: one.tag)
    return marc21.encode(made) or b""


def other_isbn(number: str) -> str:
    """An ISBN of ten digits as one of thirteen, and one of thirteen as one of ten where there is one (ISO 2108)."""
    digits = number.replace("-", "").upper()
    if len(digits) == 10:
        body = f"978{digits[:9]}"
        total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(body) if digit.isdecimal())
        return f"{body}{-total % 10}"
    if len(digits) == 13 and digits.startswith("978"):
        check = sum(int(digit) * place for place, digit in enumerate(digits[3:12], 1)) % 11
        return digits[3:12] + ("X" if check == 10 else str(check))
    return number


def _rewrite(one: Field, facts: Facts, chance: random.Random, *, rda: bool) -> None:
    if one.tag in ("100", "700"):
        one.subfields = [part for part in one.subfields if part.code in "abcqt"]
        _close(one, ".")
    elif one.tag == "245":
        _title(one, facts, chance)
    elif one.tag == "250":
        _replace(one, "a", lambda value: _edition(value, rda=rda))
    elif one.tag == "300":
        for code in "abc":
            _replace(one, code, lambda value: _abbreviated(value, rda=rda))


def _title(one: Field, facts: Facts, chance: random.Random) -> None:
    if chance.random() < 0.2:
        one.subfields = [part for part in one.subfields if part.code != "c"]
        _close(one, ".")
    if chance.random() < 0.15 and [part.code for part in one.subfields][:2] == ["a", "b"]:  # as old conversions did
        joined = Subfield("a", f"{bare(one.subfields[0].value)} : {one.subfields[1].value}")
        one.subfields = [joined, *one.subfields[2:]]


def _imprint(facts: Facts, chance: random.Random, *, rda: bool) -> Field | None:
    if not (facts.place or facts.publisher or facts.date):
        return None
    date = facts.date
    if re.fullmatch(r"[\[(]?[c©]?\d{4}[\])]?", date):
        year = re.sub(r"\D", "", date)
        date = chance.choice((year, f"[{year}]", f"©{year}" if rda else f"c{year}"))
    place = facts.place or ("[Place of publication not identified]" if rda else "[S.l.]")
    who = facts.publisher or ("[publisher not identified]" if rda else "[s.n.]")
    parts = [Subfield("a", f"{place} :"), Subfield("b", f"{who}," if date else f"{who}.")]
    parts += [Subfield("c", f"{date}.")] if date else []
    return Field("264" if rda else "260", Indicators(" ", "1" if rda else " "), parts)


def _edition(value: str, *, rda: bool) -> str:
    if not rda:
        return value.replace("edition", "ed.").replace("..", ".")
    value = re.sub(r"\bed\.", "edition", value)
    return re.sub(r"^(\dnd|\drd|\dth)\b", lambda match: _ORDINALS.get(match[1], match[1]), value)


def _abbreviated(value: str, *, rda: bool) -> str:
    for short, long in _TO_RDA if rda else _TO_AACR2:
        value = re.sub(short, long, value)
    return value


def _replace(one: Field, code: str, change: object) -> None:
    assert callable(change)
    one.subfields = [Subfield(part.code, change(part.value)) if part.code == code else part for part in one.subfields]


def _close(one: Field, mark: str) -> None:
    if one.subfields:
        last = one.subfields[-1]
        one.subfields[-1] = Subfield(last.code, bare(last.value).rstrip(".") + mark)
