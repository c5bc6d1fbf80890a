"""A round bowl."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    return x * x + y * y


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return 2.0 * x, 2.0 * y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    level = 0.0 * (x + y)
    return level + 2.0, level, level + 2.0


SURFACE = Surface(
    key="global_minimum",
    name="Global minimum",
    latex=r"f(x, y) = x^2 + y^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, 0.0, 0.0),),
    start=(1.5, 0.8),
    source="De Jong, An Analysis of the Behavior of a Class of Genetic Adaptive Systems, 1975 (sphere)",
    lesson="Every direction is as steep as any other: which rule comes to rest, and which swings past?",
    eye=(-1.0, -1.3, 1.4),
)
