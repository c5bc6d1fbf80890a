"""Plain descent along the gradient."""

from dataclasses import dataclass
from typing import Any

from optimizers import fields
from optimizers.base import Optimizer, State
from optimizers.stage import Stage, Stages, measured


@dataclass(frozen=True)
class SGD(Optimizer):
    r"""Step against the gradient, and remember nothing.

        g ← g + λ θ            (coupled weight decay, 0 by default)
        θ ← θ − α g

    Shapes: gradient, position and step are alike (float, `(2,)` or `(2, N)`). Units: α is in
    position² / loss. Start values: none. Errors: ValueError for α < 0, λ < 0 or what is not finite.

    Source: Robbins and Monro, A Stochastic Approximation Method, 1951; Cauchy, 1847, for the exact gradient.

    Differences: torch as here. optax and Keras agree where λ is 0: optax's SGD has no weight decay, that of
    Keras is decoupled, θ ← θ − α λ θ, here and in all its rules. Keras has α = 0.01 by default, torch 0.001,
    optax none. The rule is stochastic only if the gradient it is given is; on an exact one it is gradient
    descent.
    """

    key = "sgd"
    label = "SGD"
    colour = "#9A9287"
    marker = "circle"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, g_t\end{aligned}"
    )
    idea = "Steps straight downhill: the steeper the slope, the longer the step."

    derives = ("effective_rate",)

    learning_rate: float = fields.learning_rate(1e-3)
    weight_decay: float = fields.weight_decay()

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        g = yield from measured(gradient, self.weight_decay, position)
        step = -self.learning_rate * g
        yield Stage("step", effective_rate=self.learning_rate, step=(step, "-<learning_rate> ⋅ <g>"))
        return step, state
