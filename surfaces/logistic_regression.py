"""A threshold between points of two classes: the loss over slope w and intercept b of the log-odds."""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from knob import Knob
from surfaces.affine import Affine
from surfaces.base import Domain, Surface
from surfaces.features import FEATURES, as_raw, check_points, mean_and_spread, shown
from surfaces.framing import Place, beginning, of_model, scale_of
from surfaces.least import least, polished
from surfaces.points import Data, Points, points
from surfaces.pointwise import CROSS_ENTROPY

PENALTY = Knob(
    name="l2", symbol="λ", latex=r"\lambda", default=0.0, lowest=0.0, highest=1.0, at_least=0.0,
    help="Half of this times the square of the slope is added to the loss; the intercept is free.",
)  # fmt: skip
KNOBS = (PENALTY, FEATURES)

# Log-odds by which predictions move from the middle of the domain to its sides.
REACH = 4.0


def check_targets(data: Points) -> None:
    """ValueError where a target is no class."""
    wrong = data.y[(data.y != 0.0) & (data.y != 1.0)]
    if wrong.size:
        raise ValueError(f"{data.names[1]} must be 0 or 1 at every point, got {wrong[0]:g}")


def has_minimum(data: Points, penalty: float) -> bool:
    """Whether some slope and intercept are the best: not if a threshold divides the classes, without λ.

    The steeper then, the better; and with a single class the farther the intercept, the better, λ or not.
    """
    zeros, ones = data.x[data.y == 0.0], data.x[data.y == 1.0]
    if not (zeros.size and ones.size):
        return False
    return penalty > 0.0 or bool(zeros.max() > ones.min() and ones.max() > zeros.min())


def minimum_of(model: Affine) -> Place | None:
    """Where the loss of the model is lowest; None where it falls for ever."""
    if not has_minimum(model.points, model.penalty):
        return None
    mean, spread = mean_and_spread(model.points, "standardised")
    share = model.spread / spread  # a slope for this feature is so much of one for the standardised
    best = standardised_minimum(model.points, model.penalty * share * share)
    return best if share == 1.0 else polished(model, *as_raw(best, mean, spread))


@lru_cache(maxsize=256)
def standardised_minimum(data: Points, penalty: float) -> Place:
    """The same where the feature is standardised and there is a minimum; no bowl is rounder."""
    level = Affine(data, CROSS_ENTROPY, *mean_and_spread(data, "standardised"), penalty=penalty)
    return least(level, (0.0, 0.0))


def domain_of(data: Data, features: str) -> Domain:
    """Around the origin, where nothing is learned yet, and the minimum with λ = 0, or else with a little."""
    chosen = data.domain_for(features)
    if chosen is not None:
        return chosen
    places = [(0.0, 0.0)]
    if has_minimum(data.points, 1.0):
        places.append(standardised_minimum(data.points, 0.0 if has_minimum(data.points, 0.0) else 0.01))
    return shown(data.points, features, REACH, places)


@lru_cache(maxsize=1024)
def fitted(data: Data, l2: float, features: str) -> Surface:
    """The surface of these points. ValueError where no threshold can be fitted to them."""
    check_points(data.points)
    check_targets(data.points)
    model = Affine(data.points, CROSS_ENTROPY, *mean_and_spread(data.points, features), penalty=l2)
    minimum, domain = minimum_of(model), domain_of(data, features)
    feature = "u_i" if features == "raw" else r"\tfrac{u_i - \bar u}{s}"
    if minimum is None:
        lesson = "No slope is the best: the steeper, the better, for ever. Only λ > 0 gives it a minimum."
        if not has_minimum(data.points, 1.0):
            lesson = "With a single class no intercept is the best: the farther, the better, for ever."
    else:
        lesson = (
            "A bowl whose far sides are straight: there Newton's steps are too long and SGD's are all alike. "
            "Divide the classes by a threshold, and the minimum is gone."
        )
    return Surface(
        key="logistic_regression",
        name="Logistic regression",
        latex=(
            r"f(w, b) = \frac{1}{n} \sum_{i=1}^n \log\left(1 + e^{-(2 t_i - 1)\, z_i}\right) "
            rf"+ \tfrac{{\lambda}}{{2}} w^2, \quad z_i = w\, {feature} + b"
        ),
        domain=domain,
        minima=() if minimum is None else ((*minimum, model.value(*minimum)),),
        start=beginning(domain, minimum),
        source=(
            "Cox, The regression analysis of binary sequences, 1958; the twenty students of Wikipedia's "
            "article on logistic regression"
        ),
        lesson=lesson,
        scale=scale_of(model.value, domain, minimum),
        knobs=KNOBS,
        settings=(("l2", l2), ("features", features)),
        make=partial(fitted, data),
        remake=remake,
        **of_model(model, data),
        axes=("w", "b"),
        meanings=("slope", "intercept"),
    )


def remake(data: Data) -> Surface:
    """The surface of other points. ValueError where no threshold can be fitted to them."""
    return fitted(data, **{knob.name: knob.default for knob in KNOBS})


# Hours of study of twenty students, and who passed the exam.
FAILED = [0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5]
PASSED = [1.75, 2.25, 2.75, 3.25, 4.0, 4.25, 4.5, 4.75, 5.0, 5.5]
STUDENTS = points(
    np.array(sorted([(hours, 0.0) for hours in FAILED] + [(hours, 1.0) for hours in PASSED])),
    names=("hours of study", "passed"),
)

SURFACE = remake(Data(STUDENTS))
