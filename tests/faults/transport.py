"""T1-T22: what happens on the way."""

import email.utils
import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from config import clock

from . import wire
from .bench import (
    ANY,
    LADDER,
    Check,
    Night,
    Row,
    Seen,
    refusing,
    strike,
    then,
)
from .provider import LISTS, Cursor, OaiError, Provider
from .wire import Ask, Reply, serving

IMPATIENT = {"first_byte": 0.6, "idle": 0.6, "whole": 1.5, "first_contact": 0.6}
CHALLENGE = (
    "<!doctype html><html><title>Making sure you&#39;re not a bot!</title><script id='anubis_challenge'></script>"
)
PAGE = "<!DOCTYPE html><html><head><title>Galat</title></head><body>Situs sedang dalam perbaikan</body></html>"


def status(number: int, text: str = "", **headers: str) -> Callable[[], Reply]:
    """An answer with a status of HTTP."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: Reply(text.encode(), number, {"Content-Type": "text/html", **named})


def busy_until_a_date() -> Reply:
    """503 with a date."""
    moment = email.utils.format_datetime(clock.now() + timedelta(seconds=30), usegmt=True)
    return Reply(b"busy", 503, {"Retry-After": moment})


def html() -> Reply:
    """A page for people."""
    return Reply(PAGE.encode(), 200, {"Content-Type": "text/html"})


def sent(manner: wire.Manner, *, length: bool = True) -> Callable[[Reply], Reply]:
    """The same answer, sent in another manner."""
    return lambda reply: replace(reply, manner=manner, length=length)


def packed(**how: str) -> Callable[[Reply], Reply]:
    """Packed; with a header that says so, or without."""
    return lambda reply: replace(reply, body=gzip.compress(reply.body), headers=how)


def cut_after_metadata(whole: bytes) -> bytes:
    """The answer breaks off after `<metadata>` of the 42nd work (Dataverse #8306)."""
    at = whole.find(b":42</identifier>")
    return whole[: whole.find(b"<metadata>", at) + 10]


def broken_gzip(_provider: Provider, ask: Ask, reply: Reply) -> Reply:
    """Whoever wants gzip gets a broken one."""
    if "gzip" not in ask.headers.get("accept-encoding", ""):
        return reply
    spoilt = gzip.compress(reply.body)
    return Reply(spoilt[:200] + b"\0" * 60 + spoilt[260:], 200, {"Content-Encoding": "gzip"})


def moved(number: int, *, keeps_query: bool = True) -> Callable[[Provider, Ask], Reply | None]:
    """Everything is at another address now."""

    def before(provider: Provider, ask: Ask) -> Reply | None:
        if ask.path == "/new":
            return None
        query = f"?{ask.query}" if keeps_query else ""
        return Reply(b"", number, {"Location": f"{provider.base}/new{query}"})

    return before


def round_and_round(provider: Provider, ask: Ask) -> Reply:
    """Sent from here to there and back."""
    there = "/oai" if ask.path == "/b" else "/b"
    return Reply(b"", 302, {"Location": f"{provider.base}{there}?{ask.query}"})


def elsewhere(provider: Provider) -> None:
    """Redirected to another server, which must not be told the password."""
    other = Provider(provider.catalogue)
    running = serving(other)
    other.base = running.__enter__()
    provider.memory.update(other=other, running=running)
    provider.before.append(lambda _p, ask: Reply(b"", 302, {"Location": f"{other.base}/oai?{ask.query}"}))


def nothing_leaked(seen: Seen) -> str | None:
    """The first server was told the password, the other was not."""
    other = seen.provider.memory["other"]
    seen.provider.memory["running"].__exit__(None, None, None)
    if not any("authorization" in ask.headers for ask in seen.asked):
        return "the server that wants the password was not told it"
    if any("authorization" in ask.headers for ask in other.asked):
        return "the password was given to another host"
    return None


def waited(seconds: float) -> Check:
    """Between a busy answer and the next request there was at least so much time."""

    def check(seen: Seen) -> str | None:
        gaps = [after.at - before.at for before, after in zip(seen.asked, seen.asked[1:], strict=False)]
        return None if max(gaps, default=0) >= seconds else f"at most {max(gaps, default=0):.3f} s between requests"

    return check


def few_requests(most: int) -> Check:
    """No hammering."""
    return lambda seen: f"{len(seen.asked)} requests, hammering" if len(seen.asked) > most else None


def only_honest_agents(_provider: Provider, ask: Ask) -> Reply | None:
    """Default agents are refused; one with a contact is not."""
    agent = ask.headers.get("user-agent", "")
    honest = "@" in agent and not any(name in agent for name in ("python", "urllib", "curl", "Mozilla"))
    return None if honest else Reply(b"Forbidden", 403)


def with_cookie(provider: Provider, ask: Ask) -> Reply | None:
    """Four servers behind one address: each knows its own tokens only, a cookie leads to it."""
    mine = ask.cookies.get("node")
    if "resumptionToken" in ask.args and mine != provider.memory.get("node"):
        raise OaiError(("badResumptionToken", "Not one of mine"))
    if mine is None:
        provider.memory["node"] = f"n{len(provider.asked) % 4}"
    return None


def setting_cookie(provider: Provider, _ask: Ask, reply: Reply) -> Reply:
    """The cookie of the server that answered."""
    return replace(reply, headers={**reply.headers, "Set-Cookie": f"node={provider.memory.get('node', 'n0')}; Path=/"})


def post_is_deaf(_provider: Provider, ask: Ask) -> Reply | None:
    """What comes by POST is not read (SLiMS)."""
    if ask.method == "POST":
        ask.args = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    return None


def at_most(count: int) -> Callable[[Provider, Ask, Reply], Reply]:
    """A list of more records is refused (DNB)."""

    def after(provider: Provider, ask: Ask, reply: Reply) -> Reply:
        if ask.verb == "ListRecords" and ask.cursor and len(provider.select(ask.cursor)) > count:
            return Reply(b"too many records", 413, {"Content-Type": "text/plain"})
        return reply

    return after


def expired_as_422(provider: Provider) -> None:
    """An error of the protocol inside one of HTTP (Zenodo)."""
    refusing(("badResumptionToken", "expired"), when=once(lambda ask: "!50!" in ask.args.get("resumptionToken", "")))(
        provider
    )
    errors_have(422)(provider)


def errors_have(number: int) -> Callable[[Provider], None]:
    """Every error of the protocol comes with this status."""
    return lambda p: p.after.append(lambda _p, _a, r: replace(r, status=number) if b"<error" in r.body else r)


def once(which: Callable[[Ask], bool]) -> Callable[[Ask], bool]:
    """True for the first such request only."""
    met: list[Ask] = []

    def when(ask: Ask) -> bool:
        if not which(ask) or met:
            return False
        met.append(ask)
        return True

    return when


def one_answer(provider: Provider) -> None:
    """The whole repository in one answer (Greenstone)."""
    for number in provider.catalogue.insert(2000):
        provider.catalogue[number].stamp = provider.catalogue[1].stamp
    provider.bend(page=10**6)


def one_answer_with_a_broken_record(provider: Provider) -> None:
    """… and one record in the middle of it is none."""
    one_answer(provider)
    provider.mangle[42] = lambda record: record.replace(b"</dc:creator>", b"")


def cut_behind_a_record(whole: bytes) -> bytes:
    """The answer ends exactly behind a record, without its token and its root's end."""
    return whole[: whole.rindex(b"</record>", 0, whole.rindex(b"</record>")) + len(b"</record>")]


def poisoned(provider: Provider) -> None:
    """No list and no GetRecord that holds the 42nd work can be answered; the list of identifiers can."""
    provider.after.append(strike(lambda _r: status(500, "oops")(), verbs=("ListRecords", "GetRecord"), number=42))


def no_list_works(_provider: Provider, cursor: Cursor) -> bool:
    """Which page is meant by T5b."""
    return cursor.plain and cursor.offset == 50


def poisoned_throughout(provider: Provider) -> None:
    """… and the list of identifiers cannot be answered either."""
    provider.after.append(strike(lambda _r: status(500, "oops")(), verbs=(*LISTS, "GetRecord"), number=42))


LOST = frozenset({42})
TIRED = then(Night(statuses=ANY, limit=LADDER))


def row(fault: str, form: str, name: str, **more: object) -> Row:
    """A row."""
    return Row(fault=fault, form=form, name=name, **more)  # type: ignore[arg-type]
