"""Which part of the plane to show where it hangs on data: round numbers around what is of interest."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

from surfaces.base import Domain, Interval, Value
from surfaces.points import Data

Place = tuple[float, float]

# Where a run may begin, as shares of the domain's sides: the first that is far enough from the minimum.
BEGINNINGS: tuple[Place, ...] = ((0.15, 0.8), (0.85, 0.8), (0.15, 0.2), (0.85, 0.2))
# A number of steps this near to a whole one is whole.
FUZZ = 1e-9
# A start is at least this share of the domain's side away from the minimum, along x or along y.
AWAY = 0.25
# From so far above the lowest loss on, a log scale has more to tell than a linear one.
HIGH = 20.0


def rounded(length: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above `length` > 0."""
    power = 10.0 ** math.floor(math.log10(length))
    return max((m * power for m in (1.0, 2.0, 5.0) if m * power <= length), default=power)


def around(places: Iterable[Place], reach: Place) -> Domain:
    """A domain that reaches so far beyond all places, along x and along y, and on to round numbers."""
    x, y = (_interval(axis, far) for axis, far in zip(zip(*places, strict=True), reach, strict=True))
    return x, y


def _interval(at: Iterable[float], reach: float) -> Interval:
    at = tuple(at)
    low, high = min(at) - reach, max(at) + reach
    step = rounded((high - low) / 10.0)
    return round_ends(low, high, step)


def round_ends(low: float, high: float, step: float) -> Interval:
    """The whole steps of a `rounded` length that hold the interval, but for rounding."""
    return times(math.floor(low / step + FUZZ), step), times(math.ceil(high / step - FUZZ), step)


def times(count: int, step: float) -> float:
    """So many steps of a `rounded` length. 3 / 10 is the nearest number to 0.3, and 3 · 0.1 is not."""
    return count * step if step >= 1.0 else count / round(1.0 / step)


def beginning(domain: Domain, minimum: Place | None, usual: Place | None = None) -> Place:
    """A start in the domain, away from the minimum: `usual` where that is, else one near a corner."""
    (x0, x1), (y0, y1) = domain
    corners = tuple((near(x0, x1, a), near(y0, y1, b)) for a, b in BEGINNINGS)
    for place in corners if usual is None else (usual, *corners):
        inside = x0 <= place[0] <= x1 and y0 <= place[1] <= y1
        if inside and (minimum is None or _apart(domain, place, minimum) >= AWAY):
            return place
    return corners[0]


def scale_of(value: Value, domain: Domain, minimum: Place | None) -> Literal["linear", "log"]:
    """How heights are to be drawn: on a log scale where they rise far above the lowest."""
    if minimum is None:
        return "linear"
    x, y = (axis.ravel() for axis in np.meshgrid(*(np.linspace(low, high, 5) for low, high in domain)))
    highest = float(np.max(value(x, y)))
    return "log" if highest - value(*minimum) > HIGH else "linear"


def _apart(domain: Domain, a: Place, b: Place) -> float:
    """The distance of two places along x or along y, the larger, as a share of the domain's side."""
    return max(abs(p - q) / (high - low) for p, q, (low, high) in zip(a, b, domain, strict=True))


def near(low: float, high: float, share: float) -> float:
    """A round number about this share of the way from low to high, between them."""
    step = rounded((high - low) / 100.0)
    at = low + share * (high - low)
    round_at = times(round(at / step), step)
    return round_at if low <= round_at <= high else at


def of_model(model: Any, data: Data) -> dict[str, Any]:
    """The fields of a surface that follow from its model and its data, by their names."""
    loss = {name: getattr(model, name) for name in ("value", "gradient", "hessian")}
    return {**loss, "fit": model, "content": data.digest, "recipe": data}
