import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from shelf import SHOWN

import induk
from config.cli import run
from indexer import formats


@pytest.fixture
def induk_cli(consortium, database, engine, capfdbinary, monkeypatch):
    """Runs a command on the small catalogue: exit code, what it wrote on stdout and on stderr."""
    monkeypatch.setenv("INDUK_CONFIG", str(consortium.folder / "induk.yaml"))
    monkeypatch.setenv("INDUK_LANG", "en")

    def call(*arguments):
        code = run(induk.cli, list(arguments))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def test_a_search_prints_a_table(induk_cli):
    code, out, err = induk_cli("search", "pengantar", "perpustakaan")
    assert code == 0 and err == "1 title found.\n"
    line = next(line for line in out.splitlines() if "Pengantar" in line)
    for part in ("Pengantar ilmu perpustakaan: dasar-dasar", "Sulistyo-Basuki", "1991", "Book", "uinsu, usu", "aaaa"):
        assert part in line


def test_markup_of_a_record_is_text_in_the_terminal(induk_cli):
    assert '<script>alert("x")</script> & Co' in induk_cli("search", "alert")[1]


def test_json_is_what_the_api_says(induk_cli, client):
    _code, out, _err = induk_cli("search", "sumatera", "--filter", "year=1950-1960", "--sort", "-year", "--size", "3",
                                 "--page", "2", "--json")  # fmt: skip
    api = client.get("/api/v1/search?q=sumatera&year=1950-1960&sort=-year&size=3&page=2&lang=en").json()
    told = json.loads(out)
    assert told["took_ms"] >= 0 and told | {"took_ms": 0} == api | {"took_ms": 0}


def test_without_a_query_it_finds_everything(induk_cli):
    assert induk_cli("search")[2] == f"{SHOWN} titles found, page 1 of 2.\n"


def test_what_comes_near_is_said_to_be_no_more(induk_cli):
    code, out, err = induk_cli("search", "pengantarr", "perpustakxan")
    assert code == 0 and "aaaa" in out
    assert err == (
        "1 title found.\nNothing has these words as they are written. These titles have words that look like them.\n"
        "Did you mean: pengantarr perpustakaan\n"
    )
    answer = json.loads(induk_cli("search", "perpustakxan", "--json")[1])
    assert (answer["relaxed"], answer["did_you_mean"], answer["total"]) == (True, "perpustakaan", 1)
    assert "way" not in answer


def test_nothing_found_is_no_failure(induk_cli):
    assert induk_cli("search", "zzzzqq") == (0, "", "0 titles found.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--filter", "colour=red"),
        ("--filter", "member"),
        ("--filter", "year=abc"),
        ("--sort", "random"),
        ("--size", "0"),
        ("--page", "x"),
    ],
)
def test_a_bad_value_is_usage(induk_cli, arguments):
    code, out, err = induk_cli("search", "x", *arguments)
    assert (code, out) == (2, "") and err.startswith("induk: ")


@pytest.mark.parametrize("format", list(formats.MEDIA_TYPES))
def test_show_writes_every_format(induk_cli, format):
    code, out, err = induk_cli("show", "aaaa", "--format", format)
    assert code == 0 and "Pengantar" in out
    assert bool(err) == (format in ("marc", "marcxml", "unimarc"))  # whose record it is


def test_show_follows_a_redirect_and_says_so(induk_cli):
    code, out, err = induk_cli("show", "oldold")
    assert code == 0 and json.loads(out)["id"] == "aaaa" and err == "oldold was merged into aaaa.\n"


def test_show_of_a_source_record(induk_cli):
    code, out, _err = induk_cli("show", "usu:9")
    record = json.loads(out)
    assert code == 0 and (record["id"], record["union"], record["member"]) == ("usu:9", "aaaa", "usu")
    assert induk_cli("show", "usu:9", "--format", "ris")[0] == 0


def test_show_of_nothing(induk_cli):
    code, out, err = induk_cli("show", "zzzz")
    assert (code, out) == (1, "") and "zzzz" in err


@pytest.mark.parametrize(
    ("public_id", "why"),
    [
        ("usu:broken", "There is nothing in it."),
        ("usu:withdrawn", "withdrawn by its source on 2026-11-20"),
        ("usu:waiting", "`induk index`"),
    ],
)
def test_show_says_why_a_harvested_record_is_not_there(induk_cli, public_id, why):
    code, out, err = induk_cli("show", public_id)
    assert (code, out) == (1, "") and why in err


def test_a_busy_port_is_a_clear_error(induk_cli):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _out, err = induk_cli("serve", "--port", str(port))
    assert code == 1 and str(port) in err and "--port" in err


def test_no_such_address_is_a_clear_error(induk_cli):
    code, _out, err = induk_cli("serve", "--host", "256.1.1.1")
    assert code == 1 and "--host" in err


def test_serve_answers_until_it_is_stopped(consortium, tmp_path):
    """A real process, without an index: it starts, says what to run, answers, and ends on Ctrl+C."""
    config = tmp_path / "induk.yaml"
    config.write_text("consortium: {name: Uji}\n", encoding="utf-8")
    environment = {**os.environ, "INDUK_CONFIG": str(config), "INDUK_LANG": "en", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "induk", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, cwd=Path(induk.__file__).parent
    ) as server:
        try:
            address = server.stderr.readline().split()[2]
            assert "`induk run`" in server.stderr.readline()
            with urllib.request.urlopen(f"{address}healthz", timeout=10) as answer:
                assert json.load(answer) == {"status": "ok"}
            server.send_signal(signal.SIGINT)
            assert server.wait(10) == 0
        finally:
            server.kill()


def test_help_says_that_page_and_size_are_numbers(induk_cli):
    help = induk_cli("search", "--help")[1]
    assert "--page N" in help and "--size N" in help
