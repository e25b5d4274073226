"""Feeds, OpenSearch, sitemaps, robots.txt and cards, as a reader, a browser and a crawler take them."""

import email.utils
import re
from urllib.parse import parse_qs, quote, urlsplit
from urllib.robotparser import RobotFileParser

import feedparser
import msgspec
import pytest
import sqlalchemy as sa
from lxml import etree, html
from shelf import HOSTILE, PLAIN, SEEN, SHOWN

from config import i18n
from config.database import Database
from config.model import Consortium
from indexer.tables import union_record
from search.feeds import atom, sitemap, social
from search.feeds.atom import Entry, Feed, Link
from search.feeds.sound import shortened, sound
from search.feeds.titles import full_title

BASE = "https://katalog.example.org"
EN = {"Accept-Language": "en"}
NS = {"a": atom.ATOM, "o": atom.OPENSEARCH, "s": sitemap.NAMESPACE}
NASTY = (
    HOSTILE, "'\"><svg onload=x>", "\x00\x01\x0b\ufffe", "\U0001f600\u202e",
    "x" * 60_000, "-1", "9" * 40, "]]>", "&amp;", "%", "../../etc/passwd",
)  # fmt: skip
ADDRESSES = {
    "/search.atom": ("q", "page", "size", "sort", "member", "year", "subject", "lang"),
    "/libraries/usu.atom": ("page", "lang", "q"),
    "/opensearch.xml": ("lang",),
    "/opensearch/suggest": ("q", "lang"),
    "/sitemap.xml": ("from", "lang"),
    "/sitemap-pages.xml": ("lang",),
    "/sitemap-records.xml": ("from", "before", "lang"),
    "/robots.txt": ("lang",),
}


OPEN = (
    "/", "/search?q=x", "/record/aaaa", "/libraries/usu", "/sitemap-records.xml?from=a", "/static/induk.css",
    "/browse/title",
)  # fmt: skip
CLOSED = (
    "/search?q=x&member=usu", "/search?member=usu", "/search?q=x&page=2", "/search?q=x&sort=year", "/record/aaaa.ris",
    "/api/v1/search?q=x", "/oai?verb=Identify", "/why/aaaa", "/request/aaaa", "/search.atom?q=x",
    "/browse/title?from=x",
)  # fmt: skip


