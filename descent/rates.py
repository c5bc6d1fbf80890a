"""A learning rate to begin with, for any rule on any surface."""

from functools import lru_cache
from typing import Any

import numpy as np

from descent.walk import walk
from optimizers import Optimizer, hypers
from surfaces import Surface

# The 1–2–5 grid from 1e-4 to 10.
RATES: tuple[float, ...] = (*(float(f"{m}e{e}") for e in range(-4, 1) for m in (1, 2, 5)), 10.0)


@lru_cache(maxsize=1024)
def default_learning_rate(
    optimizer_class: type[Optimizer], surface: Surface, steps: int = 500, tolerance: float = 1e-3
) -> float:
    """The rate to show first: fast, but one under which the ball rolls and does not jump.

    On the 1–2–5 grid from 1e-4 to 10, with all else at its default, keep the rates whose run from the
    surface's start never leaves the domain and takes no step longer than a twelfth of the domain's diagonal.
    Of these take the one that is first within the tolerance of the lowest loss and stays there. If none
    stays, aim higher: at the best loss that any of them ends with (the highest in its last tenth, so that a
    calm end beats a wild one), plus a hundredth of the way down to it; the first that comes this low to stay
    is taken. If even so none stays, the one that ends best. Ties go to the smaller rate. If no rate
    qualifies, the smallest. A rule whose steps have their length from the curvature keeps its own default.
    """
    rule: Any = optimizer_class  # its fields are not known here; every rule has a learning_rate
    if rule.own_scale:
        return float(hypers(rule)["learning_rate"].default)
    rates = np.array(RATES)
    starts = np.repeat(np.array(surface.start)[:, None], len(rates), axis=1)
    positions, losses = np.empty((steps + 1, *starts.shape)), np.empty((steps + 1, len(rates)))
    with np.errstate(all="ignore"):
        for t, (x, y, loss) in enumerate(walk(rule(learning_rate=rates), surface, starts, steps)):
            positions[t, 0], positions[t, 1], losses[t] = x, y, loss
    lower, upper = (np.array(bound)[:, None] for bound in zip(*surface.domain, strict=True))
    # nan compares as False, and inf is outside: a diverged lane neither stays inside nor settles.
    inside = ((lower <= positions) & (positions <= upper)).all(axis=(0, 1))
    with np.errstate(invalid="ignore"):
        lengths = np.hypot(*np.moveaxis(np.diff(positions, axis=0), 1, 0))
    rolls = inside & (lengths <= surface.diagonal / 12.0).all(axis=0)
    if not rolls.any():
        return RATES[0]
    endings = np.where(rolls, losses[-(1 + steps // 10) :].max(axis=0), np.inf)
    best = endings.min()
    aims = [best + 0.01 * (losses[0, 0] - best)]
    if surface.lowest is not None:
        aims.insert(0, surface.lowest + tolerance)
    for aim in aims:
        settled = np.where(rolls, _settled(losses, aim), np.inf)
        if np.isfinite(settled).any():
            return RATES[int(settled.argmin())]
    return RATES[int(endings.argmin())]


def _settled(losses: Any, aim: float) -> Any:
    """The step from which each lane's loss stays at or below `aim` to the end; inf where it does not."""
    above = ~(losses <= aim)
    last_above = len(losses) - np.argmax(above[::-1], axis=0)
    return np.where(above[-1], np.inf, np.where(above.any(axis=0), last_above, 0))
