from config.fields import BY_NAME
from indexer.document import to_document
from indexer.engines.rows import row
from indexer.record import Creator, Holding, Host, Identifiers, UnionRecord

FULL = UnionRecord(
    id="k3f9",
    title="Sejarah Indonesia",
    subtitle="suatu tinjauan",
    part_number="2",
    part_title="Masa kolonial",
    title_sort="sejarah indonesia",
    alternative_titles=("History of Indonesia", "History of Indonesia"),
    creators=(Creator(name="Sartono Kartodirdjo"), Creator(name="Arsip Nasional", role="editor", kind="organisation")),
    publisher="Balai Pustaka",
    year=1975,
    series=("Seri sejarah",),
    languages=("ind",),
    type="book",
    carrier="print",
    subjects=("Sejarah",),
    classification={"ddc": "959.8"},
    summary="Ringkasan.",
    host=Host(title="Prisma"),
    isbns=("9789794030424",),
    issns=("2434-561X",),
    identifiers=Identifiers(doi=("10.1234/abc",), oclc=("123",), lccn=("85000002",)),
    holdings=(Holding(member="uinsu", call_number="959.8 SAR s"), Holding(member="usu")),
    members=("uinsu", "usu"),
    records=("uinsu:oai:slims/1", "usu:7"),
    first_seen="2026-01-02T03:04:05Z",
)


def test_every_field_of_the_list_is_filled() -> None:
    assert to_document(FULL) == {
        "id": "k3f9",
        "title": ["Sejarah Indonesia suatu tinjauan 2 Masa kolonial"],
        "alternative_title": ["History of Indonesia", "Prisma"],
        "creator": ["Sartono Kartodirdjo", "Arsip Nasional"],
        "subject": ["Sejarah"],
        "publisher": ["Balai Pustaka"],
        "series": ["Seri sejarah"],
        "summary": ["Ringkasan."],
        "isbn": ["9789794030424"],
        "issn": ["2434-561X"],
        "identifier": ["10.1234/abc", "123", "85000002", "k3f9", "uinsu:oai:slims/1", "usu:7"],
        "call_number": ["959.8 SAR s", "959.8"],
        "year": 1975,
        "member": ["uinsu", "usu"],
        "type": ["book"],
        "language": ["ind"],
        "carrier": ["print"],
        "exact_title": [
            "Sejarah Indonesia",
            "Sejarah Indonesia suatu tinjauan",
            "Sejarah Indonesia suatu tinjauan 2 Masa kolonial",
            "History of Indonesia",
        ],
        "held": ["2"],
        "title_sort": ["sejarah indonesia"],
        "added": "2026-01-02T03:04:05Z",
    }
    assert set(to_document(FULL)) == {"id", *BY_NAME}


def test_a_record_with_nothing_has_its_id_alone() -> None:
    assert to_document(UnionRecord(id="k3f9")) == {"id": "k3f9", "identifier": ["k3f9"]}


def test_the_engine_takes_what_is_made() -> None:
    assert row(to_document(FULL)).id == "k3f9"
    assert row(to_document(UnionRecord(id="x"))).keys["identifier"] == ["x"]
