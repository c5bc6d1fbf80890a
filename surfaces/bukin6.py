"""A ravine as sharp as a knife, bent like a parabola, and almost level along its bottom.

Beside the bottom y = x²/100 the slope across grows beyond all bounds, as 1 / √distance. On the bottom there
is none, and `gradient` gives the middle of the slopes: 0 across. So it does on the edge along x = −10.
"""

from surfaces.base import Number, Surface
from surfaces.functions import absolute, minimum, sign, sqrt

# On the bottom itself this makes 0 / 0 a 0. It changes no digit beside it, where rounding keeps the distance
# above 1e-20; no slope is cut off, and the longest stays below 1e200.
TINY = 1e-300


def value(x: Number, y: Number) -> Number:
    return 100.0 * sqrt(absolute(y - 0.01 * (x * x))) + 0.01 * absolute(x + 10.0)


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    b = y - 0.01 * (x * x)
    across = 50.0 * sign(b) / (sqrt(absolute(b)) + TINY)
    return 0.01 * sign(x + 10.0) - 0.02 * x * across, across


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    b = y - 0.01 * (x * x)
    side, distance = sign(b), absolute(b)
    root = sqrt(distance)
    across = 50.0 * side / (root + TINY)
    bend = -25.0 * (side * side) / (distance * root + TINY)
    along = -0.02 * x
    return along * along * bend - 0.02 * across, along * bend, bend


def crease(x: Number, y: Number) -> Number:
    return minimum(absolute(y - 0.01 * (x * x)), absolute(x + 10.0))


SURFACE = Surface(
    key="bukin6",
    name="Bukin N. 6",
    latex=r"f(x, y) = 100 \sqrt{\left|y - 0.01\,x^2\right|} + 0.01 \left|x + 10\right|",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-15.0, -5.0), (-3.0, 3.0)),
    minima=((-10.0, 1.0, 0.0),),
    start=(-13.5, -1.0),
    source=(
        "Bukin, New minimization strategy for non-smooth functions, 1997; some give x from -15 to 5, with a "
        "sign lost"
    ),
    lesson="However short a step, it crosses the bottom: who settles at all, when nothing pulls along it?",
    kinks=((-10.0, 1.0),),
    crease=crease,
    eye=(1.15, 0.85, 1.95),
)
