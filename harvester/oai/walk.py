"""Walking one OAI-PMH list, or one window of it, page by page, as far as it goes."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from config import clock
from config.i18n import _
from harvester.faults import Fault, interrupted
from harvester.guard import Rounds
from harvester.oai.ask import Asked, ask
from harvester.oai.course import Course
from harvester.oai.windows import EVERYTHING, Window
from harvester.page import Item, Page

OVERLAP = timedelta(days=1)
"""Subtracted from the date of the last list: clocks differ, and records become visible late."""

EMPTY_PAGES = 20
"""So many pages in a row without a record, each promising more, are a loop."""


class Unfiltered(Exception):
    """The server sends what was not asked for: its `from` and `until` cannot be trusted."""


def walk(course: Course, window: Window, before: dict[str, Any] | None, *, repeated: bool = False) -> Iterator[Page]:
    """The pages of a list; returns normally when it ended by the protocol.

    Args:
        before: the checkpoint behind which it goes on.
        repeated: it was walked before, and is begun anew.

    Raises:
        Fault: it did not end as it should; the pages before are good.
        Unfiltered: records came that the window excludes.
    """
    token, here = (before["token"] if before else None), before
    course.seen, course.total = (before["seen"], before["total"]) if before else (0, None)
    repeated = repeated or before is not None
    rounds, empty = Rounds(), 0
    course.stateful = False
    while True:
        asked = ask(course, course.first(window), token, once=course.stateful)
        try:
            number, sign, outside, dated = 0, hashlib.sha256(), 0, 0
            held: list[Item] | None = None
            for batch in asked.batches():
                if held is not None:
                    yield _page(asked, held, here, token, sign.hexdigest(), repeated=repeated, part=True)
                    if course.web.stop.is_set():
                        raise interrupted()
                held = course.wanted(batch)
                number += len(batch)
                sign.update("\n".join([item.identifier + item.sha256 for item in batch]).encode())
                if window != EVERYTHING:
                    excluded = [window.excludes(item.datestamp) for item in batch]
                    outside, dated = outside + excluded.count(True), dated + len(excluded) - excluded.count(None)
                course.unnamed |= any(i.problem and i.problem.code == "no-identifier" for i in batch)
            page = asked.page
            course.high_water = course.high_water or start_of_next(page.date)
            if page.size is not None:
                course.shifted |= course.total is not None and page.size != course.total
                course.total = page.size
            course.seen += number
            if number:
                course.answered[:] = [True]
            empty = 0 if number else empty + 1
            onward = page.token or None
            course.untold |= onward is not None and page.size is None
            round_ = number > 0 and onward is not None and rounds.close(onward, sign.hexdigest())
            looping = onward is not None and (round_ or empty >= EMPTY_PAGES)
            onto = None if looping else course.checkpoint(onward)
            yield _page(asked, held or [], onto if asked.whole else here, token, sign.hexdigest(), repeated=repeated)
        finally:
            asked.answer.close()
        if dated and outside * 2 > dated:
            raise Unfiltered
        if looping:
            raise Fault("loop", _("{url} sends the same page again and again.", url=course.where))
        if not asked.whole:
            raise Fault("truncated", _("{url}: the answer breaks off; what came before is kept.", url=course.where))
        if onward is None:
            return
        if course.web.stop.is_set():
            raise interrupted()
        course.stateful = onward == token
        token, here = onward, onto
        repeated = repeated and before is None


def _page(
    asked: Asked, items: list[Item], checkpoint: dict[str, Any] | None, token: str | None, sha256: str, *,
    repeated: bool, part: bool = False,
) -> Page:  # fmt: skip
    answer, page = asked.answer, asked.page
    return Page(
        request=answer.url,
        items=items,
        size=0 if part else answer.wire,
        sha256=sha256,
        checkpoint=checkpoint,
        token_in=token,
        token_out=None if part else page.token or None,
        total=page.size,
        repeated=repeated,
        frame=None if part else page.frame,
    )


def start_of_next(date: str | None) -> str:
    """Where the next harvest may start: the server's clock when the list began, never later than ours, less a day."""
    ours = clock.now()
    try:
        theirs = clock.parse((date or "").strip())
    except ValueError:
        theirs = ours
    return clock.iso(min(ours, theirs) - OVERLAP)
