"""What every rule in the catalogue must keep, then each rule's own steps by hand."""

import copy
import math
import re
from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from descent import Trajectory, descend
from knob import Knob
from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import SURFACES
from tests.core.steps import Bowl, begun, step_of, steps_of

RULES = list(OPTIMIZERS.values())
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
every_hyper = pytest.mark.parametrize(
    ("rule", "field"),
    [(rule, field) for rule in RULES for field in hypers(rule).values()],
    ids=lambda case: case.key if isinstance(case, type) else case.name,
)
MARKERS = {"circle", "triangle", "square", "diamond", "star", "cross", "pentagon", "hexagon"}


def contrast(colour: str, other: str) -> float:
    def luminance(code: str) -> float:
        channels = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# ---- what every rule inherits ----


def test_the_catalogue_is_in_teaching_order() -> None:
    order = [
        *("sgd", "momentum", "nesterov", "qhm"),
        *("adagrad", "rprop", "rmsprop", "adadelta"),
        *("adam", "adamw", "amsgrad", "adamax", "nadam", "radam", "qhadam"),
        *("yogi", "adabelief", "adan", "lion", "schedule_free"),
        *("newton", "bfgs"),
    ]
    assert [key for key in OPTIMIZERS if key in order] == [key for key in order if key in OPTIMIZERS]
    assert all(rule.key == key for key, rule in OPTIMIZERS.items())
    with pytest.raises(TypeError):
        OPTIMIZERS["mine"] = RULES[0]  # type: ignore[index]


@every_rule
def test_metadata_is_complete(rule: type[Optimizer]) -> None:
    for text in (rule.label, rule.idea, rule.source, rule.differences, rule.__doc__ or ""):
        assert len(text.strip()) > 2
    assert rule.marker in MARKERS
    assert rule.formula.startswith(r"\begin{aligned}")
    assert rule.formula.endswith(r"\end{aligned}")
    assert rule.idea.endswith(".")
    for heading in ("Shapes:", "Units:", "Start values:", "Errors:"):
        assert heading in " ".join((rule.__doc__ or "").split())


@every_rule
def test_every_rule_tells_how_others_write_it(rule: type[Optimizer]) -> None:
    assert len(rule.differences) > 40
    assert rule.differences.endswith(".")
    assert any(other in rule.differences for other in ("torch", "optax", "Keras", "paper"))


@every_rule
def test_the_formula_names_what_can_be_turned(rule: type[Optimizer]) -> None:
    # Switches and choices are variants of the formula.
    numbers = [knob.latex for knob in hypers(rule).values() if knob.kind == "number"]
    words = [re.sub(r"[\s{}]", "", latex) for latex in (rule.formula, *numbers)]
    assert [word for word in words[1:] if word not in words[0]] == []


@every_rule
def test_colours_stand_out_on_white_and_on_near_black(rule: type[Optimizer]) -> None:
    assert contrast(rule.colour, "#FFFFFF") >= 2.95
    assert contrast(rule.colour, "#0E1117") >= 2.95


def test_no_two_rules_share_colour_and_marker() -> None:
    assert len({(rule.colour, rule.marker) for rule in RULES}) == len(RULES)


