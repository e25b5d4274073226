"""P1-P15: the walk from page to page."""

from collections.abc import Callable
from dataclasses import replace
from xml.sax.saxutils import escape

from .bench import (
    Seen,
    Twist,
    bent,
    body,
    refusing,
    strike,
    striking,
)
from .catalogue import Work
from .provider import Cursor, OaiError, Provider
from .wire import Ask, Reply

SIZED = bent(sizes=False)


def expires_once(provider: Provider) -> None:
    """The token of page 5 is forgotten, once."""
    left = [1]

    def before(_provider: Provider, ask: Ask) -> None:
        if "!50!" in ask.args.get("resumptionToken", "") and left[0]:
            left[0] = 0
            raise OaiError(("badResumptionToken", "The token has expired"))

    provider.before.append(before)


def lives_for(pages: int) -> Twist:
    """Tokens are good for so many pages of one list."""

    def twist(provider: Provider) -> None:
        usual = provider.read_token

        def read(token: str, ask: Ask) -> Cursor:
            cursor = usual(token, ask)
            if cursor.depth > pages:
                raise OaiError(("badResumptionToken", "The token has expired"))
            return cursor

        provider.bend(read_token=read)

    return twist


def last_token(text: str) -> Twist:
    """What stands in the last token's element."""
    return striking(body(lambda b: b.replace(b"></resumptionToken>", f">{text}</resumptionToken>".encode())))


def padded(whole: bytes) -> bytes:
    """Blanks and line ends around each token."""
    head, close, tail = whole.partition(b"</resumptionToken>")
    start, mark, token = head.rpartition(b">")
    return start + mark + b"\n      " + token + b"\n    " + close + tail if close else whole


def phantom(answer: Callable[[Provider, Ask], bytes | None]) -> Twist:
    """A list of a hundred records has a token on its last page too, and it leads to this."""

    def twist(provider: Provider) -> None:
        provider.catalogue.vanish(101, 102, 103, 104)
        usual = provider.list_records

        def element(cursor: Cursor, size: int) -> str:
            token = provider.write_token(replace(cursor, offset=cursor.offset + provider.page))
            return f"<resumptionToken{provider.token_attributes(cursor, size)}>{token}</resumptionToken>"

        def listed(ask: Ask) -> bytes:
            said = usual(ask)
            return said if ask.shown else answer(provider, ask) or b""

        provider.bend(token_element=element, list_records=listed)

    return twist


def no_match(_provider: Provider, _ask: Ask) -> bytes:
    """noRecordsMatch after the last page."""
    raise OaiError(("noRecordsMatch", "None"))


def first_page_again(provider: Provider) -> None:
    """The token is never understood: the first page comes again and again, with the same token."""
    usual = provider.read_token
    provider.bend(read_token=lambda token, ask: replace(usual(token, ask), offset=0, depth=0))


def deaf(provider: Provider) -> None:
    """… and nothing else is understood either."""
    first_page_again(provider)
    provider.bend(select=lambda _cursor: provider.order())
    refusing(("badVerb", "no"), verbs=("GetRecord",))(provider)


def ring(provider: Provider) -> None:
    """In the whole list, page 4 leads back to page 3."""
    usual = provider.write_token

    def write(cursor: Cursor) -> str:
        back = cursor.plain and cursor.offset == 50
        return usual(replace(cursor, offset=30 if back else cursor.offset, depth=0))

    provider.bend(write_token=write)


def ring_of_new_tokens(provider: Provider) -> None:
    """… and no token has a text that was there before."""
    usual = provider.write_token
    provider.bend(write_token=lambda c: usual(replace(c, offset=30 if c.plain and c.offset == 50 else c.offset)))


def stateful(provider: Provider) -> None:
    """Every token has the same text: the server knows where it was."""

    def write(cursor: Cursor) -> str:
        provider.memory["next"] = cursor
        return "lanjut"

    def read(token: str, _ask: Ask) -> Cursor:
        if token != "lanjut" or "next" not in provider.memory:
            raise OaiError(("badResumptionToken", "no list is open"))
        return provider.memory["next"]

    provider.bend(write_token=write, read_token=read)


def filtered(*pages: int) -> Twist:
    """Nothing on these pages may be shown: they have a token and no record."""

    def twist(provider: Provider) -> None:
        usual = provider.select

        def select(cursor: Cursor) -> list[Work]:
            rows = usual(cursor)
            parts = [rows[at : at + 10] for at in range(0, len(rows), 10)]
            return [each for at, part in enumerate(parts) for each in ([None] * 10 if at in pages else []) + part]

        record, header = Provider.record, Provider.header
        provider.bend(
            sizes=False,
            select=select,
            record=lambda each, prefix: record(provider, each, prefix) if each else b"",
            header=lambda each: header(provider, each) if each else "",
        )

    return twist


