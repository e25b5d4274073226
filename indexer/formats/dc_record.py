"""A record of the catalogue from what a description in Dublin Core means (see `dc_profiles`)."""

import re
from collections.abc import Iterable

from harvester.record import RawRecord
from indexer.formats import dc_hosts
from indexer.formats.dc_identifiers import identify
from indexer.formats.dc_names import named
from indexer.formats.dc_profiles import Meanings, Program, text_of, texts
from indexer.formats.dc_subjects import subjects
from indexer.formats.dc_terms import Value
from indexer.formats.draft import Draft
from indexer.formats.titles import responsible, split_title
from indexer.formats.values import bare, is_url, place, publisher
from indexer.issues import Issues
from indexer.normalise import dates, kind, language, names, numbers, text
from indexer.record import BibRecord, Holding

_CODED = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(?:;.*)?$")
_COUNTED = re.compile(r"[\[(]?\d{1,5}\s[^\W\d_]{2}")
_SIZE = re.compile(r"[\d.,]+\s?(?:bytes?|[kmgt]i?b)\b", re.IGNORECASE)
_ABSTRACT = re.compile(r"^(?:abstract|abstrak)\s?:\s", re.IGNORECASE)
_THESES = re.compile(r"\b(?:thes[ei]s|dissertations?|skripsi|tesis|disertasi)\b", re.IGNORECASE)
_LONGEST = 300  # characters of a collation or a date
_COPIES = 10_000


def fill(said: Meanings, program: Program, raw: RawRecord, issues: Issues) -> BibRecord:
    """The record that is described.

    Args:
        said: the values by their meaning.
        program: who wrote it, with its habits.
        raw: the record as it came.
        issues: what was found wrong so far.
    """
    draft = Draft(issues=issues)
    for value in texts(said.get("language", ())):
        draft.add_language(value)
    _titles(said, draft)
    _kind(said, draft, program)
    call_number = identify(said, draft, program)
    _imprint(said, draft, program)
    _extent(said, draft, program)
    dc_hosts.fill(said, draft, program)
    _defaults(draft, program)
    _creators(said, draft, program)  # whose roles depend on the type
    draft.subjects, draft.classification = subjects(said, program, raw.sets)
    _summary(said, draft)
    if program.holding or call_number:
        copies = len(said.get("copy", ()))
        draft.holdings = [
            Holding(member=raw.member, call_number=call_number, copies=min(copies, _COPIES) if copies else None)
        ]
    return draft.finish(raw)


def _titles(said: Meanings, draft: Draft) -> None:
    values = said.get("title", [])
    if values:
        main = _main(values, draft.languages)
        others = [value.text for value in values if value is not main]
        whole, parallel = _parallel(bare(main.text))
        draft.title, draft.subtitle, draft.part_number, draft.part_title, statement = split_title(whole)
        if main.sorting:
            parts = (split_title(bare(main.sorting)).title, draft.part_number, draft.part_title)
            draft.title_sort = text.fold(" ".join(filter(None, parts))) or None
        if statement and not any(meaning.startswith("name ") for meaning in said):
            draft.add_creators(responsible(statement))
        draft.alternative_titles = [*parallel, *(bare(other) for other in others)]
    draft.subtitle = text_of(said, "subtitle") or draft.subtitle
    draft.alternative_titles += texts(said.get("alternative", ()))


def _main(values: list[Value], languages: list[str]) -> Value:
    """The title in the language of the thing where titles say theirs (OJS, DSpace); else the first."""
    if languages and values[0].lang:
        own = (value for value in values if value.lang and language.languages(value.lang)[:1] == (languages[0],))
        return next(own, values[0])
    return values[0]


def _parallel(title: str) -> tuple[str, list[str]]:
    """A title and the parallel one behind ` = ` (ISBD 1.3); an equation is none."""
    first, mark, second = title.partition(" = ")
    if mark and all(len(side) > 10 and " " in side and "=" not in side for side in (first, second)):
        return first, [bare(second.partition(" / ")[0])]
    return title, []


def _creators(said: Meanings, draft: Draft, program: Program) -> None:
    thesis = draft.type == "thesis"
    roles = [meaning for meaning in said if meaning.startswith("name ")]
    for meaning in sorted(roles, key=lambda one: one != "name author"):
        values, role = said[meaning], meaning.removeprefix("name ")
        for value in texts(values):
            if found := named(value, draft.issues, affiliation=program.affiliation):
                made = found.role or _role(role, found.names, program, thesis=thesis)
                if made == "publisher":
                    draft.publisher = draft.publisher or publisher(found.names)
                else:
                    draft.add_creators(found.names, made)
    authors = {one.name for one in draft.creators if one.role != "contributor"}
    draft.creators = [one for one in draft.creators if one.role != "contributor" or one.name not in authors]


