"""What stands in a description of Dublin Core or of one of its many offspring, as terms and their values.

A term is a path of names in small letters, without namespaces, as `config/tables/dublin_core.yaml` has it. Qualifiers
are part of it, wherever a format writes them: in attributes (`contributorType` of DataCite, `role` of ETD-MS,
`refinement` of early qualified Dublin Core), as DSpace's `dim` fields, or as the nested elements of XOAI.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.formats import xml
from indexer.formats.titles import unmarked
from indexer.issues import Issues
from indexer.normalise import text

DEEPEST = 6
"""Levels of elements that are looked into."""

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_QUALIFIERS = (
    "refinement", "qualifier", "role", "titleType", "contributorType", "dateType", "descriptionType", "identifierType",
    "alternateIdentifierType", "relatedIdentifierType", "relationType", "relatedItemType", "resourceTypeGeneral",
)  # fmt: skip
_SCHEMES = frozenset({"isbn", "issn", "doi", "ddc", "lcc", "udc"})
_SHOWN = 500  # characters of a text that an issue shows
_CORE = frozenset({"dc", "dcterms"})
# What is left of an entity when a program escaped a text that was escaped already.
_ESCAPED_TWICE = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
_INLINE = re.compile(r"</?(?:i|b|em|strong|sub|sup|u|span|font|small|scp|sc)\b[^<>]{0,200}>", re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|jats:\w{1,20}|title|sec)\b[^<>]{0,200}>", re.IGNORECASE)
_LANGUAGE = re.compile(r"\[([a-z]{2})\]\s+(?=\S)")
_ORIGINAL = "ORIGINAL"
_UNSORTED = ("\x88", "\x98", "<")  # what a mark around an initial article begins with


class Value(NamedTuple):
    """A text as it stands, the language that it says it is in, and how good a term it stands under (0 is best).

    `sorting` is what a title is sorted by where its article is marked: the German National Library sends such marks.
    """

    text: str
    lang: str | None = None
    rank: int = 0
    sorting: str | None = None


Terms = dict[str, list[Value]]


def terms(element: xml.Element, issues: Issues) -> Terms:
    """The values of every term of a description, in document order; what was mended in them is noted."""
    shape = {"dim": _dim, "metadata": _xoai}.get(xml.name(element), _nested)
    found: Terms = {}
    for term, came, lang in shape(element):
        sorting = None
        if term == "title" and came.lstrip()[:1] in _UNSORTED:
            came, sorting = unmarked(came.strip(), None)
        if value := _mended(came, term, issues):
            if value[0] == "[" and (marked := _LANGUAGE.match(value)):  # `[pt] Título` (Maxwell of PUC-Rio)
                value, lang = value[marked.end() :], marked[1]
            found.setdefault(term, []).append(Value(value, lang, 0, sorting))
    return found


def _mended(came: str, term: str, issues: Issues) -> str:
    """A text encoded and escaped once, without the marks of HTML."""
    once = text.encoded_once(came)
    value = text.clean(once)
    if once != came:
        issues.add("encoded-twice", term, text.clean(came)[:_SHOWN])
    if "&" in value and _ESCAPED_TWICE.search(value):
        issues.add("escaped-twice", term, value[:_SHOWN])
        value = text.clean(html.unescape(value))
    if "<" in value and (plain := text.clean(_BLOCK.sub(" ", _INLINE.sub("", value)))) != value:
        issues.add("markup-in-text", term, value[:_SHOWN])
        return plain
    return value


def _nested(element: xml.Element, path: str = "", depth: int = 0) -> Iterator[tuple[str, str, str | None]]:
    """Elements in elements, as in plain Dublin Core, ETD-MS, DataCite and OpenAIRE."""
    for child in xml.children(element):
        term = path + _qualified(child)
        if len(child) and depth < DEEPEST:
            yield from _nested(child, f"{term}.", depth + 1)
        elif content := xml.text(child) if len(child) else child.text:
            yield term, content, child.get(XML_LANG)
        # The general type of DataCite stands in an attribute, beside a word that may say less.
        if general := child.get("resourceTypeGeneral"):
            yield "resourcetypegeneral", general, None


def _qualified(element: xml.Element) -> str:
    """The name of an element and what its attributes make of it: a title of type Subtitle is `title.subtitle`."""
    name = xml.name(element).lower()
    if not element.attrib:
        return name
    said = [value for key in _QUALIFIERS if (value := element.get(key))]
    scheme = (element.get(f"{{{xml.XSI}}}type") or element.get("subjectScheme") or "").rpartition(":")[2].lower()
    if scheme in _SCHEMES and name in ("identifier", "subject"):
        said.append(scheme)
    return ".".join([name, *(value.strip().lower() for value in said)])


def _dim(element: xml.Element) -> Iterator[tuple[str, str, str | None]]:
    """`<dim:field mdschema="dc" element="date" qualifier="issued">` (DSpace Intermediate Metadata)."""
    for field in xml.children(element):
        schema, name = (field.get("mdschema") or "dc").lower(), (field.get("element") or "").lower()
        parts = [*([] if schema in _CORE else [schema]), name, (field.get("qualifier") or "").lower()]
        yield ".".join(filter(None, parts)), xml.text(field), field.get("lang")


def _xoai(element: xml.Element) -> Iterator[tuple[str, str, str | None]]:
    """`<element name="dc"><element name="date"><element name="none"><field name="value">` (XOAI of DSpace).

    The innermost name is the language. Files of the bundle ORIGINAL are given as the term `bitstream`.
    """
    for schema in xml.children(element):
        label = (schema.get("name") or "").lower()
        if label == "bundles":
            yield from _bitstreams(schema)
            continue
        for path, content in _fields(schema, [], 0):
            parts = [*([] if label in _CORE else [label]), *path[:-1]]
            yield ".".join(parts), content, path[-1] if path and path[-1] != "none" else None


def _fields(element: xml.Element, path: list[str], depth: int) -> Iterator[tuple[list[str], str]]:
    for child in xml.children(element):
        label = (child.get("name") or "").lower()
        if xml.name(child) == "field":
            if label == "value":
                yield path, xml.text(child)
        elif depth < DEEPEST:
            yield from _fields(child, [*path, label], depth + 1)


def _bitstreams(bundles: xml.Element) -> Iterator[tuple[str, str, str | None]]:
    for bundle in xml.children(bundles):
        fields = [field for field in bundle.iter() if xml.name(field) == "field"]
        if any(field.get("name") == "name" and field.text == _ORIGINAL for field in fields):
            yield from (("bitstream", xml.text(field), None) for field in fields if field.get("name") == "url")
