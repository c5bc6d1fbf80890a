"""What one setting is run through: several starts, or several seeds of the noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Trial
from tuning.plan import Plan
from tuning.settings import STARTS

Array = NDArray[np.float64]


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
    if plan.over == "starts":
        return Replicates(np.concatenate([own, _drawn(trial, plan)], axis=1), None)
    if not trial.noise.is_random:
        return Replicates(own, None)
    count = int(plan.count)
    return Replicates(np.repeat(own, count, axis=1), trial.noise.seeds(count))


def _drawn(trial: Trial, plan: Plan) -> Array:
    """The other starts, evenly over the domain, or over the part of it that the surface's box leaves."""
    surface = trial.surface
    shares = np.random.default_rng([int(plan.seed), STARTS]).random((int(plan.count) - 1, 2)).T
    within = surface.box or surface.domain
    lows = [max(low, least) for (low, _), (least, _) in zip(surface.domain, within, strict=True)]
    highs = [min(high, most) for (_, high), (_, most) in zip(surface.domain, within, strict=True)]
    low, high = np.array(lows)[:, None], np.array(highs)[:, None]
    starts: Array = low + (high - low) * shares
    return starts
