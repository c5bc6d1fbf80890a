"""What every rule in the catalogue must keep, then each rule's own steps by hand and identities."""

import copy
import math
import re
from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from descent import descend
from knob import Knob
from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import SURFACES

RULES = list(OPTIMIZERS.values())
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
every_hyper = pytest.mark.parametrize(
    ("rule", "field"),
    [(rule, field) for rule in RULES for field in hypers(rule).values()],
    ids=lambda case: case.key if isinstance(case, type) else case.name,
)
MARKERS = {"circle", "triangle", "square", "diamond", "star", "cross", "pentagon", "hexagon"}


class Bowl:
    """x² + 2 y² + x y, for rules that ask for more than the gradient they are given."""

    def value(self, x: Any, y: Any) -> Any:
        return x * x + 2.0 * y * y + x * y

    def gradient(self, x: Any, y: Any) -> Any:
        return 2.0 * x + y, 4.0 * y + x

    def hessian(self, x: Any, y: Any) -> Any:
        return 0.0 * x + 2.0, 0.0 * x + 1.0, 0.0 * y + 4.0


def pair_of(rows: Any) -> Any:
    """The two coordinates: floats of (2,), arrays of (2, N)."""
    return (float(rows[0]), float(rows[1])) if np.ndim(rows) == 1 else (rows[0], rows[1])


def begun(rule: Optimizer, position: Any) -> Any:
    """The state of either kind of rule at a position, (2,) or (2, N)."""
    return rule.init(position if rule.elementwise else pair_of(position))


def step_of(rule: Optimizer, gradient: Any, state: Any, position: Any, landscape: Any = None) -> Any:
    """The step and the next state of either kind of rule, the step in the position's shape."""
    if rule.elementwise:
        return rule.update(gradient, state, position)
    pair, state = rule.update_pair(pair_of(gradient), state, pair_of(position), landscape or Bowl())
    return np.array(pair), state


def steps_of(rule: Optimizer, gradients: list[float], position: float = 0.0) -> list[float]:
    """The steps an element-wise rule takes on a fixed list of gradients."""
    state, steps = rule.init(position), []
    for gradient in gradients:
        step, state = rule.update(gradient, state, position)
        position += step
        steps.append(step)
    return steps


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
    state = {name: np.full((4, 2), 0.25) for name in rule.remembers}
    for values in rule().derived(state).values():
        assert values.shape == (4, 2)
        assert (values[1:] > 0.0).all()  # the start does not define what a step is made with


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
    for _ in range(4000):
        _, state = rule.update(1.0, state, 0.0)
    recorded = {name: np.array([[value, value]]) for name, value in zip(rule.remembers, state, strict=True)}
    mu = rule.derived(recorded)["mu"]
    assert mu == pytest.approx(np.full((1, 2), 0.8 * (1.0 - 0.5 * 0.96**16)), rel=1e-12)


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


# ---- identities ----

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


# ---- rules that ask for more than the gradient ----


@pytest.mark.parametrize("start", [(3.0, -1.0), (-0.3, 7.0)])
def test_newton_arrives_in_one_step_where_the_loss_is_quadratic(start: tuple[float, float]) -> None:
    for key in ("quadratic", "booth", "matyas", "ravine"):
        surface = SURFACES[key]
        run = descend(OPTIMIZERS["newton"](damping=0.0), surface, start, 1)
        assert run.positions[1] == pytest.approx(surface.minima[0][:2], abs=1e-12)


class Bent(Bowl):
    """A loss with these second derivatives by xx, xy and yy everywhere."""

    def __init__(self, *bends: float) -> None:
        self.bends = bends

    def hessian(self, x: Any, y: Any) -> Any:  # noqa: ARG002
        return self.bends


def test_newton_against_numpys_eigenvectors() -> None:
    rng = np.random.default_rng(9)
    for _ in range(200):
        (xx, xy, yy), slope, damping = rng.normal(size=3).tolist(), rng.normal(size=2), rng.uniform(0.0, 2.0)
        rule = OPTIMIZERS["newton"](learning_rate=0.7, damping=damping)
        step, _ = step_of(rule, slope, (), np.zeros(2), Bent(xx, xy, yy))
        sizes, directions = np.linalg.eigh([[xx, xy], [xy, yy]])
        expected = -0.7 * directions @ (directions.T @ slope / (np.abs(sizes) + damping))
        assert step == pytest.approx(expected, rel=1e-9)


def test_newton_by_hand() -> None:
    # The curvatures 5 and −5 count alike, whatever their directions.
    rule = OPTIMIZERS["newton"](learning_rate=2.0, damping=5.0)
    step, _ = step_of(rule, np.array([10.0, -5.0]), (), np.zeros(2), Bent(3.0, 4.0, -3.0))
    assert step == pytest.approx([-2.0, 1.0])
    # The bowl's matrix is (2 1; 1 4), its inverse (4 −1; −1 2) / 7.
    rule = OPTIMIZERS["newton"](damping=0.0)
    assert step_of(rule, np.array([7.0, 14.0]), (), np.zeros(2))[0] == pytest.approx([-2.0, -3.0])


def test_newton_stays_where_nothing_slopes_or_bends() -> None:
    level = Bent(0.0, 0.0, 0.0)
    assert step_of(OPTIMIZERS["newton"](), np.zeros(2), (), np.zeros(2), level)[0].tolist() == [0.0, 0.0]


