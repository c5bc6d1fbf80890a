"""Rings of waves around a pit."""

from surfaces.base import Number, Surface
from surfaces.functions import cos, sin, sqrt

# At the tip the slope's direction becomes 0 instead of 0 / 0: there it is 1e-150 away, elsewhere no digit
# changes.
TINY = 1e-300


def value(x: Number, y: Number) -> Number:
    r = 10.0 * sqrt(x * x + y * y + TINY) + 0.01
    return 0.01 * r * r - sin(r) / r


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    distance = sqrt(x * x + y * y + TINY)
    r = 10.0 * distance + 0.01
    by_r = 0.02 * r - (cos(r) - sin(r) / r) / r
    return 10.0 * by_r * (x / distance), 10.0 * by_r * (y / distance)


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    distance = sqrt(x * x + y * y + TINY)
    a, b = x / distance, y / distance
    r = 10.0 * distance + 0.01
    wave = sin(r) / r
    fall = (cos(r) - wave) / r
    by_r, by_rr = 0.02 * r - fall, 0.02 + wave + 2.0 * fall / r
    along, around = 100.0 * by_rr, 10.0 * by_r / distance
    return along * (a * a) + around * (b * b), (along - around) * (a * b), along * (b * b) + around * (a * a)


SURFACE = Surface(
    key="plateau",
    name="Plateau",
    latex=r"f(x, y) = 0.01\, r^2 - \frac{\sin r}{r}, \quad r = 10 \sqrt{x^2 + y^2} + 0.01",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, 0.0, -0.9999823334166664),),
    start=(0.4, 1.4),
    source="lilipads, gradient_descent_viz, 2020",
    lesson="The waves almost level the slope: who stalls on a ring, and who reaches the bottom?",
    kinks=((0.0, 0.0),),
    eye=(-0.45, -1.2, 1.65),
)
