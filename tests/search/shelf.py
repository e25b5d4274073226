"""A small catalogue: what the tests of pages, API, service and command line ask."""

from typing import Any

import msgspec
import sqlalchemy as sa

from config.database import Database
from harvester.tables import raw_alias, raw_record, run, source_run
from indexer.record import BibRecord, Creator, Holding, Identifiers, UnionRecord, Url
from indexer.tables import bib_record, union_record, union_redirect

YAML = """
consortium:
  name: Jaringan Perpustakaan Uji
  url: https://katalog.example.org
  contact: katalog@example.org
  languages: [id, en]
data: data
members:
  - id: uinsu
    name: Perpustakaan UIN Sumatera Utara
    kind: university
    address: Jl. William Iskandar, Medan
    email: perpustakaan@example.org
    website: https://uinsu.example.org
    hours: Sen-Jum 08-16
    services: {reading: true, lending: members}
    sources: [{id: uinsu-slims, type: oai-pmh, url: "https://user:secret@uinsu.example.org/oai2.php"}]
  - id: usu
    name: Perpustakaan USU & <b>Arsip</b>
    kind: public
    sources: [{type: file, path: usu.mrc, format: marc21}]
  - id: gone
    name: Perpustakaan yang keluar
    agreement: {until: 2020-12-31}
    sources: [{type: file, path: gone.mrc, format: marc21}]
"""
SEEN = "2026-11-20T03:04:05Z"
HOSTILE = '<script>alert("x")</script> & Co'


def bib(public_id: str, member: str, **values: Any) -> BibRecord:
    """A source record of `member`."""
    return BibRecord(id=public_id, source=public_id.partition(":")[0], member=member, **values)


def union(union_id: str, *bibs: BibRecord, **values: Any) -> UnionRecord:
    """A union record with what its first source record says, `values` instead of it where given."""
    names = [
        field.name for field in msgspec.structs.fields(bibs[0]) if field.name not in ("id", "union", "source", "member")
    ]
    merged = {name: getattr(bibs[0], name) for name in names} | {
        "members": tuple(dict.fromkeys(b.member for b in bibs)),
        "records": tuple(b.id for b in bibs),
        "holdings": tuple(holding for b in bibs for holding in b.holdings),
        "first_seen": "2026-11-01T00:00:00Z",
    }
    return UnionRecord(id=union_id, **(merged | values))


SLIMS = bib(
    "uinsu-slims:oai:slims/12",
    "uinsu",
    title="Pengantar ilmu perpustakaan",
    subtitle="dasar-dasar",
    creators=(Creator(name="Sulistyo-Basuki"), Creator(name="Rahma Sugihartati", role="editor")),
    publisher="Gramedia",
    place="Jakarta",
    year=1991,
    edition="Cet. 1",
    languages=("ind",),
    type="book",
    carrier="print",
    subjects=("Perpustakaan", "Ilmu informasi"),
    classification={"ddc": "020"},
    isbns=("9789794030424",),
    identifiers=Identifiers(doi=("10.1000/abc",)),
    urls=(
        Url(url="https://uinsu.example.org/index.php?p=show_detail&id=12", kind="record"),
        Url(url="javascript:alert(1)", label="bad", kind="fulltext"),
    ),
    holdings=(Holding(member="uinsu", call_number="020 SUL p", copies=3, record="uinsu-slims:oai:slims/12"),),
)
USU = bib(
    "usu:9",
    "usu",
    title="Pengantar Ilmu Perpustakaan",
    type="book",
    year=1991,
    holdings=(Holding(member="usu", call_number="020 BAS", record="usu:9"),),
)
GONE = bib("gone:1", "gone", title="Pengantar", holdings=(Holding(member="gone", call_number="X", record="gone:1"),))
HOSTILE_BIB = bib(
    "usu:66",
    "usu",
    title=HOSTILE,
    creators=(Creator(name=HOSTILE),),
    subjects=(HOSTILE,),
    publisher=HOSTILE,
    summary=HOSTILE,
    type="thesis",
    year=2020,
    languages=("eng",),
    holdings=(Holding(member="usu", call_number=HOSTILE, location=HOSTILE, record="usu:66"),),
)
ONLY_GONE = bib("gone:2", "gone", title="Hanya di tempat lain", type="book")
PLAIN = [
    bib(f"usu:n{n}", "usu", title=f"Sejarah Sumatera jilid {n}", year=1950 + n, type="book", languages=("ind",))
    for n in range(30)
]
UNIONS: list[tuple[UnionRecord, tuple[BibRecord, ...]]] = [
    (union("aaaa", SLIMS, USU, GONE, first_seen="2026-11-10T00:00:00Z"), (SLIMS, USU, GONE)),
    (union("hhhh", HOSTILE_BIB, first_seen="2026-11-11T00:00:00Z"), (HOSTILE_BIB,)),
    (union("gggg", ONLY_GONE), (ONLY_GONE,)),
    *((union(f"n{n:03}", record), (record,)) for n, record in enumerate(PLAIN)),
]
SHOWN = len(UNIONS) - 1
"""Union records that a member in agreement has."""


