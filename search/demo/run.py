"""The demo: five libraries in a throw-away folder, harvested over loopback, merged, and served."""

import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from string import Template
from types import FrameType
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from config import loader
from config.database import Database
from config.errors import Interrupted
from config.i18n import _, ngettext
from config.model import Consortium
from config.progress import Reporter
from harvester.report import Report
from harvester.runner import harvest
from indexer import store
from indexer.engines import open_engine
from indexer.engines.base import Engine, Request
from indexer.pipeline import index
from search.app import create_app
from search.demo import members, sheet
from search.demo.providers import HOST, serving, settings
from search.oai import provider
from search.query.simple import parse
from search.server import listen

PAGE_SIZE = 25
"""Records of a page of the demo's servers: small, so that harvesting has to turn pages."""

PATH = "/oai2.php"
SEARCHES = ("bumi manusia", "author:geertz", "subject:islam year:1970-1999")

Say = Callable[[str], None]


class Demo(NamedTuple):
    """A demo that has harvested and merged."""

    consortium: Consortium
    database: Database
    engine: Engine
    report: Report


@contextmanager
def night(port: int) -> Iterator[Demo]:
    """The whole demo up to its pages, in a folder that is gone afterwards; its servers run as long as the block.

    Args:
        port: of the pages, which the addresses of records name.

    Raises:
        Interrupted: the harvest was stopped by a signal.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="induk-demo-")))
        addresses = {name: stack.enter_context(serving(_server(name))) + PATH for name in members.FEEDS}
        consortium = loader.load(prepare(folder, addresses, port))
        database = Database.open(consortium.database_url)
        stack.callback(database.close)
        engine = open_engine(consortium)
        stack.callback(engine.close)
        with Reporter() as reporter:
            report = harvest(consortium, database, reporter=reporter)
            if report.interrupted:  # the harvest ends in good order on Ctrl-C and leaves what follows to its caller
                raise Interrupted(_("The demo was stopped; nothing is left of it."))
            index(consortium, database, engine, reporter=reporter)
        yield Demo(consortium, database, engine, report)


def prepare(folder: Path, addresses: dict[str, str], port: int) -> Path:
    """Write the files of the members and the configuration into `folder`; gives the configuration's path."""
    members.write_files(folder)
    columns = "\n".join(f"          {name}: {heading}" for name, heading in sheet.COLUMNS.items())
    template = Template((files("search.demo") / "induk.yaml").read_text(encoding="utf-8"))
    path = folder / loader.FILE_NAME
    path.write_text(template.substitute(addresses, port=port, columns=columns), encoding="utf-8")
    return path


def run(port: int, *, serve: bool, say: Say) -> int:
    """The demo from its beginning to its end.

    Args:
        port: of the pages.
        serve: whether to go on and show the pages, until Ctrl-C.
        say: where the lines of the summary go.

    Returns:
        The exit code of the harvest.

    Raises:
        IndukError: the port is taken.
    """
    with ExitStack() as stack:
        listener = stack.enter_context(listen(HOST, port)) if serve else None
        stack.enter_context(_stopped_by_terminate())
        demo = stack.enter_context(night(port))
        for line in summary(demo):
            say(line)
        if listener is not None:
            say(
                _(
                    "The configuration, for the other commands: --config {path}",
                    path=demo.consortium.folder / loader.FILE_NAME,
                )
            )
            say(_("Look at {url} (Ctrl-C ends the demo and removes everything).", url=demo.consortium.url))
            app = create_app(demo.consortium, demo.database, demo.engine)
            with suppress(KeyboardInterrupt):  # the way out of the demo
                uvicorn.Server(settings(app)).run(sockets=[listener])
        return demo.report.exit_code


def summary(demo: Demo) -> Iterator[str]:
    """What happened, in plain lines."""
    for member in demo.consortium.members:
        of_source = next(one for one in demo.report.sources if one.source == member.id)
        yield _(
            "{name} ({kind}): {added} records, {deleted} deleted, {requests} requests",
            name=member.name,
            kind=HOW[member.id],
            added=of_source.added,
            deleted=of_source.deleted,
            requests=of_source.requests,
        )
        if of_source.error is not None:
            yield f"    {of_source.error.message}"
    with demo.database.read() as connection:
        records = sum(1 for _record in store.all_bibs(connection))
        sizes = [len(union.members) for union in store.all_unions(connection)]
    yield _(
        "{records} records became {unions} in the union catalogue; more than one library has {shared} of these.",
        records=records,
        unions=len(sizes),
        shared=sum(size > 1 for size in sizes),
    )
    yield _("Searches to try:")
    for text in SEARCHES:
        found = demo.engine.search(Request(query=parse(text), limit=1)).total
        yield "    " + ngettext("{query} ({n} record)", "{query} ({n} records)", found, query=text)


HOW = {
    "toba": "MARC 21",
    "deli": "OAI-PMH, MARCXML",
    "binjai": "OAI-PMH, SLiMS",
    "sipirok": "OAI-PMH, EPrints",
    "sibolga": "CSV",
}


def _server(member: str) -> Starlette:
    endpoint = provider(members.repository(member), page_size=PAGE_SIZE)
    return Starlette(routes=[Route(PATH, endpoint, methods=["GET", "POST"])])


@contextmanager
def _stopped_by_terminate() -> Iterator[None]:
    """Leave in an orderly way on SIGTERM too, so that the folder goes."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
