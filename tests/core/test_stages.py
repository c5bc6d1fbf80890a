"""Stages: their equations give their numbers, the last one is the step, and all have their names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from descent import Trajectory, descend
from descent.staged import StagedStep, staged
from optimizers import OPTIMIZERS, Optimizer, Stage, hyper, hypers
from optimizers.base import State, sign
from optimizers.quantities import QUANTITIES, ROLES, base_of, quantity, symbol
from optimizers.stage import TITLES
from surfaces import SURFACES
from tests.core.latex import evaluated, names_in

Array = NDArray[np.float64]
RULES = list(OPTIMIZERS.values())
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
every_surface = pytest.mark.parametrize("surface", ["rosenbrock", "ravine"])


# ---- the equations of the tests are equations ----


@pytest.mark.parametrize(
    ("equation", "value"),
    [
        ("<a> - <b> - 1", -2.0),
        ("-<a> ⋅ (<b> + 1) ⋅ <b>", -24.0),
        ("(1 - <a>) ⋅ <b>^2", -9.0),
        (r"<b>^{<a> + 1}", 27.0),
        (r"\frac{<a> - <b>}{\sqrt{<a> + 2 ⋅ 7} - \frac{<b>}{1.5}}", -0.5),
        (r"\frac{1}{\left|1 - <b>\right| + 2}", 0.25),
        (r"\max(<a>, 2 ⋅ <b>, 1) + \min(<a>, <b>)", 8.0),
        (r"-\operatorname{sign}(1 - <a>) ⋅ <b>", 3.0),
        (r"\begin{cases}1 & <a> \gt <b> \\ <b> & <a> \lt 0 \\ <a> & \text{else}\end{cases} ⋅ 2", 4.0),
        (r"\begin{cases}\frac{1}{0} & <a> \lt 0 \\ 7 & <a> \ge 2\end{cases}", 7.0),
    ],
)
def test_an_equation_is_evaluated(equation: str, value: float) -> None:
    assert evaluated(equation, {"a": 2.0, "b": 3.0}) == value
    lanes = evaluated(equation, {"a": np.array([2.0, 4.0]), "b": np.array([3.0, 9.0])})
    assert lanes[0] == value
    assert lanes[0] != lanes[1] or "7 &" in equation


@pytest.mark.parametrize(
    "text", ["<a> <a>", "<a> +", r"\frac{<a>}", r"\alpha ⋅ <a>", "(<a>", "2a", "<a>)", ""]
)
def test_what_is_no_equation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"in|left"):
        evaluated(text, {"a": 1.0})


# ---- runs, with settings that turn each part of a rule on and off ----


def other_values(rule: type[Optimizer]) -> Iterator[tuple[str, Any]]:
    """For each hyper-parameter that a stage may depend on another value than its default."""
    for name, knob in hypers(rule).items():
        if knob.kind == "switch":
            yield name, not knob.default
        elif knob.kind == "choice":
            yield from ((name, choice) for choice in knob.choices if choice != knob.default)
        elif name != "learning_rate" and knob.highest is not None and knob.lowest is not None:
            if knob.lowest == 0.0:
                yield name, 0.0 if knob.default else 0.3 * knob.highest
            elif knob.scale == "log":
                yield name, 0.1 * knob.highest


def settings_of(rule: type[Optimizer]) -> list[dict[str, Any]]:
    """The defaults, and every one and every two of the other values."""
    others = list(other_values(rule))
    chosen = [pairs for count in range(3) for pairs in combinations(others, count)]
    return [dict(pairs) for pairs in chosen if len(dict(pairs)) == len(pairs)]


def with_settings(rules: list[type[Optimizer]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("rule", "settings"),
        [(rule, settings) for rule in rules for settings in settings_of(rule)],
        ids=lambda case: case.key if isinstance(case, type) else named(case),
    )


def named(settings: Mapping[str, Any]) -> str:
    return ",".join(f"{name}={value}" for name, value in settings.items()) or "defaults"


def is_plain(rule: type[Optimizer]) -> bool:
    """Whether a rule has an `update` only, and no stages of its own."""
    return (rule.stages, rule.stages_pair) == (Optimizer.stages, Optimizer.stages_pair)


every_setting = with_settings(RULES)


@dataclass(frozen=True, eq=False)
class Told:
    """A noisy run, and its stages at every step."""

    optimizer: Optimizer
    run: Trajectory
    before: Mapping[str, Array]  # what is remembered before each step
    stages: list[StagedStep]


def told(optimizer: Optimizer, surface: str, steps: int = 40) -> Told:
    noise = np.random.default_rng(5).normal(scale=0.5, size=(steps, 2))
    start = SURFACES[surface].start
    run = descend(optimizer, SURFACES[surface], start, steps, noise=lambda t, g: np.add(g, noise[t]))
    assert run.steps  # some settings fly off at once
    before = {name: run.state[name][:-1] for name in optimizer.remembers}
    stages = staged(optimizer, run.gradients, before, run.positions[:-1], SURFACES[surface])
    return Told(optimizer, run, before, stages)


@cache
def told_by_default(rule: type[Optimizer]) -> Told:
    return told(rule(), "rosenbrock")


@every_surface
@every_setting
def test_every_equation_gives_its_number(
    rule: type[Optimizer], settings: dict[str, Any], surface: str
) -> None:
    all_of_it = told(rule(**settings), surface)
    numbers: dict[str, Any] = dict(vars(all_of_it.optimizer))
    for stage in all_of_it.stages:
        numbers |= stage.values
        for name, equation in stage.equations.items():
            assert name in stage.values
            result = np.broadcast_to(evaluated(equation, numbers), stage.values[name].shape)
            message = f"{stage.key}: {name} = {equation}"
            np.testing.assert_allclose(result, stage.values[name], rtol=1e-12, err_msg=message)


@every_surface
@with_settings([rule for rule in RULES if not is_plain(rule)])
def test_the_last_equation_is_the_step(rule: type[Optimizer], settings: dict[str, Any], surface: str) -> None:
    """The one that the run took: what a float has lost in `position + step` is all that may differ."""
    all_of_it = told(rule(**settings), surface)
    numbers: dict[str, Any] = dict(vars(all_of_it.optimizer))
    for stage in all_of_it.stages:
        numbers |= stage.values
    run, last = all_of_it.run, all_of_it.stages[-1]
    step = np.broadcast_to(evaluated(last.equations["step"], numbers), run.updates.shape)
    lost = 4e-16 * (np.abs(run.positions[1:]) + np.abs(run.positions[:-1]))
    assert (np.abs(step - run.updates) <= 1e-12 * np.abs(step) + lost).all()
    assert (np.abs(step) > 10.0 * lost).any()


def test_every_rule_of_the_catalogue_has_stages_of_its_own() -> None:
    # The README's new rule has an `update` alone, and may stand in the catalogue while it is tested.
    assert {rule.key for rule in RULES if is_plain(rule)} <= {"signum"}


# ---- the names ----


@every_setting
def test_everything_that_is_told_has_a_name(rule: type[Optimizer], settings: dict[str, Any]) -> None:
    known: set[str] = set(hypers(rule))
    for stage in told(rule(**settings), "ravine", steps=3).stages:
        assert stage.title
        known |= set(stage.values)
        for name, equation in stage.equations.items():
            assert names_in(equation) <= known, f"{stage.key}: {name} = {equation}"
        for name in stage.values:
            assert name not in hypers(rule)
            assert symbol(rule, name)
            described = quantity(rule, name)
            assert described.role in ROLES
            assert described.help.endswith(".")
    for name in rule.derives:
        assert {name, base_of(name)} & known
        assert symbol(rule, name)


@every_setting
def test_stages_have_keys_of_their_own_in_the_order_of_all_rules(
    rule: type[Optimizer], settings: dict[str, Any]
) -> None:
    keys = [stage.key for stage in told(rule(**settings), "ravine", steps=3).stages]
    assert len(keys) >= 2
    assert keys[-1] == "step"
    assert len(set(keys)) == len(keys)
    shared = [key for key in keys if key in TITLES]
    assert shared == [key for key in TITLES if key in shared]


@every_rule
def test_a_rule_describes_no_quantity_that_it_never_tells(rule: type[Optimizer]) -> None:
    ever = set(rule.remembers)
    for settings in settings_of(rule):
        for stage in told(rule(**settings), "ravine", steps=3).stages:
            ever |= {base_of(name) for name in stage.values}
    assert set(rule.quantities) <= ever
    for name, described in rule.quantities.items():
        assert described != QUANTITIES.get(name)


# ---- floats, arrays, and all steps at once ----


def state_at(optimizer: Optimizer, rows: Mapping[str, Any]) -> State:
    """The state of which `rows` has x's numbers and y's, as either kind of rule wants it."""
    if optimizer.elementwise:
        return tuple(rows[name] for name in optimizer.remembers)
    kinds = zip(optimizer.remembers, optimizer.init((0.0, 0.0)), strict=True)
    return tuple(tuple(rows[name]) if isinstance(kind, tuple) else rows[name][0] for name, kind in kinds)


def told_once(optimizer: Optimizer, gradient: Any, rows: Mapping[str, Any], position: Any) -> list[Stage]:
    """The stages of one step; the coordinates come first in all that is given."""
    state = state_at(optimizer, rows)
    with np.errstate(all="ignore"):
        if optimizer.elementwise:
            return list(optimizer.stages(gradient, state, position))
        surface: Any = SURFACES["rosenbrock"]
        return list(optimizer.stages_pair(tuple(gradient), state, tuple(position), surface))


def same(stages: list[Stage], rows: list[StagedStep], at: Any, coordinate: int | None = None) -> None:
    """Asserts that one step's stages are the rows `at` of all, to the last digit."""
    assert [(stage.key, stage.title) for stage in stages] == [(row.key, row.title) for row in rows]
    for stage, row in zip(stages, rows, strict=True):
        assert stage.equations == row.equations
        assert list(stage.values) == list(row.values)
        for name, value in stage.values.items():
            expected = row.values[name][at].T
            expected = expected if coordinate is None else expected[coordinate]
            pair = np.stack(np.broadcast_arrays(*value)) if isinstance(value, tuple) else value
            np.testing.assert_array_equal(np.broadcast_to(pair, expected.shape), expected, err_msg=name)


