"""What a member has, from the copies in its MARC record (`marc_habits.py`)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pymarc import Field

from indexer.formats.marc_fields import MarcFields, joined, value, values
from indexer.formats.marc_habits import CALL_NUMBERS, MARC21, Habit
from indexer.formats.values import first
from indexer.normalise import text
from indexer.record import Holding

# MARC 21 Holdings: copies of the location before them, and which volumes stand there.
_ITEMS = ("876", "877", "878", "ITM")
_SUMMARIES = ("866", "867", "868")
_NO = {"no", "false", "n", "nej", "non", "tidak"}
_COPY_NUMBERS = re.compile(r"\D{0,12}(\d{1,4})\s*-\s*(\d{1,4})\D{0,3}")
_VOLUMES = re.compile(r"[^*].*\d")  # and no note, such as Symphony's `*Continues: …`
_LONGEST = 300  # characters of a list of volumes


@dataclass
class _Found:
    """A holding in the making; `copies` is None where nothing says how many there are."""

    location: str | None
    call_number: str | None
    status: list[str]
    copies: int | None = None
    gone: bool = False
    held: list[str] = field(default_factory=list)

    @property
    def place(self) -> tuple[str | None, str | None, tuple[str, ...]]:
        return self.location, self.call_number, tuple(self.status)


def holdings(
    marc: MarcFields,
    member: str,
    systems: tuple[tuple[Habit, ...], ...] = MARC21,
    call_numbers: tuple[tuple[str, str], ...] = CALL_NUMBERS,
) -> list[Holding]:
    """What the member has: a holding for each place, call number and status, copies counted; at least one.

    Where all copies are withdrawn, it has none (`copies` is 0), which is not the same as a title without copies.

    Args:
        marc: the record.
        member: whose it is.
        systems: the habits, in the order in which they are looked for.
        call_numbers: fields and subfields of call numbers of the title, the best first.
    """
    own = first(
        *(
            _call_number(joined(one, codes).replace("/", "" if tag == "082" else "/"))  # prime marks of Dewey numbers
            for tag, codes in call_numbers
            if tag in marc
            for one in marc.fields(tag)
            if tag != "084" or not value(one, "2")  # of a national scheme, which nobody shelves by
        )
    )
    for habits in systems:
        found = [one for habit in habits if habit.tag in marc for one in _all(marc, habit, own)]
        kept = [one for one in found if not one.gone]
        if kept:
            return _counted(kept, member)
        if found:
            return [Holding(member=member, call_number=found[0].call_number, copies=0, status="withdrawn")]
    return [Holding(member=member, call_number=own)]


def _call_number(value: str) -> str | None:
    """A call number, or nothing for a dash."""
    shown = text.clean(value)
    return shown if any(char.isalnum() for char in shown) else None


def _all(marc: MarcFields, habit: Habit, own: str | None) -> list[_Found]:
    if habit.mark and not habit.mark.found(marc):
        return []
    if habit.tag == "852":
        return _with_items(marc, habit)
    return [one for field in marc.fields(habit.tag) if (one := _one(field, habit, own))]


def _one(field: Field, habit: Habit, own: str | None = None) -> _Found | None:
    if not all(any(values(field, group)) for group in habit.needs) or (value(field, "a") or "").startswith("*"):
        return None  # `*recs=b` is a command to Sierra
    names = dict.fromkeys(one for code in habit.location for one in values(field, code))
    location = text.clean(" ".join(names)) or None
    call_number = _call_number(joined(field, habit.call_number)) or (own if habit.inherits else None)
    words = [text.clean(one) for one in values(field, habit.words)] if habit.words else []
    status = [word for word in words if word not in (value(field, code) for code in habit.location)]
    status += [word for code, meanings in habit.flags.items() for word in _meant(field, code, meanings)]
    return _Found(
        location=location,
        call_number=call_number,
        status=status + _out(field) if habit.tag == "AVA" else status,
        copies=_copies(field, habit),
        gone=any(_says(field, code, meant) for code, meant in habit.gone.items()),
        held=[text.clean(one) for one in values(field, habit.held)] if habit.held else [],
    )


def _with_items(marc: MarcFields, habit: Habit) -> list[_Found]:
    """Locations (852) with the copies and the summaries that belong to each: by their link ($8, $0), else by order."""
    found: list[tuple[str, _Found]] = []
    counted: set[int] = set()
    for one in marc.in_order({"852", *_ITEMS, *_SUMMARIES}):
        if one.tag == "852":
            holding = _one(one, habit)
            if holding:
                found.append((value(one, "8") or "", holding))
            continue
        if not found:
            continue
        links = set(values(one, "08"))
        holding = next((seen for link, seen in found if link and link in links), found[-1][1])
        if one.tag in _SUMMARIES:
            holding.held += [text.clean(part).rstrip(" ,;") for part in values(one, "a") if _VOLUMES.match(part)]
            continue
        holding.copies = (holding.copies or 0) + 1 if id(holding) in counted else 1
        counted.add(id(holding))
        holding.status += [word for part in values(one, "j") if (word := text.clean(part)) not in holding.status]
    return [holding for _, holding in found]


def _out(field: Field) -> list[str]:
    """Of Alma's copies, how many are out, where it is some and not all."""
    out, of = _number(value(field, "g") or ""), _number(value(field, "f") or "")
    return [f"{out}/{of} unavailable"] if out and of and out < of else []


