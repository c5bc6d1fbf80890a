"""AdaGrad that forgets."""

from collections.abc import Generator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, corrected, maximum, root, zero
from optimizers.moments import squared
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, absent, measured, rooted


@dataclass(frozen=True)
class RMSProp(Optimizer):
    r"""Divide each coordinate's step by the recent size of its gradients, so that the rate can recover.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        v ← ρ v + (1 − ρ) g²
        m ← ρ m + (1 − ρ) g               (used if centered: v − m² replaces v)
        b ← μ b + g / (√v + ε)
        θ ← θ − α b

    With bias correction v and m are divided by 1 − ρᵗ first.

    Shapes: gradient, position, step, v, m and b are alike (float, `(2,)` or `(2, N)`). Units: v is a squared
    gradient, m a gradient, ε a gradient (its square when inside the root), b has none, α is a length. Start
    values: v = m = b = 0, ρ⁰ = 1. Errors: ValueError for ρ outside [0, 1), for α, μ, λ or ε below 0, or what
    is not finite.

    Source: Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012; centered: Graves,
    Generating Sequences With Recurrent Neural Networks, 2013.

    Differences: torch as here, but without bias correction. optax and Keras have ρ = 0.9, ε inside the root
    and α inside b; Keras also ε = 1e-7 and α = 0.001. The lecture has ρ = 0.9 and no ε. A centered v − m²
    that rounds below 0 counts as 0; torch gives nan.
    """

    key = "rmsprop"
    label = "RMSProp"
    colour = "#FF5829"
    marker = "pentagon"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"v_t &= \rho\, v_{t-1} + (1 - \rho)\, g_t^2 \\"
        r"b_t &= \mu\, b_{t-1} + \frac{g_t}{\sqrt{v_t} + \epsilon} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, b_t\end{aligned}"
    )
    idea = "Averages recent squared gradients instead of adding up all of them, so the rate can recover."
    builds_on = MappingProxyType(
        {"adagrad": "forgets old squares", "rprop": "divides by sizes instead of taking signs"}
    )
    remembers = ("v", "m", "b", "rho_power")
    derives = ("v_hat", "effective_rate")
    quantities = MappingProxyType(
        {
            "b": Quantity("b", "direction", "The velocity: divided gradients, added up and fading."),
            "ratio": Quantity("r", "direction", "The gradient, divided by the root."),
            "variance": Quantity(
                r"\sigma^2", "squares", "How far the gradients lie from their average, squared."
            ),
            "rho_power": Quantity(r"\rho^t", "number", "ρ to the power t.", index=False),
        }
    )

    learning_rate: float = fields.learning_rate(1e-2)
    rho: float = fields.rho(0.99)
    momentum: float = fields.momentum(0.0)
    epsilon: float = fields.epsilon()
    epsilon_placement: str = fields.epsilon_placement()
    centered: bool = fields.centered()
    bias_correction: bool = fields.bias_correction(False)
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), zero(position), 1.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        v, m, b, rho_power = state
        rolls = not absent(self.momentum)
        told = {"v_before": v}
        if self.centered:
            told["m_before"] = m
        if rolls:
            told["b_before"] = b
        yield Stage("remembered", **told)
        g, v, m = yield from self._averages(v, m, gradient, position)
        rho_power = rho_power * self.rho
        spread, name = yield from self._spread(v, m, rho_power)
        divisor = root(spread, self.epsilon, self.epsilon_placement)
        below = rooted(name, self.epsilon_placement)
        ratio, divided = g / divisor, rf"\frac{{<g>}}{{{below}}}"
        yield Stage(
            "division",
            effective_rate=(self.learning_rate / divisor, rf"\frac{{<learning_rate>}}{{{below}}}"),
            **{"ratio" if rolls else "direction": (ratio, divided)},
        )
        kept = self.momentum * b
        b = kept + ratio
        if rolls:
            yield Stage(
                "velocity",
                "velocity decays, and takes in the ratio",
                b_kept=(kept, "<momentum> ⋅ <b_before>"),
                b=(b, f"<momentum> ⋅ <b_before> + {divided}"),
            )
        step = -self.learning_rate * b
        yield Stage("step", step=(step, f"-<learning_rate> ⋅ {'<b>' if rolls else divided}"))
        return step, (v, m, b, rho_power)

    def _averages(
        self, v: Any, m: Any, gradient: Any, position: Any
    ) -> Generator[Stage, None, tuple[Any, Any, Any]]:
        """g, v and m after one more gradient; m is told where it is used."""
        m = self.rho * m
        if self.centered:
            yield Stage("average_decays", "the average decays", m_kept=(m, "<rho> ⋅ <m_before>"))
        v = self.rho * v
        yield Stage("squares_decay", v_kept=(v, "<rho> ⋅ <v_before>"))
        g = yield from measured(gradient, self.weight_decay, position)
        share = (1.0 - self.rho) * g
        m = m + share
        if self.centered:
            yield Stage(
                "average_grows",
                "the average takes in the gradient",
                m_share=(share, "(1 - <rho>) ⋅ <g>"),
                m=(m, "<rho> ⋅ <m_before> + (1 - <rho>) ⋅ <g>"),
            )
        v = yield from squared(self, v, g)
        return g, v, m

    def _spread(self, v: Any, m: Any, rho_power: Any) -> Generator[Stage, None, tuple[Any, str]]:
        """What stands below the root, and its name: v, corrected and centered where that is on."""
        hat = "_hat" if self.bias_correction else ""
        if self.bias_correction:
            v, m = corrected(v, rho_power), corrected(m, rho_power)
            told: dict[str, Any] = {"v_hat": (v, r"\frac{<v>}{1 - <rho_power>}")}
            if self.centered:
                told = {"m_hat": (m, r"\frac{<m>}{1 - <rho_power>}")} | told
            yield Stage("correction", rho_power=rho_power, **told)
        if not self.centered:
            return v, f"v{hat}"
        v = maximum(v - m * m, 0.0 * v)
        yield Stage(
            "centering",
            "squares less the average²",
            variance=(v, rf"\max(<v{hat}> - <m{hat}>^2, 0)"),
        )
        return v, "variance"
