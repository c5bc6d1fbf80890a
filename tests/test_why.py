"""Why a step moved so: the sentences, on cases by hand and against the numbers of every rule."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from descent import Trajectory, default_learning_rate, descend
from descent.staged import staged
from inside.traced import reached, role
from inside.why import packed, why
from inside.words import WORDS, figures
from optimizers import OPTIMIZERS, fields
from optimizers.base import Number, Optimizer, State, sign, sqrt
from optimizers.moments import moments
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages
from surfaces import SURFACES

Gradients = Sequence[tuple[float, float]]
WAYS = re.compile(r"\b(right|left|up|down)\b")


@dataclass(frozen=True)
class Signum(Optimizer):
    """A rule that tells no stages of its own: the README's."""

    remembers = ("m",)
    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1()
    weight_decay: float = fields.weight_decay()

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        (m,) = state
        g = gradient + self.weight_decay * position
        m = self.beta1 * m + (1.0 - self.beta1) * g
        return -self.learning_rate * sign(m), (m,)


@dataclass(frozen=True)
class Shrinking(Optimizer):
    """A rule as AdamW is, which tells its decay as a part of the step."""

    remembers = ("m", "v")
    quantities = MappingProxyType({"decay": Quantity("d", "step", "The part of the step that shrinks θ.")})
    learning_rate: float = fields.learning_rate(1e-3)
    beta1: float = fields.beta1(0.0)
    beta2: float = fields.beta2(0.0)
    weight_decay: float = fields.weight_decay()

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        _, m, v = yield from moments(self, *state, gradient, position, coupled=0.0)
        decay = -self.learning_rate * self.weight_decay * position
        yield Stage(
            "decay", "decay", theta=position, decay=(decay, "-<learning_rate> ⋅ <weight_decay> ⋅ <theta>")
        )
        step = decay - self.learning_rate * m / (sqrt(v) + 1e-8)
        yield Stage("step", step=(step, r"<decay> - <learning_rate> ⋅ \frac{<m>}{\sqrt{<v>}}"))
        return step, (m, v)


DECOUPLED = [OPTIMIZERS["lion"], OPTIMIZERS["adamw"], Shrinking]


def sentences(run: Trajectory, surface: str = "sphere") -> list[str]:
    before = {name: run.state[name][:-1] for name in run.optimizer.remembers}
    stages = staged(run.optimizer, run.gradients, before, run.positions[:-1], SURFACES[surface])
    return why(run, stages)


def fed(
    rule: str | type[Optimizer],
    gradients: Gradients,
    start: tuple[float, float] = (0.0, 0.0),
    schedule: Callable[[int], float] | None = None,
    **settings: Any,
) -> list[str]:
    """The sentences of a rule that is shown these gradients, wherever it stands."""
    made = (OPTIMIZERS[rule] if isinstance(rule, str) else rule)(**settings)
    run = descend(
        made, SURFACES["sphere"], start, len(gradients), schedule=schedule, noise=lambda t, _: gradients[t]
    )
    return sentences(run)


def went(rule: str, surface: str, steps: int, start: Any = None, **settings: Any) -> list[str]:
    land = SURFACES[surface]
    return sentences(descend(OPTIMIZERS[rule](**settings), land, start or land.start, steps), surface)


def of_x(sentence: str) -> str:
    return sentence.partition("; y: ")[0]


def of_y(sentence: str) -> str:
    return sentence.partition("; y: ")[2]


# ---- cases by hand ----


def test_sgd_goes_by_slope_alone() -> None:
    first, second, third, fourth = fed(
        "sgd", [(-1.0, 2.0), (-2.0, -2.0), (-2.0, 3.0), (-1.0, 3.0)], learning_rate=0.1
    )
    assert first == "both coordinates: downhill is right and down (slope 1 and 2)"
    assert of_x(second) == "x: downhill is right, steeper than before (step × 2)"
    assert of_y(second) == "the gradient changed its sign, so the ball turns back up"
    assert of_x(third) == "x: downhill is right, at a steady pace"
    assert of_y(third) == "the gradient changed its sign: the ball swings back down, farther (step × 1.5)"
    assert fourth == (
        "x: downhill is right, flatter than before (step × 0.5); y: downhill is down, at a steady pace"
    )


