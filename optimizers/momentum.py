"""Descent with a velocity."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizers import fields
from optimizers.base import Array, Number, Optimizer, State, zero


@dataclass(frozen=True)
class Momentum(Optimizer):
    r"""Let steps add up like a heavy ball's velocity: faster along a valley, calmer across it.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        b ← μ b + (1 − τ) g               (the first time b = g, whatever τ is)
        θ ← θ − α b

    Shapes: gradient, position, step and b are alike (float, `(2,)` or `(2, N)`). Units: b is a gradient, α is
    in position² / loss. Start values: b = 0; the weight of the gradient is 1 once, then 1 − τ. Errors:
    ValueError for α, μ or λ below 0, or what is not finite; μ ≥ 1 is allowed and never comes to rest.

    Source: Polyak, Some methods of speeding up the convergence of iteration methods, 1964; Sutskever et al.,
    On the importance of initialization and momentum in deep learning, 2013.

    Differences: torch as here, with μ = 0 by default; optax too, without τ and λ. Keras keeps α inside the
    buffer, b ← μ b − α g: the same path while α is constant. With τ = μ the buffer is an average of
    gradients, 1 / (1 − μ) times smaller than the sum; some courses call that momentum.
    """

    key = "momentum"
    label = "Momentum"
    colour = "#A14904"
    marker = "triangle"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"b_t &= \mu\, b_{t-1} + (1 - \tau)\, g_t \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, b_t\end{aligned}"
    )
    idea = "Adds up gradients into a velocity: it gains speed along a valley and calms the swings across it."
    remembers = ("b", "gain")

    learning_rate: float = fields.learning_rate(1e-3)
    momentum: float = fields.momentum()
    dampening: float = fields.dampening()
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), 1.0

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        b, gain = state
        g = gradient + self.weight_decay * position
        b = self.momentum * b + gain * g
        return -self.learning_rate * b, (b, 1.0 - self.dampening)

    def derived(self, state: Mapping[str, Array]) -> dict[str, Array]:
        return {"effective_rate": np.full_like(state["b"], self.learning_rate)}
