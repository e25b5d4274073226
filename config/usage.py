"""Wrong usage in the reader's language: what click says of it, in our words."""

import click

from config.i18n import _


def show(error: click.ClickException) -> None:
    """Say on stderr what was wrong with the way a command was called."""
    if type(error).__name__ == "NoArgsIsHelpError":  # it shows the help, which is ours already
        error.show()
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        click.echo(_("Try '{command} --help' for help.", command=context.command_path) + "\n", err=True)
    click.echo(_("Error: {message}", message=sentence(error)), err=True)


def sentence(error: click.ClickException) -> str:
    """What was wrong; what click seldom says stays English."""
    if (command := getattr(error, "command_name", None)) is not None:
        return _("No such command {name}.", name=repr(command)) + _meant(error)
    if isinstance(error, click.NoSuchOption):
        return _("No such option {name}.", name=repr(error.option_name)) + _meant(error)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        name = error.param.get_error_hint(error.ctx)
        kind = _("Missing argument {name}.") if isinstance(error.param, click.Argument) else _("Missing option {name}.")
        return kind.format(name=name) + _choices(error.param)
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = error.param.get_error_hint(error.ctx)
        return _("Invalid value for {name}: {reason}", name=name, reason=_reason(error, error.param))
    return error.format_message()


def _meant(error: click.ClickException) -> str:
    names = getattr(error, "possibilities", None)
    return " " + _("Did you mean {names}?", names=", ".join(names)) if names else ""


def _choices(parameter: click.Parameter) -> str:
    if not isinstance(parameter.type, click.Choice):
        return ""
    return " " + _("Choose from: {choices}.", choices=", ".join(map(str, parameter.type.choices)))


def _reason(error: click.BadParameter, parameter: click.Parameter) -> str:
    if isinstance(parameter.type, click.types.IntParamType):
        return (
            _("it takes a whole number.") if not isinstance(parameter.type, click.IntRange) else _range(parameter.type)
        )
    return _choices(parameter).lstrip() or error.message


def _range(kind: click.IntRange) -> str:
    if kind.max is None:
        return _("it takes a whole number from {lowest}.", lowest=kind.min)
    return _("it takes a whole number from {lowest} to {highest}.", lowest=kind.min, highest=kind.max)
