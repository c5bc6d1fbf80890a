"""Runs: every step of one, recorded; how they diverge, and what is refused."""

import math
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from descent import Trajectory, descend, finals
from optimizers import OPTIMIZERS, Optimizer
from optimizers.base import Array, Pair, State, sqrt
from surfaces import SURFACES, Surface

BOWL, RAVINE, ROSENBROCK, SADDLE = (
    SURFACES[key] for key in ("global_minimum", "ravine", "rosenbrock", "saddle")
)
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)


class UnitStep(Optimizer):
    """A rule that is not element-wise: one unit of length along the gradient, whatever its size."""

    elementwise = False
    remembers = ("length",)

    def init(self, position: Any) -> State:  # noqa: ARG002
        return (0.0,)

    def update_pair(self, gradient: Pair, *_: Any) -> tuple[Pair, State]:
        gx, gy = gradient
        length = sqrt(gx * gx + gy * gy)
        return (-0.1 * gx / length, -0.1 * gy / length), (length,)


# ---- one run ----


@every_rule
@every_surface
def test_a_run_is_the_rule_repeated(rule: type[Optimizer], surface: Surface) -> None:
    optimizer = rule()
    run = descend(optimizer, surface, surface.start, 25)
    position = np.array(surface.start)
    state = optimizer.init(position if rule.elementwise else surface.start)
    assert run.steps == (25 if run.diverged_at is None else run.diverged_at - 1)
    for t in range(run.steps):
        np.testing.assert_allclose(run.positions[t], position, rtol=1e-10, atol=1e-12)
        gradient = np.array(surface.gradient(*run.positions[t].tolist()))
        np.testing.assert_array_equal(run.gradients[t], gradient)
        if rule.elementwise:
            step, state = optimizer.update(gradient, state, position)
        else:
            pairs = tuple(gradient.tolist()), state, tuple(position.tolist())
            step, state = optimizer.update_pair(*pairs, surface)
        position = position + step
        if surface.box is not None:
            position = np.clip(position, *np.array(surface.box).T)
        for name, values in zip(rule.remembers, state, strict=True):
            np.testing.assert_allclose(
                run.state[name][t + 1], np.broadcast_to(values, 2), rtol=1e-9, atol=1e-12
            )
    assert run.losses.tolist() == [surface.value(*at) for at in run.positions.tolist()]


@every_rule
@pytest.mark.parametrize("steps", [0, 1, 40])
def test_shapes_of_a_run(rule: type[Optimizer], steps: int) -> None:
    run = descend(rule(), ROSENBROCK, (-1.2, 1), steps)
    assert run.positions.shape == (steps + 1, 2)
    assert run.losses.shape == (steps + 1,)
    assert run.gradients.shape == run.updates.shape == (steps, 2)
    assert run.positions[0].tolist() == [-1.2, 1.0]
    assert (run.updates == np.diff(run.positions, axis=0)).all()
    assert run.steps == steps
    assert run.diverged_at is None
    assert set(rule.remembers) <= set(run.state)
    for values in run.state.values():
        assert values.shape == (steps + 1, 2)
        assert np.isfinite(values[1:]).all()


