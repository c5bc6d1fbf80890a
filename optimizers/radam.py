"""Adam that warms up by itself."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, corrected, maximum, sqrt, where, zero
from optimizers.moments import APART, apart, moments
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, absent

TRUSTED = r"\frac{<effective_rate>}{<learning_rate>} ⋅ <m_hat>"
RATE = (
    r"<learning_rate> ⋅ \begin{cases} \frac{<rectification> ⋅ \sqrt{1 - <beta2_power>}}"
    r"{\sqrt{<v>} + <epsilon>} & <rho> \gt 5 \\ 1 & \text{else} \end{cases}"
)

# Below this many squares in the average, their mean says too little about their size to divide by it.
ENOUGH = 5.0


@dataclass(frozen=True)
class RAdam(Optimizer):
    r"""Step by momentum alone until enough squared gradients are known, then trust Adam's rate more and more.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        m ← β₁ m + (1 − β₁) g
        v ← β₂ v + (1 − β₂) g²
        m̂ = m / (1 − β₁ᵗ)
        ρ∞ = 2 / (1 − β₂) − 1,  ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)
        r = √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ))
        θ ← θ − α m̂ r √(1 − β₂ᵗ) / (√v + ε)   if ρ > 5,  else θ − α m̂

    With decoupled weight decay, λ is not added to g: θ ← θ − α λ θ − … instead.

    Shapes: gradient, position, step, m and v are alike (float, `(2,)` or `(2, N)`). Units: m is a gradient, v
    a squared one, ε a gradient, ρ is a number of steps, r has none; α is a length, but before ρ > 5
    position² / loss. Start values: m = v = 0, t = 0, the powers βᵗ are running products from 1. Errors:
    ValueError for β outside [0, 1), for α, λ or ε below 0, or what is not finite. With β₂ ≤ 2/3, ρ never
    passes 5.

    Source: Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, 2020, algorithm 2.

    Differences: torch as here: ε is added before v is corrected. optax adds ε after that, and switches at
    ρ ≥ 5. The paper switches at ρ > 4 and has no ε. Keras does not have the rule.
    """

    key = "radam"
    label = "RAdam"
    colour = "#8131D9"
    marker = "cross"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t, \quad"
        r" \hat m_t = \frac{m_t}{1 - \beta_1^t} \\"
        r"v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\"
        r"\rho_\infty &= \frac{2}{1 - \beta_2} - 1, \quad"
        r" \rho_t = \rho_\infty - \frac{2\, t\, \beta_2^t}{1 - \beta_2^t} \\"
        r"r_t &= \sqrt{\frac{(\rho_t - 4)(\rho_t - 2)\, \rho_\infty}"
        r"{(\rho_\infty - 4)(\rho_\infty - 2)\, \rho_t}} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, \hat m_t \cdot \begin{cases}"
        r"r_t\, \frac{\sqrt{1 - \beta_2^t}}{\sqrt{v_t} + \epsilon} & \rho_t > 5 \\"
        r" 1 & \text{else}\end{cases}\end{aligned}"
    )
    idea = "Trusts Adam's rate only as far as the number of gradients seen allows: a warm-up of its own."
    builds_on = MappingProxyType({"adam": "trusts the rate only as far as squares are known"})
    remembers = ("m", "v", "beta1_power", "beta2_power", "t")
    derives = ("m_hat", "v_hat", "rho", "rectification", "effective_rate")
    quantities = MappingProxyType(
        {
            "t": Quantity("t", "number", "The number of the step, from 1.", index=False),
            "rho": Quantity(r"\rho", "number", "How many squares v averages in effect."),
            "rectification": Quantity("r", "number", "How far the rate of v is trusted; 0 where not at all."),
        }
    )

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1()
    beta2: float = fields.beta2()
    epsilon: float = fields.epsilon()
    weight_decay: float = fields.weight_decay()
    decoupled_weight_decay: bool = fields.decoupled_weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), 1.0, 1.0, 0.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        m, v, beta1_power, beta2_power, t = state
        coupled = 0.0 if self.decoupled_weight_decay else self.weight_decay
        _, m, v = yield from moments(self, m, v, gradient, position, coupled)
        beta1_power, beta2_power, t = beta1_power * self.beta1, beta2_power * self.beta2, t + 1.0
        m_hat = corrected(m, beta1_power)
        yield Stage("correction", beta1_power=beta1_power, m_hat=(m_hat, r"\frac{<m>}{1 - <beta1_power>}"))
        rho, rho_infinity = self._rho(beta2_power, t)
        trust = where(rho > ENOUGH, self._rectification(rho, rho_infinity), 0.0 * rho)
        yield Stage(
            "rectification",
            "how far the squares are trusted",
            v_hat=corrected(v, beta2_power),
            beta2_power=beta2_power,
            t=t,
            rho=(rho, r"\frac{2}{1 - <beta2>} - 1 - \frac{2 ⋅ <t> ⋅ <beta2_power>}{1 - <beta2_power>}"),
            rectification=trust,
        )
        adaption = self._adaption(v, beta2_power, t)
        rate = self.learning_rate * adaption
        step, equation = -rate * m_hat, f"-({RATE}) ⋅ <m_hat>"
        if self.decoupled_weight_decay:
            decay = self.learning_rate * (self.weight_decay * position)
            yield from apart(self, position, decay)
            step = step - decay
            equation += "" if absent(self.weight_decay) else f" - {APART}"
        yield Stage(
            "division",
            "division by the root, or by nothing",
            effective_rate=(rate, RATE),
            direction=(adaption * m_hat, TRUSTED),
        )
        yield Stage("step", step=(step, equation))
        return step, (m, v, beta1_power, beta2_power, t)

    def _rho(self, beta2_power: Any, t: Any) -> tuple[Any, Any]:
        """How many squares v averages in effect, and how many it would after many steps."""
        rho_infinity = 2.0 / (1.0 - self.beta2) - 1.0
        return rho_infinity - 2.0 * t * beta2_power / (1.0 - beta2_power), rho_infinity

    def _rectification(self, rho: Any, rho_infinity: Any) -> Any:
        # Both raised to 5 where they are below: else a root of a negative number, or a division by zero, in
        # the branch that is not taken.
        rho, rho_infinity = maximum(rho, ENOUGH), maximum(rho_infinity, ENOUGH)
        kept = (rho - 4.0) * (rho - 2.0) * rho_infinity
        return sqrt(kept / ((rho_infinity - 4.0) * (rho_infinity - 2.0) * rho))

    def _adaption(self, v: Any, beta2_power: Any, t: Any) -> Any:
        """What α is multiplied by: r √(1 − β₂ᵗ) / (√v + ε), or 1 at first."""
        rho, rho_infinity = self._rho(beta2_power, t)
        known = rho > ENOUGH
        above = where(known, self._rectification(rho, rho_infinity) * sqrt(1.0 - beta2_power), 1.0)
        return above / where(known, sqrt(v) + self.epsilon, zero(v) + 1.0)
