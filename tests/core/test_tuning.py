"""The search of the fair race: equal budgets over declared ranges, and what it finds is what a loop finds."""

import math
import pickle
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from descent import Motion, Noise, Schedule, Trial, descend
from optimizers import OPTIMIZERS, hypers
from surfaces import SURFACES
from tuning import Found, Outcome, Plan, Tuning, best_so_far, outcome, settings_of, tuned_numbers, words
from tuning.settings import grid_counts, value_at

every_rule = pytest.mark.parametrize("key", OPTIMIZERS)
ROSENBROCK = SURFACES["rosenbrock"]


def trial(key: str = "adam", surface: str = "rosenbrock", steps: int = 40, **around: Any) -> Trial:
    there = SURFACES[surface]
    return Trial(OPTIMIZERS[key](), there, there.start, steps, **around)


def tuning(trial: Trial, tolerance: float = 1e-3, **plan: Any) -> Tuning:
    return Tuning(trial, Plan(**plan), tolerance)


def run_all(search: Tuning) -> Found:
    """Piece by piece, as a worker does it that is sent each of them."""
    found = search.begin()
    for piece in search.pieces():
        search.put(found, piece, pickle.loads(pickle.dumps(piece)).run(lambda: False))
    return found


def result_of(search: Tuning) -> Outcome:
    return outcome(search, run_all(search))


# --- what is tuned, and which settings are tried ---


@pytest.mark.parametrize(
    ("key", "two", "every"),
    [
        ("sgd", "learning_rate", "learning_rate"),
        ("momentum", "learning_rate momentum", "learning_rate momentum"),
        ("qhm", "learning_rate momentum", "learning_rate momentum nu"),
        ("adagrad", "learning_rate", "learning_rate"),
        ("rmsprop", "learning_rate rho", "learning_rate rho"),
        ("rprop", "learning_rate eta_minus", "learning_rate eta_minus eta_plus"),
        ("adam", "learning_rate beta1", "learning_rate beta1 beta2"),
        ("adamw", "learning_rate beta1", "learning_rate beta1 beta2"),
        ("nadam", "learning_rate beta1", "learning_rate beta1 beta2"),
        ("adan", "learning_rate beta1", "learning_rate beta1 beta2 beta3"),
        ("newton", "learning_rate", "learning_rate"),
    ],
)
def test_what_is_tuned_follows_from_how_it_is_declared(key: str, two: str, every: str) -> None:
    rule = OPTIMIZERS[key]
    told = {
        numbers: " ".join(knob.name for knob in tuned_numbers(rule, numbers)) for numbers in ("two", "all")
    }
    assert told == {"two": two, "all": every}
    assert [knob.name for knob in tuned_numbers(rule, "one")] == ["learning_rate"]


@every_rule
@pytest.mark.parametrize("method", ["random", "grid"])
@pytest.mark.parametrize("numbers", ["one", "two", "all"])
@pytest.mark.parametrize("budget", [16, 64, 128, 512])
def test_every_rule_gets_its_budget_within_its_ranges(
    key: str, method: str, numbers: str, budget: int
) -> None:
    plan = Plan(method=method, numbers=numbers, budget=float(budget))
    knobs = tuned_numbers(OPTIMIZERS[key], numbers)
    settings = settings_of(knobs, plan)
    assert settings.shape[1] == len(knobs)
    assert 0.75 * budget <= len(settings) <= budget
    if method == "random" or len(knobs) < 3:
        assert len(settings) == budget
    assert len({*map(tuple, settings.tolist())}) == len(settings) or method == "random"
    for knob, column in zip(knobs, settings.T, strict=True):
        assert knob.lowest is not None
        assert knob.highest is not None
        assert column.min() >= knob.lowest
        assert column.max() <= knob.highest
        knob.check(column)
        # It reaches over the whole range.
        if len(np.unique(column)) > 3:
            places = [value_at(knob, np.array([share])).item() for share in (0.3, 0.7)]
            assert column.min() < places[0]
            assert column.max() > places[1]


