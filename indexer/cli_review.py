"""`induk review`: the doubtful pairs, shown for judging; at a terminal, judged one after the other."""

import sys

import click
from rich.console import Console

from config.cli import App, Command, emit, json_option, pass_app
from config.i18n import N_, _
from indexer.cli import is_known, known_members
from indexer.cli_judge import judged
from indexer.review import Doubt, Page, page
from indexer.review_telling import commands, reasons, table

PIPE_WIDTH = 120
"""Columns where stdout is no terminal."""

ANSWERS = {"s": "same", "d": "different", "n": None, "q": None}
"""Key → verdict; `n` goes on, `q` stops."""


@click.command(
    cls=Command,
    help=N_(
        "Pairs of records that may be the same or may not, for a person to judge; the likeliest first.\n\nAt a "
        "terminal each is asked about. s: the same, d: different, n: next, q: quit; a note may follow s or d."
    ),
    examples=(
        "induk review",
        "induk review --member uinsu --limit 5",
        "induk review --json | jq '.pairs[].b.id'",
    ),
)
@click.option("--member", metavar="M", help=N_("Only pairs with a record of this member."))
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    metavar="N",
    help=N_("At most so many pairs."),
)
@json_option
@pass_app
def review(app: App, member: str | None, limit: int, as_json: bool) -> None:
    """`induk review`."""
    with app.database.read() as connection:
        is_known("member", member, known_members(connection, app.consortium))
    if not as_json and sys.stdin.isatty() and sys.stdout.isatty():
        _ask(app, member, limit)
        return
    found = _page(app, member, 0, limit)
    if as_json:
        emit({"total": found.total, "pairs": found.doubts})
        return
    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False, width=PIPE_WIDTH)
    for number, doubt in enumerate(found.doubts, 1):
        _show(console, doubt, number, found.total)
        for line in commands(doubt):
            console.print(f"  {line}", soft_wrap=True)
        console.print()
    click.echo(_left(found.total), err=True)


def _page(app: App, member: str | None, offset: int, limit: int) -> Page:
    with app.database.read() as connection:
        return page(connection, profile=app.consortium.matching, member=member, offset=offset, limit=limit)


def _ask(app: App, member: str | None, limit: int) -> None:
    """Show pair after pair and store the answers; whoever stops has lost nothing."""
    console = Console(markup=False, highlight=False, emoji=False)
    passed = answered = 0
    total = _page(app, member, 0, 1).total
    while passed + answered < limit:
        found = _page(app, member, passed, 1)  # what was judged is gone from the queue
        if not found.doubts:
            break
        (doubt,) = found.doubts
        _show(console, doubt, passed + answered + 1, total)
        key, note = _answer()
        if key == "q":
            break
        if verdict := ANSWERS[key]:
            judged(app, verdict, doubt.a.id, doubt.b.id, note)
            answered += 1
        else:
            passed += 1
    click.echo(_left(_page(app, member, 0, 1).total), err=True)
    if answered:
        click.echo(_("Judged: {count}. `induk index` applies it.", count=answered), err=True)


def _answer() -> tuple[str, str | None]:
    """The key and the note behind it; the end of the input is `q`."""
    while True:
        try:
            said = click.prompt(_("s the same, d different, n next, q quit"), prompt_suffix=" > ", err=True)
        except click.Abort:
            return "q", None
        key, _blank, note = str(said).strip().partition(" ")
        if key.lower() in ANSWERS:
            return key.lower(), note.strip() or None


def _show(console: Console, doubt: Doubt, number: int, total: int) -> None:
    console.print(_("{number} of {total}", number=number, total=total))
    console.print(table(doubt))
    for line in reasons(doubt):
        console.print(f"  {line}")


def _left(total: int) -> str:
    return _("Pairs to be judged: {count}.", count=total)
