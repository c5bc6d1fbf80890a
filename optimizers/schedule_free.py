"""An average of the way instead of a falling rate."""

from collections.abc import Generator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from optimizers import fields
from optimizers.base import Number, Optimizer, State, hyper, maximum, minimum, power, where
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages, absent, measured

BLEND = "(1 - <beta1>) ⋅ <z> + <beta1> ⋅ <x>"


@dataclass(frozen=True)
class ScheduleFree(Optimizer):
    r"""Let SGD walk ahead, average its way, and measure the gradient between the two.

        g ← g + λ y                       (coupled weight decay, 0 by default)
        z ← z − α s(t − 1) g
        w = s(t)ᵖ,  W ← W + w
        x ← (1 − w / W) x + (w / W) z
        y ← (1 − β₁) z + β₁ x

    The position is y, where the gradient is measured. What the method gives in the end is x, which the state
    holds. The warm-up is s(t) = min(t / T, 1), or 1 where T is 0: then x is the plain mean of all z so far.

    Shapes: gradient, position, step, x and z are alike (float, `(2,)` or `(2, N)`). Units: x and z are
    positions, α is in position² / loss, T is a number of steps; w, β₁ and p have none. Start values: x = z =
    y, W = 0; t is 1 at the first step. Errors: ValueError for α, λ, β₁, T or p below 0, or what is not
    finite.

    Source: Defazio et al., The Road Less Scheduled, 2024.

    Differences: optax's `schedule_free_sgd` as here, but with α = 1 by default; here it is SGD's. It computes
    x from y and z, for which β₁ must not be 0, and weighs by the largest rate so far, to the power p. The
    authors' code does the same, but warms z up by s(t): in optax z is a step behind the weights, and stands
    still at the first step of a warm-up. Keras has only the form around AdamW, with equal weights; torch has
    neither.
    """

    key = "schedule_free"
    label = "Schedule-free SGD"
    colour = "#B62966"
    marker = "pentagon"
    formula = (
        r"\begin{aligned}g_t &= \nabla f(\theta_{t-1}) + \lambda\, \theta_{t-1} \\"
        r"z_t &= z_{t-1} - \alpha\, s_{t-1}\, g_t, \quad s_t = \min(t / T, 1) \\"
        r"x_t &= (1 - c_t)\, x_{t-1} + c_t z_t, \quad c_t = \tfrac{s_t^p}{s_1^p + \cdots + s_t^p} \\"
        r"\theta_t &= (1 - \beta_1)\, z_t + \beta_1 x_t\end{aligned}"
    )
    idea = "Averages its way instead of letting the rate fall, so it need not know when it will be stopped."
    builds_on = MappingProxyType({"sgd": "measures the gradient near the average of the way"})
    remembers = ("x", "z", "t", "weight_sum")
    quantities = MappingProxyType(
        {
            "x": Quantity("x", "position", "The average of SGD's way: what the method gives in the end."),
            "z": Quantity("z", "position", "Where SGD has walked to."),
            "y": Quantity("y", "position", "Between the two: where the next gradient is measured."),
            "t": Quantity("t", "number", "The number of this step.", index=False),
            "earlier": Quantity(
                "(t - 1)", "number", "How many steps were taken before this one.", index=False
            ),
            "warmth": Quantity("s", "number", "The share of α that the warm-up has reached."),
            "weight": Quantity("w", "number", "How much this place counts in the average."),
            "weight_sum": Quantity("W", "number", "How much all places so far count."),
            "share": Quantity("c", "number", "The part of the average that is this place."),
        }
    )

    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = hyper(
        0.9, symbol="β₁", latex=r"\beta_1", lowest=0.0, highest=1.0, at_least=0.0,
        help="Where the gradient is measured: 0 is at SGD's own position, 1 at the average of its way.",
    )  # fmt: skip
    warmup_steps: float = hyper(
        0.0, symbol="T", latex="T", lowest=0.0, highest=100.0, at_least=0.0,
        help="How many steps the rate takes to grow from zero to α: 0 is no warm-up.",
    )  # fmt: skip
    weight_lr_power: float = hyper(
        2.0, symbol="p", latex="p", lowest=0.0, highest=4.0, at_least=0.0,
        help="How little the steps of a warm-up count in the average: 0 counts all alike.",
    )  # fmt: skip
    weight_decay: float = fields.weight_decay()

    def init(self, position: Number) -> State:
        return position, position, 0.0, 0.0

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        x, z, t, weight_sum = state
        warms = not absent(self.warmup_steps)
        earlier = {"earlier": t} if warms else {}
        yield Stage("remembered", x_before=x, z_before=z, weight_sum_before=weight_sum, **earlier)
        g = yield from measured(gradient, self.weight_decay, position)
        warmth = self._warmth(t)
        z = z - self.learning_rate * warmth * g
        if warms:
            walked = "<z_before> - <learning_rate> ⋅ <warmth_before> ⋅ <g>"
            yield Stage("walk", "SGD walks ahead", warmth_before=(warmth, _warm("earlier")), z=(z, walked))
        else:
            yield Stage("walk", "SGD walks ahead", z=(z, "<z_before> - <learning_rate> ⋅ <g>"))
        t = t + 1.0
        weight_sum, share = yield from self._weights(t, weight_sum, warms)
        x = (1.0 - share) * x + share * z
        averaged = "(1 - <share>) ⋅ <x_before> + <share> ⋅ <z>"
        yield Stage("way_averaged", "the average takes in this place", x=(x, averaged))
        y = (1.0 - self.beta1) * z + self.beta1 * x
        yield Stage("blend", "between the average and SGD", y=(y, BLEND))
        step = y - position
        yield Stage("step", theta=position, step=(step, f"{BLEND} - <theta>"))
        return step, (x, z, t, weight_sum)

    def _weights(self, t: Any, weight_sum: Any, warms: bool) -> Generator[Stage, None, tuple[Any, Any]]:
        """The weights' sum after step t, and this step's share of it."""
        warmth = self._warmth(t)
        weight = power(warmth, self.weight_lr_power)
        weight_sum = weight_sum + weight
        # A warm-up may begin with weights that are 0 in float64.
        share = weight / where(weight_sum > 0.0, weight_sum, 1.0)
        told: dict[str, Any] = {"weight": (weight, "1")}
        if warms:
            told = {
                "t": t,
                "warmth": (warmth, _warm("t")),
                "weight": (weight, "<warmth>^{<weight_lr_power>}"),
            }
        yield Stage(
            "weights",
            "how much this place counts",
            **told,
            weight_sum=(weight_sum, "<weight_sum_before> + <weight>"),
            share=(share, r"\frac{<weight>}{<weight_sum>}"),
        )
        return weight_sum, share

    def _warmth(self, t: Any) -> Any:
        """The share of α that a warm-up has reached after t steps."""
        warm: Any = minimum(t / maximum(self.warmup_steps, 1.0), 1.0)
        return where(self.warmup_steps > 0.0, warm, 1.0)


def _warm(steps: str) -> str:
    return rf"\min(\frac{{<{steps}>}}{{<warmup_steps>}}, 1)"
