"""A rule at some of its settings is another rule, or has a known end."""

import math
from typing import Any

import numpy as np
import pytest

from optimizers import OPTIMIZERS
from tests.core.steps import steps_of

IDENTITIES = [
    ("momentum", {"momentum": 0.0}, "sgd", {}),
    ("nesterov", {"momentum": 0.0}, "sgd", {}),
    ("adamw", {"weight_decay": 0.0}, "adam", {}),
    ("rmsprop", {"bias_correction": True, "rho": 0.9}, "adam", {"beta1": 0.0, "beta2": 0.9}),
    ("adam", {"beta1": 0.0, "beta2": 0.9, "bias_correction": False}, "rmsprop", {"rho": 0.9}),
    ("qhm", {"nu": 0.0}, "sgd", {}),
    ("qhm", {"momentum": 0.0, "nu": 0.4}, "sgd", {}),
    ("qhadam", {"nu1": 1.0, "nu2": 1.0, "weight_decay": 0.1}, "adam", {"beta1": 0.995, "weight_decay": 0.1}),
    ("qhadam", {"nu1": 0.0, "beta2": 0.9}, "rmsprop", {"rho": 0.9, "bias_correction": True}),
    # Without memory of squares, both divide by this step's gradient.
    (
        "adamax",
        {"beta1": 0.0, "beta2": 0.0, "epsilon": 0.1},
        "qhadam",
        {"nu1": 0.0, "nu2": 0.0, "epsilon": 0.1},
    ),
    # β₂ = 0.6 is too short a memory ever to adapt, and β₁ = 0 averages nothing.
    ("radam", {"beta1": 0.0, "beta2": 0.6}, "sgd", {}),
    ("radam", {"beta1": 0.0, "beta2": 0.6, "weight_decay": 0.1}, "sgd", {"weight_decay": 0.1}),
    # Without memory, both divide by this step's own size: the sign is left.
    ("lion", {"beta1": 0.0, "weight_decay": 0.0}, "adam", {"beta1": 0.0, "beta2": 0.0, "epsilon": 0.0}),
    (
        "lion",
        {"beta1": 0.0, "weight_decay": 0.1},
        "adamw",
        {"beta1": 0.0, "beta2": 0.0, "epsilon": 0.0, "weight_decay": 0.1},
    ),
    # A gradient that is its own average never surprises: only ε̄ is left below, and ŝ = ε̄ / (1 − β₂) = 1.
    ("adabelief", {"beta1": 0.0, "beta2": 0.75, "epsilon": 0.0, "epsilon_root": 0.25}, "sgd", {}),
    (
        "adabelief",
        {"beta1": 0.0, "beta2": 0.75, "epsilon": 0.0, "epsilon_root": 0.25, "nesterov": True},
        "sgd",
        {},
    ),
    ("schedule_free", {"beta1": 0.0, "weight_decay": 0.1}, "sgd", {"weight_decay": 0.1}),
    ("schedule_free", {"warmup_steps": 0.0, "weight_lr_power": 3.0}, "schedule_free", {}),
    ("adagrad", {"rate_decay": 0.0}, "adagrad", {}),
    (
        "rmsprop",
        {"rho": 0.9, "momentum": 0.0, "weight_decay": 0.1},
        "rmsprop",
        {"rho": 0.9, "weight_decay": 0.1},
    ),
]


@pytest.mark.parametrize(("key", "settings", "twin", "twin_settings"), IDENTITIES)
def test_identities(key: str, settings: dict[str, Any], twin: str, twin_settings: dict[str, Any]) -> None:
    gradients = np.random.default_rng(3).normal(size=200).tolist()
    rule = OPTIMIZERS[key](learning_rate=0.05, **settings)
    other = OPTIMIZERS[twin](learning_rate=0.05, **twin_settings)
    assert steps_of(rule, gradients, 0.3) == pytest.approx(steps_of(other, gradients, 0.3), rel=1e-12)


def test_dampened_momentum_is_an_average() -> None:
    # With τ = μ, a constant gradient gives b = g from the first step on.
    rule = OPTIMIZERS["momentum"](learning_rate=1.0, momentum=0.9, dampening=0.9)
    assert steps_of(rule, [2.0] * 20) == pytest.approx([-2.0] * 20)


