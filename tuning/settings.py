"""The settings that are tried: a seeded random search, or a grid, over the declared ranges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from knob import Knob
from tuning.plan import Plan

Array = NDArray[np.float64]

# Figures of a setting, as a slider has them: of the distance to where its scale leads.
FIGURES = 3
# What the seed draws; starts are drawn from another stream of it, so that neither hangs on the other.
SETTINGS, STARTS = 0, 1


def settings_of(knobs: Sequence[Knob], plan: Plan) -> Array:
    """The values to try, (settings, knobs), at most `plan.budget` rows.

    A random search has exactly that many, a longer one begins with the same, and of two rules the first
    numbers get the same draws. A grid has as many as make a grid.
    """
    if plan.method == "random":
        shares = _drawn(len(knobs), plan)
    else:
        counts = grid_counts(len(knobs), int(plan.budget))
        sides = [np.linspace(0.0, 1.0, count) for count in counts]
        shares = np.stack([side.ravel() for side in np.meshgrid(*sides, indexing="ij")], axis=1)
        # A number for which a single value is left keeps its default.
        alone = [place for place, count in enumerate(counts) if count == 1]
        values = _values(knobs, shares)
        for place in alone:
            values[:, place] = knobs[place].default
        return values
    return _values(knobs, shares)


def _drawn(count: int, plan: Plan) -> Array:
    streams = [np.random.default_rng([int(plan.seed), SETTINGS, place]) for place in range(count)]
    return np.stack([stream.random(int(plan.budget)) for stream in streams], axis=1)


def grid_counts(sides: int, budget: int) -> tuple[int, ...]:
    """How many values each side of a grid has: as many points as the budget allows, no side twice another.

    Of grids that are as large the most even one; the first side, that of the learning rate, is the longest.
    """
    most = 2 * math.ceil(budget ** (1 / sides))
    even = [
        counts
        for counts in combinations_with_replacement(range(most, 0, -1), sides)
        if counts[0] <= 2 * counts[-1] and math.prod(counts) <= budget
    ]
    return max(even, key=lambda counts: (math.prod(counts), -counts[0]))


def _values(knobs: Sequence[Knob], shares: Array) -> Array:
    return np.stack([value_at(knob, share) for knob, share in zip(knobs, shares.T, strict=True)], axis=1)


def value_at(knob: Knob, share: Array) -> Array:
    """The values at these shares (n,) of the knob's slider, from its lowest at 0 to its highest at 1."""
    assert knob.lowest is not None
    assert knob.highest is not None
    if knob.scale == "linear":
        values = _rounded(knob.lowest + (knob.highest - knob.lowest) * share)
    else:
        near, far = abs(knob.lowest - knob.toward), abs(knob.highest - knob.toward)
        away = _rounded(near * (far / near) ** share)
        side = 1.0 if knob.lowest + knob.highest >= 2.0 * knob.toward else -1.0
        # Subtracting leaves dust beyond the figures that were meant.
        values = np.round(knob.toward + side * away, 10) if knob.toward else away
    return np.clip(values, knob.lowest, knob.highest)


def _rounded(values: Array) -> Array:
    return np.array([float(f"{value:.{FIGURES}g}") for value in values])
