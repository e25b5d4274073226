"""A list on its way from its source into the ledger."""

from collections.abc import Generator
from contextlib import closing
from typing import NamedTuple

import msgspec

from config.database import Database
from config.model import Consortium
from config.progress import Reporter
from harvester import sweep
from harvester.ledger import Ledger
from harvester.page import Listing, Page, Setting
from harvester.report import Counts


class Task(NamedTuple):
    """What is to be done, the same for every source of a run."""

    consortium: Consortium
    database: Database
    run_id: int
    setting: Setting
    limit: int | None = None
    dry: bool = False
    reporter: Reporter | None = None


class Enough(Exception):
    """As many records as were asked for."""


class Reading(NamedTuple):
    """A list on its way into the ledger."""

    task: Task
    ledger: Ledger
    listing: Listing
    totals: Counts

    def read(self, pages: Generator[Page]) -> None:
        """Every page to the ledger, until the end or the limit.

        Raises:
            Fault: the list did not come to its end.
            Enough: it came to the limit.
        """
        with closing(pages):
            for page in pages:
                left = None if self.task.limit is None else self.task.limit - self.totals.records
                if left is not None and len(page.items) > left:
                    page = msgspec.structs.replace(page, items=page.items[:left], checkpoint=None)
                self._commit(page)
                if left is not None and self.totals.records >= (self.task.limit or 0):
                    raise Enough

    def _commit(self, page: Page) -> None:
        self.totals.requests, self.totals.waited = self.listing.requests, round(self.listing.waited, 1)
        self.ledger.full = self.listing.mode == "full"
        self.ledger.commit(page, self.totals)
        if self.task.reporter:
            self.task.reporter.update(self.ledger.source, self.totals.records, self.listing.total or page.total)

    def shortfall(self) -> int:
        """How many records fewer than promised were shown; a second look is taken at a list that leaves doubts."""
        short = self._short()
        if not self.task.dry and (short > 0 or self.totals.duplicates or self.listing.shifted):
            self.read(self.listing.second_look())
            short = self._short()
        return max(short, 0)

    def _short(self) -> int:
        if self.listing.total is None:
            return 0
        shown = self.totals.records if self.task.dry else sweep.shown(self.ledger) + sweep.shown_twice(self.ledger)
        return self.listing.total - shown
