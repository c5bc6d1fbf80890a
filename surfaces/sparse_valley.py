"""A slope on which one coordinate has a gradient only now and then, like the weight of a rare word.

y has a gradient only in windows around x = 0, ±1, ±2, …, and exactly none between them. Each window is
w(x) = max(0, 1 − (sin πx / sin ½πd)²)³, with d the density: it is 1 in its middle, takes the share d of every
unit of x, and its third power makes the loss twice continuously differentiable at its edges. In a window the
floor lies deeper towards y = 0, by depth times d: as shallow as the window is narrow, so that its walls are
nowhere steeper than the slope that leads to x = 0, and no window but the last holds the ball back.
"""

import math
from functools import lru_cache, partial
from typing import Any

from knob import Knob
from surfaces.base import Number, Surface
from surfaces.functions import absolute, cospi, sinpi, sqrt

DENSITY = Knob(
    name="density", symbol="d", latex="d", default=0.15, lowest=0.02, highest=1.0, scale="log",
    at_least=1e-3, below=math.nextafter(1.0, 2.0),
    help="The share of the way along x on which y has a gradient.",
)  # fmt: skip
DEPTH = Knob(
    name="depth", symbol="h", latex="h", default=0.5, lowest=0.05, highest=1.2, scale="log",
    at_least=1e-3, help="How deep the valley towards y = 0 is in a window, for the widest window.",
)  # fmt: skip
KNOBS = (DENSITY, DEPTH)

SLOPE = 10.0  # of the way to x = 0, from afar
PI_SQUARED = math.pi * math.pi


def value(x: Number, y: Number, *, edge: float, deep: float) -> Number:
    s = edge * sinpi(x)
    t = 1.0 - s * s
    inside = 0.5 * (t + absolute(t))  # max(0, t)
    window = inside * inside * inside
    return SLOPE * (sqrt(1.0 + x * x) - 1.0) + deep * (1.0 - window * (1.0 - 0.25 * (y * y)))


def gradient(x: Number, y: Number, *, edge: float, deep: float) -> tuple[Number, Number]:
    s = edge * sinpi(x)
    t = 1.0 - s * s
    inside = 0.5 * (t + absolute(t))
    square = inside * inside
    s_by_x = (math.pi * edge) * cospi(x)
    window_by_x = -6.0 * (square * (s * s_by_x))
    by_x = SLOPE * (x / sqrt(1.0 + x * x)) - deep * (window_by_x * (1.0 - 0.25 * (y * y)))
    return by_x, (0.5 * deep) * ((square * inside) * y)


def hessian(x: Number, y: Number, *, edge: float, deep: float) -> tuple[Number, Number, Number]:
    s = edge * sinpi(x)
    t = 1.0 - s * s
    inside = 0.5 * (t + absolute(t))
    square = inside * inside
    s_by_x = (math.pi * edge) * cospi(x)
    window_by_x = -6.0 * (square * (s * s_by_x))
    slope = s * s_by_x
    window_by_xx = inside * (24.0 * (slope * slope) - 6.0 * inside * (s_by_x * s_by_x - PI_SQUARED * (s * s)))
    root = sqrt(1.0 + x * x)
    return (
        SLOPE / (root * root * root) - deep * (window_by_xx * (1.0 - 0.25 * (y * y))),
        (0.5 * deep) * (window_by_x * y),
        (0.5 * deep) * (square * inside),
    )


@lru_cache(maxsize=256)
def sparse_valley(density: float = DENSITY.default, depth: float = DEPTH.default) -> Surface:
    """The slope with windows that take this share of the way, and this depth of the valley in them."""
    bound: Any = partial  # of a generic function it is generic too, which the types do not tell
    # The sine reaches `edge` · sine = 1 where a window ends.
    shape = {"edge": 1.0 / math.sin(0.5 * math.pi * density), "deep": depth * density}
    return Surface(
        key="sparse_valley",
        name="Sparse valley",
        latex=(
            r"f(x, y) = 10 \left(\sqrt{1 + x^2} - 1\right) + h d \left(1 - w\,(1 - y^2/4)\right), \quad "
            r"w = \max\!\left(0, 1 - \tfrac{\sin^2 \pi x}{\sin^2 (\pi d/2)}\right)^3"
        ),
        value=bound(value, **shape),
        gradient=bound(gradient, **shape),
        hessian=bound(hessian, **shape),
        domain=((-4.75, 1.0), (-2.0, 2.0)),
        minima=((0.0, 0.0, 0.0),),
        start=(-4.4, 1.6),
        source=(
            "own construction, after Duchi, Hazan and Singer, Adaptive subgradient methods for online "
            "learning and stochastic optimization, 2011 (gradients that are rare and telling)"
        ),
        lesson=(
            "y is told its slope only now and then, like a rare word: rules that remember how little each "
            "coordinate has seen take longer steps when it comes."
        ),
        scale="log",
        eye=(0.3, -1.3, 1.6),
        knobs=KNOBS,
        settings=(("density", density), ("depth", depth)),
        make=sparse_valley,
    )


SURFACE = sparse_valley(**{knob.name: knob.default for knob in KNOBS})
