"""An egg box on the floor of a wide bowl."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cos, sin

SQRT_HALF = math.sqrt(0.5)


def value(x: Number, y: Number) -> Number:
    return 1.0 + 0.00025 * (x * x + y * y) - cos(x) * cos(SQRT_HALF * y)


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    cos_x, cos_y = cos(x), cos(SQRT_HALF * y)
    sin_x, sin_y = sin(x), sin(SQRT_HALF * y)
    return 0.0005 * x + sin_x * cos_y, 0.0005 * y + SQRT_HALF * (cos_x * sin_y)


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    even = cos(x) * cos(SQRT_HALF * y)
    odd = sin(x) * sin(SQRT_HALF * y)
    return 0.0005 + even, -SQRT_HALF * odd, 0.0005 + 0.5 * even


SURFACE = Surface(
    key="griewank",
    name="Griewank",
    latex=r"f(x, y) = 1 + \frac{x^2 + y^2}{4000} - \cos x\, \cos \frac{y}{\sqrt{2}}",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-30.0, 30.0), (-30.0, 30.0)),
    minima=((0.0, 0.0, 0.0),),
    start=(-26.8, 20.0),
    source=(
        "Griewank, Generalized descent for global optimization, 1981. Usually on [−600, 600]² or"
        " [−100, 100]², where a picture cannot resolve the waves: this is the middle of it"
    ),
    lesson="From afar a bowl, close up an egg box: only steps as long as a dimple is wide can feel the bowl.",
    eye=(0.5, -0.7, 2.0),
)
