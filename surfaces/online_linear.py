"""A slope in a box: the mean of the losses on which Adam need not converge."""

from surfaces.base import Number, Surface

SLOPE = 1.0 / 3.0  # of the loss C x once and −x twice, with C = 3


def value(x: Number, y: Number) -> Number:
    return SLOPE * x + 0.5 * y * y


def gradient(x: Number, y: Number) -> tuple[Number, Number]:
    return SLOPE + 0.0 * x, y


def hessian(x: Number, y: Number) -> tuple[Number, Number, Number]:
    level = 0.0 * (x + y)
    return level, level, level + 1.0


SURFACE = Surface(
    key="online_linear",
    name="Slope in a box",
    latex=r"f(x, y) = \tfrac{1}{3} x + \tfrac{1}{2} y^2, \quad |x|, |y| \le 1",
    value=value,
    gradient=gradient,
    hessian=hessian,
    domain=((-1.0, 1.0), (-1.0, 1.0)),
    box=((-1.0, 1.0), (-1.0, 1.0)),
    minima=((-1.0, 0.0, -SLOPE),),
    start=(0.5, 0.5),
    source="Reddi et al., On the Convergence of Adam and Beyond, 2018, theorem 1, and a bowl along y",
    lesson="The balls cannot leave the box. Where gradients are rare but large, who walks up the slope?",
    eye=(-1.3, -1.3, 1.1),
)
