"""What is laid over a race: quantities of each step, found by the role that the stages give them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from descent import OVERLAYS, Motion, descend, overlay_rows
from optimizers import OPTIMIZERS, Optimizer, Stage
from optimizers.base import Number, State
from optimizers.quantities import ROLES, Quantity
from optimizers.stage import Stages
from surfaces import SURFACES

ROSENBROCK, BOWL = SURFACES["rosenbrock"], SURFACES["global_minimum"]
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)


def laid_over(run: Any, surface: Any = ROSENBROCK) -> dict[str, Mapping[str, Any]]:
    return {overlay: overlay_rows(run, surface, overlay) for overlay in OVERLAYS}


@every_rule
def test_every_rule_has_a_gradient_and_a_step_for_every_step(rule: type[Optimizer]) -> None:
    run = descend(rule(), ROSENBROCK, ROSENBROCK.start, 40)
    found = laid_over(run)
    np.testing.assert_array_equal(found["gradient"]["gradient"], run.gradients)
    np.testing.assert_array_equal(found["step"]["step"], run.updates)
    for rows in found.values():
        for values in rows.values():
            assert values.shape == (run.steps, 2)


def test_adam_has_all_of_them_with_the_runs_numbers() -> None:
    rule: Any = OPTIMIZERS["adam"]
    run = descend(rule(learning_rate=0.05), ROSENBROCK, (-1.2, 1.0), 60)
    found = laid_over(run)
    assert {overlay: list(rows) for overlay, rows in found.items()} == {
        "gradient": ["gradient"],
        "step": ["step", "direction"],
        "momentum": ["momentum", "momentum_hat"],
        "squares": ["squares", "squares_hat"],
        "rate": ["rate"],
    }
    for overlay, name, of_state in [
        ("momentum", "momentum", "m"),
        ("momentum", "momentum_hat", "m_hat"),
        ("squares", "squares", "v"),
        ("squares", "squares_hat", "v_hat"),
        ("rate", "rate", "effective_rate"),
    ]:
        np.testing.assert_allclose(found[overlay][name], run.state[of_state][1:], rtol=1e-12)
    np.testing.assert_allclose(found["step"]["direction"], run.updates / 0.05, rtol=1e-12)
    # At the first step, by hand: m̂ is the gradient, and the step is α along each axis.
    np.testing.assert_allclose(found["momentum"]["momentum_hat"][0], run.gradients[0], rtol=1e-9)
    np.testing.assert_allclose(np.abs(found["step"]["direction"][0]), 1.0, rtol=1e-6)


def test_without_the_correction_there_is_no_corrected_form() -> None:
    rule: Any = OPTIMIZERS["adam"]
    found = laid_over(descend(rule(bias_correction=False), ROSENBROCK, (-1.2, 1.0), 9))
    assert list(found["momentum"]) == ["momentum"]
    assert list(found["squares"]) == ["squares"]


def test_sgd_remembers_nothing_and_has_one_rate() -> None:
    rule: Any = OPTIMIZERS["sgd"]
    found = laid_over(descend(rule(learning_rate=0.25), BOWL, (1.0, 2.0), 9), BOWL)
    assert list(found["step"]) == ["step"]
    assert (found["momentum"], found["squares"]) == ({}, {})
    np.testing.assert_array_equal(found["rate"]["rate"], np.full((9, 2), 0.25))


class Sizes(Optimizer):
    """A rule with names of its own: a largest size for squares, two averages, one of them corrected."""

    remembers = ("fast", "slow", "top")
    quantities = MappingProxyType(
        {
            "fast": Quantity("p", "momentum", "Fast."),
            "slow": Quantity("q", "momentum", "Slow."),
            "top": Quantity("u", "sizes", "Largest."),
            "ahead": Quantity("a", "momentum", "Where it leads, soon forgotten."),
        }
    )
    learning_rate = 0.5

    def stages(self, gradient: Number, state: State, position: Number) -> Stages:
        fast, slow, top = state
        yield Stage("remembered", fast_before=fast, slow_before=slow, top_before=top)
        fast, slow, top = gradient, 0.5 * slow + gradient, top + abs(gradient)
        yield Stage("average_grows", fast=fast, slow_share=gradient, slow=slow, top=top)
        yield Stage("correction", fast_hat=3.0 * fast, slow_hat=slow, ahead=0.0 * fast)
        step = -0.5 * gradient
        yield Stage("step", step=step, theta_next=position + step, unheard_of=gradient)
        return step, (fast, slow, top)


def test_quantities_go_by_their_roles_whatever_they_are_called() -> None:
    run = descend(Sizes(), BOWL, (1.0, 2.0), 3)
    found = laid_over(run, BOWL)
    np.testing.assert_array_equal(found["momentum"]["momentum"], run.gradients)
    np.testing.assert_array_equal(found["momentum"]["momentum_hat"], 3.0 * run.gradients)
    # A size is the side of the square whose area is told.
    expected = np.cumsum(np.abs(run.gradients), axis=0) ** 2
    np.testing.assert_allclose(found["squares"]["squares"], expected, rtol=1e-12)
    assert list(found["squares"]) == ["squares"]
    assert found["rate"] == {}


def test_a_run_without_a_step_has_rows_without_numbers() -> None:
    rule: Any = OPTIMIZERS["adam"]
    wild = descend(OPTIMIZERS["sgd"](learning_rate=1e300), ROSENBROCK, (2.0, 2.0), 5)  # type: ignore[call-arg]
    assert wild.diverged_at == 1
    for run in (descend(rule(), ROSENBROCK, (0.0, 0.0), 0), wild):
        for rows in laid_over(run).values():
            assert all(values.shape == (0, 2) for values in rows.values())


def test_each_has_a_word_and_the_colours_of_its_role() -> None:
    for overlay in OVERLAYS.values():
        assert overlay.word
        assert overlay.symbol
        assert "\n" not in overlay.help
        assert (overlay.light, overlay.dark) == (ROLES[overlay.role].light, ROLES[overlay.role].dark)


def test_another_overlay_is_an_error() -> None:
    with pytest.raises(KeyError):
        overlay_rows(descend(OPTIMIZERS["sgd"](), BOWL, (1.0, 2.0), 2), BOWL, "hessian")


def test_the_average_of_gradients_is_shown_and_not_what_is_made_of_it() -> None:
    """Nesterov looks ahead of its velocity, Lion mixes another average for the step alone."""
    for key, name in (("nesterov", "b"), ("lion", "m")):
        run = descend(OPTIMIZERS[key](), ROSENBROCK, ROSENBROCK.start, 20)
        momentum = overlay_rows(run, ROSENBROCK, "momentum")["momentum"]
        np.testing.assert_allclose(momentum, run.state[name][1:], rtol=1e-12)


class Asking(Optimizer):
    """A rule that asks the landscape once more what it was told already, and calls it a momentum."""

    elementwise = False
    quantities = MappingProxyType({"again": Quantity("a", "momentum", "The same gradient, asked again.")})

    def stages_pair(self, gradient: Any, state: State, position: Any, landscape: Any) -> Stages:
        yield Stage("gradient", slope=gradient)
        yield Stage("asked", "asked again", again=landscape.gradient(*position))
        step = -0.001 * gradient[0], -0.001 * gradient[1]
        yield Stage("step", step=step)
        return step, state


def test_a_landscape_that_moves_is_asked_where_it_was_before_each_step() -> None:
    motion = Motion("circle", reach=0.2, period=17.0, heading=30.0)
    run = descend(Asking(), ROSENBROCK, ROSENBROCK.start, 30, motion=motion)
    assert run.steps == 30
    found = overlay_rows(run, ROSENBROCK, "momentum")
    np.testing.assert_allclose(found["momentum"], run.gradients, rtol=1e-12)
    still = np.stack(ROSENBROCK.gradient(*run.positions[:-1].T), axis=1)
    assert (np.abs(still - run.gradients).max(axis=1)[1:-1] > 1.0).sum() > 20
