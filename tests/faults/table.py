"""The whole table, and the list of faults that it has to cover."""

from . import markup, sets, table_dates, table_paging, table_records, table_transport
from .bench import Row

ROWS: tuple[Row, ...] = (
    *table_transport.ROWS,
    *markup.ROWS,
    *table_paging.ROWS,
    *table_dates.ROWS,
    *table_records.ROWS,
    *sets.ROWS,
)

LIST = tuple(
    f"{letter}{number}"
    for letter, count in (("T", 22), ("X", 16), ("P", 15), ("D", 13), ("R", 12), ("S", 5))
    for number in range(1, count + 1)
)
"""The 83 faults."""
