from urllib.parse import quote

import msgspec
import pytest
from shelf import HOSTILE, SHOWN
from starlette.testclient import TestClient

from config.database import Database
from config.errors import Locked
from indexer import formats
from indexer.engines import open_engine
from search.app import create_app

SEARCH = "/api/v1/search"
RECORD = "/api/v1/records/"


def error(answer):
    assert set(answer.json()) == {"error"}
    problem = answer.json()["error"]
    assert set(problem) == {"code", "message", "field"} and problem["message"]
    return answer.status_code, problem["code"], problem["field"]


def test_a_search(client):
    answer = client.get(SEARCH, params={"q": "pengantar", "member": ["uinsu", "usu"]})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["query"], body["total"], body["page"], body["size"]) == ("pengantar", 1, 1, 20)
    assert body["relaxed"] is False and body["did_you_mean"] is None and body["took_ms"] >= 0
    record = body["records"][0]
    assert record["url"] == "https://katalog.example.org/record/aaaa"
    assert record["members"] == ["uinsu", "usu"] and record["score"] > 0
    assert record["highlights"] == {"title": "<mark>Pengantar</mark> ilmu perpustakaan"}
    assert {"member", "type", "language", "year", "subject"} <= set(body["facets"])


def test_facets_can_be_left_out(client):
    assert client.get(SEARCH, params={"facets": "0"}).json()["facets"] == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "0"), ("size", "101"), ("size", "abc"), ("page", "0"), ("page", "x"), ("sort", "random"),
        ("year", "abc"), ("facets", "yes"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named(client, name, value):
    assert error(client.get(SEARCH, params={name: value})) == (400, "bad-parameter", name)


@pytest.mark.parametrize(
    "q",
    ["", '"', "((((", "title:", "-", "*", "OR OR OR", "a\x00b", "😀", "%", "'; drop table union_record; --", HOSTILE],
)
def test_nothing_a_person_can_type_is_an_error(client, q):
    assert client.get(SEARCH, params={"q": q}).status_code == 200


@pytest.mark.parametrize("q", ["%", "?", "😀"])
def test_a_query_of_signs_finds_nothing(client, q):
    assert client.get(SEARCH, params={"q": q}).json()["total"] == 0
    assert client.get("/search", params={"q": q}).status_code == 200


def test_a_very_long_query_is_cut(client):
    q = "pengantar " * 600
    assert client.get(SEARCH, params={"q": q}).json()["total"] == 1
    assert client.get("/search", params={"q": q}).status_code == 200


@pytest.mark.parametrize(
    "path", [SEARCH, RECORD + "aaaa", RECORD + "zzzz", "/api/v1/members", "/search", "/oai?verb=Identify"]
)
def test_head_is_get_without_a_body(client, path):
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_unknown_parameters_are_left_alone(client):
    assert client.get(SEARCH, params={"utm_source": "x"}).json()["total"] == SHOWN


def test_broken_encoding_is_survived(client):
    assert client.get(f"{SEARCH}?q=%ff%fe%ed%a0%80&member=%zz").status_code == 200


def test_a_page_beyond_the_end(client):
    body = client.get(SEARCH, params={"page": 10**9, "size": 100}).json()
    assert body["records"] == [] and body["total"] == SHOWN


def test_a_record(client):
    body = client.get(RECORD + "aaaa").json()
    assert body["id"] == "aaaa" and body["members"] == ["uinsu", "usu"]
    assert body["records"][0] == "uinsu-slims:oai:slims/12"
    assert all(holding["confirmed"] for holding in body["holdings"])


@pytest.mark.parametrize("format", list(formats.MEDIA_TYPES))
def test_every_format(client, format):
    answer = client.get(RECORD + "aaaa", params={"format": format})
    assert answer.status_code == 200 and b"Pengantar" in answer.content
    assert answer.headers["content-type"].startswith(formats.MEDIA_TYPES[format].partition(";")[0])
    assert ("attachment" in answer.headers.get("content-disposition", "")) == (format != "json")


def test_an_unknown_format_is_named(client):
    assert error(client.get(RECORD + "aaaa", params={"format": "pdf"})) == (400, "bad-parameter", "format")


@pytest.mark.parametrize("public_id", ["oldold", "uinsu-slims:oai:slims/12", "usu:9"])
def test_other_ids_redirect_for_good(client, public_id):
    answer = client.get(RECORD + quote(public_id, safe=""), params={"format": "ris"})
    assert (answer.status_code, answer.headers["location"]) == (301, "/api/v1/records/aaaa?format=ris")
    assert client.get(RECORD + quote(public_id, safe="")).headers["location"] == "/api/v1/records/aaaa"


@pytest.mark.parametrize("path", [RECORD + "zzzz", RECORD + "gggg", RECORD, "/api/v1/nothing", RECORD + "%2e%2e%2fetc"])
def test_what_is_not_there(client, path):
    status, code, field = error(client.get(path))
    assert status == 404 and field is None and code in ("no-such-record", "not-found")


def test_a_wrong_method(client):
    assert error(client.post(SEARCH)) == (405, "method-not-allowed", None)


def test_members(client):
    members = client.get("/api/v1/members").json()["members"]
    assert [member["id"] for member in members] == ["uinsu", "usu"]
    assert members[0]["services"]["lending"] == "members"
    assert members[0]["url"] == "https://katalog.example.org/libraries/uinsu"


def test_status_and_health(client):
    assert client.get("/api/v1/status").json()["sources"][1]["error"]["code"] == "file-missing"
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["status"] == "ready"


def test_other_sites_may_read_the_api_and_nothing_else(client):
    origin = {"Origin": "https://perpustakaan.example.org"}
    answer = client.get(SEARCH, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    preflight = client.options(SEARCH, headers={**origin, "Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 200
    assert "access-control-allow-origin" not in client.get("/", headers=origin).headers


def test_errors_speak_the_readers_language_headers_and_all(client):
    answer = client.get(SEARCH, params={"size": "0"}, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert answer.headers["content-language"] == "en" and "Accept-Language" in answer.headers["vary"]
    assert client.get(SEARCH).headers["content-language"] == "id"


def test_the_api_is_described(client):
    document = client.get("/openapi.json").json()
    assert document["paths"]["/api/v1/search"]["get"]["parameters"][0]["name"] == "q"
    schemas = document["components"]["schemas"]
    assert {"Answer", "UnionRecord", "Holding", "ErrorBody"} <= set(schemas)
    text = msgspec.json.encode(document).decode()
    for name in {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert name in schemas
    assert client.get("/docs").status_code == 404


def test_without_an_index_it_says_what_to_run(consortium, tmp_path):
    empty = consortium.model_copy(update={"data": tmp_path})
    database = Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    with TestClient(create_app(empty, database, open_engine(empty))) as client:
        for path in ("/readyz", SEARCH):
            answer = client.get(path, headers={"Accept-Language": "en"})
            assert answer.status_code == 503 and error(answer)[2] is None
            assert "induk" in answer.json()["error"]["message"]
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/v1/status").json()["titles"] == 0
        assert [member["titles"] for member in client.get("/api/v1/members").json()["members"]] == [0, 0]
        page = client.get("/", headers={"Accept-Language": "en"})
        assert page.status_code == 503 and "`induk " in page.text
    database.close()


def test_a_busy_store_asks_to_come_back(client, catalogue, monkeypatch):
    def busy(*_arguments, **_values):
        raise Locked("The store is busy.", "Wait.")

    monkeypatch.setattr(client.app.state.catalogue, "search", busy)
    answer = client.get(SEARCH)
    assert error(answer) == (503, "locked", None)
    assert answer.headers["retry-after"] == "10"


def test_a_fault_of_the_program_tells_nothing(client, monkeypatch):
    def fault(*_arguments, **_values):
        raise RuntimeError("a secret")

    monkeypatch.setattr(client.app.state.catalogue, "search", fault)
    quiet = TestClient(client.app, raise_server_exceptions=False)
    answer = quiet.get(SEARCH)
    assert error(answer) == (500, "error", None) and "secret" not in answer.text
    page = quiet.get("/search")
    assert page.status_code == 500 and "secret" not in page.text and "<h1>" in page.text
    assert page.headers["content-security-policy"]
