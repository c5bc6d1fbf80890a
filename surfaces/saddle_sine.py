"""A saddle with a minimum beside it."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cos, sin


def value(x: Number, y: Number) -> Number:
    return sin(x) + y * y


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return cos(x), 2.0 * y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    level = 0.0 * (x + y)
    return -sin(x), level, level + 2.0


SURFACE = Surface(
    key="saddle_sine",
    name="Saddle and valley",
    latex=r"f(x, y) = \sin x + y^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    # The sine has one every 2π; this is the only one in the domain.
    minima=((-math.pi / 2.0, 0.0, -1.0),),
    start=(1.5, 1.5),
    source="lilipads, gradient_descent_viz, 2020 (there: Saddle Point)",
    lesson="The slope along x is tiny at first: who drops into the trough and forgets to leave the saddle?",
    eye=(-1.65, -0.6, 1.2),
)
