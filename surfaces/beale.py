"""Plains between high corners."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    a = 1.5 - x + x * y
    b = 2.25 - x + x * y * y
    c = 2.625 - x + x * y * y * y
    return a * a + b * b + c * c


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    y2 = y * y
    y3 = y2 * y
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
    by_x = 2.0 * (a * (y - 1.0) + b * (y2 - 1.0) + c * (y3 - 1.0))
    by_y = 2.0 * x * (a + 2.0 * b * y + 3.0 * c * y2)
    return by_x, by_y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    y2 = y * y
    y3 = y2 * y
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
    a_x, b_x, c_x = y - 1.0, y2 - 1.0, y3 - 1.0
    b_y, c_y = 2.0 * (x * y), 3.0 * (x * y2)  # and a_y = x
    xx = 2.0 * (a_x * a_x + b_x * b_x + c_x * c_x)
    xy = 2.0 * (a_x * x + b_x * b_y + c_x * c_y + a + 2.0 * b * y + 3.0 * c * y2)
    yy = 2.0 * (x * x + b_y * b_y + c_y * c_y + 2.0 * b * x + 6.0 * c * (x * y))
    return xx, xy, yy


SURFACE = Surface(
    key="beale",
    name="Beale",
    latex=r"f(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-4.5, 4.5), (-4.5, 4.5)),
    minima=((3.0, 0.5, 0.0),),
    start=(1.0, 1.5),
    source="Beale, On an iterative method for finding a local minimum of a function, 1958; Moré et al., 1981",
    lesson="A steep wall drops onto a long flat plain: one rate can hardly suit both.",
    scale="log",
    eye=(1.65, 0.5, 1.2),
)