def bfgs_with_matrices(surface: Any, start: Any, steps: int, rate: float) -> Any:
    """Nocedal and Wright's algorithm 6.1 as it is printed, with NumPy's matrices."""
    at, inverse, path, slope = (
        np.array(start),
        np.eye(2),
        [np.array(start)],
        np.array(surface.gradient(*start)),
    )
    for t in range(steps):
        p, length = -inverse @ slope, rate
        while surface.value(*(at + length * p)) > surface.value(*at) + 1e-4 * length * slope @ p:
            length /= 2.0
        s, at = length * p, at + length * p
        change = np.array(surface.gradient(*at)) - slope
        slope = slope + change
        if s @ change > 0.0:
            inverse = np.eye(2) * (s @ change) / (change @ change) if t == 0 else inverse
            left = np.eye(2) - np.outer(s, change) / (s @ change)
            inverse = left @ inverse @ left.T + np.outer(s, s) / (s @ change)
        path.append(at)
    return np.array(path), inverse


@pytest.mark.parametrize(
    ("key", "steps"), [("rosenbrock", 12), ("quadratic", 4), ("beale", 12), ("himmelblau", 6), ("matyas", 2)]
)
@pytest.mark.parametrize("rate", [1.0, 0.4])
def test_bfgs_against_matrices(key: str, steps: int, rate: float) -> None:
    surface = SURFACES[key]
    path, inverse = bfgs_with_matrices(surface, surface.start, steps, rate)
    run = descend(OPTIMIZERS["bfgs"](learning_rate=rate), surface, surface.start, steps + 1)
    np.testing.assert_allclose(run.positions[:-1], path, rtol=1e-7, atol=1e-9)
    learnt = [run.state[name][-1, 0] for name in ("H_xx", "H_xy", "H_yy")]
    assert learnt == pytest.approx([inverse[0, 0], inverse[0, 1], inverse[1, 1]], rel=1e-5)


def test_bfgs_by_hand() -> None:
    # At (2, 1) on x² + 2 y² the slope is (4, 4): all of it leads from 6 to 22, half of it to 2. There,
    # at (0, −1), it is (0, −4); s = −(2, 2), y = −(4, 8), sᵀy = 24, yᵀy = 80: H is 0.3 I at first.
    class Oval:
        def value(self, x: Any, y: Any) -> Any:
            return x * x + 2.0 * y * y

        def gradient(self, x: Any, y: Any) -> Any:
            return 2.0 * x, 4.0 * y

    rule, oval = OPTIMIZERS["bfgs"](), Oval()
    at = np.array([2.0, 1.0])
    step, state = step_of(rule, np.array(oval.gradient(*at)), begun(rule, at), at, oval)
    assert step.tolist() == [-2.0, -2.0]
    at = at + step
    step, state = step_of(rule, np.array(oval.gradient(*at)), state, at, oval)
    # H y = −(1.2, 2.4), yᵀH y = 24: H = 0.3 I − (s (H y)ᵀ + H y sᵀ) / 24 + (1 + 24 / 24) s sᵀ / 24.
    assert state[:4] == pytest.approx((0.3 - 0.2 + 1 / 3, -0.3 + 1 / 3, 0.3 - 0.4 + 1 / 3, 1.0))
    assert step == pytest.approx([4.0 * (1 / 3 - 0.3), 4.0 * (1 / 3 - 0.1)])


@pytest.mark.parametrize(("key", "steps"), [("newton", 10), ("bfgs", 45)])
def test_with_the_curvature_rosenbrock_s_valley_is_short(key: str, steps: int) -> None:
    run = descend(OPTIMIZERS[key](), SURFACES["rosenbrock"], (-1.2, 1.0), steps)
    assert run.losses[-1] < 1e-20
    assert run.positions[-1] == pytest.approx((1.0, 1.0), abs=1e-9)


@pytest.mark.parametrize("key", ["newton", "bfgs"])
@pytest.mark.parametrize("surface", ["saddle", "monkey_saddle", "saddle_sine"])
def test_with_the_curvature_saddles_are_left_downhill(key: str, surface: str) -> None:
    run = descend(OPTIMIZERS[key](), SURFACES[surface], SURFACES[surface].start, 40)
    assert run.losses.min() < -0.99
    # Far out on a slope without a floor 30 halvings are too few; until then BFGS never climbs.
    near = int(np.argmax(np.abs(run.losses) > 1e6)) or len(run.losses)
    assert key == "newton" or (np.diff(run.losses[:near]) <= 0.0).all()


def test_newton_leaves_a_saddle_by_doubling_its_distance() -> None:
    # Undamped, −2 y over a curvature of size 2: y doubles at each step, x is 0 at once.
    run = descend(OPTIMIZERS["newton"](damping=0.0), SURFACES["saddle"], (-1.5, 0.01), 8)
    np.testing.assert_allclose(run.positions[1:], [[0.0, 0.01 * 2.0**t] for t in range(1, 9)], atol=1e-15)


def test_bfgs_comes_to_rest_at_a_minimum() -> None:
    for key in ("ravine", "three_hump_camel", "ecliptic_bowl", "sphere"):
        run = descend(OPTIMIZERS["bfgs"](), SURFACES[key], SURFACES[key].start, 300)
        assert run.diverged_at is None
        assert run.losses[-1] == pytest.approx(SURFACES[key].lowest, abs=1e-12)
