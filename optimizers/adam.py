"""Momentum and a rate for each coordinate, both corrected for their start."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, root, zero
from optimizers.moments import divided, moments, unbiased
from optimizers.stage import Stages


@dataclass(frozen=True)
class Adam(Optimizer):
    r"""Average the gradient and its square, and correct both averages for having started at zero.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        m ← β₁ m + (1 − β₁) g
        v ← β₂ v + (1 − β₂) g²
        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
        θ ← θ − α m̂ / (√v̂ + ε)

    Shapes: gradient, position, step, m and v are alike (float, `(2,)` or `(2, N)`). Units: m is a gradient, v
    a squared one, ε a gradient (its square when inside the root), α is a length. Start values: m = v = 0; the
    powers βᵗ are kept as running products from 1, so t is 1 at the first step. Errors: ValueError for β
    outside [0, 1), for α, λ or ε below 0, or what is not finite.

    Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1.

    Differences: the paper and torch as here. Keras adds ε = 1e-7 before v is corrected, so ε counts for more
    in the first steps; optax can add a second ε inside the root. Weight decay is coupled, as in torch's Adam;
    AdamW has it decoupled, and so has Keras in both.
    """

    key = "adam"
    label = "Adam"
    colour = "#0250FF"
    marker = "star"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\"
        r"\hat m_t &= \frac{m_t}{1 - \beta_1^t}, \quad \hat v_t = \frac{v_t}{1 - \beta_2^t} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}\end{aligned}"
    )
    idea = "Joins momentum with a rate for each coordinate, and corrects both for their start at zero."
    builds_on = MappingProxyType(
        {
            "momentum": "divides by the root of averaged squares",
            "rmsprop": "averages the gradient too, and corrects both averages",
        }
    )
    remembers = ("m", "v", "beta1_power", "beta2_power")
    derives = ("m_hat", "v_hat", "effective_rate")

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1()
    beta2: float = fields.beta2()
    epsilon: float = fields.epsilon()
    epsilon_placement: str = fields.epsilon_placement()
    bias_correction: bool = fields.bias_correction()
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), 1.0, 1.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        m, v, beta1_power, beta2_power = state
        _, m, v = yield from moments(self, m, v, gradient, position, coupled=self.weight_decay)
        beta1_power, beta2_power = beta1_power * self.beta1, beta2_power * self.beta2
        m_hat, v_hat = yield from unbiased(self, m, v, beta1_power, beta2_power)
        divisor = root(v_hat, self.epsilon, self.epsilon_placement)
        hat = "_hat" if self.bias_correction else ""
        step = yield from divided(self, m_hat, divisor, f"m{hat}", f"v{hat}")
        return step, (m, v, beta1_power, beta2_power)
