"""Weeks in libraries with SLiMS and INLISLite: after each night the store is the catalogue, exactly."""

from collections.abc import Callable
from typing import Any

from .bench import LADDER, PARTIAL, SOME, Night, Row, Twist
from .catalogue import Work
from .inlislite import Inlislite
from .provider import Provider
from .records import carried_over
from .slims import SlimsOai, SlimsOai2


def monday(provider: Provider) -> None:
    """An edit, an addition, a deletion."""
    provider.catalogue.edit(7)
    provider.catalogue.insert(1)
    provider.catalogue.vanish(11)


def tuesday(provider: Provider) -> None:
    """More than a page of additions, edits of old and new titles, deletions at both ends."""
    provider.catalogue.insert(12)
    provider.catalogue.edit(1, 50, 105)
    provider.catalogue.vanish(2, 104)


def hide(*numbers: int, hidden: bool = True) -> Twist:
    """Hidden from the public catalogue, or shown again."""

    def twist(provider: Provider) -> None:
        for number in numbers:
            provider.catalogue[number].hidden = hidden

    return twist


def another_host(provider: Provider) -> None:
    """The server is asked by another name: all ids and links change."""
    provider.memory["host"] = "pustaka.uji.ac.id"


def with_hidden(provider: Provider) -> list[Work]:
    """The living, and what is hidden."""
    return list(provider.catalogue)


def twice_encoded(each: Work) -> tuple[str, ...]:
    """The right title, or the one that SLiMS sends: raw records are kept as they came."""
    return (each.title, each.title.encode().decode("latin-1"))


def week(fault: str, form: str, name: str, server: Callable[[], Provider], **more: Any) -> Row:
    """Four nights, the third without a change."""
    nights = (Night(), Night(does=monday, limit=60), Night(limit=60, deletes=0), Night(does=tuesday, limit=60))
    return Row(fault=fault, form=form, name=name, server=server, **({"nights": nights} | more))


def unseen(server: type[Provider]) -> Callable[[], Provider]:
    """The same answers at an address and under names that tell nothing of the software."""

    class Plain(server):  # type: ignore[valid-type,misc]
        @property
        def url(self) -> str:
            return f"{self.base}/layanan/data.php"

        def identify(self, ask: Any) -> bytes:
            told: bytes = super().identify(ask)
            for name in (
                b"SLiMS Senayan Library Management System",
                b"INLISLite v3",
                b"Senayan",
                b"inlislite",
                b"slims.web.id",
            ):
                told = told.replace(name, b"example.ac.id" if b"." in name else b"Pustaka")
            return told

    return Plain


UNSEEN = (
    Night(statuses=SOME, limit=LADDER),
    Night(does=monday, lag=True, statuses=SOME, limit=LADDER),
    Night(does=tuesday, lag=True, statuses=SOME, limit=LADDER),
    Night(days=35, limit=LADDER),
)

CYCLES = (
    week("oai.php", "", "SLiMS oai.php: a week", SlimsOai, titles=twice_encoded),
    week("oai.php", "-hidden", "SLiMS oai.php: a title is hidden and breaks its page", SlimsOai, titles=twice_encoded,
        wanted=with_hidden, lost=frozenset({20}), nights=(
            Night(), Night(does=hide(20), statuses=PARTIAL, limit=LADDER, exact=True),
            Night(does=monday, statuses=PARTIAL, limit=LADDER, exact=True),
            Night(does=hide(20, hidden=False), limit=60))),
    week("oai.php", "-hidden-first", "SLiMS oai.php: hidden titles from the beginning", lambda: _hidden(SlimsOai()),
        titles=twice_encoded, wanted=with_hidden, lost=frozenset({20, 90}), nights=(Night(statuses=PARTIAL,
        limit=LADDER),)),
    week("oai2.php", "", "SLiMS oai2.php: a week", SlimsOai2),
    week("oai2.php", "-hidden", "SLiMS oai2.php: titles are hidden and shown again", SlimsOai2, nights=(
        Night(), Night(does=hide(20, 30), limit=60), Night(does=hide(20, hidden=False), limit=60))),
    week("oai2.php", "-renamed", "SLiMS oai2.php: the host is renamed", SlimsOai2, nights=(
        Night(), Night(does=another_host, limit=60, deletes=0, checks=(carried_over(),)), Night(does=monday,
        limit=60))),
    week("inlislite", "", "INLISLite: a week", Inlislite),
    week("oai.php", "-unseen", "as SLiMS oai.php, not to be recognised", unseen(SlimsOai), titles=twice_encoded,
        nights=UNSEEN),
    week("oai2.php", "-unseen", "as SLiMS oai2.php, not to be recognised", unseen(SlimsOai2), nights=UNSEEN),
    week("inlislite", "-unseen", "as INLISLite, not to be recognised", unseen(Inlislite), nights=UNSEEN),
)  # fmt: skip


def _hidden(provider: Provider) -> Provider:
    hide(20, 90)(provider)
    return provider