# Severity 1 on linear RGB: Machado, Oliveira and Fernandes, 2009.
SIGHT = {
    "full": np.eye(3),
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


BY_COLOUR_ALONE = {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"}


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_with_one_marker_can_be_told_apart(sight: str) -> None:
    """Distance in OKLab; some rules, those of a first lesson, are told apart by colour alone."""
    codes = [[int(rule.colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for rule in RULES]
    linear = np.array(codes) ** 2.2 @ np.transpose(SIGHT[sight])
    to_cones = [[0.41222147, 0.53633254, 0.05144599], [0.21190350, 0.68069955, 0.10739696],
                [0.08830246, 0.28171884, 0.62997870]]  # fmt: skip
    to_lab = [[0.21045426, 0.79361779, -0.00407205], [1.97799850, -2.42859221, 0.45059371],
              [0.02590404, 0.78277177, -0.80867577]]  # fmt: skip
    lab = np.cbrt(linear.clip(0, 1) @ np.transpose(to_cones)) @ np.transpose(to_lab)
    for i, rule in enumerate(RULES):
        for j, other in enumerate(RULES[:i]):
            if {rule.key, other.key} <= BY_COLOUR_ALONE or rule.marker == other.marker:
                assert np.linalg.norm(lab[i] - lab[j]) > 0.085, f"{rule.key} and {other.key}"


@every_hyper
def test_hyper_parameters_are_described(rule: type[Optimizer], field: Knob) -> None:
    assert field.symbol
    assert field.latex
    assert field.help.endswith(".")
    assert getattr(rule(), field.name) == field.default
    if field.kind == "choice":
        assert field.default in field.choices
    if field.kind != "number":
        return
    assert field.lowest is not None
    assert field.highest is not None
    assert field.lowest <= field.default <= field.highest
    if field.scale == "log":
        assert not field.lowest <= field.toward <= field.highest
    for inside in (field.lowest, field.highest):
        assert getattr(rule(**{field.name: inside}), field.name) == inside


@every_hyper
@pytest.mark.parametrize(
    "bad", [math.nan, math.inf, -math.inf, "fast", None, [1.0], 1j, np.array([[0.5]])], ids=repr
)
def test_bad_values_are_refused_by_name(rule: type[Optimizer], field: Knob, bad: Any) -> None:
    with pytest.raises(ValueError, match=f"^{field.name} must") as refusal:
        rule(**{field.name: bad})
    assert repr(bad) in str(refusal.value)


@every_hyper
def test_what_breaks_the_formula_is_refused_with_its_bound(rule: type[Optimizer], field: Knob) -> None:
    if field.at_least is not None:
        assert getattr(rule(**{field.name: field.at_least}), field.name) == field.at_least
        with pytest.raises(ValueError, match=f"^{field.name} must be at least {field.at_least:g}, got -0.5"):
            rule(**{field.name: field.at_least - 0.5})
        with pytest.raises(ValueError, match=f"^{field.name} must be at least .* in lane 1"):
            rule(**{field.name: np.array([field.default, field.at_least - 0.5])})
    if field.below is not None:
        with pytest.raises(ValueError, match=f"^{field.name} must be below {field.below:g}, got 1.0"):
            rule(**{field.name: field.below})
        below = f"^{field.name} must be below {field.below:g}, got {field.below} in lane 1"
        with pytest.raises(ValueError, match=below):
            rule(**{field.name: np.array([field.default, field.below])})
    if field.kind == "number":
        with pytest.raises(ValueError, match=f"^{field.name} must be finite, got nan in lane 1"):
            rule(**{field.name: np.array([field.default, math.nan])})
    if field.kind != "switch":
        with pytest.raises(ValueError, match=f"^{field.name} must"):
            rule(**{field.name: True})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"eta_minus": 0.0}, "eta_minus must be above 0, got 0.0"),
        ({"eta_minus": np.array([0.5, -1.0])}, "eta_minus must be above 0, got array"),
        ({"eta_minus": 1.0}, "eta_minus must be below 1, got 1.0"),
        ({"eta_plus": 1.0}, "eta_plus must be above 1, got 1.0"),
        ({"eta_plus": np.array([1.2, 0.5])}, "eta_plus must be above 1, got array"),
        ({"largest_step": 1e-7}, "largest_step must be at least smallest_step, 1e-06, got 1e-07"),
        ({"smallest_step": 51.0}, "largest_step must be at least smallest_step, 51.0, got 50.0"),
        ({"smallest_step": np.array([1.0, 51.0])}, "largest_step must be at least smallest_step, array"),
        (
            {"smallest_step": np.array([1.0, 3.0]), "largest_step": np.array([2.0, 2.0])},
            "largest_step must be at least smallest_step, array",
        ),
    ],
)
def test_rprop_refuses_what_would_turn_it_round(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        OPTIMIZERS["rprop"](**settings)


def test_rprop_takes_one_size_of_step() -> None:
    rule: Any = OPTIMIZERS["rprop"](smallest_step=0.5, largest_step=0.5)
    assert steps_of(rule, [1.0, 1.0, -1.0, -1.0]) == [-0.5, -0.5, 0.0, 0.5]


@every_rule
def test_numbers_become_floats(rule: type[Optimizer]) -> None:
    assert type(rule(learning_rate=np.float32(0.5)).learning_rate) is float  # type: ignore[attr-defined, call-arg]
    assert type(rule(learning_rate=1).learning_rate) is float  # type: ignore[attr-defined, call-arg]


@every_rule
def test_rules_are_frozen_and_compare_by_value(rule: type[Optimizer]) -> None:
    assert rule() == rule()
    assert hash(rule()) == hash(rule())
    with pytest.raises(FrozenInstanceError):
        rule().learning_rate = 1.0  # type: ignore[attr-defined]


@every_rule
def test_update_is_pure(rule: type[Optimizer]) -> None:
    optimizer = rule()
    rng = np.random.default_rng(1)
    gradient, position = rng.normal(size=(2, 5)), rng.normal(size=(2, 5))
    _, state = step_of(optimizer, gradient, begun(optimizer, position), position)
    before = copy.deepcopy((gradient, state, position))
    first, second = (step_of(optimizer, gradient, state, position) for _ in range(2))
    for old, new in zip(before, (gradient, state, position), strict=True):
        np.testing.assert_equal(new, old)
    np.testing.assert_equal(first, second)


@every_rule
@pytest.mark.parametrize("shape", [(2,), (2, 1), (2, 7)], ids=str)
def test_a_step_has_the_shape_of_the_position(rule: type[Optimizer], shape: tuple[int, ...]) -> None:
    optimizer, position = rule(), np.full(shape, 0.5)
    state = begun(optimizer, position)
    assert len(state) == len(rule.remembers)
    step, state = step_of(optimizer, np.ones(shape), state, position)
    assert step.shape == shape
    assert len(state) == len(rule.remembers)


@every_rule
def test_the_first_step_goes_downhill(rule: type[Optimizer]) -> None:
    step, _ = step_of(rule(), np.array([3.0, -0.2]), begun(rule(), np.zeros(2)), np.zeros(2))
    assert step[0] < 0.0 < step[1]


@every_rule
def test_floats_step_like_arrays(rule: type[Optimizer]) -> None:
    """Three lanes at once, and one after the other on floats."""
    optimizer, rng = rule(), np.random.default_rng(2)
    position = rng.normal(size=(2, 3))
    state = begun(optimizer, position)
    singles = [list(map(optimizer.init, lane)) if optimizer.elementwise else optimizer.init(tuple(lane))
               for lane in position.T.tolist()]  # fmt: skip
    for gradient in rng.normal(size=(30, 2, 3)):
        step, state = step_of(optimizer, gradient, state, position)
        for n in range(3):
            at, slope = position[:, n].tolist(), gradient[:, n].tolist()
            if optimizer.elementwise:
                pairs = [optimizer.update(slope[i], singles[n][i], at[i]) for i in range(2)]
                single, singles[n] = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
            else:
                single, singles[n] = optimizer.update_pair(tuple(slope), singles[n], tuple(at), Bowl())
            assert [type(number) for number in single] == [float, float]
            assert single == pytest.approx(step[:, n], rel=1e-14 if optimizer.elementwise else 1e-12)
        position = position + step


@every_rule
def test_derived_quantities_have_the_shape_of_the_state(rule: type[Optimizer]) -> None:
    quarter = np.full((4, 24), 0.25)  # more columns than any rule has entries
    run = Trajectory(rule(), quarter[:, :2], quarter[:, 0], quarter[1:, :2], None, quarter)
    for name in rule.derives:
        values = run.state[name]
        assert values.shape == (4, 2)
        assert np.isnan(values[0]).all()  # the start does not define what a step is made with
        assert (values[1:] > 0.0).all()


@every_rule
def test_a_rate_of_0_stands_still_on_floats_too(rule: type[Optimizer]) -> None:
    if not rule.elementwise or rule.key in ("rprop", "schedule_free"):  # no rate, and a place of its own
        return
    assert steps_of(rule(learning_rate=0.0), [1.0, -2.0, 3.0], 0.5) == [0.0, 0.0, 0.0]


# ---- steps by hand ----

BY_HAND = [
    # g = 2, then −1, from 0 (or from `position` where decay matters)
    ("sgd", {"learning_rate": 0.1}, [-0.2, 0.1]),
    ("momentum", {"learning_rate": 0.1, "momentum": 0.5}, [-0.2, 0.0]),  # b = 2, then 1 − 1
    ("momentum", {"learning_rate": 0.1, "momentum": 0.5, "dampening": 0.25}, [-0.2, -0.025]),  # 2, 1 − 0.75
    ("nesterov", {"learning_rate": 0.1, "momentum": 0.5}, [-0.3, 0.1]),  # 2 + 1, −1 + 0
    ("adagrad", {"learning_rate": 0.1, "epsilon": 0.0}, [-0.1, 0.1 / math.sqrt(5)]),
    ("adagrad", {"learning_rate": 0.1, "epsilon": 1.0}, [-0.2 / 3, 0.1 / (math.sqrt(5) + 1)]),
    (
        "adagrad",
        {"learning_rate": 0.1, "epsilon": 3.0, "epsilon_placement": "inside", "initial_accumulator": 2.0},
        [-0.2 / 3, 0.1 / math.sqrt(10)],
    ),
    ("rmsprop", {"learning_rate": 0.1, "rho": 0.75, "epsilon": 0.0}, [-0.2, 0.1]),  # v = 1, then 0.75 + 0.25
    ("rmsprop", {"learning_rate": 0.1, "rho": 0.75, "epsilon": 0.0, "momentum": 0.5}, [-0.2, 0.0]),
    (
        "rmsprop",
        {"learning_rate": 0.1, "rho": 0.75, "epsilon": 3.0, "epsilon_placement": "inside"},
        [-0.1, 0.05],
    ),
    # m = 0.5, v − m² = 0.75; then m = 0.125, v − m² = 1 − 1/64
    (
        "rmsprop",
        {"learning_rate": 0.1, "rho": 0.75, "epsilon": 0.0, "centered": True},
        [-0.2 / math.sqrt(0.75), 0.1 / math.sqrt(63 / 64)],
    ),
    # m = 1, v = 1, m̂ = 2, v̂ = 4; then m = 0, whatever v is
    ("adam", {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.0}, [-0.1, 0.0]),
    # m = 0.5; then m = 0.125, v = 1: m̂ = 0.125 / (7/16), v̂ = 1 / (7/16)
    (
        "adam",
        {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.75, "epsilon": 1.0},
        [-0.2 / 3, -0.1 * (2 / 7) / (math.sqrt(16 / 7) + 1)],
    ),
    (
        "adam",
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.0, "bias_correction": False},
        [-0.1, 0.0],
    ),
    (
        "adam",
        {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.75, "epsilon": 3.0, "epsilon_placement": "inside",
         "bias_correction": False},
        [-0.025, -0.00625],
    ),
    ("qhm", {"learning_rate": 0.1, "momentum": 0.5, "nu": 0.5}, [-0.15, 0.05]),  # b = 1, then 0
    ("adagrad", {"learning_rate": 0.1, "epsilon": 0.0, "rate_decay": 0.5}, [-0.1, 0.1 / 1.5 / math.sqrt(5)]),
    # The sign turns: the second step is left out.
    ("rprop", {"learning_rate": 0.1}, [-0.1, 0.0]),
    # d = √3 / √4 · 2, u = 3/4; then d = −√3.75 / √4
    (
        "adadelta",
        {"learning_rate": 0.1, "rho": 0.75, "epsilon": 3.0},
        [-0.1 * math.sqrt(3), 0.1 * math.sqrt(3.75) / 2],
    ),
    # v = 2, then 1.5: 2 stays; m = 0.5, then 0.125; corrected by 1/4, then 7/16, and by 1/2, then 3/4
    (
        "amsgrad",
        {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.5, "epsilon": 0.0},
        [-0.1, -0.1 * (2 / 7) / math.sqrt(8 / 3)],
    ),
    (
        "amsgrad",
        {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.5, "epsilon": 2.0, "epsilon_placement": "inside",
         "bias_correction": False},
        [-0.025, -0.00625],
    ),
    # u = 2 + 1; then the fading one, 2.25, is above 1 + 1, or the new one is above 0.75
    (
        "adamax",
        {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.75, "epsilon": 1.0},
        [-0.2 / 3, -0.1 * (2 / 7) / 2.25],
    ),
    ("adamax", {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.25, "epsilon": 1.0}, [-0.2 / 3, -0.1 / 7]),
    # μ is 1/4 throughout: m̂ = 1/4 · 1 / (15/16) + 3/4 · 2 / (3/4); then m = 0, m̂ = −3/4 / (15/16), v̂ = 16/7
    (
        "nadam",
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.0, "momentum_decay": 0.0},
        [-0.1 * (4 / 15 + 2) / 2, 0.08 / math.sqrt(16 / 7)],
    ),
    # μ = 0.5 (1 − 0.96 / 2) = 0.26, then 0.5 (1 − 0.9216 / 2) = 0.2696
    (
        "nadam",
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 1.0, "momentum_decay": 1.0},
        [-0.1 * (0.2696 / (1 - 0.26 * 0.2696) + 2) / 3,
         0.1 * (1 - 0.2696) / (1 - 0.26 * 0.2696) / (math.sqrt(16 / 7) + 1)],
    ),
    # Too early to divide by anything: m̂ = 2, then 2/7
    ("radam", {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.9}, [-0.2, -0.1 * 2 / 7]),
    # m̂ = 2, v̂ = 4; then m̂ = 2/7, v̂ = 2: above −1/2 + 1/7, below the root 1/2 + 1
    (
        "qhadam",
        {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.5, "nu1": 0.5, "nu2": 0.5, "epsilon": 1.0},
        [-0.2 / 3, 0.1 * (5 / 14) / (math.sqrt(1.5) + 1)],
    ),
    # v = 2, v̂ = 4; then 2 is above 1 and half of 1 is taken off: v̂ = 1.5 / 0.75
    (
        "yogi",
        {"learning_rate": 0.1, "beta1": 0.0, "beta2": 0.5, "epsilon": 0.0, "initial_accumulator": 0.0},
        [-0.1, 0.1 / math.sqrt(2)],
    ),
    # m = v = 6; then m = 3 + 1, v = 6 − 2; then m = 2 − 0.5, v = 4 − 0.5
    (
        "yogi",
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.5, "epsilon": 12.0, "epsilon_placement": "inside",
         "bias_correction": False, "initial_accumulator": 6.0},
        [-0.1, -0.15 / math.sqrt(15.5)],
    ),
    # m = 0.5, s = 1.5² / 2 + 0.875 = 2, ŝ = 4; then m = 0.125, s = 1 + 1.125² / 2 + 0.875, ŝ = s / 0.75
    (
        "adabelief",
        {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.5, "epsilon": 1.0, "epsilon_root": 0.875},
        [-0.2 / 3, -0.1 * (2 / 7) / (math.sqrt(2.5078125 / 0.75) + 1)],
    ),
    # m = 1, s = 1, m̂ = 0.5 / 0.75 + 1 / 0.5, ŝ = 2; then m = 0, s = 1.5, m̂ = −0.5 / 0.75, ŝ = 2
    (
        "adabelief",
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.5, "epsilon": 0.0, "epsilon_root": 0.5,
         "nesterov": True},
        [-0.1 * (8 / 3) / math.sqrt(2), 0.1 * (2 / 3) / math.sqrt(2)],
    ),
    # No change yet: m̂ = 2, n̂ = 4; then d = −3, v̂ = −2, n = 1 + 2.5² / 2, n̂ = 5.5
    (
        "adan",
        {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.5, "beta3": 0.5, "epsilon": 1.0,
         "epsilon_root": 5.0},
        [-0.05, 0.1 * (5 / 7) / (math.sqrt(10.5) + 1)],
    ),
    # m = 1; then the blend is 0.75 − 0.25: the average wins; or 0.25 − 0.75: the gradient wins
    ("lion", {"learning_rate": 0.1, "beta1": 0.75, "beta2": 0.5, "weight_decay": 0.5}, [-0.1, 0.005 - 0.1]),
    ("lion", {"learning_rate": 0.1, "beta1": 0.25, "beta2": 0.5, "weight_decay": 0.5}, [-0.1, 0.005 + 0.1]),
    # z = x = −0.2; then z = −0.1, x = −0.15, y = −0.125
    ("schedule_free", {"learning_rate": 0.1, "beta1": 0.5}, [-0.2, 0.075]),
    # Nothing; then z = 0.05, y halfway to x: 0.1 / 3 by the weights 1/2 and 1, 0.025 by the weights 1 and 1
    (
        "schedule_free",
        {"learning_rate": 0.1, "beta1": 0.5, "warmup_steps": 2.0, "weight_lr_power": 1.0},
        [0.0, 0.5 / 12],
    ),
    (
        "schedule_free",
        {"learning_rate": 0.1, "beta1": 0.5, "warmup_steps": 2.0, "weight_lr_power": 0.0},
        [0.0, 0.0375],
    ),
    # v − m² = 0.75, b = 2 / √0.75; then v − m² = 63/64, b = 1 / √0.75 − 1 / √(63/64)
    (
        "rmsprop",
        {"learning_rate": 0.1, "rho": 0.75, "epsilon": 0.0, "centered": True, "momentum": 0.5},
        [-0.2 / math.sqrt(0.75), -0.1 / math.sqrt(0.75) + 0.1 / math.sqrt(63 / 64)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("key", "settings", "expected"), BY_HAND)
def test_steps_by_hand(key: str, settings: dict[str, Any], expected: list[float]) -> None:
    assert steps_of(OPTIMIZERS[key](**settings), [2.0, -1.0]) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("key", "settings", "expected"),
    [
        ("sgd", {}, -0.1 * (2.0 + 0.5 * 4.0)),
        ("momentum", {}, -0.1 * 4.0),
        ("nesterov", {"momentum": 0.5}, -0.1 * 6.0),
        ("adagrad", {"epsilon": 4.0}, -0.1 * 4.0 / 8.0),
        ("rmsprop", {"rho": 0.75, "epsilon": 2.0}, -0.1 * 4.0 / 4.0),
        ("adam", {"epsilon": 4.0}, -0.1 * 4.0 / 8.0),
        ("adamw", {"epsilon": 2.0}, -0.1 * 0.5 * 4.0 - 0.1 * 2.0 / 4.0),  # the decay does not enter g
        ("qhm", {"momentum": 0.5, "nu": 0.5}, -0.1 * (2.0 + 1.0)),
        ("adadelta", {"rho": 0.75, "epsilon": 12.0}, -0.1 * math.sqrt(12.0) / 4.0 * 4.0),
        ("amsgrad", {"epsilon": 4.0}, -0.1 * 4.0 / 8.0),
        ("amsgrad", {"epsilon": 2.0, "decoupled_weight_decay": True}, -0.2 - 0.1 * 2.0 / 4.0),
        ("adamax", {"epsilon": 4.0}, -0.1 * 4.0 / 8.0),
        ("nadam", {"beta1": 0.5, "momentum_decay": 0.0, "epsilon": 4.0}, -0.1 * (8 / 15 + 4) / 8.0),
        (
            "nadam",
            {"beta1": 0.5, "momentum_decay": 0.0, "epsilon": 2.0, "decoupled_weight_decay": True},
            -0.2 - 0.1 * (4 / 15 + 2) / 4.0,
        ),
        ("radam", {}, -0.1 * 4.0),
        ("radam", {"decoupled_weight_decay": True}, -0.2 - 0.1 * 2.0),
        ("qhadam", {"nu1": 0.5, "nu2": 0.5, "epsilon": 4.0}, -0.1 * 4.0 / 8.0),
        ("adan", {"epsilon": 2.0, "epsilon_root": 0.0}, -0.2 - 0.1 * 2.0 / 4.0),
        ("lion", {}, -0.2 - 0.1),
        ("schedule_free", {}, -0.1 * 4.0),
    ],
)
def test_weight_decay_by_hand(key: str, settings: dict[str, Any], expected: float) -> None:
    rule = OPTIMIZERS[key](learning_rate=0.1, weight_decay=0.5, **settings)
    assert steps_of(rule, [2.0], position=4.0) == pytest.approx([expected])


