"""A round bowl of the width that benchmarks give it."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    return x * x + y * y


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return 2.0 * x, 2.0 * y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    level = 0.0 * (x + y)
    return level + 2.0, level, level + 2.0


SURFACE = Surface(
    key="sphere",
    name="Sphere",
    latex=r"f(x, y) = x^2 + y^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    minima=((0.0, 0.0, 0.0),),
    start=(-4.5, 1.5),
    source="De Jong, An Analysis of the Behavior of a Class of Genetic Adaptive Systems, 1975",
    lesson="The gradient points straight at the minimum: which rules follow it, and which bend their way?",
    scale="log",
    eye=(0.5, -1.2, 1.6),
)
