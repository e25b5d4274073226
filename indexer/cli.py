"""The commands of this room: index, run, why, judge, export."""

import sys
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
import msgspec

from config.cli import App, Command, Group, emit, explained, json_option, pass_app
from config.errors import BadParameter, IndukError, NotFound
from config.i18n import N_, _
from config.progress import Reporter
from harvester import store as raw_store
from indexer.dedup import judgement, telling
from indexer.dedup.why import records_of
from indexer.dedup.why import why as ask_why
from indexer.export import COLUMNS, WRITERS
from indexer.export import export as stream

if TYPE_CHECKING:
    from sqlalchemy import Connection

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
        found = ask_why(connection, id_a, id_b)
    if as_json:
        emit(found)
    else:
        click.echo("\n".join(telling.tell(found)))


@click.group(
    cls=Group,
    help=N_("A person's decision on two records: remembered for ever, stronger than every score."),
    examples=('induk judge different uinsu:12 usu:77 --note "second edition"', "induk judge list", "induk index"),
)
def judge() -> None:
    """`induk judge`."""


def _verdict(name: str, help: str) -> click.Command:
    @click.command(name, cls=Command, help=help, examples=(f"induk judge {name} uinsu:12 usu:77", "induk index"))
    @click.argument("id_a", metavar="ID")
    @click.argument("id_b", metavar="ID")
    @click.option("--note", metavar="TEXT", help=N_("Why; shown by `induk why`."))
    @json_option
    @pass_app
    def command(app: App, id_a: str, id_b: str, note: str | None, as_json: bool) -> None:
        with app.database.write() as connection:
            one, other = (records_of(connection, i)[0].id for i in (id_a, id_b))
            if one == other:
                raise BadParameter(
                    _("Both ids stand for the same source record, {id}.", id=one),
                    _("Give the ids of two source records."),
                )
            made = judgement.remember(connection, name, one, other, note)
            against = judgement.contradicting(connection, made)
        if against:
            named = "; ".join(map(telling.named, against))
            click.echo(_("This judgement contradicts others, and not all can hold: {named}.", named=named), err=True)
        emit(made) if as_json else click.echo(_WAITS[name](made), err=True)

    return command


_WAITS: dict[str, Callable[[judgement.Judgement], str]] = {
    "same": lambda made: _("Noted: {a} and {b} are the same. `induk index` applies it.", a=made.a, b=made.b),
    "different": lambda made: _("Noted: {a} and {b} are different. `induk index` applies it.", a=made.a, b=made.b),
}

judge.add_command(_verdict("same", N_("These two records describe one publication.")))
judge.add_command(_verdict("different", N_("These two records describe two publications.")))


@judge.command(
    "list", cls=Command, help=N_("Every judgement."), examples=("induk judge list", "induk judge list --json")
)
@json_option
@pass_app
def list_judgements(app: App, as_json: bool) -> None:
    """`induk judge list`."""
    with app.database.read() as connection:
        found = judgement.all_of(connection)
    if as_json:
        emit({"judgements": found})
        return
    for made in found:
        click.echo("\t".join((made.made, made.verdict, made.a, made.b, " ".join((made.note or "").split()))))


@judge.command(
    "forget", cls=Command, help=N_("Take a judgement back."), examples=("induk judge forget uinsu:12 usu:77",)
)
@click.argument("id_a", metavar="ID")
@click.argument("id_b", metavar="ID")
@pass_app
def forget(app: App, id_a: str, id_b: str) -> None:
    """`induk judge forget`."""
    with app.database.write() as connection:
        found = _only_judgement(connection, id_a, id_b)
        judgement.forget(connection, found.a, found.b)
    click.echo(_("Forgotten. `induk index` applies it."), err=True)


def _only_judgement(connection: "Connection", id_a: str, id_b: str) -> judgement.Judgement:
    """The judgement on the two records; of union records, on two of their source records, if there is but one."""
    found = judgement.between(connection, _stands_for(connection, id_a), _stands_for(connection, id_b))
    if not found:
        raise BadParameter(
            _("There is no judgement on {a} and {b}.", a=id_a, b=id_b), _("`induk judge list` shows all of them.")
        )
    if len(found) > 1:
        raise BadParameter(
            _("There are several judgements on {a} and {b}.", a=id_a, b=id_b),
            _("Name one of these pairs: {pairs}.", pairs="; ".join(f"{made.a} {made.b}" for made in found)),
        )
    return found[0]


def _stands_for(connection: "Connection", any_id: str) -> set[str]:
    """The source records that an id stands for, and itself: a record that was judged may be away."""
    try:
        return {any_id, *(record.id for record in records_of(connection, any_id))}
    except NotFound:
        return {any_id}


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
        _is_known("source", source, raw_store.sources(connection) | {each.id for _m, each in app.consortium.sources()})
        _is_known("member", member, raw_store.members(connection) | {each.id for each in app.consortium.members})
        for piece in stream(
            connection, stage, format=format, source=source, member=member, payload=payload, left_out=left_out
        ):
            sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    if count := left_out.total():
        click.echo(_("Records left out, which are no MARC or too long for it: {count}.", count=count), err=True)


def _is_known(field: str, name: str | None, known: set[str]) -> None:
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
