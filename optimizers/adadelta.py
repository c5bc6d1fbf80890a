"""A rate with the right units, from steps taken before."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Optimizer, State, sqrt
from optimizers.moments import squared
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, measured

RATIO = r"\frac{\sqrt{<u_before> + <epsilon>}}{\sqrt{<v> + <epsilon>}}"


@dataclass(frozen=True)
class Adadelta(Optimizer):
    r"""Scale the gradient by the recent size of the steps over the recent size of the gradients.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        v ← ρ v + (1 − ρ) g²
        d ← √(u + ε) / √(v + ε) · g
        u ← ρ u + (1 − ρ) d²
        θ ← θ − α d

    Shapes: gradient, position, step, v and u are alike (float, `(2,)` or `(2, N)`). Units: v is a squared
    gradient, u a squared length, d a length, α has none; ε stands beside both squares and has the units of
    each. Start values: v = u = 0, so that ε alone decides how it begins. Errors: ValueError for ρ outside
    [0, 1), for α, λ or ε below 0, or what is not finite.

    Source: Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012, algorithm 1.

    Differences: torch and optax as here, ρ = 0.9, ε = 1e-6, α = 1; optax without a rate steps uphill. Keras
    has ρ = 0.95, ε = 1e-7 and α = 0.001, which is a thousandth of the paper's step. The paper has no α, and
    ρ = 0.95, ε = 1e-6 in its experiments.
    """

    key = "adadelta"
    label = "Adadelta"
    colour = "#81608C"
    marker = "triangle"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"v_t &= \rho\, v_{t-1} + (1 - \rho)\, g_t^2 \\"
        r"d_t &= \frac{\sqrt{u_{t-1} + \epsilon}}{\sqrt{v_t + \epsilon}}\, g_t \\"
        r"u_t &= \rho\, u_{t-1} + (1 - \rho)\, d_t^2 \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, d_t\end{aligned}"
    )
    idea = "Takes its rate from how far it stepped before, so that no rate has to be chosen."
    builds_on = MappingProxyType({"adagrad": "forgets old squares, and takes its rate from past steps"})
    remembers = ("v", "u")
    derives = ("effective_rate",)
    quantities = MappingProxyType(
        {
            "u": Quantity("u", "number", "The average of squared steps."),
            "direction": Quantity("d", "direction", "The step, before the learning rate."),
        }
    )

    learning_rate: float = fields.learning_rate(1.0)
    rho: float = fields.rho(0.9)
    epsilon: float = fields.epsilon(1e-6)
    weight_decay: float = fields.weight_decay()

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        v, u = state
        yield Stage("remembered", v_before=v, u_before=u)
        v = self.rho * v
        yield Stage("squares_decay", v_kept=(v, "<rho> ⋅ <v_before>"))
        g = yield from measured(gradient, self.weight_decay, position)
        v = yield from squared(self, v, g)
        over, under = sqrt(u + self.epsilon), sqrt(v + self.epsilon)
        d = over / under * g
        yield Stage(
            "division",
            "root of past steps over root of squares",
            effective_rate=(self.learning_rate * over / under, f"<learning_rate> ⋅ {RATIO}"),
            direction=(d, f"{RATIO} ⋅ <g>"),
        )
        kept, share = self.rho * u, (1.0 - self.rho) * d * d
        u = kept + share
        yield Stage(
            "steps_grow",
            "squared steps decay, and take in this one",
            u_kept=(kept, "<rho> ⋅ <u_before>"),
            u_share=(share, "(1 - <rho>) ⋅ <direction>^2"),
            u=(u, "<rho> ⋅ <u_before> + (1 - <rho>) ⋅ <direction>^2"),
        )
        step = -self.learning_rate * d
        yield Stage("step", step=(step, f"-<learning_rate> ⋅ {RATIO} ⋅ <g>"))
        return step, (v, u)
