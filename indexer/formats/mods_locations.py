"""Where a thing is, in MODS: addresses, shelves and copies."""

from collections import Counter

from indexer.formats import xml
from indexer.formats.draft import Draft
from indexer.formats.mods_elements import Element, child, every, said
from indexer.formats.values import is_url
from indexer.record import Holding

_ACCESS = {"raw object": "fulltext", "object in context": "record", "preview": "cover"}
_MOST_COPIES = 10_000


def fill(root: Element, draft: Draft, member: str) -> None:
    """Fill in the addresses and holdings of a draft; `member` is whose they are."""
    for location in every(root, "location"):
        for url in every(location, "url"):
            draft.add_url(said(url), _kind(url), url.get("displayLabel"))
        draft.holdings += _holdings(location, member)
    for digital in every(root, "digitals", "digital_item"):  # SLiMS; a file that it holds itself has a path only
        if is_url(digital.get("url") or ""):
            draft.add_url(digital.get("url", ""), "fulltext", said(digital))


def _kind(url: Element) -> str | None:
    if url.get("note") == "other":
        return "other"
    kind = _ACCESS.get(url.get("access") or "")
    return kind or ("record" if (url.get("usage") or "").startswith("primary") else None)


def _holdings(location: Element, member: str) -> list[Holding]:
    """The copies of one location, those in one place and under one mark counted; else its shelf mark."""
    whose, mark = child(location, "physicalLocation"), child(location, "shelfLocator") or None
    room = whose if whose and whose != member else None
    copies = list(every(location, "holdingSimple", "copyInformation"))
    if not copies:
        return [Holding(member=member, location=room, call_number=mark)] if room or mark or whose == member else []
    counted = Counter(
        (
            child(copy, "subLocation") or child(copy, "sublocation") or room,
            child(copy, "shelfLocator") or mark,
            _note(copy, "status"),
        )
        for copy in copies
        for _each in range(_number(copy))
    )
    return [
        Holding(member=member, location=where, call_number=shelf, status=status, copies=count)
        for (where, shelf, status), count in counted.items()
    ]


def _note(copy: Element, wanted: str) -> str | None:
    return next((said(note) for note in every(copy, "note") if note.get("type") == wanted and xml.text(note)), None)


def _number(copy: Element) -> int:
    """How many copies one element stands for: one, unless a note of ours says more."""
    count = _note(copy, "copies") or "1"
    return min(int(count), _MOST_COPIES) if count.isdecimal() and len(count) < 6 else 1
