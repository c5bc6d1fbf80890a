"""One column: its numbers, or why there are none."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tables.numerals import Decimal, is_missing, number, numbers

Array = NDArray[np.float64]
LONGEST_EXAMPLE = 20


@dataclass(frozen=True, eq=False)
class Column:
    """`values` has a number for each row, nan where there is none; it is empty where `why` says so.

    Where two words stand in the column, `words`, they count as 0 and 1.
    """

    name: str
    values: Array
    words: tuple[str, ...] = ()
    why: str = ""

    @property
    def usable(self) -> bool:
        return not self.why

    @property
    def levels(self) -> Array:
        """The first three of its different values, in order: enough to see whether there are two."""
        return np.unique(self.values[~np.isnan(self.values)])[:3]

    @property
    def only_counts(self) -> bool:
        """Whether it numbers the rows and says nothing of them."""
        return len(self.values) > 2 and bool((np.diff(self.values) == 1.0).all())


class Gathering:
    """A column while the rows come in, a block of cells at a time."""

    def __init__(self, name: str, decimal: Decimal) -> None:
        self.name = name
        self.decimal = decimal
        self.blocks: list[Array] = []
        self.numbers = 0
        self.texts = 0
        self.infinite = 0
        # The first three different words as they are first written, by what they are in small letters.
        self.words: dict[str, str] = {}

    def take(self, cells: tuple[str, ...]) -> None:
        plain = numbers(cells, self.decimal)
        if plain is None:
            plain = [self.value(cell) for cell in cells]
        else:
            self.numbers += len(plain)
        self.blocks.append(np.array(plain, dtype=np.float64))

    def value(self, cell: str) -> float:
        """A number, nan where there is none, or the place of a word: words count if they are all there is."""
        if is_missing(cell):
            return math.nan
        found = number(cell, self.decimal)
        if found is not None and math.isfinite(found):
            self.numbers += 1
            return found
        if found is not None:
            self.infinite += 1
            return math.nan
        self.texts += 1
        word = cell.strip()
        folded = word.casefold()
        if folded not in self.words and len(self.words) < 3:
            self.words[folded] = word
        return float(list(self.words).index(folded)) if folded in self.words else math.nan

    def column(self) -> Column:
        why = self.why_not()
        if why:
            return Column(self.name, np.empty(0), why=why)
        values = np.concatenate(self.blocks)
        if not self.texts:
            return Column(self.name, values)
        first, second = self.words
        # In the order of the alphabet: no, yes; false, true.
        if first > second:
            values = 1.0 - values
        return Column(self.name, values, words=tuple(self.words[word] for word in sorted(self.words)))

    def why_not(self) -> str:
        """Why no numbers can be taken from it; empty where they can."""
        cells = self.numbers + self.texts
        if not cells:
            return "infinite" if self.infinite else "empty"
        if self.texts and self.numbers:
            if self.texts > self.numbers:
                return "text"
            example = next(iter(self.words.values()))
            shown = example if len(example) <= LONGEST_EXAMPLE else f"{example[:LONGEST_EXAMPLE]}…"
            if self.texts == 1:
                return f"1 of {cells:,} cells is no number: “{shown}”"
            return f"{self.texts:,} of {cells:,} cells are no numbers, “{shown}” for one"
        if self.texts:
            return "" if len(self.words) == 2 else "always the same" if len(self.words) == 1 else "text"
        values = np.concatenate(self.blocks)
        return "always the same" if np.nanmin(values) == np.nanmax(values) else ""