def dies_at(page: int, *, promised: bool = True, everywhere: bool = False) -> Twist:
    """From that page of the whole list on the backend is dead: no token, status 200; or of every list."""

    def element(provider: Provider, cursor: Cursor, size: int) -> str:
        dead = (cursor.plain or everywhere) and cursor.offset // 10 >= page
        return "" if dead else Provider.token_element(provider, cursor, size)

    return lambda p: p.bend(token_element=lambda cursor, size: element(p, cursor, size), sizes=promised)


def empty_list(provider: Provider) -> None:
    """The index behind it fails: an empty list with status 200 (DSpace)."""
    provider.bend(list_records=lambda _ask: b"")


def size(which: Callable[[Cursor, int], int]) -> Twist:
    """completeListSize lies."""
    return bent(token_attributes=lambda cursor, size: f' completeListSize="{which(cursor, size)}"')


def on_page(page: int, change: Twist) -> Twist:
    """Something happens to the catalogue right after that page was sent."""

    def twist(provider: Provider) -> None:
        def do(reply: Reply) -> Reply:
            change(provider)
            return reply

        provider.after.append(strike(do, page=page, times=1))

    return twist


def newest_first(provider: Provider) -> None:
    """Listed from the newest to the oldest: what is new moves all others."""
    provider.bend(order=lambda: sorted(provider.catalogue, key=lambda each: -each.number))


def forgetful(**forgotten: str) -> Twist:
    """The token forgets what the list was filtered by."""

    def twist(provider: Provider) -> None:
        usual = provider.write_token
        provider.bend(write_token=lambda cursor: usual(replace(cursor, **forgotten)))

    return twist


def many_changes(provider: Provider) -> None:
    """More than two pages of changes."""
    provider.catalogue.edit(*range(70, 95))
    provider.catalogue.insert(2)
    provider.catalogue.delete(5)


def decorated(junk: str, write: Callable[[str], str] = str, read: Callable[[str], str] = str) -> Twist:
    """Tokens with such signs in them; `write` and `read` encode and decode once more than the protocol wants."""

    def twist(provider: Provider) -> None:
        usual = (provider.write_token, provider.read_token)

        def read_token(token: str, ask: Ask) -> Cursor:
            told = read(token)
            if not (told.startswith(junk) and told.endswith(junk)):
                raise OaiError(("badResumptionToken", "Unknown token"))
            return usual[1](told[len(junk) : -len(junk)], ask)

        provider.bend(write_token=lambda cursor: write(f"{junk}{usual[0](cursor)}{junk}"), read_token=read_token)

    return twist


def prefix_again(provider: Provider) -> None:
    """A token without metadataPrefix is refused."""
    insist = provider.insist

    def looser(ask: Ask) -> None:
        if "resumptionToken" in ask.args and "metadataPrefix" not in ask.args:
            raise OaiError(("badArgument", "metadataPrefix is missing"))
        args, ask.args = (
            ask.args,
            {k: v for k, v in ask.args.items() if "resumptionToken" not in ask.args or k != "metadataPrefix"},
        )
        insist(ask)
        ask.args = args

    provider.bend(insist=looser)


def expires(date: str) -> Twist:
    """What is said of the end of a token's life."""
    return striking(
        body(lambda b: b.replace(b"<resumptionToken ", f'<resumptionToken expirationDate="{escape(date)}" '.encode()))
    )


def alone_after(seen: Seen) -> str | None:
    """The records of other sets did not come along, or the run says that something is wrong."""
    if seen.report.status != "ok":
        return None
    others = [r.identifier for r in seen.records.values() if "tesis" not in r.sets and not r.deleted]
    return f"{len(others)} of other sets are in the store" if others else None


def theses(provider: Provider) -> list[Work]:
    """The works of the set `tesis`."""
    return [each for each in provider.catalogue.living if "tesis" in each.sets]


def empty_pages(provider: Provider) -> None:
    """Ten pages of nothing after the fortieth record."""
    usual = Provider.select
    provider.bend(
        select=lambda c: [
            *usual(provider, c)[:40],
            *([None] * (100 if len(usual(provider, c)) > 40 else 0)),
            *usual(provider, c)[40:],
        ]
    )


def verb_bound(provider: Provider) -> None:
    """A token remembers its verb."""
    usual = (provider.write_token, provider.read_token)

    def written(cursor: Cursor) -> str:
        return f"{provider.asked[-1].verb}~{usual[0](cursor)}"

    def read(token: str, ask: Ask) -> Cursor:
        verb, _, rest = token.partition("~")
        if verb != ask.verb:
            raise OaiError(("badResumptionToken", "of another verb"))
        return usual[1](rest, ask)

    provider.bend(write_token=written, read_token=read)
