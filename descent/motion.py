"""Moving surfaces: a landscape that is shifted a little further at each step, and its minima with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizers.base import check_fields, hyper
from surfaces import Surface

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Way:
    """One kind of motion: which fields it reads, and its path.

    `path(share)` takes the time in rounds, (n,), and gives how far the landscape is along the heading and
    across it, as shares of the reach: from (0, 0), never farther than 1, back after each round. With `jumps`
    there is nothing between two of its places.
    """

    label: str
    latex: str
    uses: tuple[str, ...]
    path: Callable[[Array], tuple[Array, Array]]
    jumps: bool = False


def _still(rounds: Array) -> tuple[Array, Array]:
    return np.zeros_like(rounds), np.zeros_like(rounds)


def _drift(rounds: Array) -> tuple[Array, Array]:
    share = rounds % 1.0
    return 2.0 * np.minimum(share, 1.0 - share), np.zeros_like(rounds)


def _circle(rounds: Array) -> tuple[Array, Array]:
    angle = 2.0 * np.pi * (rounds % 1.0)
    return (1.0 - np.cos(angle)) / 2.0, np.sin(angle) / 2.0


def _jump(rounds: Array) -> tuple[Array, Array]:
    return np.where(rounds % 1.0 < 0.5, 0.0, 1.0), np.zeros_like(rounds)


MOVING = ("reach", "period", "heading")
WAYS: Mapping[str, Way] = {
    "still": Way("still", r"f(\theta)", (), _still),
    "drift": Way("drifts", r"f(\theta - c_t), \quad c_t \text{ to and fro}", MOVING, _drift),
    "circle": Way("circles", r"f(\theta - c_t), \quad c_t \text{ on a circle}", MOVING, _circle),
    "jump": Way("jumps", r"f(\theta - c_t), \quad c_t \text{ here and there}", MOVING, _jump, jumps=True),
}


@dataclass(frozen=True)
class Motion:
    """How the landscape moves: a kind of `WAYS`. At step t the loss is f(x − c, y − c′), (c, c′) its shift.

    Raises ValueError, naming the field, for a bad value.
    """

    kind: str = hyper(
        "still", symbol="minimum", latex=r"\text{minimum}", choices=tuple(WAYS),
        help="Whether the landscape stays, or moves under the balls.",
    )  # fmt: skip
    reach: float = hyper(
        0.2, symbol="r", latex="r", lowest=0.01, highest=0.3, scale="log", at_least=0.0,
        help="How far it moves from where it was, in widths of the map.",
    )  # fmt: skip
    period: float = hyper(
        500.0, symbol="T", latex="T", lowest=10.0, highest=10_000.0, scale="log", at_least=1.0, whole=True,
        help="Steps until it is back.",
    )  # fmt: skip
    heading: float = hyper(
        0.0, symbol="∠", latex=r"\angle", lowest=0.0, highest=360.0,
        help="Where to, in degrees: 0 is right, 90 is up.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def uses(self) -> tuple[str, ...]:
        """The fields that count for this kind, beside the kind itself."""
        return WAYS[self.kind].uses

    @property
    def is_still(self) -> bool:
        return self.kind == "still" or self.reach == 0.0

    @property
    def jumps(self) -> bool:
        """Whether the landscape is now here and now there, and never on its way."""
        return WAYS[self.kind].jumps

    def shifts(self, surface: Surface, steps: int) -> Array:
        """How far the landscape is from its place before the first step and after each, (steps + 1, 2)."""
        along, across = WAYS[self.kind].path(np.arange(steps + 1) / self.period)
        angle = np.radians(self.heading)
        ways = along * np.cos(angle) - across * np.sin(angle), along * np.sin(angle) + across * np.cos(angle)
        widths = [high - low for low, high in surface.domain]
        return self.reach * np.stack([way * width for way, width in zip(ways, widths, strict=True)], axis=1)


STILL = Motion()


@dataclass(frozen=True)
class Shifted:
    """The landscape that has moved by (cx, cy): floats, arrays, or what records them."""

    surface: Surface
    cx: object
    cy: object

    def value(self, x, y):  # type: ignore[no-untyped-def]
        return self.surface.value(x - self.cx, y - self.cy)

    def gradient(self, x, y):  # type: ignore[no-untyped-def]
        return self.surface.gradient(x - self.cx, y - self.cy)

    def hessian(self, x, y):  # type: ignore[no-untyped-def]
        return self.surface.hessian(x - self.cx, y - self.cy)
