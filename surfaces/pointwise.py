"""How a prediction meets a point's target: the loss of one point, and its derivatives.

Each takes what the model is linear in, z, and the target t: ŷ is z itself or sigmoid(z). They are plain
expressions, for floats, arrays and what is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from surfaces.functions import absolute, exp, maximum, minimum, sigmoid, sign, softplus, where

Meeting = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Pointwise:
    """A loss of z and t with its first and second derivative by z.

    `kind`, `link`, `delta` and `total` are told as in `Fit.told`: with `total` the loss of the model is the
    sum over the points, else their mean.
    """

    kind: str
    link: str
    value: Meeting
    slope: Meeting
    bend: Meeting
    delta: float | None = None
    total: bool = False


def _squared(z: Any, t: Any) -> Any:
    r = z - t
    return r * r


def _twice(z: Any, t: Any) -> Any:
    return 2.0 * (z - t)


def _two(z: Any, _t: Any) -> Any:
    return 2.0 + 0.0 * z


def _absolute(z: Any, t: Any) -> Any:
    return absolute(z - t)


def _side(z: Any, t: Any) -> Any:
    return sign(z - t)


def _none(z: Any, _t: Any) -> Any:
    return 0.0 * z


def _huber(z: Any, t: Any, *, delta: float) -> Any:
    distance = absolute(z - t)
    near = minimum(distance, delta)
    return near * (distance - 0.5 * near)


def _huber_slope(z: Any, t: Any, *, delta: float) -> Any:
    return maximum(minimum(z - t, delta), -delta)


def _huber_bend(z: Any, t: Any, *, delta: float) -> Any:
    level = 0.0 * z
    return where(absolute(z - t) <= delta, level + 1.0, level)


def _half_squared(z: Any, t: Any) -> Any:
    r = sigmoid(z) - t
    return 0.5 * (r * r)


def _half_squared_slope(z: Any, t: Any) -> Any:
    f = sigmoid(z)
    return (f - t) * (f * (1.0 - f))


def _half_squared_bend(z: Any, t: Any) -> Any:
    f = sigmoid(z)
    steep = f * (1.0 - f)
    return steep * (steep + (f - t) * (1.0 - 2.0 * f))


def _cross_entropy(z: Any, t: Any) -> Any:
    """−log ŷ where t is 1, −log (1 − ŷ) where it is 0."""
    return softplus((1.0 - 2.0 * t) * z)


def _cross_entropy_slope(z: Any, t: Any) -> Any:
    away = 1.0 - 2.0 * t
    return away * sigmoid(away * z)


def _cross_entropy_bend(z: Any, t: Any) -> Any:
    e = exp(-absolute((1.0 - 2.0 * t) * z))
    return e / ((1.0 + e) * (1.0 + e))


SQUARED = Pointwise("squared", "identity", _squared, _twice, _two)
ABSOLUTE = Pointwise("absolute", "identity", _absolute, _side, _none)
HALF_SQUARED = Pointwise("half_squared", "sigmoid", _half_squared, _half_squared_slope, _half_squared_bend,
                         total=True)  # fmt: skip
CROSS_ENTROPY = Pointwise(
    "cross_entropy", "sigmoid", _cross_entropy, _cross_entropy_slope, _cross_entropy_bend
)


def huber(delta: float) -> Pointwise:
    """Half the square up to a distance of δ, beyond it a line: torch's HuberLoss."""
    value, slope, bend = (partial(each, delta=delta) for each in (_huber, _huber_slope, _huber_bend))
    return Pointwise("huber", "identity", value, slope, bend, delta=delta)
