"""AdaGrad that forgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimizers import fields
from optimizers.base import Array, Number, Optimizer, State, corrected, maximum, root, zero


@dataclass(frozen=True)
class RMSProp(Optimizer):
    r"""Divide each coordinate's step by the recent size of its gradients, so that the rate can recover.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        v ← ρ v + (1 − ρ) g²
        m ← ρ m + (1 − ρ) g               (used if centered: v − m² replaces v)
        b ← μ b + g / (√v + ε)
        θ ← θ − α b

    With bias correction v and m are divided by 1 − ρᵗ first.

    Shapes: gradient, position, step, v, m and b are alike (float, `(2,)` or `(2, N)`). Units: v is a squared
    gradient, m a gradient, ε a gradient (its square when inside the root), b has none, α is a length. Start
    values: v = m = b = 0, ρ⁰ = 1. Errors: ValueError for ρ outside [0, 1), for α, μ, λ or ε below 0, or what
    is not finite.

    Source: Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012; centered: Graves,
    Generating Sequences With Recurrent Neural Networks, 2013.

    Differences: torch as here, but without bias correction. optax and Keras have ρ = 0.9, ε inside the root
    and α inside b; Keras also ε = 1e-7 and α = 0.001. The lecture has ρ = 0.9 and no ε. A centered v − m²
    that rounds below 0 counts as 0; torch gives nan.
    """

    key = "rmsprop"
    label = "RMSProp"
    colour = "#FF5829"
    marker = "pentagon"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"v_t &= \rho\, v_{t-1} + (1 - \rho)\, g_t^2 \\"
        r"b_t &= \mu\, b_{t-1} + \frac{g_t}{\sqrt{v_t} + \epsilon} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, b_t\end{aligned}"
    )
    idea = "Averages recent squared gradients instead of adding up all of them, so the rate can recover."
    remembers = ("v", "m", "b", "rho_power")

    learning_rate: float = fields.learning_rate(1e-2)
    rho: float = fields.rho(0.99)
    momentum: float = fields.momentum(0.0)
    epsilon: float = fields.epsilon()
    epsilon_placement: str = fields.epsilon_placement()
    centered: bool = fields.centered()
    bias_correction: bool = fields.bias_correction(False)
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), zero(position), 1.0

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        v, m, b, rho_power = state
        g = gradient + self.weight_decay * position
        v = self.rho * v + (1.0 - self.rho) * g * g
        m = self.rho * m + (1.0 - self.rho) * g
        rho_power = rho_power * self.rho
        b = self.momentum * b + g / self._divisor(v, m, rho_power)
        return -self.learning_rate * b, (v, m, b, rho_power)

    def _divisor(self, v: Number, m: Number, rho_power: Any) -> Number:
        if self.bias_correction:
            v, m = corrected(v, rho_power), corrected(m, rho_power)
        if self.centered:
            v = maximum(v - m * m, 0.0 * v)
        return root(v, self.epsilon, self.epsilon_placement)

    def derived(self, state: Mapping[str, Array]) -> dict[str, Array]:
        quantities = {"v_hat": corrected(state["v"], state["rho_power"])} if self.bias_correction else {}
        divisor = self._divisor(state["v"], state["m"], state["rho_power"])
        return quantities | {"effective_rate": self.learning_rate / divisor}
