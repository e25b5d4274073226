"""How a folded value was written: as in the first record that has it."""

import json
import threading
from collections.abc import Iterable, Sequence

from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.generations import Gone
from indexer.engines.opensearch.layout import facet, facet_key, is_year

KEPT = 100_000
"""Values that are remembered; a generation does not change, so what it said once holds."""

AT_ONCE = 200
"""Values that are asked for in one request."""


class Shown:
    """Asks, and remembers. Safe for several threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[str, str, str], str] = {}
        self._lock = threading.Lock()

    def written(self, generation: str, name: str, counts: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        """Counts of a facet by how its values are shown instead of by their keys."""
        if is_year(name):
            return tuple(counts)
        texts = self.texts(generation, name, [key for key, _count in counts])
        return tuple((text, count) for text, (_key, count) in zip(texts, counts, strict=True))

    def texts(self, generation: str, name: str, keys: Sequence[str]) -> list[str]:
        """How these values of a facet are shown.

        Raises:
            Gone: the generation has them no more: it is gone.
        """
        with self._lock:
            known = {key: text for key in keys if (text := self._known.get((generation, name, key))) is not None}
        missing = [key for key in keys if key not in known]
        for start in range(0, len(missing), AT_ONCE):
            part = missing[start : start + AT_ONCE]
            known |= dict(zip(part, self._asked(generation, name, part), strict=True))
        if missing:
            with self._lock:
                if len(self._known) > KEPT:
                    self._known.clear()
                self._known |= {(generation, name, key): known[key] for key in missing}
        return [known[key] for key in keys]

    def _asked(self, generation: str, name: str, keys: Iterable[str]) -> list[str]:
        keys = list(keys)
        lines = []
        for key in keys:
            query = {"bool": {"filter": [{"term": {facet(name): key}}]}}
            first = {"size": 1, "sort": [{"id": "asc"}], "_source": [f"shown.{name}"], "track_total_hits": False}
            lines += [{"index": generation, "ignore_unavailable": True}, {"query": query, **first}]
        body = "".join(json.dumps(line) + "\n" for line in lines).encode()
        answers = self._client.ask("POST", "_msearch", body, filter_path="responses.hits.hits._source").data
        found = answers.get("responses", []) or [{}] * len(keys)
        return [_text(name, key, one) for key, one in zip(keys, found, strict=True)]


def _text(name: str, key: str, answer: dict[str, dict[str, list[dict[str, dict[str, dict[str, list[str]]]]]]]) -> str:
    hits = answer.get("hits", {}).get("hits", [])
    if not hits:
        raise Gone
    values = hits[0]["_source"]["shown"][name]
    return next((value for value in values if facet_key(name, value) == key), key)
