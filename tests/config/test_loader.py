"""`induk.yaml` → `Consortium`: the contract's example, and one sentence for every mistake."""

import re
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from config import loader
from config.errors import ConfigError
from config.model import Consortium, OpenSearch

CONTRACT = """
consortium:
  name: Jaringan Perpustakaan Sumatera Utara
  url: https://katalog.example.org
  contact: katalog@example.org
  languages: [id, en]
data: ./data
database: null
engine: whoosh
members:
  - id: uinsu
    name: Perpustakaan UIN Sumatera Utara
    kind: university
    address: Jl. William Iskandar, Medan
    email: perpustakaan@example.org
    phone: "+62 61 ..."
    website: https://example.org
    isil: ID-XXXX
    hours: Mon-Fri 08-16
    services: {reading: true, copying: true, lending: members, interlibrary: true}
    agreement: {from: 2023-01-01, until: 2028-12-31, note: MoU 12/2023}
    sources:
      - id: uinsu-slims
        type: oai-pmh
        url: https://example.org/oai2.php
        format: oai_dc
        set: null
        from: null
        profile: auto
        pause: 0.5
        drop_limit: 0.2
      - id: uinsu-dump
        type: file
        path: dumps/*.mrc
        format: marc21
        complete: true
        columns: {title: Judul, creators: Pengarang, isbns: ISBN}
"""


def read(text: str, environment: dict[str, str] | None = None) -> Consortium:
    return loader.read(text, Path("/srv/katalog/induk.yaml"), environment or {})


def test_the_contracts_example_is_read_whole() -> None:
    consortium = loader.read(CONTRACT, Path("/srv/katalog/induk.yaml"), {})
    member = consortium.members[0]
    assert (member.id, member.kind, member.services.lending) == ("uinsu", "university", "members")
    assert member.agreement.covers(date(2028, 12, 31))
    assert not member.agreement.covers(date(2029, 1, 1))
    slims, dump = member.sources
    assert (slims.id, slims.pause, slims.set_spec) == ("uinsu-slims", 0.5, None)
    assert dump.path == "/srv/katalog/dumps/*.mrc"
    assert dump.complete
    assert consortium.data == Path("/srv/katalog/data")
    assert consortium.database_url == "sqlite:////srv/katalog/data/induk.sqlite"
    assert consortium.url == "https://katalog.example.org"


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_example_that_init_writes_is_valid(language: str) -> None:
    text = (resources.files("config") / "examples" / f"induk.{language}.yaml").read_text()
    assert len(loader.read(text, Path("induk.yaml"), {}).members) == 1


def test_every_option_in_the_examples_comments_is_valid_too() -> None:
    text = (resources.files("config") / "examples" / "induk.en.yaml").read_text()
    lines = []
    for line in text.splitlines():
        option = re.fullmatch(r"( *)# ((?:- )?\w+:.*|  .*)", line)
        lines.append("".join(option.groups()) if option else line)
    text = "\n".join(lines).replace("# columns:", "columns:")
    consortium = loader.read(text, Path("induk.yaml"), {"INDUK_DB_PASSWORD": "x"})
    assert [member.id for member in consortium.members] == ["example", "second"]
    assert consortium.members[0].agreement.note == "MoU 12/2026"
    assert consortium.members[1].sources[0].columns == {"title": "Judul", "creators": "Pengarang", "isbns": "ISBN"}


def test_a_single_source_takes_the_members_id() -> None:
    consortium = loader.read(
        "consortium: {name: X}\nmembers:\n- {id: a, name: A, sources: [{type: file, path: '*.mrc', format: marc21}]}",
        Path("induk.yaml"),
        {},
    )
    assert consortium.members[0].sources[0].id == "a"


def with_engine(settings: str) -> str:
    return CONTRACT.replace("engine: whoosh", f"engine: {{type: opensearch, {settings}}}")


