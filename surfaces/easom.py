"""A pit in a wide plain."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cos, exp, sin

PI = math.pi


def value(x: Number, y: Number) -> Number:
    dx, dy = x - PI, y - PI
    return -cos(x) * cos(y) * exp(-(dx * dx + dy * dy))


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    dx, dy = x - PI, y - PI
    cos_x, cos_y = cos(x), cos(y)
    near = exp(-(dx * dx + dy * dy))
    slope_x, slope_y = sin(x) + 2.0 * dx * cos_x, sin(y) + 2.0 * dy * cos_y
    return near * (cos_y * slope_x), near * (cos_x * slope_y)


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    dx, dy = x - PI, y - PI
    cos_x, cos_y, sin_x, sin_y = cos(x), cos(y), sin(x), sin(y)
    near = exp(-(dx * dx + dy * dy))
    slope_x, slope_y = sin_x + 2.0 * dx * cos_x, sin_y + 2.0 * dy * cos_y
    return (
        near * (cos_y * (3.0 * cos_x - 4.0 * dx * (sin_x + dx * cos_x))),
        -near * (slope_x * slope_y),
        near * (cos_x * (3.0 * cos_y - 4.0 * dy * (sin_y + dy * cos_y))),
    )


SURFACE = Surface(
    key="easom",
    name="Easom",
    latex=r"f(x, y) = -\cos x\, \cos y\, e^{-(x - \pi)^2 - (y - \pi)^2}",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((0.0, 2.0 * PI), (0.0, 2.0 * PI)),
    minima=((PI, PI, -1.0),),
    start=(1.6, 4.7),
    source=(
        "Easom, A survey of global optimization techniques, 1990; benchmarks take -100 to 100, and this is "
        "the part around the pit: outside it the loss is 0 but for less than 1e-4"
    ),
    lesson="The plain has next to no slope: rules that divide by its size walk off at once, the others wait.",
    eye=(0.35, -0.5, 2.2),
)
