"""Axes of maps: their values, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest

from maps import Axis, axis_for, check_axis
from optimizers import OPTIMIZERS, hypers

KNOBS = {(rule.key, name): knob for rule in OPTIMIZERS.values() for name, knob in hypers(rule).items()}
ADAM = hypers(OPTIMIZERS["adam"])


@pytest.mark.parametrize(
    ("axis", "values"),
    [
        (Axis("weight_decay", 0.0, 1.0), [0.0, 0.25, 0.5, 0.75, 1.0]),
        (Axis("learning_rate", 1e-4, 1.0, "log"), [1e-4, 1e-3, 1e-2, 1e-1, 1.0]),
        (Axis("beta1", 0.0, 0.9999, "log", 1.0), [0.0, 0.9, 0.99, 0.999, 0.9999]),
    ],
)
def test_values_are_evenly_spread_on_the_scale(axis: Axis, values: list[float]) -> None:
    np.testing.assert_allclose(axis.values(5), values, rtol=1e-12, atol=1e-15)
    assert (axis.values(5)[0], axis.values(5)[-1]) == (axis.lowest, axis.highest)
    assert [axis.place(value) for value in values] == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0])


@pytest.mark.parametrize("count", [32, 64, 128])
@pytest.mark.parametrize(
    "knob", [knob for knob in KNOBS.values() if knob.kind == "number" and not knob.whole]
)
def test_values_are_short_decimals_near_the_middles_of_their_cells(knob: Any, count: int) -> None:
    axis = axis_for(knob)
    values = axis.values(count).tolist()
    for cell, value in enumerate(values[1:-1], 1):
        assert abs(axis.place(value) * (count - 1) - cell) < 0.2, "it stays in its cell, and near the middle"
        # With one figure less it would be farther away.
        figures = len(repr(value).partition("e")[0].replace(".", "").lstrip("0"))
        if figures > 1 and value != int(value):
            shorter = float(f"{value:.{figures - 1}g}")
            assert not abs(axis.place(shorter) * (count - 1) - cell) < 0.1
        assert len(repr(value)) <= 9


def test_a_narrow_axis_has_as_many_figures_as_it_takes() -> None:
    values = Axis("learning_rate", 0.1, 0.10001).values(11)
    np.testing.assert_allclose(values, np.linspace(0.1, 0.10001, 11), rtol=0, atol=1e-12)
    assert 0.0 in Axis("learning_rate", -1.0, 1.0).values(11).tolist()


def test_the_cross_may_lie_outside_or_nowhere() -> None:
    axis = Axis("learning_rate", 1e-3, 1e-1, "log")
    assert axis.place(1.0) == pytest.approx(1.5)
    assert axis.place(1e-4) == pytest.approx(-0.5)
    assert math.isnan(axis.place(0.0))
    assert math.isnan(Axis("momentum", 0.0, 0.9, "log", 1.0).place(1.2))


@pytest.mark.parametrize("knob", KNOBS.values(), ids=["-".join(key) for key in KNOBS])
def test_every_number_has_an_axis_and_nothing_else(knob: Any) -> None:
    if knob.kind != "number" or knob.whole:
        with pytest.raises(ValueError, match="makes no axis"):
            axis_for(knob)
        return
    axis = axis_for(knob)
    check_axis(axis, knob)
    values = axis.values(128)
    assert (values[0], values[-1]) == (knob.lowest, knob.highest)
    assert np.all(np.diff(values) > 0.0)
    knob.check(values)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ((1.0, 0.1), "lowest must be below highest, got 1 and 0.1"),
        ((0.5, 0.5), "lowest must be below highest, got 0.5 and 0.5"),
        ((1.0, 0.1, "log"), "lowest must be below highest, got 1 and 0.1"),
        ((0.0, 1.0, "log"), "lowest must be above 0 on a log axis, got 0"),
        ((-1.0, 1.0, "log"), "lowest must be above 0 on a log axis, got -1"),
        ((0.5, 0.0, "log"), "highest must be above 0 on a log axis, got 0"),
        ((0.0, 1.0, "log", 1.0), "highest must be below 1 on this log axis, got 1"),
        ((math.nan, 1.0), "lowest must be a finite number, got nan"),
        ((0.0, math.inf), "highest must be a finite number, got inf"),
        (("a", 1.0), "lowest must be a number, got 'a'"),
        ((0.0, True), "highest must be a number, got True"),
        ((0.0, 1.0, "cubic"), "scale must be linear or log, got 'cubic'"),
        ((1.0, 1.0 + 1e-15), "highest must be farther from lowest"),
    ],
)
def test_what_makes_no_axis_is_refused(given: Any, complaint: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Axis("learning_rate", *given)
    assert str(refused.value).startswith(complaint)


@pytest.mark.parametrize(
    ("axis", "name", "complaint"),
    [
        (Axis("learning_rate", -1.0, 1.0), "learning_rate", "lowest must be at least 0 for learning_rate"),
        (Axis("beta1", 0.0, 1.0), "beta1", "highest must be below 1 for beta1"),
        (Axis("beta1", 0.1, 0.9, "log"), "beta1", "toward must be 1 for beta1"),
        (Axis("beta1", 0.1, 0.9), "beta2", "name must be beta2"),
        (Axis("bias_correction", 0.0, 1.0), "bias_correction", "bias_correction takes single values only"),
    ],
)
def test_what_the_rule_refuses_is_refused(axis: Axis, name: str, complaint: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        check_axis(axis, ADAM[name])
    assert str(refused.value).startswith(complaint)
