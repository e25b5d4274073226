"""R1-R12: which records there are, and who is who."""

from collections.abc import Callable
from dataclasses import replace

from .bench import (
    Seen,
    Twist,
)
from .catalogue import BEGIN, Work
from .provider import LISTS, Provider
from .wire import Ask

FOUND = frozenset({42})


def vanish(*numbers: int) -> Twist:
    """Deleted without a trace."""
    return lambda provider: provider.catalogue.vanish(*numbers)


def keeps_none(provider: Provider) -> None:
    """It keeps no deletions and says so."""
    provider.catalogue.vanish(3, 33, 63)
    provider.bend(deleted_record="no")


def a_week(provider: Provider) -> None:
    """Everything that can happen, and no tombstones."""
    provider.catalogue.edit(7, 50)
    provider.catalogue.insert(3)
    provider.catalogue.vanish(11, 12)


def short_without_a_sign(provider: Provider) -> None:
    """A full list that lacks its last ten records, and no size tells."""
    gone = [provider.catalogue.works[n] for n in range(95, 105)]
    usual = Provider.select
    provider.bend(sizes=False, select=lambda c: [each for each in usual(provider, c) if each not in gone])


def twin(*, before: bool, days: int = 1, numbers: tuple[int, ...] = (42, 60)) -> Twist:
    """Each of these is listed as living and as deleted (OJS before 3.4)."""

    def twist(provider: Provider) -> None:
        usual = Provider.order

        def order() -> list[Work]:
            rows = usual(provider)
            twins = [replace(provider.catalogue[n], deleted=True, stamp=BEGIN) for n in numbers]
            return [*twins, *rows] if before else [*rows, *twins]

        provider.bend(order=order)

    return twist


def stale_twin(provider: Provider) -> None:
    """Tonight an increment shows a living record, and tomorrow a tombstone that is older than it."""
    provider.catalogue.edit(42)


def only_the_tombstone(provider: Provider) -> None:
    """The increment shows the tombstone, whose date is before that of the living record that we have."""
    living = provider.catalogue[42]
    grave = replace(living, deleted=True, stamp=living.stamp.replace(year=living.stamp.year - 1))
    usual = Provider.select
    provider.bend(select=lambda c: [grave if each is living else each for each in usual(provider, c)])


def again(*numbers: int, same_page: bool) -> Twist:
    """Records that are listed twice."""

    def twist(provider: Provider) -> None:
        def order() -> list[Work]:
            rows = Provider.order(provider)
            for number in numbers:
                rows.insert(number if same_page else number + 30, provider.catalogue[number])
            return rows

        provider.bend(order=order)

    return twist


def duplicates(count: int) -> Callable[[Seen], str | None]:
    """So many were counted as duplicates."""
    return lambda seen: (
        None if seen.report.duplicates >= count else f"{seen.report.duplicates} duplicates counted, {count} sent"
    )


def other_ids(provider: Provider) -> None:
    """ListIdentifiers gives ids without their prefix; GetRecord knows only the whole ones (INLISLite)."""
    usual = Provider.list_records

    def listed(ask: Ask) -> bytes:
        said = usual(provider, ask)
        return said.replace(f"oai:{provider.host}:".encode(), b"") if ask.verb == LISTS[1] else said

    provider.bend(list_records=listed)


def everywhere_the_same(provider: Provider) -> None:
    """Every installation calls its records `oai:slims/1`, `oai:slims/2`, …"""
    provider.bend(identifier=lambda each: f"oai:slims/{each.number}")


def everywhere_the_same_with_others(provider: Provider) -> None:
    """… but they are other works here."""
    everywhere_the_same(provider)
    for each in provider.catalogue:
        each.title = f"Koleksi lain: {each.title}"


def renamed(*, in_text: bool, scheme: Callable[[Work], str] | None = None, moves_dates: bool = False) -> Twist:
    """The host has another name: all ids change, and the links in the records where `in_text`.

    Args:
        scheme: another way to make ids altogether.
        moves_dates: every record has a new date.
    """

    def twist(provider: Provider) -> None:
        old = provider.host
        if in_text or not scheme:
            provider.host = "pustaka.uji.ac.id"
        if not in_text:
            usual = Provider.dublin
            provider.dublin = lambda each: usual(provider, each).replace(provider.host, old)  # type: ignore[method-assign]
        if scheme:
            provider.identifier = scheme  # type: ignore[method-assign]
        if moves_dates:
            for each in provider.catalogue:
                provider.catalogue.touch(each.number, lambda _w: None)

    return twist


