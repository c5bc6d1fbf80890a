"""Many lanes, step by step."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.march import march_of
from optimizers import Optimizer
from surfaces import Surface

Array = NDArray[np.float64]


def walk(
    optimizer: Optimizer, surface: Surface, starts: Array, steps: int
) -> Iterator[tuple[Array, Array, Array]]:
    """Yield x, y and loss, each (N,), at the `starts` (2, N) and after each step.

    The arrays are the walk's own: they hold until the next step, and must not be changed. After its first
    loss that is not finite a lane has nan for loss, and in one of its coordinates at least. To be walked
    where NumPy's warnings are off, since numbers may overflow on the way.
    """
    march = march_of(optimizer, surface)
    if march is None:
        yield from _on_arrays(optimizer, surface, starts, steps)
        return
    machine = march.begin(optimizer, starts)
    x, y, loss = (machine.array(symbol) for symbol in (*march.position, march.loss))
    yield x, y, loss
    for _ in range(steps):
        machine.step()
        yield x, y, loss


def _on_arrays(
    optimizer: Optimizer, surface: Surface, starts: Array, steps: int
) -> Iterator[tuple[Array, Array, Array]]:
    """The same for a rule or a surface that cannot be recorded, about half as fast."""
    position = starts
    state = optimizer.init(position if optimizer.elementwise else (position[0], position[1]))
    for t in range(steps + 1):
        if t:
            step, state = _step(optimizer, surface, position, state)
            position = position + step
        loss = surface.value(position[0], position[1])
        finite = np.isfinite(loss + position[0] + position[1])
        if not finite.all():
            # nan passes on to every later position, and to no other lane.
            position = np.where(finite, position, np.nan)
            loss = np.where(finite, loss, np.nan)
        yield position[0], position[1], loss


def _step(optimizer: Optimizer, surface: Surface, position: Array, state: Any) -> tuple[Array, Any]:
    gradient = surface.gradient(position[0], position[1])
    if optimizer.elementwise:
        return optimizer.update(np.stack(gradient), state, position)
    pair, state = optimizer.update_pair(gradient, state, (position[0], position[1]), surface)
    return np.stack(pair), state
