"""A valley that can be made narrow, turned, and moved: what every loss looks like near a minimum."""

import math
from functools import lru_cache, partial
from typing import Any

from knob import Knob
from surfaces.base import Number, Surface

CONDITION = Knob(
    name="condition", symbol="κ", latex=r"\kappa", default=30.0, lowest=1.0, highest=10_000.0, scale="log",
    at_least=1.0, help="How much steeper the valley is across than along: the condition number.",
)  # fmt: skip
ANGLE = Knob(
    name="angle", symbol="φ", latex=r"\varphi", default=30.0, lowest=-90.0, highest=90.0,
    help="Degrees by which the valley is turned out of the x-axis, anticlockwise.",
)  # fmt: skip
CENTRE_X = Knob(
    name="centre_x", symbol="x*", latex="x^*", default=1.0, lowest=-2.5, highest=2.5,
    at_least=-3.0, below=3.0, help="Where the minimum lies, along x.",
)  # fmt: skip
CENTRE_Y = Knob(
    name="centre_y", symbol="y*", latex="y^*", default=0.5, lowest=-2.5, highest=2.5,
    at_least=-3.0, below=3.0, help="Where the minimum lies, along y.",
)  # fmt: skip

KNOBS = (CONDITION, ANGLE, CENTRE_X, CENTRE_Y)


def value(
    x: Number, y: Number, *, condition: float, cosine: float, sine: float, centre_x: float, centre_y: float
) -> Number:
    dx, dy = x - centre_x, y - centre_y
    along, across = cosine * dx + sine * dy, cosine * dy - sine * dx
    return 0.5 * (along * along + condition * (across * across))


def gradient(
    x: Number, y: Number, *, condition: float, cosine: float, sine: float, centre_x: float, centre_y: float
) -> tuple[Number, Number]:
    dx, dy = x - centre_x, y - centre_y
    along, across = cosine * dx + sine * dy, cosine * dy - sine * dx
    steep = condition * across
    return cosine * along - sine * steep, sine * along + cosine * steep


def hessian(
    x: Number, y: Number, *, condition: float, cosine: float, sine: float
) -> tuple[Number, Number, Number]:
    level = 0.0 * (x + y)
    return (
        level + (cosine * cosine + condition * (sine * sine)),
        level + (1.0 - condition) * (sine * cosine),
        level + (sine * sine + condition * (cosine * cosine)),
    )


@lru_cache(maxsize=256)
def quadratic(
    condition: float = CONDITION.default,
    angle: float = ANGLE.default,
    centre_x: float = CENTRE_X.default,
    centre_y: float = CENTRE_Y.default,
) -> Surface:
    """The valley with this condition number, turned by this angle in degrees around (centre_x, centre_y)."""
    bound: Any = partial  # of a generic function it is generic too, which the types do not tell
    turn = math.radians(angle)
    shape = {"condition": condition, "cosine": math.cos(turn), "sine": math.sin(turn)}
    centre = {"centre_x": centre_x, "centre_y": centre_y}
    return Surface(
        key="quadratic",
        name="Quadratic",
        latex=(
            r"f(x, y) = \tfrac{1}{2} \left(u^2 + \kappa\, v^2\right), \quad "
            r"(u, v) = (x - x^*, y - y^*) \text{ turned by } {-\varphi}"
        ),
        value=bound(value, **shape, **centre),
        gradient=bound(gradient, **shape, **centre),
        hessian=bound(hessian, **shape),
        domain=((-3.0, 3.0), (-3.0, 3.0)),
        minima=((centre_x, centre_y, 0.0),),
        start=(-2.4, 0.6),
        source="Nocedal and Wright, Numerical Optimization, 2006, section 3.3",
        lesson="Turn the valley: rules that scale x and y each on its own like it along an axis, not askew.",
        scale="log",
        eye=(1.15, 0.8, 1.65),
        knobs=KNOBS,
        settings=(("condition", condition), ("angle", angle), *centre.items()),
        make=quadratic,
    )


SURFACE = quadratic(**{knob.name: knob.default for knob in KNOBS})
