"""A bowl with walls across it."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cospi, sinpi

PI = math.pi


def value(x: Number, y: Number) -> Number:
    a, b = x - 1.0, y - 1.0
    s, u, v = sinpi(3.0 * x), sinpi(3.0 * y), sinpi(2.0 * y)
    return s * s + a * a * (1.0 + u * u) + b * b * (1.0 + v * v)


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    a, b = x - 1.0, y - 1.0
    s, u, v = sinpi(3.0 * x), sinpi(3.0 * y), sinpi(2.0 * y)
    by_x = 6.0 * PI * (s * cospi(3.0 * x)) + 2.0 * a * (1.0 + u * u)
    by_y = (
        6.0 * PI * (a * a) * (u * cospi(3.0 * y))
        + 2.0 * b * (1.0 + v * v)
        + 4.0 * PI * (b * b) * (v * cospi(2.0 * y))
    )
    return by_x, by_y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    a, b = x - 1.0, y - 1.0
    s, u, v = sinpi(3.0 * x), sinpi(3.0 * y), sinpi(2.0 * y)
    cs, cu, cv = cospi(3.0 * x), cospi(3.0 * y), cospi(2.0 * y)
    xx = 18.0 * PI * PI * (cs * cs - s * s) + 2.0 * (1.0 + u * u)
    xy = 12.0 * PI * a * (u * cu)
    yy = (
        18.0 * PI * PI * (a * a) * (cu * cu - u * u)
        + 2.0 * (1.0 + v * v)
        + 16.0 * PI * b * (v * cv)
        + 8.0 * PI * PI * (b * b) * (cv * cv - v * v)
    )
    return xx, xy, yy


SURFACE = Surface(
    key="levy13",
    name="Lévy N. 13",
    latex=(
        r"f(x, y) = \sin^2 3\pi x + (x - 1)^2 \left(1 + \sin^2 3\pi y\right)"
        r" + (y - 1)^2 \left(1 + \sin^2 2\pi y\right)"
    ),
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 4.0), (-2.0, 4.0)),
    minima=((1.0, 1.0, 0.0),),
    start=(2.4, -1.7),
    source=(
        "Mishra, Some new test functions for global optimization, 2006 (after Lévy and Montalvo, 1985)."
        " Usually on [−10, 10]², where a picture cannot resolve the waves: this is the part around the"
        " minimum. Some code puts 1 + (x − 1) / 4 for x, as in Lévy's other functions"
    ),
    lesson="Walls cross the bowl, higher the farther out: whom do they hold, and who climbs over?",
    eye=(0.9, -0.9, 1.8),
)
