"""From the bytes of a file to its columns."""

from __future__ import annotations

import csv
from itertools import islice

from tables.column import Gathering
from tables.decode import text_of
from tables.layout import Layout, Row, layout_of, rows_of, unfinished, without_hint
from tables.table import Table
from tables.unreadable import MOST_COLUMNS, MOST_ROWS, Unreadable

# The cells that are held as texts at once: a file of ten megabytes has millions.
CELLS_AT_ONCE = 100_000
COLUMNS_TOLD = 5


def read_table(raw: bytes, name: str) -> Table:
    """The columns of a CSV file, whichever its encoding, its separator and its decimal sign.

    Unreadable, with a sentence for people, where it is no such file, is too long, or has no two columns of
    numbers.
    """
    text = text_of(raw)
    layout = layout_of(text)
    try:
        table = gathered(without_hint(text)[0], layout, name)
    except csv.Error as error:
        raise unfinished(error) from None
    if not table.rows:
        raise Unreadable("The file has names of columns, and no rows below them.")
    check_columns(table)
    return table


def gathered(text: str, layout: Layout, name: str) -> Table:
    """Block by block: of each column only numbers are kept. csv.Error as `rows_of`."""
    width = len(layout.names)
    columns = [Gathering(each, layout.decimal) for each in layout.names]
    lines = islice(rows_of(text, layout.separator), layout.skipped, None)
    rows = uneven = 0
    while block := list(islice(lines, max(1, CELLS_AT_ONCE // width))):
        even = [row for row in block if len(row) == width or fitted(row, width)]
        uneven += len(block) - len(even)
        rows += len(even)
        if rows > MOST_ROWS:
            raise Unreadable(
                f"The file has more than {MOST_ROWS:,} rows, which is the most that can be read."
            )
        for column, cells in zip(columns, zip(*even, strict=True), strict=False):
            column.take(cells)
    return Table(name, rows, tuple(column.column() for column in columns), uneven)


def fitted(row: Row, width: int) -> bool:
    """Makes a row as long as it should be, where what it has too much is empty; what it lacks is missing."""
    if any(map(str.strip, row[width:])) or len(row) > 2 * MOST_COLUMNS:
        return False
    row[width:] = [""] * (width - len(row))
    return True


def check_columns(table: Table) -> None:
    if sum(column.usable for column in table.columns) >= 2:
        return
    listed = [f"“{column.name}” ({column.why or 'numbers'})" for column in table.columns]
    more = len(listed) - COLUMNS_TOLD
    listed = [*listed[:COLUMNS_TOLD], *([f"{more} more"] if more > 0 else [])]
    raise Unreadable(f"Two columns of numbers are needed. Found: {', '.join(listed)}.")
