"""The store does not grow for ever: only the newest runs of a source can be taken back."""

import pytest
import sqlalchemy as sa
from provider import Rec

from config.errors import HeldBack
from harvester import forget
from harvester.tables import page, raw_version, source_run
from harvester.undo import undo


def kept(house, source: str) -> tuple[set[int], set[int]]:
    """The runs whose pages, and whose former versions, are still there."""
    with house.database.read() as connection:
        pages = connection.execute(sa.select(page.c.run_id).where(page.c.source == source)).scalars()
        return set(pages), set(connection.execute(sa.select(raw_version.c.run_id)).scalars())


def test_only_the_newest_runs_can_be_undone(house, monkeypatch):
    monkeypatch.setattr(forget, "KEPT", 2)
    provider = house.serve()
    house.serve(name="b")
    first = house.harvest().run
    runs = []
    for night in range(4):
        provider.records[0] = Rec("oai:x:0", f"Judul malam {night}", date="2026-11-20T12:00:00Z")
        runs.append(house.harvest("a", full=True).run)
    newest = set(runs[-2:])
    assert kept(house, "a") == (newest, newest)
    assert kept(house, "b")[0] == {first}
    with house.database.read() as connection:
        logged = connection.execute(sa.select(source_run.c.run_id).where(source_run.c.source == "a")).scalars().all()
    assert sorted(logged) == [first, *runs]
    for run in reversed(runs[-2:]):
        assert undo(house.consortium, house.database, run)["restored"] == 1
    with pytest.raises(HeldBack, match=str(runs[1])):
        undo(house.consortium, house.database, runs[1])
