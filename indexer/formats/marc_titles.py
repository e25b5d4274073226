"""The titles of a MARC 21 record: 245 in its parts, and what else it is called (MARC 21 Bibliographic, 20X-24X)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pymarc import Field

from indexer.formats.draft import Draft
from indexer.formats.marc_fields import MarcFields, indicator, joined, value, values
from indexer.formats.titles import Title, split_title, unmarked
from indexer.formats.values import bare, sort_key, unbracketed
from indexer.normalise import kind, text

# Other titles: uniform, original, translated, variant, former, key and abbreviated ones; and their subfields.
_TITLES = {
    "130": "anp", "240": "anp", "242": "abnp", "246": "abnp", "247": "abnp", "740": "anp", "222": "a", "210": "a",
}  # fmt: skip
# Titles made up for filing (AACR2 25.8-25.11, RDA 6.2.2.10), folded: they name a form, or a book of a whole religion.
_COLLECTIVE = frozenset({
    "works", "selections", "novels", "plays", "poems", "short stories", "essays", "correspondence", "speeches",
    "prose works", "laws etc", "treaties etc", "constitution", "bible", "koran", "quran", "alquran", "songs", "sonatas",
    "concertos", "symphonies", "quartets", "trios", "suites", "piano music", "organ music", "choral music",
    "vocal music", "instrumental music", "operas", "masses", "cantatas", "chamber music", "orchestra music", "werke",
    "oeuvres", "obras", "opere",
})  # fmt: skip
_QUALIFIER = re.compile(r" ?\([^()]*\)$")
_GMD = re.compile(r" ?\[([^\[\]]{4,40})\][ .:/=]{0,4}$")
# A statement of responsibility inside the title, as it was written before ISBD.
_OLD_STATEMENT = re.compile(r" \[(?:by|von|par|door|oleh)\]? ")
_SHORTEST = 4  # letters of a parallel title; `E = mc2` is one title
_MANY = 3  # fields 740; more of them are a list of contents


class Heading(NamedTuple):
    """What the title field says beside titles: a general material designation, and who made it."""

    gmd: str | None = None
    responsibility: str | None = None


def read(marc: MarcFields, draft: Draft) -> Heading:
    """Fill in the titles of a draft, and return what else the title field says."""
    main = next(iter(marc.fields("245")), None)
    punctuated = marc.leader[18] != "c"  # else marks are left out, and what looks like one is part of the title
    heading = _main(main, draft, punctuated) if main is not None else Heading()
    for field in marc.linked("245"):
        draft.alternative_titles += map(bare, parallels(joined(field, "abnp")))
    draft.alternative_titles += _others(marc)
    if not draft.title:
        draft.title = next(filter(None, draft.alternative_titles), None)
    return heading


def parallels(value: str) -> list[str]:
    """A title and its parallel titles (`Title = Titre`, ISBD 1.3); an equation is one title."""
    if " = " not in value:
        return [value]
    pieces = value.split(" = ")
    return pieces if all(len(piece.strip()) >= _SHORTEST for piece in pieces) else [value]


def generic(title: str) -> bool:
    """Whether a uniform title is only a form (`Works`, `Sonatas`) or a book of a whole religion."""
    return text.fold(title) in _COLLECTIVE


def _main(field: Field, draft: Draft, punctuated: bool) -> Heading:
    language = draft.languages[0] if draft.languages else None
    written = " ".join((value(field, "a") or joined(field, "kf")).split())
    shown, sorting = unmarked(written, language)
    gmd = next((bare(one).strip("[] ") for one in values(field, "h")), None)
    if not gmd and "[" in shown and (found := _GMD.search(shown)) and _designates(found[1]):
        gmd, shown = found[1], shown[: found.start()]
    whole = _apart(field, shown) if punctuated else Title(shown)
    titles = parallels(whole.title) if punctuated else [shown]
    more = parallels(joined(field, "b"))
    if written.endswith("=") or more[0].startswith("="):  # what follows is no subtitle, but a parallel title
        titles, more = [*titles, *more], [""]
    draft.title = unbracketed(titles[0]) or None
    draft.subtitle = bare(" : ".join(filter(None, (whole.subtitle, more[0])))) or None
    draft.part_number = _part(field, "n", ", ") or whole.part_number
    draft.part_title = _part(field, "p", ". ") or whole.part_title
    draft.title_sort = _sort(field, draft, sorting, language)
    draft.alternative_titles = [bare(one) for one in (*titles[1:], *more[1:])]
    return Heading(gmd, whole.responsibility)


def _designates(phrase: str) -> bool:
    """Whether a phrase in brackets is a material designation; `[proceedings]` is a word that belongs to the title."""
    meant = kind.kind_of(phrase)
    return bool(meant.carrier) or meant.type in ("audio", "video", "map", "score", "image", "object", "software")


def _part(field: Field, code: str, between: str) -> str | None:
    return between.join(filter(None, [bare(parallels(one)[0]) for one in values(field, code)])) or None


def _apart(field: Field, shown: str) -> Title:
    """A title with the subtitle and the makers in it, where the cataloguer left all in one subfield."""
    if not value(field, "c"):
        shown = _OLD_STATEMENT.sub(" / ", shown, count=1)
    whole = shown.rstrip(" :/=")
    before, colon, _ = whole.partition(" : ")
    one_text = (" / " in whole and not value(field, "c")) or (colon and before.count("(") == before.count(")"))
    return split_title(whole) if one_text and not value(field, "b") else Title(shown)


def _sort(field: Field, draft: Draft, sorting: str | None, language: str | None) -> str | None:
    """The title without what its marks or the second indicator count; that only where it ends at a word's end."""
    parts = " ".join(filter(None, (draft.part_number, draft.part_title)))
    whole = " ".join(filter(None, (draft.title, parts)))
    if sorting is not None:
        return text.fold(f"{sorting} {parts}") or None
    count, start = indicator(field, 2), value(field, "a") or ""
    if count in "123456789" and len(start) > int(count) and start[int(count) - 1] in " '’ʼ":
        return text.fold(whole[int(count) :]) or None
    return sort_key(whole, language) if whole else None


def _others(marc: MarcFields) -> Iterator[str]:
    """The other titles, in their scripts; not those that only file it, nor titles of works inside it (740)."""
    for tag, codes in _TITLES.items():
        found = [*marc.fields(tag), *marc.linked(tag)]
        if not found:
            continue
        if tag == "740":
            found = [] if len(found) > _MANY else [field for field in found if indicator(field, 2) != "2"]
        for field in found:
            shown = unmarked(joined(field, codes), None)[0]
            if tag in ("130", "240"):
                name = _QUALIFIER.sub("", (value(field, "a") or "").rstrip(" ."))
                shown = "" if generic(name) else _QUALIFIER.sub("", shown.rstrip(" ."))
            yield bare(shown)
