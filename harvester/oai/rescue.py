"""Records that ListRecords does not give, asked for by name: beside a list of identifiers, one by one where they must.

A page that always fails because of one record (DSpace #10721, SLiMS with a hidden book), a list that breaks off without
a word (P9), pages that shift while they are read (P11): ListIdentifiers often still knows what is there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from config.i18n import _
from harvester.faults import UNREACHED, Fault, Lost
from harvester.guard import Rounds
from harvester.oai.ask import Asked, ask
from harvester.oai.course import Course
from harvester.oai.windows import Window
from harvester.page import Item, Page, Shown, digest
from harvester.xml import NotXml, child, local, strict

FEW = 10
"""So many records are asked for one by one rather than by the page they are on."""

AT_MOST = 2000
"""Single records of one list that are asked for; beyond, a list has to do without."""

PATIENCE = 2
"""So often a single record is asked for: the server is up, and what fails here is most likely that record."""

IN_VAIN = 10
"""After so many in a row that cannot be had, no further is asked for."""

NAMED = 10
"""Identifiers that a message names."""

STRANGER = "-induk-0"
"""Added to an identifier it makes one that nobody has."""

GONE = frozenset({"idDoesNotExist", "cannotDisseminateFormat", "noMetadataFormats"})
DEADLY = UNREACHED | {"interrupted", "refused", "bot-challenge"}


class NoHelp(Exception):
    """ListIdentifiers cannot be used here, or too much is missing."""


def side_by_side(course: Course, window: Window, shown: Shown, checkpoint: dict[str, Any] | None) -> Iterator[Page]:
    """Walk the identifiers, and get what the list did not show.

    Args:
        checkpoint: where the list would be gone on with; it stays.

    Raises:
        NoHelp: it leads nowhere; what came is good.
        Fault: some records cannot be had; they are named.
    """
    if course.learned.get("ids") == "differ":
        raise NoHelp
    seen, answered, course = course.seen, course.answered, replace(course, seen=0, total=None)  # this is another list
    first, token = course.first(window), None
    rounds, left, lost, same = Rounds(), AT_MOST, list[str](), False
    while True:
        names, token_on = _identifiers(course, first, token)
        answered.append(True)
        missing = _missing(names, shown)
        if missing and not same:
            same = _named_alike(course, names, missing)
        if len(missing) > FEW:
            yield from _page_of(course, first, token, checkpoint)
            missing = _missing(missing, shown)
        if len(missing) > left:
            raise NoHelp
        left -= len(missing)
        yield from _one_by_one(course, missing, lost, checkpoint)
        if not token_on:
            break
        if names and rounds.close(token_on, digest(" ".join(names).encode())):
            raise NoHelp
        token = token_on
    if course.seen < seen:  # it is itself too short to complete the other
        raise NoHelp
    if lost:
        raise _unreachable(course, lost)


def _identifiers(course: Course, first: dict[str, str | None], token: str | None) -> tuple[list[str], str | None]:
    """The living identifiers of one page, and the token that leads on."""
    try:
        asked = ask(course, first, token, verb="ListIdentifiers")
    except Fault as fault:
        if fault.code in DEADLY:
            raise
        raise NoHelp from fault
    with asked.answer:
        headers = [item for batch in asked.batches() for item in batch]
        course.seen, course.total = course.seen + len(headers), asked.page.size or course.total
        names = [item.identifier for item in course.wanted(headers) if not item.deleted]
        if not asked.whole or (token is None and not headers):
            raise NoHelp
        return names, asked.page.token or None


def _missing(names: Sequence[str], shown: Shown) -> list[str]:
    there = shown(names)
    return [name for name in dict.fromkeys(names) if name not in there]


def _named_alike(course: Course, names: Sequence[str], missing: Sequence[str]) -> bool:
    """Whether ListIdentifiers names records as ListRecords does (INLISLite does not).

    Raises:
        NoHelp: it does not.
    """
    if len(missing) < len(names):
        return True
    found = _get(course, missing[0])
    if isinstance(found, Fault):
        alike = found.oai != "idDoesNotExist"
    else:
        alike = any(item.identifier == missing[0] for item in found[0])
    if alike:
        return True
    course.learned["ids"] = "differ"
    raise NoHelp


def _page_of(
    course: Course, first: dict[str, str | None], token: str | None, checkpoint: dict[str, Any] | None
) -> Iterator[Page]:
    """The records of the page that a token of ListIdentifiers leads to, where ListRecords understands it."""
    if token is None:
        return
    try:
        asked = ask(course, first, token)
    except Fault as fault:
        if fault.code in DEADLY:
            raise
        return
    with asked.answer:
        for batch in asked.batches():
            yield _single(asked, course.wanted(batch), checkpoint)


def _one_by_one(
    course: Course, names: Sequence[str], lost: list[str], checkpoint: dict[str, Any] | None
) -> Iterator[Page]:
    """GetRecord for each; those that cannot be had are added to `lost`."""
    in_vain = 0
    for at, name in enumerate(names):
        found = _get(course, name)
        if isinstance(found, Fault):
            if found.oai in GONE:
                continue
            lost.append(name)
            in_vain += 1
            if in_vain >= IN_VAIN:
                lost += names[at + 1 :]
                return
            continue
        items, asked = found
        mine = [item for item in items if item.identifier == name]
        if mine:
            in_vain = 0
            yield _single(asked, mine, checkpoint)
        elif course.total is None or items or child(asked.page.root, "GetRecord") is None:
            lost.append(name)  # else the answer is empty: nothing is there, which the promised size will tell


def _single(asked: Asked, items: list[Item], checkpoint: dict[str, Any] | None) -> Page:
    answer = asked.answer
    return Page(
        request=answer.url,
        items=items,
        size=answer.wire,
        sha256=digest("".join(i.identifier + i.sha256 for i in items).encode()),
        checkpoint=checkpoint,
        repeated=True,
    )


def _get(course: Course, name: str) -> tuple[list[Item], Asked] | Fault:
    """What GetRecord gives for an identifier, or why it gives nothing.

    Raises:
        Fault: nobody answers any more.
    """
    arguments: dict[str, str | None] = {"identifier": name, "metadataPrefix": course.prefix}
    try:
        asked = ask(course, arguments, None, verb="GetRecord", attempts=PATIENCE)
    except Fault as fault:
        if fault.code in DEADLY:
            raise
        return fault
    with asked.answer:
        items = [item for batch in asked.batches() for item in batch]
        if asked.page.errors:
            return Fault("oai-error", "", oai=asked.page.errors[0][0])
        return items, asked


def _unreachable(course: Course, lost: Sequence[str]) -> Fault:
    names = ", ".join(lost[:NAMED]) + (" …" if len(lost) > NAMED else "")
    return Lost(
        "records-unreachable",
        _("{url} lists {n} records that it cannot give: {names}.", url=course.where, n=len(lost), names=names),
    )


def lost_windows(failure: Fault, lost: Sequence[tuple[Window, Fault]]) -> Fault:
    """What went wrong with a list, and the days whose records cannot be had."""
    days = "; ".join(f"{window.since or '…'} – {window.until or '…'}" for window, _fault in lost[:NAMED])
    named = " ".join(fault.message for _window, fault in lost[:NAMED] if fault.code == "records-unreachable")
    message = _("Records of these days cannot be had: {days}.", days=days)
    return Lost(failure.code, f"{failure.message} {message} {named}".strip(), oai=failure.oai)


def still_there(course: Course, names: Sequence[str]) -> list[str]:
    """Those of some identifiers that GetRecord still gives a living record for.

    Nothing is known where the server gives one for an identifier that nobody has (SLiMS `oai.php`), or none at all.
    """
    try:
        if not names or _lives(course, names[0] + STRANGER):
            return []
        return [name for name in names if _lives(course, name)]
    except Fault as fault:
        if fault.code == "interrupted":
            raise
        return []


def _lives(course: Course, name: str) -> bool:
    found = _get(course, name)
    if isinstance(found, Fault):
        return False
    return any(
        item.payload and not item.deleted and not item.problem and _says_something(item.payload)
        and (course.set_spec is None or not item.sets or course.set_spec in item.sets)
        for item in found[0]
    )  # fmt: skip


def _says_something(payload: bytes) -> bool:
    """Whether there is any text outside the header."""
    try:
        record = strict(payload)
    except NotXml:
        return True
    return any("".join(part.itertext()).strip() for part in record if local(part) != "header")
