"""How many seeds ended, beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent.swarm import Swarm
from surfaces import Surface

Array = NDArray[np.float64]


def quantiles(values: Array, shares: Sequence[float]) -> Array:
    """The quantiles of the last axis, first in the result: (…, n) to (shares, …).

    As NumPy's, linear between two values, except that nan counts as the worst, which is ∞, and that what lies
    between a number and ∞ is ∞.
    """
    places = np.asarray(shares) * (values.shape[-1] - 1)
    low, high = np.floor(places).astype(int), np.ceil(places).astype(int)
    with np.errstate(all="ignore"):
        # To sort all of them is far quicker than to part them at ten places.
        ordered = np.sort(np.where(np.isnan(values), np.inf, values), axis=-1)
        below, above = ordered[..., low], ordered[..., high]
        between = below + (above - below) * (places - low)
    return np.moveaxis(np.where((low == high) | (below == above), below, between), -1, 0)


@dataclass(frozen=True, eq=False)
class Outcomes:
    """How the seeds ended, each (n,).

    words: as `standing` has them, the step of "diverged" left out. losses, distances: at the end, ∞ where the
    seed diverged; distances to the nearest global minimum, None where there is none. steps_to: the first step
    with a loss within the tolerance of the lowest, ∞ where there was none. outside: how many steps ended
    outside the domain.
    """

    words: NDArray[np.str_]
    losses: Array
    distances: Array | None
    steps_to: Array
    outside: NDArray[np.int64]


def outcomes(runs: Swarm, surface: Surface, tolerance: float = 1e-3) -> Outcomes:
    """Judge each seed, by the words and in the order of `standing`."""
    lost, lowest = runs.diverged, surface.lowest
    distances, steps_to = None, np.full(len(lost), np.inf)
    arrived = np.zeros(len(lost), dtype=bool)
    with np.errstate(all="ignore"):
        if lowest is not None:
            far = [np.hypot(runs.places[0] - x, runs.places[1] - y) for x, y, _ in surface.minima]
            distances = np.where(lost, np.inf, np.min(far, axis=0))
            near = runs.losses <= lowest + tolerance
            steps_to = np.where(near.any(axis=0), near.argmax(axis=0), np.inf)
            arrived = near[-1]
        (x0, x1), (y0, y1) = surface.domain
        x, y = runs.positions[1:, 0], runs.positions[1:, 1]
        outside = np.count_nonzero((x < x0) | (x > x1) | (y < y0) | (y > y1), axis=0)
        stuck, wandering = _at_rest(runs, surface.diagonal)
    words = np.select(
        [lost, arrived, stuck, wandering], ["diverged", "arrived", "stuck", "wandering"], "moving"
    )
    return Outcomes(words, np.where(lost, np.inf, runs.losses[-1]), distances, steps_to, outside)


def _at_rest(runs: Swarm, diagonal: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which seeds are stuck, and which wander: see `standing`."""
    steps, losses = runs.steps, runs.losses
    if steps == 0:
        return np.ones(len(runs.seeds), dtype=bool), np.zeros(len(runs.seeds), dtype=bool)
    tenth, half, quarter = (-(-steps // part) for part in (10, 2, 4))
    late = runs.positions[-1 - half :]
    lengths = np.hypot(*np.moveaxis(np.diff(late, axis=0), 1, 0))
    net = np.hypot(*(late[-1] - late[0]))
    fall = losses[-2 * quarter : -quarter].mean(axis=0) - losses[-quarter:].mean(axis=0)
    span = losses.max(axis=0) - losses.min(axis=0)
    return lengths[-tenth:].sum(axis=0) < 1e-3 * diagonal, (net < 0.1 * lengths.sum(axis=0)) & (
        fall < 0.01 * span
    )
