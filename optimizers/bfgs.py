"""The curvature, learnt from how the gradient changes on the way."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Landscape, Optimizer, Pair, State, sqrt, where, zero
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages

DECREASE = 1e-4  # the share of what the slope promises that a step must keep
HALVINGS = 30
CURVED = 1e-10  # the least cosine between s and y from which a curvature is learnt
SHORTEST = 1e-200  # sᵀy below this may have lost its digits to underflow


@dataclass(frozen=True)
class BFGS(Optimizer):
    r"""Step along −H g, as far as the loss falls enough, and make H agree with the change of the gradient.

        s = θ − θ′,  y = g − g′           (since the last step; g′ and θ′ were seen there)
        H ← (sᵀy / yᵀy) I                 (once, before the first update)
        ρ = 1 / sᵀy
        H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ
        p = −H g
        θ ← θ + ℓ p                       (ℓ the first of α, α/2, α/4, … with f(θ + ℓ p) ≤ f(θ) + 10⁻⁴ ℓ gᵀp)

    Where sᵀy ≤ 10⁻¹⁰ |s| |y|, the gradient tells of no upward curvature, and H stays as it is.

    Shapes: gradient, position, step, g′ and θ′ are pairs of floats or of (N,), the parts of H are floats or
    (N,). Units: H is an inverse curvature, α has none. Start values: H = I, ℓ = 0. Errors: ValueError
    for α below 0, or what is not finite.

    Source: Nocedal and Wright, Numerical Optimization, 2006, algorithm 6.1, with equation 6.20 for the first
    H and algorithm 3.1 for the length.

    Differences: the book asks for the Wolfe conditions, which assure sᵀy > 0; halving meets the first of them
    alone, so an update may have to be left out, on saddles most of all. After 30 halvings the step is taken
    as it is. optax has L-BFGS, with a zoom search; torch has LBFGS, which takes α for ℓ unless it is told
    otherwise.
    """

    key = "bfgs"
    label = "BFGS"
    colour = "#D86EBF"
    marker = "diamond"
    formula = (
        r"\begin{aligned}s_t &= \theta_{t-1} - \theta_{t-2}, \quad y_t = g_t - g_{t-1}, \quad"
        r" \rho_t = 1 / s_t^\top y_t \\"
        r"H_t &= (I - \rho_t s_t y_t^\top)\, H_{t-1}\, (I - \rho_t y_t s_t^\top) + \rho_t s_t s_t^\top \\"
        r"\theta_t &= \theta_{t-1} - \ell_t H_t g_t, \quad \ell_t \in \{\alpha, \tfrac{\alpha}{2},"
        r" \tfrac{\alpha}{4}, \dots\}\end{aligned}"
    )
    idea = "Learns the curvature from the gradients it has seen, and tries how far a step may go."
    elementwise = False
    own_scale = True
    builds_on = MappingProxyType({"newton": "learns the curvature from gradients"})
    remembers = ("H_xx", "H_xy", "H_yy", "updates", "length", "last_gradient", "last_position")
    quantities = MappingProxyType(
        {
            "H_xx": Quantity("H^{xx}", "number", "How far a slope along x moves x."),
            "H_xy": Quantity("H^{xy}", "number", "How far a slope along x moves y, and one along y moves x."),
            "H_yy": Quantity("H^{yy}", "number", "How far a slope along y moves y."),
            "updates": Quantity("k", "number", "How often H has learnt so far."),
            "last_gradient": Quantity("g_{t-1}", "gradient", "The gradient one step before.", index=False),
            "last_position": Quantity(r"\theta_{t-2}", "position", "Where the ball was before.", index=False),
            "s": Quantity("s", "step", "The last step, as it was taken."),
            "y": Quantity("y", "gradient", "How the gradient changed on the last step."),
            "p": Quantity("p", "direction", "The step, before its length."),
            "slope_along": Quantity(
                r"g_t^\top p_t", "number", "How the loss begins to change along p.", index=False
            ),
            "length": Quantity(
                r"\ell", "number", "How far to go along p: α, halved until the loss falls enough."
            ),
        }
    )

    learning_rate: float = fields.learning_rate(1.0)

    def init(self, position: Pair) -> State:
        x, y = position
        return 1.0, 0.0, 1.0, 0.0, 0.0, (zero(x), zero(y)), (x, y)

    def stages_pair(self, gradient: Pair, state: State, position: Pair, landscape: Landscape) -> Stages:
        xx, xy, yy, updates, _, last_gradient, last_position = state
        gx, gy = gradient
        yield Stage(
            "remembered",
            H_xx_before=xx,
            H_xy_before=xy,
            H_yy_before=yy,
            last_gradient=last_gradient,
            last_position=last_position,
        )
        yield Stage("gradient", slope=gradient, g=(gradient, "<slope>"))
        # At the first step s is 0: nothing is learnt, and H stays I.
        s = position[0] - last_position[0], position[1] - last_position[1]
        y = gx - last_gradient[0], gy - last_gradient[1]
        yield Stage(
            "change",
            "what changed on the last step",
            theta=position,
            s=(s, "<theta> - <last_position>"),
            y=(y, "<g> - <last_gradient>"),
        )
        xx, xy, yy, updates = learnt(s, y, xx, xy, yy, updates)
        yield Stage("learning", "H agrees with the change", H_xx=xx, H_xy=xy, H_yy=yy, updates=updates)
        p = -(xx * gx + xy * gy), -(xy * gx + yy * gy)
        along = gx * p[0] + gy * p[1]
        yield Stage("direction", "the direction −H g", p=p, slope_along=along)
        length = self.search(position, p, along, landscape)
        yield Stage("search", "how far the loss falls enough", length=length)
        step = length * p[0], length * p[1]
        yield Stage("step", step=(step, "<length> ⋅ <p>"))
        return step, (xx, xy, yy, updates, length, (gx, gy), position)

    def search(self, position: Pair, p: Pair, slope: Any, landscape: Landscape) -> Any:
        """The length of the step along p. Every lane halves as long as it must, and waits for the others."""
        x, y = position
        loss = landscape.value(x, y)
        length: Any = self.learning_rate
        for _ in range(HALVINGS):
            falls = landscape.value(x + length * p[0], y + length * p[1]) <= loss + DECREASE * length * slope
            if falls is True:  # one lane, on floats: there is nobody to wait for
                break
            length = where(falls, length, 0.5 * length)
        return length


def learnt(s: Pair, y: Pair, xx: Any, xy: Any, yy: Any, updates: Any) -> tuple[Any, Any, Any, Any]:
    """H, and how often it was updated, after the gradient changed by y on the way s."""
    ss, sy, y2 = s[0] * s[0] + s[1] * s[1], s[0] * y[0] + s[1] * y[1], y[0] * y[0] + y[1] * y[1]
    curved = sy > CURVED * (sqrt(ss) * sqrt(y2)) + SHORTEST
    rho = 1.0 / where(curved, sy, 1.0)
    first, scale = updates < 0.5, where(curved, sy, 1.0) / where(curved, y2, 1.0)
    a, b, c = where(first, scale, xx), where(first, 0.0, xy), where(first, scale, yy)
    # The product of matrices, multiplied out, with h = H y.
    hx, hy = a * y[0] + b * y[1], b * y[0] + c * y[1]
    more = rho * (1.0 + rho * (y[0] * hx + y[1] * hy))
    return (
        where(curved, a - 2.0 * rho * (s[0] * hx) + more * (s[0] * s[0]), xx),
        where(curved, b - rho * (s[0] * hy + s[1] * hx) + more * (s[0] * s[1]), xy),
        where(curved, c - 2.0 * rho * (s[1] * hy) + more * (s[1] * s[1]), yy),
        where(curved, updates + 1.0, updates),
    )
