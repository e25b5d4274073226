"""`induk staff-token`: a token for somebody who looks after the catalogue in the browser."""

import click
from pydantic import TypeAdapter, ValidationError

from config.cli import Command, emit, json_option
from config.errors import BadParameter
from config.i18n import N_, _
from config.model import Identifier
from search.staff import tokens


@click.command(
    "staff-token",
    cls=Command,
    help=N_(
        "Make a token for the staff pages.\n\nIt is shown once and stored nowhere: NAME keeps the token, and the line "
        "with its hash goes into `induk.yaml`."
    ),
    examples=("induk staff-token rina", "induk staff-token rina --json"),
)
@click.argument("name")
@json_option
def staff_token(name: str, as_json: bool) -> None:
    """Print a new token and the lines that let it in."""
    try:
        TypeAdapter(Identifier).validate_python(name)
    except ValidationError as error:
        raise BadParameter(
            _("`{key}` is {value}; it takes small letters a-z, digits and hyphens", key="NAME", value=repr(name[:64]))
            + ".",
            field="name",
        ) from error
    token = tokens.make()
    if as_json:
        emit({"name": name, "token": token, "hash": tokens.hashed(token)})
        return
    click.echo(token)
    click.echo(_("This is the token of {name}. It is shown only now. Write into induk.yaml:", name=name), err=True)
    click.echo(f"\nstaff:\n  tokens:\n    {name}: {tokens.hashed(token)}\n", err=True)
    click.echo(_("Then start `induk serve` again, and log in at /staff."), err=True)
