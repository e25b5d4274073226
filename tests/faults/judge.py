"""Is the store what it must be after a night? Everything that is not, is a complaint."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from lxml import etree

from .bench import LADDER, Night, Row, Seen
from .catalogue import Work

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]+")


@dataclass(frozen=True)
class Complaint:
    """What is wrong, and of which kind.

    `missing`, `parked` (in quarantine without need), `altered`, `killed` (deleted though it lives), `undead`, `status`,
    `check`; `greedy` (more requests than are polite) and `unbounded` (more than any list needs) cost no record.

    Attributes:
        silent: the run said ok.
    """

    kind: str
    text: str
    silent: bool = False

    def at(self, night: int) -> "Complaint":
        """The same, with the night it was in."""
        return replace(self, text=f"night {night}: {self.text}")

    def __str__(self) -> str:
        return f"{self.text}{' (silent)' if self.silent else ''}"


def title(payload: bytes) -> str | None:
    """The title of a stored record, Dublin Core or MARC; None when it cannot be read strictly."""
    try:
        root = etree.fromstring(payload, PARSER)
    except etree.XMLSyntaxError:
        return None
    where = (
        "//*[local-name()='title'] | //*[local-name()='datafield'][@tag='245']/*[local-name()='subfield'][@code='a']"
    )
    found = root.xpath(where)
    return "".join(found[0].itertext()) if found else None


def plain(text: str) -> str:
    """A text without what XML forbids, its white space tidied."""
    return " ".join(CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def judge(row: Row, night: Night, seen: Seen, *, last: bool) -> Iterator[Complaint]:
    """What is wrong after a night."""
    report = seen.report
    said_ok = report.status == "ok"
    if report.status not in night.statuses:
        why = f" ({seen.code}: {seen.message[:160]})" if seen.code else ""
        yield Complaint("status", f"status {report.status}{why}, not {' or '.join(sorted(night.statuses))}")
    if report.status == "failed" and not seen.code:
        yield Complaint("status", "it failed and does not say why")
    if (asked := len(seen.asked)) > night.limit:
        kind = "unbounded" if asked > LADDER else "greedy"
        yield Complaint(kind, f"{asked} requests, at most {night.limit} are right")
    due = last or (said_ok and not night.lag)
    yield from _living(row, seen, due=due or night.exact, said_ok=said_ok)
    if due:
        yield from _undead(row, seen)
    if report.deleted > night.deletes:
        yield Complaint("killed", f"{report.deleted} were deleted, at most {night.deletes} may be")
    if due or night.exact:
        yield from _unnamed(row, seen, said_ok)
    for check in night.checks:
        if complaint := check(seen):
            yield Complaint("check", complaint)


def _living(row: Row, seen: Seen, *, due: bool, said_ok: bool) -> Iterator[Complaint]:
    wanted = {seen.provider.identifier(each): each for each in row.wanted(seen.provider)}
    missing, parked, altered, killed = [], [], [], []
    for name, each in wanted.items():
        if each.number in row.lost:
            continue
        record = seen.records.get(name)
        before = seen.before.get(name)
        if record is not None and record.deleted and before is not None and not before.deleted:
            killed.append(name)
        elif record is None or record.deleted:
            missing.append(name)
        elif record.problem and each.number not in row.flagged:
            parked.append(name)
        elif wrong := _wrong(row, each, record):
            altered.append(f"{name}: {wrong}")
    if killed:
        yield Complaint("killed", f"{len(killed)} that live were deleted: {_some(killed)}", said_ok)
    if due and missing:
        yield Complaint("missing", f"{len(missing)} missing: {_some(missing)}", said_ok)
    if due and parked:
        yield Complaint("parked", f"{len(parked)} in quarantine that can be had: {_some(parked)}")
    if due and altered:
        yield Complaint("altered", f"{len(altered)} altered: {_some(altered)}", said_ok)


def _undead(row: Row, seen: Seen) -> Iterator[Complaint]:
    """What is gone must be gone from the store."""
    wanted = {seen.provider.identifier(each) for each in row.wanted(seen.provider)}
    alive = {name for name, record in seen.records.items() if not record.deleted and not record.problem}
    if (undead := alive - wanted) and not row.extras:
        yield Complaint("undead", f"{len(undead)} alive that should not be: {_some(sorted(undead))}")


def _wrong(row: Row, each: Work, record: object) -> str | None:
    """What is wrong with a record that is there: its text, or that it was mended and does not say so."""
    problem, repairs = getattr(record, "problem", None), getattr(record, "repairs", ())
    if each.number in row.flagged and not (problem or repairs):
        return "mended without a flag"
    if problem:
        return None
    found = title(getattr(record, "payload", b""))
    if found is None:
        return "cannot be parsed alone"
    if plain(found) not in [plain(right) for right in row.titles(each)]:
        return f"{found[:60]!r} is not {each.title[:60]!r}"
    return None


def _unnamed(row: Row, seen: Seen, said_ok: bool) -> Iterator[Complaint]:
    """What cannot be had must be named: by its quarantine, by its id in the message, or by the day that fails."""
    set_aside = [record for record in seen.records.values() if record.problem]
    for each in (each for each in row.wanted(seen.provider) if each.number in row.lost):
        name = seen.provider.identifier(each)
        record = seen.records.get(name)
        whole = record is not None and not record.problem and not record.deleted
        parked = any(r.identifier == name or name.encode() in r.payload for r in set_aside)
        guessed = any(r.identifier.startswith("sha256-") for r in set_aside)
        days = (f"{each.stamp - timedelta(days=back):%Y-%m-%d}" for back in (0, 1))
        said = re.search(rf"{re.escape(name)}(?!\d)", seen.message) or any(day in seen.message for day in days)
        if not (whole or parked or guessed or said):
            yield Complaint("missing", f"{name} cannot be had and is not named", said_ok)


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