def test_momentum_carries_on_where_the_gradient_has_turned() -> None:
    # b along x: −1, −0.4, −0.26, 1.766; along y: 1, 1.9, 1.71, 1.539.
    told = fed("momentum", [(-1.0, 1.0), (0.5, 1.0), (0.1, 0.0), (2.0, 0.0)], learning_rate=0.1, momentum=0.9)
    assert told[0] == "both coordinates: downhill is right and down (slope 1)"
    assert told[1] == (
        "x: the gradient changed its sign, but momentum still points right; "
        "y: momentum and gradient push it down, faster (step × 1.9)"
    )
    assert told[2] == (
        "x: momentum carries it right, but the slope brakes (step × 0.65); "
        "y: no slope here: momentum carries it down"
    )
    assert of_x(told[3]) == "x: the gradient now outweighs momentum, so the ball turns back left"


def test_momentum_weighs_its_part_against_the_gradients() -> None:
    # b: −1, −1.9, then 0.9 · −1.9 + 0.1 = −1.61 of which 1.71 is remembered: 17 times 0.1. A longer step than
    # the last but one cannot be braking, so the schedule doubles it.
    told = fed(
        "momentum",
        [(-1.0, -1.0), (-1.0, -1.0), (0.1, 0.1), (0.1, 0.1)],
        schedule=lambda t: 2.0 if t == 3 else 1.0,
        learning_rate=0.1,
        momentum=0.9,
    )
    assert (
        told[2] == "both coordinates: the gradient changed its sign, but momentum still points right and up"
    )
    # 0.9 · 1.61 = 1.449.
    assert told[3] == (
        "both coordinates: momentum carries them right and up against the slope, 14 times as strong; "
        "the schedule multiplies the step by 2"
    )


def test_momentum_of_zero_is_not_told() -> None:
    (_, second) = fed("momentum", [(-1.0, 1.0), (-2.0, -1.0)], learning_rate=0.1, momentum=0.0)
    assert of_x(second) == "x: downhill is right, steeper than before (step × 2)"
    assert of_y(second) == "the gradient changed its sign, so the ball turns back up"


def test_nesterov_lets_the_gradient_outweigh_sooner() -> None:
    # Along x b is −1, then −0.9 + 0.45 = −0.45: momentum would move on, but 0.45 + 0.9 · −0.45 = 0.045.
    gradients = [(-1.0, 1.0), (0.45, 1.0)]
    assert of_x(fed("nesterov", gradients, learning_rate=0.1, momentum=0.9)[1]) == (
        "x: the gradient now outweighs momentum, so the ball turns back left"
    )
    assert of_x(fed("momentum", gradients, learning_rate=0.1, momentum=0.9)[1]) == (
        "x: the gradient changed its sign, but momentum still points right"
    )


def test_adams_first_step_is_corrected() -> None:
    # √(1 − 0.999) / (1 − 0.9) = 0.316: without it the step would be 3.2 times as long.
    (first,) = fed("adam", [(-1.0, 50.0)], learning_rate=0.1)
    assert first == (
        "both coordinates: downhill is right and down (slope 1 and 50); "
        "bias correction makes the step 3.2 times shorter"
    )


def test_equal_memories_make_adams_first_step_longer() -> None:
    # √(1 − 0.9) / (1 − 0.9) = 3.16.
    (first,) = fed("adam", [(-1.0, 50.0)], learning_rate=0.1, beta1=0.9, beta2=0.9)
    assert first.endswith("bias correction makes the step 3.2 times longer")


