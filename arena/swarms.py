"""What the page is told of an entrant that runs with many seeds: paths, band of losses, how they ended.

The paths are for the eye: at some of the steps, the same for all seeds, rounded to a fine grid over a box.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arena.rows import encode
from descent import Outcomes, Trial, outcomes, quantiles, swarm
from surfaces import Surface

Array = NDArray[np.float64]

# Of the losses at each step, as shares of the seeds.
BAND = (0.05, 0.25, 0.5, 0.75, 0.95)
# Of how they ended: the middle, and what nine in ten lie between.
SPREAD = (0.05, 0.5, 0.95)
# Places that are told of all seeds together: 120 each of 200, and every step of fewer; 96 kB before packing.
MOST_PLACES = 24_000
# What a coordinate is rounded to, as a whole number of steps across the box; the one beyond says "diverged".
FINEST = 65_534
GONE = 65_535
# How far beyond the domain the box may reach, in widths: what flies farther is told at its edge.
BEYOND = 1.0
# The share of the steps told that goes to where the balls move fast; the others lie evenly.
LIVELY = 0.5


# Some 150 kB each; those of 5,000 steps 200.
@lru_cache(maxsize=48)
def swarm_of(trial: Trial, tolerance: float, count: int) -> dict[str, Any]:
    """The part of the message; `id` is the name by which a browser may hold `HELD` of it."""
    runs, surface = swarm(trial, count), trial.surface
    steps = kept_steps(runs.positions, surface)
    box = box_of(runs.positions[steps], surface)
    with np.errstate(all="ignore"):
        # The lowest of the surface, as in `arena.paths`: near it a rounded loss would say nothing.
        band = quantiles(runs.losses - (surface.lowest or 0.0), BAND).astype(np.float32)
    return {
        "id": f"swarm-{trial.name}-{count}",
        "seeds": count,
        "first": int(runs.seeds[0]),
        "steps": steps.astype(np.uint16),
        "box": box,
        "places": packed(rounded(runs.positions[steps], box)),
        "band": encode(band, [True] * len(BAND)),
        "ended": ended(outcomes(runs, surface, tolerance)),
    }


HELD = ("steps", "box", "places", "band")


def kept_steps(positions: Array, surface: Surface) -> NDArray[np.int64]:
    """The steps whose places are told, ascending, first and last among them."""
    steps, _, count = positions.shape
    wanted = max(2, MOST_PLACES // count)
    if steps <= wanted:
        return np.arange(steps)
    with np.errstate(all="ignore"):
        widths = np.array([high - low for low, high in surface.domain])[:, None]
        moved = np.nan_to_num(np.abs(np.diff(positions, axis=0)) / widths, nan=0.0, posinf=0.0)
        # What leaves the picture in a leap is not worth more steps than what crosses it.
        pace = np.minimum(moved, 1.0).sum(axis=(1, 2))
    even = np.full(steps - 1, 1.0 / (steps - 1))
    weight = (1.0 - LIVELY) * even + LIVELY * (pace / pace.sum() if pace.sum() > 0.0 else even)
    # No step can be told more than once: what is above that goes to the others.
    for _ in range(4):
        weight = np.minimum(weight, 1.0 / (wanted - 1))
        weight /= weight.sum()
    along = np.concatenate([[0.0], np.cumsum(weight)])
    found = np.searchsorted(along, np.linspace(0.0, 1.0, wanted) - 1e-9)
    return np.unique(np.concatenate([[0], found[1:-1], [steps - 1]]))


def box_of(positions: Array, surface: Surface) -> list[list[float]]:
    """[[x0, x1], [y0, y1]] around the places (…, 2, n), and not much larger than the domain."""
    box = []
    for axis, (low, high) in enumerate(surface.domain):
        reach = BEYOND * (high - low)
        values = positions[:, axis]
        values = values[np.isfinite(values)]
        least, most = np.clip([values.min(), values.max()], low - reach, high + reach).tolist()
        # A box without a width could not be divided into steps.
        box.append([least, max(most, least + 1e-9 * (high - low))])
    return box


def rounded(positions: Array, box: list[list[float]]) -> NDArray[np.uint16]:
    """The places as whole numbers 0 … `FINEST` across the box, `GONE` for nan.

    What lies outside the box is drawn in along the line to its middle, so that a path that leaves the picture
    leaves it about where it did.
    """
    ends = np.array(box)
    middle, half = ends.mean(axis=1)[:, None], (np.diff(ends, axis=1) / 2.0)
    with np.errstate(all="ignore"):
        share = (positions - middle) / half
        far = np.maximum(np.abs(share).max(axis=1, keepdims=True), 1.0)
        whole = np.rint((share / far + 1.0) / 2.0 * FINEST)
    return np.where(np.isnan(whole), GONE, whole).astype(np.uint16)


def packed(places: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Step by step the change of each number (steps, 2, n), zigzag; all low bytes, then all high ones."""
    change = np.diff(places.astype(np.int32), axis=0, prepend=0).astype(np.int16)
    folded = ((change << 1) ^ (change >> 15)).astype("<u2")
    return np.ascontiguousarray(folded.reshape(-1, 1).view(np.uint8).T).reshape(-1)


def ended(found: Outcomes) -> dict[str, Any]:
    """How many seeds came within the tolerance, how many ended in which way, and the `SPREAD` of the numbers.

    None stands for ∞.
    """
    words, counts = np.unique(found.words, return_counts=True)
    return {
        "came": int(np.isfinite(found.steps_to).sum()),
        "words": dict(zip(words.tolist(), counts.tolist(), strict=True)),
        "loss": spread(found.losses),
        "distance": None if found.distances is None else spread(found.distances),
        "stepsTo": spread(found.steps_to),
        "outside": spread(found.outside.astype(np.float64)),
    }


def spread(values: Array) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in quantiles(values, SPREAD)]