@pytest.mark.parametrize(
    ("sides", "budget", "counts"),
    [
        (1, 64, (64,)),
        (2, 64, (8, 8)),
        (2, 32, (8, 4)),
        (2, 100, (10, 10)),
        (3, 64, (4, 4, 4)),
        (4, 16, (2, 2, 2, 2)),
    ],
)
def test_a_grid_is_as_even_as_its_budget_allows(sides: int, budget: int, counts: tuple[int, ...]) -> None:
    assert grid_counts(sides, budget) == counts


def test_a_grid_is_spaced_evenly_on_the_sliders_scale() -> None:
    knobs = tuned_numbers(OPTIMIZERS["momentum"])
    settings = settings_of(knobs, Plan(method="grid", budget=16.0))
    rates, momenta = sorted({*settings[:, 0]}), sorted({*settings[:, 1]})
    assert rates == [1e-5, 1e-3, 0.1, 10.0]
    np.testing.assert_allclose(momenta, [0.0, 1 - 0.0215, 1 - 0.000464, 0.99999], rtol=1e-12)
    assert len(settings) == 16


@every_rule
@pytest.mark.parametrize("method", ["random", "grid"])
def test_the_own_setting_is_tried_first_and_the_others_hang_on_the_plan_alone(key: str, method: str) -> None:
    rule: Any = OPTIMIZERS[key]
    knobs = tuned_numbers(rule)
    own = {knob.name: knob.lowest for knob in knobs}
    search = tuning(replace(trial(key), optimizer=rule(**own)), method=method, budget=16.0)
    assert list(search.settings[0]) == list(own.values())
    np.testing.assert_array_equal(search.settings[1:], settings_of(knobs, search.plan))


def test_a_number_for_which_the_budget_has_one_value_keeps_its_default() -> None:
    knobs = tuned_numbers(OPTIMIZERS["qhadam"], "all")
    settings = settings_of(knobs, Plan(method="grid", budget=16.0, numbers="all"))
    assert [len({*column}) for column in settings.T] == [2, 2, 2, 2, 1]
    assert {*settings[:, 4]} == {knobs[4].default}


def test_draws_hang_on_the_seed_and_are_the_same_for_every_rule() -> None:
    adam, lion, sgd = (tuned_numbers(OPTIMIZERS[key]) for key in ("adam", "lion", "sgd"))
    first = settings_of(adam, Plan())
    np.testing.assert_array_equal(first, settings_of(adam, Plan()))
    np.testing.assert_array_equal(first, settings_of(lion, Plan()))
    np.testing.assert_array_equal(first[:, :1], settings_of(sgd, Plan()))
    np.testing.assert_array_equal(first, settings_of(adam, Plan(budget=512.0))[:64])
    assert not np.array_equal(first, settings_of(adam, Plan(seed=1.0)))
    # As many figures as a slider has: of the rate itself, and of 1 − β₁.
    for rate, beta in first:
        assert rate == float(f"{rate:.3g}")
        assert beta == pytest.approx(1 - float(f"{1 - beta:.3g}"), abs=1e-10)


@pytest.mark.parametrize(("low", "high"), [(1e-5, 1e-3), (1e-3, 0.1), (0.1, 10.0)])
def test_rates_are_drawn_evenly_by_their_logarithm(low: float, high: float) -> None:
    rates = settings_of(tuned_numbers(OPTIMIZERS["sgd"]), Plan(budget=512.0))[:, 0]
    share = ((low <= rates) & (rates < high)).mean()
    assert share == pytest.approx(1 / 3, abs=0.08)


