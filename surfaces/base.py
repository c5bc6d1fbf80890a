"""What every surface is made of: `Surface`, and functions that take a float as well as an array.

On floats these functions give inf or nan where `math` would raise, as IEEE 754 has it, so that a run which
flies off ends with a loss that is not finite. Write `x * x`, not `x**2`: a float power raises on overflow.
"""

import math
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Number = TypeVar("Number", float, Array)
Interval = tuple[float, float]


class Value(Protocol):
    """The loss at (x, y): floats, or arrays of any one shape."""

    def __call__(self, x: Number, y: Number, /) -> Number: ...


class Gradient(Protocol):
    """The exact partial derivatives by x and by y, in the shape of x and y."""

    def __call__(self, x: Number, y: Number, /) -> tuple[Number, Number]: ...


@dataclass(frozen=True)
class Surface:
    """A loss over the plane, and what there is to know about it.

    `value` and `gradient` never raise on floats: where the loss overflows they give inf or nan.
    `domain` is the part that is shown, ((x₀, x₁), (y₀, y₁)); the loss goes on outside it. `minima` lists
    every global minimum in the domain as (x, y, loss); it is empty where the loss has no lower bound. At a
    point in `kinks` the loss has no gradient, and `gradient` gives the middle of the slopes around it.
    With `scale` "log", height and colour are drawn as log₁₀(1 + loss − lowest). `eye` is the place, in
    Plotly's camera units, from which the path to the minimum is in sight. Raises ValueError, naming the
    field, for an empty domain, a start outside it, or a log scale without minima.
    """

    key: str
    name: str
    latex: str
    value: Value
    gradient: Gradient
    domain: tuple[Interval, Interval]
    minima: tuple[tuple[float, float, float], ...]
    start: tuple[float, float]
    source: str
    lesson: str
    scale: Literal["linear", "log"] = "linear"
    eye: tuple[float, float, float] = (1.2, -1.4, 1.1)
    kinks: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        for lower, upper in self.domain:
            if not -math.inf < lower < upper < math.inf:
                raise ValueError(f"domain must be two increasing finite pairs, got {self.domain!r}")
        if not all(low <= at <= high for at, (low, high) in zip(self.start, self.domain, strict=True)):
            raise ValueError(f"start must lie in the domain {self.domain!r}, got {self.start!r}")
        if self.scale == "log" and not self.minima:
            raise ValueError(f"scale must be 'linear' where there are no minima, got {self.scale!r}")

    @property
    def lowest(self) -> float | None:
        """The loss at the global minima, None where there are none."""
        return min(loss for _, _, loss in self.minima) if self.minima else None

    def contains(self, x: float, y: float) -> bool:
        """Whether the domain contains the point (x, y)."""
        (x0, x1), (y0, y1) = self.domain
        return bool(x0 <= x <= x1 and y0 <= y <= y1)

    @property
    def diagonal(self) -> float:
        """The length of the domain's diagonal, a yardstick for steps and distances."""
        (x0, x1), (y0, y1) = self.domain
        return math.hypot(x1 - x0, y1 - y0)


def sin(x: Number) -> Number:
    if isinstance(x, np.ndarray):
        return np.sin(x)
    return math.sin(x) if math.isfinite(x) else math.nan


def cos(x: Number) -> Number:
    if isinstance(x, np.ndarray):
        return np.cos(x)
    return math.cos(x) if math.isfinite(x) else math.nan


def exp(x: Number) -> Number:
    if isinstance(x, np.ndarray):
        return np.exp(x)
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def sqrt(x: Number) -> Number:
    if isinstance(x, np.ndarray):
        return np.sqrt(x)
    return math.sqrt(x) if x >= 0.0 else math.nan


def hypot(x: Number, y: Number) -> Number:
    """√(x² + y²) without overflow on the way."""
    if isinstance(x, np.ndarray):
        return np.hypot(x, y)
    return math.hypot(x, y)