def parsed(answer):
    """The feed as feedparser reads it, without a warning."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml"
    found = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def xml(answer):
    assert answer.status_code == 200
    return etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False, no_network=True))


def links(found):
    return {link.rel: link.href for link in found.feed.links}


def sound_atom(root):
    """What RFC 4287 demands (sections 4.1.1 and 4.1.2), told by the elements themselves."""
    assert root.tag == f"{{{atom.ATOM}}}feed"
    for holder in (root, *root.findall("a:entry", NS)):
        for name in ("id", "title", "updated"):
            assert len(holder.findall(f"a:{name}", NS)) == 1 and holder.findtext(f"a:{name}", namespaces=NS)
        for date in holder.xpath("a:updated | a:published", namespaces=NS):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", date.text)
        rels = [link.get("rel") for link in holder.findall("a:link", NS)]
        assert len(rels) == len(set(rels)) and "alternate" in rels
    assert root.findtext("a:author/a:name", namespaces=NS)
    assert root.xpath("a:link[@rel='self']", namespaces=NS)
    ids = root.xpath("a:entry/a:id/text()", namespaces=NS)
    assert len(ids) == len(set(ids))


def test_a_search_is_a_feed_with_the_newest_first(client):
    answer = client.get("/search.atom?q=pengantar", headers=EN)
    sound_atom(xml(answer))
    found = parsed(answer)
    assert found.feed.title == "pengantar – Jaringan Perpustakaan Uji"
    assert found.feed.id == f"{BASE}/search.atom?q=pengantar&sort=new"
    assert links(found)["alternate"] == f"{BASE}/search?q=pengantar&sort=new"
    [entry] = found.entries
    assert entry.id == entry.link == f"{BASE}/record/aaaa"
    assert entry.title == "Pengantar ilmu perpustakaan: dasar-dasar"
    assert [author.name for author in entry.authors] == ["Sulistyo-Basuki", "Rahma Sugihartati"]
    assert (entry.published, entry.updated) == ("2026-11-10T00:00:00Z", SEEN)
    assert [(tag.term, tag.label) for tag in entry.tags] == [("book", "Book")]
    assert entry.summary.startswith("Jakarta: Gramedia, 1991. Cet. 1. Held by 2 libraries: ")
    newest = parsed(client.get("/search.atom?size=2"))
    assert [one.link for one in newest.entries] == [f"{BASE}/record/hhhh", f"{BASE}/record/aaaa"]


def test_pages_of_a_feed_are_linked_and_hold_everything_once(client):
    address, seen = f"{BASE}/search.atom?q=sumatera&lang=en", []
    while address:
        found = parsed(client.get(address.removeprefix(BASE)))
        seen += [entry.id for entry in found.entries]
        assert links(found)["first"] == found.feed.id
        assert "lang=en" in links(found)["self"]
        address = links(found).get("next")
    assert len(seen) == len(set(seen)) == len(PLAIN)
    assert int(found.feed.opensearch_totalresults) == len(PLAIN) and "page=2" in links(found)["self"]


def test_an_order_that_is_asked_for_stays_in_every_link(client):
    found = parsed(client.get("/search.atom?q=sumatera&sort=relevance"))
    assert "sort=relevance" in links(found)["self"] and "sort=relevance" in links(found)["next"]
    years = parsed(client.get("/search.atom?q=sumatera&sort=-year"))
    assert years.entries[0].title == "Sejarah Sumatera jilid 29"


def test_what_only_comes_near_is_no_news(client):
    assert client.get("/api/v1/search?q=perpustakxan").json()["relaxed"]
    found = parsed(client.get("/search.atom?q=perpustakxan"))
    assert not found.entries and found.feed.opensearch_totalresults == "0" and found.feed.updated == SEEN


def test_a_library_is_a_feed_of_its_newest_titles(client):
    answer = client.get("/libraries/uinsu.atom", headers=EN)
    sound_atom(xml(answer))
    found = parsed(answer)
    assert found.feed.title == "New titles: Perpustakaan UIN Sumatera Utara"
    assert links(found)["alternate"] == f"{BASE}/libraries/uinsu"
    assert [entry.id for entry in found.entries] == [f"{BASE}/record/aaaa"]
    assert parsed(client.get("/libraries/usu.atom?page=2&lang=id")).feed.title.startswith("Judul baru: ")
    for gone in ("gone", "nobody", "a%00b"):
        assert client.get(f"/libraries/{gone}.atom").status_code == 404


def test_a_title_that_is_a_script_stays_a_text(client):
    answer = client.get("/search.atom?q=alert")
    assert b"<script" not in answer.content
    [entry] = xml(answer).findall("a:entry", NS)
    assert entry.findtext("a:title", namespaces=NS) == HOSTILE and entry.find("a:title", NS).get("type") is None


def test_what_xml_cannot_hold_is_taken_out_of_a_feed():
    bad = "a\x00\x0b\ufffe\ud800<b>"
    link = Link("self", "https://x.example/?q=\x01")
    entry = Entry(bad, bad, SEEN, SEEN, (bad,), (bad, bad), bad)
    written = atom.write(Feed(bad, bad, bad, "en", SEEN, bad, (link,), 1, 1, 1, (entry,)))
    root = etree.fromstring(written)
    assert root.xpath("//a:title/text()", namespaces=NS) == ["a<b>", "a<b>"]
    assert root.xpath("//a:category/@label", namespaces=NS) == ["a<b>"]
    assert sound("\t\n\r é \U0001f600") == "\t\n\r é \U0001f600"


@pytest.mark.parametrize("path", ["/search.atom?q=pengantar", "/libraries/usu.atom", "/opensearch.xml",
                                  "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-records.xml"])  # fmt: skip
def test_who_has_it_gets_no_body(client, path):
    first = client.get(path)
    assert first.headers["cache-control"].startswith("public, max-age=") and "Accept-Language" in first.headers["vary"]
    etag = first.headers["etag"]
    for tags in (etag, f'"other", {etag}', "*", etag.removeprefix("W/")):
        again = client.get(path, headers={"If-None-Match": tags})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    head = client.head(path)
    assert (head.status_code, head.headers["etag"]) == (200, etag)


def test_another_language_is_another_version(client):
    english, indonesian = (
        client.get("/search.atom?q=pengantar", headers={"Accept-Language": one}) for one in ("en", "id")
    )
    assert english.headers["etag"] != indonesian.headers["etag"]


def test_a_date_decides_only_where_it_proves_something(client):
    later = email.utils.formatdate(2e9, usegmt=True)
    before = "Sat, 01 Jan 2000 00:00:00 GMT"
    path = "/sitemap-records.xml"
    assert email.utils.parsedate_to_datetime(client.get(path).headers["last-modified"]).isoformat() == SEEN.replace(
        "Z", "+00:00"
    )
    assert client.get(path, headers={"If-Modified-Since": later}).status_code == 304
    for since in (before, "nonsense", "", "Sat, 01 Jan 99999999 00:00:00 GMT"):
        assert client.get(path, headers={"If-Modified-Since": since}).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": later, "If-None-Match": '"x"'}).status_code == 200
    assert client.get("/search.atom", headers={"If-Modified-Since": later}).status_code == 200


def test_the_description_tells_how_to_search_and_what_it_tells_works(client):
    answer = client.get("/opensearch.xml", headers=EN)
    assert answer.headers["content-type"] == "application/opensearchdescription+xml"
    root = xml(answer)
    assert (
        len(root.findtext("o:ShortName", namespaces=NS)) <= 16 < len(root.findtext("o:LongName", namespaces=NS)) <= 48
    )
    assert root.findtext("o:Contact", namespaces=NS) == "katalog@example.org"
    urls = {(one.get("rel"), one.get("type")): one.get("template") for one in root.findall("o:Url", NS)}
    for (rel, media_type), template in urls.items():
        filled = template.replace("{searchTerms}", quote("pengantar")).replace("{startPage?}", "")
        assert "{" not in filled and filled.startswith(f"{BASE}/")
        answer = client.get(filled.removeprefix(BASE))
        assert answer.status_code == 200, (rel, filled)
        assert answer.headers["content-type"].partition(";")[0] == media_type
    assert {rel for rel, _type in urls} == {"results", "suggestions", "self"}


def test_suggestions_come_as_browsers_want_them(client):
    answer = client.get("/opensearch/suggest?q=Peng", headers=EN)
    assert answer.headers["content-type"] == "application/x-suggestions+json"
    text, completions, kinds, addresses = answer.json()
    assert text == "Peng" and len(completions) == len(kinds) == len(addresses) > 0
    assert completions[0].startswith("Pengantar") and kinds[0] == "Title"
    for address in addresses:
        assert client.get(address.removeprefix(BASE)).status_code == 200
    subject = client.get("/opensearch/suggest?q=ilmu+inf", headers=EN).json()
    assert subject[1:] == [["Ilmu informasi"], ["Subject"], [f"{BASE}/search?subject=Ilmu+informasi"]]
    assert client.get("/opensearch/suggest").json() == ["", [], [], []]


def test_the_sitemap_names_every_record_that_is_shown_and_no_other(client):
    index = xml(client.get("/sitemap.xml"))
    assert index.tag == f"{{{sitemap.NAMESPACE}}}sitemapindex"
    pages, *ranges = index.xpath("s:sitemap/s:loc/text()", namespaces=NS)
    assert pages == f"{BASE}/sitemap-pages.xml" and len(ranges) == 1
    own = xml(client.get("/sitemap-pages.xml")).xpath("s:url/s:loc/text()", namespaces=NS)
    assert own == [f"{BASE}/", f"{BASE}/libraries", f"{BASE}/libraries/uinsu", f"{BASE}/libraries/usu"]
    root = xml(client.get(ranges[0].removeprefix(BASE)))
    places = root.xpath("s:url/s:loc/text()", namespaces=NS)
    assert len(places) == len(set(places)) == SHOWN and f"{BASE}/record/gggg" not in places
    assert set(root.xpath("s:url/s:lastmod/text()", namespaces=NS)) == {SEEN}
    assert all(client.get(place.removeprefix(BASE)).status_code == 200 for place in (*own, places[0], places[-1]))


@pytest.fixture
def shelves(tmp_path):
    """A store with 2,500 ids, some of them gone or not merged yet, and a consortium whose members all take part."""
    database = Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    rows = [
        {
            "id": f"r{n:05}",
            "first_seen": SEEN,
            "changed": SEEN,
            "deleted": n % 100 == 0,
            "data": b"" if n % 100 == 1 else b"{}",
        }
        for n in range(2500)
    ]
    with database.write() as connection:
        connection.execute(sa.insert(union_record), rows)
    yield Consortium.model_validate({"consortium": {"name": "X"}, "data": tmp_path}), database
    database.close()


def test_ranges_cut_all_ids_and_meet_without_a_gap(shelves):
    consortium, database = shelves
    ranges = list(sitemap.ranges(database, 700))
    assert ranges == [("r00000", "r00700"), ("r00700", "r01400"), ("r01400", "r02100"), ("r02100", None)]
    found = [
        path for first, before in ranges for path, _changed in sitemap.records(consortium, database, first, before)
    ]
    assert found == [f"/record/r{n:05}" for n in range(2500) if n % 100 > 1]
    assert list(sitemap.ranges(database, 2500)) == [("r00000", None)]


def test_a_record_that_came_after_the_index_was_read_is_in_its_range(shelves):
    consortium, database = shelves
    first, before = next(sitemap.ranges(database, 700))
    with database.write() as connection:
        connection.execute(
            sa.insert(union_record),
            {"id": "r00699x", "first_seen": SEEN, "changed": SEEN, "deleted": False, "data": b"{}"},
        )
    *_others, last = sitemap.records(consortium, database, first, before)
    assert last == ("/record/r00699x", SEEN)


def test_a_sitemap_is_read_as_it_is_sent_and_never_longer_than_the_protocol_allows(shelves, monkeypatch):
    consortium, database = shelves
    asked = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    pieces = sitemap.urlset(sitemap.records(consortium, database, "", None), BASE)
    assert next(pieces).startswith(b"<?xml") and not asked
    assert next(pieces).count(b"<url>") == sitemap.BATCH
    assert len([one for one in asked if "SELECT" in one]) <= 2
    monkeypatch.setattr(sitemap, "MOST", 1500)
    assert len(list(sitemap.records(consortium, database, "", None))) == 1500


def test_an_empty_store_has_an_empty_sitemap(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    assert list(sitemap.ranges(database)) == []
    assert b"".join(sitemap.index(database, "https://x.example/?a&b")).count(b"<sitemap>") == 1
    database.close()


def test_crawlers_may_read_records_and_not_ask_the_engine(client):
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *" and lines[-1] == f"Sitemap: {BASE}/sitemap.xml"
    rules = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    patterns = [re.compile(re.escape(rule).replace(r"\*", ".*").replace(r"\$", "$")) for rule in rules]
    found = [path for path in (*OPEN, *CLOSED) if any(pattern.match(path) for pattern in patterns)]
    assert found == list(CLOSED)
    plain = RobotFileParser()
    plain.parse(lines)
    assert plain.can_fetch("bot", "/record/aaaa") and not plain.can_fetch("bot", "/api/v1/search?q=x")


@pytest.mark.parametrize(("path", "title", "kind"), [
    ("/search?q=pengantar", "pengantar", "website"),
    ("/record/aaaa", "Pengantar ilmu perpustakaan: dasar-dasar", "book"),
    ("/libraries/uinsu", "Perpustakaan UIN Sumatera Utara", "website"),
])  # fmt: skip
def test_a_page_tells_what_a_link_to_it_looks_like(client, path, title, kind):
    page = html.fromstring(client.get(path, headers=EN).content)
    card = {one.get("property"): one.get("content") for one in page.xpath("//head/meta[@property]")}
    assert (card["og:title"], card["og:type"], card["og:url"]) == (title, kind, f"{BASE}{path}")
    assert page.xpath("//link[@rel='canonical']/@href") == [card["og:url"]]
    assert (card["og:locale"], card["og:locale:alternate"]) == ("en_US", "id_ID")
    assert page.xpath("//meta[@name='description']/@content") == [card["og:description"]] and card["og:description"]
    assert card.get("book:isbn") == ("9789794030424" if kind == "book" else None)
    assert page.xpath("//meta[@name='twitter:card']/@content") == ["summary"]
    assert page.xpath("//link[@rel='search']/@href") == ["/opensearch.xml"]


def test_a_hostile_title_stays_inside_its_card(client):
    answer = client.get("/record/hhhh", headers=EN)
    page = html.fromstring(answer.content)
    assert page.xpath("//meta[@property='og:title']/@content") == [HOSTILE] and "<script>" not in answer.text
    found = html.fromstring(client.get("/search", params={"q": HOSTILE}).content)
    assert found.xpath("//meta[@property='og:title']/@content") == [HOSTILE]


@pytest.mark.parametrize("path", ["/search?q=sumatera&member=usu", "/libraries/usu"])
def test_pages_name_their_feeds_and_the_feeds_are_there(client, path):
    page = html.fromstring(client.get(f"{path}{'&' if '?' in path else '?'}lang=en").content)
    [named] = page.xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")
    [link] = page.xpath("//main//a[@type='application/atom+xml']")
    assert link.get("href") == named and link.get("rel") == "nofollow"
    assert parse_qs(urlsplit(named).query)["lang"] == ["en"]
    assert parsed(client.get(named)).entries


def test_facets_and_tools_are_not_to_be_followed(client):
    page = html.fromstring(client.get("/search?q=sumatera&member=usu", headers=EN).content)
    tools = page.xpath("//aside//a | //nav[@class='sorts']//a | //ul[@class='chips']//a | //*[@class='tongues']/a")
    assert len(tools) > 5 and {link.get("rel") for link in tools} == {"nofollow"}
    record = html.fromstring(client.get("/record/aaaa?my=usu", headers=EN).content)
    exports = record.xpath(
        "//ul[@class='exports']//a | //a[starts-with(@href, '/request/')] | //a[starts-with(@href, '/why/')]"
    )
    assert len(exports) > 5 and {link.get("rel") for link in exports} == {"nofollow"}


@pytest.mark.parametrize("path", ADDRESSES)
def test_nothing_that_is_asked_breaks_an_answer(client, path):
    for name in ADDRESSES[path]:
        for value in NASTY:
            answer = client.get(path, params={name: value})
            assert answer.status_code in (200, 400), (name, value[:20])
            assert answer.headers["x-content-type-options"] == "nosniff"
            if "json" in answer.headers["content-type"]:  # where nothing can become markup
                assert value.startswith(answer.json()[0])
                continue
            assert "<script>" not in answer.text and "<svg" not in answer.text
            if answer.status_code == 200 and "xml" in answer.headers["content-type"]:
                etree.fromstring(answer.content)
    for raw in ("?q=%ff%fe%00", "?page=%c3%28", "?from=%00&before=%ff", "?&&==;"):
        assert client.get(path + raw).status_code in (200, 400)


def test_texts_are_cut_between_words():
    assert shortened("Jaringan Perpustakaan Uji", 16) == "Jaringan…"
    assert shortened("x" * 50, 16) == "x" * 15 + "…" and shortened("short  text", 16) == "short text"
    assert len(shortened("a " + "b" * 30, 16)) == 16


def test_a_title_is_whole_and_a_country_is_found_for_a_language():
    with i18n.speaking("en"):
        record = msgspec.structs.replace(
            msgspec.convert({"id": "x", "title": None}, type=_Bare), subtitle="s", part_number="2", part_title="p"
        )
        assert full_title(record) == "[Untitled]: s. 2, p"
    assert (social.locale("id"), social.locale("ar"), social.locale("zz")) == ("id_ID", "ar_EG", "zz")


class _Bare(msgspec.Struct):
    id: str
    title: str | None = None
    subtitle: str | None = None
    part_number: str | None = None
    part_title: str | None = None
