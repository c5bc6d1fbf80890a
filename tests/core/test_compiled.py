"""The loop that is written for one lane does what the rule and the surface do, to the last digit."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from descent import Trajectory, descend
from descent.compiled import KNOWN, WRITTEN, walk_of
from descent.recording import KNOWN as OPERATIONS
from descent.recording import choose
from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import SURFACES, Surface

SPHERE = SURFACES["sphere"]
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)


def one_by_one(optimizer: Optimizer, surface: Surface, start: Any, steps: int) -> Trajectory:
    """The same run step by step: noise, even none, keeps it from the written loop."""
    return descend(optimizer, surface, start, steps, noise=lambda _, gradient: gradient)


def assert_same(a: Trajectory, b: Trajectory) -> None:
    assert a.diverged_at == b.diverged_at
    for name in ("positions", "losses", "gradients"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)
    for name, values in b.state.items():
        np.testing.assert_array_equal(a.state[name], values, err_msg=name)


@every_rule
@every_surface
def test_as_step_by_step(rule: type[Optimizer], surface: Surface) -> None:
    written = walk_of(rule(), surface) is not None
    on_arrays = surface.key == "network_slice"
    assert written or rule.key == "bfgs" or on_arrays, "it would be two to three times slower"
    assert not (written and on_arrays)
    for rate in (1e-3, 0.1, 10.0):
        optimizer = rule(learning_rate=rate)  # type: ignore[call-arg]
        assert_same(
            descend(optimizer, surface, surface.start, 40), one_by_one(optimizer, surface, surface.start, 40)
        )


@every_rule
def test_with_every_hyper_parameter_elsewhere(rule: type[Optimizer]) -> None:
    for name, knob in hypers(rule).items():
        if knob.kind == "number":
            zero = 0.0 if knob.at_least == 0.0 else knob.default
            values: tuple[Any, ...] = (0.9 * knob.default + 0.1 * (knob.highest or 0.0), zero)
        else:
            values = knob.choices or (False, True)
        for value in values:
            optimizer = replace(rule(), **{name: value})  # type: ignore[type-var]
            at = (0.6, -0.4)
            assert_same(descend(optimizer, SPHERE, at, 30), one_by_one(optimizer, SPHERE, at, 30))


def test_one_loop_serves_all_values_of_a_hyper_parameter() -> None:
    adam: Any = OPTIMIZERS["adam"]
    assert walk_of(adam(beta1=0.5), SPHERE) is walk_of(adam(beta1=0.9, learning_rate=0.3), SPHERE)
    assert walk_of(adam(bias_correction=False), SPHERE) is not walk_of(adam(), SPHERE)
    assert walk_of(adam(), SURFACES["ackley"]) is not walk_of(adam(), SPHERE)


def test_where_it_divides_by_zero_the_run_is_as_on_arrays() -> None:
    adam = OPTIMIZERS["adam"](epsilon=0.0)
    walk: Any = walk_of(adam, SPHERE)
    with pytest.raises(ZeroDivisionError):
        walk(adam, [0.0, 0.0, 1.0, 1.0] * 2, 1.0, 0.0, 1.0, 2.0, 0.0, range(5))
    assert descend(adam, SPHERE, (1.0, 0.0), 5).diverged_at == 1


def test_what_cannot_be_recorded_is_walked_step_by_step() -> None:
    surface = replace(SPHERE, value=lambda x, y: x * x + y * y if x < 1e9 else x)
    sgd = OPTIMIZERS["sgd"](learning_rate=0.1)
    assert walk_of(sgd, surface) is None
    assert_same(descend(sgd, surface, (1.0, 2.0), 9), descend(sgd, SPHERE, (1.0, 2.0), 9))


# ---- the words it is written in ----

FAR = [1e300, math.inf, math.nan]
NUMBERS = [-math.inf, -1e300, -2.5, -1.0, -0.5, -0.0, 0.0, 1e-300, 0.5, 1.5, 2.5, 700.0, *FAR]
TRUTH = {np.bitwise_and, np.bitwise_or, np.invert}


def written(operation: Any, *inputs: Any) -> Any:
    names = [f"a{i}" for i in range(len(inputs))]
    return eval(WRITTEN[operation].format(*names), dict(KNOWN), dict(zip(names, inputs, strict=True)))


@pytest.mark.parametrize("operation", WRITTEN, ids=lambda operation: operation.__name__)
def test_every_word_says_what_numpy_does(operation: Any) -> None:
    if operation is choose:
        assert [written(choose, truth, 1.0, 2.0) for truth in (True, False)] == [1.0, 2.0]
        return
    pool: list[Any] = [True, False] if operation in TRUTH else NUMBERS
    pairs = [(a,) for a in pool] if operation.nin == 1 else [(a, b) for a in pool for b in pool]
    for inputs in pairs:
        with np.errstate(all="ignore"):
            right = operation(*inputs)
        try:
            ours = written(operation, *inputs)
        except ZeroDivisionError:
            assert operation is np.divide
            continue
        assert type(ours) is (bool if right.dtype == bool else float)
        np.testing.assert_array_equal(ours, right, err_msg=f"{operation.__name__}{inputs}")


def test_every_operation_that_is_known_is_written() -> None:
    assert {operation.__name__ for operation in OPERATIONS - set(WRITTEN)} == set()
