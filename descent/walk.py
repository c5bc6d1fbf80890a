"""Many lanes, step by step."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.march import boxed, march_of
from descent.motion import Shifted
from descent.signals import QUIET, Signals
from optimizers import Optimizer
from surfaces import Surface

Array = NDArray[np.float64]


def walk(
    optimizer: Optimizer, surface: Surface, starts: Array, steps: int, signals: Signals = QUIET
) -> Iterator[tuple[Array, Array, Array]]:
    """Yield x, y and loss, each (N,), at the `starts` (2, N) and after each step.

    The arrays are the walk's own: they hold until the next step, and must not be changed. From its first loss
    on that is not finite, a lane has nan for position and loss. To be walked where NumPy's warnings are off,
    since numbers may overflow on the way.
    """
    march = march_of(optimizer, surface, signals.shape)
    if march is None:
        yield from _on_arrays(optimizer, surface, starts, steps, signals)
        return
    machine = march.begin(optimizer, starts, signals)
    x, y, loss = (machine.array(symbol) for symbol in (*march.position, march.loss))
    lost = Lost(x, y, loss)
    for t in range(steps + 1):
        if t:
            machine.step(signals.of_step(t - 1))
        lost.stay()
        yield x, y, loss


class Lost:
    """The lanes whose loss or position was not finite once: they stay nan, wherever rule and surface lead."""

    def __init__(self, x: Array, y: Array, loss: Array) -> None:
        self._rows = x, y, loss
        self._lost = np.zeros(len(loss), dtype=bool)
        self._any = False

    def stay(self) -> None:
        # The quickest question about all lanes at once; where the sum is not finite, each lane is asked. A
        # position does not come back from infinity; a surface whose loss is finite there has to be found yet.
        if not math.isfinite(np.add.reduce(self._rows[2])):
            for row in self._rows:
                np.logical_or(self._lost, ~np.isfinite(row), out=self._lost)
            self._any = bool(self._lost.any())
        if self._any:
            for row in self._rows:
                np.copyto(row, np.nan, where=self._lost)


def _on_arrays(
    optimizer: Optimizer, surface: Surface, starts: Array, steps: int, signals: Signals = QUIET
) -> Iterator[tuple[Array, Array, Array]]:
    """The same for a rule or a surface that cannot be recorded, about half as fast."""
    position = starts
    state = optimizer.init(position if optimizer.elementwise else (position[0], position[1]))
    for t in range(steps + 1):
        landscape = landscape_at(surface, signals, t)
        if t:
            before = landscape_at(surface, signals, t - 1)
            gradient = signals.gradient(surface, t - 1, position[0], position[1])
            step, state = _step(optimizer, before, position, gradient, state)
            if signals.factors is not None:
                step = step * signals.factors[t - 1]
            position = np.stack(boxed(surface, *(position + step)))
        loss = landscape.value(position[0], position[1])
        finite = np.isfinite(loss + position[0] + position[1])
        if not finite.all():
            # nan passes on to every later position, and to no other lane.
            position = np.where(finite, position, np.nan)
            loss = np.where(finite, loss, np.nan)
        yield position[0], position[1], loss


def landscape_at(surface: Surface, signals: Signals, t: int) -> Any:
    """The surface as it stands before step t."""
    return surface if signals.shifts is None else Shifted(surface, *signals.shifts[t].tolist())


def _step(
    optimizer: Optimizer, landscape: Any, position: Array, gradient: tuple[Any, Any], state: Any
) -> tuple[Array, Any]:
    if optimizer.elementwise:
        return optimizer.update(np.stack(gradient), state, position)
    pair, state = optimizer.update_pair(gradient, state, (position[0], position[1]), landscape)
    return np.stack(pair), state
