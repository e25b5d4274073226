"""The union catalogue over OAI-PMH, from a real store."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from lxml import etree
from starlette.applications import Starlette
from starlette.testclient import TestClient

from config import __version__
from config.database import Database
from config.errors import StoreError
from config.model import Consortium
from harvester.oai.profiles import recognise
from indexer.record import Creator, Holding, UnionRecord
from indexer.tables import bib_record, union_record
from search.oai import UnionRepository, oai_routes
from search.oai.answer import OAI
from search.oai.repository import Cursor, Selection

CONSORTIUM = Consortium.model_validate(
    {
        "consortium": {
            "name": "Jaringan",
            "url": "https://katalog.example.org/induk/",
            "contact": "katalog@example.org",
        },
        "members": [
            {"id": "uinsu", "name": "UIN"},
            {"id": "usu", "name": "USU"},
            {"id": "lama", "name": "Lama", "agreement": {"until": "2020-12-31"}},
        ],
    }
)


def record(number: int, *members: str) -> UnionRecord:
    return UnionRecord(
        id=f"k{number:03}",
        title=f"Judul <{number}>",
        creators=(Creator(name="Toer, Pramoedya Ananta"),),
        type="book",
        members=members,
        records=tuple(f"{member}:{number}" for member in members),
        first_seen="2026-01-01T00:00:00Z",
        holdings=tuple(Holding(member=member, call_number=f"{member.upper()} 1") for member in members),
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    for number in range(1, 13):
        put(found, record(number, *(("uinsu", "usu") if number % 3 else ("usu",))), f"2026-01-{1 + number // 4:02}")
    yield found
    found.close()


def put(database: Database, union: UnionRecord, day: str, *, deleted: bool = False, data: bytes | None = None) -> None:
    row = {
        "id": union.id,
        "first_seen": union.first_seen,
        "changed": f"{day}T10:00:00Z",
        "deleted": deleted,
        "data": msgspec.json.encode(union) if data is None else data,
    }
    with database.write() as connection:
        connection.execute(sa.delete(union_record).where(union_record.c.id == union.id))
        connection.execute(sa.insert(union_record).values(row))
        connection.execute(sa.delete(bib_record).where(bib_record.c.union_id == union.id))
        for place, member in enumerate(() if deleted else union.members):
            connection.execute(
                sa.insert(bib_record).values(
                    record_id=int(union.id[1:]) * 10 + place, id=f"{member}:{union.id}", source=member, member=member,
                    union_id=union.id, first_seen=union.first_seen, data=b"",
                )
            )  # fmt: skip


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[*oai_routes(CONSORTIUM, database, page_size=5)])) as found:
        yield found


def ask(client: TestClient, query: str) -> etree._Element:
    return etree.fromstring(client.get(f"/oai?{query}").content)


def walk(client: TestClient, query: str) -> list[tuple[str, bool]]:
    """(union id, deleted) of a whole list."""
    found = []
    root = ask(client, f"verb=ListRecords&metadataPrefix=oai_dc&{query}")
    for _page in range(20):
        for header in root.iter(f"{{{OAI}}}header"):
            identifier = header.findtext(f"{{{OAI}}}identifier")
            found.append((identifier.removeprefix("oai:katalog.example.org:"), header.get("status") == "deleted"))
        token = root.findtext(f".//{{{OAI}}}resumptionToken")
        if not token:
            return found
        root = ask(client, f"verb=ListRecords&resumptionToken={token}")
    raise AssertionError("the list does not end")


def test_it_says_who_it_is(client: TestClient) -> None:
    root = ask(client, "verb=Identify")
    assert root.findtext(f".//{{{OAI}}}baseURL") == "https://katalog.example.org/induk/oai"
    assert root.findtext(f".//{{{OAI}}}adminEmail") == "katalog@example.org"
    assert root.findtext(f".//{{{OAI}}}earliestDatestamp") == "2026-01-01T10:00:00Z"


def test_an_empty_catalogue_without_an_address_can_be_asked(tmp_path: Path) -> None:
    bare = Consortium.model_validate({"consortium": {"name": "Jaringan", "contact": "telepon saja"}})
    empty = Database.open(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    with TestClient(Starlette(routes=[*oai_routes(bare, empty)])) as client:
        root = ask(client, "verb=Identify")
        assert root.findtext(f".//{{{OAI}}}adminEmail") == "postmaster@localhost"
        assert root.findtext(f".//{{{OAI}}}earliestDatestamp") == root.findtext(f"{{{OAI}}}responseDate")
        for query, code in (
            ("verb=ListRecords&metadataPrefix=oai_dc", "noRecordsMatch"),
            ("verb=ListSets", "noSetHierarchy"),
            ("verb=GetRecord&metadataPrefix=mods&identifier=k001", "idDoesNotExist"),
        ):
            assert ask(client, query).find(f"{{{OAI}}}error").get("code") == code
    empty.close()


def test_every_record_once(client: TestClient) -> None:
    assert walk(client, "") == [(f"k{n:03}", False) for n in range(1, 13)]
    assert walk(client, "from=2026-01-02&until=2026-01-02") == [(f"k{n:03}", False) for n in range(4, 8)]


def test_a_set_for_each_member_of_today(client: TestClient) -> None:
    specs = [element.text for element in ask(client, "verb=ListSets").iter(f"{{{OAI}}}setSpec")]
    assert specs == ["member:uinsu", "member:usu"]
    assert len(walk(client, "set=member:uinsu")) == 8
    assert len(walk(client, "set=member:usu")) == 12
    assert len(walk(client, "set=member")) == 12


def test_a_gone_record_is_a_tombstone_in_its_sets(client: TestClient, database: Database) -> None:
    put(database, record(3, "usu"), "2026-01-09", deleted=True)
    assert walk(client, "from=2026-01-05") == [("k003", True)]
    assert walk(client, "from=2026-01-05&set=member:usu") == [("k003", True)]
    assert client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc&set=member:uinsu&from=2026-01-05").text.count(
        "noRecordsMatch"
    )


def test_many_tombstones_of_others_do_not_end_the_list_of_a_set(client: TestClient, database: Database) -> None:
    for number in range(20, 50):
        put(database, record(number, "usu"), "2026-01-08", deleted=True)
    put(database, record(60, "uinsu"), "2026-01-09")
    assert walk(client, "from=2026-01-05&set=member:uinsu") == [("k060", False)]


def test_an_id_that_is_not_merged_yet_is_not_shown(client: TestClient, database: Database) -> None:
    put(database, record(70, "usu"), "2026-01-09", deleted=True, data=b"")
    assert len(walk(client, "")) == 12
    root = ask(client, "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:katalog.example.org:k070")
    assert root.find(f"{{{OAI}}}error").get("code") == "idDoesNotExist"


def test_a_member_outside_its_agreement_is_not_shown(client: TestClient, database: Database) -> None:
    put(database, record(80, "lama"), "2026-01-09")
    put(database, record(81, "lama", "usu"), "2026-01-09")
    assert walk(client, "from=2026-01-09") == [("k080", True), ("k081", False)]
    text = client.get("/oai?verb=GetRecord&metadataPrefix=marcxml&identifier=oai:katalog.example.org:k081").text
    assert "USU 1" in text
    assert "LAMA" not in text.upper()


@pytest.mark.parametrize(
    ("prefix", "root"),
    [
        ("oai_dc", "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"),
        ("marcxml", "{http://www.loc.gov/MARC21/slim}record"),
        ("mods", "{http://www.loc.gov/mods/v3}mods"),
    ],
)
def test_each_format(client: TestClient, prefix: str, root: str) -> None:
    answer = ask(client, f"verb=GetRecord&metadataPrefix={prefix}&identifier=oai:katalog.example.org:k001")
    (metadata,) = answer.iter(f"{{{OAI}}}metadata")
    assert [child.tag for child in metadata] == [root]
    assert "Judul <1>" in "".join(metadata.itertext())
    assert prefix in [
        element.text for element in ask(client, "verb=ListMetadataFormats").iter(f"{{{OAI}}}metadataPrefix")
    ]


def test_foreign_identifiers_and_cursors(database: Database) -> None:
    repository = UnionRepository(CONSORTIUM, database)
    assert repository.get("k001") is None
    assert repository.get("oai:elsewhere.example.org:k001") is None
    after = Cursor("2026-01-03T10:00:00Z", "not one of ours")
    assert [item.identifier[-4:] for item in repository.page(Selection("oai_dc"), after, 2)] == ["k008", "k009"]


def test_a_store_that_fails_asks_to_come_back(
    client: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Database, "read", fail)
    answer = client.get("/oai?verb=Identify")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "120")


def test_another_induk_knows_us(client: TestClient) -> None:
    said = client.get("/oai?verb=Identify").text
    assert recognise("https://katalog.example.org/oai", said) == "induk"
    assert f"<version>{__version__}</version>" in said