def test_uncorrected_adam_begins_too_fast() -> None:
    with_it, without = (OPTIMIZERS["adam"](bias_correction=switch, epsilon=0.0) for switch in (True, False))
    assert steps_of(without, [1.0])[0] / steps_of(with_it, [1.0])[0] == pytest.approx(0.1 / math.sqrt(0.001))


def test_rprop_by_hand() -> None:
    rule = OPTIMIZERS["rprop"](learning_rate=0.1, eta_minus=0.5, eta_plus=1.2)
    # Longer while the sign stays; shorter and left out where it turns; the next one keeps its size.
    gradients = [2.0, 1.0, -1.0, -1.0, -3.0, 0.0, 5.0]
    assert steps_of(rule, gradients) == pytest.approx([-0.1, -0.12, 0.0, 0.06, 0.072, 0.0, -0.072])
    rule = OPTIMIZERS["rprop"](learning_rate=0.1, smallest_step=0.07, largest_step=0.11)
    assert steps_of(rule, gradients[:5]) == pytest.approx([-0.1, -0.11, 0.0, 0.07, 0.084])
    # The first step keeps to the bounds too.
    assert steps_of(OPTIMIZERS["rprop"](learning_rate=3.0, largest_step=2.0), [1.0]) == [-2.0]


def test_radam_adapts_from_the_sixth_step_on() -> None:
    # On a constant gradient without ε, Adam's part is 1 and only the rectification is left.
    keep = Fraction(9, 10)
    rule = OPTIMIZERS["radam"](learning_rate=1.0, beta1=0.5, beta2=float(keep), epsilon=0.0)
    for t, step in enumerate(steps_of(rule, [2.0] * 60), start=1):
        rho = 19 - 2 * t * keep**t / (1 - keep**t)
        rectified = (rho - 4) * (rho - 2) * 19 / (15 * 17 * rho)
        assert step == pytest.approx(-math.sqrt(rectified) if rho > 5 else -2.0, rel=1e-12)
        assert (rho > 5) == (t >= 6)


