"""A wavy gutter that leads down and away."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cos, sin


def value(x: Number, y: Number) -> Number:
    d = x - y
    return sin(x + y) + d * d - 1.5 * x + 2.5 * y + 1.0


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    wave, across = cos(x + y), 2.0 * (x - y)
    return wave + across - 1.5, wave - across + 2.5


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    wave = sin(x + y)
    return 2.0 - wave, -2.0 - wave, 2.0 - wave


SURFACE = Surface(
    key="mccormick",
    name="McCormick",
    latex=r"f(x, y) = \sin(x + y) + (x - y)^2 - 1.5\,x + 2.5\,y + 1",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-1.5, 4.0), (-3.0, 4.0)),
    # x = 1/2 − π/3, y = x − 1, loss −√3/2 − π/3.
    minima=((-0.5471975511965977, -1.5471975511965976, -0.5 * math.sqrt(3.0) - math.pi / 3.0),),
    start=(-0.8, 2.8),
    source=(
        "McCormick, Nonlinear Programming, 1983; some give y up to 3 only, the loss as -1.9133 (it is "
        "-1.913223) or x without its sign; lowest in this domain only, each (−π, −π) further is π lower"
    ),
    lesson="The start is next to a watershed: move it a little, and all end in the other hollow, π higher.",
    scale="log",
    eye=(1.2, -0.6, 1.7),
)
