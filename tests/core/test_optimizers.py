"""What every rule in the catalogue must keep, then each rule's own steps by hand and identities."""

import copy
import math
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from knob import Knob
from optimizers import OPTIMIZERS, Optimizer, hypers

RULES = list(OPTIMIZERS.values())
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
every_hyper = pytest.mark.parametrize(
    ("rule", "field"),
    [(rule, field) for rule in RULES for field in hypers(rule).values()],
    ids=lambda case: case.key if isinstance(case, type) else case.name,
)
MARKERS = {"circle", "triangle", "square", "diamond", "star", "cross", "pentagon", "hexagon"}


def steps_of(rule: Optimizer, gradients: list[float], position: float = 0.0) -> list[float]:
    """The steps a rule takes on a fixed list of gradients."""
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
    first = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]
    assert [key for key in OPTIMIZERS if key in first] == first
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
def test_the_formula_names_what_can_be_turned(rule: type[Optimizer]) -> None:
    # Decay, initial values and switches are variants of the formula; rates, decays and ε are the formula.
    for name in {"learning_rate", "momentum", "beta1", "beta2", "rho", "epsilon"} & set(hypers(rule)):
        assert hypers(rule)[name].latex in rule.formula


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
        with pytest.raises(ValueError, match=f"^{field.name} "):
            rule(**{field.name: np.array([0.5, field.at_least - 0.5])})
    if field.below is not None:
        with pytest.raises(ValueError, match=f"^{field.name} must be below {field.below:g}, got 1.0"):
            rule(**{field.name: field.below})
    if field.kind != "switch":
        with pytest.raises(ValueError, match=f"^{field.name} must"):
            rule(**{field.name: True})


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
    _, state = optimizer.update(gradient, optimizer.init(position), position)
    before = copy.deepcopy((gradient, state, position))
    first, second = (optimizer.update(gradient, state, position) for _ in range(2))
    for old, new in zip(before, (gradient, state, position), strict=True):
        np.testing.assert_equal(new, old)
    np.testing.assert_equal(first, second)


@every_rule
@pytest.mark.parametrize("shape", [(2,), (2, 1), (2, 7)], ids=str)
def test_a_step_has_the_shape_of_the_position(rule: type[Optimizer], shape: tuple[int, ...]) -> None:
    optimizer, position = rule(), np.full(shape, 0.5)
    state = optimizer.init(position)
    assert len(state) == len(rule.remembers)
    step, state = optimizer.update(np.ones(shape), state, position)
    assert step.shape == shape
    assert len(state) == len(rule.remembers)


@every_rule
def test_the_first_step_goes_downhill(rule: type[Optimizer]) -> None:
    step, _ = rule().update(np.array([3.0, -0.2]), rule().init(np.zeros(2)), np.zeros(2))
    assert step[0] < 0.0 < step[1]


@every_rule
def test_floats_step_like_arrays(rule: type[Optimizer]) -> None:
    if not rule.elementwise:
        pytest.skip("this rule needs both coordinates at once")
    optimizer, gradients = rule(), np.random.default_rng(2).normal(size=(30, 2))
    position = np.array([0.7, -0.3])
    state, singles = optimizer.init(position), [optimizer.init(float(at)) for at in position]
    for gradient in gradients:
        step, state = optimizer.update(gradient, state, position)
        for i in range(2):
            single, singles[i] = optimizer.update(float(gradient[i]), singles[i], float(position[i]))
            assert type(single) is float
            assert single == pytest.approx(step[i], rel=1e-14)
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
    ],
)
def test_weight_decay_by_hand(key: str, settings: dict[str, Any], expected: float) -> None:
    rule = OPTIMIZERS[key](learning_rate=0.1, weight_decay=0.5, **settings)
    assert steps_of(rule, [2.0], position=4.0) == pytest.approx([expected])


def test_uncorrected_adam_begins_too_fast() -> None:
    with_it, without = (OPTIMIZERS["adam"](bias_correction=switch, epsilon=0.0) for switch in (True, False))
    assert steps_of(without, [1.0])[0] / steps_of(with_it, [1.0])[0] == pytest.approx(0.1 / math.sqrt(0.001))


# ---- identities ----

IDENTITIES = [
    ("momentum", {"momentum": 0.0}, "sgd", {}),
    ("nesterov", {"momentum": 0.0}, "sgd", {}),
    ("adamw", {"weight_decay": 0.0}, "adam", {}),
    ("rmsprop", {"bias_correction": True, "rho": 0.9}, "adam", {"beta1": 0.0, "beta2": 0.9}),
    ("adam", {"beta1": 0.0, "beta2": 0.9, "bias_correction": False}, "rmsprop", {"rho": 0.9}),
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
