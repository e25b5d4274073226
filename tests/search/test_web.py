import json
from itertools import pairwise
from urllib.parse import quote, urljoin, urlsplit

import pytest
from lxml import html
from shelf import HOSTILE, SHOWN
from starlette.testclient import TestClient

from indexer import formats

EN = {"Accept-Language": "en"}
PAGES = (
    "/",
    "/search",
    "/search?q=pengantar&member=uinsu&type=book&year=1990-1999",
    "/search?q=sumatera&page=2&sort=-year",
    "/search?q=sumatera&page=99",
    "/search?q=nothing+at+all&type=thesis",
    "/record/aaaa",
    "/record/hhhh",
    "/record/aaaa?my=usu",
    "/request/aaaa?my=usu",
    "/request/hhhh",
    "/why/aaaa",
    "/why/hhhh",
    "/libraries",
    "/libraries/uinsu",
    "/libraries/usu",
    "/widget?as=form&member=usu",
    "/record/none",
    "/nowhere",
    "/search?size=0",
)


def tree(answer):
    return html.fromstring(answer.text)


def text(node):
    return " ".join(node.text_content().split())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_sound_html(client, path, language):
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = tree(answer)
    assert answer.text.startswith("<!doctype html>") and page.get("lang") == language
    assert len(page.xpath("//h1")) == 1 and text(page.xpath("//h1")[0])
    assert len(page.xpath("//main")) == len(page.xpath("//header[@class='top']")) == len(page.xpath("//footer")) == 1
    assert page.xpath("//title/text()")[0].strip()
    assert page.xpath("//body/a[1]/@href") == ["#main"] and page.xpath("//main[@id='main']")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for control in page.xpath("//input[not(@type='hidden')] | //select"):
        assert control.xpath("ancestor::label") or page.xpath(f"//label[@for='{control.get('id')}']")
    for label in page.xpath("//@aria-labelledby"):
        assert label in ids
    for link in page.xpath("//a"):
        assert text(link), html.tostring(link)
    assert not page.xpath(
        "//script[not(@type='application/ld+json')] | //*[@style] | //style | //@*[starts-with(name(), 'on')]"
    )
    assert not page.xpath("//link[starts-with(@href, 'http')][@rel!='canonical'] | //img[starts-with(@src, 'http')]")
    levels = [int(node.tag[1]) for node in page.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_leads_somewhere(client):
    """Follow every link of the site, as a crawler does; feeds, downloads and static files too."""
    waiting, seen, broken = ["/"], {"/"}, []
    while waiting and len(seen) < 400:
        path = waiting.pop(0)
        answer = client.get(path, headers=EN)
        if answer.status_code != 200:
            broken.append((answer.status_code, path))
            continue
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for address in tree(answer).xpath("//@href | //form/@action"):
            parts = urlsplit(urljoin(f"http://testserver{path}", address))
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if parts.netloc == "testserver" and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert not broken
    assert {"/search", "/record/aaaa", "/libraries/usu", "/record/aaaa.ris", "/oai?verb=Identify"} <= seen


def test_nothing_of_a_record_or_a_query_becomes_markup(client):
    nasty = quote(HOSTILE)
    for path in (
        "/", "/record/hhhh", "/request/hhhh", f"/request/hhhh?my={nasty}", "/why/hhhh", f"/why/{nasty}",
        "/libraries", "/libraries/usu", f"/search?q={nasty}", f"/search?subject={nasty}",
        f"/search?sort={nasty}", f"/record/{nasty}", f"/{nasty}",
    ):  # fmt: skip
        page = client.get(path, headers=EN)
        assert "<script>" not in page.text and "<b>Arsip" not in page.text, path
    page = tree(client.get("/record/hhhh", headers=EN))
    assert HOSTILE in text(page.xpath("//h1")[0])
    assert json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])["name"] == HOSTILE


def test_marked_titles_stay_escaped(client):
    answer = client.get("/search?q=alert", headers=EN)
    assert "<script>" not in answer.text
    title = tree(answer).xpath("//ol//h2/a")[0]
    assert text(title) == HOSTILE and len(title.xpath(".//mark")) == 1


def test_only_web_links_can_be_followed(client):
    page = client.get("/record/aaaa")
    assert 'href="javascript' not in page.text and "javascript:alert(1)" in page.text


