"""A line through points: the loss over slope w and intercept b."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np

from knob import Knob
from surfaces import pointwise
from surfaces.affine import Affine
from surfaces.base import Domain, Surface
from surfaces.features import FEATURES, as_raw, check_points, height, mean_and_spread, shown
from surfaces.fit import Rows
from surfaces.framing import Place, beginning, of_model, scale_of
from surfaces.least import least, least_distances, least_squares, polished
from surfaces.points import Data, points

LOSS = Knob(
    name="loss", symbol="loss", latex=r"\ell", kind="choice", default="squared",
    choices=("squared", "absolute", "huber"),
    help="What a distance costs: its square, itself, or its square up to δ and a line beyond it.",
)  # fmt: skip
DELTA = Knob(
    name="delta", symbol="δ", latex=r"\delta", default=1.0, lowest=0.01, highest=100.0, scale="log",
    at_least=1e-6, help="The distance at which Huber's loss changes from a square to a line.",
)  # fmt: skip
KNOBS = (LOSS, DELTA, FEATURES)

# Standard deviations of the targets by which predictions move from the middle of the domain to its sides.
REACH = 2.5

LATEX = {
    "squared": r"\ell(r) = r^2",
    "absolute": r"\ell(r) = |r|",
    "huber": r"\ell(r) = \begin{cases} \tfrac{1}{2} r^2 & |r| \le \delta \\ "
    r"\delta \left(|r| - \tfrac{1}{2} \delta\right) & |r| > \delta \end{cases}",
}


@dataclass(frozen=True, eq=False)
class LeastSquares(Affine):
    """The mean square over all points, as what it is: a bowl around the best line, exact near its bottom.

    With v the variance of the feature and m its mean it is lowest + v dx² + (dy + m dx)², where dx and dy are
    slope and intercept less those of the best line.
    """

    best: Place = (0.0, 0.0)
    lowest: float = 0.0
    middle: float = 0.0  # m
    variance: float = 1.0  # v

    def value(self, x: Any, y: Any, rows: Rows | None = None) -> Any:
        if rows is not None:
            return super().value(x, y, rows)
        dx, dy = x - self.best[0], y - self.best[1]
        level = dy + self.middle * dx
        return self.lowest + (self.variance * (dx * dx) + level * level)

    def gradient(self, x: Any, y: Any, rows: Rows | None = None) -> tuple[Any, Any]:
        if rows is not None:
            return super().gradient(x, y, rows)
        dx, dy = x - self.best[0], y - self.best[1]
        by_y = 2.0 * (dy + self.middle * dx)
        return (2.0 * self.variance) * dx + self.middle * by_y, by_y

    def hessian(self, x: Any, y: Any, rows: Rows | None = None) -> tuple[Any, Any, Any]:
        if rows is not None:
            return super().hessian(x, y, rows)
        none = 0.0 * (x + y)
        return (
            none + 2.0 * (self.variance + self.middle * self.middle),
            none + 2.0 * self.middle,
            none + 2.0,
        )


def model_of(data: Data, loss: str, delta: float, features: str) -> Affine:
    """The model for these points, with this loss and this feature."""
    mean, spread = mean_and_spread(data.points, features)
    meets = {"squared": pointwise.SQUARED, "absolute": pointwise.ABSOLUTE}.get(loss, pointwise.huber(delta))
    model = Affine(data.points, meets, mean, spread)
    if loss != "squared":
        return model
    u, t = model.features, data.points.y
    best = least_squares(u, t)
    lowest = float(np.mean((best[0] * u + best[1] - t) ** 2))
    return LeastSquares(data.points, meets, mean, spread, 0.0, best, lowest, float(u.mean()), float(u.var()))


def minimum_of(model: Affine) -> Place:
    """Where the loss of the model is lowest: the one place, or for absolute distances one of them."""
    if isinstance(model, LeastSquares):
        return model.best
    u, t = model.features, model.points.y
    if model.loss.kind == "absolute":
        return least_distances(u, t)
    # Looked for where the bowl is round, and then with the feature as it is.
    level = Affine(model.points, model.loss, float(model.points.x.mean()), float(model.points.x.std()))
    best = least(level, least_distances(level.features, t))
    if model.spread == level.spread:
        return best
    return polished(model, *as_raw(best, level.mean, level.spread))


def domain_of(data: Data, features: str) -> Domain:
    """Around the lines with the least squares and the least distances, so that a loss does not move it."""
    chosen = data.domain_for(features)
    if chosen is not None:
        return chosen
    mean, spread = mean_and_spread(data.points, "standardised")
    u, t = (data.points.x - mean) / spread, data.points.y
    places = [least_squares(u, t), least_distances(u, t)]
    return shown(data.points, features, REACH * height(data.points), places)


def crease(x: Any, y: Any, *, model: Affine) -> Any:
    """The distance of the line from the point that is nearest to it, along t."""
    predicted = np.multiply.outer(x, model.features) + np.asarray(y)[..., None]
    return np.abs(predicted - model.points.y).min(axis=-1)


@lru_cache(maxsize=1024)
def fitted(data: Data, loss: str, delta: float, features: str) -> Surface:
    """The surface of these points. ValueError where no line can be fitted to them."""
    check_points(data.points)
    bound: Any = partial
    model = model_of(data, loss, delta, features)
    minimum, domain = minimum_of(model), domain_of(data, features)
    feature = "u_i" if features == "raw" else r"\tfrac{u_i - \bar u}{s}"
    return Surface(
        key="linear_regression",
        name="Linear regression",
        latex=(
            rf"f(w, b) = \frac{{1}}{{n}} \sum_{{i=1}}^n \ell\left(w\, {feature} + b - t_i\right), "
            rf"\quad {LATEX[loss]}"
        ),
        domain=domain,
        minima=((*minimum, model.value(*minimum)),),
        start=beginning(domain, minimum),
        source="Legendre 1805, Boscovich 1757 and Huber 1964, for squares, distances, and both; made-up days",
        lesson=(
            "With the feature as it is the valley is long and narrow: who crawls? Standardised it is round. "
            "A point far off the line pulls at squares most."
        ),
        scale=scale_of(model.value, domain, minimum),
        crease=bound(crease, model=model) if loss == "absolute" else None,
        knobs=KNOBS,
        settings=(("loss", loss), ("delta", delta), ("features", features)),
        make=partial(fitted, data),
        remake=remake,
        **of_model(model, data),
        axes=("w", "b"),
        meanings=("slope", "intercept"),
    )


def remake(data: Data) -> Surface:
    """The surface of other points. ValueError where no line can be fitted to them."""
    return fitted(data, **{knob.name: knob.default for knob in KNOBS})


# Ice creams sold on twelve days, in hundreds: on the day of 30 °C there was a thunderstorm.
DAYS = points(
    [(14, 1.2), (16, 1.7), (17, 1.6), (19, 2.3), (20, 2.2), (22, 2.9),
     (23, 2.7), (25, 3.4), (27, 3.5), (28, 3.9), (30, 0.9), (33, 4.7)],
    names=("temperature (°C)", "ice creams (hundreds)"),
)  # fmt: skip

SURFACE = remake(Data(DAYS))