def test_a_correction_that_epsilon_drowns_is_not_told() -> None:
    (first,) = fed("adam", [(-1e-9, 50e-9)], learning_rate=0.1)
    assert "correction" not in first


def test_a_correction_of_a_part_of_the_step_is_not_told() -> None:
    # QHAdam steps by 0.3 g + 0.7 m̂, Adan by m̂ and by how the gradient changed.
    gradients = [(-1.0, 50.0), (-2.0, 30.0), (-4.0, 10.0)]
    assert "correction" not in "".join(fed("qhadam", gradients, learning_rate=0.1))
    assert "correction" not in "".join(fed("adan", gradients, learning_rate=0.1)[1:])
    # AdamW's decay, a quarter of this step, is as it was.
    assert "correction" in fed("adamw", [(1.0, 50.0)], start=(0.5, 0.5), weight_decay=0.0)[0]
    assert "correction" not in fed("adamw", [(1.0, 50.0)], start=(0.5, 0.5), weight_decay=0.5)[0]


def test_radam_tells_when_it_begins_to_trust_its_squares() -> None:
    # m̂ shrinks a little with the gradient; α is the rate, until ρ passes 5 at the sixth step.
    told = fed("radam", [(-100.0 * 0.99**t, 100.0 * 0.99**t) for t in range(6)], learning_rate=0.1)
    assert told[0].endswith("; bias correction makes the step 10 times longer")
    assert told[4].startswith(
        "both coordinates: momentum and gradient push them right and down, at a steady pace"
    )
    assert told[5].startswith(
        "both coordinates: momentum and gradient push them right and down, but the rate falls"
    )


@pytest.mark.parametrize(
    "key", [key for key, rule in OPTIMIZERS.items() if "bias_correction" in rule.__dataclass_fields__]
)
def test_correction_makes_the_difference_that_is_told(key: str) -> None:
    """Beside the same first step without it."""
    land, rule = SURFACES["ravine"], OPTIMIZERS[key]
    bare = {"weight_decay": 0.0} if "weight_decay" in rule.__dataclass_fields__ else {}
    on, off = (
        descend(rule(learning_rate=0.1, bias_correction=corrects, **bare), land, land.start, 1)
        for corrects in (True, False)
    )
    x, y = (on.updates / off.updates)[0]
    (told,) = sentences(on, "ravine")
    assert "correction" not in sentences(off, "ravine")[0]
    # Where one factor is not all of it, as with an ε that counts or a share of the gradient, nothing is told.
    if abs(x / y - 1.0) > 0.01 or key == "qhadam":
        assert "correction" not in told
    else:
        size = f"{figures(max(x, 1.0 / x))} times {'longer' if x > 1.0 else 'shorter'}"
        assert told.endswith(f"bias correction makes the step {size}")


def test_without_correction_the_signs_and_then_the_rates_are_told() -> None:
    first, second = fed("adam", [(-1.0, 50.0), (-1.0, 50.0)], learning_rate=0.1, bias_correction=False)
    assert first == (
        "both coordinates: downhill is right and down (slope 1 and 50); y's rate is 50 times smaller "
        "(larger squares)"
    )
    assert "bias correction" not in first + second


def test_adam_tells_the_rates_once_correction_has_faded() -> None:
    told = fed("adam", [(-1.0, 50.0)] * 12, learning_rate=0.01)
    assert told[9].endswith("bias correction makes the step 6.5 times shorter")
    # Signs, for a constant gradient of whatever size gives steps of α.
    assert told[11] == (
        "both coordinates: momentum and gradient push them right and down, at a steady pace; "
        "y's rate is 50 times smaller (larger squares)"
    )


def test_adagrads_rate_falls() -> None:
    # a: 1, 2 along x: 1 / √2 = 0.71; along y 10⁴ more.
    first, second = fed("adagrad", [(-1.0, 100.0), (-1.0, 100.0)], learning_rate=0.1)
    assert first.endswith("; only the signs count: both step 0.1")
    assert second.startswith(
        "both coordinates: downhill is right and down, but the rate falls (step × 0.71); "
    )


