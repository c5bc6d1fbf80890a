"""A flat-bottomed trough along the diagonal."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    return 0.26 * (x * x + y * y) - 0.48 * x * y


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    level = 0.0 * (x + y)
    return level + 0.52, level - 0.48, level + 0.52


SURFACE = Surface(
    key="matyas",
    name="Matyas",
    latex=r"f(x, y) = 0.26\,(x^2 + y^2) - 0.48\,xy",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((0.0, 0.0, 0.0),),
    start=(-9.0, 2.0),
    source=(
        "Jamil and Yang, A literature survey of benchmark functions for global optimisation problems, 2013"
    ),
    lesson=(
        "Across the diagonal the slope changes 25 times as fast as along it:"
        " who swings from side to side, and who crawls?"
    ),
    scale="log",
    eye=(0.6, -1.0, 1.7),
)
