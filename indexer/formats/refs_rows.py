"""A row of a table of articles: Scopus, Web of Science, PubMed, Zotero, OpenAlex, and tables of references by hand."""

import re
from collections.abc import Mapping

from indexer.formats import refs_tex
from indexer.formats.refs_draft import IN_HOSTS, Person, Reference, span
from indexer.formats.refs_kinds import is_database, type_of
from indexer.formats.refs_names import authors
from indexer.normalise import text

Found = dict[str, str]

# Beside these headings `source` names a journal; alone, it tells where a library bought the book.
_OF_ARTICLES = re.compile(r"\b(?:doi|issue|issn|start ?page|abstract|cites)\b")
# `Lancet. 2020 May 13;395(10236):1569-1578. doi: …` (PubMed)
_CITATION = re.compile(r";\s?(?P<volume>[\w ]{1,20}?)(?:\((?P<issue>[^()]{1,40})\))?:(?P<pages>[\w-]{1,30})\.")
_RANGE = re.compile(r"[A-Za-z]?\d{1,9}\s?[-–]{1,2}\s?[A-Za-z]?\d{1,9}")
# `In Proc. of …`, as people write who list references by hand
_IN = re.compile(r"^in(?::\s*|\s+(?=(?:the\s+)?(?:proc|advances|conference|annual|\d)))", re.IGNORECASE)
_WEB_OF_SCIENCE = frozenset({"PT", "AU", "TI", "SO", "PY"})
_LISTED = re.compile(r"\s*[;|\n]\s*")


def of_web_of_science(row: Mapping[str, str]) -> dict[str, list[str]] | None:
    """The tags of Web of Science and their values, where they head the row."""
    if not row.keys() >= _WEB_OF_SCIENCE:
        return None
    lists = ("AU", "AF", "BA", "BF", "BE", "CA", "GP", "DE")
    return {
        tag: list(filter(None, _LISTED.split(value) if tag in lists else [value.strip()])) for tag, value in row.items()
    }


def is_article(found: Found, headings: str) -> bool:
    """Whether a row tells of a part of something; what it is in is put under `host` where it stood under `source`.

    Args:
        found: the values by our fields.
        headings: all headings of the row, folded, as one text.
    """
    source = found.get("source", "")
    if (
        not found.get("host")
        and _OF_ARTICLES.search(headings)
        and re.search(r"[^\W\d_]{2}", source)
        and not is_database(source)
    ):
        found["host"] = source
    if "title" not in found:
        return False
    if found.get("host"):
        return _kind(found) in (*IN_HOSTS, None) or text.fold(found["host"]) != text.fold(found["title"])
    return _kind(found) in IN_HOSTS


def _kind(found: Found) -> str | None:
    """What a row says that it is; what has a place in a journal is an article, whatever else the row calls it."""
    kind = type_of([found["type"]], "words") if found.get("type") else None
    inside = found.get("host") and (kind == "serial" or found.get("issue") or _RANGE.fullmatch(found.get("pages", "")))
    return None if inside and kind not in IN_HOSTS else kind


def reference(found: Found) -> Reference:
    """The reference that a row is; its holding is not part of it."""
    cited = _CITATION.search(found.get("citation", "")[:1000])
    numbers = cited.groupdict(default="") if cited else {}
    extent = found.get("extent", "")
    pages = found.get("pages") or (extent if _RANGE.fullmatch(extent) else "")
    return Reference(
        type=_kind(found) or "article",
        title=_decoded(found.get("title", "")),
        subtitle=found.get("subtitle", ""),
        titles=[found.get("alternative_titles", "")],
        people=[
            *(Person(name) for name in authors(_decoded(found.get("creators", "") or found.get("contributors", "")))),
            *(Person(name, "editor") for name in authors(_decoded(found.get("editors", "")))),
            *(Person(name, "translator") for name in authors(found.get("translators", ""))),
        ],
        container=_IN.sub("", _decoded(found.get("host", ""))),
        volume=found.get("volume") or numbers.get("volume", ""),
        issue=found.get("issue") or numbers.get("issue", ""),
        pages=pages or _span(found) or found.get("article_number", "") or numbers.get("pages", ""),
        extent=extent,
        date=found.get("date", ""),
        publisher=found.get("publisher", ""),
        place=found.get("place", ""),
        edition=found.get("edition", ""),
        series=[found.get("series", "")],
        numbers=[found.get("isbns", ""), found.get("issns", ""), found.get("eissns", "")],
        dois=[found.get("doi", "")],
        subjects=_subjects(found.get("subjects", "")),
        languages=_LISTED.split(found.get("languages", "")),
        summary=found.get("summary", ""),
        urls=[found.get("urls", "")],
    )


def _subjects(value: str) -> list[str]:
    parts = _LISTED.split(value)
    return parts if len(parts) > 1 else value.split(",")


def _decoded(value: str) -> str:
    """A value that came by way of BibTeX: `{XML}` and `M{\\"u}ller`, and lines kept apart."""
    return "\n".join(map(refs_tex.decode, value.split("\n"))) if "{" in value or "\\" in value else value


def _span(found: Found) -> str:
    return span(found.get("first_page", ""), found.get("last_page", "")) or ""
