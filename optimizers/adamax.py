"""Adam by the largest gradient instead of the average one."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, absolute, corrected, maximum, zero
from optimizers.moments import GROWS
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, measured


@dataclass(frozen=True)
class Adamax(Optimizer):
    r"""Divide by the largest recent gradient, which fades with time, instead of a root of averaged squares.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        m ← β₁ m + (1 − β₁) g
        u ← max(β₂ u, |g| + ε)
        m̂ = m / (1 − β₁ᵗ)
        θ ← θ − α m̂ / u

    Shapes: gradient, position, step, m and u are alike (float, `(2,)` or `(2, N)`). Units: m, u and ε are
    gradients, α is a length. Start values: m = u = 0, the power β₁ᵗ is a running product from 1; u needs no
    correction. Errors: ValueError for β outside [0, 1), for α, λ or ε below 0, or what is not finite.

    Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 2.

    Differences: torch as here, α = 0.002 as in the paper; optax the same, without α by default. Keras has
    max(β₂ u, |g|), divides by u + ε with ε = 1e-7, and α = 0.001. The paper has no ε.
    """

    key = "adamax"
    label = "Adamax"
    colour = "#316BAA"
    marker = "hexagon"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"u_t &= \max(\beta_2 u_{t-1}, |g_t| + \epsilon) \\"
        r"\hat m_t &= \frac{m_t}{1 - \beta_1^t} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, \frac{\hat m_t}{u_t}\end{aligned}"
    )
    idea = "Divides by the largest recent gradient, so that no step is longer than the rate by much."
    builds_on = MappingProxyType({"adam": "divides by the largest gradient instead of a root"})
    remembers = ("m", "u", "beta1_power")
    derives = ("m_hat", "effective_rate")
    quantities = MappingProxyType(
        {
            "u": Quantity("u", "sizes", "The largest recent gradient, fading."),
            "direction": Quantity("d", "direction", "The step, before the learning rate."),
        }
    )

    learning_rate: float = fields.learning_rate(2e-3)
    beta1: float = fields.beta1()
    beta2: float = fields.beta2()
    epsilon: float = fields.epsilon()
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), 1.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        m, u, beta1_power = state
        yield Stage("remembered", m_before=m, u_before=u)
        m = self.beta1 * m
        yield Stage("average_decays", m_kept=(m, "<beta1> ⋅ <m_before>"))
        u = self.beta2 * u
        yield Stage("squares_decay", "the largest gradient decays", u_kept=(u, "<beta2> ⋅ <u_before>"))
        g = yield from measured(gradient, self.weight_decay, position)
        share = (1.0 - self.beta1) * g
        m = m + share
        yield Stage("average_grows", m_share=share, m=(m, GROWS))
        u = maximum(u, absolute(g) + self.epsilon)
        size = r"\max(<beta2> ⋅ <u_before>, \left|<g>\right| + <epsilon>)"
        yield Stage("squares_grow", "the larger of it and this one", u=(u, size))
        beta1_power = beta1_power * self.beta1
        m_hat = corrected(m, beta1_power)
        yield Stage("correction", beta1_power=beta1_power, m_hat=(m_hat, r"\frac{<m>}{1 - <beta1_power>}"))
        yield Stage(
            "division",
            "division by the largest",
            effective_rate=(self.learning_rate / u, r"\frac{<learning_rate>}{<u>}"),
            direction=(m_hat / u, r"\frac{<m_hat>}{<u>}"),
        )
        step = -self.learning_rate * m_hat / u
        yield Stage("step", step=(step, r"-<learning_rate> ⋅ \frac{<m_hat>}{<u>}"))
        return step, (m, u, beta1_power)
