"""Six dips in three pairs, of which one pair is deepest."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    x2, y2 = x * x, y * y
    return x2 * (4.0 + x2 * (x2 / 3.0 - 2.1)) + x * y + 4.0 * y2 * (y2 - 1.0)


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    x2, y2 = x * x, y * y
    return x * (8.0 + x2 * (2.0 * x2 - 8.4)) + y, x + y * (16.0 * y2 - 8.0)


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    x2, y2 = x * x, y * y
    return 8.0 + x2 * (10.0 * x2 - 25.2), 1.0 + 0.0 * (x + y), 48.0 * y2 - 8.0


SURFACE = Surface(
    key="six_hump_camel",
    name="Six-hump camel",
    latex=r"f(x, y) = \left(4 - 2.1\,x^2 + \tfrac{1}{3} x^4\right) x^2 + xy + 4\,(y^2 - 1)\,y^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-3.0, 3.0), (-2.0, 2.0)),
    minima=(
        (0.08984201310031806, -0.7126564030207396, -1.0316284534898774),
        (-0.08984201310031806, 0.7126564030207396, -1.0316284534898774),
    ),
    start=(-2.5, 1.5),
    source=(
        "Dixon and Szegö, The global optimization problem: an introduction, 1978. Jamil and Yang have it on"
        " [−5, 5]²; smoof's manual prints x^0.75 for x⁴ / 3; SciPy's minima are off from the ninth digit on"
    ),
    lesson="Six dips, two of them deepest: which rules stop in the first, and do the others agree?",
    scale="log",
    eye=(0.6, -1.0, 1.7),
)
