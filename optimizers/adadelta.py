"""A rate with the right units, from steps taken before."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizers import fields
from optimizers.base import Array, Number, Optimizer, State, sqrt
from optimizers.recorded import before


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
    remembers = ("v", "u")

    learning_rate: float = fields.learning_rate(1.0)
    rho: float = fields.rho(0.9)
    epsilon: float = fields.epsilon(1e-6)
    weight_decay: float = fields.weight_decay()

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        v, u = state
        g = gradient + self.weight_decay * position
        v = self.rho * v + (1.0 - self.rho) * g * g
        d = sqrt(u + self.epsilon) / sqrt(v + self.epsilon) * g
        u = self.rho * u + (1.0 - self.rho) * d * d
        return -self.learning_rate * d, (v, u)

    def derived(self, state: Mapping[str, Array]) -> dict[str, Array]:
        over, under = np.sqrt(before(state["u"]) + self.epsilon), np.sqrt(state["v"] + self.epsilon)
        return {"effective_rate": self.learning_rate * over / under}
