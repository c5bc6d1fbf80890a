"""A step size for each coordinate, from the gradient's sign alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizers import fields
from optimizers.base import Number, Optimizer, State, hyper, maximum, minimum, sign, where, zero


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
    remembers = ("g", "s")

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

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:  # noqa: ARG002
        g_before, s = state
        agreement = gradient * g_before
        factor: Any = where(agreement < 0.0, self.eta_minus, 1.0)
        factor = where(agreement > 0.0, self.eta_plus, factor)
        s = minimum(maximum(s * factor, self.smallest_step), self.largest_step)
        g = where(agreement < 0.0, zero(gradient), gradient)
        return -sign(g) * s, (g, s)
