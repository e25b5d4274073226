"""What the pages say of pairs, and of what was done: sentences made of the lines of the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from starlette.requests import Request

from config.i18n import N_, _
from indexer import review_telling
from indexer.review import Doubt
from search.staff import journal, judging
from search.staff.journal import Entry
from search.staff.paging import MAX_NUMBER


@dataclass(frozen=True, slots=True)
class Pair:
    """A doubtful pair for the page: who has them, the rows side by side, and what speaks for and against."""

    a: str
    b: str
    members: tuple[str, str]
    rows: tuple[review_telling.Row, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log; `more` is what came of it, `undo` its number where it can be taken back."""

    at: str
    who: str
    text: str
    more: tuple[str, ...]
    undo: int | None


def doubt(found: Doubt) -> Pair:
    """A pair as `induk review` shows it."""
    return Pair(
        a=found.a.id,
        b=found.b.id,
        members=(found.a.member, found.b.member),
        rows=tuple(review_telling.rows(found)),
        reasons=tuple(review_telling.reasons(found)),
    )


def done(connection: sa.Connection, request: Request) -> Line | None:
    """What was just done: the line of the log that `done=` names; anything else is passed over."""
    value = request.query_params.get("done", "")
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and int(value) <= MAX_NUMBER):
        return None
    entry = journal.entry(connection, int(value))
    return None if entry is None else line(connection, entry)


def line(connection: sa.Connection, entry: Entry) -> Line:
    """A line of the log in words."""
    can_undo = entry.action == journal.JUDGE and judging.holds(connection, entry.subject)
    return Line(
        at=entry.at,
        who=entry.who,
        text=_text(entry),
        more=tuple(_more(entry)),
        undo=entry.id if can_undo else None,
    )


_SAID = {
    (journal.LOGIN, ""): N_("Logged in."),
    (journal.LOGOUT, ""): N_("Logged out."),
    (journal.JUDGE, "same"): N_("Judged to be the same: {a} and {b}."),
    (journal.JUDGE, "different"): N_("Judged to be different: {a} and {b}."),
    (journal.TAKE_BACK, "same"): N_("Took back that {a} and {b} are the same."),
    (journal.TAKE_BACK, "different"): N_("Took back that {a} and {b} are different."),
    (journal.UNDO_RUN, ""): N_("Undid run {run}."),
}
"""What was done, and which verdict it was about."""


def _text(entry: Entry) -> str:
    if entry.action == journal.UNDO_RUN and (entry.outcome is None or "refused" in entry.outcome):
        return _("Tried to undo run {run}.", run=entry.subject["run"])
    return _(_SAID[entry.action, entry.subject.get("verdict", "")], **_named(entry.subject))


def _named(subject: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in subject.items() if name in ("a", "b", "run")}


def _more(entry: Entry) -> list[str]:
    """The note of a judgement, what it contradicts, what an undone run came to."""
    told = []
    if note := entry.subject.get("note"):
        told.append(_("Note: {note}", note=note))
    outcome = entry.outcome
    if outcome is None:
        return [*told, _("Nothing is known of its end; the list of runs shows how the run stands.")]
    if against := outcome.get("against"):
        named = "; ".join(against)
        told.append(_("This judgement contradicts others, and not all can hold: {named}.", named=named))
    if "refused" in outcome:
        told.append(outcome["message"])
    if "removed" in outcome:
        told.append(_("{removed} records removed, {restored} restored.", **outcome))
    return told
