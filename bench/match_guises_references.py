"""A book or an article in lists of references: RIS, BibTeX, Scopus, a researcher's own table."""

import random
import re
from collections.abc import Iterable

from bench.match_guise_facts import Facts, Person
from bench.match_guises_words import colon_title, number, spoken, table_row


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
        "isbn": number(facts, chance), "series": facts.series,
        "doi": next(iter(facts.bib.identifiers.doi), "") if chance.random() < 0.5 else "",
    }  # fmt: skip
    lines = [_bibtex_line(name, value) for name, value in values.items() if value]
    return "\n".join([f"@{kinds.get(facts.bib.type or '', 'book')}{{key{facts.number},", *lines, "}"]).encode()


def scopus(facts: Facts, chance: random.Random) -> bytes:
    """A row of Scopus's export."""
    host = facts.host
    assert host
    first, _, last = (host.pages or "").partition("-")
    return table_row({
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
    return table_row({
        "No": str(facts.number), "Judul Artikel": title.upper() if chance.random() < 0.25 else title,
        "Penulis": ", ".join(map(spoken, facts.people)), "Nama Jurnal": host.title or "", "Volume": host.volume or "",
        "Nomor": host.issue or "", "Tahun": facts.year, "Halaman": (host.pages or "").replace("-", " - "),
    })  # fmt: skip


def _bibtex_names(people: Iterable[Person], role: str) -> str:
    return " and ".join(f"{{{one.name}}}" if one.body else one.name for one in people if one.role == role)


def _bibtex_line(name: str, value: str) -> str:
    escaped = re.sub(r"([&%#$_])", r"\\\1", value)
    return f"  {name} = {{{escaped}}},"


def _initials(one: Person) -> str:
    family, comma, given = one.name.partition(", ")
    if not comma or one.body:
        return one.name
    return f"{family} {''.join(f'{word[0]}.' for word in re.split(r'[ .-]+', given) if word)}"
