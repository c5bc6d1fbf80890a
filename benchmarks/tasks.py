"""The stepping that is timed, as it is done here, and whether another has done the same."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import Trajectory, descend, finals
from descent.compiled import written
from descent.lanes import Finals
from optimizers import OPTIMIZERS, Optimizer
from surfaces import SURFACES, Surface

Array = NDArray[np.float64]

# Every rule at its defaults, which are torch's. From this start, in the valley, most paths are calm.
RULES: dict[str, Optimizer] = {
    key: OPTIMIZERS[key]() for key in ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
}
START = (0.3, 0.2)

# Two correct programs round differently, and a path that is not calm makes that grow. Compared are the paths
# that end wrong by no more than CALM times as much when they are given something that is wrong by WRONG.
# That is so little because near a minimum Adam can jitter at the size of its ε, which hides what is less.
WRONG = 1e-12
CALM = 100.0
TOLERANCE = 1e-9


def descend_all(steps: int, start: tuple[float, float] = START) -> dict[str, Trajectory]:
    """All six on Rosenbrock, with the state of every step made an array."""
    runs = {}
    for key, rule in RULES.items():
        runs[key] = descend(rule, SURFACES["rosenbrock"], start, steps)
        _ = runs[key].state
    return runs


def descend_all_anew(steps: int) -> dict[str, Trajectory]:
    """The same as a fresh process does it: each rule recorded on the surface, and its loop written."""
    written.cache_clear()
    return descend_all(steps)


@dataclass(frozen=True)
class Lanes:
    """starts: (2, N), all over the surface's domain. learning_rate, beta1: (N,), each lane its own."""

    starts: Array
    learning_rate: Array
    beta1: Array


def lanes_on(surface: Surface, count: int) -> Lanes:
    random = np.random.default_rng(1)
    return Lanes(
        starts=np.stack([random.uniform(*interval, count) for interval in surface.domain]),
        learning_rate=10.0 ** random.uniform(-3.0, -1.0, count),
        beta1=random.uniform(0.8, 0.99, count),
    )


def adam_finals(surface: Surface, lanes: Lanes, steps: int, **how: Any) -> Finals:
    rule: Any = OPTIMIZERS["adam"]
    adam = rule(learning_rate=lanes.learning_rate, beta1=lanes.beta1)
    return finals(adam, surface, lanes.starts, steps, **how)


def calm_lanes(surface: Surface, lanes: Lanes, steps: int) -> NDArray[np.bool_]:
    """Which lanes are calm, (N,); those that diverge are not."""
    right = adam_finals(surface, lanes, steps).positions
    calm = np.isfinite(right).all(axis=0)
    random = np.random.default_rng(2)
    for _ in range(3):
        wrong = Lanes(*(of * (1.0 + random.uniform(-WRONG, WRONG, of.shape)) for of in vars(lanes).values()))
        parted = np.abs(adam_finals(surface, wrong, steps).positions - right).max(axis=0)
        calm &= parted <= CALM * WRONG
    return calm


def calm_rules(steps: int) -> set[str]:
    """Which of the six have a calm path."""
    right, wrong = descend_all(steps), descend_all(steps, (START[0] + WRONG, START[1] - WRONG))
    parted = {key: np.abs(right[key].positions - wrong[key].positions).max() for key in RULES}
    return {key for key, far in parted.items() if far <= CALM * WRONG}


def agreement(who: str, ours: Array, other: Any) -> str:
    """How far apart the positions are at most. Raises ValueError where that is not the same work."""
    if not ours.size or ours.shape != np.shape(other):
        raise ValueError(f"{who}: nothing to compare, {np.shape(other)} with {ours.shape}")
    apart = float(np.abs(ours - np.asarray(other)).max())
    if not apart <= TOLERANCE:
        raise ValueError(f"{who} ends elsewhere than we do, by {apart:.3g}")
    return f"{who} {apart:.1e}"
