"""How a file is laid out: what separates its cells, its decimal sign, and where its columns' names are."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from tables.numerals import Decimal, decimal_of, is_missing, number
from tables.unreadable import MOST_COLUMNS, Unreadable

# In the order in which they win where all else is equal: a comma stands in many texts, a tabulator in few.
SEPARATORS = ("\t", ";", "|", ",")
ROWS_LOOKED_AT = 100
LONGEST_NAME = 60
Row = list[str]


@dataclass(frozen=True)
class Layout:
    """`names` are those of the columns, all different; the rows of numbers begin after `skipped` rows."""

    separator: str
    decimal: Decimal
    names: tuple[str, ...]
    skipped: int


def rows_of(lines: Iterable[str], separator: str) -> Iterator[Row]:
    """The rows that hold anything. csv.Error where a quoted cell does not end, or is too long."""
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=skips_spaces(separator), strict=True)
    return (row for row in reader if any(map(str.strip, row)))


def skips_spaces(separator: str) -> bool:
    """Whether spaces after a separator are no part of a cell."""
    return separator != "\t"


def unfinished(error: csv.Error) -> Unreadable:
    if "limit" in str(error):
        return Unreadable(f"A cell has more than {csv.field_size_limit():,} characters: is a quote missing?")
    return Unreadable("A quoted cell does not end, or something follows its second quote.")


def layout_of(text: str) -> Layout:
    """Unreadable where no separator makes two columns of it."""
    text, told = without_hint(text)
    looks, error = [], None
    for separator in told or SEPARATORS:
        try:
            looks.append(Look.at(text, separator))
        except csv.Error as failed:
            error = failed
    looks = [look for look in looks if look.width > 1]
    if not looks and error:
        raise unfinished(error)
    if not looks:
        raise Unreadable(
            "Only one column was found. Columns are separated by commas, semicolons, tabulators or |."
        )
    return max(looks, key=lambda look: look.score).layout()


def without_hint(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without Excel's first line "sep=;", and the separator that it names."""
    first, _, rest = text.partition("\n")
    hint = first.strip().strip('"')
    if hint.lower().startswith("sep=") and len(hint) == 5:
        return rest, (hint[4],)
    return text, ()


@dataclass(frozen=True)
class Look:
    """The first rows of a file, taken apart by one separator; `width` is how many cells most of them have."""

    separator: str
    decimal: Decimal
    rows: list[Row]
    width: int

    @classmethod
    def at(cls, text: str, separator: str) -> Look:
        """csv.Error where the separator does not fit."""
        rows = list(islice(rows_of(io.StringIO(text, newline=""), separator), ROWS_LOOKED_AT))
        width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
        return cls(separator, decimal_of([cell for row in rows for cell in row], separator), rows, width)

    @property
    def score(self) -> float:
        """How alike the rows are, and how much of them is numbers."""
        alike = sum(len(row) == self.width for row in self.rows) / len(self.rows)
        cells = [cell for row in self.rows for cell in row if cell]
        return alike * alike * (0.5 + sum(self.is_number(cell) for cell in cells) / max(len(cells), 1))

    def is_number(self, cell: str) -> bool:
        return number(cell, self.decimal) is not None

    def layout(self) -> Layout:
        if self.width > MOST_COLUMNS:
            raise Unreadable(
                f"The file has {self.width:,} columns, and at most {MOST_COLUMNS:,} can be read. "
                "Leave those that matter."
            )
        skipped = next((at for at, row in enumerate(self.rows) if not self.is_above(row)), 0)
        first, body = [cell.lstrip("# ") for cell in self.rows[skipped]], self.rows[skipped + 1 :]
        if not self.is_header(first, body):
            return Layout(self.separator, self.decimal, unique([""] * max(self.width, len(first))), skipped)
        names = first
        if len(names) == self.width - 1 and any(row[-1].strip() for row in body if len(row) == self.width):
            # R gives the names of the rows no name.
            names = ["", *names]
        names = [*names, *[""] * (self.width - len(names))]
        return Layout(self.separator, self.decimal, unique(names), skipped + 1)

    def is_above(self, row: Row) -> bool:
        """Whether it stands above the table: a title, or a remark that is not NumPy's row of names."""
        if row[0].startswith("#"):
            return len(row) != self.width
        words = [cell for cell in row if cell.strip()]
        return len(words) == 1 and not self.is_number(words[0])

    def is_header(self, first: Row, body: list[Row]) -> bool:
        """Whether a row holds names: none of it is a number, or it is a word above a column of numbers."""
        words = [at for at, cell in enumerate(first) if not is_missing(cell) and not self.is_number(cell)]
        if words and not any(self.is_number(cell) for cell in first):
            return True
        below = {at: [row[at] for row in body if at < len(row) and not is_missing(row[at])] for at in words}
        return any(cells and all(map(self.is_number, cells)) for cells in below.values())


def unique(names: list[str]) -> tuple[str, ...]:
    """The names, cleaned and short, each only once; a column without one is called by its place."""
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        printable = "".join(each if each.isprintable() else " " for each in name)
        base = " ".join(printable.split())[:LONGEST_NAME] or f"column {place}"
        count, wanted = 1, base
        while wanted in found:
            count += 1
            wanted = f"{base} ({count})"
        found.append(wanted)
    return tuple(found)
