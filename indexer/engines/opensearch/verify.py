"""Whether an index in the cluster is what we wrote."""

from collections.abc import Iterator
from typing import Any

from config.i18n import _
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.generations import Generation
from indexer.engines.opensearch.layout import TEXTS, WINDOW
from indexer.engines.opensearch.patience import WRITING


def check(client: Client, generation: Generation) -> tuple[str, ...]:
    """Read all ids and count all fields and copies; what is wrong, in words."""
    return tuple(_faults(client, generation))


def _faults(client: Client, generation: Generation) -> Iterator[str]:
    noted = int(generation.meta["documents"])
    there = sum(1 for _id in _ids(client, generation.name))
    if there != noted:
        yield _("There are {there} records in the index; {noted} were written.", there=there, noted=noted)
    for name in TEXTS:
        query = {"query": {"exists": {"field": name}}}
        found = int(client.ask("POST", f"{generation.name}/_count", query, patient=WRITING).data["count"])
        if found != there:
            yield _("The words of {field} are missing in {count} records.", field=name, count=there - found)
    shards = client.ask("GET", f"{generation.name}/_stats/docs", level="shards", patient=WRITING).data
    counts = [one["docs"]["count"] for copies in _shards(shards, generation.name) for one in copies]
    if len(set(counts)) > 1:
        yield _("The copies of the index hold different numbers of records: {counts}.", counts=counts)
    health = client.ask("GET", f"_cluster/health/{generation.name}", patient=WRITING).data
    if missing := int(health["unassigned_shards"]):
        yield _("{count} copies of the index are on no node.", count=missing)


def _shards(stats: dict[str, Any], name: str) -> Iterator[list[dict[str, Any]]]:
    yield from stats.get("indices", {}).get(name, {}).get("shards", {}).values()


def _ids(client: Client, name: str) -> Iterator[str]:
    """Every id once, in order."""
    body: dict[str, Any] = {"size": WINDOW, "sort": [{"id": "asc"}], "_source": False, "track_total_hits": False}
    last = ""
    while True:
        page = client.ask("POST", f"{name}/_search", body, patient=WRITING, filter_path="hits.hits.sort").data
        hits = page.get("hits", {}).get("hits", [])
        for hit in hits:
            if hit["sort"][0] != last:
                yield (last := hit["sort"][0])
        if len(hits) < WINDOW:
            return
        body["search_after"] = hits[-1]["sort"]
