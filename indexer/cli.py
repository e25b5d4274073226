"""The commands of this room: index, run, why, export. The others have files of their own (`cli_*.py`)."""

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click
import msgspec

from config.cli import App, Command, emit, explained, json_option, pass_app
from config.errors import BadParameter, IndukError
from config.i18n import N_, _
from config.progress import Reporter
from harvester import store as raw_store
from indexer import provenance, store
from indexer.dedup import telling
from indexer.dedup.why import why as ask_why
from indexer.export import COLUMNS, WRITERS
from indexer.export import export as stream
from indexer.merging import ranked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.model import Consortium
    from indexer.pipeline import IndexReport


def _index(app: App, rebuild: bool, reporter: Reporter) -> "IndexReport":
    from indexer import pipeline
    from indexer.engines import open_engine

    engine = open_engine(app.consortium)
    try:
        return pipeline.index(app.consortium, app.database, engine, rebuild=rebuild, reporter=reporter)
    finally:
        engine.close()


def _summary(report: "IndexReport") -> str:
    return _(
        "{unions} union records of {records} source records; taken in {normalised}, taken out {removed}, "
        "unreadable {unreadable}, changed {changed}.",
        **msgspec.structs.asdict(report),
    )


@click.command(
    cls=Command,
    help=N_("Normalise, match, merge and index what changed since last time."),
    examples=("induk index", "induk index --rebuild", "induk index --json"),
)
@click.option("--rebuild", is_flag=True, help=N_("Do everything again from the raw records; union ids stay."))
@json_option
@pass_app
def index(app: App, rebuild: bool, as_json: bool) -> None:
    """`induk index`."""
    with Reporter() as reporter:
        report = _index(app, rebuild, reporter)
    emit(report) if as_json else click.echo(_summary(report))


@click.command(
    cls=Command,
    help=N_("The nightly job: harvest, then index, even where some sources failed."),
    examples=("induk run", "induk run uinsu-slims", "induk run --json"),
)
@click.argument("sources", nargs=-1)
@json_option
@pass_app
def run(app: App, sources: tuple[str, ...], as_json: bool) -> int:
    """`induk run`."""
    from harvester.cli import as_dict, print_report
    from harvester.runner import harvest

    indexed: IndexReport | None = None
    failure: IndukError | None = None
    with Reporter() as reporter:
        harvested = harvest(app.consortium, app.database, sources=sources, reporter=reporter)
        try:
            indexed = None if harvested.interrupted else _index(app, False, reporter)
        except (Exception, KeyboardInterrupt) as error:  # what was harvested is told all the same
            failure = explained(error)
    if as_json:
        told = {name: getattr(failure, name) for name in ("code", "message", "advice")} if failure else None
        emit(as_dict(harvested) | {"index": msgspec.to_builtins(indexed), "index_error": told})
    else:
        print_report(harvested)
        if indexed is not None:
            click.echo(_summary(indexed))
    if failure is not None:
        raise failure
    return harvested.exit_code


@click.command(
    cls=Command,
    help=N_(
        "Why source records are one union record, or are not.\n\nID is a union id or a source record's id. With one, "
        "the pairs that hold it together; with two, what agrees, what differs, and what forbade it."
    ),
    examples=(
        "induk why k3f9m2x7qa",
        "induk why uinsu-slims:oai:slims/12 usu:oai:usu/77",
        "induk why k3f9m2x7qa --json",
    ),
)
@click.argument("id_a", metavar="ID")
@click.argument("id_b", metavar="[ID]", required=False)
@json_option
@pass_app
def why(app: App, id_a: str, id_b: str | None, as_json: bool) -> None:
    """`induk why`."""
    with app.database.read() as connection:
        found = ask_why(connection, id_a, id_b, app.consortium.matching)
        several = id_b is None and len(found.records) > 1
        best = ranked(connection, found.records[0].union) if several else []
    if as_json:
        emit(msgspec.to_builtins(found) | ({"ranking": msgspec.to_builtins(best)} if best else {}))
    else:
        told = [*telling.tell(found), *(["", *provenance.ranking(best)] if best else [])]
        click.echo("\n".join(told))


@click.command(
    cls=Command,
    help=N_("Every record of one stage, as a stream: raw as it came, bib as normalised, union as merged."),
    examples=(
        "induk export union > katalog.jsonl",
        "induk export raw --source uinsu-slims --payload | head",
        "induk export union --member uinsu --format marcxml > uinsu.xml",
    ),
)
@click.argument("stage", type=click.Choice(tuple(COLUMNS)))
@click.option("--source", metavar="S", help=N_("Only records of this source."))
@click.option("--member", metavar="M", help=N_("Only records of this member."))
@click.option(
    "--format", "format", type=click.Choice(tuple(WRITERS)), default="jsonl", help=N_("How they are written.")
)
@click.option("--payload", is_flag=True, help=N_("Raw lines with the record's bytes as text."))
@pass_app
def export(app: App, stage: str, source: str | None, member: str | None, format: str, payload: bool) -> None:
    """`induk export`."""
    left_out: Counter[str] = Counter()
    with app.database.read() as connection:
        is_known("source", source, raw_store.sources(connection) | {each.id for _m, each in app.consortium.sources()})
        is_known("member", member, raw_store.members(connection) | known_members(connection, app.consortium))
        for piece in stream(
            connection, stage, format=format, source=source, member=member, payload=payload, left_out=left_out
        ):
            sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    if count := left_out.total():
        click.echo(_(_LEFT_OUT.get(format, _LEFT_OUT["marc"]), count=count), err=True)


_LEFT_OUT = {
    "marc": N_("Records left out, which are no MARC 21 or too long for it: {count}."),
    "unimarc": N_("Records left out, which are no UNIMARC or too long for it: {count}."),
}


def known_members(connection: "Connection", consortium: "Consortium") -> set[str]:
    """The members that are declared, and those whose records are in the catalogue."""
    return store.members(connection) | {each.id for each in consortium.members}


def is_known(field: str, name: str | None, known: set[str]) -> None:
    """Refuse the name of a `source` or `member` that is not among the known.

    Raises:
        BadParameter: it is not; the known are told.
    """
    if name is not None and name not in known:
        raise BadParameter(
            _(_UNKNOWN[field][0], name=name),
            _(_UNKNOWN[field][1], names=", ".join(sorted(known)) or "-"),
            field=field,
        )


_UNKNOWN = {
    "source": (N_("There is no source `{name}`."), N_("Known sources: {names}.")),
    "member": (N_("There is no member `{name}`."), N_("Known members: {names}.")),
}
