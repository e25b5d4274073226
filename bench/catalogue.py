"""Records for a provider to serve: real MARC records, made as long as those of the research, as MARCXML and as oai_dc.

A record is kept as the bytes of its whole `<record>` with NUL where its number goes, so that any number of records can
be served without being held: `template.replace(NUL, number)`.
"""

import gzip
import random
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from xml.sax.saxutils import escape

import pymarc
from pymarc import Field, Indicators, Record, Subfield

from bench.records import FOLDER

HOW_MANY = 5000
"""So many different records; a longer list repeats them under new numbers."""

SIZE = 3980
"""Bytes of a MARCXML `<record>` of the research: 50,000 of them are 199 MB."""

NUL, BETWEEN = "\0", b"\x1e"
PREFIXES = ("marcxml", "oai_dc")
IDENTIFIER = "oai:bench.example.org:"
DATESTAMP = "2026-01-01T00:00:00Z"

WRAP = (
    f"<record><header><identifier>{IDENTIFIER}{NUL}</identifier><datestamp>{DATESTAMP}</datestamp></header>"
    "<metadata>{metadata}</metadata></record>\n"
)
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="'
    'http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">{elements}</oai_dc:dc>'
)
ELEMENTS = {
    "title": ("245",), "creator": ("100", "110", "700"), "publisher": ("260", "264"), "subject": ("600", "610", "650"),
    "description": ("500", "504", "520"), "coverage": ("651",),
}  # fmt: skip
WORDS = (
    *("pengantar", "ilmu", "perpustakaan", "sejarah", "bahasa", "sastra", "hukum", "adat", "pendidikan", "islam"),
    *("ekonomi", "kota", "desa", "laut", "hutan", "ragam", "catatan", "dasar", "kajian", "nusantara", "masyarakat"),
)


def write(folder: Path) -> str:
    """Write the templates of each prefix into `folder`, and say of what they were made."""
    path = FOLDER / "goldfinch-dev.mrc.gz"
    records = list(_real(path) if path.exists() else _made_up())
    _lengthen(records)
    for prefix, make in zip(PREFIXES, (_marcxml, _oai_dc), strict=True):
        (folder / prefix).write_bytes(BETWEEN.join(make(record).encode() for record in records))
    return "real records of HathiTrust, lengthened with fields of each other" if path.exists() else "made-up records"


def read(folder: Path, prefix: str) -> list[bytes]:
    """The templates of a prefix."""
    return (folder / prefix).read_bytes().split(BETWEEN)


def _real(path: Path) -> Iterator[Record]:
    with gzip.open(path) as file:
        for data in islice(file.read().split(b"\x1d"), HOW_MANY):
            yield Record(data + b"\x1d", force_utf8=True)


def _made_up() -> Iterator[Record]:
    chance = random.Random(3)
    say = partial(_sentence, chance)
    for number in range(HOW_MANY):
        record = Record(force_utf8=True)
        record.fields = [
            Field("008", data=f"260101s{1950 + number % 75}    io a     b    001 0 ind  "),
            _field("100", "1 ", ("a", say(2)), ("d", "1950-")),
            _field("245", "10", ("a", f"{say(4)} :"), ("b", f"{say(5)} /"), ("c", say(2))),
            _field("260", "  ", ("a", "Medan :"), ("b", say(2)), ("c", "1991.")),
            _field("500", "  ", ("a", say(12))),
            *(_field("650", " 0", ("a", say(2)), ("z", "Indonesia"), ("x", say(1))) for _each in range(3)),
        ]
        yield record


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _word in range(words)).capitalize()


def _field(tag: str, indicators: str, *subfields: tuple[str, str]) -> Field:
    return Field(tag, Indicators(*indicators), [Subfield(code, value) for code, value in subfields])


def _lengthen(records: Sequence[Record]) -> None:
    """Notes, subjects and persons of other records, until each is as long as it shall be; 001 becomes our number."""
    lent = cycle([field for record in records for field in record.fields if field.tag[0] in "567"])
    for record in records:
        left = SIZE - len(_marcxml(record).encode())
        borrowed = []
        while left > 0:
            borrowed.append(next(lent))
            left -= _length(borrowed[-1])
        fields = [field for field in [*record.fields, *borrowed] if field.tag != "001"]
        record.fields = [Field("001", data="NUMBER"), *sorted(fields, key=lambda field: field.tag)]


def _length(field: Field) -> int:
    """About how many bytes a field is in MARCXML."""
    return 55 + sum(31 + len(part.value.encode()) for part in field.subfields)


def _marcxml(record: Record) -> str:
    metadata = pymarc.record_to_xml(record, namespace=True).decode()  # type: ignore[no-untyped-call]
    return WRAP.replace("{metadata}", metadata.replace(">NUMBER<", f">bench{NUL}<"))


def _oai_dc(record: Record) -> str:
    found = [
        f"<dc:{name}>{escape(' '.join(part.value for part in field.subfields))}</dc:{name}>"
        for name, tags in ELEMENTS.items()
        for field in record.get_fields(*tags)
    ]
    found.append(f"<dc:identifier>bench{NUL}</dc:identifier>")
    return WRAP.replace("{metadata}", DC.replace("{elements}", "".join(found)))