@every_rule
@pytest.mark.parametrize("t", [0, 1, 7, 39])
def test_floats_are_told_like_all_steps_at_once(rule: type[Optimizer], t: int) -> None:
    all_of_it = told_by_default(rule)
    run, optimizer = all_of_it.run, all_of_it.optimizer
    gradient, position = run.gradients[t].tolist(), run.positions[t].tolist()
    rows = {name: each[t].tolist() for name, each in all_of_it.before.items()}
    if not optimizer.elementwise:
        stages = told_once(optimizer, gradient, rows, position)
        same(stages, all_of_it.stages, t)
        assert all(floats(value) for stage in stages for value in stage.values.values())
        return
    for i in range(2):
        stages = told_once(optimizer, gradient[i], {name: row[i] for name, row in rows.items()}, position[i])
        same(stages, all_of_it.stages, t, coordinate=i)
        assert all(floats(value) for stage in stages for value in stage.values.values())


def floats(value: Any) -> bool:
    return all(type(each) is float for each in (value if isinstance(value, tuple) else (value,)))


@every_rule
@pytest.mark.parametrize("at", [3, slice(2, 9)], ids=["(2,)", "(2, N)"])
def test_arrays_are_told_like_all_steps_at_once(rule: type[Optimizer], at: Any) -> None:
    all_of_it = told_by_default(rule)
    run, optimizer = all_of_it.run, all_of_it.optimizer
    rows = {name: each[at].T for name, each in all_of_it.before.items()}
    stages = told_once(optimizer, run.gradients[at].T, rows, run.positions[:-1][at].T)
    same(stages, all_of_it.stages, at)


