"""One start, one rule, one surface, and everything recorded."""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import chain
from math import nan
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.march import entries_of
from descent.motion import Motion, Shifted
from descent.noise import Noise
from descent.schedule import Schedule
from descent.signals import signals_of
from descent.single import Given, walk_one
from descent.staged import staged
from optimizers import Optimizer
from optimizers.base import Landscape
from optimizers.quantities import base_of
from surfaces import Surface

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A run, step by step. The arrays end before the step at which it diverged.

    positions: (steps + 1, 2), row 0 the start. losses: (steps + 1,), the true loss at each position.
    gradients: (steps, 2), as the rule saw them, noise included. diverged_at: None, or the number of the first
    step whose loss or position is not finite. factors: (steps,), what the schedule multiplied each step by,
    or None. shifts: (steps + 1, 2), how far the landscape had moved at each position, or None.
    """

    optimizer: Optimizer
    positions: Array
    losses: Array
    gradients: Array
    diverged_at: int | None
    _remembered: Array = field(repr=False)  # (steps + 1, entries), in the order of `entries_of`
    factors: Array | None = None
    shifts: Array | None = None

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone, for another process: what follows from them is computed there."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __setstate__(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, _fixed(value) if isinstance(value, np.ndarray) else value)

    @property
    def steps(self) -> int:
        """The number of steps that were taken and stayed finite."""
        return len(self.gradients)

    @cached_property
    def updates(self) -> Array:
        """positions[t + 1] − positions[t], (steps, 2)."""
        return _fixed(np.diff(self.positions, axis=0))

    @cached_property
    def places(self) -> Array:
        """Where the run is on the landscape, moved or not: the positions that its functions are asked at."""
        return self.positions if self.shifts is None else _fixed(self.positions - self.shifts)

    def landscape(self, surface: Surface) -> Landscape:
        """The surface as each step finds it: where it moves, at a place of its own for each of (steps,)."""
        return surface if self.shifts is None else Shifted(surface, *self.shifts[: self.steps].T)

    @cached_property
    def remembered(self) -> Mapping[str, Array]:
        """The part of `state` that the rule itself remembers; it takes no second walk through the stages."""
        places = _places(self.optimizer, tuple(self.positions[0].tolist()))
        return MappingProxyType({name: _fixed(self._remembered[:, place]) for name, place in places.items()})

    @cached_property
    def state(self) -> Mapping[str, Array]:
        """What the rule remembers and what follows from it, by name, each (steps + 1, 2).

        Row t is the state before step t, so row t + 1 holds what step t was made with. Quantities that the
        start does not define are nan in row 0.
        """
        derived = {name: _fixed(values) for name, values in self._derived().items()}
        return MappingProxyType({**self.remembered, **derived})

    def _derived(self) -> dict[str, Array]:
        """From the stages of every step, whose values belong to the row after it."""
        if not self.optimizer.derives:
            return {}
        before = {name: rows[:-1] for name, rows in self.remembered.items()}
        stages = staged(self.optimizer, self.gradients, before, self.positions[:-1], None)
        last: dict[str, Array] = {}
        for stage in stages:
            last |= stage.values
        start = np.full((1, 2), nan)
        # Where nothing is corrected, m is its own m̂.
        return {
            name: np.concatenate([start, last.get(name, last.get(base_of(name)))])
            for name in self.optimizer.derives
        }


def descend(
    optimizer: Optimizer,
    surface: Surface,
    start: Sequence[float] | Array,
    steps: int,
    schedule: Schedule | Callable[[int], float] | None = None,
    noise: Noise | Given | None = None,
    motion: Motion | None = None,
) -> Trajectory:
    """Take `steps` steps from `start` = (x, y) and record all of them.

    `schedule` multiplies the steps, counted from 0: a `Schedule`, or a function of the step. `noise` is a
    `Noise`, or a function of step and gradient that returns the gradient which the rule gets to see, a pair.
    With a `motion` the landscape moves, and the losses are those of where it is by then. Raises ValueError,
    before any work, for a start that is not two finite numbers with a finite loss, for steps that are not a
    whole number from 0, for hyper-parameters that are arrays (those are for `finals`), and for what is not a
    schedule, a noise or a motion.
    """
    (x, y), steps = _checked(optimizer, start, steps)
    with np.errstate(all="ignore"):
        loss = float(surface.value(x, y))
        if not math.isfinite(loss):
            raise ValueError(f"start must have a finite loss, got {loss} at {(x, y)!r}")
        drawn = None if callable(noise) else noise
        signals = signals_of(surface, steps, schedule, drawn, motion)
        given = noise if callable(noise) else None
        record, diverged = walk_one(optimizer, surface, (x, y, loss), steps, signals, given)
    first = entries_of(optimizer, (x, y))
    # A start before the first step, which has no gradient, makes the table whole.
    table = np.fromiter(chain((nan, nan, x, y, loss), first, record), np.float64).reshape(-1, 5 + len(first))
    if diverged:
        table = table[:-1]
    return Trajectory(
        optimizer=optimizer,
        positions=_fixed(table[:, 2:4].copy()),
        losses=_fixed(table[:, 4].copy()),
        gradients=_fixed(table[1:, :2].copy()),
        diverged_at=len(table) if diverged else None,
        _remembered=_fixed(table[:, 5:].copy()),
        factors=None if signals.factors is None else _fixed(signals.factors[: len(table) - 1].copy()),
        shifts=None if signals.shifts is None else _fixed(signals.shifts[: len(table)].copy()),
    )


def _places(optimizer: Optimizer, at: tuple[float, float]) -> dict[str, list[int]]:
    """For each remembered name the two columns of its coordinates; one twice where it is a single number."""
    names = optimizer.remembers
    if optimizer.elementwise:
        return {name: [i, len(names) + i] for i, name in enumerate(names)}
    places, column = {}, 0
    for name, entry in zip(names, optimizer.init(at), strict=True):
        both = isinstance(entry, tuple)
        places[name] = [column, column + both]
        column += 1 + both
    return places


def _checked(
    optimizer: Optimizer, start: Sequence[float] | Array, steps: int
) -> tuple[tuple[float, float], int]:
    steps = whole_steps(steps)
    if any(isinstance(value, np.ndarray) for value in vars(optimizer).values()):
        raise ValueError("optimizer must have numbers as hyper-parameters, got an array: see finals")
    try:
        x, y = map(float, () if isinstance(start, str) else start)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"start must be a pair (x, y), got {start!r}") from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(f"start must be finite, got {start!r}")
    return (x, y), steps


def whole_steps(steps: Any) -> int:
    """`steps` as an int; ValueError where it is not a whole number from 0."""
    if isinstance(steps, bool) or not hasattr(steps, "__index__"):
        raise ValueError(f"steps must be a whole number, got {steps!r}")
    whole = operator.index(steps)
    if whole < 0:
        raise ValueError(f"steps must be at least 0, got {steps!r}")
    return whole


def _fixed(array: Array) -> Array:
    """Write-protected: a run may be cached and shared."""
    array.setflags(write=False)
    return array
