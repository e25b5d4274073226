"""The commands of this room: check, harvest, replay, status, runs, undo."""

import click
import msgspec

from config.cli import App, Command, emit, json_option, pass_app
from config.errors import BadParameter
from config.i18n import N_, _
from config.progress import Reporter
from harvester import outgrown, probe, telling
from harvester.replay import replay as replay_all
from harvester.report import Report
from harvester.runner import harvest as harvest_all
from harvester.status import runs as read_runs
from harvester.status import status as read_status
from harvester.undo import undo as undo_run


@click.command(
    cls=Command,
    help=N_("Fetch what changed at the sources, or at those named."),
    examples=(
        "induk harvest",
        "induk harvest uinsu-slims --full",
        "induk harvest uinsu-slims --accept-drop",
        "induk harvest --dry-run --limit 10",
    ),
)
@click.argument("sources", nargs=-1)
@click.option("--full", is_flag=True, help=N_("Sweep everything, and find what is gone."))
@click.option("--dry-run", is_flag=True, help=N_("Fetch and count, but store nothing."))
@click.option("--accept-drop", is_flag=True, help=N_("Believe a full list of SOURCE, however many records it lacks."))
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=N_("Stop each source after N records."))
@json_option
@pass_app
def harvest(
    app: App,
    sources: tuple[str, ...],
    full: bool,
    dry_run: bool,
    accept_drop: bool,
    limit: int | None,
    as_json: bool,
) -> int:
    """`induk harvest`."""
    if accept_drop and not sources:
        raise BadParameter(
            _("--accept-drop wants to know of which sources the list is to be believed."),
            _("Name them: `induk harvest SOURCE --accept-drop`."),
            field="source",
        )
    consortium, database = app.consortium, app.database
    with Reporter() as reporter:
        report = harvest_all(
            consortium,
            database,
            sources=sources,
            full=full,
            dry_run=dry_run,
            limit=limit,
            accept_drop=accept_drop,
            reporter=reporter,
        )
    emit(as_dict(report)) if as_json else print_report(report)
    return report.exit_code


def as_dict(report: Report) -> dict[str, object]:
    """A report as the contract has it."""
    return {**msgspec.to_builtins(report)}


def print_report(report: Report) -> None:
    """A report for people."""
    for line in telling.report_lines(report):
        click.echo(line)
    if report.interrupted:
        click.echo(_("Stopped. What came is saved; the next run goes on from there."), err=True)


@click.command(
    cls=Command,
    help=N_("Read what is in quarantine again, without network: after an update of Induk some of it may be readable."),
    examples=("induk replay", "induk replay uinsu-slims", "induk replay --json"),
)
@click.argument("sources", nargs=-1)
@json_option
@pass_app
def replay(app: App, sources: tuple[str, ...], as_json: bool) -> int:
    """`induk replay`."""
    report = replay_all(app.consortium, app.database, sources)
    if as_json:
        emit(as_dict(report))
    else:
        click.echo("\n".join(telling.replay_lines(report)))
    return report.exit_code


@click.command(
    cls=Command,
    help=N_("Check the configuration, and ask every source who it is and what it offers."),
    examples=("induk check", "induk check --offline", "induk check uinsu-slims --json"),
)
@click.argument("sources", nargs=-1)
@click.option("--offline", is_flag=True, help=N_("Look at the configuration file only."))
@json_option
@pass_app
def check(app: App, sources: tuple[str, ...], offline: bool, as_json: bool) -> int:
    """`induk check`."""
    cards = probe.check(app.consortium, sources, offline=offline)
    if as_json:
        emit({"config": str(app.config_path), "sources": cards})
    else:
        click.echo(_("{path} is valid.", path=app.config_path))
        for card in cards:
            click.echo("\n".join(probe.lines(card)))
    return probe.exit_code(cards)


@click.command(
    cls=Command,
    help=N_("How every source stands: last success, records, last error and what to do about it."),
    examples=("induk status", "induk status --json"),
)
@json_option
@pass_app
def status(app: App, as_json: bool) -> None:
    """`induk status`."""
    with app.database.read() as connection:
        sources = read_status(app.consortium, connection)
    advice = outgrown.advice(app.consortium, sources)
    if as_json:
        emit({"sources": sources, "advice": advice})
        return
    for source in sources:
        click.echo("\n".join(telling.status_lines(source)))
    for text in advice:
        click.echo(text)


@click.command(
    cls=Command,
    help=N_("The log of harvest runs; with RUN, that run alone and what its pages were."),
    examples=("induk runs", "induk runs 7", "induk runs --json"),
)
@click.argument("run", type=int, required=False)
@json_option
@pass_app
def runs(app: App, run: int | None, as_json: bool) -> None:
    """`induk runs`."""
    found = read_runs(app.consortium, app.database, only=run)
    if as_json:
        emit({"runs": found})
        return
    for each in found:
        click.echo("\n".join(telling.run_lines(each)))


@click.command(
    cls=Command,
    help=N_("Take back one run: the store is then as it was before it."),
    examples=("induk runs", "induk undo 7"),
)
@click.argument("run", type=int)
@json_option
@pass_app
def undo(app: App, run: int, as_json: bool) -> None:
    """`induk undo`."""
    done = undo_run(app.consortium, app.database, run)
    if as_json:
        emit({"run": run, **done})
    else:
        click.echo(_("Run {run} is undone: {removed} records removed, {restored} restored.", run=run, **done))
        click.echo(_("`induk index` brings the catalogue in line."), err=True)