def _says(field: Field, code: str, meant: frozenset[str]) -> bool:
    return any(one.strip() in meant if meant else not _is_no(one) for one in values(field, code))


def _is_no(value: str) -> bool:
    """Whether a flag says no: `0`, `false`, or a date of nothing (`0000-00-00`)."""
    return value.strip().casefold() in _NO or not value.strip(" 0-:")


def _meant(field: Field, code: str, meanings: Mapping[str, str]) -> Iterator[str]:
    """What the value of a flag means; words are left as the source says them."""
    for one in map(text.clean, values(field, code)):
        if one in meanings:
            yield meanings[one]
        elif "*" in meanings and not _is_no(one):
            word = meanings["*"]
            yield one if any(map(str.isalpha, one)) and "{" not in word else word.format(value=one)


def _number(value: str) -> int | None:
    digits = text.clean(value)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 5 else None


def _copies(field: Field, habit: Habit) -> int | None:
    """How many copies a field stands for: by their number, by a range of copy numbers, or because it is one.

    A single copy number (852 $t) names a copy and counts none (MARC 21 Holdings, 852).
    """
    if habit.copies:
        return _number(value(field, habit.copies) or "")
    numbers = value(field, habit.numbers) if habit.numbers else None
    if numbers and (found := _COPY_NUMBERS.fullmatch(numbers.strip())):
        return max(int(found[2]) - int(found[1]) + 1, 1)
    item = any(values(field, habit.item)) if isinstance(habit.item, str) else habit.item
    return 1 if item or numbers else None


def _counted(found: list[_Found], member: str) -> list[Holding]:
    """One holding for those that agree, with the sum of their copies and all their volumes."""
    together: dict[tuple[object, ...], list[_Found]] = {}
    for one in found:
        together.setdefault(one.place, []).append(one)
    return [_holding(same, member) for same in together.values()]


def _holding(same: list[_Found], member: str) -> Holding:
    head, numbers = same[0], [one.copies for one in same if one.copies is not None]
    held = ", ".join(dict.fromkeys(part for one in same for part in one.held))
    if len(held) > _LONGEST:
        held = f"{held[:_LONGEST].rpartition(',')[0] or held[:_LONGEST]} …"
    return Holding(
        member=member,
        location=head.location,
        call_number=head.call_number,
        copies=sum(numbers) if numbers else (len(same) if len(same) > 1 else None),
        status="; ".join(filter(None, (*head.status, held))) or None,
    )
