"""A funnel in a dimpled plain."""

import math

from surfaces.base import Number, Surface
from surfaces.functions import cos, exp, hypot, sin

TAU = 2.0 * math.pi
SQRT2 = math.sqrt(2.0)
TINY = 1e-300  # at the origin itself the slope's direction becomes 0 instead of 0 / 0


def value(x: Number, y: Number) -> Number:
    return 20.0 + math.e - 20.0 * exp(-0.2 * hypot(x, y) / SQRT2) - exp(0.5 * (cos(TAU * x) + cos(TAU * y)))


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    r = hypot(x, y)
    slope = 4.0 / SQRT2 * exp(-0.2 * r / SQRT2)
    waves = math.pi * exp(0.5 * (cos(TAU * x) + cos(TAU * y)))
    return slope * (x / (r + TINY)) + waves * sin(TAU * x), slope * (y / (r + TINY)) + waves * sin(TAU * y)


SURFACE = Surface(
    key="ackley",
    name="Ackley",
    latex=(
        r"f(x, y) = 20 + e - 20\, e^{-0.2 \sqrt{(x^2 + y^2) / 2}}"
        r" - e^{(\cos 2\pi x + \cos 2\pi y) / 2}"
    ),
    value=value,
    gradient=gradient,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((0.0, 0.0, 0.0),),
    start=(-3.3, 2.4),
    source="Ackley, A Connectionist Machine for Genetic Hillclimbing, 1987",
    lesson="The plain tilts only slightly toward the funnel: small steps are caught by the first dimple.",
    kinks=((0.0, 0.0),),
    eye=(-0.2, 1.1, 1.8),
)
