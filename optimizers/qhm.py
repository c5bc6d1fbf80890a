"""Momentum that never waits for its average."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Optimizer, State
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, measured

MIX = "(1 - <nu>) ⋅ <g> + <nu> ⋅ <b>"


@dataclass(frozen=True)
class QHM(Optimizer):
    r"""Step along a blend of this step's gradient and a long average of gradients.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        b ← μ b + (1 − μ) g
        θ ← θ − α ((1 − ν) g + ν b)

    Shapes: gradient, position, step and b are alike (float, `(2,)` or `(2, N)`). Units: b is a gradient, α is
    in position² / loss, μ and ν have none. Start values: b = 0. Errors: ValueError for α, μ, ν or λ below 0,
    or what is not finite; μ > 1 is allowed and flies off.

    Source: Ma and Yarats, Quasi-hyperbolic momentum and Adam for deep learning, 2019, equations 3 and 4.

    Differences: the paper writes β for μ and recommends μ = 0.999, ν = 0.7, which are the defaults here; the
    authors' code has none. torch, optax and Keras do not have the rule. b is an average, 1 / (1 − μ) times
    smaller than Momentum's sum. So ν = 0 is SGD, ν = 1 is Momentum and ν = μ is Nesterov, both at a rate of
    (1 − μ) α. Momentum with τ = μ averages too, but begins with b = g instead of (1 − μ) g.
    """

    key = "qhm"
    label = "QHM"
    colour = "#6E750C"
    marker = "diamond"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"b_t &= \mu\, b_{t-1} + (1 - \mu)\, g_t \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, \big((1 - \nu)\, g_t + \nu\, b_t\big)\end{aligned}"
    )
    idea = "Blends the gradient with a long average of gradients: quick to turn, and steady all the same."
    builds_on = MappingProxyType({"momentum": "mixes in the gradient of this very step"})
    remembers = ("b",)
    derives = ("effective_rate",)
    quantities = MappingProxyType({"b": Quantity("b", "momentum", "The long average of gradients.")})

    learning_rate: float = fields.learning_rate(1e-3)
    momentum: float = fields.momentum(0.999)
    nu: float = fields.nu()
    weight_decay: float = fields.weight_decay()

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        (b,) = state
        yield Stage("remembered", b_before=b)
        b = self.momentum * b
        yield Stage("average_decays", b_kept=(b, "<momentum> ⋅ <b_before>"))
        g = yield from measured(gradient, self.weight_decay, position)
        share = (1.0 - self.momentum) * g
        b = b + share
        yield Stage(
            "average_grows",
            b_share=(share, "(1 - <momentum>) ⋅ <g>"),
            b=(b, "<momentum> ⋅ <b_before> + (1 - <momentum>) ⋅ <g>"),
        )
        direction = (1.0 - self.nu) * g + self.nu * b
        yield Stage("mix", direction=(direction, MIX))
        step = -self.learning_rate * direction
        yield Stage("step", effective_rate=self.learning_rate, step=(step, f"-<learning_rate> ⋅ ({MIX})"))
        return step, (b,)
