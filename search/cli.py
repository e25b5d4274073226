"""`induk search`, `induk show` and `induk serve`."""

import sys

import click
from rich import box
from rich.console import Console
from rich.table import Table

from config import clock
from config.cli import App, Command, dump, emit, pass_app
from config.errors import BadParameter, NotFound
from config.fields import SORTS
from config.i18n import N_, _, ngettext
from harvester import store as raw_store
from indexer import absence, copying, formats, merging, store
from indexer import provenance as provenance_of
from indexer.engines import open_engine
from indexer.record import BibRecord, UnionRecord
from search import cli_explain, explaining, labels
from search.schemas import Answer
from search.service import FACETS, Catalogue
from search.state import FILTERS, SearchState, read
from search.views import page_count

PIPE_WIDTH = 160
"""Columns of the table where stdout is no terminal."""


def _catalogue(app: App) -> Catalogue:
    return Catalogue(app.consortium, app.database, open_engine(app.consortium))


@click.command(
    cls=Command,
    help=N_("Search the catalogue. Without a query: everything, the newest first."),
    examples=(
        'induk search "pengantar ilmu perpustakaan"',
        "induk search author:basuki --filter member=uinsu --filter year=1990-1999 --sort year",
        "induk search islam --json | jq .total",
        "induk search pengantar perpustakaan --size 3 --explain",
    ),
)
@click.argument("query", nargs=-1)
@click.option("--filter", "filters", multiple=True, metavar="FIELD=VALUE",
              help=N_("Narrow the search; may be repeated. Values of one field are alternatives."))  # fmt: skip
