"""The search for one optimizer's best setting, in pieces that can be run one after the other, elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import Stopped, Trial, finals
from knob import Knob
from tuning.numbers import tuned_numbers
from tuning.plan import Plan
from tuning.replicates import Replicates, replicates_of
from tuning.settings import settings_of

Array = NDArray[np.float64]
Ends = tuple[Array, Array]  # gaps and steps, each (settings, replicates)

# A piece takes less than a second, and has so many lanes that NumPy's calls are more than their overhead.
LANE_STEPS = 8_000_000
# As many at least, so that one sees how far it is.
LEAST_PIECES = 4


@dataclass(frozen=True)
class Tuning:
    """The search for the best setting of `trial.optimizer`, by the rule that `tuning` states.

    A task for a worker: `begin` makes the empty result, `pieces` are run in any process, `put` takes in what
    they found. The trial's own values are the first setting that is tried. Raises ValueError for a surface
    without a lowest loss, above which nothing can be measured.
    """

    trial: Trial
    plan: Plan
    tolerance: float

    def __post_init__(self) -> None:
        if self.trial.surface.lowest is None:
            raise ValueError(f"surface must have a lowest loss, got {self.trial.surface.name}")

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """What is tuned, the learning rate first."""
        return tuned_numbers(self.trial.optimizer, self.plan.numbers)

    @property
    def name(self) -> str:
        """A short hash of all of it, equal in every process."""
        return self._hash(self.trial)

    @property
    def ground(self) -> str:
        """A name for all but the own setting: searches with the same one share all settings but the first."""
        rule: Any = self.trial.optimizer
        usual = replace(rule, **{knob.name: knob.default for knob in self.knobs})
        return self._hash(replace(self.trial, optimizer=usual))

    def _hash(self, trial: Trial) -> str:
        whole = f"tuning {trial.name} {self.plan!r} {self.tolerance!r}"
        return hashlib.blake2s(whole.encode(), digest_size=6).hexdigest()

    @cached_property
    def settings(self) -> Array:
        """What is tried, (settings, knobs), the trial's own setting first."""
        own = [float(getattr(self.trial.optimizer, knob.name)) for knob in self.knobs]
        return np.concatenate([np.array([own]), settings_of(self.knobs, self.plan)])

    @cached_property
    def replicates(self) -> Replicates:
        return replicates_of(self.trial, self.plan)

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone, for another process: what follows from them is computed there."""
        return {name: vars(self)[name] for name in ("trial", "plan", "tolerance")}

    def begin(self) -> Found:
        shape = len(self.settings), self.replicates.count
        return Found(np.full(shape, np.nan), np.full(shape, np.nan))

    def pieces(self) -> Sequence[Piece]:
        count = len(self.settings)
        most = LANE_STEPS // (self.replicates.count * max(self.trial.steps, 1))
        pieces = min(max(-(-count // max(most, 1)), LEAST_PIECES), count)
        edges = [count * place // pieces for place in range(pieces + 1)]
        return [Piece(self, first, last) for first, last in pairwise(edges)]

    def put(self, result: Found, piece: Piece, answer: Ends) -> None:
        rows = slice(piece.first, piece.last)
        result.gaps[rows], result.steps[rows] = answer


@dataclass(frozen=True, eq=False)
class Found:
    """How the runs ended, each (settings, replicates), nan where one has not been made.

    gaps: the final loss above the surface's lowest, inf where the run diverged. steps: until the tolerance;
    one more than the run had where it did not arrive, or diverged.
    """

    gaps: Array
    steps: Array


@dataclass(frozen=True)
class Piece:
    """Some of a search's settings, from `first` to before `last`, with all their replicates."""

    tuning: Tuning
    first: int
    last: int

    @property
    def weight(self) -> float:
        """Its share of the search's work."""
        return (self.last - self.first) / len(self.tuning.settings)

    def run(self, stop: Callable[[], bool] | None = None) -> Ends | None:
        """How the runs ended; None where it was stopped on the way."""
        trial, replicates = self.tuning.trial, self.tuning.replicates
        values = self.tuning.settings[self.first : self.last]
        shape = len(values), replicates.count
        lanes = {
            knob.name: np.repeat(column, replicates.count)
            for knob, column in zip(self.tuning.knobs, values.T, strict=True)
        }
        rule: Any = trial.optimizer
        try:
            ends = finals(
                replace(rule, **lanes),
                trial.surface,
                np.tile(replicates.starts, shape[0]),
                trial.steps,
                self.tuning.tolerance,
                **trial.around,
                seeds=None if replicates.seeds is None else np.tile(replicates.seeds, shape[0]),
                stop=stop,
            )
        except Stopped:
            return None
        return measured(ends.losses.reshape(shape), ends.steps_to.reshape(shape), trial)


def measured(losses: Array, steps_to: NDArray[np.int64], trial: Trial) -> Ends:
    """What counts of how runs ended: see `Found`."""
    lowest = trial.surface.lowest or 0.0
    diverged = np.isnan(losses)
    # A minimum is written down with a last digit, below which a run may end.
    gaps = np.where(diverged, np.inf, np.maximum(losses - lowest, 0.0))
    steps = np.where(diverged | (steps_to < 0), trial.steps + 1, steps_to)
    return gaps, steps.astype(np.float64)