ABSENT: dict[str, dict[str, Any]] = {
    "usu:broken": {"problem": '{"code": "empty-record", "message": "There is nothing in it."}'},
    "usu:withdrawn": {"deleted": True},
    "usu:waiting": {},
}
"""Raw records that are not in the catalogue: in quarantine, withdrawn, not indexed yet."""


OLD = "uinsu-slims:oai:lama.ac.id:slims/12.v1"
"""What SLIMS was called before its server had another name."""


def fill(database: Database) -> None:
    """Put the records into the store, as a night would."""
    row_id = 0
    with database.write() as connection:
        connection.execute(sa.insert(run).values(id=1, command="run", started=SEEN, finished=SEEN, status="done"))
        connection.execute(
            sa.insert(source_run),
            [
                {"run_id": 1, "source": "uinsu-slims", "sweep": 1, "mode": "full", "status": "ok", "started": SEEN,
                 "finished": SEEN, "added": 1, "error_code": None, "error_message": None},
                {"run_id": 1, "source": "usu", "sweep": 1, "mode": "full", "status": "failed", "started": SEEN,
                 "finished": SEEN, "added": 0, "error_code": "file-missing", "error_message": "No file."},
            ],
        )  # fmt: skip
        for record, bibs in UNIONS:
            for source_record in bibs:
                row_id += 1
                connection.execute(sa.insert(raw_record).values(_raw(row_id, source_record)))
                connection.execute(
                    sa.insert(bib_record).values(
                        record_id=row_id, id=source_record.id, source=source_record.source, member=source_record.member,
                        union_id=record.id, first_seen=SEEN, data=msgspec.json.encode(source_record),
                    )
                )  # fmt: skip
            connection.execute(
                sa.insert(union_record).values(
                    id=record.id,
                    first_seen=record.first_seen,
                    changed=SEEN,
                    deleted=False,
                    data=msgspec.json.encode(record),
                )
            )
        for public_id, state in ABSENT.items():
            row_id += 1
            connection.execute(sa.insert(raw_record).values(_raw(row_id, bib(public_id, "usu")) | state))
        connection.execute(sa.insert(union_redirect).values(id="oldold", target="aaaa"))
        old, slims = OLD.split(":", 1), 1  # the first row is that of SLIMS
        connection.execute(sa.insert(raw_alias).values(source=old[0], identifier=old[1], record_id=slims, run_id=1))


def _raw(row_id: int, record: BibRecord) -> dict[str, Any]:
    return {
        "id": row_id, "source": record.source, "identifier": record.id.partition(":")[2], "member": record.member,
        "format": "oai_dc", "datestamp": None, "deleted": False, "sets": "[]", "sha256": "", "payload": b"",
        "first_seen": SEEN, "changed": SEEN, "confirmed": SEEN, "problem": None, "sweep": 1, "created_run": 1,
        "changed_run": 1,
    }  # fmt: skip
