"""How a run ends over two hyper-parameters of one rule."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import Stopped, Trial, finals
from maps.axis import Axis, check_axis
from maps.grid import Cells, Part, fill, parts_of
from maps.moved import final_shift
from optimizers import Optimizer, hypers
from surfaces import Surface

Float32 = NDArray[np.float32]
MOST_CELLS = 128


@dataclass
class SensitivityMap:
    """How the run of each cell ended; all arrays are (count, count), rows for y upwards, columns for x.

    gaps: the last loss above the lowest one, 0 or more; where the surface has no lowest, the loss itself.
    What is beyond float32 has its largest number. distances: from the last position to the nearest global
    minimum, where that is by then; nan throughout where there is none. steps_to: the first step with a loss
    within the tolerance of the lowest, −1 where there was none. In a run that diverged gap and distance are
    nan. known: which cells have been computed; the others have those of a known one near them.
    """

    gaps: Float32
    distances: Float32
    steps_to: NDArray[np.int32]
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Sensitivity:
    """The trial's run, with every value on `x` and every one on `y` instead of its own: a `background.Task`.

    `count` cells to a side, from 2 to 128. With noise all runs meet the same. Raises ValueError, whose first
    word is the field, for axes that the rule does not have or would refuse, and for a bad count or tolerance.
    """

    trial: Trial
    x: Axis
    y: Axis
    tolerance: float = 1e-3
    count: int = MOST_CELLS

    def __post_init__(self) -> None:
        knobs = hypers(self.trial.optimizer)
        for field, axis in (("x", self.x), ("y", self.y)):
            if axis.name not in knobs:
                raise ValueError(f"{field} must be a hyper-parameter of the rule, got {axis.name!r}")
            check_axis(axis, knobs[axis.name])
        if self.x.name == self.y.name:
            raise ValueError(f"y must be another hyper-parameter than x, got {self.y.name!r}")
        check_count(self.count, MOST_CELLS)
        check_tolerance(self.tolerance)

    @cached_property
    def name(self) -> str:
        """The same for all values that the trial itself has of the two hyper-parameters."""
        plain = replace(self.trial, optimizer=self._rule(self.x.lowest, self.y.lowest))
        return short_hash("sensitivity", plain.name, self.x, self.y, self.tolerance, self.count)

    def begin(self) -> SensitivityMap:
        shape = (self.count, self.count)
        empty = np.full(shape, np.nan, dtype=np.float32)
        return SensitivityMap(
            empty, empty.copy(), np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=bool)
        )

    def pieces(self) -> Sequence[SensitivityPiece]:
        return [SensitivityPiece(self, part) for part in parts_of(self.count, self.trial.steps)]

    def put(self, result: SensitivityMap, piece: SensitivityPiece, answer: Any) -> None:
        arrays = {"gaps": result.gaps, "distances": result.distances, "steps_to": result.steps_to}
        fill(piece.part, result.known, arrays, answer)

    def settings(self, row: int, column: int) -> dict[str, float]:
        """The two hyper-parameters of a cell, by name."""
        values = {self.x.name: self.x.values(self.count)[column], self.y.name: self.y.values(self.count)[row]}
        return {name: float(value) for name, value in values.items()}

    def optimizer(self, cells: Cells) -> Optimizer:
        """The rule with arrays for the two hyper-parameters, a value for each of the cells."""
        rows, columns = np.divmod(cells, self.count)
        return self._rule(self.x.values(self.count)[columns], self.y.values(self.count)[rows])

    def _rule(self, x: Any, y: Any) -> Optimizer:
        # The fields of a rule are not known here.
        rule: Any = self.trial.optimizer
        changed: Optimizer = replace(rule, **{self.x.name: x, self.y.name: y})
        return changed


@dataclass(frozen=True)
class SensitivityPiece:
    task: Sensitivity
    part: Part

    @property
    def weight(self) -> float:
        return self.part.share

    def run(self, stop: Callable[[], bool]) -> dict[str, Any] | None:
        """The map's values at the part's cells, by the names of its fields."""
        task, trial, cells = self.task, self.task.trial, self.part.cells
        starts = np.tile(np.array([trial.start]).T, len(cells))
        try:
            last = finals(
                task.optimizer(cells),
                trial.surface,
                starts,
                trial.steps,
                task.tolerance,
                **trial.around,
                stop=stop,
            )
        except Stopped:
            return None
        places = last.positions - final_shift(trial)[:, None]
        return {
            "gaps": gaps_of(trial.surface, last.losses),
            "distances": distances_of(trial.surface, places),
            "steps_to": last.steps_to.astype(np.int32),
        }


def gaps_of(surface: Surface, losses: NDArray[np.float64]) -> Float32:
    """The losses above the lowest one as the map has them."""
    gaps = losses if surface.lowest is None else np.maximum(losses - surface.lowest, 0.0)
    return _float32(gaps)


def distances_of(surface: Surface, places: NDArray[np.float64]) -> Float32:
    """From places on the surface (2, N) to the nearest of its global minima."""
    nearest = np.full(places.shape[1], np.nan)
    with np.errstate(all="ignore"):
        for x, y, _ in surface.minima:
            nearest = np.fmin(nearest, np.hypot(places[0] - x, places[1] - y))
    return _float32(nearest)


def _float32(values: NDArray[np.float64]) -> Float32:
    most = float(np.finfo(np.float32).max)
    return np.clip(values, -most, most).astype(np.float32)


def check_count(count: Any, most: int) -> None:
    if isinstance(count, bool) or not isinstance(count, int) or not 2 <= count <= most:
        raise ValueError(f"count must be a whole number from 2 to {most}, got {count!r}")


def check_tolerance(tolerance: Any) -> None:
    if not (isinstance(tolerance, int | float) and tolerance >= 0.0):
        raise ValueError(f"tolerance must be a number of at least 0, got {tolerance!r}")


def short_hash(*parts: Any) -> str:
    """Of what these parts are, equal in every process."""
    return hashlib.blake2s(" ".join(map(repr, parts)).encode(), digest_size=6).hexdigest()
