"""A model that is linear in its two parameters, slope x and intercept y, on points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from surfaces.fit import Rows
from surfaces.points import Array, Points
from surfaces.pointwise import Pointwise
from surfaces.sums import over_points


@dataclass(frozen=True, eq=False)
class Affine:
    """The loss of ŷ = link(x u′ + y) with u′ = (u − mean) / spread, over points (u, t): see `Fit`.

    With a `penalty` λ the loss has λ/2 · x² beside it; the intercept is free. No function raises on floats:
    where the loss overflows it is inf or nan.
    """

    points: Points
    loss: Pointwise
    mean: float = 0.0
    spread: float = 1.0
    penalty: float = 0.0
    features: Array = field(init=False, repr=False)  # u′, (n,)

    def __post_init__(self) -> None:
        object.__setattr__(self, "features", (self.points.x - self.mean) / self.spread)

    def value(self, x: Any, y: Any, rows: Rows | None = None) -> Any:
        (loss,) = self._over_points(self._value, x, y, rows)
        if self.loss.link == "sigmoid":
            # ŷ stays between 0 and 1 however far a run has flown; its loss is not to be finite there.
            loss = loss + 0.0 * (x + y)
        return loss + 0.5 * self.penalty * (x * x) if self.penalty else loss

    def gradient(self, x: Any, y: Any, rows: Rows | None = None) -> tuple[Any, Any]:
        by_x, by_y = self._over_points(self._slope, x, y, rows)
        return by_x + self.penalty * x if self.penalty else by_x, by_y

    def hessian(self, x: Any, y: Any, rows: Rows | None = None) -> tuple[Any, Any, Any]:
        xx, xy, yy = self._over_points(self._bend, x, y, rows)
        return xx + self.penalty, xy, yy

    def told(self) -> dict[str, Any]:
        loss: dict[str, Any] = {"kind": self.loss.kind, "total": self.loss.total, "penalty": self.penalty}
        if self.loss.delta is not None:
            loss["delta"] = self.loss.delta
        predict = {"kind": "affine", "link": self.loss.link, "mean": self.mean, "spread": self.spread}
        return {"predict": predict, "loss": loss}

    def _value(self, x: Any, y: Any, u: Any, t: Any) -> tuple[Any]:
        return (self.loss.value(x * u + y, t),)

    def _slope(self, x: Any, y: Any, u: Any, t: Any) -> tuple[Any, Any]:
        slope = self.loss.slope(x * u + y, t)
        return slope * u, slope

    def _bend(self, x: Any, y: Any, u: Any, t: Any) -> tuple[Any, Any, Any]:
        bend = self.loss.bend(x * u + y, t)
        along = bend * u
        return along * u, along, bend

    def _over_points(self, terms: Any, x: Any, y: Any, rows: Rows | None) -> tuple[Any, ...]:
        sums = over_points(terms, x, y, (self.features, self.points.y), rows)
        points = len(self.points)
        chosen = points if rows is None else len(rows)
        share = points / chosen if self.loss.total else 1.0 / chosen
        return sums if share == 1.0 else tuple(share * each for each in sums)
