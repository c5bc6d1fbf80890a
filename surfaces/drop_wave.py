"""The rings that a drop leaves in water."""

from surfaces.base import Number, Surface
from surfaces.functions import cos, sin, sqrt

# At the origin sin(12 r) / r is 12, not 0 / 0: there r is 1e-150, elsewhere this changes no digit.
TINY = 1e-300


def value(x: Number, y: Number) -> Number:
    squares = x * x + y * y
    return -(1.0 + cos(12.0 * sqrt(squares + TINY))) / (0.5 * squares + 2.0)


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    squares = x * x + y * y
    r = sqrt(squares + TINY)
    wave, wide = 1.0 + cos(12.0 * r), 0.5 * squares + 2.0
    # The slope along r, divided by r.
    by_r = (12.0 * (sin(12.0 * r) / r) + wave / wide) / wide
    return by_r * x, by_r * y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    squares = x * x + y * y
    r = sqrt(squares + TINY)
    wave, wide = 1.0 + cos(12.0 * r), 0.5 * squares + 2.0
    ripple = sin(12.0 * r) / r
    by_r = (12.0 * ripple + wave / wide) / wide
    by_rr = (144.0 * cos(12.0 * r) + (wave - squares * (24.0 * ripple + 2.0 * wave / wide)) / wide) / wide
    ux, uy = x / r, y / r
    excess = by_rr - by_r
    return by_r + excess * (ux * ux), excess * (ux * uy), by_r + excess * (uy * uy)


SURFACE = Surface(
    key="drop_wave",
    name="Drop-Wave",
    latex=r"f(x, y) = -\frac{1 + \cos\left(12 \sqrt{x^2 + y^2}\right)}{\frac{1}{2} (x^2 + y^2) + 2}",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-1.2, 1.2), (-1.2, 1.2)),
    minima=((0.0, 0.0, -1.0),),
    start=(-0.72, 0.08),
    source=(
        "Molga and Smutnicki, Test functions for optimization needs, 2005; benchmarks take -5.12 to 5.12, "
        "and this is the middle of it"
    ),
    lesson="Every ring is a trench that leads round and round: who is carried over the crest?",
    eye=(-0.2, -0.35, 2.2),
)