def test_rmsprop_lets_its_rate_recover() -> None:
    # v along x: 0.1 · 100, then 9 + 0.1 = 9.1, 8.29, …: it falls while the slope stays 1.
    told = fed("rmsprop", [(-10.0, 1.0)] + [(-1.0, 1.0)] * 3, learning_rate=0.1, rho=0.9)
    assert of_x(told[2]) == "x: downhill is right, at a steady pace"  # √(9.1 / 8.29) = 1.048
    assert of_y(told[2]).startswith("downhill is down, but the rate falls (step × 0.84)")
    told = fed("rmsprop", [(-10.0, 1.0)] + [(-1.0, 1.0)] * 3, learning_rate=0.1, rho=0.5)
    # v: 50, 25.5, 13.25: √(25.5 / 13.25) = 1.39.
    assert of_x(told[2]).startswith("x: downhill is right, and the rate grows (step × 1.4)")


def test_a_velocity_of_divided_gradients_is_no_momentum() -> None:
    told = fed("rmsprop", [(-1.0, 1.0), (0.1, 1.0)], learning_rate=0.1, momentum=0.9)
    assert of_x(told[1]) == "x: the gradient changed its sign, but velocity still points right"
    centered = fed("rmsprop", [(-1.0, 1.0), (0.1, 1.0)], learning_rate=0.1, centered=True)
    assert "momentum" not in "".join(centered)
    assert of_x(centered[1]).startswith("x: the gradient changed its sign")


def test_lion_steps_by_signs() -> None:
    # c along x: −0.1, then 0.9 · −0.01 + 0.1 · 0.05 = −0.004.
    told = fed("lion", [(-1.0, 3.0), (0.05, 3.0)], learning_rate=0.1, weight_decay=0.0)
    assert told[0].endswith("; only the signs count: both step 0.1")
    assert told[1] == (
        "x: the gradient changed its sign, but momentum still points right; "
        "y: momentum and gradient push it down, at a steady pace; only the signs count: both step 0.1"
    )


@pytest.mark.parametrize("rule", DECOUPLED)
def test_strong_decay_at_a_flat_place(rule: Any) -> None:
    told = fed(rule, [(0.0, 0.0)], start=(2.0, -3.0), learning_rate=0.1, weight_decay=0.5)
    assert told == ["both coordinates: weight decay alone pulls them left and up, toward 0"]


@pytest.mark.parametrize("rule", DECOUPLED)
def test_decay_against_the_slope_and_with_it(rule: Any) -> None:
    # The rule steps by 0.1; decay takes 0.1 · 0.5 · 4 = 0.2 toward 0.
    told = fed(rule, [(-1.0, -2.0)], start=(4.0, -4.0), learning_rate=0.1, weight_decay=0.5)
    assert of_x(told[0]) == "x: weight decay pulls it left, toward 0, against the slope"
    assert of_y(told[0]).startswith(
        "weight decay pulls it up, toward 0, 2 times as far as the rest of the step"
    )


def test_decay_against_what_is_remembered() -> None:
    # The sign of the memory steps by 0.1 to the right still.
    gradients = [(-1.0, -1.0), (0.0, 0.0)]
    told = fed("lion", gradients, start=(4.0, 4.0), learning_rate=0.1, weight_decay=0.5)
    pulls = "weight decay pulls them left and down, toward 0, and outweighs the rest of the step"
    assert told[1].startswith(f"both coordinates: {pulls}")


def test_decay_inside_the_gradient() -> None:
    # −1 + 0.5 · 4 = 1.
    told = fed("sgd", [(-1.0, 1.0)], start=(4.0, 0.0), learning_rate=0.1, weight_decay=0.5)
    assert of_x(told[0]) == "x: weight decay outweighs the slope and pulls it left, toward 0"
    assert of_y(told[0]) == "downhill is down (slope 1)"


