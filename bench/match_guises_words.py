"""Words and frames that several guises share: what a system writes for a language, a number, a citation."""

import json
import random
import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from bench.match_guise_facts import Facts, Person
from bench.match_guises_marc import other_isbn

RECORD = (
    '<record xmlns="http://www.openarchives.org/OAI/2.0/"><header><identifier>{identifier}</identifier>{sets}'
    "<datestamp>2026-01-01T00:00:00Z</datestamp></header><metadata>{metadata}</metadata></record>"
)
OAI_DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{elements}</oai_dc:dc>'
)
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


def number(facts: Facts, chance: random.Random) -> str:
    """The one number that the field of a small system holds, as ten digits or thirteen, or none."""
    numbers = facts.isbns or list(facts.bib.issns)
    if not numbers or chance.random() < 0.3:
        return ""
    return other_isbn(numbers[0]) if chance.random() < 0.5 else numbers[0]


def gmd(facts: Facts) -> str:
    """The GMD of SLiMS."""
    if facts.bib.carrier == "online":
        return "Electronic Resource"
    return "Microform" if facts.bib.carrier == "microform" else GMD.get(facts.bib.type or "", "Text")


def language(facts: Facts, column: int) -> str:
    """The language in a column of `LANGUAGES`; nothing for one that is not there."""
    names = LANGUAGES.get(next(iter(facts.bib.languages), ""))
    return names[column] if names else ""


def indonesian(extent: str) -> str:
    """A collation in the abbreviations of Indonesian cataloguers."""
    extent = re.sub(r"\b(?:p\.|pages|S\.)", "hlm.", extent)
    return re.sub(r"\b(?:ill\.|illustrations|Ill\.)", "ilus.", extent)


def indonesian_edition(edition: str) -> str:
    """An edition as INLISLite has it: `Ed. 2`."""
    found = re.match(r"(\d+)", edition)
    return f"Ed. {found[1]}" if found else edition


def table_row(row: dict[str, str]) -> bytes:
    """A row of a table as the harvester keeps it."""
    return json.dumps(row, ensure_ascii=False).encode()


def oai_dc(identifier: str, elements: Iterable[tuple[str, str]], sets: str = "") -> bytes:
    """An OAI-PMH record in oai_dc, without what is empty."""
    written = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in elements if value.strip(" :;/.,()"))
    return RECORD.format(identifier=identifier, sets=sets, metadata=OAI_DC.format(elements=written)).encode()
