"""A square of cells, computed in levels: a coarse picture first, then finer ones, each cell once.

A level with stride s has every s-th cell of every s-th row. Cells are counted row by row from the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.lanes import BLOCK, blocks_of

Cells = NDArray[np.intp]

# The coarse level has at most this share of the cells.
COARSE = 1.0 / 64.0
# A level between the coarse and the finest one has at least so many cells of its own; few take too long each.
WORTH = 6000
# A part should not take much longer than a second, for sessions take turns; but small parts are slow.
LANE_STEPS, SMALLEST = 20_000_000, 4000


@dataclass(frozen=True)
class Part:
    """Some of the cells that are new in a level: those from `first` to before `last` of them."""

    count: int  # cells to a side
    stride: int
    coarser: int  # the stride of the level before; 0 in the coarse one
    first: int
    last: int

    @property
    def cells(self) -> Cells:
        return new_cells(self.count, self.stride, self.coarser)[self.first : self.last]

    @property
    def share(self) -> float:
        """Of all cells."""
        return (self.last - self.first) / self.count**2


def strides_of(count: int) -> list[int]:
    """The strides of the levels, powers of two from the coarse one down to 1."""
    coarse = 1
    while lattice(count, coarse) ** 2 > max(1.0, COARSE * count**2):
        coarse *= 2
    strides = [coarse]
    stride = coarse // 2
    while stride > 1:
        if lattice(count, stride) ** 2 - lattice(count, strides[-1]) ** 2 >= WORTH:
            strides.append(stride)
        stride //= 2
    return strides if coarse == 1 else [*strides, 1]


def lattice(count: int, stride: int) -> int:
    """How many cells to a side a level has."""
    return -(-count // stride)


def parts_of(count: int, steps: int) -> list[Part]:
    """All cells, as parts in the order in which they are to be done."""
    most = min(BLOCK, max(SMALLEST, LANE_STEPS // max(1, steps)))
    found: list[Part] = []
    coarser = 0
    for stride in strides_of(count):
        new = len(new_cells(count, stride, coarser))
        # The coarse picture comes whole.
        found += [
            Part(count, stride, coarser, b.start, b.stop) for b in blocks_of(new, most if coarser else new)
        ]
        coarser = stride
    return found


# Those of a map of 512 × 512 take 2 MB.
@lru_cache(maxsize=8)
def new_cells(count: int, stride: int, coarser: int) -> Cells:
    """The cells of a level that the one before does not have, row by row."""
    wanted = np.zeros((count, count), dtype=bool)
    wanted[::stride, ::stride] = True
    if coarser:
        wanted[::coarser, ::coarser] = False
    return np.flatnonzero(wanted)


def fill(part: Part, known: NDArray[np.bool_], arrays: Mapping[str, NDArray[Any]], answer: Any) -> None:
    """Write a part's answer, a value for each of its cells by name, into `arrays`, all (count, count).

    Until they are known themselves, the cells around have the value of the nearest one of the last level that
    has come to them.
    """
    cells = part.cells
    known.flat[cells] = True
    for name, array in arrays.items():
        array.flat[cells] = answer[name]
    if part.stride == 1:
        return
    rows, near = _around(part)
    here = known[rows]
    for array in arrays.values():
        array[rows] = np.where(here, array[rows], array.flat[near])


def _around(part: Part) -> tuple[slice, Cells]:
    """The rows that have something new near them, and for each of their cells what is to be copied there.

    That is the nearest cell if it is new, else the cell itself.
    """
    owner = nearest(part.count, part.stride)
    fresh = np.zeros(part.count**2, dtype=bool)
    fresh[part.cells] = True
    rows_of_fresh = np.unique(part.cells // part.count)
    touched = np.flatnonzero(np.isin(owner, rows_of_fresh))
    rows = slice(int(touched[0]), int(touched[-1]) + 1)
    near = part.count * owner[rows, None] + owner[None, :]
    itself = np.arange(rows.start * part.count, rows.stop * part.count).reshape(near.shape)
    return rows, np.where(fresh[near], near, itself)


def nearest(count: int, stride: int) -> Cells:
    """For each place along a side the nearest one that the level has, (count,); of two the lower."""
    last = lattice(count, stride) - 1
    return np.minimum((np.arange(count) + (stride - 1) // 2) // stride, last) * stride
