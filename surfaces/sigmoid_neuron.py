"""A neuron with one input: the squared error over its weight w and its bias b.

The points of the example are the two on which the course that made this neuron known trains it.
"""

from __future__ import annotations

import math
from functools import lru_cache, partial

import numpy as np

from surfaces.affine import Affine
from surfaces.base import Domain, Surface
from surfaces.features import as_raw, check_points, mean_and_spread, shown
from surfaces.framing import Place, beginning, of_model, scale_of
from surfaces.least import ROUNDING, least, polished
from surfaces.points import Array, Data, Points, points
from surfaces.pointwise import HALF_SQUARED

# What w·u + b spans in the domain, to each side.
REACH = 4.0
# Where a minimum is looked for, for a standardised u: weights, and the u at which the neuron gives ½.
WEIGHTS = np.geomspace(0.1, 30.0, 12)
THRESHOLDS = np.linspace(-2.5, 2.5, 21)
# Of more points than this every so manieth is looked at for a first impression.
GLANCE = 200
# So many of the lowest places are followed to their minimum.
FOLLOWED = 2
ROUNDS = 40


def logit(p: float) -> float:
    return math.log(p) - math.log1p(-p)


def minimum_of(model: Affine) -> Place | None:
    """Where the loss is lowest; None where it is lower the farther one goes.

    Through two points at different u the neuron goes exactly. Else the lowest places of a coarse look are
    followed. A neuron may be the better the steeper it is, up to a step: then there is no minimum.
    """
    u, t = model.points.x, model.points.y
    if len(u) == 2 and (t > 0.0).all() and (t < 1.0).all():
        first, last = (logit(float(each)) for each in t)
        weight = (last - first) / float(u[1] - u[0])
        return weight, first - weight * float(u[0])
    # As the neuron gets steeper for ever its loss comes as near as one likes to that of a step.
    step = step_loss(u, t) * (1.0 - ROUNDING)
    if step == 0.0:
        return None
    mean, spread = mean_and_spread(model.points, "standardised")
    level = Affine(model.points, model.loss, mean, spread)
    found = [least(level, place, ROUNDS) for place in low_places(level)]
    best = min(found, key=lambda at: level.value(*at))
    if not level.value(*best) < step:
        return None
    best = least(level, best)
    return polished(model, *as_raw(best, mean, spread))


def low_places(level: Affine) -> list[Place]:
    """The lowest of many weights and biases, at first glance."""
    points = level.points
    some = slice(None, None, -(-len(points) // GLANCE))
    glance = Affine(Points(points.x[some], points.y[some]), level.loss, level.mean, level.spread)
    weights, thresholds = (axis.ravel() for axis in np.meshgrid([*-WEIGHTS, *WEIGHTS], THRESHOLDS))
    biases = -weights * thresholds
    lowest = np.argsort(glance.value(weights, biases), kind="stable")[:FOLLOWED]
    return [(float(weights[i]), float(biases[i])) for i in lowest]


def step_loss(u: Array, t: Array) -> float:
    """The lowest loss that the neuron comes near to as its weight grows: that of a step, up or down.

    Where the step is, the neuron may give anything between 0 and 1.
    """
    places, group = np.unique(u, return_inverse=True)
    count, total = np.bincount(group), np.bincount(group, t)
    nearest = np.clip(total / count, 0.0, 1.0)
    at = np.bincount(group, 0.5 * (nearest[group] - t) ** 2)
    zero, one = np.bincount(group, 0.5 * t * t), np.bincount(group, 0.5 * (1.0 - t) ** 2)
    lows = []
    for before, after in ((zero, one), (one, zero)):
        left = np.concatenate([[0.0], np.cumsum(before)[:-1]])
        right = np.concatenate([np.cumsum(after[::-1])[-2::-1], [0.0]])
        lows.append(float((left + at + right).min()))
    return min(lows) if len(places) else math.inf


def domain_of(data: Data, minimum: Place | None) -> Domain:
    """Around the origin, where the neuron gives ½ everywhere, and the minimum."""
    if data.domain is not None:
        return data.domain
    mean, spread = mean_and_spread(data.points, "standardised")
    places = [(0.0, 0.0)]
    if minimum is not None:
        places.append((minimum[0] * spread, minimum[1] + minimum[0] * mean))
    return shown(data.points, "raw", REACH, places)


@lru_cache(maxsize=1024)
def fitted(data: Data) -> Surface:
    """The surface of these points. ValueError where no neuron can be fitted to them."""
    check_points(data.points)
    model = Affine(data.points, HALF_SQUARED)
    minimum = minimum_of(model)
    domain = domain_of(data, minimum)
    return Surface(
        key="sigmoid_neuron",
        name="Sigmoid neuron",
        latex=(
            r"f(w, b) = \tfrac{1}{2} \sum_{i=1}^n \left(\hat t_i - t_i\right)^2, \quad "
            r"\hat t_i = \frac{1}{1 + e^{-(w u_i + b)}}"
        ),
        domain=domain,
        minima=() if minimum is None else ((*minimum, model.value(*minimum)),),
        start=beginning(domain, minimum, (1.0, 1.0)),
        source=(
            "Khapra, Deep Learning (CS7015), IIT Madras, lectures 3 and 5: the two points, and the starts "
            "(1, 1) and (-2, -2)"
        ),
        scale=scale_of(model.value, domain, minimum),
        lesson=(
            "Where the sigmoid is near 0 or 1 there is hardly a slope: from (-2, -2) all depends on who "
            "crosses a plateau."
        ),
        make=partial(fitted, data),
        remake=fitted,
        **of_model(model, data),
        axes=("w", "b"),
        meanings=("weight", "bias"),
    )


# The points of the course, and a part of the plane with both of its starts.
TWO = Data(points([(0.5, 0.2), (2.5, 0.9)]), domain=((-4.0, 4.0), (-4.0, 4.0)))

SURFACE = fitted(TWO)
