"""Adam that trusts a gradient as far as it was expected."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, corrected, sqrt, zero
from optimizers.moments import GROWS, divided
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages

SURPRISED = "<beta2> ⋅ <s_before> + (1 - <beta2>) ⋅ <surprise>^2 + <epsilon_root>"
AHEAD = r"\frac{<beta1> ⋅ <m>}{1 - <beta1_power> ⋅ <beta1>} + \frac{(1 - <beta1>) ⋅ <g>}{1 - <beta1_power>}"


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
    builds_on = MappingProxyType({"adam": "divides by surprises instead of sizes"})
    remembers = ("m", "s", "beta1_power", "beta2_power")
    derives = ("m_hat", "s_hat", "effective_rate")
    quantities = MappingProxyType(
        {
            "s": Quantity("s", "squares", "The average of squared surprises."),
            "surprise": Quantity("e", "gradient", "How far the gradient was from its average."),
        }
    )

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

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:  # noqa: ARG002
        m, s, beta1_power, beta2_power = state
        yield Stage("remembered", m_before=m, s_before=s)
        m = self.beta1 * m
        yield Stage("average_decays", m_kept=(m, "<beta1> ⋅ <m_before>"))
        s = self.beta2 * s
        yield Stage("squares_decay", "surprises decay", s_kept=(s, "<beta2> ⋅ <s_before>"))
        yield Stage("gradient", slope=gradient, g=(gradient, "<slope>"))
        share = (1.0 - self.beta1) * gradient
        m = m + share
        yield Stage("average_grows", m_share=share, m=(m, GROWS))
        surprise = gradient - m
        yield Stage("surprise", "how far the gradient was from its average", surprise=(surprise, "<g> - <m>"))
        share = (1.0 - self.beta2) * surprise * surprise
        s = s + share + self.epsilon_root
        yield Stage("squares_grow", "surprises take in this one²", s_share=share, s=(s, SURPRISED))
        beta1_power, beta2_power = beta1_power * self.beta1, beta2_power * self.beta2
        m_hat, s_hat = self._m_hat(m, gradient, beta1_power), corrected(s, beta2_power)
        yield Stage(
            "correction",
            "look ahead, and bias correction" if self.nesterov else None,
            beta1_power=beta1_power,
            m_hat=(m_hat, AHEAD if self.nesterov else r"\frac{<m>}{1 - <beta1_power>}"),
            beta2_power=beta2_power,
            s_hat=(s_hat, r"\frac{<s>}{1 - <beta2_power>}"),
        )
        step = yield from divided(self, m_hat, sqrt(s_hat) + self.epsilon, below="s_hat")
        return step, (m, s, beta1_power, beta2_power)

    def _m_hat(self, m: Any, g: Any, beta1_power: Any) -> Any:
        if not self.nesterov:
            return corrected(m, beta1_power)
        ahead = self.beta1 * corrected(m, beta1_power * self.beta1)
        return ahead + (1.0 - self.beta1) * corrected(g, beta1_power)
