"""The same publication in the manner of other software: what it exports of a book, a thesis or an article.

Every writer loses what the real one loses, and writes what people really type into it. Sources: the exports and OAI-PMH
answers in `../shared/data/captures` and `tests/golden` (SLiMS 9, INLISLite 3, EPrints 3.4, OJS 3, DSpace, Scopus, Zotero).
"""

import json
import random
import re
from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape

from bench.match_guise_facts import Facts, Person
from bench.match_guises_marc import other_agency, other_isbn
from indexer import formats

RECORD = (
    '<record xmlns="http://www.openarchives.org/OAI/2.0/"><header><identifier>{identifier}</identifier>{sets}'
    "<datestamp>2026-01-01T00:00:00Z</datestamp></header><metadata>{metadata}</metadata></record>"
)
OAI_DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{elements}</oai_dc:dc>'
)
DIM = '<dim:dim xmlns:dim="http://www.dspace.org/xmlns/dspace/dim">{elements}</dim:dim>'
LANGUAGES = {
    "eng": ("English", "Inggris", "en"), "ind": ("Indonesia", "Indonesia", "id"), "ger": ("German", "Jerman", "de"),
    "fre": ("French", "Prancis", "fr"), "rus": ("Russian", "Rusia", "ru"), "spa": ("Spanish", "Spanyol", "es"),
    "ita": ("Italian", "Italia", "it"), "lat": ("Latin", "Latin", "la"), "ara": ("Arabic", "Arab", "ar"),
    "dut": ("Dutch", "Belanda", "nl"), "jpn": ("Japanese", "Jepang", "ja"), "chi": ("Chinese", "Mandarin", "zh"),
    "tur": ("Turkish", "Turki", "tr"), "may": ("Malay", "Melayu", "ms"),
}  # fmt: skip
"""Code → as SLiMS names it, as Indonesian spreadsheets do, ISO 639-1."""

GMD = {
    "map": "Cartographic Material", "audio": "Sound Recording", "video": "Video Recording", "score": "Music",
    "image": "Picture", "software": "Computer Software", "manuscript": "Manuscript", "dataset": "Computer File",
    "object": "Model",
}  # fmt: skip
TYPES = {"thesis": "Thesis", "article": "Article", "report": "Monograph"}

Elements = list[tuple[str, str]]
Writer = Callable[[Facts, random.Random], bytes]


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
        ("language", _language(facts, chance.choice((1, 2)))),
        ("type", _gmd(facts)),
        ("identifier", f"http://slims.example.org//index.php?p=show_detail&id={facts.number}"),
        ("identifier_isbn", _number(facts, chance)),
        ("coverage", facts.place.strip("[]")),
        ("source", facts.series),
        ("format", _indonesian(facts.extent) if chance.random() < 0.5 else facts.extent),
    ]
    return _oai_dc(f"oai:slims.example.org:slims-{facts.number}", elements)


def slims_csv(facts: Facts, chance: random.Random) -> bytes:
    """A row of SLiMS's export of bibliographies."""
    return _row({
        "title": facts.whole_title, "gmd_name": _gmd(facts), "edition": facts.edition,
        "isbn_issn": _number(facts, chance), "publisher_name": facts.publisher, "publish_year": facts.year,
        "collation": facts.extent, "series_title": facts.series, "call_number": f"{facts.ddc} XXX x".strip(),
        "language_name": _language(facts, 0), "place_name": facts.place, "classification": facts.ddc,
        "sor": facts.responsibility, "authors": "".join(f"<{one.name}>" for one in facts.people),
        "topics": "".join(f"<{subject}>" for subject in facts.subjects[:4]), "item_code": f"<B{facts.number:05}>",
    })  # fmt: skip