def test_qhm_is_momentum_and_nesterov_at_a_smaller_rate() -> None:
    gradients = np.random.default_rng(4).normal(size=100).tolist()
    for nu, twin in ((1.0, "momentum"), (0.9, "nesterov")):
        averaged = OPTIMIZERS["qhm"](learning_rate=0.5, momentum=0.9, nu=nu)
        summed = OPTIMIZERS[twin](learning_rate=0.05, momentum=0.9)
        assert steps_of(averaged, gradients) == pytest.approx(steps_of(summed, gradients), rel=1e-12)


def test_qhm_differs_from_dampened_momentum_by_its_start() -> None:
    # Momentum's first b is the whole gradient, QHM's a tenth of it: what is missing fades as 0.9ᵗ.
    gradients = np.random.default_rng(4).normal(size=50).tolist()
    blended = steps_of(OPTIMIZERS["qhm"](learning_rate=1.0, momentum=0.9, nu=1.0), gradients)
    dampened = steps_of(OPTIMIZERS["momentum"](learning_rate=1.0, momentum=0.9, dampening=0.9), gradients)
    missing = [gradients[0] * 0.9**t for t in range(1, 51)]
    assert np.subtract(blended, dampened) == pytest.approx(missing, abs=1e-14)


@pytest.mark.parametrize(
    ("settings", "twin"),
    [
        ({}, "adam"),
        ({"weight_decay": 0.3, "decoupled_weight_decay": True}, "adamw"),
        ({"weight_decay": 0.0}, "adam"),
    ],
)
def test_amsgrad_is_adam_while_slopes_get_steeper(settings: dict[str, Any], twin: str) -> None:
    steeper = [(-1.0) ** i * 1.05**i for i in range(150)]
    decay = {"weight_decay": settings.get("weight_decay", 0.0)}
    other = OPTIMIZERS[twin](learning_rate=0.05, beta2=0.9, **decay)
    rule = OPTIMIZERS["amsgrad"](learning_rate=0.05, beta2=0.9, **settings)
    assert steps_of(rule, steeper, 0.3) == pytest.approx(steps_of(other, steeper, 0.3), rel=1e-12)
    flatter = steeper[::-1]
    assert abs(steps_of(rule, flatter)[-1]) < 0.5 * abs(steps_of(other, flatter)[-1])


def test_adamax_steps_by_its_rate_where_it_averages_nothing() -> None:
    rule = OPTIMIZERS["adamax"](learning_rate=0.1, beta1=0.0, beta2=0.0, epsilon=0.0)
    assert steps_of(rule, [3.0, -0.01, 200.0]) == pytest.approx([-0.1, 0.1, -0.1])


def test_adamax_does_not_mind_how_steep_it_is() -> None:
    rule, gradients = OPTIMIZERS["adamax"](epsilon=0.0), [1.0, -3.0, 0.5, 0.1]
    assert steps_of(rule, [1e6 * g for g in gradients]) == pytest.approx(steps_of(rule, gradients))


def test_rprop_sees_signs_alone() -> None:
    rule, gradients = OPTIMIZERS["rprop"](), np.random.default_rng(5).normal(size=60)
    assert steps_of(rule, (gradients**3).tolist()) == steps_of(rule, gradients.tolist())


@pytest.mark.parametrize("beta1", [0.0, 0.5, 0.9])
def test_radams_first_steps_are_corrected_momentum(beta1: float) -> None:
    gradients = np.random.default_rng(6).normal(size=5)
    rule = OPTIMIZERS["radam"](learning_rate=0.1, beta1=beta1)
    # Corrected, an average from 0 is the weighted mean of all gradients so far.
    means = [np.average(gradients[:t], weights=beta1 ** np.arange(t)[::-1]) for t in range(1, 6)]
    assert steps_of(rule, gradients.tolist()) == pytest.approx([-0.1 * mean for mean in means])


def test_nadam_at_full_momentum_looks_one_step_ahead() -> None:
    # A schedule that is over at once leaves μ = β₁, the form without one: β₁ m̂ₜ₊₁ + (1 − β₁) ĝ.
    gradients, beta1, beta2 = np.random.default_rng(7).normal(size=30), 0.8, 0.9
    rule = OPTIMIZERS["nadam"](learning_rate=0.1, beta1=beta1, beta2=beta2, epsilon=0.0, momentum_decay=1e5)
    expected = []
    for t in range(1, 31):
        seen = gradients[:t]
        m = float(np.sum((1 - beta1) * beta1 ** np.arange(t)[::-1] * seen))
        size = math.sqrt(np.average(seen**2, weights=beta2 ** np.arange(t)[::-1]))
        ahead = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * seen[-1] / (1 - beta1**t)
        expected.append(-0.1 * ahead / size)
    assert steps_of(rule, gradients.tolist()) == pytest.approx(expected, rel=1e-11)


