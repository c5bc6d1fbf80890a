"""One lane, step by step, on floats: at one start a NumPy call costs more than the arithmetic in it.

The record of a walk is a flat list, since that becomes an array in half the time of a list of rows. For each
step it holds the gradient that the rule saw, the position and the loss after the step, and all that the rule
remembers then: gx, gy, x, y, loss, and the entries in the order of `entries_of`.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from descent.compiled import walk_of
from descent.march import entries_of, flat
from optimizers import Optimizer
from optimizers.base import State
from surfaces import Surface

Schedule = Callable[[int], float]
Noise = Callable[[int, tuple[float, float]], tuple[float, float]]


def walk_one(
    optimizer: Optimizer,
    surface: Surface,
    start: tuple[float, float, float],
    steps: int,
    schedule: Schedule | None,
    noise: Noise | None,
) -> tuple[list[float], bool]:
    """The record from `start` = (x, y, loss), and whether the last loss or position in it is not finite."""
    if schedule is None and noise is None and (walk := walk_of(optimizer, surface)):
        x, y, loss = start
        try:
            return walk(optimizer, entries_of(optimizer, (x, y)), x, y, loss, *surface.gradient(x, y), steps)
        except ArithmeticError:
            pass  # a division by zero, where arrays give inf or nan: one step at a time knows what to do
    stepped = _by_coordinate if optimizer.elementwise else _as_pair
    return stepped(optimizer, surface, start, steps, schedule, noise)


def _by_coordinate(
    optimizer: Optimizer,
    surface: Surface,
    start: tuple[float, float, float],
    steps: int,
    schedule: Schedule | None,
    noise: Noise | None,
) -> tuple[list[float], bool]:
    update, value, gradient_at, isfinite = optimizer.update, surface.value, surface.gradient, math.isfinite
    x, y, _ = start
    state_x, state_y = optimizer.init(x), optimizer.init(y)
    record: list[float] = []
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
        record += state_x
        record += state_y
        if not (isfinite(loss) and isfinite(x) and isfinite(y)):
            return record, True
    return record, False


def _update_as_array(
    optimizer: Optimizer, gradient: float, state: State, position: float
) -> tuple[float, State]:
    with np.errstate(all="ignore"):
        return _unwrapped(  # type: ignore[no-any-return]
            optimizer.update(_wrapped(gradient), _wrapped(state), _wrapped(position))
        )


def _as_pair(
    optimizer: Optimizer,
    surface: Surface,
    start: tuple[float, float, float],
    steps: int,
    schedule: Schedule | None,
    noise: Noise | None,
) -> tuple[list[float], bool]:
    x, y, loss = start
    state = optimizer.init((x, y))
    record: list[float] = []
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
        record += flat(state)
        if not (math.isfinite(loss) and math.isfinite(x) and math.isfinite(y)):
            return record, True
    return record, False


def _wrapped(numbers: Any) -> Any:
    """Floats in nested tuples as arrays of one."""
    return tuple(map(_wrapped, numbers)) if isinstance(numbers, tuple) else np.array([numbers])


def _unwrapped(arrays: Any) -> Any:
    return tuple(map(_unwrapped, arrays)) if isinstance(arrays, tuple) else float(np.asarray(arrays).item())
