"""Adam whose rate cannot recover all at once."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, root, sign, zero
from optimizers.moments import GROWS, divided, unbiased
from optimizers.stage import Stage, Stages

TOWARD = r"<v_before> - (1 - <beta2>) ⋅ \operatorname{sign}(<v_before> - <g>^2) ⋅ <g>^2"


@dataclass(frozen=True)
class Yogi(Optimizer):
    r"""Move the average of squares by (1 − β₂) g² toward g², however far off it is.

        m ← β₁ m + (1 − β₁) g
        v ← v − (1 − β₂) sign(v − g²) g²
        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
        θ ← θ − α m̂ / (√v̂ + ε)

    Shapes: gradient, position, step, m and v are alike (float, `(2,)` or `(2, N)`). Units: m is a gradient, v
    a squared one, ε a gradient (its square when inside the root), α is a length, a₀ has the unit of what it
    starts. Start values: m = v = a₀, 1e-6 by default; the powers βᵗ are running products from 1. Errors:
    ValueError for β outside [0, 1), for α, ε or a₀ below 0, or what is not finite.

    Source: Zaheer et al., Adaptive Methods for Nonconvex Optimization, 2018, algorithm 2.

    Differences: optax as here, and m starts at a₀ there too, which leans the first steps a little to one
    side. It always corrects, can add one ε outside the root and another inside, and has no default for α:
    here it is Adam's, 1e-3. The paper corrects nothing (bias correction off). torch and Keras do not have the
    rule.
    """

    key = "yogi"
    label = "Yogi"
    colour = "#C64D25"
    marker = "circle"
    formula = (
        r"\begin{aligned}m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"v_t &= v_{t-1} - (1 - \beta_2)\, \mathrm{sign}(v_{t-1} - g_t^2)\, g_t^2, \quad m_0 = v_0 = a_0 \\"
        r"\hat m_t &= \frac{m_t}{1 - \beta_1^t}, \quad \hat v_t = \frac{v_t}{1 - \beta_2^t} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}\end{aligned}"
    )
    idea = "Forgets a steep slope only as fast as the flat one after it adds up, so its rate grows slowly."
    builds_on = MappingProxyType({"adam": "moves the squares by steps of their own size"})
    remembers = ("m", "v", "beta1_power", "beta2_power")
    derives = ("m_hat", "v_hat", "effective_rate")

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1()
    beta2: float = fields.beta2()
    epsilon: float = fields.epsilon(1e-3)
    epsilon_placement: str = fields.epsilon_placement()
    bias_correction: bool = fields.bias_correction()
    initial_accumulator: float = fields.initial_accumulator(
        1e-6,
        help="What both averages start with: larger shortens the first steps and leans them to one side.",
    )

    def init(self, position: Number) -> State:
        start = zero(position) + self.initial_accumulator
        return start, start, 1.0, 1.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:  # noqa: ARG002
        m, v, beta1_power, beta2_power = state
        yield Stage("remembered", m_before=m, v_before=v)
        m = self.beta1 * m
        yield Stage("average_decays", m_kept=(m, "<beta1> ⋅ <m_before>"))
        yield Stage("gradient", slope=gradient, g=(gradient, "<slope>"))
        share = (1.0 - self.beta1) * gradient
        m = m + share
        yield Stage("average_grows", m_share=share, m=(m, GROWS))
        square = gradient * gradient
        v = v - (1.0 - self.beta2) * sign(v - square) * square
        yield Stage("squares_grow", "squares move toward gradient²", v=(v, TOWARD))
        beta1_power, beta2_power = beta1_power * self.beta1, beta2_power * self.beta2
        m_hat, v_hat = yield from unbiased(self, m, v, beta1_power, beta2_power)
        divisor = root(v_hat, self.epsilon, self.epsilon_placement)
        hat = "_hat" if self.bias_correction else ""
        step = yield from divided(self, m_hat, divisor, f"m{hat}", f"v{hat}")
        return step, (m, v, beta1_power, beta2_power)
