"""A file that was read, and the points that two of its columns make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from surfaces.points import MOST_POINTS, Points
from tables.column import Array, Column
from tables.unreadable import Unreadable

# Of a long file the same rows are drawn every time.
SEED = 0
# Beyond, the squares of a model's errors begin to be too large for a loss.
LARGEST = 1e12


class Chosen(NamedTuple):
    """The points of two columns; how many rows lacked one of the two; and what else is to be known."""

    points: Points
    dropped: int
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A file of `rows` rows; `uneven` more had too many cells and were left out."""

    name: str
    rows: int
    columns: tuple[Column, ...]
    uneven: int = 0

    def column(self, name: str) -> Column:
        """Unreadable where there is no such column, or none that can be used."""
        for column in self.columns:
            if column.name == name:
                if column.why:
                    raise Unreadable(f"The column “{name}” cannot be used: {column.why}.")
                return column
        raise Unreadable(f"The file has no column “{name[:60]}”.")

    def usual(self, *, classes: bool = False) -> tuple[str, str]:
        """The columns to begin with: the first two that can be used, those last that only number the rows.

        With `classes` y is the last one with two values. Unreadable where there is none.
        """
        usable = [column for column in self.columns if column.usable]
        usable.sort(key=lambda column: column.only_counts)
        if not classes:
            return usable[0].name, usable[1].name
        twofold = [column for column in self.columns if column.usable and len(column.levels) == 2]
        if not twofold:
            raise Unreadable("No column has exactly two values, and this model needs two classes.")
        y = twofold[-1]
        return next(column.name for column in usable if column is not y), y.name

    def chosen(self, x: str, y: str, *, classes: bool = False) -> Chosen:
        """The points of two columns; more than MOST_POINTS rows are drawn from, always in the same way.

        With `classes` y must have two values, which become 0 and 1. Unreadable where the two make no points.
        """
        first, second = self.column(x), self.column(y)
        if first is second:
            raise Unreadable(f"Choose two different columns: “{x}” is both.")
        whole = ~(np.isnan(first.values) | np.isnan(second.values))
        xs, ys = first.values[whole], second.values[whole]
        notes = [told for column in (first, second) if (told := words_told(column))]
        if self.uneven:
            notes.append(f"{self.uneven:,} {'row has' if self.uneven == 1 else 'rows have'} too many cells")
        if classes:
            ys, which = as_classes(ys, second)
            notes += which
        for values, column in ((xs, first), (ys, second)):
            check_spread(values, column.name)
        if len(xs) > MOST_POINTS:
            notes.append(f"{MOST_POINTS:,} of {len(xs):,} rows, drawn at random")
            drawn = np.sort(np.random.default_rng(SEED).choice(len(xs), MOST_POINTS, replace=False))
            xs, ys = xs[drawn], ys[drawn]
        dropped = self.rows - int(whole.sum())
        return Chosen(Points(xs, ys, (x, y), rows=self.rows), dropped, tuple(notes))


def check_spread(values: Array, name: str) -> None:
    """Unreadable where numbers are all alike, or beyond what can be computed with."""
    if not len(values) or values.min() == values.max():
        raise Unreadable(f"In the rows that have both numbers “{name}” is always the same.")
    if np.abs(values).max() > LARGEST:
        raise Unreadable(f"“{name}” has numbers beyond {LARGEST:g}.")


def as_classes(values: Array, column: Column) -> tuple[Array, list[str]]:
    """Two values as 0 and 1, and which became which, where that is not plain."""
    levels = np.unique(values)
    if len(levels) != 2:
        raise Unreadable(
            f"“{column.name}” must have exactly two values, the classes; it has "
            f"{'only one' if len(levels) < 2 else 'more'}."
        )
    plain = bool(column.words) or levels.tolist() == [0.0, 1.0]
    told: list[str] = [] if plain else [f"{column.name}: {levels[0]:g} is 0, {levels[1]:g} is 1"]
    return (values == levels[1]).astype(np.float64), told


def words_told(column: Column) -> str:
    return f"{column.name}: {column.words[0]} is 0, {column.words[1]} is 1" if column.words else ""
