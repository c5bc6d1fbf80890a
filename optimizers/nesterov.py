"""Momentum that looks ahead."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Optimizer, State
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, measured

LOOKS_AHEAD = "<g> + <momentum> ⋅ <b>"


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
    builds_on = MappingProxyType({"momentum": "looks ahead along the velocity"})
    remembers = ("b",)
    derives = ("effective_rate",)
    quantities = MappingProxyType(
        {"ahead": Quantity(r"\mu b", "momentum", "What the next step is going to keep of the velocity.")}
    )

    learning_rate: float = fields.learning_rate(1e-3)
    momentum: float = fields.momentum()
    weight_decay: float = fields.weight_decay()

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        (b,) = state
        yield Stage("remembered", b_before=b)
        b = self.momentum * b
        yield Stage("average_decays", "velocity decays", b_kept=(b, "<momentum> ⋅ <b_before>"))
        g = yield from measured(gradient, self.weight_decay, position)
        b = b + g
        yield Stage(
            "average_grows",
            "velocity takes in the gradient",
            b_share=(g, "<g>"),
            b=(b, "<momentum> ⋅ <b_before> + <g>"),
        )
        ahead = self.momentum * b
        direction = g + ahead
        yield Stage(
            "mix", "look ahead", ahead=(ahead, "<momentum> ⋅ <b>"), direction=(direction, LOOKS_AHEAD)
        )
        step = -self.learning_rate * direction
        yield Stage(
            "step", effective_rate=self.learning_rate, step=(step, f"-<learning_rate> ⋅ ({LOOKS_AHEAD})")
        )
        return step, (b,)
