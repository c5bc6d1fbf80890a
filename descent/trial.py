"""Everything that one run depends on, as one value: what caches know it by, and what processes are sent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from descent.motion import STILL, Motion
from descent.noise import SILENT, Noise
from descent.run import Trajectory, descend
from descent.schedule import CONSTANT, Schedule
from optimizers import Optimizer
from surfaces import Surface


@dataclass(frozen=True)
class Trial:
    """A rule on a surface from a start (x, y), with what surrounds it."""

    optimizer: Optimizer
    surface: Surface
    start: tuple[float, float]
    steps: int
    schedule: Schedule = CONSTANT
    noise: Noise = SILENT
    motion: Motion = STILL

    def run(self) -> Trajectory:
        """The run, recorded; ValueError where `descend` raises it."""
        return descend(
            self.optimizer,
            self.surface,
            start=self.start,
            steps=self.steps,
            **self.around,
        )

    @property
    def around(self) -> dict[str, Any]:
        """What surrounds the rule, by the names that `descend`, `finals` and `settle` have for it."""
        return {"schedule": self.schedule, "noise": self.noise, "motion": self.motion}

    @property
    def name(self) -> str:
        """A short hash of all of it, equal in every process."""
        where = f"{self.surface.identity} {self.start} {self.steps}"
        whole = f"{self.optimizer!r} {where} {self.schedule!r} {self.noise!r} {self.motion!r}"
        return hashlib.blake2s(whole.encode(), digest_size=6).hexdigest()
