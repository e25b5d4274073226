"""`induk issues`: what is wrong with the records of each library."""

import sys
from collections.abc import Callable, Iterable, Iterator

import click
import msgspec

from config.cli import App, Command, emit, json_option, pass_app
from config.errors import BadParameter
from config.i18n import N_, _
from indexer.cli import is_known, known_members
from indexer.export import table_row
from indexer.issues import ISSUES
from indexer.quality_report import Count, Fault, counts, faults


@click.command(
    cls=Command,
    help=N_(
        "What is wrong with the records of each library: how many have which fault.\n\nWith --member or --code, the "
        "records themselves, to be handed to their library."
    ),
    examples=(
        "induk issues",
        "induk issues --member uinsu --csv > uinsu-mutu.csv",
        "induk issues --member uinsu --code duplicate-in-library --csv > uinsu-ganda.csv",
        "induk issues --json",
    ),
)
@click.option("--member", metavar="M", help=N_("Only records of this member."))
@click.option("--code", metavar="C", help=N_("Only this fault; docs/issues.md tells all of them."))
@click.option("--csv", "as_csv", is_flag=True, help=N_("A table for a spreadsheet."))
@json_option
@pass_app
def issues(app: App, member: str | None, code: str | None, as_csv: bool, as_json: bool) -> None:
    """`induk issues`."""
    if code is not None and code not in ISSUES:
        raise BadParameter(
            _("There is no issue `{name}`.", name=code[:40]),
            _("Codes are: {names}.", names=", ".join(ISSUES)),
            field="code",
        )
    with app.database.read() as connection:
        is_known("member", member, known_members(connection, app.consortium))
        if member is None and code is None:
            _counted(counts(connection), as_csv, as_json)
        else:
            _listed(faults(connection, member, code), as_csv, as_json)


def _counted(found: list[Count], as_csv: bool, as_json: bool) -> None:
    if as_json:
        emit({"issues": [msgspec.structs.asdict(count) | {"share": round(count.share, 2)} for count in found]})
    elif as_csv:
        rows = ((c.member, c.code, str(c.records), str(c.of), f"{c.share:.2f}", _(ISSUES[c.code])) for c in found)
        _table(("member", "code", "records", "of", "share", "meaning"), rows)
    elif not found:
        click.echo(_("Nothing is wrong with any record."))
    else:
        click.echo("\n".join(_overview(found)))


def _overview(found: list[Count]) -> Iterator[str]:
    wide = max(len(count.code) for count in found)
    member = None
    for count in found:
        if count.member != member:
            if member is not None:
                yield ""
            member = count.member
            yield _("{member} (records: {records})", member=member, records=count.of)
        yield f"{count.records:8}  {count.share:5.1f} %  {count.code:{wide}}  {_(ISSUES[count.code])}"


def _listed(found: Iterable[Fault], as_csv: bool, as_json: bool) -> None:
    if as_json:
        emit({"issues": list(found)})
    elif as_csv:
        names = Fault.__struct_fields__
        _table(names, ([getattr(fault, name) or "" for name in names] for fault in found))
    else:
        for fault in found:
            click.echo("\t".join(_line(fault)))


def _line(fault: Fault) -> Iterator[str]:
    yield from (fault.id, fault.code, fault.title or _("without title"))
    if fault.value or fault.note:
        yield " / ".join(filter(None, (fault.value, fault.note)))


def _table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    write: Callable[[bytes], int] = sys.stdout.buffer.write
    write(table_row(heading))
    for row in rows:
        write(table_row(row))
    sys.stdout.buffer.flush()
