"""Adam with weight decay beside the gradient instead of inside it."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, root, zero
from optimizers.moments import apart, divided, moments, unbiased
from optimizers.stage import Stages


@dataclass(frozen=True)
class AdamW(Optimizer):
    r"""Shrink the position itself by α λ at each step, instead of adding λ θ to the gradient.

        m ← β₁ m + (1 − β₁) g
        v ← β₂ v + (1 − β₂) g²
        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
        θ ← θ − α λ θ − α m̂ / (√v̂ + ε)

    Shapes: gradient, position, step, m and v are alike (float, `(2,)` or `(2, N)`). Units: m is a gradient, v
    a squared one, ε a gradient (its square when inside the root), α is a length, α λ has none. Start values:
    m = v = 0; the powers βᵗ are running products from 1. Errors: ValueError for β outside [0, 1), for α, λ or
    ε below 0, or what is not finite.

    Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2.

    Differences: torch as here, λ = 1e-2. optax writes the same as −α (u + λ θ), with λ = 1e-4; Keras has
    λ = 4e-3, and adds its ε = 1e-7 before v is corrected. In the paper λ is not multiplied by α.
    """

    key = "adamw"
    label = "AdamW"
    colour = "#8588FF"
    marker = "hexagon"
    formula = (
        r"\begin{aligned}m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\"
        r"\hat m_t &= \frac{m_t}{1 - \beta_1^t}, \quad \hat v_t = \frac{v_t}{1 - \beta_2^t} \\"
        r"\theta_t &= \theta_{t-1} - \alpha \lambda\, \theta_{t-1}"
        r" - \alpha\, \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}\end{aligned}"
    )
    idea = "Shrinks the position itself, so that the adaptive rate leaves the weight decay alone."
    builds_on = MappingProxyType({"adam": "decays the weights apart from the gradient"})
    remembers = ("m", "v", "beta1_power", "beta2_power")
    derives = ("m_hat", "v_hat", "effective_rate")

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1()
    beta2: float = fields.beta2()
    epsilon: float = fields.epsilon()
    epsilon_placement: str = fields.epsilon_placement()
    bias_correction: bool = fields.bias_correction()
    weight_decay: float = fields.weight_decay(1e-2)

    def init(self, position: Number) -> State:
        return zero(position), zero(position), 1.0, 1.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        m, v, beta1_power, beta2_power = state
        _, m, v = yield from moments(self, m, v, gradient, position, coupled=0.0)
        beta1_power, beta2_power = beta1_power * self.beta1, beta2_power * self.beta2
        m_hat, v_hat = yield from unbiased(self, m, v, beta1_power, beta2_power)
        divisor = root(v_hat, self.epsilon, self.epsilon_placement)
        hat = "_hat" if self.bias_correction else ""
        decay = self.learning_rate * self.weight_decay * position
        yield from apart(self, position, decay)
        step = yield from divided(self, m_hat, divisor, f"m{hat}", f"v{hat}", decay)
        return step, (m, v, beta1_power, beta2_power)
