"""A row is played: night after night the catalogue changes, the harvester runs, the store is looked at."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from config import clock
from harvester import web
from harvester.record import RawRecord
from harvester.store import records as stored
from tests.harvester.conftest import House

from .bench import Night, Outcome, Row, Seen
from .judge import Complaint, judge
from .tls import context
from .wire import serving

QUICK = {
    "connect": 2, "first_byte": 5, "idle": 5, "whole": 20, "first_contact": 5,
    "backoff": 0.01, "longest_wait": 0.05, "least_pause": 0.01, "most_pause": 0.05,
}  # fmt: skip
"""The harvester's manners in small; those that it does not have are left out."""


@contextmanager
def days_later(days: int) -> Iterator[None]:
    """The same clock, so many days on."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + timedelta(days=days)

    with mock.patch.object(clock, "datetime", Later):
        yield


@contextmanager
def manners(**more: Any) -> Iterator[None]:
    """Short waits."""
    known = {name: value for name, value in (QUICK | more).items() if name in web.Manners.__struct_fields__}
    with mock.patch.object(web, "USUAL", web.Manners(**known)):
        yield


def store(house: House) -> dict[str, dict[str, RawRecord]]:
    """What is in the store, by source and identifier."""
    found: dict[str, dict[str, RawRecord]] = {}
    with house.database.read() as connection:
        for each in stored(connection, payload=True):
            found.setdefault(each.source, {})[each.identifier] = each
    return found


class Play:
    """One row, in a folder of its own."""

    def __init__(self, row: Row, folder: Path, stack: ExitStack) -> None:
        self.row = row
        self.house = House(folder, stack)
        self.providers = {"a": row.server()}
        if row.second:
            self.providers["b"] = row.server()
            row.second(self.providers["b"])
        for provider in self.providers.values():
            provider.base = stack.enter_context(serving(provider, context(row.secure)))
        if row.twist:
            row.twist(self.providers["a"])
        self.before: dict[str, dict[str, RawRecord]] = {}

    def run(self) -> list[Complaint]:
        """Every night, and what was wrong in it."""
        found: list[Complaint] = []
        day = 0
        for number, night in enumerate(self.row.nights, 1):
            day += night.days
            with days_later(day), manners(**self.row.manners):
                last = number == len(self.row.nights)
                found += [each.at(number) for each in self._night(night, last=last)]
        return found

    def _night(self, night: Night, *, last: bool) -> Iterator[Complaint]:
        for provider in self.providers.values():
            if night.does:
                night.does(provider)
            provider.asked.clear()
        for name, provider in self.providers.items():
            secret = f"{self.row.secret}@" if self.row.secret else ""
            url = provider.url.replace("://", f"://{secret}")
            self.house.sources[name] = f"type: oai-pmh, url: '{url}', pause: 0{self.row.settings}{night.more}"
        started = clock.stamp()
        report = self.house.harvest(full=night.full)
        after = store(self.house)
        for part in report.sources:
            seen = Seen(
                provider=self.providers[part.source],
                report=part,
                records=after.get(part.source, {}),
                before=self.before.get(part.source, {}),
                asked=list(self.providers[part.source].asked),
                started=started,
            )
            yield from judge(self.row, night, seen, last=last)
        self.before = after


def play(row: Row) -> Outcome:
    """How a row goes."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        try:
            found = Play(row, Path(folder), stack).run()
        except Exception as error:
            found = [Complaint("error", f"{type(error).__name__}: {error}")]
    return Outcome(
        fault=row.fault,
        form=row.form,
        name=row.name,
        recovered=all(each.kind in ("greedy", "unbounded") for each in found),
        silent=any(each.silent for each in found),
        bounded=not any(each.kind == "unbounded" for each in found),
        seconds=time.monotonic() - began,
        why=tuple(dict.fromkeys(str(each) for each in found)),
    )


def play_all(rows: Sequence[Row]) -> list[Outcome]:
    """All rows, one after the other."""
    return [play(row) for row in rows]
