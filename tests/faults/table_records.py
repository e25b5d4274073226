"""R1-R12: the rows of records and who is who."""

from typing import Any

from .bench import (
    ANY,
    HEALED,
    HELD,
    LADDER,
    PARTIAL,
    SOME,
    Night,
    all_of,
    bent,
    heal,
    row,
)
from .paging import dies_at
from .provider import Provider
from .records import (
    FOUND,
    a_week,
    again,
    another_work,
    books,
    carried_over,
    changed,
    duplicates,
    everywhere_the_same,
    everywhere_the_same_with_others,
    keeps_none,
    known_as,
    leave_the_set,
    marc_is,
    odd_sets,
    old_oai_marc,
    only_the_tombstone,
    other_ids,
    other_spelling,
    renamed,
    set_aside,
    sets_of,
    short_without_a_sign,
    sloppy_marc,
    stale_twin,
    stored_sets,
    twin,
    vanish,
    without,
)
from .transport import poisoned

TWICE = (Night(), Night(full=True, deletes=0), Night())
LATER = (Night(days=35, limit=LADDER),)
RENAMED: dict[str, Any] = {"checks": (carried_over(tombstones=3),), "deletes": 3, "limit": 60}
NO_HEADER = (Night(statuses=SOME), Night(full=True, statuses=SOME, deletes=0, limit=LADDER))

