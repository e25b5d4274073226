"""The docs are true: whatever people can type, set, open or be told stands in them, and what they name exists."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel
from starlette.routing import BaseRoute

import config
import induk
from config import model
from config.database import Database
from harvester.faults import ADVICE
from harvester.problems import QUARANTINE
from indexer.dedup.vetoes import DOUBTS, VETOES
from indexer.engines import open_engine
from indexer.issues import ISSUES, UNREADABLE
from search.app import create_app

ROOT = Path(__file__).parents[2]
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}


def documented(page: str) -> set[str]:
    """What stands between back-ticks on a page, and its words."""
    return {word for span in re.findall(r"`([^`]+)`", DOCS[page]) for word in (span, *re.findall(r"[\w./:-]+", span))}


def commands() -> dict[str, click.Command]:
    context = click.Context(induk.cli)
    found: dict[str, click.Command] = {}
    for name in induk.cli.list_commands(context):
        command = induk.cli.get_command(context, name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            found.update({f"{name} {child}": c for child, c in command.commands.items()})
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_documented(name: str) -> None:
    page = DOCS["commands.md"]
    assert f"induk {name}" in page
    for parameter in commands()[name].params:
        if isinstance(parameter, click.Option):
            assert any(option in page for option in parameter.opts), (name, parameter.opts)


SETTINGS = [
    model.Consortium,
    model.ConsortiumDetails,
    model.Member,
    model.Services,
    model.Requests,
    model.Agreement,
    model.OaiPmhSource,
    model.FileSource,
    model.Whoosh,
    model.Tantivy,
    model.OpenSearch,
    model.Serve,
    model.Staff,
]


@pytest.mark.parametrize("declared", SETTINGS, ids=lambda declared: declared.__name__)
def test_every_setting_is_documented(declared: type[BaseModel]) -> None:
    words = documented("configuration.md") | {"consortium"}
    missing = {field.alias or name for name, field in declared.model_fields.items()} - words
    assert not missing


def test_every_issue_code_is_documented() -> None:
    assert not ({*ISSUES, *UNREADABLE, *QUARANTINE} - documented("issues.md"))


def test_what_forbids_a_join_is_documented_and_what_only_makes_it_doubtful_is_told_apart() -> None:
    rows = {code: said for codes, said in re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|$", DOCS["matching.md"], re.M)
            for code in re.findall(r"`([\w-]+)`", codes)}  # fmt: skip
    assert set(VETOES) <= rows.keys()
    assert {code for code in VETOES if rows[code].startswith("doubt: ")} == DOUBTS


def test_every_error_code_of_the_harvester_is_documented() -> None:
    assert not (set(ADVICE) - documented("harvesting.md"))


def test_every_route_is_documented(tmp_path: Path) -> None:
    consortium = model.Consortium.model_validate({"consortium": {"name": "X"}, "data": tmp_path})
    database = Database(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    app = create_app(consortium, database, open_engine(consortium))
    shown = {re.sub(r"/\{member_id\}", "/MEMBER", re.sub(r"\{\w+:path\}", "ID", path)) for path in paths(app.routes)}
    missing = {path for path in shown - {"/static"} if f"`{path}" not in DOCS["searching.md"]}
    assert not missing
    database.close()


def paths(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """Every path of an application, those of the routers it includes too."""
    for route in routes:
        if path := getattr(route, "path", None):
            yield path
        yield from paths(getattr(route, "routes", None) or ())


def test_every_exit_code_is_documented() -> None:
    for code in (0, 1, 2, 3, 4, 5, 6, 75, 130):
        assert f"| {code} |" in DOCS["commands.md"]


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "README.id.md", *ROOT.glob("[A-Z]*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not broken


def test_the_changelog_begins_with_this_version() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert first is not None
    assert first.group(1) == config.__version__


def test_the_readme_shows_the_two_commands_first() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.index("make demo") < text.index("make test") < text.index("induk init")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z-]+)", text):
        assert f"\n{target}:" in makefile


def test_every_module_of_the_house_is_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for room in ("config", "harvester", "indexer", "search")
        for path in (ROOT / room).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert not long
