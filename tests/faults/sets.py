"""S1-S5: sets, verbs, and what a server says of itself."""

from typing import Any

from .bench import LOUD, SOME, Night, Seen, Twist, all_of, bent, heal, instead, refusing, row, then
from .provider import Cursor, Provider
from .records import known_as
from .transport import html, once, status
from .wire import Ask, Reply, serving


def in_set(name: str) -> Any:
    """The works of a set."""
    return lambda provider: [each for each in provider.catalogue.living if name in each.sets]


def ignores_sets(provider: Provider) -> None:
    """`set` is not looked at."""
    usual = Provider.select
    provider.bend(select=lambda c: usual(provider, Cursor(c.prefix, c.since, c.until, "", c.offset)))


def noticed(seen: Seen) -> str | None:
    """The other sets' records did not come in as if they were wanted, or the run says that something is wrong."""
    others = [r.identifier for r in seen.records.values() if "tesis" not in r.sets and not r.deleted]
    return (
        f"{len(others)} of other sets came in, and the run says ok" if others and seen.report.status == "ok" else None
    )


def odd_name(provider: Provider) -> None:
    """A set whose name has to be encoded, once."""
    for each in provider.catalogue:
        each.sets = tuple("koleksi langka & khusus/a+b" if name == "tesis" else name for name in each.sets)
    provider.bend(sets=("buku", "jurnal", "koleksi langka & khusus/a+b"))


def no_sets(provider: Provider) -> None:
    """There are none, and it is an error to ask."""
    for each in provider.catalogue:
        each.sets = ()
    provider.bend(sets=())
    refusing(("noSetHierarchy", "This repository has no sets"), verbs=("ListSets",))(provider)


def off(provider: Provider) -> None:
    """OAI-PMH is switched off: every verb is unknown."""
    refusing(("badVerb", "Illegal OAI verb"), verbs=())(provider)


def home(provider: Provider) -> None:
    """OAI-PMH is switched off: everything leads to the home page (OJS)."""

    def before(p: Provider, ask: Ask) -> Reply | None:
        return html() if ask.path == "/" else Reply(b"", 302, {"Location": f"{p.base}/"})

    provider.before.append(before)


def wrong_base_url(said: str) -> Twist:
    """Identify gives another address than was asked."""
    return bent(base_url=lambda: said)


def trap(provider: Provider) -> None:
    """Identify gives the address of another server, which must not be asked."""
    other = Provider(provider.catalogue)
    running = serving(other)
    other.base = running.__enter__()
    provider.memory.update(other=other, running=running)
    provider.bend(base_url=lambda: other.url)


def not_followed(seen: Seen) -> str | None:
    """Nobody went there."""
    seen.provider.memory["running"].__exit__(None, None, None)
    asked = len(seen.provider.memory["other"].asked)
    return f"{asked} requests went to the address in baseURL" if asked else None


def hidden_marc(name: str) -> Twist:
    """Served, but not in the list of formats."""
    return bent(formats=("oai_dc",), served=("oai_dc", name))


def another_name(name: str) -> Twist:
    """MARCXML under another name."""
    return bent(formats=("oai_dc", name), served=("oai_dc", name))


def broken_marc(provider: Provider) -> None:
    """Offered, but whoever asks for it gets an error page (INLISLite on PHP 7)."""

    def before(_provider: Provider, ask: Ask) -> Reply | None:
        return Reply(b"", 500, {"Content-Type": "text/html"}) if ask.args.get("metadataPrefix") == "marcxml" else None

    provider.bend(formats=("oai_dc", "marcxml"), served=("oai_dc", "marcxml"))
    provider.before.append(before)


def refused_marc(provider: Provider) -> None:
    """Offered, but no record can be disseminated in it."""
    provider.bend(formats=("oai_dc", "marcxml"))


def names(*words: str) -> Any:
    """The message has these words."""

    def check(seen: Seen) -> str | None:
        absent = [word for word in words if word not in seen.message]
        return f"the message does not say {', '.join(absent)}: {seen.message[:160]}" if absent else None

    return check


