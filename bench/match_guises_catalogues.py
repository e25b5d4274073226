"""A book in the manner of library systems in Indonesia and of a librarian's own list.

Sources: the answers of SLiMS 9 in `../shared/data/captures`; exports of SLiMS and INLISLite 3 in `tests/golden/csv`.
"""

import random

from bench.match_guise_facts import Facts
from bench.match_guises_words import (
    gmd,
    indonesian,
    indonesian_edition,
    language,
    number,
    oai_dc,
    spoken,
    table_row,
)


def slims_oai(facts: Facts, chance: random.Random) -> bytes:
    """`oai2.php` of SLiMS: the year in four characters, the place in `coverage`, the collation in `format`."""
    title = facts.whole_title
    if facts.responsibility and chance.random() < 0.4:
        title += f" / {facts.responsibility}"
    elements = [
        ("title", title),
        *(("creator", one.name) for one in facts.people),
        *(("subject", one) for one in facts.subjects[:4]),
        ("publisher", facts.publisher.strip("[]")),
        ("date", (facts.year or facts.date)[:4]),
        ("language", language(facts, chance.choice((1, 2)))),
        ("type", gmd(facts)),
        ("identifier", f"http://slims.example.org//index.php?p=show_detail&id={facts.number}"),
        ("identifier_isbn", number(facts, chance)),
        ("coverage", facts.place.strip("[]")),
        ("source", facts.series),
        ("format", indonesian(facts.extent) if chance.random() < 0.5 else facts.extent),
    ]
    return oai_dc(f"oai:slims.example.org:slims-{facts.number}", elements)


def slims_csv(facts: Facts, chance: random.Random) -> bytes:
    """A row of SLiMS's export of bibliographies."""
    return table_row({
        "title": facts.whole_title, "gmd_name": gmd(facts), "edition": facts.edition,
        "isbn_issn": number(facts, chance), "publisher_name": facts.publisher, "publish_year": facts.year,
        "collation": facts.extent, "series_title": facts.series, "call_number": f"{facts.ddc} XXX x".strip(),
        "language_name": language(facts, 0), "place_name": facts.place, "classification": facts.ddc,
        "sor": facts.responsibility, "authors": "".join(f"<{one.name}>" for one in facts.people),
        "topics": "".join(f"<{subject}>" for subject in facts.subjects[:4]), "item_code": f"<B{facts.number:05}>",
    })  # fmt: skip


def inlislite(facts: Facts, chance: random.Random) -> bytes:
    """A row in the template of INLISLite 3, with the marks of ISBD that its MARC has."""
    title = facts.title if facts.subtitle else f"{facts.title} / {facts.responsibility}".removesuffix(" / ")
    return table_row({
        "Jenis Bahan": {"map": "Bahan Kartografis", "audio": "Rekaman Suara", "video": "Rekaman Video",
            "serial": "Terbitan Berkala", "score": "Musik Cetak", "image": "Bahan Grafis", "manuscript": "Naskah",
            "software": "Berkas Komputer", "object": "Bentuk Tiga Dimensi"}.get(facts.bib.type or "", "Monograf"),
        "Judul Utama": ". ".join(filter(None, (title, facts.part))), "Anak Judul": facts.subtitle,
        "Pernyataan tanggungjawab": facts.responsibility if facts.subtitle else "",
        "Tajuk Pengarang": "; ".join(one.name for one in facts.people[:3]),
        "Tempat Terbit": f"{facts.place} :" if facts.place else "",
        "Penerbit": f"{facts.publisher}," if facts.publisher else "", "Tahun Terbit": facts.date or facts.year,
        "Deskripsi Fisik": indonesian(facts.extent), "Edisi": indonesian_edition(facts.edition),
        "ISBN": number(facts, chance), "Subjek": "; ".join(facts.subjects[:3]), "No. Klas DDC": facts.ddc,
        "Bahasa": language(facts, 1),
    })  # fmt: skip


def sheet(facts: Facts, chance: random.Random) -> bytes:
    """A librarian's own list: the title with a colon or without its subtitle, names as they are spoken."""
    title = f"{facts.title}. {facts.part}".removesuffix(". ")
    if facts.subtitle and chance.random() < 0.7:
        title += f": {facts.subtitle}"
    names = [spoken(one) for one in facts.people if one.role in ("author", "editor")] or [
        spoken(one) for one in facts.people[:1]
    ]
    author = f"{names[0]}, dkk." if len(names) > 3 else chance.choice((" dan ", ", ", " & ")).join(names)
    row = {
        "No": str(facts.number), "Judul Buku": title.upper() if chance.random() < 0.25 else title, "Pengarang": author,
        "Penerbit": facts.publisher.strip("[]"), "Tahun": facts.year,
    }  # fmt: skip
    extra = {"ISBN": number(facts, chance), "Kota": facts.place, "Jml Hal": facts.pages, "Edisi": facts.edition}
    return table_row(row | {name: value for name, value in extra.items() if chance.random() < 0.5})
