"""`induk search --explain`: the points of each hit, for a person to read."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from rich import box
from rich.table import Table

from config.fields import BY_NAME
from config.i18n import _
from search import labels
from search.explaining import Explained
from search.quoting import WAYS
from search.schemas import Answer
from search.state import SearchState


def tables(answer: Answer, explained: Sequence[Explained]) -> list[tuple[str, Table]]:
    """For each hit its heading, and a row for each part of its score, with the sum below."""
    titles = {card.id: card.title or _("[Untitled]") for card in answer.records}
    first = (answer.page - 1) * answer.size + 1
    return [
        (f"{place}. {titles.get(one.id, one.id)}  [{one.id}]", _table(one))
        for place, one in enumerate(explained, first)
    ]


def unordered(state: SearchState, explained: Sequence[Explained]) -> str | None:
    """What to say where hits have no points."""
    if any(one.score for one in explained):
        return None
    order = "new" if state.sort == "relevance" else state.sort
    return _("The order is “{order}”; it gives no points.", order=_(labels.SORTS[order]))


def as_json(answer: Answer, explained: Sequence[Explained]) -> Mapping[str, Any]:
    """The answer of the API, each record with its `reasons`."""
    reasons = {one.id: [msgspec.to_builtins(reason) for reason in one.reasons] for one in explained}
    told = answer.model_dump(mode="json")
    records = [record | {"reasons": reasons.get(record["id"], [])} for record in told["records"]]
    return told | {"records": records}


def _table(explained: Explained) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=True)
    table.add_column(_("Points"), labels.decimal(explained.score), justify="right", no_wrap=True)
    table.add_column(_("Field"), _("Together"), no_wrap=True)
    table.add_column(_("How"), no_wrap=True)
    table.add_column(_("Looked for"), ratio=2, overflow="fold")
    table.add_column(_("In the record"), ratio=3, overflow="fold")
    for reason in explained.reasons:
        table.add_row(
            labels.decimal(reason.score),
            _(BY_NAME[reason.field].label),
            _(WAYS[reason.how]),
            ", ".join(reason.looked_for),
            ", ".join(reason.found),
        )
    return table
