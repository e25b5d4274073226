"""The page of a record and the pages beside it, over records that were harvested from files and matched."""

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec
import pytest
import sqlalchemy as sa
from lxml import html
from shelf import HOSTILE
from starlette.testclient import TestClient

import induk
from config import clock, i18n, loader
from config.cli import run
from config.database import Database
from config.model import Consortium, Services
from indexer import store
from indexer.dedup import judgement, telling
from indexer.dedup.why import why
from indexer.engines import open_engine
from indexer.record import Holding
from indexer.tables import union_record
from search.app import create_app
from search.record_page import freshness, mail, requests
from search.service import Catalogue

EN = {"Accept-Language": "en"}
HEADINGS = (
    "identifier", "title", "subtitle", "part_number", "alternative_titles", "creators", "publisher", "place", "year",
    "edition", "extent", "series", "languages", "type", "subjects", "ddc", "summary", "isbns", "doi", "urls",
    "call_number", "location", "copies", "status",
)  # fmt: skip
YAML = """
consortium:
  name: Jaringan Uji & "Kawan"
  url: https://katalog.example.org
  contact: katalog@example.org
  languages: [id, en]
data: data
members:
  - id: satu
    name: Perpustakaan Satu
    email: satu@example.org
    phone: "+62 61 1"
    services: {interlibrary: true, copying: true, lending: members}
    requests:
      openurl: https://satu.example.org/resolve?lang=id
      email: layanan@example.org
      note: "Besok <b>saja</b>."
    sources: [{id: satu, type: file, path: satu.csv, format: csv, columns: COLUMNS}]
  - id: dua
    name: Perpustakaan "Dua" <i>
    email: dua@example.org
    services: {interlibrary: false, copying: false, reading: true}
    sources: [{id: dua, type: file, path: dua.csv, format: csv, columns: COLUMNS}]
  - id: tiga
    name: Perpustakaan Tiga
    website: https://tiga.example.org
    sources: [{id: tiga, type: file, path: tiga.csv, format: csv, columns: COLUMNS}]
  - id: keluar
    name: Perpustakaan Keluar
    sources: [{id: keluar, type: file, path: keluar.csv, format: csv, columns: COLUMNS}]
"""
BOOK = {
    "title": "Pengantar ilmu perpustakaan", "creators": "Sulistyo-Basuki", "publisher": "Gramedia", "place": "Jakarta",
    "year": "1991", "extent": "458 hlm.", "isbns": "9789794030424", "type": "book", "languages": "ind",
}  # fmt: skip
NOVEL = {"title": "Bumi manusia", "creators": "Toer, Pramoedya Ananta", "place": "Jakarta", "type": "book"}
ROWS = {
    "satu": [
        BOOK | {"identifier": "1", "edition": "Cet. 1", "subjects": "Perpustakaan", "ddc": "020", "series": "Seri Ilmu",
                "call_number": "020 SUL p", "location": "Lantai 2", "copies": "3", "status": "tersedia",
                "urls": "https://satu.example.org/1", "alternative_titles": "Ilmu perpustakaan"},
        NOVEL | {"identifier": "2", "year": "1980", "publisher": "Hasta Mitra", "edition": "Ed. 1"},
        {"identifier": "3"} | dict.fromkeys(
            ("title", "subtitle", "creators", "publisher", "place", "edition", "extent", "series", "subjects",
             "summary", "call_number", "location", "status"), HOSTILE),
        {"identifier": "4", "title": "x"},
    ],
    "dua": [
        BOOK | {"identifier": "1", "call_number": "020 BAS", "creators": "Sulistyo Basuki"},
        NOVEL | {"identifier": "2", "year": "2005", "publisher": "Lentera Dipantara", "edition": "Ed. 4"},
    ],
    "tiga": [
        BOOK | {"identifier": "1", "call_number": "020 SUL"},
        NOVEL | {"identifier": "2", "year": "1990", "publisher": "Wira Karya", "part_number": "Jilid 2"},
    ],
    "keluar": [BOOK | {"identifier": "rahasia", "call_number": "KELUAR 1"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Four libraries, harvested and matched; the agreement of the last has ended since."""
    folder: Path = tmp_path_factory.mktemp("record-page")
    for member, rows in ROWS.items():
        with (folder / f"{member}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADINGS)
            writer.writeheader()
            writer.writerows(rows)
    columns = "{" + ", ".join(f"{name}: {name}" for name in HEADINGS) + "}"
    path = folder / "induk.yaml"
    path.write_text(YAML.replace("COLUMNS", columns), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDUK_CONFIG", str(path))
        assert run(induk.cli, ["run"]) == 0
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "name: Perpustakaan Keluar", "name: Perpustakaan Keluar\n    agreement: {until: 2020-12-31}"
        ),
        encoding="utf-8",
    )
    consortium = loader.load(path)
    database, engine = Database.open(consortium.database_url), open_engine(consortium)
    with TestClient(create_app(consortium, database, engine), follow_redirects=False) as client:
        catalogue = Catalogue(consortium, database, engine)

        def ids(public_id: str) -> str:
            return catalogue.record(public_id).record.id

        yield SimpleNamespace(client=client, catalogue=catalogue, database=database, consortium=consortium, id=ids)
    engine.close()
    database.close()


def tree(answer):
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def text(node):
    return " ".join(node.text_content().split())


def opened(site, path, language="en"):
    return tree(site.client.get(path, headers={"Accept-Language": language}))


def library(page, member):
    return page.xpath(f"//section[@aria-labelledby='at-{member}']")[0]


def letter(link):
    """A mailto address: whom it goes to, and its parameters."""
    parts = urlsplit(link)
    assert parts.scheme == "mailto" and link.count("?") == 1
    pairs = parse_qsl(parts.query, strict_parsing=True)
    assert [name for name, _value in pairs] == ["subject", "body"]
    return parts.path, dict(pairs)


@pytest.fixture
def later(site, monkeypatch):
    """Move the clock so many days behind the harvest."""
    with site.database.read() as connection:
        record = store.union(connection, site.id("satu:1"))
    seen = max(clock.parse(holding.confirmed) for holding in record.holdings)

    def move(days: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: seen + timedelta(days=days))

    return move


def test_the_fields_stand_in_their_order(site):
    page = opened(site, f"/record/{site.id('satu:1')}")
    labels = [text(one) for one in page.xpath("//dl[@class='details']/dt")]
    wanted = ["Other titles", "Author", "Published", "Extent", "Series", "Language", "ISBN", "DDC", "Subject",
              "New in the catalogue since"]  # fmt: skip
    assert [label for label in labels if label in wanted] == wanted
    details = text(page.xpath("//dl[@class='details']")[0])
    for said in ("Ilmu perpustakaan", "Jakarta: Gramedia, 1991", "458 hlm.", "Seri Ilmu", "Indonesian"):
        assert said in details
    assert page.xpath("//dl[@class='details']//a[text()='Perpustakaan']/@href") == ["/search?subject=Perpustakaan"]


@pytest.mark.parametrize("public_id", ["satu:1", "satu:2", "satu:3"])
def test_what_a_field_links_to_finds_the_record_again(site, public_id):
    union_id = site.id(public_id)
    links = opened(site, f"/record/{union_id}").xpath("//dl[@class='details']//a[starts-with(@href, '/search')]/@href")
    assert links
    for link in links:
        assert f"/record/{union_id}" in opened(site, link).xpath("//ol//h2/a/@href"), link


def test_every_library_is_told_with_its_copies_and_how_fresh_that_is(site, later):
    later(2)
    page = opened(site, f"/record/{site.id('satu:1')}")
    assert "Held by 3 libraries" in text(page.xpath("//h2[@id='holdings']")[0])
    first = library(page, "satu")
    assert [text(cell) for cell in first.xpath(".//th")] == ["Call number", "Location", "Copies", "Status"]
    assert [text(cell) for cell in first.xpath(".//td")] == ["020 SUL p", "Lantai 2", "3", "tersedia"]
    assert "Confirmed 2 days ago" in text(first) and not page.xpath("//*[@class='stale']")
    assert clock.parse(first.xpath(".//time/@datetime")[0])
    assert "020 BAS" in text(library(page, "dua"))
    later(20)
    indonesian = opened(site, f"/record/{site.id('satu:1')}", "id")
    assert "Dikonfirmasi 3 minggu yang lalu" in text(library(indonesian, "satu"))


def test_what_was_not_confirmed_for_too_long_is_grey_and_said_to_be_doubtful(site, later):
    later(freshness.SWEEP_DAYS + freshness.GRACE_DAYS - 0.1)  # the sources were read within some seconds
    assert not opened(site, f"/record/{site.id('satu:1')}").xpath("//*[@class='stale']")
    later(freshness.SWEEP_DAYS + freshness.GRACE_DAYS + 1)
    page = opened(site, f"/record/{site.id('satu:1')}")
    assert len(page.xpath("//tr[@class='stale']")) == len(page.xpath("//time[@class='stale']")) == 3
    assert "Confirmed 6 weeks ago – it may have changed since" in text(library(page, "satu"))


def test_a_library_that_is_read_seldom_by_its_own_wish_is_not_old_so_soon():
    def days(sweep):
        source = {"type": "oai-pmh", "url": "https://x.example.org/oai", "sweep": sweep}
        members = [{"id": "x", "name": "X", "sources": [source]}]
        return freshness.limits(Consortium.model_validate({"consortium": {"name": "U"}, "members": members}))["x"]

    assert (days(None), days(0), days(7), days(90)) == (44, 44, 44, 104)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (-5, "1 hour ago"),
        (0, "1 hour ago"),
        (5, "5 hours ago"),
        (36, "36 hours ago"),
        (49, "2 days ago"),
        (24 * 45, "6 weeks ago"),
        (24 * 900, "2 years ago"),
    ],
)
def test_an_age_is_said_as_cldr_says_it(hours, said):
    now = clock.parse("2026-11-26T00:00:00Z")
    with i18n.speaking("en"):
        assert freshness.ago(now - timedelta(hours=hours), now) == said


def test_the_readers_own_library_stands_first_and_what_is_no_library_changes_nothing(site):
    path = f"/record/{site.id('satu:1')}"
    usual = opened(site, path).xpath("//section[@class='library']/@aria-labelledby")
    assert usual[0] != "at-tiga"
    own = opened(site, f"{path}?my=tiga")
    sections = own.xpath("//section[@class='library']/@aria-labelledby")
    assert sections[0] == "at-tiga" and "your library" in text(library(own, "tiga"))
    assert own.xpath("//a[contains(@href, '/request/')]/@href")[0].endswith("?my=tiga")
    for nothing in ("keluar", "nobody", quote(HOSTILE), "%00", "a" * 5000):
        page = opened(site, f"{path}?my={nothing}")
        assert page.xpath("//section[@class='library']/@aria-labelledby") == usual
        assert "my=" not in page.xpath("//a[contains(@href, '/request/')]/@href")[0]


def test_other_editions_and_volumes_are_linked_and_nothing_else(site):
    page = opened(site, f"/record/{site.id('satu:2')}")
    assert page.xpath("//section[@aria-labelledby='editions']//a/@href") == [f"/record/{site.id('dua:2')}"]
    assert page.xpath("//section[@aria-labelledby='volumes']//a/@href") == [f"/record/{site.id('tiga:2')}"]
    assert "Lentera Dipantara" in text(page.xpath("//section[@aria-labelledby='editions']")[0])
    assert not opened(site, f"/record/{site.id('satu:1')}").xpath("//section[@aria-labelledby='editions']")
    assert not opened(site, f"/record/{site.id('satu:4')}").xpath("//section[@aria-labelledby='editions']")


def test_citations_can_be_selected_whole_and_copied_by_keyboard(site):
    page = opened(site, f"/record/{site.id('satu:1')}")
    shown = [text(one) for one in page.xpath("//dl[@class='citations']/dd[@class='whole']")]
    assert shown[0] == "Sulistyo-Basuki. (1991). Pengantar ilmu perpustakaan. Gramedia."
    assert [one.text_content() for one in page.xpath("//textarea[@readonly]")] == shown
    assert [text(one) for one in page.xpath("//dl[@class='citations']/dt")] == ["APA", "MLA", "Chicago", "Vancouver"]


def test_programs_find_coins_and_json_ld(site):
    page = opened(site, f"/record/{site.id('satu:1')}")
    said = dict(parse_qsl(page.xpath("//span[@class='Z3988']/@title")[0]))
    assert said["rft.btitle"] == BOOK["title"] and said["rft.isbn"] == BOOK["isbns"]
    assert said["rft_id"] == f"https://katalog.example.org/record/{site.id('satu:1')}"
    structured = json.loads(page.xpath("//script/text()")[0])
    assert structured["@id"] == said["rft_id"] and structured["name"] == BOOK["title"]


@pytest.mark.parametrize("page", ["record", "request", "why"])
def test_other_ids_lead_on_for_good_and_keep_the_own_library(site, page):
    answer = site.client.get(f"/{page}/dua%3A1?my=satu&lang=en")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/{page}/{site.id('dua:1')}?my=satu&lang=en")
    assert site.client.get(f"/{page}/none").status_code == 404


def test_each_library_is_asked_by_its_own_rules(site, later):
    later(2)
    page = opened(site, f"/request/{site.id('satu:1')}")
    sections = page.xpath("//section[@class='library']/@aria-labelledby")
    assert sections == ["at-satu", "at-tiga", "at-dua"]  # who lends, who says nothing, who does not
    satu = library(page, "satu")
    resolver = satu.xpath(".//a[starts-with(@href, 'https://satu.example.org/resolve')]/@href")[0]
    asked = parse_qsl(urlsplit(resolver).query)
    assert ("lang", "id") in asked and ("rft.isbn", BOOK["isbns"]) in asked
    to, said = letter(satu.xpath(".//a[starts-with(@href, 'mailto:')]/@href")[0])
    assert to == "layanan@example.org" and said["subject"] == "Request: Pengantar ilmu perpustakaan"
    for fact in ("To: Perpustakaan Satu", "Call number: 020 SUL p", "ISBN: 9789794030424", "[ ] to borrow it",
                 f"https://katalog.example.org/record/{site.id('satu:1')}"):  # fmt: skip
        assert fact in said["body"]
    assert said["body"].replace("\r\n", "\n") == satu.xpath(".//pre")[0].text_content()
    assert "Lending: for members" in text(satu) and "Besok <b>saja</b>." in text(satu)
    assert "Confirmed 2 days ago" in text(satu)
    dua = library(page, "dua")
    assert "It sends nothing to other libraries" in text(dua) and not dua.xpath(".//a[starts-with(@href, 'mailto:')]")
    tiga = library(page, "tiga")
    assert tiga.xpath(".//a/@href")[-1] == "https://tiga.example.org/" and not tiga.xpath(".//details")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_who_has_it_at_home_is_told_so_first(site):
    page = opened(site, f"/request/{site.id('satu:1')}?my=tiga")
    warning = text(page.xpath("//*[@role='note']")[0])
    assert "Your own library has it: Perpustakaan Tiga." in warning and "020 SUL" in warning
    assert "at-tiga" not in page.xpath("//section[@class='library']/@aria-labelledby")
    assert page.xpath("//select[@name='my']/option[@selected]/@value") == ["tiga"]
    _to, said = letter(library(page, "satu").xpath(".//a[starts-with(@href, 'mailto:')]/@href")[0])
    assert "Library: Perpustakaan Tiga" in said["body"]
    other = opened(site, f"/request/{site.id('satu:2')}?my=tiga")
    assert not other.xpath("//*[@role='note']")
    only = opened(site, f"/request/{site.id('satu:4')}?my=satu")
    assert only.xpath("//*[@role='note']") and "No other library has it." in text(only.xpath("//main")[0])


@pytest.mark.parametrize(
    ("services", "closed"),
    [
        ({}, False),
        ({"interlibrary": True}, False),
        ({"interlibrary": False}, True),
        ({"interlibrary": False, "copying": "dengan biaya"}, False),
        ({"interlibrary": False, "lending": True}, True),
        ({"lending": False}, False),
        ({"lending": False, "copying": False}, True),
        ({"lending": False, "copying": False, "interlibrary": "lewat pos"}, False),
    ],
)
def test_only_who_says_so_sends_nothing(services, closed):
    assert requests.refuses(Services(**services)) is closed


@pytest.mark.parametrize(
    ("services", "offered"),
    [
        ({}, (True, True)),
        ({"interlibrary": False, "lending": "members", "copying": True}, (False, True)),
        ({"interlibrary": True, "lending": False, "copying": False}, (True, False)),
        ({"lending": False}, (False, True)),
    ],
)
def test_only_what_a_library_does_can_be_ticked_in_the_mail(services, offered):
    declared = Services(**services)
    assert (requests.lends(declared), requests.copies(declared)) == offered


def test_a_problem_is_reported_with_everything_filled_in(site):
    page = opened(site, f"/record/{site.id('satu:1')}")
    to, said = letter(page.xpath("//aside//a[starts-with(@href, 'mailto:')]/@href")[0])
    assert to == "katalog@example.org" and said["subject"] == "Problem with a record: Pengantar ilmu perpustakaan"
    for fact in ("What is wrong", "Author: Sulistyo-Basuki", "satu:1", "dua:1", "/record/" + site.id("satu:1")):
        assert fact in said["body"]
    assert "rahasia" not in said["body"]


@pytest.mark.parametrize("contact", ["https://example.org/contact", "Bu Ani", "a b@example.org", "@", "", None])
def test_what_is_no_address_gets_no_mail(contact):
    assert not mail.is_address(contact)


def test_a_title_cannot_add_to_a_mail():
    nasty = "x\r\nBcc: all@example.org&cc=a@example.org&subject=y?body=z#%0A"
    to, said = letter(mail.Mail("a&cc=b@example.org", mail.short(nasty), mail.rows([("Title", nasty)])).address)
    assert to == "a%26cc%3Db@example.org" and "\n" not in said["subject"]
    assert said["body"] == "Title: x Bcc: all@example.org&cc=a@example.org&subject=y?body=z#%0A"


def test_why_it_is_one_record_is_told_as_induk_why_tells_it(site):
    union_id = site.id("satu:1")
    answer = site.client.get(f"/why/{union_id}", headers=EN)
    page = tree(answer)
    assert "describe one publication" in text(page.xpath("//h2[@id='records']")[0])
    with site.database.read() as connection:
        found = why(connection, union_id)
        told = {
            frozenset(one.xpath(".//code/text()")): one
            for one in page.xpath("//section[@aria-labelledby='pairs']/section")
        }
        assert len(told) == 2 and frozenset().union(*told) == {"satu:1", "dua:1", "tiga:1"}
        pairs = {both: why(connection, *sorted(both)).pairs[0] for both in told}
    assert len(found.pairs) == 3  # with the library that does not take part
    with i18n.speaking("en"):
        for both, section in told.items():
            pair = pairs[both]
            lines = [text(one) for one in section.xpath(".//li")]
            for finding in (*telling.speaking_for(pair.evidence), *telling.speaking_against(pair.evidence)):
                assert any(line.startswith(telling.agreement(finding)) for line in lines)
            assert telling.verdict(pair.evidence) in text(section)
    assert "title: equal" in text(page.xpath("//main")[0]).replace("whole ", "")
    assert "rahasia" not in answer.text and "1 more record is of a library that does not take part today" in answer.text


def test_one_record_alone_was_joined_with_nothing(site):
    page = opened(site, f"/why/{site.id('satu:4')}")
    assert "Nothing was joined here" in text(page.xpath("//main")[0])
    assert not opened(site, f"/record/{site.id('satu:4')}").xpath("//a[contains(@href, '/why/')]")


def test_a_persons_word_is_told_and_the_note_stays_in_the_house(site):
    with site.database.write() as connection:
        judgement.remember(connection, "same", "dua:1", "satu:1", "Kata Bu Ani, rahasia dapur")
    try:
        answer = site.client.get(f"/why/{site.id('satu:1')}", headers=EN)
        assert "A person looked at both and said that they are the same." in answer.text
        assert "Bu Ani" not in answer.text
    finally:
        with site.database.write() as connection:
            judgement.forget(connection, "dua:1", "satu:1")


def test_five_hundred_copies_fill_no_screen_and_none_is_lost(site):
    union_id = site.id("satu:4")
    with site.database.write() as connection:
        before = connection.execute(sa.select(union_record.c.data).where(union_record.c.id == union_id)).scalar_one()
        record = site.catalogue.record(union_id).record
        copies = tuple(Holding(member="satu", call_number=f"QA {n}", record="satu:4") for n in range(500))
        many = msgspec.json.encode(msgspec.structs.replace(record, holdings=copies))
        connection.execute(sa.update(union_record).where(union_record.c.id == union_id).values(data=many))
    try:
        page = opened(site, f"/record/{union_id}")
        satu = library(page, "satu")
        assert len(satu.xpath("./table/tbody/tr")) == 10 and len(satu.xpath("./details/table/tbody/tr")) == 490
        assert text(satu.xpath("./details/summary")[0]) == "490 more copies"
        _to, said = letter(library(opened(site, f"/request/{union_id}"), "satu").xpath(".//a/@href")[-1])
        assert "Call number: QA 0; QA 1; QA 2; QA 3; QA 4\r\n" in said["body"]
    finally:
        with site.database.write() as connection:
            connection.execute(sa.update(union_record).where(union_record.c.id == union_id).values(data=before))


def test_without_an_index_the_record_is_shown_all_the_same(site, tmp_path):
    empty = site.consortium.model_copy(update={"data": tmp_path})
    engine = open_engine(empty)
    with TestClient(create_app(site.consortium, site.database, engine)) as client:
        page = tree(client.get(f"/record/{site.id('satu:2')}", headers=EN))
        assert "Bumi manusia" in text(page.xpath("//h1")[0])
        assert not page.xpath("//section[@aria-labelledby='editions']")
    engine.close()


@pytest.mark.parametrize("page", ["record", "request", "why"])
@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("public_id", ["satu:3", "satu:4", "dua:1"])
def test_hostile_and_empty_records_and_names_stay_text(site, page, language, public_id):
    answer = site.client.get(f"/{page}/{site.id(public_id)}?my=dua", headers={"Accept-Language": language})
    shown = tree(answer)
    for mark in ("<script>", "<b>saja", '"Dua" <i>', 'alert("x")'):
        assert mark not in answer.text.replace('<script type="application/ld+json">', "").replace("\\u0022", ""), mark
    if public_id == "satu:3":
        assert HOSTILE in text(shown.xpath("//h1")[0])
    for link in shown.xpath("//main//a/@href"):
        assert urlsplit(link).scheme in ("", "http", "https", "mailto")
    assert not shown.xpath("//script[not(@type)] | //@*[starts-with(name(), 'on')] | //@style")
