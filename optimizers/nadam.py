"""Adam with Nesterov's look ahead."""

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from optimizers import fields
from optimizers.base import Number, Optimizer, State, corrected, sqrt, zero
from optimizers.moments import apart, divided, moments
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages

AHEAD = r"\frac{<mu_next>}{1 - <mu_product> ⋅ <mu_next>} ⋅ <m> + \frac{1 - <mu>}{1 - <mu_product>} ⋅ <g>"

LOG_OF_0_96 = math.log(0.96)


def power_of_0_96(exponent: Number) -> Number:
    """0.96 to a power, for a float as for an array."""
    x = LOG_OF_0_96 * exponent
    return float(np.exp(x)) if isinstance(x, float) else np.exp(x)  # not `math`, which may round otherwise


@dataclass(frozen=True)
class NAdam(Optimizer):
    r"""Use in Adam's step the momentum of the step to come, which warms up from half of β₁ to all of it.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        μₜ = β₁ (1 − ½ · 0.96^(ψ t))
        m ← β₁ m + (1 − β₁) g
        v ← β₂ v + (1 − β₂) g²
        m̂ = μₜ₊₁ m / (1 − μ₁ ⋯ μₜ₊₁) + (1 − μₜ) g / (1 − μ₁ ⋯ μₜ),  v̂ = v / (1 − β₂ᵗ)
        θ ← θ − α m̂ / (√v̂ + ε)

    With decoupled weight decay, λ is not added to g: θ ← θ − α λ θ − … instead.

    Shapes: gradient, position, step, m and v are alike (float, `(2,)` or `(2, N)`). Units: m is a gradient,
    v a squared one, ε a gradient, α is a length, ψ is 1 / step. Start values: m = v = 0; β₂ᵗ, 0.96^(ψ t) and
    the product of all μ are running products from 1. Errors: ValueError for β outside [0, 1),
    for α, λ, ε or ψ below 0, or what is not finite.

    Source: Dozat, Incorporating Nesterov Momentum into Adam, 2016, with its schedule, 0.96^(t / 250).

    Differences: torch as here, α = 0.002, ψ = 0.004. Keras has ψ = 1 (0.96ᵗ), ε = 1e-7 and α = 0.001. optax
    has no schedule: μ is β₁ from the start. The paper puts μₜ in place of β₁ into m as well; torch and Keras
    average with β₁.
    """

    key = "nadam"
    label = "NAdam"
    colour = "#7766D1"
    marker = "pentagon"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"\mu_t &= \beta_1 \big(1 - \tfrac{1}{2} \cdot 0.96^{\psi t}\big) \\"
        r"m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\"
        r"\hat m_t &= \frac{\mu_{t+1} m_t}{1 - \prod_{i=1}^{t+1} \mu_i}"
        r" + \frac{(1 - \mu_t)\, g_t}{1 - \prod_{i=1}^{t} \mu_i},"
        r" \quad \hat v_t = \frac{v_t}{1 - \beta_2^t} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}\end{aligned}"
    )
    idea = "Adds to Adam's average the gradient of this very step, as Nesterov's momentum does."
    builds_on = MappingProxyType(
        {"adam": "looks ahead along the average", "nesterov": "divides by the root of averaged squares"}
    )
    remembers = ("m", "v", "beta2_power", "decay_power", "mu_product")
    derives = ("mu", "m_hat", "v_hat", "effective_rate")
    quantities = MappingProxyType(
        {
            "mu": Quantity(r"\mu", "number", "The momentum of this step."),
            "mu_next": Quantity(r"\mu_{t+1}", "number", "The momentum of the next step.", index=False),
            "mu_product": Quantity(
                r"\textstyle\prod\mu", "number", "The product of all momenta so far.", index=False
            ),
        }
    )

    learning_rate: float = fields.learning_rate(2e-3)
    beta1: float = fields.beta1()
    beta2: float = fields.beta2()
    epsilon: float = fields.epsilon()
    momentum_decay: float = fields.momentum_decay()
    weight_decay: float = fields.weight_decay()
    decoupled_weight_decay: bool = fields.decoupled_weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), 1.0, 1.0, 1.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        m, v, beta2_power, decay_power, mu_product = state
        coupled = 0.0 if self.decoupled_weight_decay else self.weight_decay
        g, m, v = yield from moments(self, m, v, gradient, position, coupled)
        beta2_power = beta2_power * self.beta2
        decay_power = decay_power * power_of_0_96(self.momentum_decay)
        mu, mu_next = self._mu(decay_power)
        mu_product = mu_product * mu
        m_hat = mu_next / (1.0 - mu_product * mu_next) * m + (1.0 - mu) / (1.0 - mu_product) * g
        v_hat = corrected(v, beta2_power)
        yield Stage("look_ahead", "momentum of this step and the next", mu=mu, mu_next=mu_next)
        yield Stage(
            "correction",
            "look ahead, and bias correction",
            mu_product=mu_product,
            m_hat=(m_hat, AHEAD),
            beta2_power=beta2_power,
            v_hat=(v_hat, r"\frac{<v>}{1 - <beta2_power>}"),
        )
        decay = None
        if self.decoupled_weight_decay:
            decay = self.learning_rate * (self.weight_decay * position)
            yield from apart(self, position, decay)
        step = yield from divided(self, m_hat, sqrt(v_hat) + self.epsilon, decay=decay)
        return step, (m, v, beta2_power, decay_power, mu_product)

    def _mu(self, decay_power: Any) -> tuple[Any, Any]:
        """μₜ and μₜ₊₁."""
        later = decay_power * power_of_0_96(self.momentum_decay)
        return self.beta1 * (1.0 - 0.5 * decay_power), self.beta1 * (1.0 - 0.5 * later)
