"""Four minima of one depth."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    a, b = x * x + y - 11.0, x + y * y - 7.0
    return a * a + b * b


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    a, b = x * x + y - 11.0, x + y * y - 7.0
    return 4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    return 12.0 * (x * x) + 4.0 * y - 42.0, 4.0 * (x + y), 4.0 * x + 12.0 * (y * y) - 26.0


SURFACE = Surface(
    key="himmelblau",
    name="Himmelblau",
    latex=r"f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=(
        (3.0, 2.0, 0.0),
        (-2.805118086952745, 3.131312518250573, 0.0),
        (-3.779310253377747, -3.2831859912861696, 0.0),
        (3.5844283403304917, -1.8481265269644036, 0.0),
    ),
    start=(1.1, -1.0),
    source=(
        "Himmelblau, Applied Nonlinear Programming, 1972; some collections name (3, 2) alone, or print "
        "3.584458 for 3.584428"
    ),
    lesson="Four minima, equally deep: from the slope between two of them, rules choose differently.",
    eye=(-1.6, -0.7, 1.2),
)
