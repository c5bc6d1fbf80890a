"""Adam that trusts a gradient as far as it was expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizers import fields
from optimizers.base import Array, Number, Optimizer, State, corrected, sqrt, zero
from optimizers.recorded import before


@dataclass(frozen=True)
class AdaBelief(Optimizer):
    r"""Divide by how far gradients were from their average, instead of by how large they were.

        m ← β₁ m + (1 − β₁) g
        s ← β₂ s + (1 − β₂) (g − m)² + ε̄
        m̂ = m / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ)
        θ ← θ − α m̂ / (√ŝ + ε)

    With Nesterov, m̂ = β₁ m / (1 − β₁ᵗ⁺¹) + (1 − β₁) g / (1 − β₁ᵗ), as in NAdam without its schedule.

    Shapes: gradient, position, step, m and s are alike (float, `(2,)` or `(2, N)`). Units: m and ε are
    gradients, s and ε̄ squared ones, α is a length. Start values: m = s = 0; the powers βᵗ are running
    products from 1. Errors: ValueError for β outside [0, 1), for α, ε or ε̄ below 0, or what is not finite.
    ε̄ adds up in s, to ε̄ / (1 − β₂).

    Source: Zhuang et al., AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients, 2020,
    algorithm 2.

    Differences: optax as here, ε = ε̄ = 1e-16; α has no default there, here it is that of the authors' code,
    1e-3. That code has one ε for both places, by default rectifies as RAdam does, and has a weight decay,
    which optax lacks. The paper has ε = 1e-8. torch and Keras do not have the rule.
    """

    key = "adabelief"
    label = "AdaBelief"
    colour = "#559F04"
    marker = "triangle"
    formula = (
        r"\begin{aligned}m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"s_t &= \beta_2 s_{t-1} + (1 - \beta_2)\, (g_t - m_t)^2 + \bar\epsilon \\"
        r"\hat m_t &= \frac{m_t}{1 - \beta_1^t}, \quad \hat s_t = \frac{s_t}{1 - \beta_2^t} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, \frac{\hat m_t}{\sqrt{\hat s_t} + \epsilon}\end{aligned}"
    )
    idea = "Takes long steps where the gradient is as expected, flat or steep, and short ones where not."
    remembers = ("m", "s", "beta1_power", "beta2_power")

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1()
    beta2: float = fields.beta2(
        help="Memory of the averaged squared surprise: longer keeps the rate steady after a bend."
    )
    epsilon: float = fields.epsilon(1e-16)
    epsilon_root: float = fields.epsilon_root(1e-16)
    nesterov: bool = fields.nesterov()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), 1.0, 1.0

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:  # noqa: ARG002
        m, s, beta1_power, beta2_power = state
        m = self.beta1 * m + (1.0 - self.beta1) * gradient
        surprise = gradient - m
        s = self.beta2 * s + (1.0 - self.beta2) * surprise * surprise + self.epsilon_root
        beta1_power, beta2_power = beta1_power * self.beta1, beta2_power * self.beta2
        m_hat = self._m_hat(m, gradient, beta1_power)
        step = -self.learning_rate * m_hat / (sqrt(corrected(s, beta2_power)) + self.epsilon)
        return step, (m, s, beta1_power, beta2_power)

    def _m_hat(self, m: Any, g: Any, beta1_power: Any) -> Any:
        if not self.nesterov:
            return corrected(m, beta1_power)
        ahead = self.beta1 * corrected(m, beta1_power * self.beta1)
        return ahead + (1.0 - self.beta1) * corrected(g, beta1_power)

    def derived(self, state: Mapping[str, Array]) -> dict[str, Array]:
        m, beta1_power = state["m"], state["beta1_power"]
        g = (m - self.beta1 * before(m)) / (1.0 - self.beta1)
        s_hat = corrected(state["s"], state["beta2_power"])
        rate = self.learning_rate / (np.sqrt(s_hat) + self.epsilon)
        return {"m_hat": self._m_hat(m, g, beta1_power), "s_hat": s_hat, "effective_rate": rate}