def inlislite(facts: Facts, chance: random.Random) -> bytes:
    """A row in the template of INLISLite 3, with the marks of ISBD that its MARC has."""
    title = facts.title if facts.subtitle else f"{facts.title} / {facts.responsibility}".removesuffix(" / ")
    return _row({
        "Jenis Bahan": {"map": "Bahan Kartografis", "audio": "Rekaman Suara", "video": "Rekaman Video",
            "serial": "Terbitan Berkala", "score": "Musik Cetak", "image": "Bahan Grafis", "manuscript": "Naskah",
            "software": "Berkas Komputer", "object": "Bentuk Tiga Dimensi"}.get(facts.bib.type or "", "Monograf"),
        "Judul Utama": ". ".join(filter(None, (title, facts.part))), "Anak Judul": facts.subtitle,
        "Pernyataan tanggungjawab": facts.responsibility if facts.subtitle else "",
        "Tajuk Pengarang": "; ".join(one.name for one in facts.people[:3]),
        "Tempat Terbit": f"{facts.place} :" if facts.place else "",
        "Penerbit": f"{facts.publisher}," if facts.publisher else "", "Tahun Terbit": facts.date or facts.year,
        "Deskripsi Fisik": _indonesian(facts.extent), "Edisi": _edition(facts.edition),
        "ISBN": _number(facts, chance), "Subjek": "; ".join(facts.subjects[:3]), "No. Klas DDC": facts.ddc,
        "Bahasa": _language(facts, 1),
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
    extra = {"ISBN": _number(facts, chance), "Kota": facts.place, "Jml Hal": facts.pages, "Edisi": facts.edition}
    return _row(row | {name: value for name, value in extra.items() if chance.random() < 0.5})


def dspace(facts: Facts, chance: random.Random) -> bytes:
    """Simple Dublin Core of DSpace: every date under one name, the citation among the identifiers."""
    elements = [
        ("title", colon_title(facts)),
        *(("creator", one.name) for one in facts.people if one.role != "other"),
        *(("contributor", one.name) for one in facts.people if one.role == "other"),
        *(("subject", one) for one in facts.subjects),
        ("description", facts.bib.summary or ""),
        ("publisher", facts.publisher),
        ("date", "2015-03-02T07:11:02Z"),
        ("date", "2015-03-02T07:11:02Z"),
        ("date", facts.year),
        ("type", TYPES.get(facts.bib.type or "", "Book")),
        ("identifier", citation(facts)),
        *(("identifier", one) for one in (*facts.isbns, *facts.bib.issns)),
        ("identifier", f"http://repository.example.ac.id/handle/123456789/{facts.number}"),
        ("language", _language(facts, 2)),
    ]
    return _oai_dc(f"oai:repository.example.ac.id:123456789/{facts.number}", elements)


def dspace_dim(facts: Facts, chance: random.Random) -> bytes:
    """DSpace's own qualified Dublin Core."""
    elements = [
        ("title", colon_title(facts)),
        *(("contributor.author", one.name) for one in facts.people if one.role == "author"),
        *(("contributor.editor", one.name) for one in facts.people if one.role == "editor"),
        ("date.accessioned", "2015-03-02T07:11:02Z"),
        ("date.issued", chance.choice((facts.year, f"{facts.year}-05", f"{facts.year}-05-17")) if facts.year else ""),
        ("description.abstract", facts.bib.summary or ""),
        ("publisher", facts.publisher),
        ("type", TYPES.get(facts.bib.type or "", "Book")),
        ("identifier.citation", citation(facts)),
        *(("identifier.isbn", one) for one in facts.isbns),
        *(("identifier.issn", one) for one in facts.bib.issns),
        *(("identifier.doi", one) for one in facts.bib.identifiers.doi if chance.random() < 0.4),
        ("identifier.uri", f"http://hdl.handle.net/10293/{facts.number}"),
        ("language.iso", _language(facts, 2)),
        ("relation.ispartofseries", facts.series),
    ]
    written = "".join(_dim(*name.split("."), value=value) for name, value in elements if value)
    return RECORD.format(
        identifier=f"oai:r:10293/{facts.number}", sets="", metadata=DIM.format(elements=written)
    ).encode()


def eprints(facts: Facts, chance: random.Random) -> bytes:
    """oai_dc of EPrints: its words for types, the whole citation as an identifier."""
    elements = [
        ("relation", f"http://eprints.example.ac.id/id/eprint/{facts.number}/"),
        ("title", colon_title(facts)),
        *(("creator", one.name) for one in facts.people if one.role == "author"),
        *(("contributor", one.name) for one in facts.people if one.role == "editor"),
        *(("subject", one) for one in facts.subjects[:2]),
        ("description", facts.bib.summary or ""),
        ("publisher", facts.publisher),
        ("date", f"{facts.year}-05" if facts.year and chance.random() < 0.3 else facts.year),
        ("type", TYPES.get(facts.bib.type or "", "Book")),
        ("type", "PeerReviewed" if facts.bib.type == "article" else "NonPeerReviewed"),
        ("identifier", citation(facts)),
        *(("relation", f"http://doi.org/{one}") for one in facts.bib.identifiers.doi if chance.random() < 0.4),
    ]
    return _oai_dc(f"oai:eprints.example.ac.id:{facts.number}", elements, "<setSpec>7374617475733D707562</setSpec>")


def ris(facts: Facts, chance: random.Random) -> bytes:
    """RIS as Zotero and EndNote write it."""
    host = facts.host
    first, _, last = (host.pages or "" if host else facts.pages).partition("-")
    kinds = {"article": "JOUR", "thesis": "THES", "conference": "CONF", "report": "RPRT"}
    pairs = [
        ("TY", kinds.get(facts.bib.type or "", "BOOK")),
        ("TI", colon_title(facts)),
        *(("ED" if one.role == "editor" else "AU", one.name) for one in facts.people if one.role != "other"),
        ("T2", host.title or "" if host else ""),
        ("VL", host.volume or "" if host else ""),
        ("IS", host.issue or "" if host else ""),
        ("CY", facts.place),
        ("PB", facts.publisher),
        ("ET", facts.edition),
        ("PY", facts.year),
        ("SP", first),
        ("EP", last),
        *(("SN", one) for one in (*facts.isbns[:1], *facts.bib.issns)),
        *(("DO", one) for one in facts.bib.identifiers.doi if chance.random() < 0.5),
        ("T3", facts.series),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*((t, v) for t, v in pairs if v), ("ER", "")]).encode()


def bibtex(facts: Facts, chance: random.Random) -> bytes:
    """BibTeX as JabRef, Google and publishers write it, with capitals in braces."""
    host = facts.host
    kinds = {"article": "article", "thesis": "phdthesis", "conference": "proceedings", "report": "techreport"}
    values = {
        "title": f"{{{colon_title(facts)}}}" if chance.random() < 0.5 else colon_title(facts),
        "author": _bibtex_names(facts.people, "author"),
        "editor": _bibtex_names(facts.people, "editor"),
        "journal": host.title if host else "", "volume": host.volume if host else "",
        "number": host.issue if host else "",
        "pages": (host.pages or "").replace("-", "--") if host else facts.pages,
        "year": facts.year, "publisher": facts.publisher, "address": facts.place, "edition": facts.edition,
        "isbn": _number(facts, chance), "series": facts.series,
        "doi": next(iter(facts.bib.identifiers.doi), "") if chance.random() < 0.5 else "",
    }  # fmt: skip
    lines = [_bibtex_line(name, value) for name, value in values.items() if value]
    return "\n".join([f"@{kinds.get(facts.bib.type or '', 'book')}{{key{facts.number},", *lines, "}"]).encode()


def ojs(facts: Facts, chance: random.Random) -> bytes:
    """oai_dc of OJS 3."""
    host = facts.host
    assert host
    issue = f", No {host.issue}" if host.issue else ""
    elements = [
        ("title", colon_title(facts)),
        *(
            ("creator", f"{one.name}; Universitas Contoh" if chance.random() < 0.3 else one.name)
            for one in facts.people
        ),
        ("description", facts.bib.summary or ""),
        ("publisher", facts.publisher),
        ("date", f"{facts.year}-06-30" if facts.year else ""),
        ("type", "info:eu-repo/semantics/article"),
        ("type", "info:eu-repo/semantics/publishedVersion"),
        ("format", "application/pdf"),
        ("identifier", f"https://journal.example.org/index.php/j/article/view/{facts.number}"),
        *(("identifier", one) for one in facts.bib.identifiers.doi),
        ("source", f"{host.title}; Vol {host.volume or 1}{issue} ({facts.year}); {host.pages or ''}".strip("; ")),
        *(("source", one) for one in facts.bib.issns),
        ("relation", f"https://journal.example.org/index.php/j/article/view/{facts.number}/9"),
    ]
    return _oai_dc(f"oai:journal.example.org:article/{facts.number}", elements)


def scopus(facts: Facts, chance: random.Random) -> bytes:
    """A row of Scopus's export."""
    host = facts.host
    assert host
    first, _, last = (host.pages or "").partition("-")
    return _row({
        "Authors": "; ".join(map(_initials, facts.people)), "Title": colon_title(facts), "Year": facts.year,
        "Source title": host.title or "", "Volume": host.volume or "", "Issue": host.issue or "", "Art. No.": "",
        "Page start": first, "Page end": last, "Page count": "", "Cited by": "3",
        "DOI": next(iter(facts.bib.identifiers.doi), "") if chance.random() < 0.7 else "",
        "Link": f"https://www.scopus.com/inward/record.uri?eid=2-s2.0-{facts.number}",
        "Abstract": facts.bib.summary or "", "Publisher": facts.publisher,
        "ISSN": next(iter(facts.bib.issns), "").replace("-", ""), "Document Type": "Article", "Source": "Scopus",
    })  # fmt: skip


def article_sheet(facts: Facts, chance: random.Random) -> bytes:
    """A researcher's own list of articles."""
    host = facts.host
    assert host
    title = colon_title(facts)
    return _row({
        "No": str(facts.number), "Judul Artikel": title.upper() if chance.random() < 0.25 else title,
        "Penulis": ", ".join(map(spoken, facts.people)), "Nama Jurnal": host.title or "", "Volume": host.volume or "",
        "Nomor": host.issue or "", "Tahun": facts.year, "Halaman": (host.pages or "").replace("-", " - "),
    })  # fmt: skip


def ours(format: str) -> Writer:
    """A format that we write ourselves."""
    return lambda facts, _chance: formats.write(facts.bib, format)


BOOKS: dict[str, tuple[str, Writer]] = {
    "agency": ("marc21", other_agency), "unimarc": ("marc21", ours("unimarc")), "mods": ("mods", ours("mods")),
    "slims-oai": ("oai_dc", slims_oai), "slims-csv": ("csv", slims_csv), "inlislite": ("csv", inlislite),
    "sheet": ("csv", sheet), "dspace": ("oai_dc", dspace), "dim": ("dim", dspace_dim), "eprints": ("oai_dc", eprints),
    "ris": ("ris", ris), "bibtex": ("bibtex", bibtex),
}  # fmt: skip
"""Guise of a book or thesis → format and writer."""

OTHERS = {name: BOOKS[name] for name in ("agency", "unimarc", "mods", "slims-oai", "slims-csv", "inlislite")}
"""Of serials, maps, music and so on, which no list of references has."""

ARTICLES: dict[str, tuple[str, Writer]] = {
    "marc": ("marc21", ours("marc")), "unimarc": ("marc21", ours("unimarc")), "mods": ("mods", ours("mods")),
    "dspace": ("oai_dc", dspace), "dim": ("dim", dspace_dim), "eprints": ("oai_dc", eprints), "ojs": ("oai_dc", ojs),
    "ris": ("ris", ris), "bibtex": ("bibtex", bibtex), "scopus": ("csv", scopus), "sheet": ("csv", article_sheet),
}  # fmt: skip
"""Guise of an article → format and writer."""


def spoken(one: Person) -> str:
    """`Shihab, M. Quraish` → `M. Quraish Shihab`."""
    family, comma, given = one.name.partition(", ")
    return f"{given.split(', ')[0]} {family}" if comma and not one.body else one.name


def colon_title(facts: Facts) -> str:
    """The title as citations have it: `Title: subtitle`."""
    title = ". ".join(filter(None, (facts.title, facts.part)))
    return f"{title}: {facts.subtitle}" if facts.subtitle else title


def citation(facts: Facts) -> str:
    """The citation that EPrints makes of an item."""
    names = " and ".join(one.name for one in facts.people if one.role != "other")
    host = facts.host
    if host is None:
        return f"{names} ({facts.year}) {colon_title(facts)}. {facts.publisher}, {facts.place}."
    issue = f" ({host.issue})" if host.issue else ""
    pages = f", pp. {host.pages}" if host.pages else ""
    issn = "".join(f". ISSN {one}" for one in facts.bib.issns[:1])
    return f"{names} ({facts.year}) {colon_title(facts)}. {host.title}, {host.volume or ''}{issue}{pages}{issn}"


def _bibtex_names(people: Iterable[Person], role: str) -> str:
    return " and ".join(f"{{{one.name}}}" if one.body else one.name for one in people if one.role == role)


def _bibtex_line(name: str, value: str) -> str:
    return "  %s = {%s}," % (name, re.sub(r"([&%#$_])", r"\\\1", value))


def _initials(one: Person) -> str:
    family, comma, given = one.name.partition(", ")
    if not comma or one.body:
        return one.name
    return f"{family} {''.join(f'{word[0]}.' for word in re.split(r'[ .-]+', given) if word)}"


def _number(facts: Facts, chance: random.Random) -> str:
    """The one number that the field of a small system holds, as ten digits or thirteen, or none."""
    numbers = facts.isbns or list(facts.bib.issns)
    if not numbers or chance.random() < 0.3:
        return ""
    return other_isbn(numbers[0]) if chance.random() < 0.5 else numbers[0]


def _gmd(facts: Facts) -> str:
    if facts.bib.carrier == "online":
        return "Electronic Resource"
    return "Microform" if facts.bib.carrier == "microform" else GMD.get(facts.bib.type or "", "Text")


def _language(facts: Facts, column: int) -> str:
    names = LANGUAGES.get(next(iter(facts.bib.languages), ""))
    return names[column] if names else ""


def _indonesian(extent: str) -> str:
    extent = re.sub(r"\b(?:p\.|pages|S\.)", "hlm.", extent)
    return re.sub(r"\b(?:ill\.|illustrations|Ill\.)", "ilus.", extent)


def _edition(edition: str) -> str:
    found = re.match(r"(\d+)", edition)
    return f"Ed. {found[1]}" if found else edition


def _row(row: dict[str, str]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode()


def _oai_dc(identifier: str, elements: Iterable[tuple[str, str]], sets: str = "") -> bytes:
    written = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in elements if value.strip(" :;/.,()"))
    return RECORD.format(identifier=identifier, sets=sets, metadata=OAI_DC.format(elements=written)).encode()


def _dim(element: str, qualifier: str = "", *, value: str) -> str:
    also = f' qualifier="{qualifier}"' if qualifier else ""
    return f'<dim:field mdschema="dc" element="{element}"{also}>{escape(value)}</dim:field>'
