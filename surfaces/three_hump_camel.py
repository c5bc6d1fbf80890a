"""A deep dip between two shallow ones."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    x2 = x * x
    return x2 * (2.0 + x2 * (x2 / 6.0 - 1.05)) + x * y + y * y


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    x2 = x * x
    return x * (4.0 + x2 * (x2 - 4.2)) + y, x + 2.0 * y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    x2 = x * x
    level = 0.0 * (x + y)
    return 4.0 + x2 * (5.0 * x2 - 12.6), level + 1.0, level + 2.0


SURFACE = Surface(
    key="three_hump_camel",
    name="Three-hump camel",
    latex=r"f(x, y) = 2x^2 - 1.05\,x^4 + \tfrac{1}{6} x^6 + xy + y^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((0.0, 0.0, 0.0),),
    start=(-4.0, 4.0),
    source=(
        "Jamil and Yang, A literature survey of benchmark functions for global optimisation problems, 2013."
        " Pictures often show its middle only, [−2, 2]²"
    ),
    lesson="The first dip on the way is not the deepest: who stops there, and who rolls on to the middle?",
    scale="log",
    eye=(0.6, -1.0, 1.7),
)
