"""What is to be said of a step as a whole, after its coordinates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from descent import Trajectory
from descent.staged import StagedStep
from inside.evidence import SAME, Evidence, Flags
from inside.words import figures
from optimizers.quantities import HAT

FIRST = 10  # steps in which bias correction is told before anything else
GOOD_PART = 0.25  # from which part of the rest of the step weight decay is told
FARTHER = 2.0  # from how many times the ball's own move on that of the landscape is told
TIMES = 2.0  # from which ratio of two rates they are told
TOLD = 0.05  # how far from 1 a factor must be to be worth a word
EQUAL = 1e-9


@dataclass(frozen=True)
class Remark:
    """`applies` (steps,), and its words for step t."""

    applies: Flags
    words: Callable[[int], str]


def remarks(run: Trajectory, stages: Sequence[StagedStep], seen: Evidence) -> list[Remark]:
    """The first that applies is the one."""
    found = [_last(run), _boxed(seen), _jumped(run, seen), _schedule(run, seen), _decay(seen)]
    found += [_correction(run, stages, seen), _signs(seen)]
    found += [_halved(run, stages), _curvature(stages), _rates(seen)]
    return [remark for remark in found if remark is not None]


def _last(run: Trajectory) -> Remark:
    last = np.arange(run.steps) == run.steps - 1
    return Remark(last & (run.diverged_at is not None), lambda _: "the next step diverges")


def _boxed(seen: Evidence) -> Remark:
    """Where the box took a part of the step; where it took all of it, that is the reason itself."""
    applies = (seen.held & (seen.move != 0.0)).any(axis=1)
    return Remark(applies, lambda _: "the edge of the box stops it")


def _jumped(run: Trajectory, seen: Evidence) -> Remark | None:
    """A landscape that has moved by more, since the last step, than the ball moves now."""
    if run.shifts is None:
        return None
    ways = np.hypot(*np.diff(run.shifts[: run.steps], axis=0, prepend=run.shifts[:1]).T)
    applies = ways > FARTHER * np.hypot(*seen.move.T)
    return Remark(applies, lambda t: f"the landscape itself has just moved by {figures(ways[t])}")


def _schedule(run: Trajectory, seen: Evidence) -> Remark | None:
    """A factor that is told, where there is a step to multiply."""
    factors = run.factors
    if factors is None:
        return None
    moves = (seen.move != 0.0).any(axis=1) & (seen.step != 0.0).any(axis=1)
    applies = moves & np.isfinite(factors) & (np.abs(factors - 1.0) > TOLD)
    return Remark(applies, lambda t: f"the schedule multiplies the step by {figures(factors[t])}")


def _decay(seen: Evidence) -> Remark | None:
    """Weight decay apart from the gradient, where it is a good part of the rest of the step."""
    if seen.decay is None:
        return None
    decay, rest = seen.decay, seen.step - seen.decay
    part = np.abs(decay) / np.abs(rest)
    known = np.isfinite(part) & (rest != 0.0) & (part >= GOOD_PART)
    against = known & (np.sign(decay) != np.sign(rest))
    # The larger part is told; what decay takes back counts for more than what it adds.
    weight = np.where(against, 2.0 * part, np.where(known, part, 0.0))
    axis = np.argmax(weight, axis=1)

    def words(t: int) -> str:
        i = axis[t]
        verb = "takes back" if against[t, i] else "adds"
        return f"weight decay {verb} {figures(100.0 * part[t, i])} % of {'xy'[i]}'s step"

    return Remark(known.any(axis=1), words)


def _correction(run: Trajectory, stages: Sequence[StagedStep], seen: Evidence) -> Remark | None:
    """How much longer it makes the step: by m̂ / m, and by √v / √v̂ where the rate is made of squares."""
    corrected = {
        name.removesuffix(HAT): rows
        for stage in stages
        if stage.key == "correction"
        for name, rows in stage.values.items()
        if name.endswith(HAT)
    }
    if seen.rate is None:
        return None
    alpha: float = getattr(run.optimizer, "learning_rate")  # noqa: B009
    known, longer = seen.pure & (seen.rate == alpha), np.ones((run.steps, 2))
    values = {name: rows for stage in stages for name, rows in stage.values.items()}
    if seen.root is not None:
        shrunk = np.ones((run.steps, 2))
        for name, rows in corrected.items():
            shrunk = np.sqrt(values[name] / rows) if seen.squares is rows else shrunk
        # What is added to the root must be too small to count, without the correction too.
        divided = np.abs(alpha / seen.rate - seen.root) < SAME * shrunk * seen.root
        known, longer = known | (seen.pure & divided), np.where(divided, shrunk, longer)
    for name, rows in corrected.items():
        if seen.memory is not None and seen.memory.after is rows:
            longer = longer * (rows / values[name])
    if seen.decay is not None:  # which no correction touches
        known = known & (np.abs(seen.decay) < SAME * np.abs(seen.step))
    x, y = longer.T
    alike = known.all(axis=1) & (np.abs(x / y - 1.0) < EQUAL) & (np.abs(x - 1.0) > TOLD)
    first = np.arange(run.steps) < FIRST
    return Remark(alike & first, lambda t: f"bias correction makes the step {_times(x[t])}")


def _times(factor: float) -> str:
    return f"{figures(factor)} times longer" if factor > 1.0 else f"{figures(1.0 / factor)} times shorter"


def _signs(seen: Evidence) -> Remark:
    """Both coordinates step equally far on unequal slopes."""
    x, y = np.abs(seen.step if seen.decay is None else seen.step - seen.decay).T
    gx, gy = np.abs(seen.slope).T
    applies = (x > 0.0) & (np.abs(x / y - 1.0) < EQUAL) & (np.abs(gx / gy - 1.0) > TOLD)
    return Remark(applies, lambda t: f"only the signs count: both step {figures(x[t])}")


def _halved(run: Trajectory, stages: Sequence[StagedStep]) -> Remark | None:
    """A search that halves the learning rate until the loss falls."""
    lengths = [stage.values["length"] for stage in stages if "length" in stage.values]
    if not lengths:
        return None
    rate: float = getattr(run.optimizer, "learning_rate")  # noqa: B009
    times = np.log2(rate / lengths[0][:, 0])
    falls = np.diff(run.losses) < 0.0
    applies = falls & (times >= 1.0) & (times == np.round(times))
    return Remark(applies, lambda t: f"the step was halved {_count(times[t])} until the loss fell")


def _count(times: float) -> str:
    return {1: "once", 2: "twice"}.get(int(times), f"{int(times)} times")


def _curvature(stages: Sequence[StagedStep]) -> Remark | None:
    """A negative curvature, by whose size alone the rule divides."""
    sized = any(r"\left|<smaller>\right|" in text for stage in stages for text in stage.equations.values())
    curvatures = [stage.values["smaller"][:, 0] for stage in stages if "smaller" in stage.values]
    if not curvatures or not sized:
        return None
    smaller = curvatures[0]

    def words(t: int) -> str:
        return f"one curvature is negative, −{figures(-smaller[t])}, but only its size counts"

    return Remark((smaller < 0.0) & np.isfinite(smaller), words)


def _rates(seen: Evidence) -> Remark | None:
    if seen.rate is None or seen.squares is None:
        return None
    x, y = seen.rate.T
    larger = np.maximum(x, y) / np.minimum(x, y)
    sx, sy = seen.squares.T
    because = ((x < y) & (sx > sy)) | ((x > y) & (sx < sy))
    applies = (larger >= TIMES) & np.isfinite(larger) & because

    def words(t: int) -> str:
        name = "x" if x[t] < y[t] else "y"
        return f"{name}'s rate is {figures(larger[t])} times smaller (larger squares)"

    return Remark(applies, words)
