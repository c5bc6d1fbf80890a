"""Two crossing pairs of valleys, over six powers of ten.

The published polynomial, in t = x + y and d = 2x − 3y: a quartic of t times a quartic of d, with minima
at t = −1 and 2 and at d = 0 and 3. Where the lines through these cross are its four local minima.
"""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    t, d = x + y, 2.0 * x - 3.0 * y
    a = 1.0 + (t + 1.0) * (t + 1.0) * (19.0 + t * (3.0 * t - 14.0))
    b = 30.0 + d * d * (18.0 + d * (3.0 * d - 16.0))
    return a * b


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    t, d = x + y, 2.0 * x - 3.0 * y
    a = 1.0 + (t + 1.0) * (t + 1.0) * (19.0 + t * (3.0 * t - 14.0))
    b = 30.0 + d * d * (18.0 + d * (3.0 * d - 16.0))
    by_t = 12.0 * (t + 1.0) * (t - 1.0) * (t - 2.0) * b
    by_d = 12.0 * d * (d - 1.0) * (d - 3.0) * a
    return by_t + 2.0 * by_d, by_t - 3.0 * by_d


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    t, d = x + y, 2.0 * x - 3.0 * y
    a = 1.0 + (t + 1.0) * (t + 1.0) * (19.0 + t * (3.0 * t - 14.0))
    b = 30.0 + d * d * (18.0 + d * (3.0 * d - 16.0))
    by_tt = 12.0 * (t * (3.0 * t - 4.0) - 1.0) * b
    by_td = 144.0 * (t + 1.0) * (t - 1.0) * (t - 2.0) * (d * (d - 1.0) * (d - 3.0))
    by_dd = 12.0 * (d * (3.0 * d - 8.0) + 3.0) * a
    xx = by_tt + 4.0 * by_td + 4.0 * by_dd
    xy = by_tt - by_td - 6.0 * by_dd
    yy = by_tt - 6.0 * by_td + 9.0 * by_dd
    return xx, xy, yy


SURFACE = Surface(
    key="goldstein_price",
    name="Goldstein–Price",
    latex=(
        r"f(x, y) = \left(1 + (t + 1)^2 (19 - 14t + 3t^2)\right) \left(30 + d^2 (18 - 16d + 3d^2)\right),"
        r"\quad t = x + y,\ d = 2x - 3y"
    ),
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, -1.0, 3.0),),
    start=(0.4, 0.2),
    source=(
        "Goldstein and Price, On descent from local minima, 1971. Some collections print 19 − 14y + … − 14y"
        " where it is 19 − 14x + … − 14y"
    ),
    lesson="Four hollows, with losses 3, 30, 84 and 840: who settles for 30, and who finds 3?",
    scale="log",
    eye=(-0.8, -0.4, 1.95),
)
