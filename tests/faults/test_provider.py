"""The provider itself, unbent, is one: everything that OAI-PMH 2.0 wants of it, read by a client that is not ours."""

import urllib.request
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from lxml import etree

from .provider import DAYS, NAMESPACE, Provider
from .wire import serving

OAI = f"{{{NAMESPACE}}}"


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    with serving(made) as made.base:
        yield made


def asked(provider: Provider, query: str) -> etree._Element:
    with urllib.request.urlopen(f"{provider.url}?{query}") as answer:
        return etree.fromstring(answer.read())


def ids(root: etree._Element) -> list[str]:
    return [name.text for name in root.iter(f"{OAI}identifier")]


def errors(root: etree._Element) -> list[str]:
    return [error.get("code") for error in root.iter(f"{OAI}error")]


def listed(provider: Provider, query: str) -> tuple[list[str], int]:
    """All ids of a list, and its pages."""
    found, pages = [], 0
    while query:
        root = asked(provider, query)
        assert not errors(root)
        found, pages = found + ids(root), pages + 1
        token = root.find(f".//{OAI}resumptionToken")
        verb = query.partition("&")[0]
        query = f"{verb}&resumptionToken={quote(token.text)}" if token is not None and token.text else ""
    return found, pages


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_the_whole_list_with_its_tombstones(provider, verb):
    found, pages = listed(provider, f"verb={verb}&metadataPrefix=oai_dc")
    assert (len(found), len(set(found)), pages) == (104, 104, 11)
    root = asked(provider, f"verb={verb}&metadataPrefix=oai_dc")
    assert [h.get("status") for h in root.iter(f"{OAI}header")].count("deleted") == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("from=2025-08-01&until=2025-08-08", 1),
        ("from=2025-08-03T14:16:05Z&until=2025-08-03T14:16:05Z", 1),
        ("from=2025-08-03T14:16:06Z&until=2025-08-09", 1),
        ("until=2024-01-11", 1),
        ("set=tesis", 35),
        ("set=tesis&from=2025-01-01", 15),
    ],
)
def test_parts_of_the_list(provider, query, count):
    assert len(listed(provider, f"verb=ListIdentifiers&metadataPrefix=oai_dc&{query}")[0]) == count


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("verb=Nope", "badVerb"),
        ("", "badVerb"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=kemarin", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=oai_dc!!!!10!1", "badArgument"),
        ("verb=Identify&set=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=mods", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2099-01-01", "noRecordsMatch"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=x", "idDoesNotExist"),
    ],
)
def test_errors(provider, query, code):
    assert errors(asked(provider, query)) == [code]


def test_a_server_of_days_refuses_seconds(provider):
    provider.bend(granularity=DAYS)
    query = "verb=ListRecords&metadataPrefix=oai_dc&from=2025-08-01"
    assert errors(asked(provider, f"{query}T00:00:00Z")) == ["badArgument"]
    assert len(ids(asked(provider, query))) == 9
    provider.heal()
    assert not errors(asked(provider, f"{query}T00:00:00Z"))


def test_edits_additions_and_deletions_show_in_an_increment(provider):
    provider.catalogue.edit(7)
    provider.catalogue.insert(1)
    provider.catalogue.delete(9)
    found, _pages = listed(provider, "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-01")
    assert found == [provider.identifier(provider.catalogue[n]) for n in (7, 9, 105)]
    assert ids(asked(provider, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={quote(found[0])}")) == found[:1]
