"""Many lanes: each goes as it would alone."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from descent import descend, finals
from optimizers import OPTIMIZERS, Optimizer, hypers
from optimizers.base import Array
from surfaces import SURFACES, Surface

BOWL, RAVINE, ROSENBROCK, SADDLE = (
    SURFACES[key] for key in ("global_minimum", "ravine", "rosenbrock", "saddle")
)
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)


def scattered(surface: Surface, lanes: int) -> Array:
    rng = np.random.default_rng(11)
    return np.array([rng.uniform(low, high, lanes) for low, high in surface.domain])


@every_rule
@every_surface
def test_many_lanes_equal_one_lane(rule: type[Optimizer], surface: Surface) -> None:
    starts, rates = scattered(surface, 6), np.array([1e-4, 1e-3, 2e-3, 1e-4, 5e-3, 1e-3])
    last = finals(rule(learning_rate=rates), surface, starts, 40)  # type: ignore[call-arg]
    for lane in range(6):
        one = descend(rule(learning_rate=float(rates[lane])), surface, starts[:, lane], 40)  # type: ignore[call-arg]
        if one.diverged_at is not None:
            assert np.isnan(last.losses[lane])
            continue
        np.testing.assert_array_equal(last.positions[:, lane], one.positions[-1])
        assert last.losses[lane] == one.losses[-1]


@every_rule
def test_every_hyper_parameter_can_differ_by_lane(rule: type[Optimizer]) -> None:
    optimizer = rule()
    for name, value in vars(optimizer).items():
        if isinstance(value, float):
            values = np.array([value, 0.5 * (value + float(hypers(rule)[name].lowest or 0.0)) + 0.01])
            last = finals(replace(optimizer, **{name: values}), BOWL, [[1.5, 1.5], [0.5, 0.5]], 30)  # type: ignore[type-var]
            for lane in range(2):
                one = descend(replace(optimizer, **{name: float(values[lane])}), BOWL, (1.5, 0.5), 30)  # type: ignore[type-var]
                np.testing.assert_allclose(last.positions[:, lane], one.positions[-1], rtol=1e-9)


def test_blocks_do_not_show() -> None:
    lanes = 20_003
    rates = np.linspace(1e-3, 0.2, lanes)
    last = finals(OPTIMIZERS["sgd"](learning_rate=rates), BOWL, np.ones((2, lanes)), 10)
    np.testing.assert_allclose(last.positions, np.tile((1.0 - 2.0 * rates) ** 10, (2, 1)), rtol=1e-12)


def test_a_diverged_lane_harms_no_other() -> None:
    rates = np.array([1e-3, 1.0, 1e-3])
    last = finals(OPTIMIZERS["sgd"](learning_rate=rates), ROSENBROCK, np.tile([[-1.2], [1.0]], 3), 300)
    assert np.isnan(last.losses).tolist() == [False, True, False]
    assert np.isnan(last.positions).tolist() == [[False, True, False]] * 2
    assert last.losses[0] == last.losses[2]
    assert last.steps_to[1] == -1


def test_steps_to_the_tolerance() -> None:
    # The loss is 2 · 0.64ᵗ: below 0.001 at t = 18.
    starts = np.array([[1.0, 0.0, 1.0], [1.0, 0.0, 1.0]])
    sgd = OPTIMIZERS["sgd"](learning_rate=np.array([0.1, 0.1, 0.0]))
    assert finals(sgd, BOWL, starts, 50).steps_to.tolist() == [18, 0, -1]
    assert finals(sgd, BOWL, starts, 17).steps_to.tolist() == [-1, 0, -1]
    assert finals(sgd, BOWL, starts, 50, tolerance=3.0).steps_to.tolist() == [0, 0, 0]
    assert finals(sgd, SADDLE, starts, 50).steps_to.tolist() == [-1, -1, -1]
    # 2 · 0.98²ᵗ is below 0.001 at t = 189, 2 · 0.999²ᵗ at 3799: more than a byte counts.
    slow = OPTIMIZERS["sgd"](learning_rate=np.array([0.01, 0.0005, 0.0]))
    assert finals(slow, BOWL, np.ones((2, 3)), 4000).steps_to.tolist() == [189, 3799, -1]


def test_no_lanes() -> None:
    assert finals(OPTIMIZERS["adam"](), BOWL, np.empty((2, 0)), 5).losses.shape == (0,)


# ---- refusals ----


@pytest.mark.parametrize(
    ("starts", "steps", "rate", "complaint"),
    [
        ([1.0, 2.0], 5, 0.1, "^starts must have the shape"),
        ([[1.0], [2.0], [3.0]], 5, 0.1, "^starts must have the shape"),
        ([[1.0, math.nan], [1.0, 1.0]], 5, 0.1, "^starts must be finite"),
        ([["a"], ["b"]], 5, 0.1, "^starts must be real numbers"),
        ([["1"], ["2"]], 5, 0.1, "^starts must be real numbers"),
        ([[1j], [2j]], 5, 0.1, "^starts must be real numbers"),
        ([[10**400], [1]], 5, 0.1, "^starts must be real numbers"),
        ([[1.0, 2.0], [1.0]], 5, 0.1, "^starts must be real numbers"),
        ([[1.0], [1.0]], -1, 0.1, "^steps must be at least 0"),
        ([[1.0], [1.0]], 2.5, 0.1, "^steps must be a whole number"),
        ([[1.0], [1.0]], 5, np.array([0.1, 0.2]), "^learning_rate must"),
    ],
)
def test_finals_refuses(starts: Any, steps: int, rate: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        finals(OPTIMIZERS["sgd"](learning_rate=rate), BOWL, starts, steps)


@pytest.mark.parametrize("tolerance", [-1e-3, math.nan, "a", None, 1j, np.array([1.0, 2.0])])
def test_finals_refuses_a_tolerance_that_nothing_can_meet(tolerance: Any) -> None:
    with pytest.raises(ValueError, match=r"^tolerance must be a number of at least 0"):
        finals(OPTIMIZERS["sgd"](), BOWL, [[1.0], [1.0]], 5, tolerance=tolerance)
