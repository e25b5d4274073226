"""After nights of changes every library's issues are counted as a fresh store would count them."""

import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import hypothesis.strategies as st
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from nights import BOOK, Night

from indexer import quality_report, quality_shelf, store
from indexer.tables import bib_record, record_isbn

rows = st.sampled_from(
    (
        BOOK,
        BOOK | {"title": "PENGANTAR ILMU PERPUSTAKAAN"},
        BOOK | {"year": ""},
        {"title": "Resep kue kering", "author": "Ibu Sud", "isbn": "979-403-042-2", "year": 2001},
        {"title": "Sejarah peradaban Isl?m", "author": "Badri Yatim", "isbn": "979-403-042-3", "year": 2000},
    )
)
ids = st.sampled_from([f"{member}:{number}" for member in "ab" for number in range(3)])
nights = st.lists(st.lists(st.tuples(ids, st.one_of(st.none(), rows)), min_size=1, max_size=6), min_size=1, max_size=3)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(nights)
def test_counts_after_many_nights_are_those_of_a_fresh_store(history) -> None:
    last: dict[str, dict[str, object] | None] = {}
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as other,
        closing(Night(Path(one))) as lived,
        closing(Night(Path(other))) as fresh,
    ):
        for changes in history:
            for public_id, fields in changes:
                lived.put(public_id, **fields) if fields else lived.delete(public_id)
                last[public_id] = fields
            lived.index()
        for public_id, fields in last.items():
            if fields:
                fresh.put(public_id, **fields)
        fresh.index()
        assert counted(lived) == counted(fresh) == recounted(fresh)
        assert bearers(lived) == bearers(fresh)


def test_one_record_of_an_isbn_that_many_bear_is_told_without_reading_all(tmp_path, monkeypatch) -> None:
    read, seen = quality_shelf._bearers, []
    monkeypatch.setattr(quality_shelf, "_bearers", lambda at, ids: seen.append(len(ids)) or read(at, ids))
    monkeypatch.setattr(quality_shelf, "TRIED", 2)
    with closing(Night(tmp_path)) as night:
        for number in range(30):
            kind = ("Resep", "Sejarah", "Kamus")[number % 3]
            night.put(f"a:{number}", title=f"{kind} {chr(97 + number) * 5}", isbn="979-403-042-2", year=1950 + number)
        night.index()
        with night.database.read() as connection:
            last = store.bib(connection, "a:29")
    assert [issue.code for issue in last.issues if issue.code == quality_shelf.SEVERAL]
    assert seen == [4]


def counted(night: Night) -> Counter[tuple[str, str]]:
    with night.database.read() as connection:
        return Counter({(each.member, each.code): each.records for each in quality_report.counts(connection)})


def recounted(night: Night) -> Counter[tuple[str, str]]:
    """From the records themselves."""
    with night.database.read() as connection:
        records = list(store.all_bibs(connection))
    return Counter((record.member, code) for record in records for code in {issue.code for issue in record.issues})


def bearers(night: Night) -> set[tuple[int, str]]:
    with night.database.read() as connection:
        joined = sa.select(record_isbn.c.isbn, bib_record.c.id).join(
            bib_record, bib_record.c.record_id == record_isbn.c.record_id
        )
        found = {(isbn, public_id) for isbn, public_id in connection.execute(joined)}
        assert connection.execute(sa.select(sa.func.count()).select_from(record_isbn)).scalar() == len(found)
    return found
