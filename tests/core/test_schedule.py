"""Schedules: as torch has them, as their formulas say, and as a run takes them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from descent import CONSTANT, SHAPES, Schedule, descend
from optimizers import OPTIMIZERS, hypers
from surfaces import SURFACES

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "schedules.json").read_text(encoding="utf-8"))
every_shape = pytest.mark.parametrize("kind", SHAPES)


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: f"{case['settings']['kind']}")
def test_factors_equal_torchs(case: dict[str, Any]) -> None:
    ours = Schedule(**case["settings"]).factors(GOLDEN["steps"])
    np.testing.assert_allclose(ours, case["factors"], rtol=0.0, atol=1e-12)


def test_torch_has_all_but_the_inverse_root() -> None:
    assert {case["settings"]["kind"] for case in GOLDEN["cases"]} == SHAPES.keys() - {"inverse_root"}


def test_inverse_root_is_the_transformers() -> None:
    # Vaswani et al., section 5.3: min(n^−½, n · w^−1.5) in steps n from 1, here in units of its peak.
    warmup, n = 50, np.arange(1.0, 501.0)
    theirs = np.minimum(n**-0.5, n * warmup**-1.5) * warmup**0.5
    ours = Schedule(kind="inverse_root", timescale=50.0, warmup=0.1).factors(500)
    np.testing.assert_allclose(ours[50:], theirs[50:] * np.sqrt(n[50:] / (n[50:] - 1.0)), rtol=1e-12)
    # Ours starts at 1 / (w + 1) and is at its peak one step later.
    np.testing.assert_allclose(ours[:50], n[:50] / 51.0, rtol=1e-12)


def test_inverse_root_of_one_step_is_one_over_root_t() -> None:
    t = np.arange(1.0, 101.0)
    np.testing.assert_allclose(
        Schedule(kind="inverse_root", timescale=1.0).factors(100), 1.0 / np.sqrt(t), rtol=1e-14
    )


@every_shape
def test_every_shape_is_finite_and_begins_within_its_range(kind: str) -> None:
    for warmup in (0.0, 0.3):
        for steps in (0, 1, 2, 3, 10, 500):
            factors = Schedule(kind=kind, warmup=warmup).factors(steps)
            assert factors.shape == (steps,)
            assert ((factors > 0.0) & (factors <= 1.0)).all(), (warmup, steps, factors)


@every_shape
def test_every_field_that_a_shape_uses_changes_it(kind: str) -> None:
    usual = Schedule(kind=kind)
    for name in usual.uses:
        knob = hypers(Schedule)[name]
        other = Schedule(**{"kind": kind, name: 2.0 if knob.whole else 0.4})
        assert not np.array_equal(other.factors(100), usual.factors(100)), name
    for name in hypers(Schedule).keys() - {*usual.uses, "kind"}:
        other = Schedule(**{"kind": kind, name: 2.0 if hypers(Schedule)[name].whole else 0.4})
        np.testing.assert_array_equal(other.factors(100), usual.factors(100), err_msg=name)


def test_every_field_has_a_range_and_a_help() -> None:
    for name, knob in hypers(Schedule).items():
        assert knob.help.endswith("."), name
        if knob.kind == "number":
            assert knob.lowest <= knob.default <= knob.highest, name  # type: ignore[operator]


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "sawtooth"), ("warmup", -0.1), ("final", float("nan")), ("growth", 1.5), ("peak", 1.0)],
)
def test_a_bad_value_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        Schedule(**{field: value})


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
def test_the_step_is_the_rules_times_the_factor(rule: Any) -> None:
    """A first step is scaled, whatever the rule; all else of it is as without a schedule."""
    surface = SURFACES["rosenbrock"]
    plain = descend(rule(), surface, (-1.2, 1.0), 1)
    half = descend(rule(), surface, (-1.2, 1.0), 1, schedule=lambda _: 0.5)
    np.testing.assert_allclose(half.updates, 0.5 * plain.updates, rtol=1e-9, atol=1e-15)
    assert half.factors is not None
    np.testing.assert_array_equal(half.factors, [0.5])
    assert plain.factors is None


def test_a_schedule_equals_the_function_of_its_factors() -> None:
    adam, surface = OPTIMIZERS["adam"](learning_rate=0.1), SURFACES["beale"]  # type: ignore[call-arg]
    cosine = Schedule(kind="cosine", warmup=0.1)
    factors = cosine.factors(200)
    by_name = descend(adam, surface, (1.0, 0.3), 200, schedule=cosine)
    by_hand = descend(adam, surface, (1.0, 0.3), 200, schedule=lambda t: factors[t])
    np.testing.assert_array_equal(by_name.positions, by_hand.positions)
    constant = descend(adam, surface, (1.0, 0.3), 200, schedule=CONSTANT)
    np.testing.assert_array_equal(constant.positions, descend(adam, surface, (1.0, 0.3), 200).positions)
    assert constant.factors is None


def test_what_is_no_schedule_is_refused() -> None:
    with pytest.raises(ValueError, match="schedule must be"):
        descend(OPTIMIZERS["sgd"](), SURFACES["sphere"], (1.0, 1.0), 3, schedule="cosine")  # type: ignore[arg-type]