def test_a_run_cannot_be_changed() -> None:
    run = descend(OPTIMIZERS["adam"](), BOWL, (1.0, 1.0), 3)
    for array in (run.positions, run.losses, run.gradients, run.updates, run.state["m"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0
    with pytest.raises(TypeError):
        run.state["m"] = run.positions  # type: ignore[index]


def test_a_run_can_be_sent_to_another_process() -> None:
    run = descend(OPTIMIZERS["adam"](), BOWL, (1.0, 1.0), 3)
    m = run.state["m"]
    other = pickle.loads(pickle.dumps(run))
    np.testing.assert_array_equal(other.state["m"], m)
    with pytest.raises(ValueError, match="read-only"):
        other.positions[0] = 0.0


def test_a_run_warns_of_nothing_whatever_numpy_is_told() -> None:
    with np.errstate(all="raise"):
        run = descend(OPTIMIZERS["adam"](), SURFACES["hills"], (30.0, 30.0), 3)
    assert run.steps == 3


def test_derived_state_by_hand() -> None:
    adam = OPTIMIZERS["adam"](learning_rate=0.1, beta1=0.5, beta2=0.75, epsilon=0.0)
    state = descend(adam, BOWL, (1.0, 2.0), 3).state
    np.testing.assert_allclose(state["m_hat"][1], [2.0, 4.0])
    np.testing.assert_allclose(state["v_hat"][1], [4.0, 16.0])
    np.testing.assert_allclose(state["effective_rate"][1], [0.05, 0.025])
    assert np.isnan(state["m_hat"][0]).all()


@every_rule
def test_the_effective_rate_explains_the_step(rule: type[Optimizer]) -> None:
    run = descend(rule(), ROSENBROCK, (-1.2, 1.0), 30)
    if "m_hat" in run.state and rule.key == "adam":
        expected = -run.state["effective_rate"] * run.state["m_hat"]
        np.testing.assert_allclose(run.updates, expected[1:], rtol=1e-9)
    elif rule.key in ("adagrad", "rmsprop"):
        np.testing.assert_allclose(run.updates, -run.state["effective_rate"][1:] * run.gradients, rtol=1e-9)
    elif rule.key == "momentum":
        np.testing.assert_allclose(
            run.updates, -run.state["effective_rate"][1:] * run.state["b"][1:], rtol=1e-9
        )
    else:
        assert (run.losses[1:] < run.losses[0]).any()


def test_schedule_multiplies_the_step_and_nothing_else() -> None:
    momentum = OPTIMIZERS["momentum"](learning_rate=0.01)
    plain = descend(momentum, BOWL, (1.0, 2.0), 1)
    halved = descend(momentum, BOWL, (1.0, 2.0), 30, schedule=lambda t: 0.5 / (t + 1))
    np.testing.assert_allclose(halved.updates[0], 0.5 * plain.updates[0])
    expected = -0.01 * halved.state["b"][1:] * (0.5 / np.arange(1, 31))[:, None]
    np.testing.assert_allclose(halved.updates, expected, rtol=1e-9)


@pytest.mark.parametrize("rule", [OPTIMIZERS["sgd"](learning_rate=0.1), UnitStep()], ids=["sgd", "unit"])
def test_noise_reaches_the_rule_but_not_the_loss(rule: Optimizer) -> None:
    seen = []

    def noise(t: int, gradient: tuple[float, float]) -> Array:
        seen.append((t, *gradient))
        return np.add(gradient, (1.0, -2.0))

    run = descend(rule, BOWL, (1.0, 2.0), 5, noise=noise)
    true = 2.0 * run.positions[:-1]
    np.testing.assert_allclose(run.gradients, np.add(true, (1.0, -2.0)))
    np.testing.assert_allclose(seen, np.column_stack([np.arange(5), true]))
    np.testing.assert_allclose(run.losses, (run.positions**2).sum(axis=1))


def test_a_rule_that_needs_both_coordinates() -> None:
    run = descend(UnitStep(), BOWL, (3.0, 4.0), 20, schedule=lambda t: 1.0 if t < 10 else 0.5)
    np.testing.assert_allclose(np.hypot(*run.updates.T), [0.1] * 10 + [0.05] * 10)
    np.testing.assert_allclose(run.updates[0], [-0.06, -0.08])
    assert run.state["length"].shape == (21, 2)
    np.testing.assert_allclose(run.state["length"][1], 10.0)
    fell = descend(UnitStep(), BOWL, (0.0, 0.0), 5)
    assert fell.diverged_at == 1


# ---- divergence is data ----


def assert_cut(run: Trajectory, steps: int) -> None:
    assert run.diverged_at is not None
    assert 1 <= run.diverged_at <= steps
    assert len(run.positions) == len(run.losses) == run.diverged_at
    assert len(run.gradients) == len(run.updates) == run.steps == run.diverged_at - 1
    assert np.isfinite(run.positions).all()
    assert np.isfinite(run.losses).all()
    for values in run.state.values():
        assert len(values) == run.diverged_at


def test_too_fast_on_rosenbrock() -> None:
    run = descend(OPTIMIZERS["sgd"](learning_rate=0.1), ROSENBROCK, (-1.2, 1.0), 500)
    assert_cut(run, 500)
    # The next step, by hand, is the one without a finite loss.
    x, y = run.positions[-1].tolist()
    gx, gy = ROSENBROCK.gradient(x, y)
    assert not math.isfinite(ROSENBROCK.value(x - 0.1 * gx, y - 0.1 * gy))


def test_down_the_saddle_to_minus_infinity() -> None:
    run = descend(OPTIMIZERS["momentum"](learning_rate=0.1), SADDLE, SADDLE.start, 2000)
    assert_cut(run, 2000)
    assert run.losses[-1] < -1e300


@every_rule
@every_surface
def test_far_too_fast_never_warns(rule: type[Optimizer], surface: Surface) -> None:
    # RuntimeWarnings are errors in these tests.
    run = descend(rule(learning_rate=1e150), surface, surface.start, 60)  # type: ignore[call-arg]
    assert np.isfinite(run.losses).all()
    assert all(len(values) == len(run.positions) for values in run.state.values())
    with np.errstate(all="raise"):
        finals(rule(learning_rate=1e150), surface, np.transpose([surface.start]), 60)  # type: ignore[call-arg]


@pytest.mark.parametrize("key", ["adagrad", "rmsprop", "adam", "adamw"])
def test_zero_by_zero_is_nan_and_not_an_exception(key: str) -> None:
    run = descend(OPTIMIZERS[key](epsilon=0.0), BOWL, (1.0, 0.0), 10)
    assert run.diverged_at == 1
    last = finals(OPTIMIZERS[key](epsilon=0.0), BOWL, [[1.0, 1.0], [0.0, 0.5]], 10)
    assert np.isnan(last.losses).tolist() == [True, False]


def test_a_position_that_is_not_finite_ends_the_run() -> None:
    # A loss that is level far out stays finite where the position does not.
    def level(x: Any, y: Any) -> Any:
        return 1.0 + 0.0 * (y if math.isfinite(y) else 0.0) if isinstance(x, float) else np.ones_like(x)

    surface = replace(BOWL, value=level, gradient=lambda x, y: (1e308 + 0.0 * x, 0.0 * y))
    run = descend(OPTIMIZERS["sgd"](learning_rate=1.0), surface, (1.0, 1.0), 10)
    assert run.diverged_at == 2


# ---- refusals ----


@pytest.mark.parametrize(
    ("start", "steps", "complaint"),
    [
        ((math.nan, 0.0), 5, "^start must be finite"),
        ((0.0, -math.inf), 5, "^start must be finite"),
        ((0.0, 0.0, 0.0), 5, "^start must be a pair"),
        (0.5, 5, "^start must be a pair"),
        (((0.0, 1.0), (0.0, 1.0)), 5, "^start must be a pair"),
        ((1e200, 0.0), 5, "^start must have a finite loss"),
        ("12", 5, "^start must be a pair"),
        ((10**400, 1), 5, "^start must be a pair"),
        (None, 5, "^start must be a pair"),
        ((0.0, 0.0), -1, "^steps must be at least 0, got -1"),
        ((0.0, 0.0), 2.5, "^steps must be a whole number, got 2.5"),
    ],
)
def test_descend_refuses(start: Any, steps: int, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        descend(OPTIMIZERS["sgd"](), ROSENBROCK, start, steps)


def test_descend_refuses_many_settings_at_once() -> None:
    with pytest.raises(ValueError, match=r"^optimizer must"):
        descend(OPTIMIZERS["sgd"](learning_rate=np.array([0.1, 0.2])), BOWL, (1.0, 1.0), 5)