@pytest.mark.parametrize("beta2", [0.0, 1 / 3, 0.6, 2 / 3, 0.9])
def test_radam_computes_nothing_wild_in_the_branch_it_does_not_take(beta2: float) -> None:
    rule = OPTIMIZERS["radam"](beta2=beta2, epsilon=0.0)
    gradients = [0.0, 0.0, 1.0, -2.0, 3.0, 1.0, 1.0, 1.0]
    steps = steps_of(rule, gradients)
    with np.errstate(all="raise"):
        lanes = steps_of(rule, [np.full((2, 3), gradient) for gradient in gradients], np.zeros((2, 3)))  # type: ignore[arg-type, misc]
    assert np.isfinite(lanes).all()
    assert [float(lane[1, 2]) for lane in lanes] == pytest.approx(steps, rel=1e-12)  # type: ignore[index]


def test_nadam_warms_its_momentum_up() -> None:
    # 0.96 to the power t / 250: after 4,000 steps, half of one half is left.
    rule = OPTIMIZERS["nadam"](beta1=0.8)
    state = rule.init(0.0)
    for _ in range(3999):
        _, state = rule.update(1.0, state, 0.0)
    (mu,) = (stage.values["mu"] for stage in rule.stages(1.0, state, 0.0) if "mu" in stage.values)
    assert mu == pytest.approx(0.8 * (1.0 - 0.5 * 0.96**16), rel=1e-12)