@every_rule
def test_update_takes_the_step_that_is_told(rule: type[Optimizer]) -> None:
    all_of_it = told_by_default(rule)
    run, optimizer = all_of_it.run, all_of_it.optimizer
    state = state_at(optimizer, {name: each.T for name, each in all_of_it.before.items()})
    slopes, positions = run.gradients.T, run.positions[:-1].T
    if optimizer.elementwise:
        step, _ = optimizer.update(slopes, state, positions)
    else:
        surface: Any = SURFACES["rosenbrock"]
        step, _ = optimizer.update_pair(tuple(slopes), state, tuple(positions), surface)
    np.testing.assert_array_equal(np.stack(step).T, all_of_it.stages[-1].values["step"])


@every_rule
def test_a_run_holds_what_the_stages_derive(rule: type[Optimizer]) -> None:
    all_of_it = told_by_default(rule)
    values = {name: rows for stage in all_of_it.stages for name, rows in stage.values.items()}
    for name in rule.derives:
        rows = all_of_it.run.state[name]
        assert np.isnan(rows[0]).all()
        np.testing.assert_array_equal(rows[1:], values.get(name, values.get(base_of(name))), err_msg=name)


# ---- a rule without stages of its own ----


@dataclass(frozen=True)
class Signum(Optimizer):
    """Written with a plain `update`, as in the README."""

    key = "signum"
    remembers = ("m",)

    learning_rate: float = hyper(0.1, symbol="α", latex=r"\alpha", lowest=0.0, highest=1.0, help="The rate.")

    def update(self, gradient: Any, state: State, position: Any) -> tuple[Any, State]:  # noqa: ARG002
        m = 0.9 * state[0] + 0.1 * gradient
        return -self.learning_rate * sign(m), (m,)


def test_a_rule_with_a_plain_update_tells_gradient_and_step() -> None:
    all_of_it = told(Signum(), "ravine")
    gradient, step = all_of_it.stages
    assert (gradient.key, step.key) == ("gradient", "step")
    assert not gradient.equations
    assert not step.equations
    np.testing.assert_array_equal(gradient.values["slope"], all_of_it.run.gradients)
    np.testing.assert_allclose(step.values["step"], all_of_it.run.updates, rtol=1e-9)
