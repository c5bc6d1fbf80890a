"""A deep minimum, and a shallow one on the way to it."""

from surfaces.base import Number, Surface
from surfaces.functions import exp


def value(x: Number, y: Number) -> Number:
    z = 1.4 * y
    shallow = 2.0 * exp(-5.0 * ((x - 1.0) * (x - 1.0) + z * z))
    deep = 6.0 * exp(-5.0 * ((x + 1.0) * (x + 1.0) + z * z))
    return x * x + z * z - shallow - deep


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    z = 1.4 * y
    shallow = 20.0 * exp(-5.0 * ((x - 1.0) * (x - 1.0) + z * z))
    deep = 60.0 * exp(-5.0 * ((x + 1.0) * (x + 1.0) + z * z))
    by_x = 2.0 * x + shallow * (x - 1.0) + deep * (x + 1.0)
    by_z = 2.0 * z + shallow * z + deep * z
    return by_x, 1.4 * by_z


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    z = 1.4 * y
    a, b = x - 1.0, x + 1.0
    shallow = 20.0 * exp(-5.0 * (a * a + z * z))
    deep = 60.0 * exp(-5.0 * (b * b + z * z))
    by_xx = 2.0 + shallow * (1.0 - 10.0 * (a * a)) + deep * (1.0 - 10.0 * (b * b))
    by_xz = -10.0 * z * (shallow * a + deep * b)
    by_zz = 2.0 + (shallow + deep) * (1.0 - 10.0 * (z * z))
    return by_xx, 1.4 * by_xz, 1.96 * by_zz


SURFACE = Surface(
    key="local_minimum",
    name="Local minimum",
    latex=(
        r"f(x, y) = x^2 + z^2 - 2\, e^{-5 ((x - 1)^2 + z^2)} - 6\, e^{-5 ((x + 1)^2 + z^2)},"
        r"\quad z = 1.4\, y"
    ),
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((-0.9675774464554597, 0.0, -5.032339968658436),),
    start=(1.5, 1.2),
    source="lilipads, gradient_descent_viz, 2020",
    lesson="The near minimum is not the deep one: who has the speed to roll through it?",
    eye=(1.3, 0.2, 1.65),
)
