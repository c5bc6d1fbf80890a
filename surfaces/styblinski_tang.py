"""Four basins, one in each quarter."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    x2, y2 = x * x, y * y
    return 0.5 * (x2 * (x2 - 16.0) + y2 * (y2 - 16.0)) + 2.5 * (x + y)


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    x2, y2 = x * x, y * y
    return 2.0 * x * (x2 - 8.0) + 2.5, 2.0 * y * (y2 - 8.0) + 2.5


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    x2, y2 = x * x, y * y
    return 6.0 * x2 - 16.0, 0.0 * (x + y), 6.0 * y2 - 16.0


SURFACE = Surface(
    key="styblinski_tang",
    name="Styblinski–Tang",
    latex=r"f(x, y) = \tfrac{1}{2} \left(x^4 - 16 x^2 + 5x + y^4 - 16 y^2 + 5y\right)",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((-2.903534027771177, -2.903534027771177, -78.33233140754282),),
    start=(-0.6, 4.3),
    source=(
        "Styblinski and Tang, Experiments in nonconvex optimization, 1990. The minimum is −39.16617 for each"
        " coordinate; some collections print −39.16599"
    ),
    lesson="Of four basins the one at the lower left is deepest: who rolls over the ridge that leads there?",
    eye=(1.5, -0.6, 1.4),
)
