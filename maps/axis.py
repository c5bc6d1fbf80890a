"""One axis of a map: a hyper-parameter and its range, linear or logarithmic."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from knob import Knob

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """The hyper-parameter `name` from `lowest` to `highest`.

    On a log scale the axis measures the distance to `toward`: values lie above 0, or below 1 for a decay
    rate, for which 0.9, 0.99 and 0.999 stand evenly spread. Raises ValueError, whose first word is the field,
    for what makes no axis.
    """

    name: str
    lowest: float
    highest: float
    scale: Literal["linear", "log"] = "linear"
    toward: float = 0.0

    def __post_init__(self) -> None:
        if self.scale not in ("linear", "log"):
            raise ValueError(f"scale must be linear or log, got {self.scale!r}")
        for field in ("lowest", "highest", "toward"):
            object.__setattr__(self, field, _number(field, getattr(self, field)))
        if self.toward not in (0.0, 1.0):
            raise ValueError(f"toward must be 0 or 1, got {self.toward:g}")
        if self.scale == "log":
            self._check_log()
        if not self.lowest < self.highest:
            raise ValueError(f"lowest must be below highest, got {self.lowest:g} and {self.highest:g}")
        if not np.all(np.diff(self._middles(MOST)) > 0.0):
            raise ValueError(
                f"highest must be farther from lowest: numbers between {self.lowest:g} and {self.highest:g} "
                "cannot be told apart"
            )

    def _check_log(self) -> None:
        if self.toward == 0.0 and self.lowest <= 0.0:
            raise ValueError(f"lowest must be above 0 on a log axis, got {self.lowest:g}")
        if self.toward == 1.0 and self.highest >= 1.0:
            raise ValueError(f"highest must be below 1 on this log axis, got {self.highest:g}")
        if self.toward == 0.0 and self.highest <= 0.0:
            raise ValueError(f"highest must be above 0 on a log axis, got {self.highest:g}")

    def values(self, count: int) -> Array:
        """A value for each of `count` cells, (count,), the first `lowest`, the last `highest`; at least two.

        They are as short as they can be written near the middles of their cells: what a cell has been
        computed with can be typed, and stands in a link.
        """
        values = self._middles(count)
        gaps = np.diff(values)
        rooms = ROOM * np.minimum(gaps[:-1], gaps[1:])
        values[1:-1] = [shortest(value, room) for value, room in zip(values[1:-1], rooms, strict=True)]
        return values

    def _middles(self, count: int) -> Array:
        shares = np.linspace(0.0, 1.0, count)
        if self.scale == "linear":
            values = (1.0 - shares) * self.lowest + shares * self.highest
        elif self.toward == 0.0:
            values = self.lowest * np.exp(shares * math.log(self.highest / self.lowest))
        else:
            far, near = 1.0 - self.lowest, 1.0 - self.highest
            values = 1.0 - far * np.exp(shares * math.log(near / far))
        values[0], values[-1] = self.lowest, self.highest
        return values

    def place(self, value: float) -> float:
        """Where a value stands: 0 at `lowest`, 1 at `highest`, outside beyond them, nan nowhere."""
        if self.scale == "linear":
            return (value - self.lowest) / (self.highest - self.lowest)
        at, low, high = (abs(each - self.toward) for each in (value, self.lowest, self.highest))
        if at == 0.0 or (value > self.toward) != (self.highest > self.toward):
            return math.nan
        return math.log(at / low) / math.log(high / low)


# No map has more cells to a side.
MOST = 512
# How far from the middle of its cell a value may be, in cells.
ROOM = 1.0 / 6.0


def shortest(value: float, room: float) -> float:
    """The number with the fewest figures that is at most `room` away."""
    if abs(value) <= room:
        return 0.0
    rounded = (float(f"{value:.{figures}g}") for figures in range(1, 17))
    return next((near for near in rounded if abs(near - value) <= room), float(value))


def _number(field: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise ValueError(f"{field} must be a number, got {value!r}")
    if not math.isfinite(float(value)):
        raise ValueError(f"{field} must be a finite number, got {float(value)}")
    return float(value)


def axis_for(knob: Knob) -> Axis:
    """The knob's own range on its own scale; ValueError where it makes no axis."""
    _check_kind(knob)
    if knob.lowest is None or knob.highest is None:
        raise ValueError(f"{knob.name} has no range")
    return Axis(knob.name, knob.lowest, knob.highest, knob.scale, knob.toward)


def check_axis(axis: Axis, knob: Knob) -> None:
    """ValueError, whose first word is the axis's field, where the rule would refuse a value on it."""
    _check_kind(knob)
    if axis.name != knob.name:
        raise ValueError(f"name must be {knob.name}, got {axis.name}")
    if axis.scale == "log" and axis.toward != knob.toward:
        raise ValueError(f"toward must be {knob.toward:g} for {knob.name}, got {axis.toward:g}")
    if knob.at_least is not None and axis.lowest < knob.at_least:
        raise ValueError(f"lowest must be at least {knob.at_least:g} for {knob.name}, got {axis.lowest:g}")
    if knob.below is not None and axis.highest >= knob.below:
        raise ValueError(f"highest must be below {knob.below:g} for {knob.name}, got {axis.highest:g}")


def _check_kind(knob: Knob) -> None:
    if knob.kind != "number" or knob.whole:
        raise ValueError(f"{knob.name} takes single values only, and makes no axis")
