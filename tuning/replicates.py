"""What one setting is run through: several starts, or several seeds of the noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Trial
from tuning.plan import Plan
from tuning.settings import STARTS

Array = NDArray[np.float64]

# How far a nearby start is in x and in y at most, in widths of the domain.
NEARBY = 0.1


@dataclass(frozen=True, eq=False)
class Replicates:
    """starts: (2, replicates). seeds: (replicates,), or None where all share the seed of the noise."""

    starts: Array
    seeds: NDArray[np.int64] | None

    @property
    def count(self) -> int:
        return len(self.starts[0])


def replicates_of(trial: Trial, plan: Plan) -> Replicates:
    """The first is the trial itself. Other seeds where nothing is random would be the same run again: one."""
    own = np.array(trial.start, dtype=np.float64)[:, None]
    if plan.over != "seeds":
        return Replicates(np.concatenate([own, _drawn(trial, plan)], axis=1), None)
    if not trial.noise.is_random_on(trial.surface):
        return Replicates(own, None)
    count = int(plan.count)
    return Replicates(np.repeat(own, count, axis=1), trial.noise.seeds(count))


def _drawn(trial: Trial, plan: Plan) -> Array:
    """The other starts, evenly over the domain, or over the part of it that is near the race's own."""
    shares = np.random.default_rng([int(plan.seed), STARTS]).random((int(plan.count) - 1, 2)).T
    within = trial.surface.box or trial.surface.domain
    sides = []
    for at, domain, box in zip(trial.start, trial.surface.domain, within, strict=True):
        low, high = max(domain[0], box[0]), min(domain[1], box[1])
        reach = NEARBY * (domain[1] - domain[0])
        if plan.over == "nearby":
            # Near a start outside there is nothing of the domain.
            inside = low <= at <= high
            low = max(low, at - reach) if inside else at - reach
            high = min(high, at + reach) if inside else at + reach
        sides.append((low, high))
    lows, highs = np.array(sides).T[:, :, None]
    starts: Array = lows + (highs - lows) * shares
    return starts
