"""The catalogue as a search engine of the browser: the OpenSearch 1.1 description, and suggestions in its JSON."""

import re
from urllib.parse import urlencode

from lxml import etree

from config.i18n import _
from config.model import Consortium
from search import labels
from search.addresses import record_path
from search.feeds.atom import MEDIA_TYPE as ATOM
from search.feeds.atom import OPENSEARCH
from search.feeds.sound import shortened, sound
from search.schemas import Suggestion

MEDIA_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
SHORT, LONG, DESCRIPTION = 16, 48, 1024
"""Characters that the standard allows to each name."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
Row = tuple[str, dict[str, str], str | None]


def describe(consortium: Consortium, base: str, language: str) -> bytes:
    """The description: how to search, how to follow a search, how to get suggestions; in the reader's language."""
    name, contact = consortium.consortium.name, consortium.consortium.contact or ""
    kept = f"&lang={language}"
    rows: list[Row] = [
        ("ShortName", {}, shortened(name, SHORT)),
        ("LongName", {}, shortened(name, LONG)),
        ("Description", {}, shortened(f"{_('Search all libraries')}: {name}", DESCRIPTION)),
        _url("text/html", f"{base}/search?q={{searchTerms}}&page={{startPage?}}{kept}"),
        _url(ATOM, f"{base}/search.atom?q={{searchTerms}}&page={{startPage?}}{kept}"),
        _url(SUGGESTIONS, f"{base}/opensearch/suggest?q={{searchTerms}}{kept}", "suggestions"),
        _url(MEDIA_TYPE, f"{base}/opensearch.xml?lang={language}", "self"),
        *([("Contact", {}, contact)] if _EMAIL.fullmatch(contact) else []),
        ("Image", {"height": "16", "width": "16", "type": "image/svg+xml"}, f"{base}/static/induk.svg"),
        ("Query", {"role": "example", "searchTerms": "perpustakaan"}, None),
        ("Language", {}, language),
        ("InputEncoding", {}, "UTF-8"),
        ("OutputEncoding", {}, "UTF-8"),
    ]
    root = etree.Element(f"{{{OPENSEARCH}}}OpenSearchDescription", nsmap={None: OPENSEARCH})
    for tag, attributes, text in rows:
        child = etree.SubElement(root, f"{{{OPENSEARCH}}}{tag}", attributes)
        child.text = None if text is None else sound(text)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def suggested(text: str, found: tuple[Suggestion, ...], base: str) -> list[object]:
    """What OpenSearch Suggestions 1.1 asks for: what was typed, completions, what they are, where they lead."""
    return [
        text,
        [one.text for one in found],
        [_(labels.FILTERS[one.kind]) if one.kind in labels.FILTERS else _("Title") for one in found],
        [_leads_to(one, base) for one in found],
    ]


def _leads_to(one: Suggestion, base: str) -> str:
    if one.id:
        return base + record_path(one.id)
    return f"{base}/search?{urlencode([(one.kind, one.text)])}"


def _url(media_type: str, template: str, rel: str = "results") -> Row:
    return "Url", {"type": media_type, "rel": rel, "template": sound(template)}, None
