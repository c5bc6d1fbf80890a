"""An egg box in a bowl."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cos, sin

TAU = 2.0 * math.pi


def value(x: Number, y: Number) -> Number:
    return 20.0 + x * x + y * y - 10.0 * cos(TAU * x) - 10.0 * cos(TAU * y)


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return 2.0 * x + 10.0 * TAU * sin(TAU * x), 2.0 * y + 10.0 * TAU * sin(TAU * y)


SURFACE = Surface(
    key="rastrigin",
    name="Rastrigin",
    latex=r"f(x, y) = 20 + x^2 + y^2 - 10 \cos 2\pi x - 10 \cos 2\pi y",
    value=value,
    gradient=gradient,
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    minima=((0.0, 0.0, 0.0),),
    start=(3.4, 1.4),
    source="Rastrigin, Systems of Extremal Control, 1974",
    lesson="A local minimum in every dimple: does momentum carry a rule across, or does it settle?",
    eye=(-1.1, -1.0, 1.55),
)
