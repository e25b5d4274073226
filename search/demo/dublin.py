"""Simple Dublin Core as SLiMS and EPrints make it: Binjai and Sipirok."""

from collections.abc import Iterable

from lxml import etree

from search.demo.facts import Fact
from search.demo.habits import (
    call_number,
    choice,
    given_first,
    hyphened,
    old_spelling,
    published,
    sometimes,
    statement,
    volume,
    was_spelled_old,
)

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

BINJAI = "http://perpustakaan.binjai.example"
SIPIROK = "http://repositori.sipirok.example"

MATERIALS = {"video": "Video Recording", "audio": "Sound Recording", "map": "Cartographic Material", "score": "Music"}
"""The general material designations of SLiMS, where they are not `Text`."""

SLIMS_LANGUAGES = {
    "ind": "id",
    "eng": "en",
    "dut": "nl",
    "ger": "de",
    "fre": "fr",
    "ara": "ar",
    "btk": "btk",
    "lat": "la",
}

EPRINT_TYPES = {
    "article": "Article", "thesis": "Thesis", "report": "Monograph", "conference": "Conference or Workshop Item",
    "video": "Video", "audio": "Audio", "map": "Other", "score": "Composition", "serial": "Other",
}  # fmt: skip
"""The item types of EPrints, where they are not `Book`."""

Elements = Iterable[tuple[str, str]]


def binjai(fact: Fact, number: int) -> bytes:
    """A record as SLiMS's `oai2.php` writes it.

    The statement of responsibility stands in the title, the kind of material is the type, the collation the format, the
    place the coverage; ISBN and call number are identifiers, the first under an element name of SLiMS's own.
    """
    spell = old_spelling if was_spelled_old(fact) and sometimes(fact, "old spelling", 3) else str
    subtitle = "" if sometimes(fact, "no subtitle", 6) else fact.subtitle
    title = " : ".join(text for text in (_with_part(fact, spell(fact.title)), spell(subtitle)) if text)
    shown = given_first if sometimes(fact, "given first", 3) else str
    publisher = published(fact)
    if publisher and fact.language == "ind" and sometimes(fact, "company", 5):
        publisher = f"PT {publisher}"
    elements = [
        ("title", f"{title} / {statement(fact)}" if fact.creators and sometimes(fact, "statement", 2) else title),
        *(("creator", shown(agent.name)) for agent in fact.creators),
        *(("contributor", shown(agent.name)) for agent in fact.contributors),
        *(("subject", subject) for subject in fact.subjects),
        ("publisher", publisher),
        ("date", fact.year),
        ("language", SLIMS_LANGUAGES.get(fact.language, fact.language)),
        ("type", MATERIALS.get(fact.type, "Text")),
        ("identifier", f"{BINJAI}//index.php?p=show_detail&id={number}"),
        ("identifier_isbn", "" if sometimes(fact, "no isbn", 7) else hyphened(fact.isbn) or fact.issn),
        ("identifier", call_number(fact)),
        ("format", fact.extent),
        ("coverage", fact.place),
        ("source", fact.series or fact.host_title),
        ("description", fact.edition or ("Cet. 1" if sometimes(fact, "printing", 4) and fact.type == "book" else "")),
        ("description", fact.summary if sometimes(fact, "notes", 2) else ""),
    ]
    return _dc(elements)


def sipirok(fact: Fact, number: int) -> bytes:
    """A record as EPrints writes it: the type with its review state, a citation as identifier, the page as relation."""
    address = f"{SIPIROK}/id/eprint/{number}/"
    title = ": ".join(text for text in (_with_part(fact, fact.title), fact.subtitle) if text)
    file = f"{address}1/{choice(fact, 'file', 9000)}.pdf" if fact.carrier == "online" else ""
    elements = [
        ("relation", address),
        ("title", title),
        *(("creator", agent.name) for agent in fact.creators),
        *(("contributor", agent.name) for agent in fact.contributors),
        *(("subject", subject) for subject in fact.subjects),
        ("description", fact.summary),
        ("publisher", published(fact)),
        ("date", fact.year),
        ("type", EPRINT_TYPES.get(fact.type, "Book")),
        ("type", "PeerReviewed" if fact.type == "article" else "NonPeerReviewed"),
        ("format", "application/pdf" if file else ""),
        ("language", SLIMS_LANGUAGES.get(fact.language, fact.language)),
        ("identifier", file),
        ("identifier", f"  {_citation(fact, title)}     "),
        ("relation", f"https://doi.org/{fact.doi}" if fact.doi else ""),
        ("identifier", f"ISBN {fact.isbn}" if fact.isbn and sometimes(fact, "isbn", 2) else ""),
        ("identifier", f"ISSN {fact.issn}" if fact.issn else ""),
    ]
    return _dc(elements)


def _with_part(fact: Fact, title: str) -> str:
    """`Bumi Jilid 2, Para pembangkang`."""
    return " ".join(
        text for text in (title, ", ".join(text for text in (volume(fact), fact.part_title) if text)) if text
    )


def _citation(fact: Fact, title: str) -> str:
    """The citation of EPrints' `default.xml`."""
    names = " and ".join(agent.name for agent in fact.creators)
    where = published(fact)
    if fact.host_title:
        issue = f" ({fact.host_issue})" if fact.host_issue else ""
        pages = f" pp. {fact.host_pages}." if fact.host_pages else ""
        where = f"{fact.host_title}, {fact.host_volume}{issue}.{pages}"
    elif fact.degree:
        where = f"{fact.degree.capitalize()} thesis, {fact.publisher}"
    elif fact.place:
        where = f"{where}, {fact.place}"
    return f"{names}  ({fact.year}) {title}.  {where}."


def _dc(elements: Elements) -> bytes:
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    for name, text in elements:
        if text:
            etree.SubElement(root, f"{{{DC}}}{name}").text = text
    return bytes(etree.tostring(root, encoding="UTF-8"))
