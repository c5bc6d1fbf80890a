"""What the models that are linear in slope and intercept share: their feature, and which points they take."""

from __future__ import annotations

import math

import numpy as np

from knob import Knob
from surfaces.base import Domain
from surfaces.framing import Place, around
from surfaces.points import Array, Points

FEATURES = Knob(
    name="features", symbol="features", latex=r"\text{features}", kind="choice", default="standardised",
    choices=("standardised", "raw"),
    help="The feature as it is, or less its mean and divided by its standard deviation: a rounder valley.",
)  # fmt: skip

FEWEST = 2
# Beyond this the square of a number times the square of another begins to be too large for a loss.
FARTHEST = 1e12
# Numbers that differ by less than this share of their size have hardly a digit left that differs, and what
# is smaller than TINY has hardly a square.
CLOSEST, TINY = 1e-9, 1e-12


def check_points(points: Points) -> None:
    """ValueError where no line can be fitted to the points."""
    if len(points) < FEWEST:
        raise ValueError(f"points must be at least {FEWEST}, got {len(points)}")
    if max(np.abs(points.x).max(), np.abs(points.y).max()) > FARTHEST:
        raise ValueError(f"points must lie between -{FARTHEST:g} and {FARTHEST:g}")
    if not differ(points.x):
        raise ValueError("points must not all have the same x")


def differ(numbers: Array) -> bool:
    """Whether there is more between the smallest and the largest than rounding."""
    return bool(np.ptp(numbers) > max(CLOSEST * np.abs(numbers).max(), TINY))


def mean_and_spread(points: Points, features: str) -> tuple[float, float]:
    """What the feature is measured from, and in."""
    if features == "raw":
        return 0.0, 1.0
    return float(points.x.mean()), float(points.x.std())


def height(points: Points) -> float:
    """The standard deviation of the targets; where they are all but equal their size, or 1."""
    size = float(np.abs(points.y).max())
    return float(points.y.std()) if differ(points.y) else size if size > TINY else 1.0


def as_raw(place: Place, mean: float, spread: float) -> Place:
    """Slope and intercept for the feature as it is, from those for the feature that is standardised."""
    slope = place[0] / spread
    return slope, place[1] - slope * mean


def ellipse(points: Points, features: str, size: float) -> Place:
    """How far slope and intercept can move, each, while the predictions move by `size` in quadratic mean.

    The other of the two moves along as is best; so with a feature far from 0 the valley runs from one end of
    such a box to the other.
    """
    mean, spread = float(points.x.mean()), float(points.x.std())
    if features == "raw":
        return size / spread, size * math.hypot(1.0, mean / spread)
    return size, size


def shown(points: Points, features: str, size: float, places: list[Place]) -> Domain:
    """The part of the plane around slopes and intercepts for the standardised feature, of this size."""
    mean, spread = float(points.x.mean()), float(points.x.std())
    if features == "raw":
        places = [as_raw(place, mean, spread) for place in places]
    return around(places, ellipse(points, features, size))
