"""Suggestions, alphabetical lists and similar records, over HTTP: the API and the pages."""

import re

import pytest
from shelf import HOSTILE

SLIMS = "uinsu-slims%3Aoai%3Aslims%2F12"


def test_suggestions_of_the_api(client):
    told = client.get("/api/v1/suggest", params={"q": "PENGANT"}).json()
    assert told == {"suggestions": [{"text": "Pengantar ilmu perpustakaan", "kind": "title", "id": "aaaa"}]}
    assert client.get("/api/v1/suggest").json() == {"suggestions": []}
    assert client.get("/api/v1/suggest?q=s").json() == {"suggestions": []}
    assert client.get("/api/v1/suggest", params={"q": "tempat lain"}).json() == {"suggestions": []}
    assert (
        client.get("/api/v1/suggest?q=peng", headers={"Origin": "https://x.org"}).headers["access-control-allow-origin"]
        == "*"
    )


def test_similar_of_the_api(client):
    told = client.get("/api/v1/similar/n003").json()
    assert told["id"] == "n003" and len(told["records"]) == 6
    assert all(record["id"] != "n003" and "Sejarah Sumatera" in record["title"] for record in told["records"])
    assert told["records"][0]["url"].startswith("https://katalog.example.org/record/n")
    for other in ("oldold", SLIMS):
        answer = client.get(f"/api/v1/similar/{other}")
        assert (answer.status_code, answer.headers["location"]) == (301, "/api/v1/similar/aaaa")
    assert client.get("/api/v1/similar/gggg").status_code == 404
    assert client.get("/api/v1/similar/zzzz").json()["error"]["code"] == "no-such-record"


def test_lists_of_the_api(client):
    told = client.get("/api/v1/browse/title?from=peng&size=1").json()
    assert told["headings"] == [
        {
            "value": "Pengantar ilmu perpustakaan",
            "count": 1,
            "id": "aaaa",
            "url": "https://katalog.example.org/record/aaaa",
        }
    ]
    following = client.get(told["next"].removeprefix("https://katalog.example.org")).json()
    assert following["headings"][0]["value"] == HOSTILE and following["next"].endswith("&size=1")
    before = client.get(following["previous"].removeprefix("https://katalog.example.org")).json()
    assert before["headings"] == told["headings"]


@pytest.mark.parametrize(
    ("where", "status", "field"),
    [("year", 404, None), ("title?size=0", 400, "size"), (f"title?from={'x' * 501}", 400, "from")],
)
def test_what_cannot_be_asked_of_a_list(client, where, status, field):
    answer = client.get(f"/api/v1/browse/{where}")
    assert answer.status_code == status and answer.json()["error"]["field"] == field


def test_the_api_describes_them(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/v1/suggest", "/api/v1/similar/{public_id}", "/api/v1/browse/{field}"} <= set(paths)


@pytest.mark.parametrize("field", ["title", "creator", "subject", "call_number"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_list_as_a_page(client, field, language):
    html = client.get(f"/browse/{field}?lang={language}").text
    links = re.findall(r'<li><a href="([^"]+)" dir="auto">(.+?)</a> <span class="count">', html)
    assert links and all("lang=" in address for address, _text in links)
    assert '<script>alert("x")' not in html and "Hanya di tempat lain" not in html
    for address, _text in links:
        assert client.get(address.replace("&amp;", "&")).status_code == 200
    assert ("Dari A sampai Z" in html) == (language == "id")


def test_the_pages_of_a_list_follow_each_other(client):
    html = client.get("/browse/title").text
    following = re.search(r'<a rel="next" href="([^"]+)"', html)[1].replace("&amp;", "&")
    second = client.get(following).text
    assert re.search(r'<a rel="prev" href="([^"]+)"', second) and 'rel="prev"' not in html
    assert 'content="noindex"' in second and 'content="noindex"' not in html


def test_a_list_from_a_place_in_it(client):
    html = client.get("/browse/creator", params={"from": "Sul"}).text
    assert re.search(r'value="Sul"', html)
    assert html.index("Sulistyo-Basuki") > 0 and "Rahma Sugihartati" not in html
    empty = client.get("/browse/creator?from=zzz").text
    assert "Tidak ada lagi setelah ini." in empty or "Nothing follows here." in empty


def test_no_such_list(client):
    assert client.get("/browse/year").status_code == 404
    assert client.get("/browse").headers["location"] == "/browse/title"
    assert client.get("/browse?lang=en").headers["location"] == "/browse/title?lang=en"


def test_every_page_leads_to_the_lists(client):
    assert 'href="/browse/title"' in client.get("/").text


def test_more_like_this_on_the_page_of_a_record(client):
    html = client.get("/record/n003?lang=en").text
    section = html[html.index('id="alike"') :]
    assert "More like this" in section and section.count("Sejarah Sumatera jilid") >= 6
    assert 'id="alike"' not in client.get("/record/hhhh?lang=en").text


def test_a_record_is_shown_without_an_index_too(consortium, database, tmp_path):
    from starlette.testclient import TestClient

    from indexer.engines.whoosh.engine import WhooshEngine
    from search.app import create_app

    app = create_app(consortium, database, WhooshEngine(tmp_path / "none"))
    with TestClient(app, follow_redirects=False) as bare:
        assert bare.get("/record/aaaa").status_code == 200
        assert bare.get("/api/v1/suggest?q=peng").status_code == 503
        assert bare.get("/browse/title").status_code == 503