def carried_over(besides: int = 0, tombstones: int = 0) -> Callable[[Seen], str | None]:
    """The same records under new names: known as long as before, none added or deleted but for so many.

    Args:
        besides: works that were edited or added in the same night.
        tombstones: those of the server have new names too, and may count as deleted.
    """

    def check(seen: Seen) -> str | None:
        if seen.report.added > besides or seen.report.deleted > besides + tombstones:
            return f"{seen.report.added} added and {seen.report.deleted} deleted instead of carried over"
        wanted = {seen.provider.identifier(each) for each in seen.provider.catalogue.living}
        young = [n for n in wanted if n in seen.records and seen.records[n].first_seen >= seen.started]
        return f"first_seen of {len(young)} is that of tonight" if len(young) > besides else None

    return check


def another_work(provider: Provider) -> None:
    """An id is given to another book."""

    def other(each: Work) -> None:
        each.title, each.creator, each.isbn = "Budidaya ikan lele di lahan sempit", "Tampubolon, R.", "9786020000428"

    provider.catalogue.touch(42, other)


def changed(count: int) -> Callable[[Seen], str | None]:
    """So many changed."""
    return lambda seen: None if seen.report.changed == count else f"{seen.report.changed} changed, {count} did"


def mangled(change: Callable[[bytes], bytes]) -> Twist:
    """The 42nd record is sent so."""
    return lambda provider: provider.mangle.update({42: change})


def without(first: bytes, last: bytes, instead: bytes = b"") -> Twist:
    """A part of the 42nd record is missing."""

    def change(whole: bytes) -> bytes:
        head, _, rest = whole.partition(first)
        return head + instead + rest.partition(last)[2]

    return mangled(change)


def set_aside(seen: Seen) -> str | None:
    """The record is in the store, with its reason."""
    return None if seen.report.quarantined or any(r.problem for r in seen.records.values()) else "nothing was set aside"


def marc_is(metadata: Callable[[Provider, Work], str]) -> Twist:
    """What comes when marcxml is asked for."""
    return lambda p: p.bend(
        formats=("oai_dc", "marcxml"), served=("oai_dc", "marcxml"), metadata=lambda each, _prefix: metadata(p, each)
    )


def known_as(*formats: str) -> Callable[[Seen], str | None]:
    """The store knows what the records are."""

    def check(seen: Seen) -> str | None:
        found = {record.format for record in seen.records.values() if not record.deleted}
        return None if found <= set(formats) else f"stored as {', '.join(sorted(found))}, not {' or '.join(formats)}"

    return check


def old_oai_marc(provider: Provider, each: Work) -> str:
    """The MARC of OAI-PMH 1."""
    return (
        '<oai_marc xmlns="http://www.openarchives.org/OAI/1.1/oai_marc" status="n" type="a" level="m">'
        f'<fixfield id="001">{each.number}</fixfield><varfield id="245" i1="#" i2="#">'
        f'<subfield label="a">{each.title.replace("&", "&amp;")}</subfield></varfield></oai_marc>'
    )


def sloppy_marc(provider: Provider, each: Work) -> str:
    """No leader, `#` as indicators, control fields as data fields (INLISLite)."""
    whole = Provider.marc(provider, each)
    head, _, rest = whole.partition("<leader>")
    field = f'<datafield tag="001" ind1="#" ind2="#"><subfield code="$">{each.number}</subfield></datafield>'
    rest = rest.partition("</controlfield>")[2].replace('ind1=" " ind2=" "', 'ind1="#" ind2="#"')
    return head + field + rest


def stored_sets(expected: Callable[[Work], tuple[str, ...]]) -> Callable[[Seen], str | None]:
    """The store says of each record in which sets it is."""

    def check(seen: Seen) -> str | None:
        for each in seen.provider.catalogue.living:
            record = seen.records.get(seen.provider.identifier(each))
            if record and tuple(record.sets) != expected(each):
                return f"{record.identifier} is in {record.sets}, not {expected(each)}"
        return None

    return check


def books(provider: Provider) -> list[Work]:
    """The works of a set."""
    return [each for each in provider.catalogue.living if "buku" in each.sets]


def leave_the_set(provider: Provider) -> None:
    """Two books become theses, one thesis a book; their dates are not moved."""
    first, second, *_rest = books(provider)
    other = next(each for each in provider.catalogue.living if "tesis" in each.sets)
    first.sets = second.sets = ("tesis",)
    other.sets = ("buku",)


def odd_sets(provider: Provider) -> None:
    """Sets that no schema allows, or very many of them."""
    for each in provider.catalogue:
        each.sets = (f"[{each.year}?]", f"c{each.year}.", *(f"topik:{n}" for n in range(30)))


def other_spelling(provider: Provider) -> None:
    """`set` is honoured, and the headers spell its name in another way (EPrints, SLiMS)."""
    spelt = {"buku": "62756B75", "tesis": "7465736973", "jurnal": "6A75726E616C"}

    def header(each: Work) -> str:
        said = Provider.header(provider, each)
        for name, other in spelt.items():
            said = said.replace(f"<setSpec>{name}<", f"<setSpec>{other}<")
        return said

    provider.bend(header=header)


def sets_of(each: Work) -> tuple[str, ...]:
    """Those of the catalogue."""
    return each.sets
