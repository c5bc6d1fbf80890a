"""A rate for each coordinate."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizers import fields
from optimizers.base import Array, Number, Optimizer, State, root, zero


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    r"""Divide each coordinate's step by the size of all its gradients so far.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        a ← a + g²
        αₜ = α / (1 + (t − 1) η)          (η is 0 by default)
        θ ← θ − αₜ g / (√a + ε)

    Shapes: gradient, position, step and a are alike (float, `(2,)` or `(2, N)`). Units: a is a squared
    gradient, ε a gradient (its square when inside the root), α a length, η is 1 / step. Start values: a = a₀,
    0 by default; t is 1 at the first step. Errors: ValueError for α, λ, ε, η or a₀ below 0, or what is not
    finite.

    Source: Duchi, Hazan and Singer, Adaptive Subgradient Methods for Online Learning, 2011.

    Differences: torch as here; η is its `lr_decay`. optax and Keras put ε = 1e-7 inside the root, start with
    a₀ = 0.1 and have no η; Keras has α = 0.001. ε varies between editions of the paper.
    """

    key = "adagrad"
    label = "AdaGrad"
    colour = "#C826B1"
    marker = "diamond"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"a_t &= a_0 + g_1^2 + \cdots + g_t^2, \quad \alpha_t = \frac{\alpha}{1 + \eta\, (t - 1)} \\"
        r"\theta_t &= \theta_{t-1} - \alpha_t\, \frac{g_t}{\sqrt{a_t} + \epsilon}\end{aligned}"
    )
    idea = "Gives each coordinate its own rate, shrinking as its squared gradients add up."
    remembers = ("a", "t")

    learning_rate: float = fields.learning_rate(1e-2)
    epsilon: float = fields.epsilon(1e-10)
    epsilon_placement: str = fields.epsilon_placement()
    initial_accumulator: float = fields.initial_accumulator()
    rate_decay: float = fields.rate_decay()
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position) + self.initial_accumulator, 0.0

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        a, t = state
        g = gradient + self.weight_decay * position
        a = a + g * g
        rate = self.learning_rate / (1.0 + t * self.rate_decay)  # t: the steps before this one
        return -rate * g / root(a, self.epsilon, self.epsilon_placement), (a, t + 1.0)

    def derived(self, state: Mapping[str, Array]) -> dict[str, Array]:
        rate = self.learning_rate / (1.0 + np.maximum(state["t"] - 1.0, 0.0) * self.rate_decay)
        return {"effective_rate": rate / root(state["a"], self.epsilon, self.epsilon_placement)}
