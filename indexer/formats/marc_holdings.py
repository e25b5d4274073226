"""Copies in a MARC record: the habits of library systems, each a row of a table."""

from dataclasses import dataclass

from pymarc import Field

from indexer.formats.marc_fields import MarcFields, joined, values
from indexer.formats.values import first
from indexer.normalise import text
from indexer.record import Holding


@dataclass(frozen=True)
class Habit:
    """Where a system keeps its copies: a tag, and the subfields of place, call number, number of copies and status."""

    tag: str
    location: str
    call_number: str
    copies: str = ""
    status: str = ""
    local: bool = False  # a tag with other uses elsewhere: only a call number shows that it is this one


# The first habit that is found is the record's. 852 is MARC 21's own; Koha has one 952 for each copy; Alma publishes
# AVA; 949 and 995 are what Innovative and UNIMARC sites use.
HABITS = (
    Habit("AVA", "qc", "d", copies="f", status="e"),
    Habit("952", "ac", "o"),
    Habit("852", "bc", "khijm", copies="t"),
    Habit("995", "bce", "k", local=True),
    Habit("949", "lc", "ah", local=True),
)
# Where a call number is kept when there are no copies: local, LC, NLM, UDC, Dewey.
_CALL_NUMBERS = ("090", "099", "050", "060", "080", "082", "084")


def holdings(marc: MarcFields, member: str) -> list[Holding]:
    """What the member has: a holding for each place and call number, copies counted; at least one."""
    for habit in HABITS:
        found = [_holding(field, habit, member) for field in marc.fields(habit.tag)]
        kept = [one for one in found if one is not None]
        if kept:
            return _counted(kept)
    call_number = first(*(text.clean(joined(field, "ab")) for tag in _CALL_NUMBERS for field in marc.fields(tag)))
    return [Holding(member=member, call_number=call_number)]


def _holding(field: Field, habit: Habit, member: str) -> Holding | None:
    location = text.clean(" ".join(dict.fromkeys(values(field, habit.location)))) or None
    call_number = text.clean(joined(field, habit.call_number)) or None
    if not (call_number or (location and not habit.local)):
        return None
    copies = text.clean(joined(field, habit.copies)) if habit.copies else ""
    status = text.clean(joined(field, habit.status)) if habit.status else ""
    number = int(copies) if copies.isdecimal() and len(copies) < 5 else None
    return Holding(member=member, location=location, call_number=call_number, copies=number, status=status or None)


def _counted(found: list[Holding]) -> list[Holding]:
    """One holding for equal ones; where one field is one copy, their number is the number of copies."""
    counts: dict[Holding, int] = {}
    for holding in found:
        counts[holding] = counts.get(holding, 0) + 1
    return [
        Holding(
            member=holding.member,
            location=holding.location,
            call_number=holding.call_number,
            copies=number if holding.copies is None and number > 1 else holding.copies,
            status=holding.status,
        )
        for holding, number in counts.items()
    ]
