"""A step size for each coordinate, from the gradient's sign alone."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from optimizers import fields
from optimizers.base import Optimizer, State, hyper, maximum, minimum, sign, where, zero
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages

FACTOR = (
    r"\begin{cases}<eta_plus> & <agreement> \gt 0 \\ <eta_minus> & <agreement> \lt 0 \\"
    r" 1 & \text{else}\end{cases}"
)
WAITS = r"\begin{cases}0 & <agreement> \lt 0 \\ <slope> & \text{else}\end{cases}"


@dataclass(frozen=True)
class Rprop(Optimizer):
    r"""Lengthen a coordinate's step while its gradient keeps its sign; shorten it, and wait, when it turns.

        s ← clamp(s η⁺ if g g₋ > 0, s η⁻ if g g₋ < 0, else s; Δ₋, Δ₊)
        g ← 0 if g g₋ < 0                 (and so the next step keeps its size)
        θ ← θ − sign(g) s
        g₋ ← g

    Shapes: gradient, position, step, s and g₋ are alike (float, `(2,)` or `(2, N)`). Units: s, α, Δ₋ and Δ₊
    are lengths, g₋ is a gradient, η⁻ and η⁺ have none. Start values: s = α, g₋ = 0; sign(0) is 0. Errors:
    ValueError for α or Δ₋ below 0, η⁻ outside (0, 1), η⁺ not above 1, Δ₊ below Δ₋, or what is not finite.

    Source: Riedmiller and Braun, A direct adaptive method for faster backpropagation learning: the RPROP
    algorithm, 1993; this variant, iRprop−: Igel and Hüsken, Improving the Rprop Learning Algorithm, 2000.

    Differences: torch as here, α = 0.01. optax leaves a first step outside of Δ₋ to Δ₊ as it is. The paper
    has α = 0.1, and takes back the last step where the sign turns. Keras does not have the rule.
    """

    key = "rprop"
    label = "Rprop"
    colour = "#C2666A"
    marker = "star"
    formula = (
        r"\begin{aligned}s_t &= \operatorname{clamp}\left(s_{t-1} \cdot \begin{cases}"
        r"\eta^+ & g_t\, g_{t-1} > 0 \\ \eta^- & g_t\, g_{t-1} < 0 \\ 1 & \text{else}\end{cases},"
        r"\; \Delta_-, \Delta_+\right), \quad s_0 = \alpha \\"
        r"g_t &= 0 \quad \text{if } g_t\, g_{t-1} < 0 \\"
        r"\theta_t &= \theta_{t-1} - \mathrm{sign}(g_t)\, s_t\end{aligned}"
    )
    idea = "Ignores how steep it is: steps grow while the slope keeps its sign and shrink when it turns."
    builds_on = MappingProxyType({"sgd": "a step size for each coordinate, by the sign alone"})
    remembers = ("g", "s")
    quantities = MappingProxyType(
        {
            "g": Quantity("g", "gradient", "The gradient that is stepped against: 0 where it turned."),
            "agreement": Quantity(
                r"g_t\, g_{t-1}",
                "number",
                "Above 0 where the sign is kept, below 0 where it turns.",
                index=False,
            ),
            "factor": Quantity(r"\eta^{\pm}", "number", "What the size of the step is multiplied by."),
            "s": Quantity("s", "number", "The size of the step in each coordinate."),
        }
    )

    learning_rate: float = fields.learning_rate(1e-2)
    eta_minus: float = hyper(
        0.5, symbol="η⁻", latex=r"\eta^-", lowest=0.05, highest=0.95, below=1.0,
        help="Shortens a step when the slope changes sign: smaller brakes harder.",
    )  # fmt: skip
    eta_plus: float = hyper(
        1.2, symbol="η⁺", latex=r"\eta^+", lowest=1.01, highest=2.0,
        help="Lengthens a step while the slope keeps its sign: larger speeds up sooner, and overshoots.",
    )  # fmt: skip
    smallest_step: float = hyper(
        1e-6, symbol="Δ₋", latex=r"\Delta_-", lowest=1e-12, highest=1e-2, scale="log", at_least=0.0,
        help="No step gets shorter than this: it is how near to the minimum the ball can come to rest.",
    )  # fmt: skip
    largest_step: float = hyper(
        50.0, symbol="Δ₊", latex=r"\Delta_+", lowest=1e-2, highest=100.0, scale="log",
        help="No step gets longer than this: it bounds how far a long slope can carry the ball.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        # As torch has it: both bounds are refused themselves.
        if np.any(np.asarray(self.eta_minus) <= 0.0):
            raise ValueError(f"eta_minus must be above 0, got {self.eta_minus!r}")
        if np.any(np.asarray(self.eta_plus) <= 1.0):
            raise ValueError(f"eta_plus must be above 1, got {self.eta_plus!r}")
        least, largest = self.smallest_step, self.largest_step
        if np.any(np.asarray(largest) < least):
            raise ValueError(f"largest_step must be at least smallest_step, {least!r}, got {largest!r}")

    def init(self, position: Any) -> State:
        return zero(position), zero(position) + self.learning_rate

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:  # noqa: ARG002
        g_before, s = state
        yield Stage("remembered", g_before=g_before, s_before=s)
        yield Stage("gradient", slope=gradient)
        agreement = gradient * g_before
        yield Stage("agreement", "do the signs agree?", agreement=(agreement, "<slope> ⋅ <g_before>"))
        factor: Any = where(agreement < 0.0, self.eta_minus, 1.0)
        factor = where(agreement > 0.0, self.eta_plus, factor)
        s = minimum(maximum(s * factor, self.smallest_step), self.largest_step)
        yield Stage(
            "size_changes",
            "the step's size grows or shrinks",
            factor=(factor, FACTOR),
            s=(s, r"\min(\max(<s_before> ⋅ <factor>, <smallest_step>), <largest_step>)"),
        )
        g = where(agreement < 0.0, zero(gradient), gradient)
        yield Stage("wait", "wait where the sign turned", g=(g, WAITS))
        step = -sign(g) * s
        yield Stage("step", step=(step, r"-\operatorname{sign}(<g>) ⋅ <s>"))
        return step, (g, s)
