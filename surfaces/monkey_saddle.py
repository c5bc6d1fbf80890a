"""A saddle with a third way down, for the tail."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    return x * (x * x - 3.0 * (y * y))


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return 3.0 * (x * x - y * y), -6.0 * x * y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    return 6.0 * x, -6.0 * y, -6.0 * x


SURFACE = Surface(
    key="monkey_saddle",
    name="Monkey saddle",
    latex=r"f(x, y) = x^3 - 3\,x y^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=(),
    start=(1.5, 0.01),
    source="Hilbert and Cohn-Vossen, Anschauliche Geometrie, 1932",
    lesson="At this saddle even the curvature is 0: who gets away from it, and down which of three ways?",
    eye=(-0.8, 1.2, 1.6),
)