def test_adagrads_rate_falls_with_the_steps() -> None:
    gradients = np.random.default_rng(8).normal(size=20).tolist()
    plain, falling = (steps_of(OPTIMIZERS["adagrad"](rate_decay=eta), gradients) for eta in (0.0, 0.25))
    assert np.divide(plain, falling) == pytest.approx([1.0 + 0.25 * t for t in range(20)])


def test_adadelta_takes_its_first_step_from_epsilon_alone() -> None:
    first = 0.1 * math.sqrt(10.0)  # √ε / √(0.1 g² + ε) · g for a gradient far above ε
    assert steps_of(OPTIMIZERS["adadelta"](epsilon=1e-2), [1e6])[0] == pytest.approx(-first, rel=1e-6)
    assert steps_of(OPTIMIZERS["adadelta"](epsilon=0.0), [1.0, -2.0]) == [0.0, 0.0]


def test_yogi_begins_as_adam() -> None:
    settings = {"learning_rate": 0.1, "epsilon": 0.01}
    for gradient in (3.0, -0.2):
        yogi = steps_of(OPTIMIZERS["yogi"](initial_accumulator=0.0, **settings), [gradient])
        assert yogi == pytest.approx(steps_of(OPTIMIZERS["adam"](**settings), [gradient]), rel=1e-12)
    # What both averages start with leans it to one side, even where there is no slope.
    assert steps_of(OPTIMIZERS["yogi"](), [0.0])[0] < 0.0
    assert steps_of(OPTIMIZERS["yogi"](initial_accumulator=0.0), [0.0]) == [0.0]


def test_yogi_sums_up_as_adagrad_while_squares_are_above_their_average() -> None:
    gradients = [(-1.0) ** i * (1.0 + 0.01 * i) for i in range(60)]
    yogi = OPTIMIZERS["yogi"](
        learning_rate=0.05, beta1=0.0, beta2=0.99, epsilon=0.0, bias_correction=False, initial_accumulator=0.0
    )
    adagrad = OPTIMIZERS["adagrad"](learning_rate=0.5, epsilon=0.0)
    assert steps_of(yogi, gradients) == pytest.approx(steps_of(adagrad, gradients), rel=1e-12)


def test_yogis_rate_does_not_come_back_on_a_flat_stretch() -> None:
    steep_then_flat = [1.0] + [1e-3] * 2000
    settings = {"learning_rate": 1.0, "beta1": 0.0, "beta2": 0.99, "epsilon": 0.0, "bias_correction": False}
    yogi = OPTIMIZERS["yogi"](initial_accumulator=0.0, **settings)
    # 0.01, less 0.01 · 1e-6 at each step; Adam has forgotten it all.
    assert steps_of(yogi, steep_then_flat)[-1] == pytest.approx(-1e-3 / math.sqrt(0.01 - 2e-5), rel=1e-9)
    assert steps_of(OPTIMIZERS["adam"](**settings), steep_then_flat)[-1] == pytest.approx(-1.0, rel=1e-3)


def test_adabelief_speeds_up_on_a_steady_slope() -> None:
    # The surprise fades as 0.9ᵗ, however steep it is; Adam's steps are all of one length.
    rule = OPTIMIZERS["adabelief"](learning_rate=0.1, beta1=0.9, beta2=0.99, epsilon=0.0, epsilon_root=0.0)
    for gradient in (2.0, -1e-3):
        surprises = 0.9 ** np.arange(1, 41)
        sizes = [
            math.sqrt(np.average(surprises[:t] ** 2, weights=0.99 ** np.arange(t)[::-1]))
            for t in range(1, 41)
        ]
        expected = [-0.1 * math.copysign(1.0, gradient) / size for size in sizes]
        assert steps_of(rule, [gradient] * 40) == pytest.approx(expected, rel=1e-9)