def test_what_comes_near_is_said_so_and_what_was_meant_is_a_link(client):
    page = tree(client.get("/search?q=perpustakxan&type=book", headers=EN))
    near = page.xpath("//*[@class='near']")[0]
    assert "Nothing has these words as they are written." in text(near)
    [link] = near.xpath(".//a")
    assert (text(link), link.get("href")) == ("perpustakaan", "/search?q=perpustakaan&type=book")
    assert len(page.xpath("//ol[@class='cards']/li")) == 1
    assert page.xpath("//ol[@class='cards']//mark/text()") == ["perpustakaan"]
    followed = tree(client.get(link.get("href"), headers=EN))
    assert not followed.xpath("//*[@class='near']") and len(followed.xpath("//ol[@class='cards']/li")) == 1
    indonesian = tree(client.get("/search?q=perpustakxan", headers={"Accept-Language": "id"}))
    assert "Maksud Anda: perpustakaan" in text(indonesian.xpath("//*[@class='near']")[0])


def test_what_only_a_filter_keeps_out_is_offered_beside_what_comes_near(client):
    page = tree(client.get("/search?q=pengantar+dasar&year=1950-1960", headers=EN))
    assert not page.xpath("//*[@class='near']") and "This would find something" in text(page.xpath("//main")[0])
    page = tree(client.get("/search?q=sumatera+jilid+5&year=1956", headers=EN))
    near = page.xpath("//*[@class='near']")[0]
    assert "With fewer filters" in text(near)
    assert near.xpath(".//a/@href") == ["/search?q=sumatera+jilid+5"]


def test_a_query_that_is_markup_stays_text_in_what_was_meant(client):
    answer = client.get("/search?q=" + quote("<b>perpustakxan"), headers=EN)
    assert "<b>perpus" not in answer.text


def test_results_show_query_filters_facets_and_holders(client):
    page = tree(client.get("/search?q=pengantar&member=uinsu&member=usu&type=book", headers=EN))
    assert page.xpath("//input[@id='q']/@value") == ["pengantar"]
    assert text(page.xpath("//*[@role='status']")[0]) == "1 title found"
    assert "Held by 2 libraries: Perpustakaan UIN Sumatera Utara, Perpustakaan USU" in text(page.xpath("//ol")[0])
    chips = page.xpath("//ul[@class='chips']//a")
    assert len(chips) == 4
    assert chips[0].get("href") == "/search?q=pengantar&member=usu&type=book"
    assert chips[3].get("href") == "/search?q=pengantar"
    assert all("nofollow" in link.get("rel") for link in page.xpath("//aside//a"))
    chosen = page.xpath("//aside//a[@aria-current='true']")
    assert len(chosen) == 3 and chosen[0].get("href") == chips[0].get("href")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_the_box_keeps_the_filters(client):
    page = tree(client.get("/search?q=a&type=book&sort=title&page=2", headers=EN))
    hidden = page.xpath("//form[@role='search']//input[@type='hidden']")
    assert [(field.get("name"), field.get("value")) for field in hidden] == [("type", "book"), ("sort", "title")]


def test_the_year_form_leads_to_the_one_address_of_its_search(client):
    def where(query):
        return client.get(f"/search?{query}", headers=EN).headers["location"]

    assert where("q=sumatera&year=1950&from=1960&to=1965") == "/search?q=sumatera&year=1960-1965"
    assert where("q=sumatera&from=1960&to=") == "/search?q=sumatera&year=1960-"
    assert where("q=sumatera&from=&to=") == "/search?q=sumatera"
    assert client.get("/search?from=1999&to=1990", headers=EN).status_code == 400


def test_pages_can_be_turned(client):
    first = tree(client.get("/search?q=sumatera", headers=EN))
    assert first.xpath("//a[@rel='next']/@href") == ["/search?q=sumatera&page=2"] and not first.xpath(
        "//a[@rel='prev']"
    )
    second = tree(client.get("/search?q=sumatera&page=2", headers=EN))
    assert second.xpath("//a[@rel='prev']/@href") == ["/search?q=sumatera"] and not second.xpath("//a[@rel='next']")
    assert second.xpath("//ol/@start") == ["21"] and len(second.xpath("//ol/li")) == 10
    beyond = tree(client.get("/search?q=sumatera&page=99", headers=EN))
    assert "30 titles found" in text(beyond.xpath("//*[@role='status']")[0]) and not beyond.xpath("//ol")


