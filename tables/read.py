"""From the bytes of a file to its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from tables.column import Gathering
from tables.decode import text_of
from tables.layout import Layout, Row, layout_of, rows_of, skips_spaces, unfinished, without_hint
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
    fitting = Fitting(width)
    rows = 0
    for block in blocks_of(text, layout, fitting):
        filled = [row for row in block if any(map(str.strip, row))]
        rows += len(filled)
        if rows > MOST_ROWS:
            raise Unreadable(
                f"The file has more than {MOST_ROWS:,} rows, which is the most that can be read."
            )
        for column, cells in zip(columns, zip(*filled, strict=True), strict=False):
            column.take(cells)
    return Table(name, rows, tuple(column.column() for column in columns), fitting.uneven)


def blocks_of(text: str, layout: Layout, fitting: Fitting) -> Iterator[Iterable[tuple[str, ...]]]:
    """The rows below the names as pandas reads them, all of one length, those without anything included.

    pandas' engine is the one in Python, which is strict as `rows_of` is. The one in C makes 45 of "4"5, and
    after one row of a million cells it makes those that follow as long. csv.Error as `rows_of`.
    """
    # Late, for pandas takes long to load: a page that reads no file need not wait for it.
    import pandas

    lines = io.StringIO(text, newline="")
    for _ in islice(rows_of(lines, layout.separator), layout.skipped):
        pass
    # pandas holds the first row for the length of all, and looks at three more before the first block, where
    # it would pass over what is no CSV without a word. Empty rows are for that, and left out later.
    blank = layout.separator * (fitting.width - 1) + "\n"
    frames = pandas.read_csv(
        io.StringIO(4 * blank + lines.read(), newline=""),
        sep=layout.separator,
        skipinitialspace=skips_spaces(layout.separator),
        header=0,
        names=range(fitting.width),
        index_col=False,
        dtype=object,
        na_filter=False,
        on_bad_lines=fitting.fitted,
        engine="python",
        chunksize=max(1, CELLS_AT_ONCE // fitting.width),
    )
    for frame in frames:
        # What a row lacks is missing, and no text.
        yield zip(*(frame[at].fillna("") for at in frame), strict=True)


class Fitting:
    """What becomes of rows with too many cells, and how many of them are left out."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.uneven = 0

    def fitted(self, row: Row) -> Row | None:
        """The row as long as it should be, where what it has too much is empty; else None."""
        if len(row) <= 2 * MOST_COLUMNS and not any(map(str.strip, row[self.width :])):
            return row[: self.width]
        self.uneven += any(map(str.strip, row))
        return None


def check_columns(table: Table) -> None:
    if sum(column.usable for column in table.columns) >= 2:
        return
    listed = [f"“{column.name}” ({column.why or 'numbers'})" for column in table.columns]
    more = len(listed) - COLUMNS_TOLD
    listed = [*listed[:COLUMNS_TOLD], *([f"{more} more"] if more > 0 else [])]
    raise Unreadable(f"Two columns of numbers are needed. Found: {', '.join(listed)}.")