# what is wrong, the first line that holds this text is named, and so is this key or value
MISTAKES = {
    "unknown key": (CONTRACT.replace("pause: 0.5", "pauze: 0.5"), "pauze: 0.5", "members[0].sources[0].pauze"),
    "wrong type": (CONTRACT.replace("pause: 0.5", "pause: soon"), "pause: soon", "members[0].sources[0].pause"),
    "missing key": (
        CONTRACT.replace("    name: Perpustakaan UIN Sumatera Utara\n", ""),
        "- id: uinsu",
        "members[0].name",
    ),
    "wrong choice": (CONTRACT.replace("kind: university", "kind: college"), "kind: college", "college"),
    "unknown source type": (CONTRACT.replace("type: oai-pmh", "type: ftp"), "type: ftp", "ftp"),
    "no source type": (
        CONTRACT.replace("        type: oai-pmh\n", ""),
        "- id: uinsu-slims",
        "members[0].sources[0].type",
    ),
    "bad id": (CONTRACT.replace("id: uinsu-dump", "id: UIN SU"), "id: UIN SU", "UIN SU"),
    "duplicate source": (CONTRACT.replace("id: uinsu-dump", "id: uinsu-slims  # here"), "# here", "used twice"),
    "no source id": (CONTRACT.replace("id: uinsu-dump\n        type", "type"), "      - type: file", "missing"),
    "bad address": (CONTRACT.replace("url: https://example.org/oai2.php", "url: example"), "url: example", "url"),
    "not the web": (
        CONTRACT.replace("url: https://example.org/oai2.php", "url: file:///etc/passwd"),
        "file:///",
        "url",
    ),
    "doubled key": (CONTRACT + "engine: 'whoosh'\n", "engine: 'whoosh'", "twice"),
    "unknown language": (CONTRACT.replace("[id, en]", "[id, xx]"), "[id, xx]", "consortium.languages[1]"),
    "no language": (CONTRACT.replace("[id, en]", "[]"), "languages: []", "`consortium.languages` takes a list"),
    "one language": (CONTRACT.replace("[id, en]", "id"), "languages: id", "`consortium.languages` takes a list"),
    "no date": (CONTRACT.replace("from: 2023-01-01", "from: 2023-13-01"), "2023-13-01", "members[0].agreement.from"),
    "a number as a date": (CONTRACT.replace("from: null", "from: 20230101"), "20230101", "YYYY-MM-DD"),
    "a word as a date": (CONTRACT.replace("from: null", "from: soon"), "from: soon", "YYYY-MM-DD"),
    "until before from": (CONTRACT.replace("2028-12-31", "2022-12-31"), "2022-12-31", "members[0].agreement.until"),
    "merge key": (CONTRACT.replace("    services:", "    <<: {}\n    services:"), "<<: {}", "members[0].<<"),
    "true as a number": (
        CONTRACT.replace("drop_limit: 0.2", "drop_limit: true"),
        "drop_limit",
        "members[0].sources[0].drop_limit` takes a number",
    ),
    "too high": (CONTRACT.replace("drop_limit: 0.2", "drop_limit: 2"), "drop_limit", "at most 1"),
    "no mapping": (CONTRACT.replace("services: {", "services: x\n    x: {"), "services: x", "takes a mapping"),
    "no path": (CONTRACT.replace("data: ./data", "data: [a]"), "data: [a]", "`data` takes a text"),
    "no switch": (
        CONTRACT.replace("reading: true", "reading: [a]"),
        "reading: [a]",
        "`members[0].services.reading` takes",
    ),
    "our own word for set": (
        CONTRACT.replace("set: null", "set_spec: null"),
        "set_spec",
        "members[0].sources[0].set_spec",
    ),
    "our own word for from": (CONTRACT.replace("{from: 2023", "{from_: 2023"), "from_", "members[0].agreement.from_"),
    "unknown column": (
        CONTRACT.replace("{title: Judul", "{titel: Judul"),
        "titel: Judul",
        "members[0].sources[1].columns.titel",
    ),
    "other database": (CONTRACT.replace("database: null", "database: mysql://u:pw@h/d"), "mysql", "`database`"),
    "no database": (CONTRACT.replace("database: null", "database: nonsense"), "nonsense", "`database`"),
    "unknown engine": (CONTRACT.replace("engine: whoosh", "engine: sphinx"), "sphinx", "sphinx"),
    "engine without address": (CONTRACT.replace("engine: whoosh", "engine: opensearch"), "opensearch", "engine.url"),
    "engine with no address": (with_engine("url: []"), "url: []", "`engine.url` takes a list"),
    "address with a query": (with_engine("url: ['http://a:9200/?pretty']"), "pretty", "`engine.url[0]` takes"),
    "bad name of an index": (with_engine("url: http://a, index: Induk_1"), "Induk_1", "`engine.index`"),
    "unknown key of an engine": (with_engine("url: http://a, shards: 3"), "shards", "engine.shards"),
    "no yaml": ("consortium: [", "consortium: [", "YAML"),
    "a list": ("- a\n", "- a", "mapping"),
    "missing variable": (CONTRACT.replace("database: null", "database: ${NOPE}"), "NOPE", "`database`"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_names_file_line_and_key(name: str) -> None:
    text, mark, key = MISTAKES[name]
    lines = text.splitlines()
    line = min(number for number, content in enumerate(lines, 1) if mark in content)
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert caught.value.exit_code == 3
    assert "/srv/katalog/induk.yaml" in caught.value.message
    assert f"line {line}:" in caught.value.message
    assert key in caught.value.message
    assert not re.search(r"Input|a valid|instance|tuple|<class|pydantic|Value error", caught.value.message)


def test_a_bad_address_of_the_database_does_not_show_its_password() -> None:
    with pytest.raises(ConfigError) as caught:
        read(CONTRACT.replace("database: null", "database: mysql://u:geheim@h/d"))
    assert "geheim" not in str(caught.value)


def test_the_nodes_of_a_cluster() -> None:
    engine = read(with_engine("url: ['http://u:p@a:9200', 'https://b/x/']")).engine
    assert isinstance(engine, OpenSearch)
    assert list(map(str, engine.url)) == ["http://u:p@a:9200/", "https://b/x/"]
    assert engine.index == "induk"
    assert isinstance(one := read(with_engine("url: http://a:9200, index: katalog-2")).engine, OpenSearch)
    assert (len(one.url), one.index) == (1, "katalog-2")


def test_a_bad_address_of_a_cluster_does_not_show_its_password() -> None:
    for address in ("ftp://u:geheim@a", "http://u:geheim@a/?q", "u:geheim"):
        with pytest.raises(ConfigError) as caught:
            read(with_engine(f"url: ['{address}']"))
        assert "geheim" not in str(caught.value)


def test_an_empty_file_is_said_to_be_empty() -> None:
    with pytest.raises(ConfigError, match="empty"):
        read("# nothing\n")


def test_secrets_come_from_the_environment() -> None:
    consortium = loader.read(
        CONTRACT.replace("database: null", "database: postgresql+psycopg://u:${PASSWORD}@h/d"),
        Path("induk.yaml"),
        {"PASSWORD": "s3cret"},
    )
    assert consortium.database_url == "postgresql+psycopg://u:s3cret@h/d"


def test_the_file_is_found_by_option_then_environment_then_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("option.yaml", "environment.yaml", "induk.yaml"):
        (tmp_path / name).write_text(CONTRACT)
    monkeypatch.chdir(tmp_path)
    environment = {"INDUK_CONFIG": str(tmp_path / "environment.yaml")}
    assert loader.find(str(tmp_path / "option.yaml"), environment).name == "option.yaml"
    assert loader.find(None, environment).name == "environment.yaml"
    assert loader.find(None, {}).name == "induk.yaml"
    with pytest.raises(ConfigError, match="no configuration file"):
        loader.find("nowhere.yaml", environment)


def test_a_file_that_cannot_be_read_is_an_error_of_configuration(tmp_path: Path) -> None:
    path = tmp_path / "induk.yaml"
    path.write_bytes(b"# katalog\nconsortium: \xff\xfe")
    with pytest.raises(ConfigError, match=r"line 2: .*UTF-8"):
        loader.load(path)


def test_an_alias_bomb_and_a_loop_are_refused() -> None:
    with pytest.raises(ConfigError):
        read("a: &a [*a]\nconsortium: {name: X}\n")
