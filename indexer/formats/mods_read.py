"""MODS 3, read (https://www.loc.gov/standards/mods/userguide/); `mods.py` writes it.

What else is read: the habits of SLiMS 9 (publisher and date inside `place`, a series title beside an empty `titleInfo`,
shelf marks of copies, `slims:digitals`) and of Omeka (`dateOther` for the date of publication).
"""

import re

from harvester.record import RawRecord
from indexer.formats import mods_hosts, mods_locations, mods_names, xml
from indexer.formats.draft import Draft
from indexer.formats.errors import unreadable
from indexer.formats.mods_elements import Element, child, every, said, whole_title
from indexer.formats.titles import responsible, split_title
from indexer.formats.values import bare, first, place, publisher
from indexer.issues import Issues
from indexer.normalise import kind, numbers, text
from indexer.record import CARRIERS, TYPES, BibRecord

# typeOfResource is a closed list; a `text` may be anything written.
_RESOURCES = {
    "cartographic": "map", "notated music": "score", "sound recording": "audio", "sound recording-musical": "audio",
    "sound recording-nonmusical": "audio", "still image": "image", "moving image": "video",
    "three dimensional object": "object", "software, multimedia": "software",
}  # fmt: skip
_FORMS = {
    "print": "print", "electronic": "online", "microform": "microform", "microfiche": "microform",
    "microfilm": "microform", "braille": "other", "online resource": "online", "volume": "print",
    "large print": "print",
}  # fmt: skip
_DATES = ("dateIssued", "copyrightDate", "dateCreated", "dateOther", "dateCaptured")
_DEWEY = re.compile(r"^(?:\d{3}|2X\d?)(?:[./]\S*)?(?:\s+\d+)?$")


def is_mods(element: Element) -> bool:
    """Whether an element is MODS, or a collection of it."""
    return xml.name(element) in ("mods", "modsCollection")


