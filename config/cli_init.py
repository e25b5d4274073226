"""`induk init`: a commented configuration to start from."""

from importlib import resources
from pathlib import Path

import click

from config import i18n
from config.cli import Command
from config.errors import ConfigError
from config.i18n import N_, _
from config.loader import FILE_NAME


@click.command(
    cls=Command,
    help=N_("Write a commented `induk.yaml` into DIR (default: this folder)."),
    examples=("induk init", "induk init /srv/katalog", "INDUK_LANG=id induk init"),
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Write the example in the reader's language; an existing file is never touched."""
    path = folder / FILE_NAME
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_example())
    except FileExistsError:
        raise ConfigError(
            _("{path} is there already; it was not touched.", path=path),
            _("Edit it, or name another folder: `induk init DIR`."),
        ) from None
    click.echo(_("Wrote {path}.", path=path), err=True)
    click.echo(_("Next: enter your libraries, then `induk check`, `induk run`, `induk serve`."), err=True)


def _example() -> str:
    examples = resources.files("config") / "examples"
    spoken = examples / f"induk.{i18n.language()}.yaml"
    return (spoken if spoken.is_file() else examples / "induk.en.yaml").read_text(encoding="utf-8")
