"""What a search has found: the best setting, how sure it is of it, and how much tuning it took."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tuning.search import Found, Tuning

Array = NDArray[np.float64]

# A setting is nearly as good as the best up to this factor.
FACTOR = 10.0


@dataclass(frozen=True, eq=False)
class Outcome:
    """Of one optimizer.

    best: the values of the numbers that were tuned, by name; None where with every setting all runs diverged.
    value: what counts of it, the median gap or the mean of steps, the worst there is where one of its runs
    diverged. spread: 5 % and 95 % of its replicates, None of a single one. share: of all settings those whose
    value is at most `FACTOR` times as large. arrived, diverged: shares of the best's replicates and of all
    runs. curve: the best after 1, 2, … settings, the own one first and the others in any order, for which see
    `best_so_far`.
    """

    best: dict[str, float] | None
    value: float
    spread: tuple[float, float] | None
    share: float
    arrived: float
    diverged: float
    curve: Array


def outcome(tuning: Tuning, found: Found) -> Outcome:
    """The outcome of a search that is finished."""
    losses = tuning.plan.objective == "loss"
    values, others = scores(tuning, found)
    lost = np.isinf(found.gaps).sum(axis=1)
    # Where every setting diverges somewhere, the one that does so least.
    best = int(np.lexsort((np.median(found.gaps, axis=1), lost, others, values))[0])
    replicates = (found.gaps if losses else found.steps)[best]
    # Steps have no infinity: one more than the run had is their worst.
    good: NDArray[np.bool_] = np.isfinite(values) if losses else values <= tuning.trial.steps
    spread = None
    if len(replicates) > 1:
        # Runs themselves, not numbers between two of them, one of which may be infinite.
        low, high = np.quantile(replicates, (0.05, 0.95), method="inverted_cdf")
        spread = float(low), float(high)
    near = good & (values <= FACTOR * values[best])
    chosen = {
        knob.name: float(value) for knob, value in zip(tuning.knobs, tuning.settings[best], strict=True)
    }
    return Outcome(
        best=chosen if lost[best] < found.gaps.shape[1] else None,
        value=float(values[best]),
        spread=spread,
        share=float(near.mean()),
        arrived=float((found.steps[best] <= tuning.trial.steps).mean()),
        diverged=float(np.isinf(found.gaps).mean()),
        curve=np.concatenate([values[:1], np.minimum(values[0], best_so_far(values[1:]))]),
    )


def scores(tuning: Tuning, found: Found) -> tuple[Array, Array]:
    """What counts of each setting, and what decides between two that are as good, both (settings,)."""
    lost = np.isinf(found.gaps).any(axis=1)
    gaps = np.where(lost, np.inf, np.median(found.gaps, axis=1))
    steps = np.where(lost, tuning.trial.steps + 1.0, found.steps.mean(axis=1))
    return (gaps, steps) if tuning.plan.objective == "loss" else (steps, gaps)


def best_so_far(values: Array) -> Array:
    """The best after 1, 2, …, n of the n settings that were tried, (n,): the median over all their orders.

    Exact, and without a draw: of n values r are drawn without putting back, and the best of them is among the
    i lowest with the probability 1 − C(n − i, r) / C(n, r). After Dodge et al., Show Your Work: Improved
    Reporting of Experimental Results, 2019, who take the mean, which is infinite where a setting diverges.
    """
    ordered, count = np.sort(values), len(values)
    drawn = np.arange(1, count + 1)
    places = np.empty(count, dtype=np.int64)
    # How likely the i lowest are all missed; it falls from one i to the next, so the median only moves down.
    for row, number in enumerate(drawn):
        left = np.arange(count)
        missed = np.cumprod(np.maximum(count - number - left, 0) / (count - left))
        places[row] = int(np.argmax(missed <= 0.5))
    best: Array = ordered[places]
    return best
