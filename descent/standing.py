"""Where a run stands at its end, in numbers and in a word."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent.run import Trajectory
from surfaces import Surface


@dataclass(frozen=True)
class Standing:
    """final_loss: the last finite loss. distance: to the nearest global minimum, None where there is none;
    on a landscape that moves, to where that is by then.

    steps_to: the first step with a loss within the tolerance of the lowest, None if there is none.
    steps_outside: how many steps ended outside the domain. word: see `standing`.
    """

    final_loss: float
    distance: float | None
    steps_to: int | None
    steps_outside: int
    word: str


def standing(trajectory: Trajectory, surface: Surface, tolerance: float = 1e-3) -> Standing:
    """Judge a run; the first word that fits is the one.

    - "diverged at step n": the loss was not finite there.
    - "arrived": the last loss is within the tolerance of the lowest.
    - "following": the landscape moves, and over the last half of the run the nearest global minimum was on
      average less than half as far away as from a ball that rests at the run's mean place of that time.
    - "stuck": over its last tenth the run covers less than a thousandth of the domain's diagonal.
    - "wandering": over its last half it ends less than a tenth of its path away from where that half began,
      and its mean loss fell by less than 1 % of the run's range of losses from the third quarter to the last.
    - "moving": anything else.
    """
    positions, losses = trajectory.positions, trajectory.losses
    lowest = surface.lowest
    distance = steps_to = None
    if lowest is not None:
        distance = float(_distances(surface, trajectory.places[-1:])[0])
        near = losses <= lowest + tolerance
        steps_to = int(near.argmax()) if near.any() else None
    (x0, x1), (y0, y1) = surface.domain
    x, y = positions[1:, 0], positions[1:, 1]
    outside = int(np.count_nonzero((x < x0) | (x > x1) | (y < y0) | (y > y1)))
    arrived = lowest is not None and bool(losses[-1] <= lowest + tolerance)
    if trajectory.diverged_at is not None:
        word = f"diverged at step {trajectory.diverged_at}"
    else:
        # A run that ends just short of overflowing has sums beyond it; infinity compares as it should.
        with np.errstate(over="ignore", invalid="ignore"):
            word = "arrived" if arrived else _motion(trajectory, surface)
    return Standing(float(losses[-1]), distance, steps_to, outside, word)


def _distances(surface: Surface, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """From each of the places (n, 2) on the landscape to the global minimum that is nearest to it, (n,)."""
    x, y = places.T
    nearest: NDArray[np.float64] = np.min(
        [np.hypot(x - at_x, y - at_y) for at_x, at_y, _ in surface.minima], axis=0
    )
    return nearest


def _follows(trajectory: Trajectory, surface: Surface) -> bool:
    shifts, half = trajectory.shifts, -(-trajectory.steps // 2)
    if shifts is None or half == 0 or not surface.minima:
        return False
    positions, shifts = trajectory.positions[-half:], shifts[-half:]
    resting = _distances(surface, positions.mean(axis=0) - shifts).mean()
    return bool(_distances(surface, positions - shifts).mean() < 0.5 * resting)


def _motion(trajectory: Trajectory, surface: Surface) -> str:
    if _follows(trajectory, surface):
        return "following"
    positions, losses = trajectory.positions, trajectory.losses
    lengths = np.hypot(*trajectory.updates.T)
    tenth, half, quarter = (-(-len(lengths) // part) for part in (10, 2, 4))
    if lengths[len(lengths) - tenth :].sum() < 1e-3 * surface.diagonal:
        return "stuck"
    net = np.hypot(*(positions[-1] - positions[-1 - half]))
    fall = losses[-2 * quarter : -quarter].mean() - losses[-quarter:].mean()
    if net < 0.1 * lengths[-half:].sum() and fall < 0.01 * (losses.max() - losses.min()):
        return "wandering"
    return "moving"
