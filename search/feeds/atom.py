"""A list of records as an Atom feed (RFC 4287), its pages linked (RFC 5005), its hits counted (OpenSearch 1.1)."""

from dataclasses import dataclass

from lxml import etree

from config import __version__
from search.feeds.sound import sound

MEDIA_TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a feed or an entry leads; `type` is a media type."""

    rel: str
    href: str
    type: str = MEDIA_TYPE


@dataclass(frozen=True, slots=True)
class Entry:
    """One record. `id` is its permanent address; `category` a code and its name; times are as the store writes them."""

    id: str
    title: str
    updated: str
    published: str
    authors: tuple[str, ...] = ()
    category: tuple[str, str] | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a list. `author` speaks for entries that name none; `start` counts from 1."""

    id: str
    title: str
    author: str
    language: str
    updated: str
    icon: str
    links: tuple[Link, ...]
    total: int
    start: int
    size: int
    entries: tuple[Entry, ...]


def write(feed: Feed) -> bytes:
    """The feed as XML in UTF-8. All text is plain: a title that looks like markup is shown as it is written."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "opensearch": OPENSEARCH})
    root.set(XML_LANG, feed.language)
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated)
    _named(root, "author", feed.author)
    for link in feed.links:
        _link(root, link)
    _text(root, "icon", feed.icon)
    _text(root, "generator", "Induk").set("version", __version__)
    for name, number in (("totalResults", feed.total), ("startIndex", feed.start), ("itemsPerPage", feed.size)):
        etree.SubElement(root, f"{{{OPENSEARCH}}}{name}").text = str(number)
    for entry in feed.entries:
        _entry(etree.SubElement(root, f"{{{ATOM}}}entry"), entry)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _entry(element: etree._Element, entry: Entry) -> None:
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", entry.updated)
    _text(element, "published", entry.published)
    _link(element, Link("alternate", entry.id, "text/html"))
    for name in entry.authors:
        _named(element, "author", name)
    if entry.category:
        term, label = entry.category
        category = _text(element, "category", "")
        category.set("term", sound(term))
        category.set("label", sound(label))
    if entry.summary:
        _text(element, "summary", entry.summary)


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = sound(text) or None
    return child


def _named(parent: etree._Element, name: str, text: str) -> None:
    _text(_text(parent, name, ""), "name", text)


def _link(parent: etree._Element, link: Link) -> None:
    element = _text(parent, "link", "")
    element.set("rel", link.rel)
    element.set("href", sound(link.href))
    element.set("type", link.type)
