"""A funnel in a dimpled plain."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cospi, exp, sinpi, sqrt

E, PI = math.e, math.pi
# At the tip the slope's direction becomes 0 instead of 0 / 0: there r is 1e-150, elsewhere no digit changes.
TINY = 1e-300


def value(x: Number, y: Number) -> Number:
    # (cos 2πx + cos 2πy) / 2 is 1 − sin² πx − sin² πy, which keeps its digits near the minimum.
    r, s, t = sqrt(0.5 * (x * x + y * y) + TINY), sinpi(x), sinpi(y)
    return 20.0 * (1.0 - exp(-0.2 * r)) + E * (1.0 - exp(-(s * s + t * t)))


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    r, s, t = sqrt(0.5 * (x * x + y * y) + TINY), sinpi(x), sinpi(y)
    funnel, dimple = 2.0 * exp(-0.2 * r), 2.0 * PI * E * exp(-(s * s + t * t))
    return funnel * (x / r) + dimple * (s * cospi(x)), funnel * (y / r) + dimple * (t * cospi(y))


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    r, s, t = sqrt(0.5 * (x * x + y * y) + TINY), sinpi(x), sinpi(y)
    a, b, ss, tt = x / r, y / r, s * s, t * t
    wave_x, wave_y = s * cospi(x), t * cospi(y)
    funnel, dimple = exp(-0.2 * r), 2.0 * PI * PI * E * exp(-(ss + tt))
    return (
        funnel * (b * b / r - 0.2 * (a * a)) + dimple * (1.0 - 2.0 * ss - 2.0 * (wave_x * wave_x)),
        -funnel * (a * b) * (0.2 + 1.0 / r) - 2.0 * dimple * (wave_x * wave_y),
        funnel * (a * a / r - 0.2 * (b * b)) + dimple * (1.0 - 2.0 * tt - 2.0 * (wave_y * wave_y)),
    )


SURFACE = Surface(
    key="ackley",
    name="Ackley",
    latex=(
        r"f(x, y) = 20 + e - 20\, e^{-0.2 \sqrt{(x^2 + y^2) / 2}}"
        r" - e^{(\cos 2\pi x + \cos 2\pi y) / 2}"
    ),
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((0.0, 0.0, 0.0),),
    start=(-3.3, 2.4),
    source=(
        "Ackley, A Connectionist Machine for Genetic Hillclimbing, 1987; benchmarks take -32.768 to 32.768 "
        "or -35 to 35, and this is the middle of it"
    ),
    lesson="The plain tilts only slightly toward the funnel: small steps are caught by the first dimple.",
    kinks=((0.0, 0.0),),
    eye=(-0.2, 1.1, 1.8),
)
