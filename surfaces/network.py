"""A small network with one input and a hidden layer of tanh, on a plane through its weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from surfaces.fit import Rows
from surfaces.functions import tanh
from surfaces.points import Array, Points
from surfaces.sums import folded, over_points


@dataclass(frozen=True, eq=False)
class Plane:
    """The mean squared error of ŷ = Σ v tanh(w u′ + b) + c with u′ = (u − mean) / spread, over points (u, t).

    `weights` (3H + 1, 3): each weight is p₀ + x p₁ + y p₂ with p one of the rows; first H rows for w, then H
    for b, H for v, and one for c. No function raises on floats: far out the loss is inf or nan.
    """

    points: Points
    weights: Array
    mean: float
    spread: float
    columns: tuple[Array, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        w, b = self.weights[: self.hidden], self.weights[self.hidden : 2 * self.hidden]
        features = (self.points.x - self.mean) / self.spread
        # What tanh is taken of, as (H, n): at the origin, and what x and y add to it.
        inner = tuple(w[:, i, None] * features + b[:, i, None] for i in range(3))
        object.__setattr__(self, "columns", (self.points.y, *inner))

    @property
    def hidden(self) -> int:
        return len(self.weights) // 3

    def value(self, x: Any, y: Any, rows: Rows | None = None) -> Any:
        return self._mean(self._value, x, y, rows)[0]

    def gradient(self, x: Any, y: Any, rows: Rows | None = None) -> tuple[Any, Any]:
        by_x, by_y = self._mean(self._slope, x, y, rows)
        return by_x, by_y

    def hessian(self, x: Any, y: Any, rows: Rows | None = None) -> tuple[Any, Any, Any]:
        xx, xy, yy = self._mean(self._bend, x, y, rows)
        return xx, xy, yy

    def told(self) -> dict[str, Any]:
        predict = {"kind": "tanh", "mean": self.mean, "spread": self.spread, "weights": self.weights}
        return {"predict": predict, "loss": {"kind": "squared", "total": False, "penalty": 0.0}}

    # In what follows arrays of hidden units are (H, points, lanes), those of predictions (points, lanes).

    def _value(self, x: Array, y: Array, t: Array, *inner: Array) -> tuple[Array]:
        h, v, c = self._layers(x, y, inner)
        r = folded(v * h) + c - t
        return (r * r,)

    def _slope(self, x: Array, y: Array, t: Array, *inner: Array) -> tuple[Array, Array]:
        h, v, c = self._layers(x, y, inner)
        _, (v1, v2), (c1, c2) = self._outer()
        r = 2.0 * (folded(v * h) + c - t)
        through = v * (1.0 - h * h)
        return r * (folded(v1 * h + through * inner[1]) + c1), r * (folded(v2 * h + through * inner[2]) + c2)

    def _bend(self, x: Array, y: Array, t: Array, *inner: Array) -> tuple[Array, Array, Array]:
        h, v, c = self._layers(x, y, inner)
        _, (v1, v2), (c1, c2) = self._outer()
        _, ax, ay = inner
        r = folded(v * h) + c - t
        s = 1.0 - h * h
        through = v * s
        by_x, by_y = folded(v1 * h + through * ax) + c1, folded(v2 * h + through * ay) + c2
        bent = -2.0 * (h * through)
        by_xx = folded(2.0 * (v1 * (s * ax)) + bent * (ax * ax))
        by_xy = folded((v1 * ay + v2 * ax) * s + bent * (ax * ay))
        by_yy = folded(2.0 * (v2 * (s * ay)) + bent * (ay * ay))
        return (
            2.0 * (by_x * by_x + r * by_xx),
            2.0 * (by_x * by_y + r * by_xy),
            2.0 * (by_y * by_y + r * by_yy),
        )

    def _layers(self, x: Array, y: Array, inner: tuple[Array, ...]) -> tuple[Array, Array, Array]:
        """The hidden units, and the weights v and c by which the prediction is made of them."""
        v0, (v1, v2), (c1, c2) = self._outer()
        h = tanh(inner[0] + x * inner[1] + y * inner[2])
        return h, v0 + x * v1 + y * v2, self.weights[-1, 0] + x * c1 + y * c2

    def _outer(self) -> tuple[Array, tuple[Array, Array], tuple[float, float]]:
        """v at the origin, and what x and y add to v and to c."""
        v0, v1, v2 = self.weights[2 * self.hidden : -1].T[:, :, None, None]
        return v0, (v1, v2), (float(self.weights[-1, 1]), float(self.weights[-1, 2]))

    def _mean(self, terms: Any, x: Any, y: Any, rows: Rows | None) -> tuple[Any, ...]:
        count = len(self.points) if rows is None else len(rows)
        sums = over_points(terms, x, y, self.columns, rows, self.hidden)
        return tuple(each * (1.0 / count) for each in sums)
