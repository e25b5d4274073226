"""Records ready for comparing, kept at hand during a run."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from indexer import queues
from indexer.dedup import traits
from indexer.dedup.traits import Traits
from indexer.tables import match_record

REMEMBERED = 20_000
"""So many records are kept ready for comparing; beyond that, they are read again."""


class Reader:
    """Records ready for comparing, by row id, remembered as long as there is room."""

    def __init__(self) -> None:
        self._traits: dict[int, Traits] = {}

    def remember(self, fresh: Mapping[int, Traits]) -> None:
        """Keep what was just made, in the place of anything older."""
        if len(self._traits) > REMEMBERED:
            self._traits.clear()
        self._traits.update(fresh)

    def load(self, connection: sa.Connection, record_ids: Iterable[int]) -> dict[int, Traits]:
        """The traits of the records that exist."""
        wanted = list(record_ids)
        if len(self._traits) > REMEMBERED:
            self._traits.clear()
        missing = [record_id for record_id in wanted if record_id not in self._traits]
        for record_id, data in queues.rows(connection, missing, match_record, "traits") if missing else ():
            self._traits[record_id] = traits.unpack(data)
        return {record_id: self._traits[record_id] for record_id in wanted if record_id in self._traits}
