"""Which minimum each start leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import Stopped, Trial, settle
from maps.grid import Cells, Part, fill, parts_of
from maps.moved import final_shift
from maps.resting import resting
from maps.sensitivity import check_count, check_tolerance, short_hash

MOST_STARTS = 512


@dataclass
class BasinMap:
    """Where the run from each cell ended; all arrays are (count, count), rows for y upwards, columns for x.

    minimum: the index of the minimum in `minima_of(surface)`, −1 where the run ended in none, be it on its
    way or gone, −2 where it diverged; for the rule see `maps.resting`. settled: the step from which on the
    loss stayed within the tolerance of what it was then, as `descent.settle` tells it; −1 where it diverged.
    known: which cells have been computed; the others have those of a known one near them.
    """

    minimum: NDArray[np.int16]
    settled: NDArray[np.int32]
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Basins:
    """The trial's rule from `count` × `count` starts all over the surface's domain: a `background.Task`.

    The trial's own start does not matter. `count` is from 2 to 512. With noise all runs meet the same; where
    the landscape moves, minima are where they are at the end. Raises ValueError, whose first word is the
    field, for a bad count or tolerance.
    """

    trial: Trial
    tolerance: float = 1e-3
    count: int = MOST_STARTS

    def __post_init__(self) -> None:
        check_count(self.count, MOST_STARTS)
        check_tolerance(self.tolerance)

    @cached_property
    def name(self) -> str:
        plain = replace(self.trial, start=(0.0, 0.0))
        return short_hash("basins", plain.name, self.tolerance, self.count)

    def begin(self) -> BasinMap:
        shape = (self.count, self.count)
        return BasinMap(
            np.full(shape, -1, dtype=np.int16),
            np.full(shape, -1, dtype=np.int32),
            np.zeros(shape, dtype=bool),
        )

    def pieces(self) -> Sequence[BasinPiece]:
        return [BasinPiece(self, part) for part in parts_of(self.count, self.trial.steps)]

    def put(self, result: BasinMap, piece: BasinPiece, answer: Any) -> None:
        fill(piece.part, result.known, {"minimum": result.minimum, "settled": result.settled}, answer)

    def start(self, row: int, column: int) -> tuple[float, float]:
        """The start (x, y) of a cell: its centre."""
        x, y = self.starts(np.array([row * self.count + column]))[:, 0].tolist()
        return x, y

    def starts(self, cells: Cells) -> NDArray[np.float64]:
        """The centres of the cells, (2, n)."""
        rows, columns = np.divmod(cells, self.count)
        (x0, x1), (y0, y1) = self.trial.surface.domain
        shares = np.stack([columns, rows]) / self.count + 0.5 / self.count
        found: NDArray[np.float64] = np.array([[x0], [y0]]) + shares * np.array([[x1 - x0], [y1 - y0]])
        return found


@dataclass(frozen=True)
class BasinPiece:
    task: Basins
    part: Part

    @property
    def weight(self) -> float:
        return self.part.share

    def run(self, stop: Callable[[], bool]) -> dict[str, Any] | None:
        """The map's values at the part's cells, by the names of its fields."""
        trial = self.task.trial
        try:
            last = settle(
                trial.optimizer,
                trial.surface,
                self.task.starts(self.part.cells),
                trial.steps,
                self.task.tolerance,
                **trial.around,
                stop=stop,
            )
        except Stopped:
            return None
        places = last.positions - final_shift(trial)[:, None]
        return {
            "minimum": resting(trial.surface, places, last.losses),
            "settled": last.settled.astype(np.int32),
        }