def test_no_hit_offers_ways_out(client):
    page = tree(client.get("/search?q=pengantar&type=thesis", headers=EN))
    assert page.xpath("//section[@class='help']//a/@href")[0] == "/search?q=pengantar"
    assert "without Type: Thesis" in text(page.xpath("//section[@class='help']")[0])


def test_a_record_page(client):
    answer = client.get("/record/aaaa", headers=EN)
    page = tree(answer)
    assert text(page.xpath("//h1")[0]) == "Pengantar ilmu perpustakaan: dasar-dasar"
    holdings = text(page.xpath("//section[@aria-labelledby='holdings']")[0])
    for part in ("Held by 2 libraries", "020 SUL p", "020 BAS", "Confirmed"):
        assert part in holdings
    assert "show_detail&id=12" in page.xpath("//section[@class='library']//a/@href")[1]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://katalog.example.org/record/aaaa"]
    assert "uinsu-slims:oai:slims/12" in text(page.xpath("//section[@aria-labelledby='sources']")[0])
    structured = json.loads(page.xpath("//script/text()")[0])
    assert structured["@type"] == "Book" and structured["isbn"] == ["9789794030424"]
    assert structured["author"][0]["name"] == "Sulistyo-Basuki" and len(structured["offers"]) == 2
    assert "gone" not in answer.text.lower()


@pytest.mark.parametrize("format", list(formats.MEDIA_TYPES))
def test_a_record_can_be_taken_along(client, format):
    answer = client.get(f"/record/aaaa.{format}")
    assert answer.status_code == 200 and b"Pengantar" in answer.content
    assert answer.headers["content-disposition"].startswith('attachment; filename="aaaa.')


def test_other_ids_redirect_for_good(client):
    for public_id in ("oldold", "uinsu-slims%3Aoai%3Aslims%2F12"):
        assert client.get(f"/record/{public_id}").headers["location"] == "/record/aaaa"
        answer = client.get(f"/record/{public_id}.ris?lang=en")
        assert (answer.status_code, answer.headers["location"]) == (301, "/record/aaaa.ris?lang=en")


def test_the_language_follows_the_reader(client):
    assert tree(client.get("/", headers={"Accept-Language": "fr, en;q=0.5, id;q=0.1"})).get("lang") == "en"
    assert tree(client.get("/", headers={"Accept-Language": "fr"})).get("lang") == "id"
    assert tree(client.get("/?lang=xx", headers={"Accept-Language": "*;q=x,,;;"})).get("lang") == "id"
    page = tree(client.get("/search?q=pengantar&page=1&lang=en"))
    assert page.get("lang") == "en"
    assert page.xpath("//a[@hreflang='id']/@href") == ["/search?q=pengantar&page=1&lang=id"]
    assert all("lang=en" in link for link in page.xpath("//ol//a/@href | //aside//a/@href"))
    assert page.xpath("//form[@role='search']//input[@name='lang']/@value") == ["en"]


def test_pages_are_fenced(client):
    headers = client.get("/").headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"]


def test_below_a_proxys_path_links_stay_there(client, consortium, database, engine):
    from search.app import create_app

    with TestClient(create_app(consortium, database, engine), root_path="/katalog", follow_redirects=False) as below:
        page = tree(below.get("/katalog/search?q=sumatera", headers=EN))
        own = [link for link in page.xpath("//@href | //@action") if link.startswith("/")]
        assert own and all(link.startswith("/katalog/") for link in own)
        assert below.get("/katalog/record/oldold").headers["location"] == "/katalog/record/aaaa"


def test_home_counts_what_is_shown(client):
    assert text(tree(client.get("/", headers=EN)).xpath("//dl[@class='numbers']//dd")[0]) == str(SHOWN)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/libraries/", "/libraries"),
        ("/search/?q=a%26b", "/search?q=a%26b"),
        ("/libraries/uinsu/", "/libraries/uinsu"),
        ("/api/v1/members/", "/api/v1/members"),
    ],
)
def test_a_slash_at_the_end_leads_on_within_the_site(client, asked, answered):
    answer = client.get(asked, headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (308, answered)


@pytest.mark.parametrize("path", ["/nothing/", "//evil.example/", "/libraries/x/y/"])
def test_a_slash_at_the_end_of_nothing_is_nothing(client, path):
    assert client.get(f"http://testserver{path}").status_code == 404
