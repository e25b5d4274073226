"""What a server offers, and whether what we are to ask for is among it."""

from collections.abc import Sequence

from config.i18n import _
from harvester.faults import Fault
from harvester.oai.client import Client, Response
from harvester.page import Item
from harvester.xml import child, children, text

FORMATS = (
    "marcxml", "marc21", "MARC21-xml", "marcxchange", "unimarc", "dim", "xoai", "marc", "oai_dcterms", "dcterms",
    "oai_qdc", "qdc", "mods", "oai_openaire", "oai_datacite", "datacite", "oai_dc",
)  # fmt: skip
"""metadataPrefixes that we can read, the richest first."""

READABLE = frozenset(
    {"marc21", "marcxml", "marc", "usmarc", "marc21xml", "marc_xml", "marcxchange", "unimarc"}
    | {"mods", "modsCollection"}
    | {"oai_dc", "dc", "dcs", "simple-dublin-core", "qdc", "oai_qdc", "dcq", "qualified-dublin-core", "dcterms"}
    | {"oai_dcterms", "dim", "xoai", "etdms", "oai_etdms", "uketd_dc", "rioxx", "oai_rioxx", "datacite", "oai_datacite"}
    | {"datacite4", "oai_openaire"}
)
"""Formats of records that the indexer reads (a test compares)."""

SET_PAGES = 20
"""So many pages of sets are looked at."""


def formats(response: Response) -> list[str]:
    """The metadataPrefixes of a ListMetadataFormats answer; none when it is not well-formed."""
    if response.page.root is None:
        return []
    offered = child(response.page.root, "ListMetadataFormats")
    return [prefix for each in children(offered, "metadataFormat") if (prefix := text(child(each, "metadataPrefix")))]


def sets(client: Client) -> list[str] | None:
    """The setSpecs of a server; None when it does not say."""
    found: list[str] = []
    token: str | None = None
    for _page in range(SET_PAGES):
        try:
            page = client.harvest(verb="ListSets", resumptionToken=token).page
        except Fault as fault:
            if fault.code == "interrupted":
                raise
            return None
        if any(code == "noSetHierarchy" for code, _said in page.errors):
            return []
        listed = child(page.root, "ListSets")
        if listed is None:
            return None
        found += [spec for each in children(listed, "set") if (spec := text(child(each, "setSpec")))]
        token = page.token
        if not token:
            return found
    return None


def insist_on_format(where: str, wanted: str, offered: Sequence[str]) -> None:
    """Refuse a format that is not offered; a server that offers none at all is not believed.

    Raises:
        Fault: `oai-error`.
    """
    if offered and wanted not in offered:
        raise Fault(
            "oai-error",
            _(
                "{url} does not offer the format {name}; it offers: {names}.",
                url=where, name=wanted, names=", ".join(offered),
            ),
        )  # fmt: skip


def insist_on_set(where: str, wanted: str, client: Client, items: Sequence[Item]) -> None:
    """Refuse a set that a server does not have.

    Args:
        items: records that came when the set was asked for. One that is of it proves it, listed or not: SLiMS
            `oai2.php` lists three sets with nothing in them, and keeps one of each year.

    Raises:
        Fault: `oai-error`.
    """
    if any(wanted in item.sets for item in items):
        return
    known = sets(client)
    if known is not None and wanted not in known:
        names = ", ".join(known[:20]) or "-"
        raise Fault("oai-error", _("{url} has no set {name}; its sets: {names}.", url=where, name=wanted, names=names))


def insist_on_readable(where: str, items: Sequence[Item]) -> None:
    """Refuse records of a format that we cannot read.

    Raises:
        Fault: `unreadable-format`.
    """
    found = {item.format for item in items if not item.deleted and item.problem is None}
    if found and not found & READABLE:
        names = ", ".join(sorted(found))
        raise Fault("unreadable-format", _("{url} sends records that we cannot read: {names}.", url=where, names=names))
