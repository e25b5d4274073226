"""Sibolga, whose records come as a table: what a library without a catalogue server sends."""

import csv
import io
from collections.abc import Mapping

from search.demo.facts import Fact
from search.demo.habits import call_number, choice, given_first, published, sometimes, ten, volume

KINDS = {
    "book": "Buku", "article": "Artikel", "thesis": "Skripsi/Tesis/Disertasi", "serial": "Majalah", "report": "Laporan",
    "conference": "Prosiding", "video": "Video", "audio": "Rekaman Suara", "map": "Peta", "score": "Partitur",
}  # fmt: skip
LANGUAGES = {
    "ind": "Indonesia", "eng": "Inggris", "dut": "Belanda", "ger": "Jerman", "fre": "Perancis", "ara": "Arab",
    "btk": "Batak", "lat": "Latin",
}  # fmt: skip
COLUMNS = {
    "identifier": "No. Induk",
    "title": "Judul",
    "subtitle": "Anak Judul",
    "part_number": "Jilid",
    "creators": "Pengarang",
    "contributors": "Pengarang Tambahan",
    "edition": "Edisi",
    "place": "Kota Terbit",
    "publisher": "Penerbit",
    "year": "Tahun Terbit",
    "extent": "Deskripsi Fisik",
    "series": "Seri",
    "isbns": "ISBN",
    "issns": "ISSN",
    "type": "Jenis Bahan",
    "languages": "Bahasa",
    "subjects": "Subjek",
    "call_number": "No. Panggil",
    "copies": "Jumlah Eksemplar",
    "summary": "Abstrak",
}
"""Our field and Sibolga's heading."""


def table(facts: Mapping[int, Fact]) -> bytes:
    """The whole catalogue as a spreadsheet writes it in Indonesia: semicolons, byte order mark, CR LF."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS.values(), delimiter=";")
    writer.writeheader()
    writer.writerows(
        {COLUMNS[name]: value for name, value in row(fact, number).items()} for number, fact in facts.items()
    )
    return text.getvalue().encode("utf-8-sig")


def row(fact: Fact, number: int) -> dict[str, str]:
    """One record: names as they are spoken, dates and publishers as they stand on the title page."""
    publisher = published(fact)
    dressed = f"Penerbit {publisher}" if publisher and sometimes(fact, "penerbit", 5) else publisher
    printing = (
        f"Cet. {1 + choice(fact, 'printing', 3)}" if sometimes(fact, "cetakan", 3) and fact.type == "book" else ""
    )
    return {
        "identifier": f"SBG-{number:06}",
        "title": fact.title.upper() if sometimes(fact, "sheet capitals", 4) else fact.title,
        "subtitle": fact.part_title or ("" if sometimes(fact, "sheet subtitle", 5) else fact.subtitle),
        "part_number": volume(fact),
        "creators": "; ".join(given_first(agent.name) for agent in fact.creators),
        "contributors": "; ".join(given_first(agent.name) for agent in fact.contributors),
        "edition": fact.edition or printing,
        "place": fact.place,
        "publisher": dressed,
        "year": fact.year,
        "extent": fact.extent,
        "series": fact.series,
        "isbns": "" if sometimes(fact, "sheet isbn", 6) or not fact.isbn else ten(fact.isbn),
        "issns": fact.issn,
        "type": KINDS[fact.type],
        "languages": LANGUAGES.get(fact.language, ""),
        "subjects": "; ".join(fact.subjects),
        "call_number": call_number(fact),
        "copies": str(1 + choice(fact, "eksemplar", 4)),
        "summary": fact.summary if sometimes(fact, "abstrak", 3) else "",
    }
