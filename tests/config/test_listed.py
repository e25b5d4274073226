"""Lists as one parameter of a statement."""

import pytest
import sqlalchemy as sa

from config import listed
from config.database import Database


@pytest.fixture
def connection(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'induk.sqlite'}")
    with database.write() as connection:
        connection.execute(sa.text("CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT)"))
        connection.execute(
            sa.text("INSERT INTO book VALUES (1, 'Atheis'), (2, 'Salah asuhan'), (281474976710655, 'Azab')")
        )
        yield connection
    database.close()


def test_rows_are_found_by_numbers_as_large_as_keys(connection):
    query = "SELECT title FROM {listed} AS asked CROSS JOIN book WHERE book.id = asked.id ORDER BY title"
    assert listed.run(connection, query, [(1,), (281474976710655,), (7,)], {"id": int}) == [("Atheis",), ("Azab",)]


def test_texts_are_values_and_nothing_else(connection):
    query = "SELECT book.id FROM {listed} AS asked CROSS JOIN book WHERE book.title = asked.title"
    assert listed.run(connection, query, [("x'; DROP TABLE book; --",), ("Atheis",)], {"title": str}) == [(1,)]


def test_several_columns_and_other_parameters(connection):
    query = "SELECT asked.mark FROM {listed} AS asked CROSS JOIN book WHERE book.id = asked.id AND book.title <> :title"
    rows = [(1, "a"), (2, "b")]
    assert listed.run(connection, query, rows, {"id": int, "mark": str}, title="Atheis") == [("b",)]


def test_what_gives_no_rows_gives_none(connection):
    assert listed.run(connection, "DELETE FROM book WHERE id IN {listed}", [(1,), (2,)], {"id": int}) == []
    assert connection.execute(sa.text("SELECT count(*) FROM book")).scalar() == 1


def test_an_empty_list_finds_nothing(connection):
    query = "SELECT title FROM {listed} AS asked CROSS JOIN book WHERE book.id = asked.id"
    assert listed.run(connection, query, [], {"id": int}) == []
