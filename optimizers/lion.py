"""Steps of one length, in the direction of a blended gradient's sign."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizers import fields
from optimizers.base import Array, Number, Optimizer, State, sign
from optimizers.recorded import before


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
    remembers = ("m",)

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1(
        help="The share of the averaged gradient in the blend whose sign is taken: the rest is this step's."
    )
    beta2: float = fields.beta2(0.99, help=fields.GRADIENT.format("β₂"))
    weight_decay: float = fields.weight_decay(1e-3)

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        (m,) = state
        c = self.beta1 * m + (1.0 - self.beta1) * gradient
        m = self.beta2 * m + (1.0 - self.beta2) * gradient
        decay = -self.learning_rate * self.weight_decay * position
        return decay - self.learning_rate * sign(c), (m,)

    def derived(self, state: Mapping[str, Array]) -> dict[str, Array]:
        m, m_before = state["m"], before(state["m"])
        g = (m - self.beta2 * m_before) / (1.0 - self.beta2)
        c = self.beta1 * m_before + (1.0 - self.beta1) * g
        return {"c": c, "effective_rate": self.learning_rate / np.absolute(c)}
