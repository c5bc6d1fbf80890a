"""Adam that blends its averages with what it sees now."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, sqrt, zero
from optimizers.moments import moments, unbiased
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages

ABOVE = "(1 - <nu1>) ⋅ <g> + <nu1> ⋅ <m_hat>"
DIVISOR = r"\sqrt{<v_mixed>} + <epsilon>"
BELOW = "(1 - <nu2>) ⋅ <g>^2 + <nu2> ⋅ <v_hat>"


@dataclass(frozen=True)
class QHAdam(Optimizer):
    r"""Blend both of Adam's averages with this step's gradient and its square.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        m ← β₁ m + (1 − β₁) g
        v ← β₂ v + (1 − β₂) g²
        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
        θ ← θ − α ((1 − ν₁) g + ν₁ m̂) / (√((1 − ν₂) g² + ν₂ v̂) + ε)

    Shapes: gradient, position, step, m and v are alike (float, `(2,)` or `(2, N)`). Units: m is a gradient, v
    a squared one, ε a gradient, α is a length, ν₁ and ν₂ have none. Start values: m = v = 0; the powers βᵗ
    are running products from 1. Errors: ValueError for β outside [0, 1), for α, λ, ε or ν below 0, or what is
    not finite. With ν₂ > 1 the root can be of a negative number: nan, and the run ends.

    Source: Ma and Yarats, Quasi-hyperbolic momentum and Adam for deep learning, 2019, section 4.

    Differences: the defaults here, ν₁ = 0.7, ν₂ = 1, β₁ = 0.995, β₂ = 0.999, are what the authors recommend
    to begin with. Those of their code, ν₁ = ν₂ = 1 and β₁ = 0.9, make it Adam. torch, optax and Keras do not
    have the rule. ν₁ = β₁ comes near to NAdam without its schedule.
    """

    key = "qhadam"
    label = "QHAdam"
    colour = "#B055FC"
    marker = "cross"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\"
        r"\hat m_t &= \frac{m_t}{1 - \beta_1^t}, \quad \hat v_t = \frac{v_t}{1 - \beta_2^t} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, \frac{(1 - \nu_1)\, g_t + \nu_1 \hat m_t}"
        r"{\sqrt{(1 - \nu_2)\, g_t^2 + \nu_2 \hat v_t} + \epsilon}\end{aligned}"
    )
    idea = "Blends Adam's averages with the gradient of this very step, so that long averages cost no delay."
    builds_on = MappingProxyType(
        {"adam": "mixes this gradient into both averages", "qhm": "divides by the root of mixed squares"}
    )
    remembers = ("m", "v", "beta1_power", "beta2_power")
    derives = ("m_hat", "v_hat", "effective_rate")
    quantities = MappingProxyType(
        {
            "m_mixed": Quantity(r"\bar m", "momentum", "The average and this gradient, mixed."),
            "v_mixed": Quantity(r"\bar v", "squares", "The squares and this one's, mixed."),
        }
    )

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1(0.995)
    beta2: float = fields.beta2()
    nu1: float = fields.nu1()
    nu2: float = fields.nu2()
    epsilon: float = fields.epsilon()
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), 1.0, 1.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        m, v, beta1_power, beta2_power = state
        g, m, v = yield from moments(self, m, v, gradient, position, coupled=self.weight_decay)
        beta1_power, beta2_power = beta1_power * self.beta1, beta2_power * self.beta2
        m_hat, v_hat = yield from unbiased(self, m, v, beta1_power, beta2_power)
        above = (1.0 - self.nu1) * g + self.nu1 * m_hat
        squares = (1.0 - self.nu2) * g * g + self.nu2 * v_hat
        yield Stage("mix", "mix with this gradient", m_mixed=(above, ABOVE), v_mixed=(squares, BELOW))
        below = sqrt(squares) + self.epsilon
        ratio = rf"\frac{{<m_mixed>}}{{{DIVISOR}}}"
        yield Stage(
            "division",
            effective_rate=(
                self.learning_rate / below,
                r"\frac{<learning_rate>}{\sqrt{<v_mixed>} + <epsilon>}",
            ),
            direction=(above / below, ratio),
        )
        step = -self.learning_rate * above / below
        full = rf"\frac{{{ABOVE}}}{{\sqrt{{{BELOW}}} + <epsilon>}}"
        yield Stage("step", step=(step, f"-<learning_rate> ⋅ {full}"))
        return step, (m, v, beta1_power, beta2_power)