@click.option("--sort", metavar="|".join(SORTS), help=N_("The order of the titles."))
@click.option("--page", metavar="N", help=N_("Which page, from 1."))
@click.option("--size", metavar="N", help=N_("How many titles on a page, at most 100."))
@click.option("--explain", is_flag=True, help=N_("Say of each title why it stands where it does."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the answer of the API instead of a table."))
@pass_app
def search(
    app: App,
    query: tuple[str, ...],
    filters: tuple[str, ...],
    sort: str | None,
    page: str | None,
    size: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Print a page of hits."""
    given = {"q": " ".join(query), "sort": sort, "page": page, "size": size}
    state = read([*((name, value) for name, value in given.items() if value is not None), *map(_filter, filters)])
    catalogue = _catalogue(app)
    answer = catalogue.search(state, facets=FACETS if as_json else (), base=app.consortium.url)
    if explain:
        _explain(catalogue, state, answer, as_json)
    elif as_json:
        emit(answer.model_dump(mode="json"))
    elif answer.records:
        _print_table(answer)
    if not as_json:
        click.echo(_summary(answer), err=True)


def _explain(catalogue: Catalogue, state: SearchState, answer: Answer, as_json: bool) -> None:
    explained = explaining.explain(catalogue, state)
    if as_json:
        emit(cli_explain.as_json(answer, explained))
        return
    if explained and (why_not := cli_explain.unordered(state, explained)):
        click.echo(why_not)
        return
    for heading, table in cli_explain.tables(answer, explained):
        click.echo(heading)
        _print(table)


@click.command(
    cls=Command,
    help=N_("Show one record: a union record, or a source record as its library describes it."),
    examples=("induk show k3f9q2vw", "induk show uinsu-slims:oai:slims/12 --format marcxml"),
)
@click.argument("public_id", metavar="ID")
@click.option("--format", "format", type=click.Choice(list(formats.MEDIA_TYPES)), default="json", show_default=True,
              help=N_("The format to write; MARC is always one library's own record, never the mixture."))  # fmt: skip
@click.option("--provenance", is_flag=True, help=N_("Print a table instead: each value, and the records that say so."))
@pass_app
def show(app: App, public_id: str, format: str, provenance: bool) -> None:
    """Print one record."""
    if provenance:
        _print_provenance(app, public_id)
        return
    with app.database.read() as connection:
        source_record = store.bib(connection, public_id)
        now = raw_store.public_id(connection, public_id)
    if source_record is not None:
        if now != public_id:
            click.echo(_("{old} is called {new} by its source now.", old=public_id, new=now), err=True)
        body = _source_record(app, source_record, format)
    else:
        body = _union_record(app, public_id, format)
    click.echo(body, nl=False)


@click.command(
    cls=Command,
    help=N_("Serve the pages, the API and the OAI-PMH provider."),
    examples=("induk serve", "induk serve --host 0.0.0.0 --port 80 --workers 4"),
)
@click.option("--host", default="127.0.0.1", show_default=True, help=N_("The address to listen at."))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help=N_("The port; 0 takes a free one.")
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help=N_("How many processes serve; as many as the machine has cores, at most."),
)
@pass_app
def serve(app: App, host: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    from search import workers as several
    from search.app import create_app
    from search.server import listen, run

    with listen(host, port) as listener:
        if workers > 1:
            several.run(app.consortium, listener, workers)
        else:
            run(create_app(app.consortium, app.database, open_engine(app.consortium)), listener)


def _filter(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals or field not in FILTERS:
        raise BadParameter(
            _("The filter {text} cannot be read.", text=repr(text)),
            _("Write FIELD=VALUE; fields are {fields}.", fields=", ".join(FILTERS)),
            field="filter",
        )
    return field, value


def _print_table(answer: Answer) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, options in (
        (_("Title"), {"ratio": 5, "overflow": "fold"}),
        (_("Author"), {"ratio": 3, "overflow": "fold"}),
        (_("Year"), {"no_wrap": True}),
        (_("Type"), {"no_wrap": True}),
        (_("Libraries"), {"ratio": 2, "overflow": "fold"}),
        ("ID", {"no_wrap": True}),
    ):
        table.add_column(heading, **options)
    for card in answer.records:
        table.add_row(
            ": ".join(part for part in (card.title, card.subtitle) if part) or _("[Untitled]"),
            "; ".join(creator.name for creator in card.creators[:3]),
            str(card.year or ""),
            labels.named(labels.TYPES, card.type or ""),
            ", ".join(card.members),
            card.id,
        )
    _print(table)


def _print(table: Table) -> None:
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    Console(file=sys.stdout, markup=False, highlight=False, emoji=False, width=width).print(table)


def _summary(answer: Answer) -> str:
    """What was found, and in what way it is not just what was asked for."""
    found = ngettext("{count} title found", "{count} titles found", answer.total, count=labels.number(answer.total))
    last = page_count(answer.total, answer.size)
    if answer.page > 1 or last > 1:
        found = f"{found}, {_('page {page} of {last}', page=answer.page, last=last)}"
    lines = [f"{found}."]
    if answer.relaxed:
        lines.append(labels.named(labels.WAYS, answer.way))
    if answer.did_you_mean:
        lines.append(f"{_('Did you mean:')} {answer.did_you_mean}")
    return "\n".join(lines)


def _source_record(app: App, record: BibRecord, format: str) -> bytes:
    if format == "json":
        return f"{dump(record)}\n".encode()
    if format not in copying.FORMATS:
        return formats.write(record, format)
    with app.database.read() as connection:
        return copying.of(connection, record, format).body


def _union_record(app: App, public_id: str, format: str) -> bytes:
    record = _found(app, public_id)
    if format == "json":
        return f"{dump(record)}\n".encode()
    if format not in copying.FORMATS:
        return formats.write(record, format)
    visible = {member.id for member in app.consortium.active(clock.now().date())}
    with app.database.read() as connection:
        copied = copying.best(connection, record.id, record.records, format, visible)
    if copied is None:
        return formats.write(record, format)
    click.echo(_whose(copied, format), err=True)
    return copied.body


def _whose(copied: copying.Copy, format: str) -> str:
    if copied.own:
        return _("This is {id}, the record of {member}.", id=copied.id, member=copied.member)
    return _(
        "No library has it as {format}; this was made of {id} of {member}.",
        format="UNIMARC" if format == "unimarc" else "MARC",
        id=copied.id,
        member=copied.member,
    )


def _found(app: App, public_id: str) -> UnionRecord:
    """The union record that an id leads to; where it leads elsewhere, that is said."""
    try:
        found = _catalogue(app).record(public_id)
    except NotFound:
        with app.database.read() as connection:
            absence.explain(connection, public_id)
        raise
    if found.redirected:
        click.echo(_("{old} was merged into {new}.", old=public_id, new=found.record.id), err=True)
    return found.record


def _print_provenance(app: App, public_id: str) -> None:
    """Which record is the best and why; then a row for each value: the records that say so, the one quoted first."""
    record = _found(app, public_id)
    with app.database.read() as connection:
        ranked = merging.ranked(connection, record.id)
    if len(ranked) > 1:
        click.echo("\n".join(provenance_of.ranking(ranked)))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(_("Field"), no_wrap=True)
    table.add_column(_("Value"), ratio=3, overflow="fold")
    table.add_column(_("Said by"), ratio=2, overflow="fold")
    before = None
    for line in provenance_of.lines(record):
        label = "" if line.field == before else provenance_of.heading(line.field)
        table.add_row(label, line.value, ", ".join(line.records))
        before = line.field
    _print(table)