# ---- what is derived ----


@pytest.mark.parametrize(
    ("key", "settings"),
    [
        ("adam", {"epsilon": 0.1}),
        ("adamw", {"epsilon": 0.1, "weight_decay": 0.0}),
        ("amsgrad", {"beta2": 0.7}),
        ("amsgrad", {"beta2": 0.7, "bias_correction": False, "epsilon": 0.1, "epsilon_placement": "inside"}),
        ("adamax", {"beta2": 0.7}),
        ("nadam", {"momentum_decay": 0.2}),
        ("radam", {"beta2": 0.9, "epsilon": 0.1}),
        ("yogi", {"beta2": 0.7}),
        ("yogi", {"beta2": 0.7, "bias_correction": False, "epsilon": 0.1, "epsilon_placement": "inside"}),
        ("adabelief", {"beta2": 0.7, "epsilon": 0.1, "epsilon_root": 0.01}),
        ("adabelief", {"beta2": 0.7, "epsilon": 0.1, "nesterov": True}),
    ],
)
def test_a_step_is_the_rate_times_the_averaged_gradient(key: str, settings: dict[str, Any]) -> None:
    run = descend(OPTIMIZERS[key](learning_rate=0.02, **settings), SURFACES["ravine"], (-3.0, 2.0), 40)
    told = -run.state["effective_rate"][1:] * run.state["m_hat"][1:]
    np.testing.assert_allclose(told, run.updates, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(
    ("key", "settings"),
    [
        ("sgd", {}),
        ("adagrad", {"rate_decay": 0.3, "epsilon": 0.1, "initial_accumulator": 0.5}),
        ("rmsprop", {"centered": True, "epsilon": 0.1}),
        ("adadelta", {"rho": 0.7, "epsilon": 0.01}),
        ("qhadam", {"nu1": 0.0, "nu2": 0.4, "epsilon": 0.1}),
    ],
)
def test_a_step_is_the_rate_times_the_gradient(key: str, settings: dict[str, Any]) -> None:
    run = descend(OPTIMIZERS[key](learning_rate=0.02, **settings), SURFACES["ravine"], (-3.0, 2.0), 40)
    rate = run.state["effective_rate"][1:] if key != "sgd" else 0.02
    np.testing.assert_allclose(-rate * run.gradients, run.updates, rtol=1e-9, atol=1e-15)


def test_amsgrad_without_correction_divides_by_the_largest_squares() -> None:
    rule = OPTIMIZERS["amsgrad"](learning_rate=0.02, beta2=0.7, bias_correction=False)
    state = descend(rule, SURFACES["ravine"], (-3.0, 2.0), 40).state
    assert (state["v_max"] > state["v"]).any()
    np.testing.assert_array_equal(state["v_hat"][1:], state["v_max"][1:])


def test_qhadams_step_from_what_is_derived() -> None:
    run = descend(OPTIMIZERS["qhadam"](nu1=0.6, nu2=0.4), SURFACES["ravine"], (-3.0, 2.0), 40)
    blend = 0.4 * run.gradients + 0.6 * run.state["m_hat"][1:]
    np.testing.assert_allclose(-run.state["effective_rate"][1:] * blend, run.updates, rtol=1e-9, atol=1e-15)


def test_adans_step_from_what_is_derived() -> None:
    run = descend(OPTIMIZERS["adan"](beta2=0.7, epsilon=0.1), SURFACES["ravine"], (-3.0, 2.0), 40)
    above = run.state["m_hat"][1:] + 0.3 * run.state["v_hat"][1:]
    np.testing.assert_allclose(-run.state["effective_rate"][1:] * above, run.updates, rtol=1e-9, atol=1e-15)


def test_lions_step_from_what_is_derived() -> None:
    run = descend(
        OPTIMIZERS["lion"](learning_rate=0.1, weight_decay=0.0), SURFACES["ravine"], (-3.0, 2.0), 60
    )
    np.testing.assert_allclose(run.updates, -0.1 * np.sign(run.state["c"][1:]), rtol=1e-12)


@pytest.mark.parametrize("beta1", [0.0, 0.9, 1.0])
def test_schedule_free_shows_all_three_ways(beta1: float) -> None:
    run = descend(OPTIMIZERS["schedule_free"](beta1=beta1), SURFACES["ravine"], (-3.0, 2.0), 60)
    x, z = run.state["x"], run.state["z"]
    np.testing.assert_allclose(run.positions, (1.0 - beta1) * z + beta1 * x, rtol=0.0, atol=1e-14)
    np.testing.assert_allclose(np.diff(z, axis=0), -1e-3 * run.gradients, rtol=1e-9, atol=1e-15)
    means = np.cumsum(z[1:], axis=0) / np.arange(1, 61)[:, None]
    np.testing.assert_allclose(x[1:], means, rtol=1e-12)


def test_radam_tells_how_far_it_trusts_its_rate() -> None:
    run = descend(OPTIMIZERS["radam"](beta2=0.9), SURFACES["ravine"], (-3.0, 2.0), 200)
    trust = run.state["rectification"][1:, 0]
    assert (trust[:5] == 0.0).all()
    assert (np.diff(trust[5:]) >= 0.0).all()
    assert trust[-1] == pytest.approx(1.0, rel=1e-6)
    assert run.state["rho"][-1] == pytest.approx(19.0, rel=1e-6)
