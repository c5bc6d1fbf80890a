"""A bent valley with steep walls."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    a, b = 1.0 - x, y - x * x
    return a * a + 100.0 * b * b


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    a, by_y = 1.0 - x, 200.0 * (y - x * x)
    return -2.0 * (a + x * by_y), by_y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    return 2.0 - 400.0 * (y - 3.0 * (x * x)), -400.0 * x, 200.0 + 0.0 * y


SURFACE = Surface(
    key="rosenbrock",
    name="Rosenbrock",
    latex=r"f(x, y) = (1 - x)^2 + 100\,(y - x^2)^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-1.0, 3.0)),
    minima=((1.0, 1.0, 0.0),),
    start=(-1.2, 1.0),
    source=(
        "Rosenbrock, An automatic method for finding the greatest or least value of a function, 1960, with "
        "the start as there; it has no domain of its own, collections take from 2.048 to 30 on all sides"
    ),
    lesson="Into the valley is quick, along it is slow: who follows the bend without bouncing off the walls?",
    scale="log",
    eye=(0.4, 1.05, 1.8),
)
