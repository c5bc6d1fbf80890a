"""Momentum that looks ahead."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizers import fields
from optimizers.base import Array, Number, Optimizer, State


@dataclass(frozen=True)
class Nesterov(Optimizer):
    r"""Take the gradient where the velocity is about to lead, and so brake earlier than momentum.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        b ← μ b + g
        θ ← θ − α (g + μ b)

    Shapes: gradient, position, step and b are alike (float, `(2,)` or `(2, N)`). Units: b is a gradient, α is
    in position² / loss. Start values: b = 0. Errors: ValueError for α, μ or λ below 0, or what is not finite.

    Source: Nesterov, A method for solving the convex programming problem with convergence rate O(1/k²), 1983;
    Sutskever et al., 2013; this form: Bengio et al., Advances in optimizing recurrent networks, 2013.

    Differences: torch and optax as here; torch asks for `nesterov=True` and μ > 0. Keras keeps α inside the
    buffer: the same path while α is constant. The paper takes the gradient at a look-ahead point; here θ is
    that very point, so that the gradient is the one at the ball. The paper's own iterate is w = θ + α μ b.
    """

    key = "nesterov"
    label = "Nesterov"
    colour = "#1F6B6C"
    marker = "square"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"b_t &= \mu\, b_{t-1} + g_t \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, (g_t + \mu\, b_t)\end{aligned}"
    )
    idea = "Takes the gradient where the velocity is about to lead, so it brakes before it overshoots."
    remembers = ("b",)

    learning_rate: float = fields.learning_rate(1e-3)
    momentum: float = fields.momentum()
    weight_decay: float = fields.weight_decay()

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        (b,) = state
        g = gradient + self.weight_decay * position
        b = self.momentum * b + g
        return -self.learning_rate * (g + self.momentum * b), (b,)

    def derived(self, state: Mapping[str, Array]) -> dict[str, Array]:
        return {"effective_rate": np.full_like(state["b"], self.learning_rate)}
