"""`induk demo`."""

import click

from config.cli import Command
from config.i18n import N_
from search.demo.run import run


@click.command(
    cls=Command,
    help=N_(
        "Show everything at work: five libraries with real books, harvested over OAI-PMH and from files, merged and "
        "served as web pages. Nothing is left behind."
    ),
    examples=("induk demo", "induk demo --port 8080", "induk demo --no-serve"),
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=N_("The port of the pages.")
)
@click.option("--no-serve", is_flag=True, help=N_("Harvest, merge, say what came of it, and stop."))
def demo(port: int, no_serve: bool) -> int:
    """Run the demo; gives the exit code."""
    return run(port, serve=not no_serve, say=click.echo)
