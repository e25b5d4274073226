"""The search box for other sites: its script as it is served, the page that makes its snippets, who may frame what."""

import gzip
import json
import re
from pathlib import Path

import pytest
from lxml import html

from search.middleware import SECURITY
from search.pages import LANGUAGE_NAMES
from search.widget import script
from search.widget.choice import DIRECTIVES, KINDS, RESULTS
from search.widget.words import words

SCRIPT = "/widget/induk-search.js"
BUDGET = 5_000
"""Bytes that the script may have on the wire, compressed."""

SOURCE = (Path(script.__file__).parents[1] / "static/induk-search.js").read_text(encoding="utf-8")
DOCS = (Path(script.__file__).parents[2] / "docs/widget.md").read_text(encoding="utf-8")
EN = {"Accept-Language": "en"}


def served_words(text):
    line, _newline, _rest = text.partition("\n")
    return json.loads(line.removeprefix("const WORDS = ").removesuffix(";"))


def page_of(client, query="", **headers):
    return html.fromstring(client.get(f"/widget{query}", headers=EN | headers).text)


def code_of(client, query):
    [code] = page_of(client, query).xpath("//textarea/text()")
    return code.strip()


# The script


def test_the_script_is_small_on_the_wire(client):
    with client.stream("GET", SCRIPT, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(raw) == int(answer.headers["content-length"]) <= BUDGET
    assert gzip.decompress(raw).decode() == client.get(SCRIPT, headers={"Accept-Encoding": "identity"}).text


def test_the_script_goes_to_any_site_and_is_kept(client):
    for coding in ("gzip", "identity"):
        asked = {"Accept-Encoding": coding, "Origin": "https://library.example"}
        answer = client.get(SCRIPT, headers=asked)
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "max-age=3600" in answer.headers["cache-control"]
        assert "Accept-Encoding" in answer.headers["vary"] and "set-cookie" not in answer.headers
        again = client.get(SCRIPT, headers=asked | {"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
    assert client.get(SCRIPT, headers={"If-None-Match": '"old"'}).status_code == 200


def test_the_script_speaks_every_language_of_the_consortium_the_first_where_none_fits(client):
    said = served_words(client.get(SCRIPT).text)
    assert list(said) == ["id", "en"]
    assert said["id"]["search"] == "Cari" and said["en"]["search"] == "Search"
    assert said["en"]["found"] == ["{n} title found", "{n} titles found"]
    assert said["id"].keys() == said["en"].keys()
    assert list(served_words(script.build(("en",)).plain.decode())) == ["en"]


def test_every_text_is_used_and_every_text_that_is_used_is_there():
    used = set(re.findall(r"(?:#words|[^#]\bwords)\.(\w+)", SOURCE)) | set(re.findall(r'#count\("(\w+)"', SOURCE))
    kinds = {"title", "creator", "subject"}  # words[kind], the kinds of `/api/v1/suggest`
    assert used | kinds == set(words())


def test_what_is_served_is_the_source_that_people_read():
    assert script.build(("id", "en")).plain.decode().partition("\n")[2] == SOURCE


@pytest.mark.parametrize(
    "forbidden",
    ["innerHTML", "insertAdjacentHTML", "eval(", "new Function", "cookie", "localStorage", "sessionStorage",
     "document.write", ".style.", '"style"', "import ", "https://"],
)  # fmt: skip
def test_the_script_does_nothing_that_a_strict_policy_forbids_or_a_reader_minds(forbidden):
    assert forbidden not in re.sub(r"/\*.*?\*/", "", SOURCE, flags=re.S)


# What it asks of the catalogue


def test_only_get_is_opened_to_other_sites_without_credentials_and_the_permission_is_kept(client):
    origin = {"Origin": "https://library.example", "Access-Control-Request-Method": "GET"}
    allowed = client.options("/api/v1/suggest?q=pe", headers=origin)
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, "*")
    assert int(allowed.headers["access-control-max-age"]) == 7200
    assert "access-control-allow-credentials" not in allowed.headers
    assert (
        client.options("/api/v1/suggest", headers=origin | {"Access-Control-Request-Method": "POST"}).status_code == 400
    )
    for path in ("/", "/search", "/widget", "/widget/frame", "/libraries"):
        assert "access-control-allow-origin" not in client.get(path, headers=origin).headers


def test_suggestions_are_kept_for_a_while_and_can_be_those_of_one_library(client):
    def texts(query):
        answer = client.get(f"/api/v1/suggest?{query}")
        assert "max-age=300" in answer.headers["cache-control"]
        return {one["text"] for one in answer.json()["suggestions"]}

    everybody, uinsu, usu = texts("q=su"), texts("q=su&member=uinsu"), texts("q=su&member=usu")
    assert uinsu | usu <= everybody and uinsu != everybody and uinsu != usu
    assert texts("q=su&member=uinsu&member=usu") == everybody == texts("q=su&member=")
    assert texts("q=su&member=nobody") == set() == texts("q=su&member=gone")


# The page that makes the snippet


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("results", RESULTS)
def test_the_snippet_is_what_the_preview_shows_at_the_public_address(client, kind, results):
    query = f"?as={kind}&results={results}&member=usu&language=en"
    page, code = page_of(client, query), code_of(client, query)
    [preview] = page.xpath("//div[@class='preview']")
    shown = "".join(html.tostring(node, encoding="unicode", with_tail=False) for node in preview)
    copied = "".join(
        html.tostring(node, encoding="unicode", with_tail=False) for node in html.fragments_fromstring(code)
    )
    assert shown == copied.replace("https://katalog.example.org/", "/")
    assert "usu" in code and "lang" in code and not re.search(r"style=|\son\w+=", code)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_snippet_speaks_its_own_language_and_names_the_library(client, language):
    query = f"?as=form&member=uinsu&language={language}&lang=id"
    form = html.fromstring(code_of(client, query))
    label = {"id": "Cari di", "en": "Search in"}[language] + " Perpustakaan UIN Sumatera Utara"
    assert form.xpath("string(label)") == label and form.xpath("label/@for") == form.xpath("input[@name='q']/@id")
    assert form.get("action") == "https://katalog.example.org/search" and form.get("role") == "search"
    assert dict(form.fields) == {"q": None, "member": "uinsu", "lang": language}
    assert page_of(client, query).xpath("string(//h1)") == "Pasang kotak pencarian di situs Anda"


def test_the_form_of_options_remembers_and_offers_every_value(client):
    page = page_of(client, "?as=iframe&member=usu&language=id&results=tab")
    values = {
        select.get("name"): select.xpath("option/@value") for select in page.xpath("//form[@class='choices']//select")
    }
    assert values == {
        "as": list(KINDS),
        "member": ["", "uinsu", "usu"],
        "language": ["id", "en"],
        "results": list(RESULTS),
    }
    chosen = page.xpath("//form[@class='choices']//option[@selected]/@value")
    assert chosen == ["iframe", "usu", "id", "tab"]
    assert page.xpath("//form[@class='choices']/@method") == ["get"]
    assert [LANGUAGE_NAMES[code] for code in values["language"]] == page.xpath(
        "//select[@name='language']/option/text()"
    )


def test_the_box_speaks_the_readers_language_unless_another_is_chosen(client):
    assert page_of(client, **{"Accept-Language": "id"}).xpath("//induk-search/@lang") == ["id"]
    assert page_of(client, **{"Accept-Language": "en"}).xpath("//induk-search/@lang") == ["en"]


def test_a_library_with_quotes_and_signs_in_its_name_stays_text(client):
    for kind in ("form", "iframe"):
        assert "&lt;b&gt;Arsip" in code_of(client, f"?as={kind}&member=usu")
    assert not page_of(client, "?as=iframe&member=usu").xpath("//main//b")


def test_results_below_the_box_only_where_there_is_a_script(client):
    assert 'results="inline"' in code_of(client, "?results=inline")
    assert "inline" not in code_of(client, "?as=form&results=inline")
    said = "need the search box with suggestions"
    assert said in page_of(client, "?as=form&results=inline").text_content()
    assert said not in page_of(client, "?as=iframe&results=inline").text_content()
    assert html.fromstring(code_of(client, "?as=form&results=tab")).get("target") == "_blank"


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_what_a_policy_must_let_in(client, kind):
    told = page_of(client, f"?as={kind}").xpath("//section[@aria-labelledby='snippet']//code/text()")
    assert told == list(DIRECTIVES[kind])


@pytest.mark.parametrize(
    ("name", "value"), [("as", "popup"), ("member", "gone"), ("language", "xx"), ("results", "<b>")]
)
def test_what_is_not_offered_is_told(client, name, value):
    answer = client.get("/widget", params={name: value}, headers=EN)
    assert answer.status_code == 400 and f"`{name}` is" in answer.text and "<b>" not in answer.text.replace("&lt;", "")


# The page for a frame


def test_only_the_page_for_frames_can_be_framed(client):
    frame = client.get("/widget/frame").headers["content-security-policy"]
    assert frame.endswith("frame-ancestors *")
    assert frame.partition("frame-ancestors")[0] == SECURITY["Content-Security-Policy"].partition("frame-ancestors")[0]
    for path in ("/", "/search", "/widget", "/record/aaaa", "/libraries/usu", "/nowhere", "/static/induk.css", SCRIPT):
        assert client.get(path).headers["content-security-policy"].endswith("frame-ancestors 'none'"), path


@pytest.mark.parametrize(
    ("query", "target", "inline"),
    [("?results=page", "_top", False), ("?results=tab", "_blank", False), ("?results=inline&member=usu", "_top", True)],
)
def test_the_frame_has_the_box_and_opens_hits_outside_of_itself(client, query, target, inline):
    page = html.fromstring(client.get(f"/widget/frame{query}&lang=en").text)
    assert page.get("lang") == "en" and len(page.xpath("//h1")) == 1
    [form] = page.forms
    assert (form.get("target"), form.get("action")) == (target, "/search")
    assert page.xpath("//induk-search/@results") == (["inline"] if inline else [])
    assert page.xpath("//input[@name='member']/@value") == (["usu"] if "usu" in query else [])
    assert page.xpath("//input[@name='lang']/@value") == ["en"]
    assert bool(page.xpath("//script[@type='module'][not(text())]")) == inline


def test_a_frame_goes_on_when_its_library_has_left(client):
    answer = client.get("/widget/frame?member=gone&results=odd&lang=xx")
    assert answer.status_code == 200 and not html.fromstring(answer.text).xpath("//input[@name='member']")


# The docs


def test_every_property_and_part_is_documented_and_nothing_else():
    properties = set(re.findall(r"var\((--induk-[\w-]+)", SOURCE))
    assert set(re.findall(r"`(--induk-[\w-]+)`", DOCS)) == properties
    parts = set(re.findall(r'part(?::|",) "([\w-]+)"', SOURCE)) | {"active", "all", "title"}
    assert set(re.findall(r"`::part\(([\w-]+)\)`", DOCS)) == parts


def test_the_docs_name_every_kind_and_the_budget():
    for name in (*KINDS.values(), *RESULTS.values()):
        assert f"**{name}**" in DOCS
    assert f"{BUDGET // 1000} kB" in DOCS
