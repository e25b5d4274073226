"""Reports and the log in lines for people."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import click

from config import clock
from config.i18n import _, ngettext
from harvester.due import Due
from harvester.replay import Replayed
from harvester.report import Counts, Report, SourceReport
from harvester.status import SourceStatus
from harvester.words import COMMANDS, MODES, kinds, number, said, size, span

COLOURS = {"ok": "green", "partial": "yellow", "held": "yellow", "failed": "red"}
"""Of statuses, at a terminal."""

INDENT = "    "


def report_lines(report: Report) -> list[str]:
    """A harvest: a block for each source, and where there are several, what they came to together."""
    told = [line for source in report.sources for line in source_lines(source)]
    if len(report.sources) > 1:
        told += _together(report)
    if report.run is None:
        told.append(_("Nothing was stored: it was a dry run."))
    return told


def source_lines(source: SourceReport) -> list[str]:
    """One source of a harvest."""
    told = [
        _head(source.source, source.status, source),
        *_details(source, source.mode if _began(source.status, source) else None, source.seconds),
    ]
    if source.error:
        told += [INDENT + text for text in (source.error.message, source.error.advice) if text]
    if source.next:
        told.append(INDENT + _("Next: {step}", step=source.next))
    return told


def _together(report: Report) -> list[str]:
    totals = Counts()
    states: dict[str, int] = {}
    for source in report.sources:
        totals.add(source)
        states[source.status] = states.get(source.status, 0) + 1
    ended = ", ".join(f"{count} {said(status)}" for status, count in states.items())
    sources = _("{n} sources ({ended})", n=number(len(report.sources)), ended=ended)
    seconds = (clock.parse(report.finished) - clock.parse(report.started)).total_seconds()
    return [f"{sources}: {came(totals)}.", *_details(totals, None, seconds)]


def _head(name: str, status: str, counts: Counts) -> str:
    shown = click.style(said(status), fg=COLOURS.get(status))
    return f"{name}: {shown}; {came(counts)}." if _began(status, counts) else f"{name}: {shown}."


def _began(status: str, counts: Counts) -> bool:
    """Whether anything of a list came, so that it can be said which one it was."""
    return counts.records > 0 or status not in ("failed", "skipped")


def came(counts: Counts) -> str:
    """What a list brought."""
    return _(
        "{added} added, {changed} changed, {unchanged} unchanged, {deleted} deleted, {quarantined} unreadable",
        **{name: number(getattr(counts, name)) for name in ("added", "changed", "unchanged", "deleted", "quarantined")},
    )


def _details(counts: Counts, mode: str | None, seconds: float | None) -> list[str]:
    """What else became of the records, and what it took; only what there was."""
    besides = (
        (counts.carried, _("{n} renamed", n=number(counts.carried))),
        (counts.repaired, _("{n} repaired ({kinds})", n=number(counts.repaired), kinds=kinds(counts.repairs))),
        (
            counts.duplicates,
            ngettext("{count} duplicate", "{count} duplicates", counts.duplicates, count=number(counts.duplicates)),
        ),
    )
    took = (
        (mode, _(MODES.get(mode or "", "")) if mode else ""),
        (
            counts.requests,
            ngettext("{count} request", "{count} requests", counts.requests, count=number(counts.requests)),
        ),
        (counts.bytes, size(counts.bytes)),
        (counts.waited, _("{time} waited for the server's sake", time=span(counts.waited))),
        (seconds is not None, _("{time} in all", time=span(seconds or 0))),
    )
    return [
        INDENT + ", ".join(text for there, text in some if there) for some in (besides, took) if any(p[0] for p in some)
    ]


def status_lines(source: SourceStatus) -> list[str]:
    """How a source stands, and what comes next."""
    age = _("never harvested to the end")
    if source.last_success and source.age is not None:
        age = _("last success {when}, {age} ago", when=source.last_success, age=span(source.age))
    told = [
        _(
            "{source} ({member}): {records} records, {deleted} deleted, {quarantined} unreadable; {age}.",
            source=source.source,
            member=source.member,
            records=number(source.records),
            deleted=number(source.deleted),
            quarantined=number(source.quarantined),
            age=age,
        )
    ]
    if source.outside_agreement:
        told.append(INDENT + _("{member} takes no part today, by its agreement.", member=source.member))
    if source.error:
        told.append(
            INDENT + _("last run {run}: {status}.", run=source.last_run, status=said(source.last_status or "-"))
        )
        told += [INDENT + text for text in (source.error.message, source.error.advice) if text]
    if source.sweep:
        told.append(INDENT + sweep_line(source.sweep))
    told += [INDENT + habit for habit in source.habits]
    return [*told, INDENT + _("Next: {step}", step=source.next)]


def sweep_line(due: Due) -> str:
    """When a source is next read in full, and why."""
    if due.each:
        return _("Read in full each time: {why}.", why=due.why)
    if due.date is None:
        return _("The next run reads everything: {why}.", why=due.why)
    return _("Next read in full by {date}: {why}.", date=due.date, why=due.why)


def run_lines(found: Mapping[str, Any]) -> list[str]:
    """One run of the log with its sources; those of a single run come with their pages."""
    command = said(COMMANDS.get(found["command"], found["command"]))
    took = _lasted(found)
    head = "  ".join(
        (str(found["run"]), found["started"], command, said(found["status"]), span(took) if took is not None else "-")
    )
    return [head, *(INDENT + line for source in found["sources"] for line in _logged_source(source))]


def _logged_source(source: Mapping[str, Any]) -> list[str]:
    counts = Counts(**{name: source[name] for name in Counts.__struct_fields__})
    told = [
        _head(source["source"], source["status"], counts),
        *_details(counts, source["mode"] if _began(source["status"], counts) else None, _lasted(source)),
    ]
    if source["error_code"]:
        told.append(f"{INDENT}{source['error_code']}: {source['error_message'] or ''}".rstrip(": "))
    if "pages" in source:
        told += _pages(source)
    return told


def _pages(source: Mapping[str, Any]) -> list[str]:
    advice = [INDENT + source["error_advice"]] if source["error_advice"] else []
    if not source["pages"]:
        return [*advice, INDENT + _("No pages are kept of it.")]
    requests = (
        ngettext("{count} page", "{count} pages", source["pages"], count=number(source["pages"])),
        _("first: {request}", request=source["first_request"]),
        _("last: {request}", request=source["last_request"]),
    )
    return [*advice, *(INDENT + text for text in requests)]


def _lasted(found: Mapping[str, Any]) -> float | None:
    if not found["finished"]:
        return None
    took: timedelta = clock.parse(found["finished"]) - clock.parse(found["started"])
    return took.total_seconds()


def replay_lines(report: Report) -> list[str]:
    """What became of the quarantine, source by source."""
    if report.run is None:
        return [_("Nothing is in quarantine.")]
    told = []
    for source in report.sources:
        told += _replayed(source)
    return told


def _replayed(source: SourceReport) -> list[str]:
    assert isinstance(source, Replayed)
    if source.error:
        return [_head(source.source, source.status, source), INDENT + source.error.message]
    if not source.looked_at:
        return []
    reasons = ", ".join(f"{code} {number(n)}" for code, n in sorted(source.unreadable.items()))
    told = [
        _(
            "{source}: {looked_at} looked at, {freed} can be read now, {queued} go to the indexer again, "
            "{unreadable} stay unreadable.",
            source=source.source,
            looked_at=number(source.looked_at),
            freed=number(source.freed),
            queued=number(source.queued),
            unreadable=number(source.quarantined) + (f" ({reasons})" if reasons else ""),
        )
    ]
    return [*told, *_details(source, None, None), INDENT + _("Next: {step}", step=source.next)]
