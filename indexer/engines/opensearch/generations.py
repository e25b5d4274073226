"""Generations: each state of the catalogue is an index of its own, which never changes once it is searched.

    induk                      an alias: the generation that counts, moved in one step
    induk-g000004-1f09ac3e     a generation; `_meta` of its mapping says that we made it, and with which fields

A rebuild makes a new one beside the old. So does an update: it starts from a clone of the old (OpenSearch links the
files, so that costs little), writes what changed into it, and moves the alias. Whatever dies in between, searches
go on in the old one, and the next run removes what was left half done. An index without our mark is never touched.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from config.errors import EngineError, Locked
from config.i18n import _
from indexer.engines import rows
from indexer.engines.opensearch import patience
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.layout import COPIES, mapping, settings
from indexer.engines.opensearch.lengths import Scale
from indexer.engines.opensearch.patience import WRITING, Patience, waits

SOFTWARE = "induk"
_NUMBER = re.compile(r"-g(\d{6,})-[0-9a-f]{8}")
MISSING, _THERE = "index_not_found_exception", "resource_already_exists_exception"
_SOON = Patience(whole=10, answer=10)

CLOSINGS = 8
"""How often to try to close an index that is not ready for it."""

COPIED = "60s"
"""How long to wait until a copy of a generation is on another node too; after that it goes on without."""


class Gone(Exception):
    """The generation that we know was removed; another one counts."""


@dataclass(frozen=True, slots=True)
class Generation:
    """An index behind our alias, and what we noted in it: `documents`, and `boosts` (see `lengths`)."""

    name: str
    meta: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation that is being written, by an alias of its own."""

    name: str

    @property
    def alias(self) -> str:
        """What it is written to by: who removes the index removes this too, and then nobody writes any more."""
        return f"{self.name}-draft"


def current(client: Client, index: str, *, reading: bool = False) -> Generation | None:
    """The generation that counts, whatever its fields; None where there is no index yet.

    For `reading` the node that we ask says it, which it can even when it has lost all others.

    Raises:
        EngineError: something else is called so.
    """
    answer = client.ask("GET", index, accept=(MISSING,), filter_path="*.aliases,*.mappings._meta", local=reading)
    if answer.error:
        return None
    found = {name: one.get("mappings", {}).get("_meta", {}) for name, one in answer.data.items()}
    ours = [Generation(name, meta) for name, meta in found.items() if _is_ours(index, name, meta)]
    if len(found) != 1 or not ours:
        raise EngineError(
            _("In the search cluster, `{index}` is something that Induk did not make; it stays as it is.", index=index),
            _("Choose another name in `engine.index`, or remove it from the cluster yourself."),
            code="index-foreign",
        )
    return ours[0]


def check(generation: Generation | None, index: str) -> Generation:
    """The generation, if there is one and its fields are those of this version.

    Raises:
        EngineError: it is not.
    """
    if generation is None:
        raise EngineError(
            _("There is no search index `{index}` in the cluster yet.", index=index),
            _("Make it with `induk index`."),
            code="no-index",
        )
    if generation.meta.get("schema") != rows.version():
        raise EngineError(
            _("The search index `{index}` in the cluster was made for other fields.", index=index),
            _("Build it again with `induk index --rebuild`."),
            code="index-version",
        )
    return generation


def create(client: Client, index: str, old: Generation | None, scale: Scale) -> Draft:
    """An empty draft of the next generation."""
    draft = _next(index, old)
    body = {"settings": {"index": settings(scale)}, "mappings": mapping(_mark({})), "aliases": {draft.alias: {}}}
    client.ask("PUT", draft.name, body, accept=(_THERE,), patient=WRITING)
    return draft


def clone(client: Client, index: str, old: Generation) -> Draft:
    """A draft of the next generation that holds what the old one holds."""
    draft = _next(index, old)
    client.ask("PUT", f"{old.name}/_settings", {"index": {"blocks.write": True}}, patient=WRITING)
    body = {
        "settings": {"index": {"blocks.write": None, "auto_expand_replicas": COPIES}},
        "aliases": {draft.alias: {}},
    }
    client.ask("PUT", f"{old.name}/_clone/{draft.name}", body, accept=(_THERE,), patient=WRITING)
    settle(client, draft.name)
    return draft


