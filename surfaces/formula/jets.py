"""A number with its derivatives, and what each operation of the language makes of those.

Forward mode, exact: with a value go its first and second derivatives by x and y. A derivative that is 0
wherever the formula is asked is None, and nothing is computed for it; so no 0 · inf arises where an input
does not depend on x at all. Numbers are floats, arrays, or whatever records what is done to it.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from surfaces.functions import (
    absolute,
    acos,
    asin,
    atan,
    atan2,
    ceil,
    cos,
    cosh,
    divide,
    exp,
    floor,
    hypot,
    log,
    log1p,
    log2,
    log10,
    maximum,
    minimum,
    power,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
    where,
)

# What makes 0 / 0 a 0 where a root's radicand and its slope vanish: at the tip of a cone the middle of the
# slopes is 0. It changes no digit where the root is above 1e-94.
TINY = 1e-300
# Whole powers up to this one are products.
PRODUCTS = 16


class Jet(NamedTuple):
    """A value and its derivatives by x, y, xx, xy and yy, as far as they are asked for; None is 0."""

    value: Any
    x: Any = None
    y: Any = None
    xx: Any = None
    xy: Any = None
    yy: Any = None

    @property
    def constant(self) -> bool:
        """Whether nothing in it depends on x or y."""
        return self.x is None and self.y is None


Rule = Callable[..., Jet]  # of the order of the derivatives that are asked for, 0 to 2, and the inputs


def times(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    if isinstance(a, float) and a == 1.0:
        return b
    return a if isinstance(b, float) and b == 1.0 else a * b


def plus(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return b if a is None else a
    return a + b


def minus(a: Any, b: Any) -> Any:
    if b is None:
        return a
    return -b if a is None else a - b


# ---- sums, products and quotients ----


def add(_order: int, a: Jet, b: Jet) -> Jet:
    return Jet(a.value + b.value, *map(plus, a[1:], b[1:]))


def subtract(_order: int, a: Jet, b: Jet) -> Jet:
    return Jet(a.value - b.value, *map(minus, a[1:], b[1:]))


def negative(_order: int, a: Jet) -> Jet:
    return Jet(-a.value, *(minus(None, derivative) for derivative in a[1:]))


def multiply(order: int, a: Jet, b: Jet) -> Jet:
    v, w = a.value, b.value
    if not order:
        return Jet(v * w)
    x, y = plus(times(a.x, w), times(v, b.x)), plus(times(a.y, w), times(v, b.y))
    if order < 2:
        return Jet(v * w, x, y)
    xx = plus(plus(times(a.xx, w), times(2.0, times(a.x, b.x))), times(v, b.xx))
    xy = plus(plus(times(a.xy, w), plus(times(a.x, b.y), times(a.y, b.x))), times(v, b.xy))
    yy = plus(plus(times(a.yy, w), times(2.0, times(a.y, b.y))), times(v, b.yy))
    return Jet(v * w, x, y, xx, xy, yy)


def quotient(order: int, a: Jet, b: Jet) -> Jet:
    w = b.value
    q = divide(a.value, w)

    def over(numerator: Any) -> Any:
        return None if numerator is None else divide(numerator, w)

    if not order:
        return Jet(q)
    x, y = over(minus(a.x, times(q, b.x))), over(minus(a.y, times(q, b.y)))
    if order < 2:
        return Jet(q, x, y)
    xx = over(minus(minus(a.xx, times(2.0, times(x, b.x))), times(q, b.xx)))
    xy = over(minus(minus(a.xy, plus(times(x, b.y), times(y, b.x))), times(q, b.xy)))
    yy = over(minus(minus(a.yy, times(2.0, times(y, b.y))), times(q, b.yy)))
    return Jet(q, x, y, xx, xy, yy)


# ---- functions of one number ----


@dataclass(frozen=True)
class Smooth:
    """f(u), f′ from u and f, and f″ from u, f and f′; None for a derivative that is 0 all over."""

    value: Callable[[Any], Any]
    slope: Callable[[Any, Any], Any] | None = None
    bend: Callable[[Any, Any, Any], Any] | None = None

    def __call__(self, order: int, u: Jet) -> Jet:
        f = self.value(u.value)
        if not order or u.constant or self.slope is None:
            return Jet(f)
        d = self.slope(u.value, f)
        first = times(d, u.x), times(d, u.y)
        if order < 2:
            return Jet(f, *first)
        b = None if self.bend is None else self.bend(u.value, f, d)
        squares = times(u.x, u.x), times(u.x, u.y), times(u.y, u.y)
        second = (plus(times(d, of), times(b, by)) for of, by in zip(u[3:], squares, strict=True))
        return Jet(f, *first, *second)


def of_log(base: float) -> tuple[Callable[[Any, Any], Any], Callable[[Any, Any, Any], Any]]:
    """The derivatives of the logarithm to a base, of which the natural logarithm is given."""
    return lambda u, _f: divide(1.0 / base, u), lambda _u, _f, d: -base * (d * d)


def fading(u: Any) -> Any:
    """e^−|u|, which cannot overflow."""
    return exp(-absolute(u))


def sigmoid(u: Any) -> Any:
    z = fading(u)
    return where(u >= 0.0, 1.0, z) / (1.0 + z)


def sigmoid_slope(u: Any) -> Any:
    z = fading(u)
    return z / ((1.0 + z) * (1.0 + z))


def tanh_slope(u: Any) -> Any:
    """1 − tanh² u, to its last digit also where tanh u is nearly 1."""
    return 4.0 * sigmoid_slope(2.0 * u)


def asin_slope(u: Any) -> Any:
    return divide(1.0, sqrt((1.0 - u) * (1.0 + u)))


SMOOTH: Mapping[str, Smooth] = {
    "sin": Smooth(sin, lambda u, _f: cos(u), lambda _u, f, _d: -f),
    "cos": Smooth(cos, lambda u, _f: -sin(u), lambda _u, f, _d: -f),
    "tan": Smooth(tan, lambda _u, f: 1.0 + f * f, lambda _u, f, d: 2.0 * f * d),
    "asin": Smooth(asin, lambda u, _f: asin_slope(u), lambda u, _f, d: u * d * d * d),
    "acos": Smooth(acos, lambda u, _f: -asin_slope(u), lambda u, _f, d: u * d * d * d),
    "atan": Smooth(atan, lambda u, _f: 1.0 / (1.0 + u * u), lambda u, _f, d: -2.0 * u * d * d),
    "sinh": Smooth(sinh, lambda u, _f: cosh(u), lambda _u, f, _d: f),
    "cosh": Smooth(cosh, lambda u, _f: sinh(u), lambda _u, f, _d: f),
    "tanh": Smooth(tanh, lambda u, _f: tanh_slope(u), lambda _u, f, d: -2.0 * f * d),
    "exp": Smooth(exp, lambda _u, f: f, lambda _u, f, _d: f),
    "log": Smooth(log, *of_log(1.0)),
    "log10": Smooth(log10, *of_log(math.log(10.0))),
    "log2": Smooth(log2, *of_log(math.log(2.0))),
    "sqrt": Smooth(sqrt, lambda _u, f: 0.5 / (f + TINY), lambda _u, f, _d: -0.25 / (f * f * f + TINY)),
    "abs": Smooth(absolute, lambda u, _f: sign(u)),
    "sign": Smooth(sign),
    "floor": Smooth(floor),
    "ceil": Smooth(ceil),
    "relu": Smooth(lambda u: maximum(u, 0.0), lambda u, _f: 0.5 + 0.5 * sign(u)),
    "sigmoid": Smooth(sigmoid, lambda u, _f: sigmoid_slope(u), lambda u, _f, d: -d * tanh(0.5 * u)),
    "softplus": Smooth(
        lambda u: maximum(u, 0.0) + log1p(fading(u)),
        lambda u, _f: sigmoid(u),
        lambda u, _f, _d: sigmoid_slope(u),
    ),
}


# ---- powers ----


def product(u: Any, n: int) -> Any:
    """u multiplied by itself, for n from 1."""
    if n == 1:
        return u
    half = product(u, n // 2)
    return half * half if n % 2 == 0 else half * half * u


def to_a_constant(exponent: float) -> Smooth:
    """u to a power; products for small whole ones, so that a negative u may be taken to them."""
    n = exponent
    if n == 0.5:
        return SMOOTH["sqrt"]
    if n == 2.0:
        return Smooth(lambda u: u * u, lambda u, _f: 2.0 * u, lambda _u, _f, _d: 2.0)
    if n in range(3, PRODUCTS + 1):
        of = int(n)
        return Smooth(
            lambda u: product(u, of),
            lambda u, _f: n * product(u, of - 1),
            lambda u, _f, _d: n * (n - 1.0) * product(u, of - 2),
        )
    if -n in range(1, PRODUCTS + 1):
        of = int(-n)
        return Smooth(
            lambda u: divide(1.0, product(u, of)),
            lambda u, _f: divide(n, product(u, of + 1)),
            lambda u, _f, _d: divide(n * (n - 1.0), product(u, of + 2)),
        )
    return Smooth(
        lambda u: power(u, n),
        lambda u, _f: n * power(u, n - 1.0),
        lambda u, _f, _d: n * (n - 1.0) * power(u, n - 2.0),
    )


def of_a_constant(base: float) -> Smooth:
    """A constant to the power u. Of 0 the slope is 0, of a negative number there is none."""
    rate = math.log(base) if base > 0.0 else 0.0 if base == 0.0 else math.nan
    return Smooth(lambda u: power(base, u), lambda _u, f: f * rate, lambda _u, _f, d: d * rate)


# ---- functions of two numbers ----


def joined(
    order: int, a: Jet, b: Jet, value: Any, slopes: Callable[[], Any], bends: Callable[[], Any]
) -> Jet:
    """f(a, b) from its value, its derivatives by a and b, and those by aa, ab and bb."""
    if not order:
        return Jet(value)
    by_a, by_b = slopes()
    first = [plus(times(by_a, a_i), times(by_b, b_i)) for a_i, b_i in ((a.x, b.x), (a.y, b.y))]
    if order < 2:
        return Jet(value, *first)
    aa, ab, bb = bends()
    second = []
    for i, j, ij in ((1, 1, 3), (1, 2, 4), (2, 2, 5)):
        along = plus(times(by_a, a[ij]), times(by_b, b[ij]))
        mixed = plus(times(a[i], b[j]), times(a[j], b[i]))
        squares = plus(times(aa, times(a[i], a[j])), times(bb, times(b[i], b[j])))
        second.append(plus(along, plus(times(ab, mixed), squares)))
    return Jet(value, *first, *second)


def direction(a: Any, b: Any) -> tuple[Any, Any, Any]:
    """(a, b) as a unit vector and its length, where that is 0 as (0, 0) and 1."""
    length = hypot(a, b)
    length = where(length == 0.0, 1.0, length)
    return divide(a, length), divide(b, length), length


def distance(order: int, a: Jet, b: Jet) -> Jet:
    """`hypot`: at its tip the slope is 0, the middle of those around it."""

    def slopes() -> Any:
        return direction(a.value, b.value)[:2]

    def bends() -> Any:
        p, q, length = direction(a.value, b.value)
        return q * q / length, -(p * q) / length, p * p / length

    return joined(order, a, b, hypot(a.value, b.value), slopes, bends)


def angle(order: int, a: Jet, b: Jet) -> Jet:
    """`atan2`, with a the height and b what lies along the axis."""

    def slopes() -> Any:
        p, q, length = direction(a.value, b.value)
        return q / length, -p / length

    def bends() -> Any:
        p, q, length = direction(a.value, b.value)
        twice = 2.0 * (p * q) / length / length
        return -twice, (p - q) * (p + q) / length / length, twice

    return joined(order, a, b, atan2(a.value, b.value), slopes, bends)


def raised(order: int, a: Jet, b: Jet) -> Jet:
    """a to the power b, both of which vary: where a is negative there is no derivative by b."""
    u, v = a.value, b.value
    value = power(u, v)

    def unless_zero(of: Any, factor: Any) -> Any:
        """of · factor, and 0 where `of` is, for 0 to a power stays 0."""
        return where(of == 0.0, 0.0, of * factor)

    def slopes() -> Any:
        return v * power(u, v - 1.0), unless_zero(value, log(u))

    def bends() -> Any:
        rate, lower = log(u), power(u, v - 1.0)
        mixed = unless_zero(lower, 1.0 + v * rate)
        return v * (v - 1.0) * power(u, v - 2.0), mixed, unless_zero(value, rate * rate)

    return joined(order, a, b, value, slopes, bends)


def chosen(order: int, a: Jet, b: Jet, low: Jet, high: Jet, value: Any) -> Jet:
    """The derivatives of `high` where a > b, of `low` where a < b, and the middle of both at a tie."""
    if not order:
        return Jet(value)
    above, below = a.value > b.value, a.value < b.value

    def either(of_high: Any, of_low: Any) -> Any:
        if of_high is None and of_low is None:
            return None
        of_high, of_low = (0.0 if each is None else each for each in (of_high, of_low))
        return where(above, of_high, where(below, of_low, 0.5 * (of_high + of_low)))

    return Jet(value, *map(either, high[1:], low[1:]))


def larger(order: int, a: Jet, b: Jet) -> Jet:
    return chosen(order, a, b, low=b, high=a, value=maximum(a.value, b.value))


def smaller(order: int, a: Jet, b: Jet) -> Jet:
    return chosen(order, a, b, low=a, high=b, value=minimum(a.value, b.value))


RULES: Mapping[str, Rule] = {
    **SMOOTH,
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": quotient,
    "negative": negative,
    "hypot": distance,
    "atan2": angle,
    "max": larger,
    "min": smaller,
}
