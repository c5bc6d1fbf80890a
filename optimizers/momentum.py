"""Descent with a velocity."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, zero
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, absent, measured


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
    builds_on = MappingProxyType({"sgd": "adds up past gradients, which fade"})
    remembers = ("b", "gain")
    derives = ("effective_rate",)
    quantities = MappingProxyType(
        {"gain": Quantity("w", "number", "The weight of the gradient: 1 at first, then 1 − τ.")}
    )

    learning_rate: float = fields.learning_rate(1e-3)
    momentum: float = fields.momentum()
    dampening: float = fields.dampening()
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), 1.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        b, gain = state
        whole = absent(self.dampening)  # the gradient's weight is 1 at every step
        taken = "<g>" if whole else "<gain> ⋅ <g>"
        yield Stage("remembered", b_before=b) if whole else Stage("remembered", b_before=b, gain=gain)
        b = self.momentum * b
        yield Stage("average_decays", "velocity decays", b_kept=(b, "<momentum> ⋅ <b_before>"))
        g = yield from measured(gradient, self.weight_decay, position)
        share = gain * g
        b = b + share
        yield Stage(
            "average_grows",
            "velocity takes in the gradient",
            b_share=(share, taken),
            b=(b, f"<momentum> ⋅ <b_before> + {taken}"),
        )
        step = -self.learning_rate * b
        yield Stage("step", effective_rate=self.learning_rate, step=(step, "-<learning_rate> ⋅ <b>"))
        return step, (b, 1.0 - self.dampening)
