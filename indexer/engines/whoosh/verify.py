"""Whether the files of an index agree with each other."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from config.i18n import _
from indexer.engines.whoosh.names import FACETS, ORDERED, TEXTS, WHOLE
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.snapshot import Snapshot


def check(snapshot: Snapshot) -> tuple[str, ...]:
    """Read all arrays of all segments; what is wrong, in words."""
    found = [fault for leaf in snapshot.leaves for fault in _faults(leaf.segment)]
    ids: Counter[bytes] = Counter()
    for leaf in snapshot.leaves:
        texts = list(leaf.segment.texts("id/texts"))
        ids.update(texts[number] for number in leaf.living(np.arange(leaf.segment.size)).tolist())
    twice = sum(times > 1 for times in ids.values())
    return (*found, *([_("{count} records are in the index twice.", count=twice)] if twice else []))


def _faults(segment: Segment) -> Iterator[str]:
    content = segment.content
    for name in (*TEXTS, *WHOLE):
        at, docs = content[f"{name}/at"], content[f"{name}/docs"]
        sound = len(docs) == at[-1] and bool((np.diff(at) > 0).all()) and bool((docs < segment.size).all())
        if sound and name in TEXTS:
            sound = (
                int(content[f"{name}/times"].sum())
                == len(content[f"{name}/places"])
                == content[f"{name}/places_at"][-1]
            )
        if not sound or len(content[f"{name}/hash"]) != len(at) - 1:
            yield _("The words of {field} do not agree in segment {name}.", field=name, name=segment.id)
    for name in FACETS:
        codes = content[f"{name}/codes"]
        if len(codes) != content[f"{name}/codes_at"][-1] or bool((codes >= len(content[f"{name}/keys_hash"])).any()):
            yield _("The values of {field} do not agree in segment {name}.", field=name, name=segment.id)
    for name in ORDERED:
        if len(content[f"{name}/rank"]) != segment.size:
            yield _("The order of {field} does not agree in segment {name}.", field=name, name=segment.id)