def failing(*errors: tuple[str, str]) -> Twist:
    """Every list is refused so."""
    return refusing(*errors)


def once_only(error: str) -> Twist:
    """The third page is refused so, once."""

    def twist(provider: Provider) -> None:
        third = once(lambda ask: "!20!" in ask.args.get("resumptionToken", ""))
        refusing((error, "try again"), when=third)(provider)

    return twist


def edits(provider: Provider) -> None:
    """An ordinary day."""
    provider.catalogue.edit(7, 50)
    provider.catalogue.insert(2)
    provider.catalogue.delete(20)


THESES = {"settings": ", set: tesis", "wanted": in_set("tesis")}
OFF = Night(statuses=LOUD, deletes=0, limit=30)
MARC = ", format: marcxml"

ROWS = (
    row("S1", "a", "`set` is not looked at", ignores_sets, **THESES, extras=True, nights=(Night(statuses=SOME | LOUD,
        checks=(noticed,)),)),
    row("S1", "b", "the name of a set has to be encoded", odd_name, settings=", set: 'koleksi langka & khusus/a+b'",
        wanted=in_set("koleksi langka & khusus/a+b"), nights=(Night(), Night(does=edits))),
    row("S1", "c", "noSetHierarchy", no_sets, nights=(Night(), Night(does=edits))),
    row("S2", "a", "switched off: badVerb", nights=(Night(), Night(does=off, checks=(names("badVerb"),),
        statuses=LOUD, deletes=0),
        Night(does=all_of(heal, edits)))),
    row("S2", "b", "switched off: sent to the home page", nights=(Night(), Night(does=home, statuses=LOUD, deletes=0,
        limit=30),
        Night(does=all_of(heal, edits)))),
    row("S2", "c", "switched off from the beginning", off, nights=then(OFF)),
    row("S2", "d", "switched off in a full sweep", nights=(Night(), Night(does=off, full=True, statuses=LOUD,
        deletes=0, limit=30),
        Night(does=all_of(heal, edits), limit=60))),
    row("S3", "a", "baseURL is localhost", wrong_base_url("http://localhost:1/oai"), nights=(Night(),
        Night(does=edits))),
    row("S3", "b", "baseURL is another server", trap, nights=(Night(checks=(not_followed,)),)),
    row("S3", "c", "baseURL is https at port 443", wrong_base_url("https://127.0.0.1:443/oai"), nights=(Night(),
        Night(does=edits))),
    row("S4", "a", "marcxml is served but not offered", hidden_marc("marcxml"), settings=MARC, nights=(
        Night(checks=(known_as("marcxml"),)), Night(does=edits))),
    row("S3", "d", "Identify fails, lists do not", instead(status(500), verbs=("Identify",)), nights=(
        Night(), Night(does=edits, limit=60))),
    row("S4", "f", "ListMetadataFormats fails, lists do not", instead(status(500), verbs=("ListMetadataFormats",)),
        nights=(Night(), Night(does=edits))),
    *(row("S4", letter, f"MARCXML is called {name}", another_name(name), nights=(
        Night(checks=(known_as("marcxml", name),)), Night(does=edits)))
      for letter, name in (("b", "marc21"), ("c", "MARC21-xml"))),
    row("S4", "d", "marcxml is offered and fails with 500", broken_marc, nights=(Night(limit=60,
        checks=(known_as("oai_dc"),)),)),
    row("S4", "e", "marcxml is offered and cannot be disseminated", refused_marc, nights=(Night(limit=60,
        checks=(known_as("oai_dc"),)),)),
    row("S5", "a", "two errors at once", failing(("badArgument", "metadataPrefix?"), ("badVerb", "no such verb")),
        nights=then(
        Night(statuses=LOUD, checks=(names("badArgument", "badVerb"),)))),
    row("S5", "b", "an unknown error, once", once_only("InternalException"), nights=(Night(limit=60),)),
    row("S5", "c", "an unknown error, always", failing(("InternalException", "java.lang.NullPointerException")),
        nights=then(
        Night(statuses=LOUD, checks=(names("InternalException"),)))),
)  # fmt: skip
