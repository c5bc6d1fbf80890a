"""A line through a few points, as small as a loss that comes from data can be."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from surfaces import Surface
from surfaces.points import Data, Points


@dataclass(frozen=True)
class Line:
    """v̂ = x u + y; the loss is the mean of (v̂ − v)², or with `total` their sum.

    The points are added one after the other, so that a float and a lane have the same digits.
    """

    points: Points
    total: bool = False
    # How many points each call of the gradient was asked for, for those who count.
    asked: list[Any] = field(default_factory=list, compare=False, repr=False)

    def value(self, x: Any, y: Any, rows: Any = None) -> Any:
        return self._sum(rows, lambda u, v: (x * u + y - v) * (x * u + y - v))

    def gradient(self, x: Any, y: Any, rows: Any = None) -> tuple[Any, Any]:
        self.asked.append(np.shape(rows))
        return (
            self._sum(rows, lambda u, v: 2.0 * (x * u + y - v) * u),
            self._sum(rows, lambda u, v: 2.0 * (x * u + y - v)),
        )

    def _sum(self, rows: Any, of_point: Any) -> Any:
        count = len(self.points)
        taken = range(count) if rows is None else rows
        plain = rows is None or np.ndim(rows) == 1
        found: Any = 0.0
        for row in taken:
            u, v = self.points.x[row], self.points.y[row]
            found = found + of_point(float(u) if plain else u, float(v) if plain else v)
        return found * (count if self.total else 1.0) / len(taken)

    def told(self) -> dict[str, Any]:
        return {
            "predict": {"kind": "affine", "link": "identity", "mean": 0.0, "spread": 1.0},
            "loss": {"kind": "squared", "delta": 1.0, "total": self.total, "penalty": 0.0},
        }


EXAMPLE = Data(
    Points(np.linspace(-1.0, 1.0, 12), 0.7 * np.linspace(-1.0, 1.0, 12) + np.sin(9.0 * np.arange(12)))
)


def line(data: Data = EXAMPLE, total: bool = False) -> Surface:
    """The surface of the points' line."""
    return _line(data, total)


@cache
def _line(data: Data, total: bool) -> Surface:
    fit = Line(data.points, total)

    def hessian(x: Any, y: Any) -> tuple[Any, Any, Any]:
        share = 2.0 * (len(fit.points) if total else 1.0) / len(fit.points)
        u = fit.points.x
        zero = 0.0 * (x + y)
        return (
            share * float((u * u).sum()) + zero,
            share * float(u.sum()) + zero,
            share * float(len(u)) + zero,
        )

    return Surface(
        key="line",
        name="Line",
        latex=r"\tfrac{1}{n} \sum_i (x u_i + y - v_i)^2",
        value=lambda x, y: fit.value(x, y),
        gradient=lambda x, y: fit.gradient(x, y),
        hessian=hessian,
        domain=((-3.0, 3.0), (-3.0, 3.0)),
        minima=(),
        start=(-2.0, 2.0),
        source="",
        lesson="",
        make=line,
        settings=(("data", data), ("total", total)),  # type: ignore[arg-type]
        content=data.digest,
        recipe=data,
        remake=line,
        fit=fit,
    )
