"""One start, one rule, one surface, and everything recorded."""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizers import Optimizer
from optimizers.base import State
from surfaces import Surface

Array = NDArray[np.float64]
Schedule = Callable[[int], float]
Noise = Callable[[int, tuple[float, float]], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A run, step by step. The arrays end before the step at which it diverged.

    positions: (steps + 1, 2), row 0 the start. losses: (steps + 1,), the true loss at each position.
    gradients: (steps, 2), as the rule saw them, noise included. diverged_at: None, or the number of the first
    step whose loss or position is not finite.
    """

    optimizer: Optimizer
    positions: Array
    losses: Array
    gradients: Array
    diverged_at: int | None
    _states: Sequence[tuple[State, State]] | Sequence[State] = field(repr=False)

    @property
    def steps(self) -> int:
        """The number of steps that were taken and stayed finite."""
        return len(self.gradients)

    @cached_property
    def updates(self) -> Array:
        """positions[t + 1] − positions[t], (steps, 2)."""
        return _fixed(np.diff(self.positions, axis=0))

    @cached_property
    def state(self) -> Mapping[str, Array]:
        """What the rule remembers and what follows from it, by name, each (steps + 1, 2).

        Row t is the state before step t, so row t + 1 holds what step t was made with. Quantities that the
        start does not define are nan in row 0.
        """
        names = self.optimizer.remembers
        rows = len(self.positions)
        if not names:
            remembered = {}
        elif self.optimizer.elementwise:
            # One (x, y) pair of states a row, each state a tuple of floats.
            table = np.array(self._states[:rows], dtype=np.float64)
            remembered = {name: table[:, :, i] for i, name in enumerate(names)}
        else:
            recorded = self._states[:rows]
            remembered = {
                name: np.array([np.broadcast_to(state[i], 2) for state in recorded], dtype=np.float64)
                for i, name in enumerate(names)
            }
        with np.errstate(all="ignore"):
            derived = self.optimizer.derived(remembered)
        return MappingProxyType({name: _fixed(values) for name, values in (remembered | derived).items()})


def descend(
    optimizer: Optimizer,
    surface: Surface,
    start: Sequence[float] | Array,
    steps: int,
    schedule: Schedule | None = None,
    noise: Noise | None = None,
) -> Trajectory:
    """Take `steps` steps from `start` = (x, y) and record all of them.

    `schedule(t)` multiplies step t, counted from 0. `noise(t, gradient)` returns the gradient that the rule
    gets to see, a pair. Raises ValueError, before any work, for a start that is not two finite numbers with a
    finite loss, for steps that are not a whole number from 0, and for hyper-parameters that are arrays (those
    are for `finals`).
    """
    (x, y), steps = _checked(optimizer, start, steps)
    loss = float(surface.value(x, y))
    if not math.isfinite(loss):
        raise ValueError(f"start must have a finite loss, got {loss} at {(x, y)!r}")
    walk = _walk_by_coordinate if optimizer.elementwise else _walk_as_pair
    record, states, diverged = walk(optimizer, surface, (x, y, loss), steps, schedule, noise)
    # Flat lists of floats convert in half the time of lists of rows.
    table = np.array(record, dtype=np.float64).reshape(-1, 5)
    rows = len(table) - diverged
    positions, losses = np.empty((rows + 1, 2)), np.empty(rows + 1)
    positions[0], losses[0] = (x, y), loss
    positions[1:], losses[1:] = table[:rows, 2:4], table[:rows, 4]
    return Trajectory(
        optimizer=optimizer,
        positions=_fixed(positions),
        losses=_fixed(losses),
        gradients=_fixed(table[:rows, :2].copy()),
        diverged_at=rows + 1 if diverged else None,
        _states=states,
    )


def _walk_by_coordinate(
    optimizer: Optimizer,
    surface: Surface,
    start: tuple[float, float, float],
    steps: int,
    schedule: Schedule | None,
    noise: Noise | None,
) -> tuple[list[float], list[tuple[State, State]], bool]:
    # At one start a NumPy call costs more than the arithmetic in it: floats are seven times faster.
    update, value, gradient_at, isfinite = optimizer.update, surface.value, surface.gradient, math.isfinite
    x, y, loss = start
    state_x, state_y = optimizer.init(x), optimizer.init(y)
    record: list[float] = []
    states = [(state_x, state_y)]
    for t in range(steps):
        gx, gy = gradient_at(x, y)
        if noise is not None:
            gx, gy = map(float, noise(t, (gx, gy)))
        try:
            dx, next_x = update(gx, state_x, x)
            dy, next_y = update(gy, state_y, y)
        except ArithmeticError:
            # Python raises where arrays give inf or nan (0 / 0 with ε = 0): step this once on arrays.
            dx, next_x = _update_as_array(optimizer, gx, state_x, x)
            dy, next_y = _update_as_array(optimizer, gy, state_y, y)
        state_x, state_y = next_x, next_y
        if schedule is not None:
            factor = float(schedule(t))
            dx, dy = dx * factor, dy * factor
        x, y = x + dx, y + dy
        loss = value(x, y)
        record += (gx, gy, x, y, loss)
        states.append((state_x, state_y))
        if not (isfinite(loss) and isfinite(x) and isfinite(y)):
            return record, states, True
    return record, states, False


def _update_as_array(
    optimizer: Optimizer, gradient: float, state: State, position: float
) -> tuple[float, State]:
    with np.errstate(all="ignore"):
        return _unwrapped(  # type: ignore[no-any-return]
            optimizer.update(_wrapped(gradient), _wrapped(state), _wrapped(position))
        )


def _walk_as_pair(
    optimizer: Optimizer,
    surface: Surface,
    start: tuple[float, float, float],
    steps: int,
    schedule: Schedule | None,
    noise: Noise | None,
) -> tuple[list[float], list[State], bool]:
    x, y, loss = start
    state = optimizer.init((x, y))
    record: list[float] = []
    states = [state]
    for t in range(steps):
        gradient = surface.gradient(x, y)
        if noise is not None:
            gx, gy = noise(t, gradient)
            gradient = float(gx), float(gy)
        try:
            (dx, dy), state = optimizer.update_pair(gradient, state, (x, y), surface)
        except ArithmeticError:
            with np.errstate(all="ignore"):
                (dx, dy), state = _unwrapped(
                    optimizer.update_pair(_wrapped(gradient), _wrapped(state), _wrapped((x, y)), surface)
                )
        if schedule is not None:
            factor = float(schedule(t))
            dx, dy = dx * factor, dy * factor
        x, y = x + dx, y + dy
        loss = surface.value(x, y)
        record += (*gradient, x, y, loss)
        states.append(state)
        if not (math.isfinite(loss) and math.isfinite(x) and math.isfinite(y)):
            return record, states, True
    return record, states, False


def _wrapped(numbers: Any) -> Any:
    """Floats in nested tuples as arrays of one."""
    return tuple(map(_wrapped, numbers)) if isinstance(numbers, tuple) else np.array([numbers])


def _unwrapped(arrays: Any) -> Any:
    return tuple(map(_unwrapped, arrays)) if isinstance(arrays, tuple) else float(np.asarray(arrays).item())


def _checked(
    optimizer: Optimizer, start: Sequence[float] | Array, steps: int
) -> tuple[tuple[float, float], int]:
    steps = whole_steps(steps)
    if any(isinstance(value, np.ndarray) for value in vars(optimizer).values()):
        raise ValueError("optimizer must have numbers as hyper-parameters, got an array: see finals")
    try:
        x, y = map(float, start)
    except (TypeError, ValueError):
        raise ValueError(f"start must be a pair (x, y), got {start!r}") from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(f"start must be finite, got {start!r}")
    return (x, y), steps


def whole_steps(steps: Any) -> int:
    """`steps` as an int; ValueError where it is not a whole number from 0."""
    try:
        whole = operator.index(steps)
    except TypeError:
        raise ValueError(f"steps must be a whole number, got {steps!r}") from None
    if whole < 0:
        raise ValueError(f"steps must be at least 0, got {steps!r}")
    return whole


def _fixed(array: Array) -> Array:
    """Write-protected: a run may be cached and shared."""
    array.setflags(write=False)
    return array
