"""Adam that does not forget a steep slope."""

from collections.abc import Mapping
from dataclasses import dataclass

from optimizers import fields
from optimizers.base import Array, Number, Optimizer, State, corrected, maximum, root, zero


@dataclass(frozen=True)
class AMSGrad(Optimizer):
    r"""Divide by the largest averaged square so far, so that a rare steep slope is not forgotten.

        g ← g + λ θ                       (coupled weight decay, 0 by default)
        m ← β₁ m + (1 − β₁) g
        v ← β₂ v + (1 − β₂) g²
        v₊ ← max(v₊, v)
        m̂ = m / (1 − β₁ᵗ),  v̂ = v₊ / (1 − β₂ᵗ)
        θ ← θ − α m̂ / (√v̂ + ε)

    With decoupled weight decay, λ is not added to g: θ ← θ − α λ θ − … instead.

    Shapes: gradient, position, step, m, v and v₊ are alike (float, `(2,)` or `(2, N)`). Units: m is a
    gradient, v and v₊ are squared ones, ε a gradient (its square when inside the root), α is a length. Start
    values: m = v = v₊ = 0; the powers βᵗ are running products from 1. Errors: ValueError for β outside
    [0, 1), for α, λ or ε below 0, or what is not finite.

    Source: Reddi, Kale and Kumar, On the Convergence of Adam and Beyond, 2018, algorithm 2.

    Differences: torch as here: Adam or AdamW with `amsgrad=True`. optax corrects first and keeps the largest
    v̂. Keras does as torch, but adds its ε = 1e-7 before v₊ is corrected. The paper has no ε and corrects
    nothing: there the rate never grows. With v₊ divided by 1 − β₂ᵗ, which grows toward 1, it still can.
    """

    key = "amsgrad"
    label = "AMSGrad"
    colour = "#1E98C4"
    marker = "circle"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\"
        r"v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\"
        r"v^{\max}_t &= \max(v^{\max}_{t-1}, v_t) \\"
        r"\hat m_t &= \frac{m_t}{1 - \beta_1^t}, \quad \hat v_t = \frac{v^{\max}_t}{1 - \beta_2^t} \\"
        r"\theta_t &= \theta_{t-1} - \alpha\, \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}\end{aligned}"
    )
    idea = "Remembers the steepest it has seen, so that a long flat stretch does not bring back large steps."
    remembers = ("m", "v", "v_max", "beta1_power", "beta2_power")

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1()
    beta2: float = fields.beta2()
    epsilon: float = fields.epsilon()
    epsilon_placement: str = fields.epsilon_placement()
    bias_correction: bool = fields.bias_correction()
    weight_decay: float = fields.weight_decay()
    decoupled_weight_decay: bool = fields.decoupled_weight_decay()

    def init(self, position: Number) -> State:
        return zero(position), zero(position), zero(position), 1.0, 1.0

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        m, v, v_max, beta1_power, beta2_power = state
        pull = self.weight_decay * position
        g = gradient if self.decoupled_weight_decay else gradient + pull
        m = self.beta1 * m + (1.0 - self.beta1) * g
        v = self.beta2 * v + (1.0 - self.beta2) * g * g
        v_max = maximum(v_max, v)
        beta1_power, beta2_power = beta1_power * self.beta1, beta2_power * self.beta2
        if self.bias_correction:
            m_hat, v_hat = corrected(m, beta1_power), corrected(v_max, beta2_power)
        else:
            m_hat, v_hat = m, v_max
        step = -self.learning_rate * m_hat / root(v_hat, self.epsilon, self.epsilon_placement)
        if self.decoupled_weight_decay:
            step = step - self.learning_rate * pull
        return step, (m, v, v_max, beta1_power, beta2_power)

    def derived(self, state: Mapping[str, Array]) -> dict[str, Array]:
        m_hat, v_hat = state["m"], state["v_max"]
        if self.bias_correction:
            m_hat, v_hat = corrected(m_hat, state["beta1_power"]), corrected(v_hat, state["beta2_power"])
        rate = self.learning_rate / root(v_hat, self.epsilon, self.epsilon_placement)
        return {"m_hat": m_hat, "v_hat": v_hat, "effective_rate": rate}
