"""Documents written until each is confirmed: what a busy cluster refused is sent again, and only that."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from config.errors import EngineError
from config.i18n import _
from indexer.engines.opensearch import patience
from indexer.engines.opensearch.client import BUSY, PASSING, Client
from indexer.engines.opensearch.generations import MISSING, Gone
from indexer.engines.opensearch.lines import Line
from indexer.engines.opensearch.patience import WRITING

ABSENT = 404
"""What a document that is to be taken out and is not there answers; that is as good."""


def write(client: Client, alias: str, batches: Iterable[list[Line]]) -> None:
    """Send all batches to the index behind `alias`, one body after the other: the cluster sets the pace.

    The alias has to be there (`require_alias`): an index that somebody removed meanwhile is not to come back by itself.

    Raises:
        EngineError: the cluster is gone, or busy for longer than we are patient, or refuses a document.
        Gone: somebody removed the index.
    """
    for batch in batches:
        _confirmed(client, alias, batch)


def _confirmed(client: Client, alias: str, batch: list[Line]) -> None:
    end, waits = time.monotonic() + WRITING.whole, patience.waits()
    owed = batch
    while True:
        body = b"".join(line.data for line in owed)
        answer = client.ask("POST", f"{alias}/_bulk", body, patient=WRITING, require_alias=True)
        done = [next(iter(item.values())) for item in answer.data["items"]]
        again = [(line, one) for line, one in zip(owed, done, strict=True) if _again(one)]
        if not again:
            return
        owed, refused = [line for line, _one in again], _said(again[0][1])
        wait = next(waits)
        if time.monotonic() + wait > end:
            raise EngineError(
                _("The search cluster at {nodes} is too busy to write ({reason}).", nodes=client.nodes, reason=refused),
                _("Look at the memory and the disk of its nodes, then try again."),
                code="cluster-busy",
            )
        patience.sleep(wait)


def _again(item: Mapping[str, Any]) -> bool:
    """Whether this document was refused for now.

    Raises:
        EngineError: it was refused for ever.
        Gone: there is no such index any more.
    """
    status = int(item["status"])
    if status < 300 or (status == ABSENT and item.get("result") == "not_found"):
        return False
    if status == BUSY or status in PASSING:
        return True
    if (item.get("error") or {}).get("type") == MISSING:
        raise Gone
    raise EngineError(
        _("A document cannot be indexed: {reason}.", reason=f"{item.get('_id')}: {_said(item)}"),
        code="bad-document",
    )


def _said(item: Mapping[str, Any]) -> str:
    error = item.get("error") or {}
    return f"{item['status']} {error.get('type', '')} {error.get('reason', '')}".strip()[:500]
