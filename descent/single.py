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
from descent.march import boxed, entries_of, flat
from descent.signals import Signals
from descent.walk import landscape_at
from optimizers import Optimizer
from surfaces import Surface

Given = Callable[[int, tuple[float, float]], tuple[float, float]]


def walk_one(
    optimizer: Optimizer,
    surface: Surface,
    start: tuple[float, float, float],
    steps: int,
    signals: Signals,
    noise: Given | None = None,
) -> tuple[list[float], bool]:
    """The record from `start` = (x, y, loss), and whether the last loss or position in it is not finite.

    `noise(t, gradient)` gives the gradient that the rule sees, in place of the signals' noise.
    """
    if noise is None and (walk := walk_of(optimizer, surface, signals.shape)):
        x, y, loss = start
        seen = signals.seen(0, surface.gradient(x, y))
        rows = zip(*signals.columns(), strict=True) if signals.shape.names else range(steps)
        try:
            return walk(optimizer, entries_of(optimizer, (x, y)), x, y, loss, *map(float, seen), rows)
        except ArithmeticError:
            pass  # a division by zero, where arrays give inf or nan: one step at a time knows what to do
    return _step_by_step(optimizer, surface, start, steps, signals, noise)


def _step_by_step(
    optimizer: Optimizer,
    surface: Surface,
    start: tuple[float, float, float],
    steps: int,
    signals: Signals,
    noise: Given | None,
) -> tuple[list[float], bool]:
    take = _step_of(optimizer)
    x, y, _ = start
    state: Any = (optimizer.init(x), optimizer.init(y)) if optimizer.elementwise else optimizer.init((x, y))
    record: list[float] = []
    for t in range(steps):
        landscape = landscape_at(surface, signals, t)
        gx, gy = noise(t, landscape.gradient(x, y)) if noise else signals.gradient(surface, t, x, y)
        gradient = float(gx), float(gy)
        try:
            (dx, dy), state = take(gradient, state, (x, y), landscape)
        except ArithmeticError:
            # Python raises where arrays give inf or nan (0 / 0 with ε = 0): step this once on arrays.
            (dx, dy), state = _unwrapped(
                take(_wrapped(gradient), _wrapped(state), _wrapped((x, y)), landscape)
            )
        if signals.factors is not None:
            factor = float(signals.factors[t])
            dx, dy = dx * factor, dy * factor
        x, y = boxed(surface, x + dx, y + dy)
        loss = landscape_at(surface, signals, t + 1).value(x, y)
        record += (*gradient, x, y, loss)
        record += flat(state)
        if not (math.isfinite(loss) and math.isfinite(x) and math.isfinite(y)):
            return record, True
    return record, False


def _step_of(optimizer: Optimizer) -> Callable[[Any, Any, Any, Any], Any]:
    """Both kinds of rule as one: gradient, state, position, landscape to step and next state, as pairs."""

    def by_coordinate(gradient: Any, state: Any, position: Any, _landscape: Any) -> Any:
        dx, state_x = optimizer.update(gradient[0], state[0], position[0])
        dy, state_y = optimizer.update(gradient[1], state[1], position[1])
        return (dx, dy), (state_x, state_y)

    def as_pair(gradient: Any, state: Any, position: Any, landscape: Any) -> Any:
        return optimizer.update_pair(gradient, state, position, landscape)

    return by_coordinate if optimizer.elementwise else as_pair


def _wrapped(numbers: Any) -> Any:
    """Floats in nested tuples as arrays of one."""
    return tuple(map(_wrapped, numbers)) if isinstance(numbers, tuple) else np.array([numbers])


def _unwrapped(arrays: Any) -> Any:
    return tuple(map(_unwrapped, arrays)) if isinstance(arrays, tuple) else float(np.asarray(arrays).item())
