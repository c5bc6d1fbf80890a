"""A saddle without a floor."""

from surfaces.base import Number, Surface


def value(x: Number, y: Number) -> Number:
    return x * x - y * y


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return 2.0 * x, -2.0 * y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    level = 0.0 * (x + y)
    return level + 2.0, level, level - 2.0


SURFACE = Surface(
    key="saddle",
    name="Saddle",
    latex=r"f(x, y) = x^2 - y^2",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=(),
    start=(-1.5, 0.01),
    source="Dauphin et al., Identifying and attacking the saddle point problem, 2014",
    lesson="Nearly on the ridge the way down is almost flat: who notices it first, and who stays behind?",
    eye=(1.1, 1.35, 1.2),
)