def test_rprop_keeps_and_turns() -> None:
    told = fed("rprop", [(-1.0, 2.0), (-1.0, -2.0), (-9.0, -1.0)], learning_rate=0.1)
    assert of_x(told[1]) == "x: the gradient kept its sign: right again, farther (step × 1.2)"
    assert of_y(told[1]) == "the gradient changed its sign, so this step is skipped"
    assert of_y(told[2]) == "downhill is up (slope 1)"


def test_newton_turns_the_step() -> None:
    (ravine,) = went("newton", "ravine", 1, start=(-8.0, 3.0), damping=1e-8)
    # The step is (8, −3), steepest descent (0.8, −6): atan(6 / 0.8) − atan(3 / 8) = 82.4 − 20.6 degrees.
    assert (
        ravine == "both coordinates: the curvature turns the step 62° from steepest descent, right and down"
    )
    (sphere,) = went("newton", "sphere", 1, start=(1.0, 1.0))
    assert sphere == "both coordinates: the step goes straight downhill, left and down"
    # From (10, 9) the step leads to 0, but the slope along y is 0.52 · 9 − 0.48 · 10 = −0.12.
    (matyas,) = went("newton", "matyas", 1, start=(10.0, 9.0), damping=1e-8)
    assert matyas == (
        "x: downhill is left (slope 0.88); y: the curvature turns it down, against its own slope"
    )


def test_newton_tells_a_negative_curvature() -> None:
    (told,) = went("newton", "saddle", 1)
    assert told.endswith("; one curvature is negative, −2, but only its size counts")


def test_bfgs_halves_its_first_step() -> None:
    # A full step leads from y = 3 to −3, but x² / 20 falls by more than 10⁻⁴ · 36.64 on the way; one of twice
    # that length leads to −9.
    (first,) = went("bfgs", "ravine", 1, start=(-8.0, 3.0))
    assert first == "both coordinates: the step goes straight downhill, right and down"
    (halved,) = went("bfgs", "ravine", 1, start=(-8.0, 3.0), learning_rate=2.0)
    assert halved.endswith("; the step was halved once until the loss fell")


def test_schedule_free_averages_its_way() -> None:
    # z: 1, 2, 1.9 from 0; x: 1, 1.5, 1.63; y with β₁ = 0.9: 1, 1.55, 1.66.
    told = fed("schedule_free", [(-1.0, -1.0), (-1.0, -1.0), (0.1, 0.1)], learning_rate=1.0, beta1=0.9)
    assert told[0] == "both coordinates: downhill is right and up (slope 1)"
    assert told[1] == "both coordinates: downhill is right and up; averaging its way leaves 0.55 of the step"
    assert told[2] == (
        "both coordinates: the gradient changed its sign, but the average of its way still moves right and up"
    )


def test_the_average_carries_on_and_holds_back() -> None:
    # Along x z: 1, 2, 2 and x: 1, 1.5, 1.67. Along y z: 1, 2, 1.6 and x: 1, 1.5, 1.53, so y: 1, 1.75, 1.57.
    told = fed("schedule_free", [(-1.0, -1.0), (-1.0, -1.0), (0.0, 0.4)], learning_rate=1.0, beta1=0.5)
    assert told[2] == (
        "x: no slope here: the average of its way carries it right; "
        "y: downhill is down, but the average of its way holds it back"
    )


def test_a_rule_that_tells_nothing() -> None:
    # m along x: −0.5, −0.15, 0.425; along y: 1, 1.5, 1.75.
    told = fed(Signum, [(-1.0, 2.0), (0.2, 2.0), (1.0, 2.0)], learning_rate=0.1, beta1=0.5)
    signs = "only the signs count: both step 0.1"
    assert told[0] == f"both coordinates: downhill is right and down (slope 1 and 2); {signs}"
    assert told[1] == (
        "x: the gradient changed its sign, but momentum still points right; "
        f"y: downhill is down (slope 2); {signs}"
    )
    assert told[2] == f"both coordinates: downhill is left and down (slope 1 and 2); {signs}"


