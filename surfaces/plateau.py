"""Rings of waves around a pit."""

from surfaces.base import Number, Surface
from surfaces.functions import cos, hypot, sin

TINY = 1e-300  # at the origin itself the slope's direction becomes 0 instead of 0 / 0


def value(x: Number, y: Number) -> Number:
    r = 10.0 * hypot(x, y) + 0.01
    return 0.01 * r * r - sin(r) / r


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    distance = hypot(x, y)
    r = 10.0 * distance + 0.01
    by_r = 0.02 * r - cos(r) / r + sin(r) / (r * r)
    return 10.0 * by_r * (x / (distance + TINY)), 10.0 * by_r * (y / (distance + TINY))


SURFACE = Surface(
    key="plateau",
    name="Plateau",
    latex=r"f(x, y) = 0.01\, r^2 - \frac{\sin r}{r}, \quad r = 10 \sqrt{x^2 + y^2} + 0.01",
    value=value,
    gradient=gradient,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, 0.0, -0.9999823334166664),),
    start=(0.4, 1.4),
    source="lilipads, gradient_descent_viz, 2020",
    lesson="The waves almost level the slope: who stalls on a ring, and who reaches the bottom?",
    kinks=((0.0, 0.0),),
    eye=(-0.45, -1.2, 1.65),
)
