"""An egg box in a bowl."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cospi, sinpi

PI = math.pi


def value(x: Number, y: Number) -> Number:
    # 10 − 10 cos 2πx is 20 sin² πx, which keeps its digits near the minimum.
    s, t = sinpi(x), sinpi(y)
    return x * x + y * y + 20.0 * (s * s + t * t)


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    steep = 40.0 * PI
    return 2.0 * x + steep * (sinpi(x) * cospi(x)), 2.0 * y + steep * (sinpi(y) * cospi(y))


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    wave = 40.0 * PI * PI
    return 2.0 + wave * cospi(2.0 * x), 0.0 * (x + y), 2.0 + wave * cospi(2.0 * y)


SURFACE = Surface(
    key="rastrigin",
    name="Rastrigin",
    latex=r"f(x, y) = 20 + x^2 + y^2 - 10 \cos 2\pi x - 10 \cos 2\pi y",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    minima=((0.0, 0.0, 0.0),),
    start=(3.4, 1.4),
    source="Rastrigin, Systems of Extremal Control, 1974",
    lesson="A local minimum in every dimple: does momentum carry a rule across, or does it settle?",
    eye=(-1.1, -1.0, 1.55),
)
