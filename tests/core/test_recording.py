"""A recorded step computes what the expressions compute, to the last digit."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from descent import finals
from descent.march import march_of
from descent.program import Machine, Program
from descent.recording import NotRecordable, Recording
from descent.walk import _on_arrays, walk
from optimizers import OPTIMIZERS, Optimizer, fields, hypers
from optimizers.base import Array, Pair, State, where
from surfaces import SURFACES, Surface

SPHERE = SURFACES["sphere"]
# Written out, each step of these would be thousands of operations.
ON_ARRAYS = {"network_slice"}
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)


def computed(
    recording: Recording, carried: dict[Any, Any], values: dict[Any, Any], steps: int = 1
) -> Machine:
    machine = Machine(Program(recording, carried, []), 3)
    with np.errstate(all="ignore"):
        machine.load(values)
        for _ in range(steps):
            machine.step()
    return machine


def scattered(surface: Surface, lanes: int, seed: int = 3) -> Array:
    rng = np.random.default_rng(seed)
    return np.array([rng.uniform(low, high, lanes) for low, high in surface.domain])


# ---- every entry of the catalogues ----


@every_rule
@every_surface
def test_every_rule_is_recorded_on_every_surface(rule: type[Optimizer], surface: Surface) -> None:
    on_arrays = march_of(rule(), surface) is None
    assert on_arrays == (surface.key in ON_ARRAYS), "on arrays a rule is about half as fast"


def assert_same_walk(optimizer: Optimizer, surface: Surface, starts: Array, steps: int) -> None:
    with np.errstate(all="ignore"):
        compare_walks(optimizer, surface, starts, steps)


def compare_walks(optimizer: Optimizer, surface: Surface, starts: Array, steps: int) -> None:
    for t, ours in enumerate(walk(optimizer, surface, starts, steps)):
        if t % 20 == 0 or t == steps:
            *_, plain = _on_arrays(optimizer, surface, starts, t)
            lost = ~np.isfinite(plain[2])
            np.testing.assert_array_equal(np.isfinite(ours[2]), ~lost)
            for a, b in zip(ours, plain, strict=True):
                np.testing.assert_array_equal(a[~lost], b[~lost], err_msg=f"at step {t}")


@every_rule
@pytest.mark.parametrize("key", ["rosenbrock", "ackley", "himmelblau", "saddle"])
def test_as_on_arrays_to_the_last_digit(rule: type[Optimizer], key: str) -> None:
    rates = np.repeat([1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0], 3)
    assert_same_walk(rule(learning_rate=rates), SURFACES[key], scattered(SURFACES[key], 18), 60)  # type: ignore[call-arg]


@every_rule
def test_with_every_number_as_an_array_and_every_switch_turned(rule: type[Optimizer]) -> None:
    surface, usual = SURFACES["himmelblau"], rule()
    settings: list[dict[str, Any]] = [{}]
    for name, knob in hypers(rule).items():
        if knob.kind == "number":
            settings.append({name: np.linspace(knob.default, 0.9 * knob.default + 0.01, 7)})
        elif knob.kind == "switch":
            settings.append({name: not knob.default})
        else:
            settings += [{name: choice} for choice in knob.choices]
    settings.append({name: value for change in settings for name, value in change.items()})
    for change in settings:
        assert_same_walk(replace(usual, **change), surface, scattered(surface, 7), 40)  # type: ignore[type-var]


# ---- what cannot be recorded ----


def bent(x: Any, y: Any) -> Any:
    return np.where(x > 0.0, x * x, 2.0 * x * x) + y * y if np.all(x < np.inf) else x + y


def test_a_surface_that_asks_for_numbers_runs_on_arrays() -> None:
    surface = replace(SPHERE, value=bent)
    assert march_of(OPTIMIZERS["sgd"](), surface) is None
    starts = scattered(SPHERE, 9)
    last = finals(OPTIMIZERS["sgd"](learning_rate=0.1), surface, starts, 10)
    np.testing.assert_allclose(last.positions, starts * 0.8**10, rtol=1e-12)


@pytest.mark.parametrize(
    "expression",
    [
        lambda node: 1.0 if node > 0.0 else 0.0,
        lambda node: float(node),
        lambda node: list(node),
        lambda node: np.cbrt(node),
        lambda node: np.add.reduce(node),
        lambda node: np.add(node, 1.0, where=True),
        lambda node: np.sum(node),
        lambda node: node + np.ones(3),
        lambda node: np.where(node > 0.0),
    ],
)
def test_what_is_no_expression_is_refused(expression: Any) -> None:
    with pytest.raises(NotRecordable):
        expression(Recording().symbol("lanes"))


def test_whatever_a_node_does_not_know_runs_on_arrays() -> None:
    def shaped(x: Any, y: Any) -> Any:
        return (x * x + y * y) if isinstance(x, float) else np.reshape(x * x + y * y, x.shape)

    surface = replace(SPHERE, value=shaped)
    assert march_of(OPTIMIZERS["sgd"](), surface) is None
    last = finals(OPTIMIZERS["sgd"](learning_rate=0.1), surface, [[1.0], [2.0]], 3)
    np.testing.assert_allclose(last.positions[:, 0], np.array([1.0, 2.0]) * 0.8**3)


@pytest.mark.parametrize(
    "expression",
    [
        lambda x: 1.0 * (x > 0.0),
        lambda x: (x > 0.0) + (x > 1.0),
        lambda x: np.where(x, 1.0, 2.0),
        lambda x: np.where(x > 0.0, x > 1.0, x < 1.0),
        lambda x: x & (x > 0.0),
        lambda x: np.minimum(x > 0.0, True),
    ],
)
def test_truths_are_no_numbers(expression: Any) -> None:
    with pytest.raises(NotRecordable):
        expression(Recording().symbol("lanes"))


def test_a_lane_that_is_lost_stays_lost_where_nan_has_a_loss() -> None:
    # nan fails every comparison: on this plain the loss of nan is 0, the lowest.
    def value(x: Any, y: Any) -> Any:
        far = x * x + y * y
        return where(far > 1.0, (far - 1.0) * (far - 1.0), 0.0 * far if isinstance(far, float) else 0.0)

    def gradient(x: Any, y: Any) -> Any:
        slope = where(x * x + y * y > 1.0, 4.0 * (x * x + y * y - 1.0), 0.0)
        return slope * x, slope * y

    surface = replace(SPHERE, value=value, gradient=gradient)
    sgd = OPTIMIZERS["sgd"](learning_rate=1.0)
    assert march_of(sgd, surface) is not None
    last = finals(sgd, surface, [[3.0, 0.5, 20.0], [2.0, 0.5, 1.0]], 12)
    assert np.isnan(last.losses).tolist() == [True, False, True]
    assert np.isnan(last.positions).tolist() == [[True, False, True]] * 2
    assert last.steps_to.tolist() == [-1, 0, -1]


# ---- the graph ----


def test_equal_expressions_are_one() -> None:
    recording = Recording()
    x, y = recording.symbol("lanes"), recording.symbol("lanes")
    assert x * y + 1.0 is y * x + 1.0
    assert x - y is not y - x
    assert np.sqrt(x) is np.sqrt(x)
    assert len(recording.nodes) == 5


def test_nothing_is_done_for_nothing() -> None:
    recording = Recording()
    x, place = recording.symbol("lanes"), recording.symbol("lanes", finite=True)
    assert x * 1.0 is x
    assert x + 0.0 is x
    assert (0.0 * place).value == 0.0
    assert (0.0 * x).value is None  # x may be infinite
    assert (recording.constant(2.0) * 3.0).value == 6.0
    assert len(recording.nodes) == 1


def test_equality_is_recorded_too() -> None:
    recording = Recording()
    x = recording.symbol("lanes")
    machine = computed(recording, {x: np.where((x == 2.0) | (x != x), 0.0, x)}, {x: [1.0, 2.0, np.nan]})
    assert machine.array(x).tolist() == [1.0, 0.0, 0.0]


def test_zero_and_minus_zero_are_not_one_constant() -> None:
    recording = Recording()
    assert recording.constant(0.0) is not recording.constant(-0.0)
    assert recording.constant(1.0) is not recording.constant(True)
    x = recording.symbol("lanes")
    assert 1.0 / (recording.constant(0.0) * x) is not 1.0 / (recording.constant(-0.0) * x)


# ---- the program ----


def test_values_pass_from_step_to_step() -> None:
    recording = Recording()
    x, y, n = recording.symbol("lanes"), recording.symbol("lanes"), recording.symbol("number")
    machine = computed(
        recording,
        {x: x + y * n, y: y * 2.0, n: n + 1.0},
        {x: [1.0, 2.0, 3.0], y: [1.0, 0.0, -1.0], n: 1.0},
        steps=3,
    )
    # x grows by y, by 2 · 2 y, by 3 · 4 y.
    assert machine.array(x).tolist() == [18.0, 2.0, -14.0]
    assert machine.array(y).tolist() == [8.0, 0.0, -8.0]
    assert machine.array(n) == 4.0


def test_a_symbol_can_take_another_one_s_place_before_it_is_overwritten() -> None:
    recording = Recording()
    now, before, older = (recording.symbol("lanes") for _ in range(3))
    values = {now: [1.0, 2.0, 3.0], before: [0.0, 0.0, 0.0], older: [-1.0, -1.0, -1.0]}
    machine = computed(recording, {now: now * 2.0, before: now, older: before}, values, steps=2)
    assert machine.array(now).tolist() == [4.0, 8.0, 12.0]
    assert machine.array(before).tolist() == [2.0, 4.0, 6.0]
    assert machine.array(older).tolist() == [1.0, 2.0, 3.0]


def test_two_that_change_places_are_refused() -> None:
    recording = Recording()
    a, b = recording.symbol("lanes"), recording.symbol("lanes")
    with pytest.raises(NotRecordable):
        Program(recording, {a: b, b: a}, [])


def test_a_choice_does_not_write_where_it_reads() -> None:
    recording = Recording()
    x, y = recording.symbol("lanes"), recording.symbol("lanes")
    after = {x: np.where(x > y, y, x), y: np.where(x > y, x, y)}
    machine = computed(recording, after, {x: [1.0, 5.0, np.nan], y: [3.0, 2.0, 1.0]})
    np.testing.assert_array_equal(machine.array(x), [1.0, 2.0, np.nan])
    np.testing.assert_array_equal(machine.array(y), [3.0, 5.0, 1.0])


def test_truths_are_kept_apart_from_numbers() -> None:
    recording = Recording()
    x = recording.symbol("lanes")
    inside = (x > -1.0) & ~(x >= 1.0) | (x < -6.0)
    machine = computed(recording, {x: np.where(inside, x + 0.5, -x)}, {x: [0.0, 3.0, -7.0]})
    assert machine.array(x).tolist() == [0.5, -3.0, -6.5]


# ---- remembered numbers ----


@dataclass(frozen=True)
class Each(Optimizer):
    """Remembers numbers that begin as one for all, and end as one for each coordinate, or each lane."""

    remembers = ("n", "far", "t")
    learning_rate: float = fields.learning_rate(0.25)

    def init(self, position: Any) -> State:  # noqa: ARG002
        return 1.0, 0.0, 0.0

    def update(self, gradient: Any, state: State, position: Any) -> Any:
        n, far, t = state
        return -0.1 * n * gradient, (
            n * (1.0 - self.learning_rate),
            where(position > far, position, far),
            t + 1.0,
        )


@dataclass(frozen=True)
class Swinging(Optimizer):
    """A rule that sees both coordinates, and remembers a pair beside a number."""

    elementwise = False
    remembers = ("d", "t")

    def init(self, position: Pair) -> State:
        return (0.0 * position[0], 0.0 * position[1]), 0.0

    def update_pair(self, gradient: Pair, state: State, position: Pair, landscape: Any) -> tuple[Pair, State]:
        (dx, dy), t = state
        loss = landscape.value(*position)
        step = 0.5 * dy - 0.01 * gradient[0], -0.5 * dx - 0.01 * gradient[1] + 0.0 * loss
        return step, (step, t + 1.0)


@pytest.mark.parametrize("rate", [0.25, np.array([0.0, 0.1, 0.2, 0.3, 0.4])], ids=["one", "lanes"])
def test_numbers_become_arrays_where_they_have_to(rate: Any) -> None:
    rule = Each(learning_rate=rate)
    march = march_of(rule, SPHERE)
    assert march is not None
    # x's n, far and t, and y's far: n and t stay one for both.
    assert [place for place, _ in march.state] == [0, 1, 2, 4]
    kinds = ["lanes" if isinstance(rate, np.ndarray) else "number", "lanes", "number", "lanes"]
    assert [symbol.kind for _, symbol in march.state] == kinds
    assert_same_walk(rule, SPHERE, scattered(SPHERE, 5), 40)


def test_a_rule_that_sees_both_coordinates_remembers_pairs() -> None:
    march = march_of(Swinging(), SPHERE)
    assert march is not None
    assert_same_walk(Swinging(), SPHERE, scattered(SPHERE, 5), 40)


def test_a_march_is_recorded_once() -> None:
    one, two = (OPTIMIZERS["adam"](learning_rate=np.full(n, 0.1)) for n in (3, 4))
    assert march_of(one, SPHERE) is march_of(two, SPHERE)
    assert march_of(replace(one, beta1=0.5), SPHERE) is not march_of(one, SPHERE)  # type: ignore[call-arg]
