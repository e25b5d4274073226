"""A book, a thesis or an article in the manner of repositories: DSpace, EPrints and OJS."""

import random
from xml.sax.saxutils import escape

from bench.match_guise_facts import Facts
from bench.match_guises_words import RECORD, TYPES, citation, colon_title, language, oai_dc

DIM = '<dim:dim xmlns:dim="http://www.dspace.org/xmlns/dspace/dim">{elements}</dim:dim>'


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
        ("language", language(facts, 2)),
    ]
    return oai_dc(f"oai:repository.example.ac.id:123456789/{facts.number}", elements)


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
        ("language.iso", language(facts, 2)),
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
    return oai_dc(f"oai:eprints.example.ac.id:{facts.number}", elements, "<setSpec>7374617475733D707562</setSpec>")


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
    return oai_dc(f"oai:journal.example.org:article/{facts.number}", elements)


def _dim(element: str, qualifier: str = "", *, value: str) -> str:
    also = f' qualifier="{qualifier}"' if qualifier else ""
    return f'<dim:field mdschema="dc" element="{element}"{also}>{escape(value)}</dim:field>'