def test_adan_is_adam_on_a_steady_slope() -> None:
    adan = OPTIMIZERS["adan"](learning_rate=0.1, beta1=0.8, beta3=0.95, epsilon=0.1, epsilon_root=0.0)
    adam = OPTIMIZERS["adam"](learning_rate=0.1, beta1=0.8, beta2=0.95, epsilon=0.1)
    assert steps_of(adan, [0.3] * 40) == pytest.approx(steps_of(adam, [0.3] * 40), rel=1e-12)


def test_adan_without_memory_steps_by_where_the_gradient_will_be() -> None:
    nothing = {"beta1": 0.0, "beta2": 0.0, "beta3": 0.0, "epsilon": 0.0, "epsilon_root": 0.0}
    rule = OPTIMIZERS["adan"](learning_rate=0.1, **nothing)
    # 2 g − g₋: 3, then 2 − 3, 3 − 1, −1.5.
    assert steps_of(rule, [3.0, 1.0, 1.5, 0.0]) == pytest.approx([-0.1, 0.1, -0.1, 0.1])


def test_adans_averaged_change_is_the_change_of_the_average() -> None:
    # But for the first gradient, which the average of gradients took for a change from 0.
    rule: Any = OPTIMIZERS["adan"](beta1=0.9, beta2=0.9)
    gradients = np.random.default_rng(9).normal(size=40).tolist()
    state, m_before = rule.init(0.0), 0.0
    for t, gradient in enumerate(gradients):
        _, state = rule.update(gradient, state, 0.0)
        m, v = state[:2]
        assert v == pytest.approx(m - m_before - 0.1 * 0.9**t * gradients[0], rel=1e-12, abs=1e-15)
        m_before = m


def test_lion_takes_the_sign_of_averaged_momentum() -> None:
    gradients = np.random.default_rng(10).normal(size=200).tolist()
    lion = steps_of(OPTIMIZERS["lion"](learning_rate=0.05, beta1=0.9, beta2=0.9, weight_decay=0.0), gradients)
    averaged = steps_of(OPTIMIZERS["qhm"](momentum=0.9, nu=1.0), gradients)
    assert lion == pytest.approx((0.05 * np.sign(averaged)).tolist())
    assert len(set(lion)) == 2


def test_lion_does_not_mind_how_steep_it_is() -> None:
    rule, gradients = OPTIMIZERS["lion"](), np.random.default_rng(11).normal(size=60)
    assert steps_of(rule, (2.0**20 * gradients).tolist()) == steps_of(rule, gradients.tolist())


def test_schedule_free_comes_to_rest_where_its_rate_is_too_large_for_sgd() -> None:
    # On x²: SGD with rate 1 jumps to and fro between 1 and −1 for ever.
    ends = {}
    for key in ("sgd", "schedule_free"):
        rule, position = OPTIMIZERS[key](learning_rate=1.0), 1.0
        state = rule.init(position)
        for _ in range(200):
            step, state = rule.update(2.0 * position, state, position)
            position += step
        ends[key] = abs(position)
    assert ends["sgd"] == 1.0
    assert ends["schedule_free"] < 0.05


def test_nesterov_is_the_papers_look_ahead() -> None:
    """The paper's v ← μ v − α ∇f(w + μ v), w ← w + v; the rule's θ is w + μ v."""
    rate, mu, w, v, theta = 0.05, 0.8, 1.0, 0.0, 1.0
    rule = OPTIMIZERS["nesterov"](learning_rate=rate, momentum=mu)
    state = rule.init(theta)
    for _ in range(50):
        assert theta == pytest.approx(w + mu * v)
        v = mu * v - rate * 3.0 * (w + mu * v)
        w += v
        step, state = rule.update(3.0 * theta, state, theta)
        theta += step


def test_adagrad_ignores_the_scale_of_the_gradient() -> None:
    rule = OPTIMIZERS["adagrad"](epsilon=0.0)
    gradients = [1.0, -3.0, 0.5]
    assert steps_of(rule, [1e6 * g for g in gradients]) == pytest.approx(steps_of(rule, gradients))


def test_centered_rmsprop_stays_finite_on_a_steady_slope() -> None:
    rule = OPTIMIZERS["rmsprop"](centered=True, bias_correction=True, rho=0.7)
    assert all(math.isfinite(step) for step in steps_of(rule, [0.3] * 300))
