"""A doubtful pair in words: two descriptions side by side, what agrees, what differs, and how to answer."""

import shlex
from collections.abc import Iterator

import msgspec
from rich import box
from rich.table import Table
from rich.text import Text

from config.i18n import N_, _
from indexer.dedup import telling
from indexer.formats.statements import full_title, host_statement
from indexer.normalise import text
from indexer.record import BibRecord
from indexer.review import Doubt

CREATORS = 3


def table(doubt: Doubt) -> Table:
    """The two records side by side, a row for each thing that either tells; what differs is bold."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column("", no_wrap=True)
    for record in (doubt.a, doubt.b):
        shown.add_column(Text(record.id), ratio=1, overflow="fold")
    for row in rows(doubt):
        style = "bold" if row.differs else ""
        shown.add_row(row.label, Text(row.a or "-", style), Text(row.b or "-", style))
    return shown


class Row(msgspec.Struct, frozen=True):
    """One thing that either record tells; `differs`: both tell it, and not the same."""

    label: str
    a: str
    b: str
    differs: bool


def rows(doubt: Doubt) -> Iterator[Row]:
    """What the two records tell, in the reader's language; only what there is."""
    left, right = dict(_described(doubt.a)), dict(_described(doubt.b))
    for label, one in left.items():
        other = right[label]
        if one or other:
            yield Row(_(label), one, other, bool(one and other and text.fold(one) != text.fold(other)))


def _described(record: BibRecord) -> Iterator[tuple[str, str]]:
    """What a cataloguer looks at first; the same rows in the same order for every record."""
    names = [creator.name for creator in record.creators]
    more = f" (+{len(names) - CREATORS})" if len(names) > CREATORS else ""
    year = record.date_text or (str(record.year) if record.year else None)
    yield N_("Title"), full_title(record)
    yield N_("Author"), "; ".join(names[:CREATORS]) + more
    yield N_("Edition"), record.edition or ""
    yield N_("Publisher"), ", ".join(filter(None, (record.place, record.publisher)))
    yield N_("Year"), year or ""
    yield N_("Extent"), record.extent or ""
    yield N_("Series"), "; ".join(record.series)
    yield N_("Published in"), host_statement(record.host) or ""
    yield "ISBN", ", ".join(record.isbns)
    yield "ISSN", ", ".join(record.issns)
    yield "DOI", ", ".join(record.identifiers.doi)
    yield N_("Type"), " / ".join(filter(None, (record.type, record.carrier)))
    yield N_("Link"), next((link.url for link in record.urls if link.kind == "record"), "")


def reasons(doubt: Doubt) -> Iterator[str]:
    """What the comparison says: the chance, what forbids it, what agrees, what differs, what only one tells."""
    told = doubt.evidence
    if doubt.together:
        yield _("They are one union record, although something forbids it.")
    yield _(
        "{percent} % likely to be the same; the answer is about {records} records.",
        percent=telling.percent(told.score),
        records=doubt.records,
    )
    yield from telling.forbidden(told)
    if speaking_for := telling.speaking_for(told):
        yield _("Speaks for it: {features}.", features="; ".join(map(telling.agreement, speaking_for)))
    if speaking_against := telling.speaking_against(told):
        yield _("Speaks against it: {features}.", features="; ".join(map(telling.agreement, speaking_against)))
    yield from telling.silent(told, doubt.a.id, doubt.b.id)


def commands(doubt: Doubt) -> Iterator[str]:
    """The two answers, ready to be copied into a shell."""
    ids = shlex.join((doubt.a.id, doubt.b.id))
    yield f"induk judge same {ids}"
    yield f"induk judge different {ids}"
