"""One trial with many seeds, step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent.signals import signals_of
from descent.trial import Trial
from descent.walk import walk

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Swarm:
    """The runs of one trial with as many seeds.

    positions: (steps + 1, 2, n), row 0 the start. losses: (steps + 1, n), the true loss at each position.
    seeds: (n,). A seed that diverged has nan for both from the first step on whose loss or position is not
    finite.
    shifts: (steps + 1, 2), how far the landscape had moved at each position, or None.
    """

    positions: Array
    losses: Array
    seeds: NDArray[np.int64]
    shifts: Array | None = None

    @property
    def steps(self) -> int:
        return len(self.losses) - 1

    @cached_property
    def diverged(self) -> NDArray[np.bool_]:
        """Which of the seeds diverged, (n,)."""
        lost: NDArray[np.bool_] = np.isnan(self.losses[-1])
        return lost

    @cached_property
    def places(self) -> Array:
        """Where each seed ended on the landscape, moved or not, (2, n)."""
        last: Array = self.positions[-1]
        return last if self.shifts is None else last - self.shifts[-1][:, None]


def swarm(trial: Trial, count: int) -> Swarm:
    """The trial run `count` times, with the seed of its noise and those that follow.

    ValueError for a count that is not a whole number from 1, and for a start whose loss is not finite.
    """
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ValueError(f"count must be a whole number of at least 1, got {count!r}")
    seeds = trial.noise.seeds(count)
    starts = np.repeat(np.array(trial.start, dtype=np.float64)[:, None], count, axis=1)
    signals = signals_of(trial.surface, trial.steps, trial.schedule, trial.noise, trial.motion, seeds)
    positions = np.empty((trial.steps + 1, 2, count))
    losses = np.empty((trial.steps + 1, count))
    with np.errstate(all="ignore"):
        if not math.isfinite(loss := float(trial.surface.value(*trial.start))):
            raise ValueError(f"start must have a finite loss, got {loss} at {trial.start!r}")
        for t, (x, y, value) in enumerate(walk(trial.optimizer, trial.surface, starts, trial.steps, signals)):
            positions[t, 0], positions[t, 1], losses[t] = x, y, value
    return Swarm(positions, losses, seeds, signals.shifts)
