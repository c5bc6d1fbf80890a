"""Two hills before a pit."""

from surfaces.base import Number, Surface
from surfaces.functions import exp


def value(x: Number, y: Number) -> Number:
    z = 1.4 * y
    low = 2.0 * exp(-5.0 * ((x - 1.0) * (x - 1.0) + z * z))
    high = 6.0 * exp(-5.0 * ((x + 1.0) * (x + 1.0) + z * z))
    pit = 2.0 * exp(-5.0 * ((x - 1.0) * (x - 1.0) + (z + 1.0) * (z + 1.0)))
    return x * x + z * z + low + high - pit


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    z = 1.4 * y
    low = 20.0 * exp(-5.0 * ((x - 1.0) * (x - 1.0) + z * z))
    high = 60.0 * exp(-5.0 * ((x + 1.0) * (x + 1.0) + z * z))
    pit = 20.0 * exp(-5.0 * ((x - 1.0) * (x - 1.0) + (z + 1.0) * (z + 1.0)))
    by_x = 2.0 * x - low * (x - 1.0) - high * (x + 1.0) + pit * (x - 1.0)
    by_z = 2.0 * z - low * z - high * z + pit * (z + 1.0)
    return by_x, 1.4 * by_z


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    z = 1.4 * y
    a, b, c = x - 1.0, x + 1.0, z + 1.0
    low = 20.0 * exp(-5.0 * (a * a + z * z))
    high = 60.0 * exp(-5.0 * (b * b + z * z))
    pit = 20.0 * exp(-5.0 * (a * a + c * c))
    by_xx = 2.0 - (low - pit) * (1.0 - 10.0 * (a * a)) - high * (1.0 - 10.0 * (b * b))
    by_xz = 10.0 * (z * (low * a + high * b) - pit * (a * c))
    by_zz = 2.0 - (low + high) * (1.0 - 10.0 * (z * z)) + pit * (1.0 - 10.0 * (c * c))
    return by_xx, 1.4 * by_xz, 1.96 * by_zz


SURFACE = Surface(
    key="hills",
    name="Hills",
    latex=(
        r"f(x, y) = x^2 + z^2 + 2\, e^{-5 ((x - 1)^2 + z^2)} + 6\, e^{-5 ((x + 1)^2 + z^2)}"
        r" - 2\, e^{-5 ((x - 1)^2 + (z + 1)^2)}, \quad z = 1.4\, y"
    ),
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.9003065222993073, -0.6534011583039486, -0.1588086100344146),),
    start=(-1.2, 1.5),
    source="lilipads, gradient_descent_viz, 2020",
    lesson="Hills bend the way down, and two basins wait behind them: who ends in which?",
    eye=(-1.5, 0.85, 1.25),
)
