"""How sources stand and what runs were, as the pages show them: by the words of `induk status` and `induk runs`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from config.model import Consortium
from harvester.report import Failure
from harvester.status import SourceStatus
from harvester.telling import INDENT, run_lines, sweep_line
from harvester.words import said, span

TROUBLES = ("failed", "partial", "held")
UNDOABLE = ("done", "interrupted")


@dataclass(frozen=True, slots=True)
class Shown:
    """One source; `age` and `status` in words, `told` what else there is to know."""

    source: str
    member: str
    records: int
    deleted: int
    quarantined: int
    last_success: str | None
    age: str
    last_run: int | None
    status: str
    trouble: bool
    error: Failure | None
    next: str
    outside: bool
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the log; of each source what it came to, and what else there is to tell of it."""

    id: int
    started: str
    status: str
    undoable: bool
    sources: tuple[tuple[str, tuple[str, ...]], ...]


def shown(consortium: Consortium, source: SourceStatus) -> Shown:
    """A source for the page."""
    member = consortium.member(source.member)
    return Shown(
        source=source.source,
        member=member.name if member else source.member,
        records=source.records,
        deleted=source.deleted,
        quarantined=source.quarantined,
        last_success=source.last_success,
        age=span(source.age) if source.age is not None else "",
        last_run=source.last_run,
        status=said(source.last_status) if source.last_status else "",
        trouble=source.last_status in TROUBLES,
        error=source.error,
        next=source.next,
        outside=source.outside_agreement,
        told=(*((sweep_line(source.sweep),) if source.sweep else ()), *source.habits),
    )


def run(found: Mapping[str, Any]) -> Run:
    """A run for the page; what it can be undone by is asked when it is tried."""
    sources: list[tuple[str, tuple[str, ...]]] = []
    for line in map(click.unstyle, run_lines(found)[1:]):
        if line.startswith(INDENT * 2):  # of the source before it
            head, details = sources[-1]
            sources[-1] = head, (*details, line.strip())
        else:
            sources.append((line.strip(), ()))
    return Run(
        id=found["run"],
        started=found["started"],
        status=said(found["status"]),
        undoable=found["status"] in UNDOABLE,
        sources=tuple(sources),
    )