def rescale(client: Client, draft: Draft, scale: Scale) -> None:
    """Set the parameters of BM25, which OpenSearch changes in a closed index only."""
    settle(client, draft.name)
    for wait in islice(waits(), CLOSINGS):
        answer = client.ask("POST", f"{draft.name}/_close", patient=WRITING)
        if answer.data["indices"].get(draft.name, {}).get("closed", True):  # not named: it was closed already
            break
        patience.sleep(wait)  # a copy was just on its way to another node
    client.ask("PUT", f"{draft.name}/_settings", {"index": {"similarity": scale.similarity()}}, patient=WRITING)
    client.ask("POST", f"{draft.name}/_open", patient=WRITING)
    settle(client, draft.name)


def publish(client: Client, index: str, draft: Draft, old: Generation | None, meta: dict[str, Any]) -> None:
    """Make the draft the generation that counts, in one step, and remove the old one.

    Raises:
        Locked: another run was quicker.
        EngineError: it could not be done; the old one counts.
    """
    client.ask("PUT", f"{draft.name}/_mapping", {"_meta": _mark(meta)}, patient=WRITING)
    client.ask("POST", f"{draft.name}/_flush", patient=WRITING)
    client.ask("PUT", f"{draft.name}/_settings", {"index": {"blocks.write": True}}, patient=WRITING)
    settle(client, draft.name)
    now = current(client, index)
    if (now and now.name) != (old and old.name):
        raise busy(index)
    actions = [{"add": {"index": draft.name, "alias": index}}, {"remove": {"index": draft.name, "alias": draft.alias}}]
    if old:
        actions.append({"remove": {"index": old.name, "alias": index}})
    # asked a second time because the answer was lost, it finds nothing left to remove
    answer = client.ask(
        "POST", "_aliases", {"actions": actions}, accept=("aliases_not_found_exception",), patient=WRITING
    )
    if answer.error and (now := current(client, index)) and now.name != draft.name:
        raise EngineError(_("The search index `{index}` could not be put in place.", index=index))
    if old:
        with suppress(EngineError):  # a snapshot of it is being taken: the next run removes it
            remove(client, old.name)


def clean(client: Client, index: str, now: Generation | None) -> None:
    """Remove what runs that were killed left half done."""
    answer = client.ask("GET", f"{index}-g*", filter_path="*.aliases,*.mappings._meta", patient=WRITING)
    for name, one in answer.data.items():
        if _is_ours(index, name, one.get("mappings", {}).get("_meta", {})) and name != (now and now.name):
            remove(client, name)


@contextmanager
def removed_on_failure(client: Client, index: str, draft: Draft) -> Iterator[None]:
    """Remove the draft, if that can still be done, when the block does not come to its end.

    Raises:
        Locked: another run has removed it already.
    """
    try:
        yield
    except Gone:
        raise busy(index) from None
    except BaseException:
        with suppress(EngineError):
            remove(client, draft.name, _SOON)
        raise


def remove(client: Client, name: str, patient: Patience = WRITING) -> None:
    """Remove an index, whether it is there or not."""
    client.ask("DELETE", name, accept=(MISSING,), patient=patient)


def busy(index: str) -> Locked:
    """The error that says that another run is writing."""
    return Locked(
        _("The search index `{index}` in the cluster is being written by another run.", index=index),
        _("Wait until it is done."),
    )


def settle(client: Client, name: str) -> None:
    """Wait until the index can be used, and for a while until all copies are on their nodes."""
    options: dict[str, Any] = {"wait_for_status": "green", "wait_for_no_initializing_shards": True, "timeout": COPIED}
    client.ask("GET", f"_cluster/health/{name}", accept=(408,), patient=WRITING, **options)


def _next(index: str, old: Generation | None) -> Draft:
    found = _NUMBER.fullmatch(old.name.removeprefix(index)) if old else None
    return Draft(f"{index}-g{int(found[1]) + 1 if found else 1:06d}-{secrets.token_hex(4)}")


def _is_ours(index: str, name: str, meta: Mapping[str, Any]) -> bool:
    fits = name.startswith(index) and _NUMBER.fullmatch(name.removeprefix(index))
    return bool(fits) and meta.get("software") == SOFTWARE


def _mark(meta: Mapping[str, Any]) -> dict[str, Any]:
    return {"software": SOFTWARE, "schema": rows.version(), **meta}