@pytest.mark.parametrize(
    "bad",
    [
        {"budget": 0.0},
        {"budget": 16.5},
        {"count": 0.0},
        {"method": "best"},
        {"objective": "speed"},
        {"seed": -1.0},
    ],
)
def test_a_bad_plan_is_refused_by_name(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        Plan(**bad)


# --- replicates ---


def test_the_first_start_is_the_races_own_and_the_others_lie_on_the_map() -> None:
    search = tuning(trial(), count=50.0, over="anywhere")
    starts = search.replicates.starts
    assert starts.shape == (2, 50)
    assert tuple(starts[:, 0]) == ROSENBROCK.start
    assert all(ROSENBROCK.contains(x, y) for x, y in starts.T)
    assert np.ptp(starts, axis=1) == pytest.approx(4.0, rel=0.2)
    fewer = tuning(trial(), count=9.0, over="anywhere").replicates.starts
    np.testing.assert_array_equal(starts[:, :9], fewer)
    others = tuning(trial(), count=50.0, seed=2.0, over="anywhere").replicates.starts
    assert not np.array_equal(starts[:, 1:], others[:, 1:])


def test_nearby_starts_are_near_and_stay_on_the_map() -> None:
    starts = tuning(replace(trial(), start=(-1.9, 1.0)), count=100.0).replicates.starts
    assert tuple(starts[:, 0]) == (-1.9, 1.0)
    np.testing.assert_allclose((starts[0].min(), starts[0].max()), (-2.0, -1.5), atol=0.03)
    np.testing.assert_allclose((starts[1].min(), starts[1].max()), (0.6, 1.4), atol=0.05)
    assert starts[0].min() >= -2.0
    outside = tuning(replace(trial(), start=(-7.0, 1.0)), count=100.0).replicates.starts
    np.testing.assert_allclose((outside[0].min(), outside[0].max()), (-7.4, -6.6), atol=0.05)


@pytest.mark.parametrize("over", ["nearby", "anywhere"])
def test_starts_are_drawn_inside_the_box_of_a_surface(over: str) -> None:
    boxed = replace(ROSENBROCK, box=((-9.0, 0.0), (0.9, 1.0)))
    starts = tuning(
        replace(trial(), surface=boxed, start=(-0.1, 1.0)), count=30.0, over=over
    ).replicates.starts
    assert starts[0].min() >= -2.0
    assert starts[0].max() <= 0.0
    assert starts[1].min() >= 0.9
    assert starts[1].max() <= 1.0


def test_seeds_follow_the_noises_own_and_without_chance_there_is_one_run() -> None:
    noisy = trial(noise=Noise(kind="gaussian", seed=7.0))
    assert tuning(noisy, over="seeds", count=3.0).replicates.seeds is not None
    np.testing.assert_array_equal(tuning(noisy, over="seeds", count=3.0).replicates.seeds, [7, 8, 9])
    assert tuning(trial(), over="seeds", count=3.0).replicates.count == 1
    assert tuning(trial(noise=Noise(kind="rare")), over="seeds").replicates.count == 1


# --- equal to a loop over single runs ---


AROUND: list[dict[str, Any]] = [
    {},
    {"noise": Noise(kind="gaussian", sigma=0.3, seed=4.0)},
    {
        "noise": Noise(kind="student", sigma=0.2),
        "schedule": Schedule(kind="cosine"),
        "motion": Motion(kind="circle", period=20.0),
    },
]


@pytest.mark.parametrize("around", AROUND, ids=["plain", "noisy", "all around"])
@pytest.mark.parametrize("over", ["nearby", "anywhere", "seeds"])
@pytest.mark.parametrize("objective", ["loss", "steps"])
@pytest.mark.parametrize(
    ("key", "surface"), [("sgd", "rosenbrock"), ("adam", "six_hump_camel"), ("newton", "beale")]
)
def test_a_search_equals_a_loop_over_descend(
    key: str, surface: str, objective: str, over: str, around: dict[str, Any]
) -> None:
    search = tuning(
        trial(key, surface, **around), 0.5, objective=objective, over=over, budget=16.0, count=3.0
    )
    found = run_all(search)
    gaps, steps = by_loop(search)
    np.testing.assert_allclose(found.gaps, gaps, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found.steps, steps)
    assert np.isinf(gaps).any() or key != "sgd"
    assert (steps <= 40).any() or key == "sgd"

    lost = np.isinf(gaps).any(axis=1)
    values = np.where(lost, math.inf, np.median(gaps, axis=1))
    if objective == "steps":
        values = np.where(lost, 41.0, steps.mean(axis=1))
    result = outcome(search, found)
    assert result.value == pytest.approx(values.min(), rel=1e-9)
    assert result.best is not None
    chosen = [list(row) for row in search.settings.tolist()].index(list(result.best.values()))
    assert values[chosen] == values.min()
    assert list(result.best) == [knob.name for knob in search.knobs]
    near = (values <= 10 * values.min()) & np.isfinite(values)
    if objective == "steps":
        near &= values <= 40
    assert result.share == near.mean()
    assert result.diverged == np.isinf(gaps).mean()
    assert result.arrived == (steps[chosen] <= 40).mean()


def by_loop(search: Tuning) -> tuple[Any, Any]:
    """Gaps and steps, (settings, replicates), one run after the other."""
    what, surface = search.trial, search.trial.surface
    lowest = surface.lowest or 0.0
    rule: Any = what.optimizer
    gaps, steps = [], []
    for row in search.settings:
        values = dict(zip([knob.name for knob in search.knobs], row.tolist(), strict=True))
        for replicate in range(search.replicates.count):
            seeds = search.replicates.seeds
            noise = what.noise if seeds is None else what.noise.with_seed(int(seeds[replicate]))
            run = descend(
                replace(rule, **values),
                surface,
                search.replicates.starts[:, replicate],
                what.steps,
                schedule=what.schedule,
                noise=noise,
                motion=what.motion,
            )
            arrived = np.flatnonzero(run.losses <= lowest + search.tolerance)
            diverged = run.diverged_at is not None
            gaps.append(math.inf if diverged else max(run.losses[-1] - lowest, 0.0))
            steps.append(what.steps + 1 if diverged or not len(arrived) else arrived[0])
    shape = len(search.settings), search.replicates.count
    return np.reshape(gaps, shape), np.reshape(steps, shape)


@every_rule
def test_every_rule_is_tuned_and_gets_better_than_its_default(key: str) -> None:
    search = tuning(trial(key, "sphere", steps=60), budget=64.0, count=1.0)
    result = result_of(search)
    assert result.best is not None
    rule: Any = OPTIMIZERS[key]
    best = replace(search.trial, optimizer=rule(**result.best)).run()
    usual = search.trial.run()
    assert best.losses[-1] == pytest.approx(result.value, rel=1e-6, abs=1e-15)
    assert best.losses[-1] <= usual.losses[-1] or key in ("newton", "bfgs")


@pytest.mark.parametrize("objective", ["loss", "steps"])
@pytest.mark.parametrize("over", ["nearby", "anywhere"])
def test_what_was_tuned_is_never_worse_than_what_the_user_had(objective: str, over: str) -> None:
    """A user has a setting that 512 draws have found; 16 others come nowhere near it."""
    rule: Any = OPTIMIZERS["momentum"]
    plan: dict[str, Any] = {"objective": objective, "over": over}
    first = result_of(tuning(trial("momentum", steps=200), 1.0, budget=512.0, **plan))
    own = replace(trial("momentum", steps=200), optimizer=rule(**first.best))
    again = tuning(own, 1.0, budget=16.0, **plan)
    found = run_all(again)
    assert outcome(again, Found(found.gaps[1:], found.steps[1:])).value > 1.2 * first.value
    result = outcome(again, found)
    assert (result.best, result.value) == (first.best, pytest.approx(first.value, rel=1e-9))


def test_a_piece_that_is_stopped_has_no_answer() -> None:
    piece = tuning(trial(steps=200)).pieces()[0]
    assert piece.run(lambda: True) is None
    assert piece.run(lambda: False) is not None


def test_the_pieces_make_the_whole_however_they_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    search = tuning(trial(), count=2.0)
    whole = run_all(search)
    pieces = search.pieces()
    assert len(pieces) >= 4
    assert sum(piece.weight for piece in pieces) == pytest.approx(1.0)
    monkeypatch.setattr("tuning.search.LANE_STEPS", 3 * 2 * 40)
    assert len(search.pieces()) == 22
    np.testing.assert_allclose(run_all(search).gaps, whole.gaps, rtol=1e-9)
    monkeypatch.setattr("tuning.search.LANE_STEPS", 1)
    assert len(search.pieces()) == 65


# --- which search it is ---


def test_all_that_it_hangs_on_names_the_search_and_the_own_setting_not_its_ground() -> None:
    rule: Any = OPTIMIZERS["adam"]
    first = tuning(trial())
    turned = replace(trial(), optimizer=rule(learning_rate=0.3, beta1=0.1))
    assert tuning(turned).name != first.name
    assert tuning(turned).ground == first.ground
    others = [
        tuning(replace(trial(), optimizer=rule(epsilon=0.1))),
        tuning(turned, numbers="one"),
        tuning(replace(trial(), steps=41)),
        tuning(replace(trial(), start=(0.0, 0.0))),
        tuning(trial("adamw")),
        tuning(trial(), 1e-2),
        tuning(trial(), seed=1.0),
        tuning(trial(noise=Noise(kind="sparse"))),
    ]
    for names in ({search.name for search in (first, *others)}, {s.ground for s in (first, *others)}):
        assert len(names) == len(others) + 1


def test_what_is_not_tuned_stays_as_the_entrant_has_it() -> None:
    rule: Any = OPTIMIZERS["adam"]
    kept = tuning(replace(trial(), optimizer=rule(epsilon=0.1, beta2=0.5))).trial.optimizer
    assert (kept.epsilon, kept.beta2) == (0.1, 0.5)  # type: ignore[attr-defined]


def test_a_surface_without_a_lowest_loss_is_refused() -> None:
    with pytest.raises(ValueError, match="surface must have a lowest loss, got Saddle"):
        tuning(trial(surface="saddle"))


def test_the_rule_is_told_in_words() -> None:
    assert words(tuning(trial("sgd"))) == (
        "Each optimizer tries its own setting first, and 64 others of its learning rate and one more number "
        "(μ, ρ, β₁ …), drawn with seed 0 over the whole range of each slider. Its best has the lowest median "
        "loss above the minimum after 40 steps from 5 starts (this one, and others near it); one that ever "
        "diverges is worst."
    )
    noisy = trial(noise=Noise(kind="gaussian"))
    told = words(tuning(noisy, method="grid", numbers="one", objective="steps", over="seeds", count=9.0))
    assert told == (
        "Each optimizer tries its own setting first, and 64 others of its learning rate, on a grid over the "
        "whole range of each slider. Its best has the fewest steps in the mean until the loss is within "
        "0.001 of the minimum with 9 seeds of the noise; never counts as 41."
    )
    assert "others anywhere on the map" in words(tuning(trial(), over="anywhere"))
    assert "the lowest loss above" in words(tuning(trial(), count=1.0))


# --- what comes out ---


def made(values: Sequence[Sequence[float]], objective: str = "loss", steps: Any = None) -> Outcome:
    """The outcome of a search that found these gaps, of some settings by replicate."""
    gaps = np.array(values, dtype=np.float64)
    search = tuning(trial("sgd", steps=100), objective=objective, count=float(gaps.shape[1]))
    taken = np.full(gaps.shape, 101.0) if steps is None else np.array(steps, dtype=np.float64)
    return outcome(search, Found(gaps, taken))


def test_the_median_decides_and_what_diverges_is_the_worst() -> None:
    result = made(
        [[1e-9, 1e-9, math.inf], [1.0, 3.0, 7.0], [2.0, 4.0, 5.0], [9.0, 30.0, 31.0], [1.0, 31.0, 31.0]]
    )
    assert result.value == 3.0
    assert result.spread == (1.0, 7.0)
    assert result.share == 3 / 5
    assert result.diverged == 1 / 15
    np.testing.assert_array_equal(np.sort(result.curve)[::-1], result.curve)
    steps = [[1.0, 1.0, 101.0], [40.0, 50.0, 90.0]]
    late = made([[1e-9, 1e-9, math.inf], [1e-4, 1e-4, 1e-4]], "steps", steps)
    assert (late.value, late.share, late.arrived) == (60.0, 1 / 2, 1.0)


def test_the_curve_begins_at_the_own_setting() -> None:
    curve = made([[5.0], [9.0], [1.0], [9.0]]).curve
    # Of three others in any order the best after one is 9 in the median, after two and three 1.
    np.testing.assert_array_equal(curve, [5.0, 5.0, 1.0, 1.0])
    np.testing.assert_array_equal(made([[math.inf], [9.0]]).curve, [math.inf, 9.0])


def test_a_tie_is_decided_by_the_other_measure_and_then_by_the_order() -> None:
    settings = tuning(trial("sgd")).settings[:, 0]
    tied = made([[0.0], [0.0], [0.0]], steps=[[30.0], [20.0], [20.0]])
    assert tied.best == {"learning_rate": settings[1]}
    assert tied.spread is None
    late = made([[3.0], [2.0], [2.0]], "steps", steps=[[101.0]] * 3)
    assert late.best == {"learning_rate": settings[1]}
    assert (late.value, late.share, late.arrived) == (101.0, 0.0, 0.0)


@pytest.mark.parametrize("objective", ["loss", "steps"])
def test_where_everything_diverges_somewhere_it_is_what_does_so_least(objective: str) -> None:
    gaps = [[1e-9, math.inf, math.inf], [2.0, 4.0, math.inf], [3.0, 2.0, math.inf], [math.inf] * 3]
    settings = tuning(trial("sgd")).settings[:, 0]
    result = made(gaps, objective, steps=[[101.0] * 3] * 4)
    assert result.best == {"learning_rate": settings[2]}
    assert result.value == (math.inf if objective == "loss" else 101.0)
    assert result.share == 0.0
    nothing = made([[math.inf, math.inf]] * 4, objective)
    assert nothing.best is None
    assert (nothing.share, nothing.diverged) == (0.0, 1.0)


@pytest.mark.parametrize("values", [[3.0, 1.0, 2.0, 5.0], [4.0, math.inf, 1.0, math.inf, 1.0], [7.0]])
def test_best_so_far_is_the_median_over_all_orders(values: list[float]) -> None:
    orders = np.array([np.minimum.accumulate(order) for order in permutations(values)])
    # Of an even number of orders the lower of the two in the middle.
    expected = np.sort(orders, axis=0)[(len(orders) - 1) // 2]
    np.testing.assert_array_equal(best_so_far(np.array(values)), expected)


def test_best_so_far_falls_to_the_best() -> None:
    rng = np.random.default_rng(3)
    values = np.concatenate([10.0 ** rng.uniform(-9, 2, 400), np.full(112, np.inf)])
    curve = best_so_far(values)
    assert len(curve) == 512
    assert curve[-1] == values.min()
    assert (curve[1:] <= curve[:-1]).all()
    drawn = [rng.permutation(values)[:20].min() for _ in range(4000)]
    assert curve[19] == pytest.approx(np.median(drawn), rel=0.2)


def test_a_plan_has_a_knob_for_each_of_its_fields() -> None:
    assert list(hypers(Plan)) == ["method", "budget", "seed", "numbers", "objective", "over", "count"]
    assert all(knob.help and knob.symbol for knob in hypers(Plan).values())