ROWS = (
    row("R1", "a", "keeps no deletions, and says so", keeps_none, nights=(Night(), Night(does=a_week, limit=60),
        Night(does=vanish(70)))),
    row("R1", "b", "claims to keep deletions, shows none", nights=(
        Night(), Night(does=vanish(11, 12), lag=True), Night(days=35, limit=LADDER))),
    row("R1", "c", "a full sweep by hand", nights=(Night(), Night(does=vanish(11, 12), full=True))),
    row("R2", "a", "the sweep ends early without a sign", bent(sizes=False), nights=(
        Night(), Night(does=dies_at(4, promised=False), full=True, statuses=HELD | SOME, deletes=0, limit=LADDER),
        HEALED)),
    row("R2", "b", "the sweep lacks a tenth, less than drop_limit, sizes not told", bent(sizes=False), nights=(
        Night(), Night(does=short_without_a_sign, full=True, statuses=HELD | SOME, deletes=0, lag=True, limit=LADDER),
        HEALED)),
    row("R2", "c", "the sweep of a list that is broken and of ids that differ", all_of(keeps_none, other_ids), nights=(
        Night(), Night(does=poisoned, statuses=PARTIAL, deletes=0, limit=LADDER), Night(does=heal, limit=60))),
    row("R3", "a", "living, then deleted, in one list", twin(before=False), nights=TWICE),
    row("R3", "b", "deleted, then living, in one list", twin(before=True), nights=TWICE),
    row("R3", "c", "living last night, an older tombstone tonight", nights=(
        Night(does=stale_twin), Night(does=only_the_tombstone, deletes=0), HEALED)),
    row("R4", "a", "twice on one page", again(12, 44, same_page=True), nights=(Night(checks=(duplicates(2),)),)),
    row("R4", "b", "on two pages", again(12, 44, same_page=False), nights=(Night(checks=(duplicates(2),)),)),
    row("R5", "a", "ListIdentifiers has other ids, and no deletions are kept", all_of(keeps_none, other_ids), nights=(
        Night(), Night(does=a_week, limit=LADDER), Night(does=vanish(70), limit=LADDER))),
    row("R5", "b", "ListIdentifiers has other ids, and one record poisons lists", all_of(poisoned, other_ids),
        lost=FOUND, nights=(
        Night(statuses=PARTIAL, limit=LADDER),)),
    row("R6", "", "two members use the same ids for other works", everywhere_the_same,
        second=everywhere_the_same_with_others,
        nights=(Night(), Night(does=lambda p: p.catalogue.edit(7)), Night(full=True, deletes=0))),
    row("R7", "a", "the host's name is in the ids, and changes", nights=(Night(), Night(does=renamed(in_text=False),
        full=True, **RENAMED))),
    row("R7", "b", "… and in the links of the records", nights=(Night(), Night(does=renamed(in_text=True), full=True,
        **RENAMED))),
    row("R7", "c", "another way to make ids (gamatex to SLiMS)", nights=(Night(), Night(full=True, **RENAMED,
        does=renamed(in_text=False, scheme=lambda each: f"oai:slims/{each.number + 1000}")))),
    row("R7", "d", "renamed, and seen in an increment", nights=(
        Night(), Night(does=renamed(in_text=False, moves_dates=True), **RENAMED))),
    row("R7", "e", "renamed in a night with edits and additions", nights=(Night(), Night(full=True, limit=60,
        checks=(carried_over(5, tombstones=3),), does=all_of(renamed(in_text=False), lambda p: p.catalogue.edit(7, 50),
        lambda p: p.catalogue.insert(3) and None)))),
    row("R8", "", "an id is given to another work", nights=(Night(), Night(does=another_work, checks=(changed(1),)))),
    row("R9", "a", "a living record without metadata", without(b"<metadata>", b"</metadata>"), lost=FOUND, nights=(
        Night(statuses=SOME, checks=(set_aside,), limit=LADDER),)),
    row("R9", "b", "… with an empty one", without(b"<metadata>", b"</metadata>", b"<metadata/>"), lost=FOUND, nights=(
        Night(statuses=SOME, checks=(set_aside,), limit=LADDER),)),
    row("R9", "c", "… as it was before, without it tonight", nights=(
        Night(), Night(does=without(b"<metadata>", b"</metadata>"), full=True, statuses=SOME, deletes=0, lag=True),
        Night(does=heal, lag=True, limit=60), Night(full=True))),
    row("R10", "a", "a record without a header", without(b"<header>", b"</header>"), lost=FOUND, nights=NO_HEADER),
    row("R10", "b", "a record without an identifier", without(b"<identifier>", b"</identifier>"), lost=FOUND,
        nights=NO_HEADER),
    row("R10", "c", "an empty identifier", without(b"<identifier>", b"</identifier>", b"<identifier/>"), lost=FOUND,
        nights=NO_HEADER),
    row("R11", "a", "Dublin Core under the name of marcxml", marc_is(Provider.dublin),
        nights=(Night(checks=(known_as("oai_dc"),)),)),
    row("R11", "b", "the old oai_marc under the name of marcxml", marc_is(old_oai_marc), wanted=lambda _p: [],
        extras=True, nights=(
        Night(statuses=ANY,
        checks=(lambda seen: None if seen.report.status != "ok" or known_as("oai_marc")(seen) is None
              else known_as("oai_marc")(seen),)),)),
    row("R11", "c", "MARC without leader, control fields as data fields", marc_is(sloppy_marc)),
    row("R12", "a", "records without a set", lambda p: [setattr(each, "sets", ()) for each in p.catalogue] and None,
        nights=(Night(checks=(stored_sets(sets_of),)),)),
    row("R12", "b", "sets that no schema allows, and many", odd_sets, nights=(Night(checks=(stored_sets(sets_of),)),)),
    row("R12", "e", "the set is honoured, headers spell it in another way", other_spelling, settings=", set: buku",
        wanted=books, nights=(Night(), Night(does=lambda p: p.catalogue.edit(6, 9)), Night(full=True, deletes=0))),
    row("R12", "c", "records leave the set and enter it", settings=", set: buku", wanted=books, nights=(
        Night(), Night(does=leave_the_set, full=True))),
    row("R12", "d", "… and nobody sweeps by hand", settings=", set: buku", wanted=books, nights=(
        Night(), Night(does=leave_the_set, lag=True), *LATER)),
)  # fmt: skip
