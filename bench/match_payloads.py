"""A made-up work as the bytes of a record: MARC21, MARCXML, oai_dc of a SLiMS server, a row of its export."""

import json
import random
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pymarc
from pymarc import Field, Indicators, Record, Subfield

if TYPE_CHECKING:
    from bench.stream import Work

DC = (
    '<record xmlns="http://www.openarchives.org/OAI/2.0/"><header><identifier>{number:08}</identifier>'
    "<datestamp>2026-01-01T00:00:00Z</datestamp></header><metadata>"
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{elements}</oai_dc:dc></metadata></record>'
)
VOLUME = ("Vol. {}", "Volume {}", "v. {}")
DATE = ("{}", "c{}", "[{}]")


def marc21(work: "Work", number: int, chance: random.Random) -> bytes:
    """As ISO 2709, UTF-8."""
    return bytes(_marc(work, number, chance).as_marc())


def marcxml(work: "Work", number: int, chance: random.Random) -> bytes:
    """As MARCXML."""
    return bytes(pymarc.record_to_xml(_marc(work, number, chance), namespace=True))  # type: ignore[no-untyped-call]


def oai_dc(work: "Work", number: int, chance: random.Random) -> bytes:
    """As SLiMS gives it out: the title whole, no edition, the collation in `format`, the place in `coverage`."""
    elements = [
        ("title", _whole_title(work, chance)),
        ("creator", work.person or work.body),
        *(("subject", subject) for subject in work.subjects),
        ("publisher", work.publisher),
        ("date", str(work.year)),
        ("language", "en"),
        ("type", "Text"),
        ("identifier", f"http://slims.example.org/index.php?p=show_detail&id={number}"),
        ("identifier_isbn", work.isbn),
        ("coverage", work.place),
        ("source", work.series),
        ("format", _extent(work)),
    ]
    written = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in elements if value)
    return DC.format(number=number, elements=written).encode()


def csv(work: "Work", _number: int, chance: random.Random) -> bytes:
    """As a row of SLiMS's export."""
    row = {
        "title": _whole_title(work, chance), "gmd_name": "Text", "edition": work.edition, "isbn_issn": work.isbn,
        "publisher_name": work.publisher, "publish_year": str(work.year), "collation": _extent(work),
        "series_title": work.series, "language_name": "English", "place_name": work.place,
        "authors": f"<{work.person or work.body}>", "topics": "".join(f"<{subject}>" for subject in work.subjects),
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False).encode()


WRITERS: dict[str, Callable[["Work", int, random.Random], bytes]] = {
    function.__name__: function for function in (marc21, marcxml, oai_dc, csv)
}
"""Format → what writes it."""


def _marc(work: "Work", number: int, chance: random.Random) -> Record:
    record = Record(force_utf8=True)
    date = chance.choice(DATE).format(work.year)
    volume = chance.choice(VOLUME).format(work.volume) if work.volume else ""
    record.fields = [
        Field("001", data=f"{number:08}"),
        Field("008", data=f"260101s{work.year}    {work.country}           000 0 eng d"),
        *_field("020", "  ", a=work.isbn),
        *_field("100", "1 ", a=work.person),
        *_field("110", "1 ", a=work.body),
        *_field("245", "10", a=f"{work.title}{_mark(volume, '. ')}", n=volume, b=work.subtitle),
        *_field("250", "  ", a=work.edition and f"{work.edition}."),
        *_field(
            "260", "  ", a=work.place and f"{work.place} :", b=work.publisher and f"{work.publisher},", c=f"{date}."
        ),
        *_field("300", "  ", a=work.pages and f"{work.pages} p. ;", c=work.size),
        *_field("490", "0 ", a=work.series),
        *(field for subject in work.subjects for field in _field("650", " 0", a=subject)),
    ]
    return record


def _mark(text: str, mark: str) -> str:
    return mark if text else ""


def _field(tag: str, indicators: str, **values: str | int) -> list[Field]:
    """The field, if there is anything in it."""
    subfields = [Subfield(code, str(value)) for code, value in values.items() if value]
    return [Field(tag, Indicators(*indicators), subfields)] if subfields else []


def _whole_title(work: "Work", chance: random.Random) -> str:
    volume = f". {chance.choice(VOLUME).format(work.volume)}" if work.volume else ""
    return f"{work.title}{volume}{f' : {work.subtitle}' if work.subtitle else ''}"


def _extent(work: "Work") -> str:
    return f"{work.pages} p. ; {work.size}" if work.pages else work.size
