"""Asking for one page of a list: again where the answer is odd, in other ways where its token is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.i18n import _
from harvester.answer import Answer
from harvester.faults import Fault
from harvester.oai.client import refuse
from harvester.oai.course import Course
from harvester.oai.parse import END, OaiPage, Reading
from harvester.oai.tokens import ENCODED, REFUSALS, USELESS, ways
from harvester.page import Item
from harvester.xml import child

ODD_ANSWERS = frozenset({"html-instead-of-xml", "not-oai-pmh", "truncated", "bad-xml"})
"""Answers that are often gone when one asks again."""

ASKED = 3
"""So many times an odd answer is asked for in all."""

ENDS_WITHIN = (512, 1 << 16)
"""Bytes from the end of an answer in which its root element closes, mostly and nearly always."""

KNOWN = frozenset(
    {"badArgument", "badResumptionToken", "badVerb", "cannotDisseminateFormat", "idDoesNotExist", "noRecordsMatch",
     "noMetadataFormats", "noSetHierarchy"}
)  # fmt: skip
"""The errors of the protocol (section 3.6); another one is the server's own trouble, and may pass."""


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
