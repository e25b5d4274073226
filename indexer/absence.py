"""Why a record that the store has kept is not in the catalogue."""

import sqlalchemy as sa

from config.errors import NotFound
from config.i18n import _
from harvester import store as raw_store


def explain(connection: sa.Connection, public_id: str) -> None:
    """Say why the source record of that id cannot be shown; an id that was never harvested is left to the caller.

    Raises:
        NotFound: it is in quarantine, was withdrawn, or is not indexed yet.
    """
    raw = raw_store.get(connection, public_id)
    if raw is None:
        return
    if raw.problem:
        raise NotFound(
            _("{id} cannot be read: {reason}", id=public_id, reason=raw.problem.message),
            _("It is kept as it came; `induk export raw --payload` shows its bytes."),
            code="in-quarantine",
        )
    if raw.deleted:
        raise NotFound(_("{id} was withdrawn by its source on {day}.", id=public_id, day=raw.changed[:10]))
    raise NotFound(_("{id} is harvested, but not indexed yet.", id=public_id), _("Run `induk index`."))
