"""The ground under every command: help, exit codes, languages."""

import errno
import subprocess
import sys
from pathlib import Path

import click
import pytest

import induk
from config import cli, i18n
from config.errors import HeldBack, Interrupted, Locked, NothingReached, SourceError, StoreError


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDUK_LANG", "en")


def test_every_command_exists_and_its_help_ends_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    for name in induk.COMMANDS:
        assert cli.run(induk.cli, [name, "--help"]) == 0
        shown = capsys.readouterr().out
        last = shown.split("Examples:")[-1].strip().splitlines()
        assert last, name
        assert all("induk" in line for line in last), (name, last)
        assert "--config" in shown


def test_help_speaks_indonesian(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDUK_LANG", "id")
    assert cli.run(induk.cli, ["harvest", "--help"]) == 0
    assert "Contoh" in capsys.readouterr().out
    i18n.set_language("en")


@pytest.mark.parametrize("arguments", [["--help"], ["harvest", "--help"], ["judge", "--help"]])
def test_no_word_of_the_help_stays_english(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"Usage:", "Commands", "Show this message and stop."}
    monkeypatch.setattr(i18n, "_catalogue", lambda code: dict.fromkeys(said, "~") if code == "id" else {})
    monkeypatch.setenv("INDUK_LANG", "id")
    assert cli.run(induk.cli, arguments) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("~ induk")
    assert not any(word in shown for word in (*said, "Usage", "Commands", "exit"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["harvst"], "No such command 'harvst'."),
        (["harvest", "--ful"], "No such option '--ful'. Did you mean --full?"),
        (["show"], "Missing argument 'ID'."),
        (["export"], "Missing argument '{raw|bib|union}'. Choose from: raw, bib, union."),
        (["export", "rew"], "Choose from: raw, bib, union."),
        (["undo", "x"], "it takes a whole number."),
        (["harvest", "--limit", "0"], "it takes a whole number from 1."),
        (["serve", "--port", "70000"], "it takes a whole number from 0 to 65535."),
        (["undo", "1", "2"], "Got unexpected extra argument (2)"),
    ],
)
def test_wrong_usage_is_said_in_our_words(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(induk.cli, arguments) == 2
    said = capsys.readouterr().err
    assert "Usage: induk" in said and "--help' for help." in said
    assert "\nError: " in said and sentence in said


def test_an_unknown_command_is_an_error_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(induk.cli, ["harvst"]) == 2
    assert "harvst" in capsys.readouterr().err


def test_without_a_configuration_every_command_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INDUK_CONFIG", raising=False)
    arguments = {"search": ["x"], "show": ["x"], "why": ["x"], "judge": ["list"], "export": ["raw"], "undo": ["1"]}
    for name in induk.COMMANDS:
        if name in ("init", "demo", "staff-token"):
            continue
        assert cli.run(induk.cli, [name, *arguments.get(name, [])]) == 3, name
        said = capsys.readouterr().err
        assert "induk init" in said
        assert "Traceback" not in said


def test_init_writes_a_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(induk.cli, ["init", str(tmp_path / "new")]) == 0
    path = tmp_path / "new" / "induk.yaml"
    assert "members:" in path.read_text()
    path.write_text("mine")
    assert cli.run(induk.cli, ["init", str(tmp_path / "new")]) == 3
    assert path.read_text() == "mine"
    monkeypatch.setenv("INDUK_LANG", "id")
    assert cli.run(induk.cli, ["init", str(tmp_path / "baru")]) == 0
    assert "perpustakaan" in (tmp_path / "baru" / "induk.yaml").read_text().lower()
    i18n.set_language("en")
    capsys.readouterr()


def raising(error: BaseException) -> click.Group:
    @click.command(cls=cli.Command)
    def fails() -> None:
        raise error

    return click.Group(commands={"fails": fails})


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SourceError("x"), 4),
        (NothingReached("x"), 5),
        (HeldBack("x"), 6),
        (StoreError("x"), 1),
        (Locked("x"), 75),
        (Interrupted("x"), 130),
        (KeyboardInterrupt(), 130),
        (OSError(errno.ENOSPC, "No space left on device"), 1),
        (PermissionError(errno.EACCES, "Permission denied", "/srv/data"), 1),
        (ZeroDivisionError("x"), 1),
        (click.UsageError("x"), 2),
    ],
)
def test_every_error_is_one_message_and_its_exit_code(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(raising(error), ["fails"]) == code
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert said.err.strip()
    assert not said.out


def test_config_goes_before_or_after_the_command(tmp_path: Path) -> None:
    path = tmp_path / "induk.yaml"
    path.write_text("consortium: {name: X}\nmembers: []\n")
    before = subprocess.run(
        [sys.executable, induk.__file__, "--config", str(path), "check", "--offline"], capture_output=True, check=False
    )
    after = subprocess.run(
        [sys.executable, induk.__file__, "check", "--offline", "--config", str(path)], capture_output=True, check=False
    )
    assert (before.returncode, after.returncode) == (0, 0), before.stderr + after.stderr


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"INDUK_LANG": "id", "LANG": "en_US"}, "id"), ({"LANG": "id_ID.UTF-8"}, "id"), ({}, "en"), ({"LANG": "C"}, "c")],
)
def test_the_terminals_language(environment: dict[str, str], language: str) -> None:
    assert cli.preferred_language(environment) == language


def test_an_unknown_language_speaks_english() -> None:
    with i18n.speaking("c"):
        assert i18n._("Title") == "Title"
    with i18n.speaking("id"):
        assert i18n._("Title") == "Judul"