def read(element: Element, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record of the catalogue that a MODS element describes; of a collection, its first.

    Raises:
        Unreadable: there is none in it.
    """
    root = xml.find(element, "mods")
    if root is None or next(xml.children(root), None) is None:
        raise unreadable("no-metadata")
    draft = Draft(issues=issues)
    for term in every(root, "language", "languageTerm"):
        if not draft.languages or term.get("type") == "code":
            draft.add_language(xml.text(term))
    _titles(root, draft)
    mods_names.fill(root, draft)
    _kind(root, draft)
    _origin(root, draft)
    _date(root, draft)
    _physical(root, draft)
    _subjects(root, draft)
    draft.summary = first(*(said(found) for found in every(root, "abstract")))
    _identifiers(root, draft)
    mods_hosts.fill(root, draft)
    mods_locations.fill(root, draft, raw.member)
    return draft.finish(raw)


def _titles(root: Element, draft: Draft) -> None:
    others: list[str] = []
    for info in every(root, "titleInfo"):
        title = whole_title(info)
        if info.get("type") or draft.title or not title:
            if title and info.get("type") != "uniform":
                parts = (title, child(info, "subTitle"))
                others.append(" : ".join(filter(None, parts)))
            continue
        _main_title(info, title, draft, named=next(every(root, "name"), None) is not None)
    if not draft.title and others:
        draft.title, *others = others
    draft.alternative_titles += others


def _main_title(info: Element, title: str, draft: Draft, *, named: bool) -> None:
    """The title proper; one that holds everything, as programs without MARC send it, is taken apart.

    With `named`, the creators are known without what such a title says of them.
    """
    subtitle, number, name = (bare(child(info, tag)) or None for tag in ("subTitle", "partNumber", "partName"))
    if subtitle or number or name:
        draft.title, draft.subtitle, draft.part_number, draft.part_title = bare(title), subtitle, number, name
        draft.title_sort = _sort(info, number, name)
        return
    draft.title, draft.subtitle, draft.part_number, draft.part_title, statement = split_title(bare(title))
    draft.title_sort = _sort(info, draft.part_number, draft.part_title)
    if statement and not named:
        draft.add_creators(responsible(statement))


def _sort(info: Element, *parts: str | None) -> str | None:
    """What a title is sorted by where its article is marked (`nonSort`)."""
    if not child(info, "nonSort"):
        return None
    return text.fold(" ".join(filter(None, (split_title(bare(child(info, "title"))).title, *parts)))) or None


def _kind(root: Element, draft: Draft) -> None:
    """Our own words as they are; else genres, the more exact, before the type of resource."""
    genres = list(every(root, "genre"))
    for genre in genres:
        if genre.get("authority") == "local" and said(genre) in TYPES:
            draft.type = said(genre)
            return
    for genre in genres:
        _add_kind(said(genre), draft)
    resources = [said(found) for found in every(root, "typeOfResource")]
    for resource in resources:
        draft.type = draft.type or _RESOURCES.get(resource.casefold())
    if draft.type is None and any(
        child(origin, "issuance") in ("continuing", "serial") for origin in every(root, "originInfo")
    ):
        draft.type = "serial"


def _add_kind(value: str, draft: Draft) -> None:
    if value and len(value) < 200:
        found = kind.kind_of(value)
        draft.type, draft.carrier = draft.type or found.type, draft.carrier or found.carrier


def _origins(root: Element) -> list[Element]:
    """What holds places, publishers and dates. SLiMS's list of hits has the last two inside `place`."""
    return [*every(root, "originInfo"), *every(root, "originInfo", "place")]


def _origin(root: Element, draft: Draft) -> None:
    for around in _origins(root):
        for term in every(around, "placeTerm"):
            if term.get("type") != "code":
                draft.place = draft.place or place(said(term))
        for found in every(around, "publisher"):
            draft.publisher = draft.publisher or publisher(said(found))
        draft.edition = draft.edition or bare(child(around, "edition")) or None


def _date(root: Element, draft: Draft) -> None:
    """The date of the best kind that there is, as it is written, and the year of the coded one beside it."""
    found: list[tuple[Element, str]] = []
    for name in _DATES:
        found = found or [(date, said(date)) for around in _origins(root) for date in every(around, name) if said(date)]
    written = [value for date, value in found if not date.get("encoding")]
    coded = [(date, value) for date, value in found if date.get("encoding") and value[:4].isdecimal()]
    starts = [one for one in coded if one[0].get("point") != "end"]
    key = next((value for date, value in starts if date.get("keyDate") == "yes"), starts[0][1] if starts else None)
    end = next((value for date, value in coded if date.get("point") == "end" and value != "9999"), None)
    shown = f"{key}-{end}" if key and end else key
    draft.set_date(first(*written, shown, *(value for _date, value in found)) or "", int(key[:4]) if key else None)


def _physical(root: Element, draft: Draft) -> None:
    for physical in every(root, "physicalDescription"):
        for form in every(physical, "form"):
            word = said(form).casefold()
            own = word if form.get("authority") == "local" and word in CARRIERS else None
            draft.carrier = draft.carrier or own or _FORMS.get(word)
            if word not in _FORMS and not own:
                _add_kind(word, draft)
        extents = [said(found) for found in every(physical, "extent")]
        draft.extent = draft.extent or first(*(value for value in extents if numbers.pages(value)), *extents)
        if not draft.carrier and child(physical, "internetMediaType"):
            draft.carrier = "online"


def _subjects(root: Element, draft: Draft) -> None:
    for subject in every(root, "subject"):
        parts = [part for part in map(_subject, xml.children(subject)) if part]
        if parts:
            draft.subjects.append(" -- ".join(parts))
    for found in every(root, "classification"):
        number = said(found)
        scheme = (found.get("authority") or "").casefold() or ("ddc" if _DEWEY.match(number) else None)
        if scheme and number:
            shown = number.split()[0].replace("/", "") if scheme == "ddc" else number
            draft.classification.setdefault(scheme, shown)


def _subject(part: Element) -> str:
    """One part of a subject, whatever it names; codes are left out."""
    name = xml.name(part)
    if name in ("geographicCode", "cartographics") or part.get("encoding"):
        return ""
    if name == "name":
        return mods_names.shown_name(part)
    if name == "titleInfo":
        return whole_title(part)
    if name == "hierarchicalGeographic":
        return ", ".join(filter(None, map(said, xml.children(part))))
    return said(part)


def _identifiers(root: Element, draft: Draft) -> None:
    for found in every(root, "identifier"):
        value, scheme = said(found), (found.get("type") or "").casefold()
        if found.get("invalid") != "yes" and value:
            mods_hosts.number(scheme, value, draft)
