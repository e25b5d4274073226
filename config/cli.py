"""The ground under every command: lazy loading, `--config` everywhere, the reader's language, errors as exit codes."""

import errno
import importlib
import json
import os
import sys
import traceback
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import click
import msgspec

from config import __version__, i18n, loader, logs, usage, wordlists
from config.database import Database
from config.errors import IndukError, Interrupted
from config.i18n import N_, _
from config.model import Consortium


class App:
    """What a command works with: the configuration and the store, opened when first asked for."""

    def __init__(self) -> None:
        self.config_option: str | None = None

    @cached_property
    def config_path(self) -> Path:
        """The configuration file in use."""
        return loader.find(self.config_option)

    @cached_property
    def consortium(self) -> Consortium:
        """The configuration; the tables beside its file are in use from then on."""
        consortium = loader.load(self.config_path)
        wordlists.use(self.config_path.resolve().parent / wordlists.FOLDER)
        return consortium

    @cached_property
    def database(self) -> Database:
        """The store, brought up to date."""
        return Database.open(self.consortium.database_url)

    def close(self) -> None:
        """Give back what was opened."""
        if "database" in self.__dict__:
            self.database.close()


pass_app = click.make_pass_decorator(App, ensure=True)

json_option = click.option("--json", "as_json", is_flag=True, help=N_("One JSON object on stdout."))


def _remember_config(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.ensure_object(App).config_option = value


class Command(click.Command):
    """A command whose help is translated and ends with examples, and which takes `--config` like every other.

    Args:
        examples: lines of a shell, shown at the end of `--help`.
    """

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.params.append(_config_option())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, in words that are translated."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = N_("Show this message and stop.")
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage:") + " ")

    def _paragraphs(self) -> list[str]:
        return _(self.help).split("\n\n") if self.help else [""]

    def get_short_help_str(self, limit: int = 100) -> str:
        """The first sentence of the help, translated."""
        return self._paragraphs()[0].strip()

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help, translated."""
        formatter.write_paragraph()
        with formatter.indentation():
            for paragraph in self._paragraphs():
                formatter.write_text(" ".join(paragraph.split()))
                formatter.write_paragraph()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, translated."""
        rows = [
            (
                record[0],
                _(parameter.help) if isinstance(parameter, click.Option) and parameter.help else record[1],
            )
            for parameter in self.get_params(ctx)
            if (record := parameter.get_help_record(ctx)) is not None
        ]
        if rows:
            with formatter.section(_("Options")):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples."""
        if self.examples:
            with formatter.section(_("Examples")):
                for line in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")


class Group(Command, click.Group):
    """A command with commands of its own (`judge list`)."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options and the commands."""
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with its first sentence."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, command.get_short_help_str()) for name, command in commands if command is not None]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)


class LazyGroup(Group):
    """The root: command name → `module:attribute`, imported when called."""

    targets: Mapping[str, str] = {}

    @classmethod
    def of(cls, targets: Mapping[str, str]) -> "LazyGroup":
        """The root command over these commands."""
        group = cls(
            name="induk",
            help=N_("Induk: one catalogue over the libraries of a consortium."),
            examples=("induk init", "induk run", 'induk search "pengantar ilmu perpustakaan"', "induk serve"),
            params=[
                click.Option(
                    ["-v", "--verbose"],
                    count=True,
                    expose_value=False,
                    callback=_verbosity,
                    help=N_("Say more; twice: everything."),
                ),
                click.Option(
                    ["--version"],
                    is_flag=True,
                    is_eager=True,
                    expose_value=False,
                    callback=_version,
                    help=N_("Show the version and stop."),
                ),
            ],
        )
        group.targets = targets
        return group

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the work."""
        return list(self.targets)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        target = self.targets.get(cmd_name)
        if target is None:
            return None
        module, _colon, attribute = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


def _config_option() -> click.Option:
    return click.Option(
        ["--config"],
        metavar="FILE",
        expose_value=False,
        callback=_remember_config,
        help=N_("The configuration file (default: INDUK_CONFIG, else ./induk.yaml)."),
    )


def _verbosity(_context: click.Context, _parameter: click.Parameter, value: int) -> None:
    logs.configure(value)


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"induk {__version__}")
        context.exit()


def preferred_language(environment: Mapping[str, str] = os.environ) -> str:
    """The terminal's language: INDUK_LANG, else what the system says (LC_ALL, LC_MESSAGES, LANG)."""
    for name in ("INDUK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return value[:2].lower()
    return i18n.SOURCE


def emit(value: Any) -> None:
    """One JSON object on stdout, on one line."""
    click.echo(msgspec.json.encode(value))


def run(group: click.Group, arguments: list[str] | None = None) -> int:
    """Call a command and return the exit code; every error becomes one message on stderr."""
    i18n.set_language(preferred_language())
    logs.configure(0)
    app = App()
    try:
        result = group.main(args=arguments, prog_name="induk", standalone_mode=False, obj=app)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        usage.show(error)
        return error.exit_code
    except SystemExit:  # `induk export raw | head`: click ends the process where nobody reads on
        return 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Exception, KeyboardInterrupt) as error:
        return _say(explained(error))
    finally:
        app.close()


def explained(error: BaseException) -> IndukError:
    """Any error as one that a person reads."""
    if isinstance(error, IndukError):
        return error
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return Interrupted(_("Stopped. What was done is saved; the next run goes on from there."))
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return IndukError(_("The disk is full."), _("Make room and start again; nothing is lost."))
    if isinstance(error, OSError):
        return IndukError(
            _("{file}: {problem}.", file=error.filename or "-", problem=error.strerror or str(error)),
            _("Look at the file, its folder and their permissions."),
        )
    if os.environ.get("INDUK_DEBUG"):
        traceback.print_exception(error)
    return IndukError(
        _("This should not happen: {error}.", error=f"{type(error).__name__}: {error}"),
        _("What was committed is safe. Run it again with INDUK_DEBUG=1 and report what it prints."),
    )


def _say(error: IndukError) -> int:
    click.echo(f"induk: {error.message}", err=True)
    if error.advice:
        click.echo(f"       {error.advice}", err=True)
    return error.exit_code


def dump(value: Any) -> str:
    """`value` as readable JSON."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=2)
