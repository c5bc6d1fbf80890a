"""A rate for each coordinate."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, root, zero
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, absent, measured, rooted


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
    builds_on = MappingProxyType({"sgd": "a rate for each coordinate, from all squares so far"})
    remembers = ("a", "t")
    derives = ("effective_rate",)
    quantities = MappingProxyType(
        {
            "t": Quantity("(t - 1)", "number", "How many steps were taken before this one.", index=False),
            "rate": Quantity(r"\alpha", "number", "The learning rate of this step."),
        }
    )

    learning_rate: float = fields.learning_rate(1e-2)
    epsilon: float = fields.epsilon(1e-10)
    epsilon_placement: str = fields.epsilon_placement()
    initial_accumulator: float = fields.initial_accumulator()
    rate_decay: float = fields.rate_decay()
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position) + self.initial_accumulator, 0.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        a, t = state
        falls = not absent(self.rate_decay)
        yield Stage("remembered", a_before=a, t=t) if falls else Stage("remembered", a_before=a)
        g = yield from measured(gradient, self.weight_decay, position)
        share = g * g
        a = a + share
        yield Stage("squares_grow", a_share=(share, "<g>^2"), a=(a, "<a_before> + <g>^2"))
        rate = self.learning_rate / (1.0 + t * self.rate_decay)  # t: the steps before this one
        if falls:
            yield Stage(
                "rate_falls",
                "the learning rate falls",
                rate=(rate, r"\frac{<learning_rate>}{1 + <t> ⋅ <rate_decay>}"),
            )
        alpha = "<rate>" if falls else "<learning_rate>"
        divisor = root(a, self.epsilon, self.epsilon_placement)
        below = rooted("a", self.epsilon_placement)
        ratio = rf"\frac{{<g>}}{{{below}}}"
        yield Stage(
            "division",
            effective_rate=(rate / divisor, rf"\frac{{{alpha}}}{{{below}}}"),
            direction=(g / divisor, ratio),
        )
        step = -rate * g / divisor
        yield Stage("step", step=(step, f"-{alpha} ⋅ {ratio}"))
        return step, (a, t + 1.0)
