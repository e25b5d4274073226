"""`induk judge`: what people decide on two records."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from config.cli import App, Command, Group, emit, json_option, pass_app
from config.errors import BadParameter, NotFound
from config.i18n import N_, _
from indexer.dedup import judgement, telling
from indexer.dedup.why import records_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.group(
    cls=Group,
    help=N_("A person's decision on two records: remembered for ever, stronger than every score."),
    examples=('induk judge different uinsu:12 usu:77 --note "second edition"', "induk judge list", "induk index"),
)
def judge() -> None:
    """`induk judge`."""


def judged(app: App, verdict: str, id_a: str, id_b: str, note: str | None) -> judgement.Judgement:
    """Store a judgement, and name on stderr those that contradict it.

    Raises:
        BadParameter: both ids stand for one source record.
        NotFound: there is no such record.
    """
    with app.database.write() as connection:
        one, other = (records_of(connection, i)[0].id for i in (id_a, id_b))
        if one == other:
            raise BadParameter(
                _("Both ids stand for the same source record, {id}.", id=one),
                _("Give the ids of two source records."),
            )
        made = judgement.remember(connection, verdict, one, other, note)
        against = judgement.contradicting(connection, made)
    if against:
        named = "; ".join(map(telling.named, against))
        click.echo(_("This judgement contradicts others, and not all can hold: {named}.", named=named), err=True)
    return made


def _verdict(name: str, help: str) -> click.Command:
    @click.command(name, cls=Command, help=help, examples=(f"induk judge {name} uinsu:12 usu:77", "induk index"))
    @click.argument("id_a", metavar="ID")
    @click.argument("id_b", metavar="ID")
    @click.option("--note", metavar="TEXT", help=N_("Why; shown by `induk why`."))
    @json_option
    @pass_app
    def command(app: App, id_a: str, id_b: str, note: str | None, as_json: bool) -> None:
        made = judged(app, name, id_a, id_b, note)
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
