"""A ravine that lies aslant."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    a, b = x + 2.0 * y - 7.0, 2.0 * x + y - 5.0
    return a * a + b * b


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    a, b = x + 2.0 * y - 7.0, 2.0 * x + y - 5.0
    return 2.0 * a + 4.0 * b, 4.0 * a + 2.0 * b


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    level = 0.0 * (x + y)
    return level + 10.0, level + 8.0, level + 10.0


SURFACE = Surface(
    key="booth",
    name="Booth",
    latex=r"f(x, y) = (x + 2y - 7)^2 + (2x + y - 5)^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((1.0, 3.0, 0.0),),
    start=(-8.5, 8.5),
    source=(
        "Jamil and Yang, A literature survey of benchmark functions for global optimisation problems, 2013"
    ),
    lesson="No axis points along the ravine: what is a rate for each coordinate worth here?",
    scale="log",
    eye=(0.9, -1.0, 1.7),
)
