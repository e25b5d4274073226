"""The id that a record had before its source renamed it leads to it for ever."""

import json
from urllib.parse import quote

import pytest
from shelf import OLD, SLIMS

import induk
from config.cli import run


@pytest.fixture
def induk_cli(consortium, database, engine, capfdbinary, monkeypatch):
    monkeypatch.setenv("INDUK_CONFIG", str(consortium.folder / "induk.yaml"))

    def call(*arguments):
        code = run(induk.cli, list(arguments))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/record/{id}", "/record/aaaa"),
        ("/record/{id}.ris", "/record/aaaa.ris"),
        ("/record/{id}?lang=en", "/record/aaaa?lang=en"),
        ("/api/v1/records/{id}", "/api/v1/records/aaaa"),
        ("/api/v1/records/{id}?format=marcxml", "/api/v1/records/aaaa?format=marcxml"),
    ],
)
def test_addresses_redirect(client, asked, location):
    for public_id in (OLD, SLIMS.id):
        answer = client.get(asked.format(id=quote(public_id, safe="")))
        assert (answer.status_code, answer.headers["location"]) == (301, location)


def test_show_says_what_it_is_called_now(induk_cli, monkeypatch):
    monkeypatch.setenv("INDUK_LANG", "en")
    code, out, err = induk_cli("show", OLD)
    assert (code, json.loads(out)["id"], err) == (0, SLIMS.id, f"{OLD} is called {SLIMS.id} by its source now.\n")
    assert induk_cli("show", SLIMS.id) == (0, out, "")
    monkeypatch.setenv("INDUK_LANG", "id")
    assert induk_cli("show", OLD, "--format", "ris")[2] == f"{OLD} kini dinamai {SLIMS.id} oleh sumbernya.\n"


def test_why_and_judge_understand_it(induk_cli):
    assert SLIMS.id in induk_cli("why", OLD)[1]
    assert json.loads(induk_cli("why", OLD, "usu:9", "--json")[1])["together"]
    assert induk_cli("judge", "same", OLD, SLIMS.id)[0] == 2  # one record
    made = json.loads(induk_cli("judge", "same", OLD, "usu:9", "--json")[1])
    assert (made["a"], made["b"]) == (SLIMS.id, "usu:9")
    assert induk_cli("judge", "forget", "usu:9", OLD)[0] == 0
