"""A learning rate to begin with, for any rule on any surface."""

from functools import lru_cache

import numpy as np

from descent.lanes import walk
from optimizers import Optimizer
from surfaces import Surface

# The 1–2–5 grid from 1e-4 to 10.
RATES: tuple[float, ...] = (*(float(f"{m}e{e}") for e in range(-4, 1) for m in (1, 2, 5)), 10.0)


@lru_cache(maxsize=1024)
def default_learning_rate(
    optimizer_class: type[Optimizer], surface: Surface, steps: int = 500, tolerance: float = 1e-3
) -> float:
    """The rate to show first: fast, but one under which the ball rolls and does not jump.

    On the 1–2–5 grid from 1e-4 to 10, with all else at its default, keep the rates whose run from the
    surface's start never leaves the domain and takes no step longer than an eighth of the domain's diagonal.
    Of these take the one that first has a loss within the tolerance of the lowest; if none arrives, the one
    with the lowest loss at the end. Ties go to the smaller rate. If no rate qualifies, the smallest.
    """
    rates = np.array(RATES)
    (x0, x1), (y0, y1) = surface.domain
    target = -np.inf if surface.lowest is None else surface.lowest + tolerance
    rolls = np.full(len(rates), True)
    arrived = np.full(len(rates), np.inf)
    before = np.repeat(np.array(surface.start)[:, None], len(rates), axis=1)
    loss = np.full(len(rates), np.inf)
    for t, (position, loss) in enumerate(walk(optimizer_class(learning_rate=rates), surface, before, steps)):  # type: ignore[call-arg]
        x, y = position
        # nan compares as False: a diverged lane is out.
        rolls &= (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)
        rolls &= np.hypot(*(position - before)) <= surface.diagonal / 8.0
        arrived[np.isinf(arrived) & (loss <= target)] = t
        before = position
        if not rolls.any():
            return RATES[0]
    if np.isfinite(arrived[rolls]).any():
        return RATES[int(np.argmin(np.where(rolls, arrived, np.inf)))]
    return RATES[int(np.argmin(np.where(rolls, loss, np.inf)))]
