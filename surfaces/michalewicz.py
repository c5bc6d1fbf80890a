"""Level land with narrow trenches, and a pit where two of them cross."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cos, sin

ONCE, TWICE = 1.0 / math.pi, 2.0 / math.pi


def value(x: Number, y: Number) -> Number:
    return -(trench(x, ONCE) + trench(y, TWICE))


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return -slope(x, ONCE), -slope(y, TWICE)


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    return -bend(x, ONCE), 0.0 * (x + y), -bend(y, TWICE)


def trench(x: Number, k: float) -> Number:
    """sin x · s²⁰ with s = sin kx²."""
    s = sin(k * (x * x))
    s2 = s * s
    s4 = s2 * s2
    s16 = (s4 * s4) * (s4 * s4)
    return sin(x) * (s16 * s4)


def slope(x: Number, k: float) -> Number:
    """The derivative of `trench` by x."""
    phase = k * (x * x)
    s, c = sin(phase), cos(phase)
    s2 = s * s
    s4 = s2 * s2
    s16 = (s4 * s4) * (s4 * s4)
    s19 = s16 * (s2 * s)
    return cos(x) * (s16 * s4) + sin(x) * (s19 * c) * (40.0 * k * x)


def bend(x: Number, k: float) -> Number:
    """The second derivative of `trench` by x."""
    phase = k * (x * x)
    s, c = sin(phase), cos(phase)
    s2 = s * s
    s4 = s2 * s2
    s16 = (s4 * s4) * (s4 * s4)
    s19, s20 = s16 * (s2 * s), s16 * s4
    by_phase = 2.0 * k * x
    curved = by_phase * by_phase * (380.0 * (s16 * s2) * (c * c) - 20.0 * s20) + 40.0 * k * (s19 * c)
    return 40.0 * cos(x) * (s19 * c) * by_phase + sin(x) * (curved - s20)


SURFACE = Surface(
    key="michalewicz",
    name="Michalewicz",
    latex=r"f(x, y) = -\sin x\, \sin^{20} \frac{x^2}{\pi} - \sin y\, \sin^{20} \frac{2 y^2}{\pi}",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((0.0, math.pi), (0.0, math.pi)),
    minima=((2.2029055201726093, 0.5 * math.pi, -1.8013034100985525),),
    start=(1.47, 1.0),
    source="Michalewicz, Genetic Algorithms + Data Structures, 1992, with its m as 10",
    lesson="Between the trenches there is no slope to follow: who finds one, and who then the crossing?",
    eye=(0.5, -1.0, 2.0),
)
