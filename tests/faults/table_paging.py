"""P1-P15: the rows of the walk from page to page."""

from dataclasses import replace
from urllib.parse import quote, quote_plus, unquote

from .bench import (
    ANY,
    BY_PIECES,
    HEALED,
    HELD,
    LADDER,
    PARTIAL,
    SOME,
    Night,
    all_of,
    body,
    heal,
    row,
    striking,
)
from .paging import (
    SIZED,
    alone_after,
    deaf,
    decorated,
    dies_at,
    empty_list,
    empty_pages,
    expires,
    expires_once,
    filtered,
    first_page_again,
    forgetful,
    last_token,
    lives_for,
    many_changes,
    newest_first,
    no_match,
    on_page,
    padded,
    phantom,
    prefix_again,
    ring,
    ring_of_new_tokens,
    size,
    stateful,
    theses,
    verb_bound,
)
from .wire import Reply, part

BIG = Night(does=many_changes, limit=60)
SWEEP_LATER = (Night(lag=True, statuses=SOME, limit=LADDER), Night(days=35, limit=LADDER))
SIGNS = {"a": "a+b", "b": "a/b", "c": "50%", "d": "a&b;c=d", "e": "a b", "f": "Šédan→", "g": "a%2Fb"}

ROWS = (
    row("P1", "a", "a token expires once", expires_once, nights=(Night(limit=60),)),
    row("P1", "b", "tokens are good for three pages", lives_for(3), nights=BY_PIECES),
    row("P1", "c", "no token is ever good", lives_for(0), nights=BY_PIECES),
    row("P1", "d", "a night with expiring tokens, then a good one", lives_for(5), nights=(
        Night(statuses=SOME, limit=LADDER), Night(does=heal, limit=60), BIG)),
    row("P2", "", "an empty last token", last_token("")),
    row("P3", "a", "a last token of white space", last_token("\n      ")),
    row("P3", "b", "white space around the tokens", striking(body(padded))),
    row("P3", "c", "a last token of white space, sizes not told", all_of(SIZED, last_token(" \t "))),
    row("P4", "a", "a token on the full last page, then noRecordsMatch", phantom(no_match)),
    row("P4", "b", "a token on the full last page, then an empty list", phantom(lambda _p, _a: b"")),
    row("P4", "c", "a token on the full last page, sizes not told", all_of(SIZED, phantom(no_match)),
        nights=(Night(limit=60),)),
    row("P5", "a", "the first page again and again", first_page_again, nights=BY_PIECES),
    row("P5", "b", "the first page again and again, whatever is asked", deaf, lost=frozenset(), nights=(
        Night(statuses=PARTIAL, limit=60), HEALED)),
    row("P5", "c", "a loop that appears after a good night, sizes not told", all_of(SIZED), nights=(
        Night(), Night(does=deaf, full=True, statuses=PARTIAL, limit=60, deletes=0), HEALED)),
    row("P6", "a", "page 4 leads back to page 3", ring, nights=BY_PIECES),
    row("P6", "b", "… with ever new tokens", ring_of_new_tokens, nights=BY_PIECES),
    row("P7", "a", "one text for all tokens", stateful),
    row("P7", "b", "one text for all tokens, and a page cut off once", all_of(stateful, striking(
        lambda r: replace(r, manner=part(0.5)), page=3, times=1)), nights=BY_PIECES),
    row("P7", "c", "… sizes not told", all_of(SIZED, stateful, striking(
        lambda r: replace(r, manner=part(0.5)), page=3, times=1)), nights=BY_PIECES),
    row("P7", "d", "one text for all tokens, and a busy answer once", all_of(stateful, striking(
        lambda _r: Reply(b"busy", 503), page=3, times=1)), nights=BY_PIECES),
    row("P8", "a", "three pages without a record", filtered(3, 4, 5)),
    row("P8", "b", "ten pages without a record in a row", lambda p: filtered(4)(p) or empty_pages(p), nights=(
        Night(limit=60),)),
    row("P9", "a", "the backend dies, the size was promised", dies_at(4), nights=(Night(statuses=SOME, limit=LADDER),
        HEALED)),
    row("P9", "b", "the backend dies in a full sweep, sizes not told", SIZED, nights=(
        Night(), Night(does=dies_at(4, promised=False), full=True, statuses=HELD | SOME, limit=LADDER, deletes=0),
        HEALED)),
    row("P9", "c", "an empty list instead of everything", None, nights=(
        Night(), Night(does=empty_list, full=True, statuses=HELD | ANY, deletes=0), HEALED)),
    row("P9", "d", "an empty list on the first night", empty_list, nights=(Night(statuses=ANY, lag=True),
        Night(does=heal, limit=60))),
    row("P9", "e", "the backend dies in an increment", all_of(), nights=(
        Night(), Night(does=all_of(many_changes, dies_at(1, everywhere=True)), statuses=SOME, limit=LADDER), HEALED)),
    row("P9", "f", "… sizes not told", SIZED, nights=(
        Night(), Night(does=all_of(many_changes, dies_at(1, promised=False, everywhere=True)), lag=True,
        statuses=SOME, limit=LADDER), HEALED)),
    row("P10", "a", "the size of the whole repository in an increment", size(lambda _c, _n: 104),
        nights=(Night(statuses=SOME), Night(does=many_changes, statuses=SOME, limit=LADDER))),
    row("P10", "b", "the size of the page instead of the list", size(lambda _c, _n: 10), nights=(Night(statuses=SOME),
        BIG)),
    row("P10", "c", "a size that changes on the way", size(lambda c, n: n + c.offset), nights=(
        Night(statuses=SOME, limit=LADDER), Night(does=many_changes, statuses=SOME, limit=LADDER))),
    row("P10", "d", "no size", SIZED, nights=(Night(), BIG)),
    row("P10", "e", "a size that is too large", size(lambda _c, n: n + 16), nights=(
        Night(statuses=SOME, limit=LADDER), Night(does=many_changes, statuses=SOME, limit=LADDER))),
    row("P11", "a", "a record is deleted on the way and all others move up", all_of(newest_first, on_page(3, lambda p:
        p.catalogue.vanish(95))), nights=SWEEP_LATER),
    row("P11", "b", "… sizes not told", all_of(SIZED, newest_first, on_page(3, lambda p: p.catalogue.vanish(95))),
        nights=SWEEP_LATER),
    row("P11", "c", "records are added on the way and all others move down", all_of(newest_first, on_page(3, lambda p:
        p.catalogue.insert(3) and None)), nights=(Night(lag=True, statuses=SOME, limit=LADDER), Night(limit=LADDER))),
    row("P12", "a", "the token forgets `from`", forgetful(since="", until=""), nights=(Night(), replace(BIG,
        limit=LADDER))),
    row("P12", "b", "the token forgets `set`", forgetful(set=""), settings=", set: tesis", wanted=theses, extras=True,
        nights=(Night(statuses=SOME, limit=LADDER, checks=(alone_after,)),)),
    *(row("P13", letter, f"tokens with {sign}", decorated(sign), nights=(Night(), BIG)) for letter,
        sign in SIGNS.items()),
    row("P13", "h", "tokens that are encoded already and understood only so", decorated(" AND x >= 'a' ", quote_plus),
        nights=(
        Night(limit=60), BIG)),
    row("P13", "i", "tokens that are encoded, sent encoded, and decoded twice", decorated("p=a&o=1",
        lambda t: quote(t, safe=""),
        unquote), nights=(Night(), BIG)),
    row("P14", "a", "a token wants metadataPrefix as well", prefix_again, nights=(Night(limit=60), replace(BIG,
        limit=90))),
    row("P14", "b", "tokens of one verb are unknown to the other", lambda p: verb_bound(p), nights=(Night(), BIG)),
    row("P15", "a", "expirationDate is no date", expires("2026-11-22GMT+0000GMT+00000")),
    row("P15", "b", "expirationDate has been", expires("1970-01-01T00:00:00Z")),
)  # fmt: skip
