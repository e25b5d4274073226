"""The OAI-PMH provider, asked by hand and by Sickle as a foreign harvester, over loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree
from sickle import Sickle
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from search.demo.providers import serving
from search.oai import DC, Identity, Item, StaticRepository, provider
from search.oai.answer import OAI
from search.oai.arguments import VERBS
from search.oai.tokens import LIFETIME, Token, pack

NOW = datetime(2026, 11, 21, 4, 0, 0, tzinfo=UTC)
BASE = "http://katalog.example.org/oai"
DC_XML = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></oai_dc:dc>'
)


def item(number: int, *, day: int = 1, deleted: bool = False, title: str | None = None) -> Item:
    content = {} if deleted else {"oai_dc": DC_XML.format(title=title or f"Judul &amp; {number}").encode()}
    return Item(
        f"oai:katalog.example.org:{number:04}",
        f"2026-01-{day:02}T10:00:00Z",
        ("member:uinsu",) if number % 2 else ("member:usu",),
        deleted,
        content,
    )


@pytest.fixture
def repository() -> StaticRepository:
    found = StaticRepository(
        Identity("Jaringan", ("katalog@example.org",), "2026-01-01T10:00:00Z", BASE, "oai:katalog.example.org:0001"),
        (DC,),
        {"member:uinsu": "UIN", "member:usu": "USU"},
    )
    found.put(item(n, day=1 + n // 5, deleted=n == 7) for n in range(1, 24))
    return found


class Clock:
    moment = NOW

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(repository: StaticRepository, clock: Clock) -> Iterator[TestClient]:
    with TestClient(app_of(repository, clock)) as found:
        yield found


def app_of(repository: StaticRepository, clock: Clock = Clock()) -> Starlette:  # noqa: B008
    return Starlette(routes=[Route("/oai", provider(repository, page_size=5, now=clock), methods=["GET", "POST"])])


def ask(client: TestClient, query: str) -> etree._Element:
    response = client.get(f"/oai?{query}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/xml")
    return etree.fromstring(response.content)


def texts(root: etree._Element, name: str) -> list[str]:
    return [element.text for element in root.iter(f"{{{OAI}}}{name}")]


def codes(root: etree._Element) -> list[str]:
    return [element.get("code") for element in root.iter(f"{{{OAI}}}error")]


def request_of(root: etree._Element) -> etree._Element:
    return root.find(f"{{{OAI}}}request")


def token_of(root: etree._Element) -> etree._Element | None:
    return root.find(f".//{{{OAI}}}resumptionToken")


def test_identify(client: TestClient) -> None:
    root = ask(client, "verb=Identify")
    (card,) = root.iter(f"{{{OAI}}}Identify")
    assert [etree.QName(child).localname for child in card] == [
        "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord",
        "granularity", "description",
    ]  # fmt: skip
    assert card.findtext(f"{{{OAI}}}baseURL") == BASE
    assert request_of(root).text == BASE
    assert dict(request_of(root).attrib) == {"verb": "Identify"}
    assert root.findtext(f"{{{OAI}}}responseDate") == "2026-11-21T04:00:00Z"
    assert b"repositoryIdentifier>katalog.example.org<" in etree.tostring(root)


def test_a_host_without_a_dot_is_not_described_as_a_domain(client: TestClient, repository: StaticRepository) -> None:
    repository.identity = Identity("Demo", ("a@b.id",), sample="oai:localhost:1")
    root = ask(client, "verb=Identify")
    assert root.find(f".//{{{OAI}}}description") is None
    assert request_of(root).text == "http://testserver/oai"


def test_formats_and_sets(client: TestClient) -> None:
    assert texts(ask(client, "verb=ListMetadataFormats"), "metadataPrefix") == ["oai_dc"]
    root = ask(client, "verb=ListMetadataFormats&identifier=oai:katalog.example.org:0001")
    assert texts(root, "schema") == [DC.schema]
    assert texts(ask(client, "verb=ListSets"), "setSpec") == ["member:uinsu", "member:usu"]


def test_get_record(client: TestClient) -> None:
    root = ask(client, "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:katalog.example.org:0003")
    assert texts(root, "identifier") == ["oai:katalog.example.org:0003"]
    (title,) = root.iter("{http://purl.org/dc/elements/1.1/}title")
    assert title.text == "Judul & 3"
    assert dict(request_of(root).attrib) == {
        "verb": "GetRecord",
        "metadataPrefix": "oai_dc",
        "identifier": "oai:katalog.example.org:0003",
    }


def test_a_deleted_record_is_a_header(client: TestClient) -> None:
    root = ask(client, "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:katalog.example.org:0007")
    (header,) = root.iter(f"{{{OAI}}}header")
    assert header.get("status") == "deleted"
    assert root.find(f".//{{{OAI}}}metadata") is None


ANY = "metadataPrefix=oai_dc"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["badVerb"]),
        ("verb=Nonsense", ["badVerb"]),
        ("verb=identify", ["badVerb"]),
        ("verb=Identify&verb=Identify", ["badVerb"]),
        ("verb=Identify&x=1", ["badArgument"]),
        ("verb=Identify&resumptionToken=1", ["badArgument"]),
        ("verb=Identify&%01%02=%03", ["badArgument"]),
        ("verb=ListRecords", ["badArgument"]),
        (f"verb=ListRecords&{ANY}&{ANY}", ["badArgument"]),
        (f"verb=ListRecords&{ANY}&from=2026-13-01", ["badArgument"]),
        (f"verb=ListRecords&{ANY}&from=2026", ["badArgument"]),
        (f"verb=ListRecords&{ANY}&from=2026-01-01T00:00:00", ["badArgument"]),
        (f"verb=ListRecords&{ANY}&from=2026-01-01&until=2026-01-02T00:00:00Z", ["badArgument"]),
        (f"verb=ListRecords&{ANY}&from=2026-01-03&until=2026-01-02", ["badArgument"]),
        (f"verb=ListRecords&{ANY}&from=", ["badArgument"]),
        (f"verb=ListRecords&{ANY}&set=a%20b", ["badArgument"]),
        (f"verb=ListRecords&{ANY}&resumptionToken=abc", ["badArgument"]),
        ("verb=ListRecords&metadataPrefix=oai_dc%00", ["badArgument"]),
        ("verb=ListRecords&metadataPrefix=no&until=x&z=1", ["badArgument", "badArgument"]),
        ("verb=ListRecords&metadataPrefix=marc21", ["cannotDisseminateFormat"]),
        (f"verb=ListRecords&{ANY}&until=2001-01-01", ["noRecordsMatch"]),
        (f"verb=ListIdentifiers&{ANY}&from=2040-01-01T00:00:00Z", ["noRecordsMatch"]),
        (f"verb=ListRecords&{ANY}&set=member:nobody", ["noRecordsMatch"]),
        ("verb=ListRecords&resumptionToken=abc", ["badResumptionToken"]),
        ("verb=ListRecords&resumptionToken=%C3%A9", ["badResumptionToken"]),
        ("verb=ListRecords&resumptionToken=", ["badArgument"]),
        ("verb=ListSets&resumptionToken=abc", ["badResumptionToken"]),
        ("verb=GetRecord&metadataPrefix=oai_dc", ["badArgument"]),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=nobody", ["idDoesNotExist"]),
        ("verb=ListMetadataFormats&identifier=nobody", ["idDoesNotExist"]),
        ("verb=GetRecord&metadataPrefix=x&identifier=oai:katalog.example.org:0001", ["cannotDisseminateFormat"]),
    ],
)
def test_errors(client: TestClient, query: str, expected: list[str]) -> None:
    root = ask(client, query)
    assert codes(root) == expected
    echoed = dict(request_of(root).attrib)
    if expected[0] in ("badVerb", "badArgument"):
        assert echoed == {}  # section 3.2
    else:
        assert echoed["verb"] in VERBS


def test_no_sets(client: TestClient, repository: StaticRepository) -> None:
    repository.names = {}
    assert codes(ask(client, "verb=ListSets")) == ["noSetHierarchy"]
    assert codes(ask(client, f"verb=ListRecords&{ANY}&set=member:usu")) == ["noSetHierarchy"]


def walk(client: TestClient, query: str, verb: str = "ListRecords") -> tuple[list[str], list[etree._Element]]:
    """The identifiers of a list in the order they came, and its tokens."""
    found, tokens = [], []
    root = ask(client, f"verb={verb}&{query}")
    for _page in range(50):
        found += texts(root, "identifier")
        if (token := token_of(root)) is None:
            break
        tokens.append(token)
        if not token.text:
            break
        root = ask(client, f"verb={verb}&resumptionToken={token.text}")
    return found, tokens


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_pages_give_every_record_once(client: TestClient, verb: str) -> None:
    found, tokens = walk(client, ANY, verb)
    assert found == sorted(found)
    assert len(found) == len(set(found)) == 23
    assert [token.get("cursor") for token in tokens] == ["0", "5", "10", "15", "20"]
    assert {token.get("completeListSize") for token in tokens} == {"23"}
    assert tokens[0].get("expirationDate") == "2026-11-23T04:00:00Z"
    assert tokens[-1].text is None


def test_a_list_of_one_page_has_no_token(client: TestClient) -> None:
    assert token_of(ask(client, f"verb=ListRecords&{ANY}&until=2026-01-01")) is None


def test_a_list_that_ends_with_a_full_page_promises_no_more(client: TestClient) -> None:
    found, tokens = walk(client, f"{ANY}&from=2026-01-02&until=2026-01-03")
    assert len(found) == 10
    assert [bool(token.text) for token in tokens] == [True, False]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("from=2026-01-02&until=2026-01-02", 5),
        ("from=2026-01-02T10:00:00Z&until=2026-01-02T10:00:00Z", 5),
        ("from=2026-01-02T10:00:01Z&until=2026-01-03T09:59:59Z", 0),
        ("until=2026-01-02", 9),
        ("from=2026-01-05", 4),
        ("set=member:usu", 11),
        ("set=member", 23),
        ("set=member:usu&from=2026-01-05", 2),
    ],
)
def test_selective(client: TestClient, window: str, expected: int) -> None:
    found, _tokens = walk(client, f"{ANY}&{window}")
    assert len(found) == len(set(found)) == expected


def test_changes_in_the_middle_of_a_list_lose_nothing(client: TestClient, repository: StaticRepository) -> None:
    first = ask(client, f"verb=ListRecords&{ANY}")
    seen = texts(first, "identifier")
    repository.put([item(20, day=30), item(99, day=29), item(2, day=28, deleted=True), item(0, day=1)])
    rest, _tokens = walk(client, f"resumptionToken={token_of(first).text}")
    assert sorted({*seen, *rest}) == [f"oai:katalog.example.org:{n:04}" for n in (*range(1, 24), 99)]
    # 2 came twice because it changed after it had been given; nothing else did
    assert len([*seen, *rest]) == 25
    assert rest[-3:] == [f"oai:katalog.example.org:{n:04}" for n in (2, 99, 20)]


def test_a_token_keeps_to_its_verb_and_its_days(client: TestClient, clock: Clock) -> None:
    text = token_of(ask(client, f"verb=ListRecords&{ANY}")).text
    assert codes(ask(client, f"verb=ListIdentifiers&resumptionToken={text}")) == ["badResumptionToken"]
    clock.moment = NOW + LIFETIME
    assert codes(ask(client, f"verb=ListRecords&resumptionToken={text}")) == []
    clock.moment = NOW + LIFETIME + timedelta(seconds=1)
    assert codes(ask(client, f"verb=ListRecords&resumptionToken={text}")) == ["badResumptionToken"]


def test_an_altered_token_is_refused(client: TestClient) -> None:
    text = token_of(ask(client, f"verb=ListRecords&{ANY}")).text
    assert text.replace("-", "").replace("_", "").isalnum()
    for altered in (text[:-4], text + "A", text[:20] + ("A" if text[20] != "A" else "B") + text[21:], text.swapcase()):
        assert codes(ask(client, f"verb=ListRecords&resumptionToken={altered}")) == ["badResumptionToken"]


@pytest.mark.parametrize(
    "change",
    [
        {"since": "2026"},
        {"set_spec": "a b"},
        {"prefix": "../x"},
        {"datestamp": "' OR 1=1"},
        {"given": -1},
        {"given": 10**400},
        {"size": 0},
        {"issued": "0001-01-01T00:00:00Z"},
        {"issued": "9999-12-31T23:59:59Z"},
        {"identifier": "\x00"},
    ],
)
def test_a_forged_token_is_examined_like_arguments(client: TestClient, change: dict[str, object]) -> None:
    values = {
        "verb": "ListRecords", "prefix": "oai_dc", "since": None, "until": None, "set_spec": None,
        "datestamp": "2026-01-01T10:00:00Z", "identifier": "oai:katalog.example.org:0003", "given": 5, "size": 23,
        "issued": "2026-11-21T04:00:00Z",
    }  # fmt: skip
    good = pack(Token(**values))  # type: ignore[arg-type]
    assert texts(ask(client, f"verb=ListRecords&resumptionToken={good}"), "identifier")[0].endswith("0004")
    try:
        forged = pack(Token(**{**values, **change}))  # type: ignore[arg-type]
    except OverflowError:
        pytest.skip("this number cannot be written at all")
    assert codes(ask(client, f"verb=ListRecords&resumptionToken={forged}")) == ["badResumptionToken"]


def test_post_is_answered_like_get(client: TestClient) -> None:
    answer = client.post("/oai", data={"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"})
    assert texts(etree.fromstring(answer.content), "identifier")[0] == "oai:katalog.example.org:0001"
    twice = client.post("/oai?verb=Identify", data={"verb": "Identify"})
    assert codes(etree.fromstring(twice.content)) == ["badVerb"]


def test_too_much_is_refused(client: TestClient) -> None:
    assert client.post("/oai", content=b"verb=" + b"x" * 70_000).status_code == 413
    assert client.get("/oai?" + "&".join(f"a{n}=1" for n in range(100))).status_code == 413
    assert codes(ask(client, "verb=GetRecord&metadataPrefix=oai_dc&identifier=" + "x" * 5000)) == ["badArgument"]


def test_a_record_that_cannot_be_written_costs_no_other(client: TestClient, repository: StaticRepository) -> None:
    broken = Item("oai:katalog.example.org:0001", "2026-01-01T10:00:00Z", content={"oai_dc": b"<a><b></a>"})
    repository.put([broken])
    root = ask(client, f"verb=ListRecords&{ANY}&until=2026-01-01")
    assert len(texts(root, "identifier")) == 4
    assert len(texts(root, "metadata")) == 3


def test_entities_of_a_record_are_not_resolved(client: TestClient, repository: StaticRepository) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    repository.put([Item("oai:katalog.example.org:0001", "2026-01-01T10:00:00Z", content={"oai_dc": bomb})])
    response = client.get("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:katalog.example.org:0001")
    assert b"ENTITY" not in response.content
    assert texts(etree.fromstring(response.content), "metadata") == []


def test_sickle_harvests(repository: StaticRepository) -> None:
    with serving(app_of(repository)) as address:
        sickle = Sickle(f"{address}/oai", timeout=10)
        records = list(sickle.ListRecords(metadataPrefix="oai_dc"))
        assert len(records) == 23
        assert [record.header.identifier[-4:] for record in records if record.header.deleted] == ["0007"]
        assert records[0].metadata == {"title": ["Judul & 1"]}
        assert records[0].header.setSpecs == ["member:uinsu"]
        assert len(list(sickle.ListRecords(metadataPrefix="oai_dc", ignore_deleted=True))) == 22
        recent = list(sickle.ListIdentifiers(metadataPrefix="oai_dc", **{"from": "2026-01-04", "until": "2026-01-05"}))
        assert [header.identifier[-4:] for header in recent] == [f"{n:04}" for n in range(15, 24)]
        assert [one.setSpec for one in sickle.ListSets()] == ["member:uinsu", "member:usu"]
        assert [one.metadataPrefix for one in sickle.ListMetadataFormats()] == ["oai_dc"]
        assert sickle.Identify().deletedRecord == "persistent"
        posted = Sickle(f"{address}/oai", http_method="POST", timeout=10)
        assert len(list(posted.ListIdentifiers(metadataPrefix="oai_dc", set="member:usu"))) == 11
