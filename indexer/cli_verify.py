"""`induk verify`: whether the search index is sound, and has what the store has."""

import click

from config.cli import App, Command, emit, json_option, pass_app
from config.errors import IndukError
from config.i18n import N_, _, ngettext
from indexer import queues, store
from indexer.engines import open_engine
from indexer.tables import union_change


@click.command(
    cls=Command,
    help=N_("Read the whole search index, and compare it with the store. Exit code 1: something is wrong."),
    examples=("induk verify", "induk verify --json"),
)
@json_option
@pass_app
def verify(app: App, as_json: bool) -> int:
    """`induk verify`."""
    engine = open_engine(app.consortium)
    try:
        faults, health = engine.verify(), engine.health()
    finally:
        engine.close()
    with app.database.read() as connection:
        titles, waiting = store.count_unions(connection), queues.size(connection, union_change)
    if not waiting and titles != health.documents:
        faults = (
            *faults,
            _("The store has {titles} titles, the index {documents}.", titles=titles, documents=health.documents),
        )
    if as_json:
        emit({"engine": health.what, "documents": health.documents, "bytes": health.size, "titles": titles,
              "waiting": waiting, "faults": faults})  # fmt: skip
    else:
        count = ngettext("{n} title", "{n} titles", health.documents)
        click.echo(f"{health.what}: {count}")
        if waiting:
            click.echo(ngettext("{n} change waits for `induk index`.", "{n} changes wait for `induk index`.", waiting))
        for fault in faults:
            click.echo(fault)
        click.echo(_("Build the index again with `induk index --rebuild`.") if faults else _("The index is sound."))
    return IndukError.exit_code if faults else 0