def test_where_nothing_known_explains_the_move_it_says_no_more() -> None:
    # Decay is not told: −1 + 0.5 · 4 = 1 moves it against the slope.
    (told,) = fed(Signum, [(-1.0, 1.0)], start=(4.0, 0.0), learning_rate=0.1, weight_decay=0.5)
    assert of_x(told) == "x: goes left against the slope: the rule weighs more than the gradient"
    (flat,) = fed(Signum, [(0.0, 0.0)], start=(4.0, -4.0), learning_rate=0.1, weight_decay=0.5)
    assert flat.startswith("both coordinates: go left and up, though there is no slope here")


def test_standing_still() -> None:
    assert fed("sgd", [(0.0, 0.0)]) == ["both coordinates: stand still: no slope here"]
    assert fed("adam", [(0.0, 0.0)]) == [
        "both coordinates: stand still: no slope here, and nothing remembered"
    ]
    assert fed("sgd", [(1.0, 0.0)], learning_rate=0.0) == [
        "x: stands still: the step is 0; y: stands still: no slope here"
    ]
    (tiny,) = fed("sgd", [(1e-20, 1.0)], start=(3.0, 0.0), learning_rate=1.0)
    assert tiny == "x: stands still: a step of 1e−20 is lost in rounding; y: downhill is down (slope 1)"
    cancelled = fed("momentum", [(-1.0, 1.0), (0.5, 1.0)], learning_rate=1.0, momentum=0.5)
    assert of_x(cancelled[1]) == "x: stands still: momentum and gradient cancel"


def test_a_schedule_is_told_and_does_not_pass_for_a_slope() -> None:
    told = fed("sgd", [(-1.0, -1.0)] * 2, schedule=lambda t: 0.5**t, learning_rate=1.0)
    assert told == [
        "both coordinates: downhill is right and up (slope 1)",
        "both coordinates: downhill is right and up (slope 1); the schedule multiplies the step by 0.5",
    ]


def test_diverging() -> None:
    run = descend(OPTIMIZERS["sgd"](learning_rate=5.0), SURFACES["rosenbrock"], (-1.2, 1.0), 100)
    assert run.diverged_at is not None
    told = sentences(run, "rosenbrock")
    assert len(told) == run.steps
    assert told[-1].endswith("; the next step diverges")
    assert "diverges" not in "".join(told[:-1])


def test_overflowing() -> None:
    # The slope along x is 4 · 10²²⁷, its square beyond float64: the rate is 0.
    (told,) = went("adagrad", "rosenbrock", 1, start=(1e75, 1.0), learning_rate=0.1)
    assert of_x(told) == "x: stands still: the numbers have overflowed"
    (moved,) = fed("adam", [(1.0, 1e200)], learning_rate=0.1)
    assert of_y(moved) == "stands still: the numbers have overflowed"
    huge = [(1e308, -1e308), (1e308, 1e308), (-1e308, 1e308)]
    assert len(fed("momentum", huge, learning_rate=1e-300, momentum=0.99)) == 1  # the second velocity is inf


def test_no_steps() -> None:
    assert went("adam", "ravine", 0) == []


def test_packed_tells_each_sentence_once() -> None:
    assert packed(["a", "b", "a", "c", "b"]) == (["a", "b", "c"], [0, 1, 0, 2, 1])
    assert packed([]) == ([], [])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.8, "0.8"), (1.25, "1.2"), (216.0, "220"), (99999.0, "1e5"), (1.2e6, "1.2e6"), (2e-14, "2e−14")],
)
def test_figures(value: float, text: str) -> None:
    assert figures(value) == text


