"""A wide bowl with a narrow pit."""

from surfaces.base import Number, Surface
from surfaces.functions import exp


def value(x: Number, y: Number) -> Number:
    u, w = 0.5 * x, 0.5 * y
    return u * u + 0.5 * w * w - exp(-(u * u + 5.0 * w * w))


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    u, w = 0.5 * x, 0.5 * y
    pit = exp(-(u * u + 5.0 * w * w))
    by_u = 2.0 * u + 2.0 * u * pit
    by_w = w + 10.0 * w * pit
    return 0.5 * by_u, 0.5 * by_w


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    u, w = 0.5 * x, 0.5 * y
    pit = exp(-(u * u + 5.0 * w * w))
    by_uu = 2.0 + pit * (2.0 - 4.0 * (u * u))
    by_uw = -20.0 * pit * (u * w)
    by_ww = 1.0 + pit * (10.0 - 100.0 * (w * w))
    return 0.25 * by_uu, 0.25 * by_uw, 0.25 * by_ww


SURFACE = Surface(
    key="ecliptic_bowl",
    name="Elliptic bowl",
    latex=r"f(x, y) = u^2 + 0.5\, w^2 - e^{-(u^2 + 5 w^2)}, \quad u = x / 2,\; w = y / 2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, 0.0, -1.0),),
    start=(1.5, 1.5),
    source="lilipads, gradient_descent_viz, 2020 (there: Ecliptic Bowl)",
    lesson="Gentle outside, steep inside: the curvature changes on the way, and with it the rate that fits.",
    eye=(-0.75, -1.25, 1.5),
)
