"""Tables of the site: a folder `tables/` beside `induk.yaml` is laid over ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import induk
from config import wordlists
from config.cli import run as call
from config.errors import ConfigError
from indexer.formats import dc_profiles
from indexer.formats.values import role_word
from indexer.normalise import dates, imprint, kind, language, names, numbers, text

YAML = """
consortium: {name: Uji}
members:
  - {id: a, name: A, sources: [{type: file, path: a.csv, format: csv, complete: true}]}
  - {id: b, name: B, sources: [{type: file, path: b.csv, format: csv, complete: true}]}
"""
ROWS = "Judul,Penerbit,Tahun Terbit,Kota\nLaporan tahunan,{publisher},1991,Jakarta\n"


@pytest.fixture(autouse=True)
def _ours_again() -> Iterator[None]:
    yield
    wordlists.use(None)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    return folder


def test_what_a_site_adds_is_known_beside_what_we_know(tables: Path) -> None:
    (tables / "imprint.yaml").write_text(
        "publishers: {yayasan obor indonesia: [YOI]}\nplaces: {padang sidempuan: [P. Sidempuan]}\nlegal: koperasi\n"
    )
    wordlists.use(tables)
    assert imprint.publisher_key("YOI") == imprint.publisher_key("Yayasan Obor Indonesia") == "yayasan obor indonesia"
    assert imprint.publisher_key("Koperasi Maju") == "maju"
    assert imprint.place_key("P. Sidempuan") == "padang sidempuan"
    assert imprint.publisher_key("PT. Gramedia") == "gramedia"
    wordlists.use(None)
    assert imprint.publisher_key("YOI") == "yoi"


def test_what_was_read_before_does_not_outlive_a_change(tables: Path) -> None:
    assert role_word("panuturi") is None
    (tables / "relators.yaml").write_text("roles: {editor: [panuturi]}\n")
    (tables / "dublin_core.yaml").write_text("roles: {advisor: [Pangajari]}\n")
    wordlists.use(tables)
    assert role_word("panuturi") == "editor"
    assert dc_profiles.roles()["Pangajari"] == "advisor"


def test_each_table_can_be_extended(tables: Path) -> None:
    (tables / "kinds.yaml").write_text("type: {thesis: [Karya Purna]}\n")
    (tables / "languages.yaml").write_text("written: {btk: [Habatahon]}\nlabels: {btk: {id: Batak Toba}}\n")
    (tables / "names.yaml").write_text("titles: [ompu]\nroles: {editor: [panuturi]}\n")
    (tables / "numbers.yaml").write_text("ordinals: {2: paduahon}\nvolumes: bindu\n")
    (tables / "spelling.yaml").write_text('variants: {horas: horassu}\nrules: [["mbl", "bl"]]\n')
    (tables / "articles.yaml").write_text("btk: si\n")
    (tables / "dates.yaml").write_text("months: {1: sipaha}\n")
    wordlists.use(tables)
    assert kind.kind_of("Karya purna").type == "thesis"
    assert language.languages("Habatahon") == ("btk",)
    assert language.label("btk", "id") == "Batak Toba"
    assert names.parse("Ompu Sahala").family == "sahala"
    assert names.role("Sahala (panuturi)") == "editor"
    assert numbers.edition_number("Edisi paduahon") == 2
    assert numbers.volumes("Bindu 3") == [3]
    assert text.skeleton("horassu") == text.skeleton("horas")
    assert text.skeleton("amblop") == "ablop"
    assert text.strip_article("si boru", "btk") == "boru"
    assert dates.years("Sipaha 1990") == [1990]


def test_a_word_that_the_site_puts_elsewhere_is_taken_from_where_we_had_it(tables: Path) -> None:
    assert imprint.place_key("Batavia") == "jakarta?"
    (tables / "imprint.yaml").write_text("places: {jakarta: [Batavia]}\n")
    wordlists.use(tables)
    assert imprint.place_key("Batavia") == "jakarta"


def test_the_fingerprint_changes_with_the_tables_and_with_nothing_else(tables: Path) -> None:
    ours = wordlists.fingerprint()
    wordlists.use(tables)
    assert wordlists.fingerprint() == ours
    (tables / "imprint.yaml").write_text("legal: koperasi\n")
    wordlists.use(tables)
    theirs = wordlists.fingerprint()
    assert theirs != ours
    (tables / "imprint.yaml").write_text("# a remark\nlegal: koperasi\n")
    wordlists.use(tables)
    assert wordlists.fingerprint() == theirs


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("publishers.yaml", "a: b", "publishers.yaml: there is no table of that name"),
        ("notes.txt", "a", "notes.txt: there is no table of that name"),
        ("imprint.yaml", "publisher: {a: [b]}", "imprint.yaml: the key `publisher` is not known"),
        ("imprint.yaml", "places: [a]", "imprint.yaml: `places` takes a mapping"),
        ("imprint.yaml", "places: {medan: delitua}", "imprint.yaml: `places.medan` takes a list"),
        ("imprint.yaml", "places: {medan: [no]}", "imprint.yaml: `places.medan[0]` takes a text"),
        ("imprint.yaml", "legal: 7", "imprint.yaml: `legal` takes a text"),
        ("kinds.yaml", "type: {skripsi: [Skripsi]}", "kinds.yaml: the key `type.skripsi` is not known"),
        ("kinds.yaml", "- a", "kinds.yaml: the file must be a mapping"),
        ("kinds.yaml", "a: [", "kinds.yaml: this is not valid YAML"),
        ("spelling.yaml", 'rules: [["(", "a"]]', "spelling.yaml: `rules[0]` is no pattern"),
        ("spelling.yaml", 'rules: [["a", "\\\\1"]]', "spelling.yaml: `rules[0]` is no pattern"),
        ("spelling.yaml", "rules: [a]", "spelling.yaml: `rules[0]` takes a pair of texts"),
    ],
)
def test_a_mistake_in_a_table_is_one_of_the_configuration(tables: Path, name: str, content: str, said: str) -> None:
    (tables / name).write_text(content)
    with pytest.raises(ConfigError) as caught:
        wordlists.use(tables)
    assert said in caught.value.message
    assert caught.value.exit_code == 3
    assert imprint.publisher_key("PT. Gramedia") == "gramedia"


def test_an_empty_table_and_what_an_editor_leaves_behind_say_nothing(tables: Path) -> None:
    ours = wordlists.fingerprint()
    (tables / "imprint.yaml").write_text("# nothing yet\n")
    (tables / ".imprint.yaml.swp").write_text("x")
    (tables / "imprint.yaml~").write_text("x")
    wordlists.use(tables)
    assert wordlists.fingerprint() == ours


@pytest.mark.parametrize(("extended", "unions"), [(False, 2), (True, 1)])
def test_the_tables_beside_the_configuration_decide_what_is_one_record(
    tmp_path: Path,
    tables: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    extended: bool,
    unions: int,
) -> None:
    """`Laporan tahunan` alone is no reason to join; that the publisher is the same too is one."""
    (tmp_path / "induk.yaml").write_text(YAML)
    (tmp_path / "a.csv").write_text(ROWS.format(publisher="Yayasan Obor"))
    (tmp_path / "b.csv").write_text(ROWS.format(publisher="YOI"))
    if extended:
        (tables / "imprint.yaml").write_text("publishers: {yayasan obor indonesia: [Yayasan Obor, YOI]}\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    assert call(induk.cli, ["run", "--json"]) == 0
    capsys.readouterr()
    assert call(induk.cli, ["export", "union"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == unions


def test_a_mistake_in_a_table_stops_a_command_with_code_3(
    tmp_path: Path, tables: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "induk.yaml").write_text(YAML)
    (tables / "imprint.yaml").write_text("publisher: {a: [b]}\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    assert call(induk.cli, ["check", "--offline"]) == 3
    said = capsys.readouterr().err
    assert "imprint.yaml" in said and "`publisher`" in said