def _role(role: str, name: str, program: Program, *, thesis: bool) -> str:
    """What a name is to be called; a contributor is what the program means by one, except a body."""
    if role != "contributor":
        return role
    if names.kind_of_name(name) != "person":
        return "contributor"
    return program.contributor_of_thesis if thesis else program.contributor


def _kind(said: Meanings, draft: Draft, program: Program) -> None:
    for value in texts(said.get("type", ())):
        if own := program.types.get(text.fold(value)):
            draft.type = draft.type or own
        elif not _MIME.match(value) or kind.kind_of(value).type:  # no MIME type (tDAR)
            draft.add_type(value if "/" in value else value.replace("_", " "))
    for value in texts(said.get("kind", ())):
        _add_kind(value, draft)
    for value in texts(said.get("format", ())):
        if _MIME.match(value):  # a file to download: `application/pdf`
            draft.carrier = draft.carrier or kind.kind_of(value).carrier
    if draft.type is None and any(map(_THESES.search, texts(said.get("collection", ())))):  # Digital Commons
        draft.type = "thesis"


def _add_kind(value: str, draft: Draft) -> None:
    """What a word says of type and carrier, if it says anything; it is not expected to."""
    if len(value) <= _LONGEST:
        found = kind.kind_of(value)
        draft.type, draft.carrier = draft.type or found.type, draft.carrier or found.carrier


def _defaults(draft: Draft, program: Program) -> None:
    draft.type = draft.type or program.type
    has_file = any(url.kind == "fulltext" for url in draft.urls)
    if program.online == "always" or (program.online == "files" and has_file):
        draft.carrier = draft.carrier or "online"


def _imprint(said: Meanings, draft: Draft, program: Program) -> None:
    institutions = texts(said.get("institution", ())) if draft.type in ("thesis", None) else []
    named_publishers = [value for value in texts(said.get("publisher", ())) if not is_url(value)]
    for value in [*named_publishers, *institutions]:
        where, who = _placed(value)
        if shown := publisher(who):
            draft.publisher, draft.place = shown, place(where) if where else None
            break
    places = texts(said.get("place", ()))
    draft.place = next((one for value in places if (one := place(value))), None) or draft.place
    draft.edition = text_of(said, "edition")
    date = _issued(said.get("date", []), program)
    draft.set_date(date[:10] if _TIMESTAMP.match(date) else date)


def _placed(value: str) -> tuple[str, str]:
    """Place and publisher of a statement of publication (ISBD 4): `Jakarta : Gramedia,` (MARC turned into DC)."""
    where, colon, who = value.partition(" : ")
    return (where, who) if colon and who.strip() and place(where) else ("", value)


def _issued(values: list[Value], program: Program) -> str:
    """The date of publication among several (DSpace sends accessioned, available and issued alike).

    The best term that gives a year; there no timestamp of a machine where there is a date, then the shortest, then the
    earliest.
    """
    short = [value for value in values if len(value.text) < _LONGEST]
    wanted = [value for value in short if not (program.not_date and program.not_date.match(value.text))]
    dated = [
        (value.rank, bool(_TIMESTAMP.match(value.text)), len(value.text), year, value.text)
        for value in wanted
        if (year := dates.publication_year(value.text)) is not None
    ]
    if not dated:
        return next(iter(texts(wanted)), "")
    best = min(dated)
    if _CODED.fullmatch(best[4]):  # beside it the same date may stand as it was written: `1991` and `c1991`
        same = (one for one in dated if (one[0], one[1], one[3]) == (best[0], best[1], best[3]))
        return next((one[4] for one in same if not _CODED.fullmatch(one[4])), best[4])
    return best[4]


def _extent(said: Meanings, draft: Draft, program: Program) -> None:
    for value in texts(said.get("extent", ())):
        if _is_collation(value, any_number=program.holding) or _is_extent(value):
            draft.extent = draft.extent or value
        elif program.holding:
            _add_kind(value, draft)  # SLiMS: GMD or `serial`
    formats = (value for value in texts(said.get("format", ())) if _is_collation(value, any_number=False))
    draft.extent = draft.extent or next(formats, None)


def _is_extent(value: str) -> bool:
    """Whether what is called an extent is one, `1 peta` or `45 menit`, and not the type or the size of a file."""
    return len(value) <= _LONGEST and bool(_COUNTED.match(value)) and not (_MIME.match(value) or _SIZE.match(value))


def _is_collation(value: str, *, any_number: bool) -> bool:
    """Whether a text tells of pages; where it is known to be the collation, any number will do."""
    if len(value) > _LONGEST or _MIME.match(value):
        return False
    if any_number:
        return any(char.isdigit() for char in value)
    return numbers.pages(value) is not None and any(char.isalpha() for char in value)


def _summary(said: Meanings, draft: Draft) -> None:
    for meaning in ("summary", "description"):
        plain: Iterable[str] = (value for value in texts(said.get(meaning, ())) if not is_url(value))
        longest = max(plain, key=len, default=None)
        if longest:
            draft.summary = _ABSTRACT.sub("", longest)
            return