def test_what_a_step_is_made_of() -> None:
    adam = OPTIMIZERS["adam"](beta1=0.0)
    equations = {
        "step": r"\frac{<m>}{\sqrt{<v_hat> + \frac{<g>}{2}} + <epsilon>}",
        "m": "<beta1> ⋅ <m_before>",
    }
    assert reached(adam, equations) == ["m"]
    assert reached(OPTIMIZERS["adam"](), equations) == ["m", "m_before"]


# ---- against the numbers, for every rule ----

RUNS = [
    (key, surface, settings)
    for key in OPTIMIZERS
    for surface in ("rosenbrock", "ravine", "saddle", "himmelblau", "plateau")
    for settings in ({}, {"weight_decay": 0.3})
    if not settings or "weight_decay" in OPTIMIZERS[key].__dataclass_fields__
]


def parts(sentence: str) -> tuple[str, str] | None:
    """What is said of x and of y; None where it is said of both."""
    if sentence.startswith("both coordinates: "):
        return None
    match = re.fullmatch(r"x: (.+); y: (.+)", sentence)
    assert match is not None, sentence
    return match[1], match[2]


@pytest.mark.parametrize(("key", "surface", "settings"), RUNS)
@pytest.mark.parametrize("quick", [1.0, 3.0])
def test_every_sentence_agrees_with_the_numbers(
    key: str, surface: str, settings: dict[str, Any], quick: float
) -> None:
    rule, land = OPTIMIZERS[key], SURFACES[surface]
    rate = quick * default_learning_rate(rule, land)
    run = descend(rule(learning_rate=rate, **settings), land, land.start, 120)
    told = sentences(run, surface)
    assert len(told) == run.steps
    remembered = [name for name in rule.remembers if role(rule, name) == "momentum"]
    for t, sentence in enumerate(told):
        assert len(sentence) <= 170
        assert "nan" not in sentence
        assert "inf" not in sentence
        assert "None" not in sentence
        assert remembered or "momentum" not in sentence
        said = parts(sentence)
        for i, names in enumerate((("left", "right"), ("down", "up"))):
            text = sentence if said is None else said[i]
            move, slope = run.updates[t, i], run.gradients[t, i]
            ways = [way for way in WAYS.findall(text) if said is not None or way in names]
            expected = [names[int(move > 0.0)]] if move and "skipped" not in text else []
            assert ways == expected, sentence
            if "downhill" in text:
                assert move * slope < 0.0 or move * slope == 0.0 != move, sentence
            if "against the slope" in text or "against its own slope" in text:
                assert np.sign(move) == np.sign(slope), sentence
            if "changed its sign" in text:
                assert np.sign(slope) == -np.sign(run.gradients[t - 1, i]), sentence
            if "momentum carries" in text or "momentum still points" in text:
                pulls = [-np.sign(run.state[name][t, i]) for name in remembered]
                assert np.sign(move) in pulls, sentence
            if "turns back" in text or "swings back" in text:
                assert move * run.updates[t - 1, i] < 0.0, sentence


def test_no_words_but_the_moves_are_ways() -> None:
    for words in WORDS.values():
        assert WAYS.findall(words) == []


def test_decay_that_takes_back_most_of_a_step_is_told() -> None:
    surface = SURFACES["rosenbrock"]
    optimizer = OPTIMIZERS["adamw"](learning_rate=0.2, weight_decay=0.5)
    run = descend(optimizer, surface, (-1.2, 1.0), 120)
    before = {name: rows[:-1] for name, rows in run.state.items()}
    stages = staged(optimizer, run.gradients, before, run.positions[:-1], surface)
    decay = next(stage.values["decay"] for stage in stages if "decay" in stage.values)[100]
    rest = run.updates[100] - decay
    assert decay[0] * rest[0] < 0.0
    assert abs(decay[0]) > 0.9 * abs(rest[0])
    assert "weight decay takes back 9" in why(run, stages)[100]
