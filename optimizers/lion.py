"""Steps of one length, in the direction of a blended gradient's sign."""

from dataclasses import dataclass
from math import inf
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Optimizer, State, absolute, sign, where
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, absent

SIGN = r"\operatorname{sign}(<c>)"
DECAYS = "-<learning_rate> ⋅ <weight_decay> ⋅ <theta>"


@dataclass(frozen=True)
class Lion(Optimizer):
    r"""Blend this step's gradient with a long average of them, and step by the sign of the blend alone.

        c = β₁ m + (1 − β₁) g
        m ← β₂ m + (1 − β₂) g
        θ ← θ − α λ θ − α sign(c)

    Shapes: gradient, position, step, m and c are alike (float, `(2,)` or `(2, N)`). Units: m and c are
    gradients, α is a length, α λ has none. Start values: m = 0; sign(0) is 0. Errors: ValueError for β
    outside [0, 1), for α or λ below 0, or what is not finite.

    Source: Chen et al., Symbolic Discovery of Optimization Algorithms, 2023, algorithm 2.

    Differences: optax as here, λ = 1e-3, but α has no default there: here it is 1e-3, as in Keras, which has
    the same rule with λ = 0 by default. In optax's `scale_by_lion`, tanh or a clipped line can take the place
    of the sign. torch does not have the rule. The paper recommends a rate 3 to 10 times smaller than AdamW's.
    """

    key = "lion"
    label = "Lion"
    colour = "#B88A4C"
    marker = "square"
    formula = (
        r"\begin{aligned}c_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"m_t &= \beta_2 m_{t-1} + (1 - \beta_2)\, g_t \\"
        r"\theta_t &= \theta_{t-1} - \alpha \lambda\, \theta_{t-1} - \alpha\, \mathrm{sign}(c_t)\end{aligned}"
    )
    idea = "Takes the sign of a blended gradient: every step is as long as every other, in both coordinates."
    builds_on = MappingProxyType({"momentum": "keeps only the sign of a blend"})
    remembers = ("m",)
    derives = ("c", "effective_rate")
    quantities = MappingProxyType(
        {
            "c": Quantity(
                "c", "momentum", "The blend of this gradient and the average, of which only the sign counts."
            )
        }
    )

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1(
        help="The share of the averaged gradient in the blend whose sign is taken: the rest is this step's."
    )
    beta2: float = fields.beta2(0.99, help=fields.GRADIENT.format("β₂"))
    weight_decay: float = fields.weight_decay(1e-3)

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        (m_before,) = state
        yield Stage("remembered", m_before=m_before)
        m = self.beta2 * m_before
        yield Stage("average_decays", m_kept=(m, "<beta2> ⋅ <m_before>"))
        yield Stage("gradient", slope=gradient, g=(gradient, "<slope>"))
        share = (1.0 - self.beta2) * gradient
        m = m + share
        yield Stage(
            "average_grows",
            m_share=(share, "(1 - <beta2>) ⋅ <g>"),
            m=(m, "<beta2> ⋅ <m_before> + (1 - <beta2>) ⋅ <g>"),
        )
        # As published, the average of before is blended; the new one waits for the next step.
        c = self.beta1 * m_before + (1.0 - self.beta1) * gradient
        yield Stage(
            "mix",
            "blend of the gradient and the average before it",
            c=(c, "<beta1> ⋅ <m_before> + (1 - <beta1>) ⋅ <g>"),
        )
        yield Stage(
            "sign",
            "the sign alone",
            effective_rate=(self._rate(absolute(c)), r"\frac{<learning_rate>}{\left|<c>\right|}"),
            direction=(sign(c), SIGN),
        )
        decay = -self.learning_rate * self.weight_decay * position
        step = decay - self.learning_rate * sign(c)
        if absent(self.weight_decay):
            yield Stage("step", step=(step, f"-<learning_rate> ⋅ {SIGN}"))
        else:
            yield Stage("step", theta=position, step=(step, f"{DECAYS} - <learning_rate> ⋅ {SIGN}"))
        return step, (m,)

    def _rate(self, size: Any) -> Any:
        """α over a blend's size: inf at 0, for floats too, which would raise."""
        none = size == 0.0
        return where(none, inf, self.learning_rate / where(none, 1.0, size))
