"""What nights of changes come to is what a rebuild, or a fresh store in any order, would give."""

import tempfile
from contextlib import closing
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from nights import Night

from indexer import blocks

TITLES = (
    "Pengantar ilmu perpustakaan",
    "Pengantar ilmu perpustakaan dan informasi",
    "Pengantar ilmu perpustakaan : jilid 2",
    "Pengantar ilmu hukum",
)
rows = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "author": st.sampled_from(("Sulistyo-Basuki", "Basuki, Sulistyo", "")),
        "year": st.sampled_from((1991, 1992, 1999, "")),
        "edition": st.sampled_from(("", "Ed. 2", "Cet. 4")),
        "isbn": st.sampled_from(("", "979-403-042-2")),
        "collation": st.sampled_from(("458 hlm.", "460 hlm.", "")),
    }
)
ids = st.sampled_from([f"{member}:{number}" for member in "abc" for number in range(4)])
nights = st.lists(st.lists(st.tuples(ids, st.one_of(st.none(), rows)), min_size=1, max_size=8), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(history=nights, order=st.randoms(use_true_random=False), reach=st.sampled_from((1, 2, 15)))
def test_changes_come_to_what_a_rebuild_gives(history, order, reach):
    usual, blocks.REACH = blocks.REACH, reach
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            closing(Night(Path(folder, "lived"))) as lived,
            closing(Night(Path(folder, "fresh"))) as fresh,
        ):
            _check(lived, fresh, history, order)
    finally:
        blocks.REACH = usual


def _check(lived, fresh, history, order):
    final = {}
    for changes in history:
        for public_id, row in changes:
            final[public_id] = row
            if row is None:
                lived.delete(public_id)
            else:
                lived.put(public_id, **row)
        lived.index()
    groups, unions, documents = lived.groups(), lived.unions(), dict(lived.engine.documents)

    rows = [(public_id, row) for public_id, row in final.items() if row is not None]
    order.shuffle(rows)
    for public_id, row in rows:
        fresh.put(public_id, **row)
    fresh.index()
    assert fresh.parts() == set(groups.values())
    assert fresh.edges() == lived.edges()

    lived.index(rebuild=True)
    assert lived.groups() == groups
    assert lived.unions() == unions
    assert lived.engine.documents == documents
