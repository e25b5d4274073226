"""The OAI-PMH 2.0 provider: six verbs over anything that can list its records by date."""

from search.oai.endpoint import provider
from search.oai.repository import DC, MARCXML, MODS, Format, Identity, Item, Repository, StaticRepository
from search.oai.union import UnionRepository, oai_routes

__all__ = [
    "DC",
    "MARCXML",
    "MODS",
    "Format",
    "Identity",
    "Item",
    "Repository",
    "StaticRepository",
    "UnionRepository",
    "oai_routes",
    "provider",
]
