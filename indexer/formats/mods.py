"""MODS 3.7, written (https://www.loc.gov/standards/mods/mods-3-7.xsd); `mods_read.py` reads it back as it was."""

from lxml import etree

from indexer.formats import xml
from indexer.formats.statements import Record, page_range, person
from indexer.formats.values import relator_code
from indexer.normalise import names
from indexer.record import Creator, Holding, Host

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd"

# typeOfResource is a closed list; `other` and unknown types have none.
_RESOURCES = {
    "book": "text", "serial": "text", "article": "text", "thesis": "text", "report": "text", "conference": "text",
    "manuscript": "text", "archive": "mixed material", "map": "cartographic", "score": "notated music",
    "audio": "sound recording", "video": "moving image", "image": "still image", "dataset": "software, multimedia",
    "software": "software, multimedia", "object": "three dimensional object", "web": "text",
}  # fmt: skip
_FORMS = {"print": "print", "online": "electronic", "microform": "microform"}
_NAMES = {"person": "personal", "organisation": "corporate", "meeting": "conference"}
_ACCESS = {"fulltext": "raw object", "record": "object in context", "cover": "preview", "other": None}


def to_element(record: Record) -> xml.Element:
    """A record as `<mods>`."""
    root = etree.Element(f"{{{NAMESPACE}}}mods", nsmap={None: NAMESPACE, "xsi": xml.XSI})
    root.set("version", "3.7")
    root.set(f"{{{xml.XSI}}}schemaLocation", f"{NAMESPACE} {SCHEMA}")
    _titles(root, record)
    for creator in record.creators:
        _name(root, creator)
    if record.type in _RESOURCES:
        xml.add(root, "typeOfResource", _RESOURCES[record.type])
    if record.type:
        xml.add(root, "genre", record.type, authority="local")
    _origin(root, record)
    for code in record.languages:
        xml.add(xml.add(root, "language"), "languageTerm", code, type="code", authority="iso639-2b")
    _physical(root, record)
    if record.summary:
        xml.add(root, "abstract", record.summary)
    for subject in record.subjects:
        xml.add(xml.add(root, "subject"), "topic", subject)
    for scheme, number in record.classification.items():
        xml.add(root, "classification", number, authority=scheme)
    for series in record.series:
        xml.add(xml.add(xml.add(root, "relatedItem", type="series"), "titleInfo"), "title", series)
    if record.host:
        _host(root, record.host)
    _identifiers(root, record)
    for url in record.urls:
        note = "other" if url.kind == "other" else None
        location = xml.add(root, "location")
        xml.add(location, "url", url.url, displayLabel=url.label, access=_ACCESS[url.kind], note=note)
    for holding in record.holdings:
        _holding(root, holding)
    xml.add(xml.add(root, "recordInfo"), "recordIdentifier", record.id)
    return root


def _holding(root: xml.Element, holding: Holding) -> None:
    """A library, its shelf mark, and where MODS has nothing for it, notes of a copy: room, number of copies, status."""
    location = xml.add(root, "location")
    xml.add(location, "physicalLocation", holding.member)
    if holding.call_number:
        xml.add(location, "shelfLocator", holding.call_number)
    if holding.location or holding.copies is not None or holding.status:
        copy = xml.add(xml.add(location, "holdingSimple"), "copyInformation")
        if holding.location:
            xml.add(copy, "subLocation", holding.location)
        if holding.call_number:
            xml.add(copy, "shelfLocator", holding.call_number)
        for kind, said in (("status", holding.status), ("copies", holding.copies)):
            if said is not None:
                xml.add(copy, "note", str(said), type=kind)


def _titles(root: xml.Element, record: Record) -> None:
    info = xml.add(root, "titleInfo")
    parts = (
        ("title", record.title), ("subTitle", record.subtitle), ("partNumber", record.part_number),
        ("partName", record.part_title),
    )  # fmt: skip
    for tag, value in parts:
        if value:
            xml.add(info, tag, value)
    for title in record.alternative_titles:
        xml.add(xml.add(root, "titleInfo", type="alternative"), "title", title)


def _name(root: xml.Element, creator: Creator) -> None:
    name = xml.add(root, "name", type=_NAMES[creator.kind])
    family, given = person(creator)
    if given is None or not creator.name.startswith(f"{family}, {given}"):  # not inverted: nobody says which is which
        xml.add(name, "namePart", creator.name)
    else:
        xml.add(name, "namePart", family, type="family")
        xml.add(name, "namePart", given, type="given")
        if life := creator.name.removeprefix(names.undated(creator.name)).strip(" ,"):
            xml.add(name, "namePart", life, type="date")
    role = xml.add(name, "role")
    xml.add(role, "roleTerm", creator.role, type="text")
    xml.add(role, "roleTerm", relator_code(creator.role), type="code", authority="marcrelator")


def _origin(root: xml.Element, record: Record) -> None:
    if not (record.place or record.publisher or record.date_text or record.year or record.edition):
        return
    origin = xml.add(root, "originInfo")
    if record.place:
        xml.add(xml.add(origin, "place"), "placeTerm", record.place, type="text")
    if record.publisher:
        xml.add(origin, "publisher", record.publisher)
    if record.year:
        xml.add(origin, "dateIssued", str(record.year), encoding="w3cdtf", keyDate="yes")
    if record.date_text and record.date_text != str(record.year):
        xml.add(origin, "dateIssued", record.date_text)
    if record.edition:
        xml.add(origin, "edition", record.edition)


def _physical(root: xml.Element, record: Record) -> None:
    form = _FORMS.get(record.carrier or "", record.carrier)
    if form or record.extent:
        physical = xml.add(root, "physicalDescription")
        if form:
            xml.add(physical, "form", form, authority="marcform" if record.carrier in _FORMS else "local")
        if record.extent:
            xml.add(physical, "extent", record.extent)


def _host(root: xml.Element, host: Host) -> None:
    item = xml.add(root, "relatedItem", type="host")
    if host.title:
        xml.add(xml.add(item, "titleInfo"), "title", host.title)
    part = xml.add(item, "part")
    for kind, number in (("volume", host.volume), ("issue", host.issue)):
        if number:
            xml.add(xml.add(part, "detail", type=kind), "number", number)
    first, last = page_range(host.pages)
    if first:
        extent = xml.add(part, "extent", unit="pages")
        xml.add(extent, "start", first)
        if last:
            xml.add(extent, "end", last)


def _identifiers(root: xml.Element, record: Record) -> None:
    numbers = record.identifiers
    kinds = {
        "isbn": record.isbns, "issn": record.issns, "doi": numbers.doi, "oclc": numbers.oclc, "lccn": numbers.lccn,
    }  # fmt: skip
    for kind, values in kinds.items():
        for value in values:
            xml.add(root, "identifier", value, type=kind)
