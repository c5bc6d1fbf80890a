"""A valley twenty times steeper across than along."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    return x * x / 20.0 + y * y


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return x / 10.0, 2.0 * y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    level = 0.0 * (x + y)
    return level + 0.1, level, level + 2.0


SURFACE = Surface(
    key="ravine",
    name="Ravine",
    latex=r"f(x, y) = \frac{x^2}{20} + y^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-10.0, 10.0), (-5.0, 5.0)),
    minima=((0.0, 0.0, 0.0),),
    start=(-8.0, 3.0),
    source="Goh, Why Momentum Really Works, Distill, 2017 (quadratics of unequal curvature)",
    lesson="Steep across and flat along: a rate that is safe across crawls along, unless momentum helps.",
    eye=(1.65, -0.6, 1.2),
)
