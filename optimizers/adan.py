"""Adam that sees how the gradient changes."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, corrected, sqrt, where, zero
from optimizers.moments import APART, GROWS, apart
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, absent

CHANGED = "<beta2> ⋅ <v_before> + (1 - <beta2>) ⋅ <change>"
SQUARED = "<beta3> ⋅ <n_before> + (1 - <beta3>) ⋅ (<g> + (1 - <beta2>) ⋅ <change>)^2"
AHEAD = "<m_hat> + (1 - <beta2>) ⋅ <v_hat>"
BELOW = r"\sqrt{<n_hat> + <epsilon_root>} + <epsilon>"


@dataclass(frozen=True)
class Adan(Optimizer):
    r"""Average the change from gradient to gradient too, and step by where the gradient is going.

        d = g − g₋                        (0 at the first step)
        m ← β₁ m + (1 − β₁) g
        v ← β₂ v + (1 − β₂) d
        n ← β₃ n + (1 − β₃) (g + (1 − β₂) d)²
        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),  n̂ = n / (1 − β₃ᵗ)
        θ ← θ − α λ θ − α (m̂ + (1 − β₂) v̂) / (√(n̂ + ε̄) + ε)
        g₋ ← g

    Shapes: gradient, position, step, m, v, n and g₋ are alike (float, `(2,)` or `(2, N)`). Units: m, v, g₋
    and ε are gradients, n and ε̄ squared ones, α is a length, α λ has none. Start values: m = v = n = g₋ = 0;
    the powers βᵗ are running products from 1. Errors: ValueError for β outside [0, 1), for α, λ, ε or ε̄
    below 0, or what is not finite.

    Source: Xie et al., Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models, 2022,
    algorithm 1.

    Differences: optax as here, ε = ε̄ = 1e-8; α has no default there, here it is that of the authors' code,
    1e-3. That code weighs the change by β₂ where optax has 1 − β₂, so by 0.92 at the default and not by 0.08:
    the paper's β are 1 minus these, and its 1 − β₂ is this β₂. The code also has no ε̄, and by default divides
    by 1 + α λ after the step. The paper starts from m = g and n = g² and corrects nothing. torch and Keras do
    not have the rule.
    """

    key = "adan"
    label = "Adan"
    colour = "#418D91"
    marker = "square"
    formula = (
        r"\begin{aligned}d_t &= g_t - g_{t-1} \\"
        r"m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, d_t \\"
        r"n_t &= \beta_3 n_{t-1} + (1 - \beta_3)\, (g_t + (1 - \beta_2)\, d_t)^2 \\"
        r"\hat m_t &= \frac{m_t}{1 - \beta_1^t}, \quad \hat v_t = \frac{v_t}{1 - \beta_2^t}, \quad"
        r" \hat n_t = \frac{n_t}{1 - \beta_3^t} \\"
        r"\theta_t &= \theta_{t-1} - \alpha \lambda\, \theta_{t-1}"
        r" - \alpha\, \frac{\hat m_t + (1 - \beta_2)\, \hat v_t}"
        r"{\sqrt{\hat n_t + \bar\epsilon} + \epsilon}\end{aligned}"
    )
    idea = "Adds to Adam's average how the gradient has been changing, which looks ahead as Nesterov does."
    builds_on = MappingProxyType(
        {"adam": "adds how the gradient changes", "nesterov": "looks ahead along the gradient's change"}
    )
    remembers = ("m", "v", "n", "g", "beta1_power", "beta2_power", "beta3_power")
    derives = ("m_hat", "v_hat", "n_hat", "effective_rate")
    quantities = MappingProxyType(
        {
            "v": Quantity("v", "number", "The average of the gradient's changes."),
            "n": Quantity("n", "squares", "The average of squared gradients, looking ahead."),
            "change": Quantity("d", "number", "How the gradient has changed since the step before."),
            "ahead": Quantity(r"\bar m", "momentum", "The average, looking ahead along the change."),
            "beta3_power": Quantity(r"\beta_3^t", "number", "β₃ to the power t.", index=False),
        }
    )

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1(0.98)
    beta2: float = fields.beta2(
        0.92, help="Memory of the averaged change of the gradient: longer is smoother, and weighs it less."
    )
    beta3: float = fields.beta3()
    epsilon: float = fields.epsilon()
    epsilon_root: float = fields.epsilon_root(1e-8)
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), zero(position), zero(position), 1.0, 1.0, 1.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        m, v, n, g_before, beta1_power, beta2_power, beta3_power = state
        yield Stage("remembered", m_before=m, v_before=v, n_before=n, g_before=g_before)
        # The power is 1 only before the first step, where there is no gradient to have changed.
        change = where(beta1_power < 1.0, gradient - g_before, zero(gradient))
        ahead = gradient + (1.0 - self.beta2) * change
        m = self.beta1 * m
        yield Stage("average_decays", m_kept=(m, "<beta1> ⋅ <m_before>"))
        n = self.beta3 * n
        yield Stage("squares_decay", n_kept=(n, "<beta3> ⋅ <n_before>"))
        yield Stage("gradient", slope=gradient, g=(gradient, "<slope>"))
        yield Stage("change", "the gradient's change, 0 at first", change=change)
        share = (1.0 - self.beta1) * gradient
        m = m + share
        yield Stage("average_grows", m_share=share, m=(m, GROWS))
        v = self.beta2 * v + (1.0 - self.beta2) * change
        yield Stage("changes_grow", "changes take in this one", v=(v, CHANGED))
        share = (1.0 - self.beta3) * ahead * ahead
        n = n + share
        yield Stage("squares_grow", "squares take in (gradient ahead)²", n_share=share, n=(n, SQUARED))
        beta1_power, beta2_power = beta1_power * self.beta1, beta2_power * self.beta2
        beta3_power = beta3_power * self.beta3
        m_hat, v_hat = corrected(m, beta1_power), corrected(v, beta2_power)
        n_hat = corrected(n, beta3_power)
        yield Stage(
            "correction",
            beta1_power=beta1_power,
            m_hat=(m_hat, r"\frac{<m>}{1 - <beta1_power>}"),
            beta2_power=beta2_power,
            v_hat=(v_hat, r"\frac{<v>}{1 - <beta2_power>}"),
            beta3_power=beta3_power,
            n_hat=(n_hat, r"\frac{<n>}{1 - <beta3_power>}"),
        )
        above = m_hat + (1.0 - self.beta2) * v_hat
        yield Stage("mix", "look ahead", ahead=(above, AHEAD))
        below = sqrt(n_hat + self.epsilon_root) + self.epsilon
        decay = self.learning_rate * self.weight_decay * position
        yield from apart(self, position, decay)
        yield Stage(
            "division",
            effective_rate=(self.learning_rate / below, rf"\frac{{<learning_rate>}}{{{BELOW}}}"),
            direction=(above / below, rf"\frac{{<ahead>}}{{{BELOW}}}"),
        )
        step = -self.learning_rate * above / below - decay
        equation = rf"-<learning_rate> ⋅ \frac{{{AHEAD}}}{{{BELOW}}}"
        equation += "" if absent(self.weight_decay) else f" - {APART}"
        yield Stage("step", step=(step, equation))
        return step, (m, v, n, gradient, beta1_power, beta2_power, beta3_power)
