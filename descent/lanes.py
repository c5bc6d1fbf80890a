"""Many starts, or many settings, at once: only where they end is kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizers import Optimizer
from surfaces import Surface

Array = NDArray[np.float64]

# What a block of lanes touches at each step stays in the cache; a power of two would alias in it.
BLOCK = 10_000


@dataclass(frozen=True, eq=False)
class Finals:
    """Where each lane ended.

    positions: (2, N). losses: (N,). steps_to: (N,), the first step with a loss within the tolerance of the
    lowest, −1 where there was none. A diverged lane has nan for position and loss.
    """

    positions: Array
    losses: Array
    steps_to: NDArray[np.int64]


def finals(
    optimizer: Optimizer, surface: Surface, starts: ArrayLike, steps: int, tolerance: float = 1e-3
) -> Finals:
    """Run each of the `starts` (2, N) for `steps` steps.

    Hyper-parameters may be arrays (N,), one value for each lane. Raises ValueError, before any work, for
    starts that are not (2, N) or not finite, for steps < 0, and for hyper-parameters of another length.
    """
    begin = np.asarray(starts, dtype=np.float64)
    if begin.ndim != 2 or begin.shape[0] != 2:
        raise ValueError(f"starts must have the shape (2, N), got {begin.shape}")
    if not np.isfinite(begin).all():
        raise ValueError("starts must be finite")
    if steps < 0:
        raise ValueError(f"steps must be at least 0, got {steps!r}")
    lanes = begin.shape[1]
    settings = {name: value for name, value in vars(optimizer).items() if isinstance(value, np.ndarray)}
    for name, value in settings.items():
        if value.shape != (lanes,):
            raise ValueError(f"{name} must have one value for each of {lanes} lanes, got {value.shape}")
    target = -np.inf if surface.lowest is None else surface.lowest + tolerance
    result = Finals(np.empty((2, lanes)), np.empty(lanes), np.full(lanes, -1, dtype=np.int64))
    for first in range(0, lanes, BLOCK):
        block = slice(first, first + BLOCK)
        here: Any = replace(optimizer, **{name: value[block] for name, value in settings.items()})
        steps_to = result.steps_to[block]
        for t, last in enumerate(walk(here, surface, begin[:, block], steps)):
            steps_to[(steps_to < 0) & (last[1] <= target)] = t
        result.positions[:, block], result.losses[block] = last
    return result


def walk(optimizer: Optimizer, surface: Surface, starts: Array, steps: int) -> Iterator[tuple[Array, Array]]:
    """Yield positions (2, N) and losses (N,) at the start and after each step; nan in lanes that diverged."""
    position = starts
    state = optimizer.init(position if optimizer.elementwise else (position[0], position[1]))
    for t in range(steps + 1):
        with np.errstate(all="ignore"):
            if t:
                gradient = surface.gradient(position[0], position[1])
                if optimizer.elementwise:
                    step, state = optimizer.update(np.stack(gradient), state, position)
                else:
                    pair, state = optimizer.update_pair(gradient, state, (position[0], position[1]), surface)
                    step = np.stack(pair)
                position = position + step
            loss = surface.value(position[0], position[1])
            finite = np.isfinite(loss + position[0] + position[1])
            if not finite.all():
                # nan passes on to every later position, and to no other lane.
                position = np.where(finite, position, np.nan)
                loss = np.where(finite, loss, np.nan)
        yield position, loss
