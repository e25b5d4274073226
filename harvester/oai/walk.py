"""Walking one OAI-PMH list, or one window of it, page by page, as far as it goes."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from config import clock
from config.i18n import _
from harvester.answer import Answer
from harvester.faults import Fault, interrupted
from harvester.guard import Rounds
from harvester.oai.client import Client, refuse
from harvester.oai.parse import END, OaiPage, Reading
from harvester.oai.tokens import ENCODED, REFUSALS, USELESS, ways
from harvester.oai.windows import EVERYTHING, Window
from harvester.page import Item, Page
from harvester.web import Web
from harvester.xml import child

ODD_ANSWERS = frozenset({"html-instead-of-xml", "not-oai-pmh", "truncated", "bad-xml"})
"""Answers that are often gone when one asks again."""

ASKED = 3
"""So many times an odd answer is asked for in all."""

OVERLAP = timedelta(days=1)
"""Subtracted from the date of the last list: clocks differ, and records become visible late."""

EMPTY_PAGES = 20
"""So many pages in a row without a record, each promising more, are a loop."""

ENDS_WITHIN = (512, 1 << 16)
"""Bytes from the end of an answer in which its root element closes, mostly and nearly always."""


class Unfiltered(Exception):
    """The server sends what was not asked for: its `from` and `until` cannot be trusted."""


@dataclass
class Course:
    """What the parts of one harvest share.

    Attributes:
        where: the address, as it may be printed.
        seen: records so far, those shown twice included.
        total: how many are promised.
        high_water: where the next harvest may start.
        shifted: the promised size changed on the way: records came or went, and pages may have shifted.
        untold: a page led on to another without telling a size: whether pages shifted cannot be seen.
        unnamed: a record came whose identifier cannot be read.
        answered: not empty once a page of a list came that could be read.
        stateful: the token that leads on is the one that led here: the server counts its answers.
        strangers: records of other sets came and were left out.
        learned: habits of the server.
        checkpoint: makes what is stored to go on behind a token, or behind the end of a list.
    """

    client: Client
    web: Web
    where: str
    prefix: str = "oai_dc"
    set_spec: str | None = None
    seen: int = 0
    total: int | None = None
    high_water: str | None = None
    shifted: bool = False
    untold: bool = False
    unnamed: bool = False
    answered: list[bool] = field(default_factory=list)
    stateful: bool = False
    strangers: int = 0
    learned: dict[str, str] = field(default_factory=dict)
    checkpoint: Callable[[str | None], dict[str, Any]] = lambda _token: {}

    def first(self, window: Window) -> dict[str, str | None]:
        """The arguments of the first request of a list."""
        return {"metadataPrefix": self.prefix, "set": self.set_spec, **window.arguments}

    def wanted(self, items: list[Item]) -> list[Item]:
        """Those that are of the set that was asked for, where the server names it in its headers as we do.

        A server that lists records of this set and of others ignores `set`, or its tokens forget it.
        """
        if self.set_spec is None:
            return items
        if "set" not in self.learned and any(self._is_ours(item) for item in items):
            self.learned["set"] = "named"
        if "set" not in self.learned:
            return items
        ours = [item for item in items if not item.sets or self._is_ours(item)]
        self.strangers += len(items) - len(ours)
        return ours

    def _is_ours(self, item: Item) -> bool:
        return any(spec == self.set_spec or spec.startswith(f"{self.set_spec}:") for spec in item.sets)


@dataclass
class Asked:
    """An answer of which the first records have been read.

    Attributes:
        whole: it ends as an answer should.
    """

    answer: Answer
    reading: Reading
    first: list[Item]
    rest: Iterator[list[Item]]
    whole: bool = True

    @property
    def page(self) -> OaiPage:
        """What it says beside its records, once they are through."""
        return self.reading.page

    def batches(self) -> Iterator[list[Item]]:
        """All its records, some hundreds at a time."""
        if self.first:
            yield self.first
        yield from self.rest


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


def ask(
    course: Course, first: dict[str, str | None], token: str | None, *, verb: str = "ListRecords", once: bool = False,
    attempts: int | None = None,
) -> Asked:  # fmt: skip
    """One page of a list; an odd answer is asked for again, a refused token is sent in other ways.

    Args:
        first: the arguments of the list's first page.
        once: the server may count its answers, so that a second request would skip a page.
        attempts: as in `Web.get`.

    Raises:
        Fault: there is no such page.
    """
    if token is not None:
        return _by_token(course, verb, token, once=once)
    asked = _patiently(course, verb, first, once=once, attempts=attempts)
    try:
        refuse(asked.answer.url, asked.page.errors, accept=("noRecordsMatch",))
    except Fault:
        asked.answer.close()
        raise
    return _listed(course, asked, verb)


def _by_token(course: Course, verb: str, token: str, *, once: bool) -> Asked:
    failure: Fault | None = None
    refused: Asked | None = None
    for way, arguments in ways(token, course.prefix, course.learned.get("token", ENCODED)):
        if failure is not None and not _may_help(way, token, failure):
            continue
        try:
            asked = _patiently(course, verb, dict(arguments), once=once or failure is not None)
        except Fault as fault:
            if once or (failure is None and fault.code != "http-error"):
                raise
            failure = failure or fault
            continue
        if not asked.page.errors:
            if failure is not None:
                course.learned["token"] = way
            if refused is not None:
                refused.answer.close()
            return _listed(course, asked, verb)
        if _is_end(course, asked, once=once):
            return asked
        if refused is None:
            failure, refused = _refusal(asked), asked
        else:
            asked.answer.close()
        if once or not {code for code, _said in asked.page.errors} & REFUSALS:
            break
    assert failure is not None
    if refused is not None and failure.oai in USELESS and course.total is None:
        return refused
    if refused is not None:
        refused.answer.close()
    raise failure


def _may_help(way: str, token: str, failure: Fault) -> bool:
    """Whether to send a token in another way after an error."""
    if failure.oai is None:  # SLiMS answers a token that it does not like with an error page
        return way == "verbatim" and ("%" in token or "+" in token)
    return way != "prefix" or failure.oai not in USELESS


def _is_end(course: Course, asked: Asked, *, once: bool) -> bool:
    """Whether an error says that the token led behind the last record (Koha before 2015, Invenio): that is the end."""
    codes = {code for code, _said in asked.page.errors}
    if once:
        return bool(codes & USELESS) and (course.total is None or course.seen >= course.total)
    return course.total is not None and course.seen >= course.total and bool(codes & REFUSALS)


def _refusal(asked: Asked) -> Fault:
    try:
        refuse(asked.answer.url, asked.page.errors)
    except Fault as fault:
        return fault
    raise AssertionError


def _listed(course: Course, asked: Asked, verb: str) -> Asked:
    """The answer, if it is the list that was asked for."""
    page = asked.page
    if page.root is not None and not page.errors and child(page.root, verb) is None:
        asked.answer.close()
        raise Fault("not-oai-pmh", _("{url} answered, but not with a list of records.", url=course.where))
    return asked


def _patiently(course: Course, verb: str, params: dict[str, Any], *, once: bool, attempts: int | None = None) -> Asked:
    before = ""
    for left in reversed(range(1 if once else ASKED)):
        answer = course.client.open(verb=verb, attempts=1 if once else attempts, part=True, **params)
        again = left > 0 and answer.status < 400  # an error of HTTP has been asked for again already
        whole = answer.fault is None and ends(answer)
        if not whole and again and answer.sha256 != before:  # the same cut twice is this server's way
            before = answer.sha256
            answer.close()
            _rest(course)
            continue
        reading = course.client.reading(answer, headers=verb == "ListIdentifiers")
        rest = reading.batches()
        try:
            first = next(rest, [])
            if again and ({code for code, _said in reading.page.errors} - KNOWN):  # an error that may pass
                raise Fault("truncated", "")
        except Fault as fault:
            answer.close()
            if not again or fault.code not in ODD_ANSWERS or course.web.stop.is_set():
                raise
            _rest(course)
        except BaseException:
            answer.close()
            raise
        else:
            return Asked(answer, reading, first, rest, whole)
    raise AssertionError


def _rest(course: Course) -> None:
    course.web.stop.wait(course.web.manners.backoff)


KNOWN = frozenset(
    {"badArgument", "badResumptionToken", "badVerb", "cannotDisseminateFormat", "idDoesNotExist", "noRecordsMatch",
     "noMetadataFormats", "noSetHierarchy"}
)  # fmt: skip
"""The errors of the protocol (section 3.6); another one is the server's own trouble, and may pass."""


def ends(answer: Answer) -> bool:
    """Whether the root element of an answer closes, as far as that can be told without reading all of it."""
    for within in ENDS_WITHIN:
        answer.file.seek(max(0, answer.size - within))
        tail = answer.file.read(within)
        answer.file.seek(0)
        if b"\0" in tail or END.search(tail):
            return True
    return answer.size > within and _ends_early(answer)


def _ends_early(answer: Answer) -> bool:
    """Whether the document ended, and much came after it."""
    last = b""
    while block := answer.file.read(1 << 20):
        if END.search(last + block):
            answer.file.seek(0)
            return True
        last = block[-64:]
    answer.file.seek(0)
    return False


def start_of_next(date: str | None) -> str:
    """Where the next harvest may start: the server's clock when the list began, never later than ours, less a day."""
    ours = clock.now()
    try:
        theirs = clock.parse((date or "").strip())
    except ValueError:
        theirs = ours
    return clock.iso(min(ours, theirs) - OVERLAP)
