"""The benchmarks of stepping core and maps do what they say, on sizes too small to tell a time."""

import os
import re
from dataclasses import replace

import numpy as np
import pytest

from background import Desk
from benchmarks import formula, maps, rivals_numpy, stepping
from benchmarks.growth import memory_text, times_text
from benchmarks.tables import Row, digits, ratios_text
from benchmarks.tasks import (
    RULES,
    adam_finals,
    agreement,
    calm_lanes,
    calm_rules,
    descend_all,
    lanes_on,
)
from benchmarks.timing import Timing, in_turn, one_core
from surfaces import SURFACES

TINY_MAPS = replace(maps.QUICK, rounds=1, sensitivity=(8, 10), basins=(9, 10), answers=2)
TINY = replace(stepping.QUICK, lanes=20, lane_steps=3)


def cells(text: str) -> list[list[str]]:
    """The rows of a Markdown table, without its head."""
    return [line.strip("| ").split(" | ") for line in text.splitlines()[2:]]


def test_everyone_is_timed_once_a_round_and_no_one_is_always_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.timing.AT_LEAST", 0.0)
    called: list[str] = []
    timings = in_turn({name: lambda name=name: called.append(name) for name in "abc"}, rounds=3)
    assert "".join(called) == "abc" + "abc" + "cba" + "abc"
    assert {name: len(timing.seconds) for name, timing in timings.items()} == {"a": 3, "b": 3, "c": 3}
    assert all(len(timing.cores) == 3 for timing in timings.values())


def test_a_row_has_medians_spread_ratio_and_cores() -> None:
    ours = Timing([0.002, 0.001, 0.004], [1.0, 0.5, 0.9])
    other = Timing([0.010, 0.004, 0.012], [1.0, 1.0, 1.0])
    # Medians 2 and 10 ms; round by round 5, 4 and 3 times.
    assert cells(ratios_text([Row("what", ours, other, 1.5)])) == [
        ["what", "2 ms (1–4)", "10 ms (4–12)", "**5 ×** (3–5)", "≥ 1.5 ×", "0.90 / 1.00"]
    ]


def test_numbers_have_three_digits_that_count_and_no_exponent() -> None:
    numbers = (0.0655432, 0.5, 4.516, 77.12, 2534.0, 1_234_567.0)
    assert [digits(number) for number in numbers] == ["0.0655", "0.5", "4.52", "77.1", "2,530", "1,230,000"]


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system holds no process to a core")
def test_one_core_is_one_and_then_all_are_back() -> None:
    before = os.sched_getaffinity(0)
    with one_core():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before


def test_six_rules_are_run_whole_from_a_start_where_all_are_calm() -> None:
    runs = descend_all(500)
    assert list(runs) == ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
    assert all(run.steps == 500 and run.diverged_at is None for run in runs.values())
    assert {"m", "v", "m_hat"} <= set(runs["adam"].state)
    assert calm_rules(500) == set(RULES)


@pytest.mark.parametrize("key", ["rosenbrock", "ackley"])
def test_naive_numpy_ends_where_we_do(key: str) -> None:
    surface = SURFACES[key]
    lanes = lanes_on(surface, 300)
    calm = calm_lanes(surface, lanes, 40)
    assert calm.mean() > 0.9
    ours = adam_finals(surface, lanes, 40)
    positions, losses = rivals_numpy.adam_finals(key, lanes, 40)
    agreement("naive", ours.positions[:, calm], positions[:, calm])
    np.testing.assert_allclose(losses[calm], ours.losses[calm], rtol=1e-6, atol=1e-9)


def test_lanes_lie_all_over_the_domain_each_with_its_own_settings() -> None:
    surface = SURFACES["ackley"]
    lanes = lanes_on(surface, 1000)
    assert all(surface.contains(x, y) for x, y in lanes.starts.T)
    assert (np.ptp(lanes.starts, axis=1) > 9.0).all()
    assert len(set(lanes.learning_rate)) == len(set(lanes.beta1)) == 1000


def test_other_work_is_not_timed() -> None:
    ours = np.zeros((2, 3))
    assert agreement("they", ours, ours + 1e-12) == "they 1.0e-12"
    for other in (ours + 1e-6, np.full((2, 3), np.nan)):
        with pytest.raises(ValueError, match="they ends elsewhere"):
            agreement("they", ours, other)
    with pytest.raises(ValueError, match="nothing to compare"):
        agreement("they", ours[:, :0], ours[:, :0])


def test_two_workers_are_timed_beside_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.timing.AT_LEAST", 0.0)
    rows = list(stepping.two_workers(TINY))
    assert len(rows) == 3 * len(stepping.TARGETS)
    assert all(row.ratio > 0.0 for row in rows)


def test_growth_has_a_row_for_each_size() -> None:
    rows = cells(times_text([(100, 2), (1_000, 20)], rounds=1))
    assert [row[:2] for row in rows] == [["100", "2"], ["1,000", "20"]]
    assert all(re.fullmatch(r"\S+ ns \(\S+–\S+\)", row[2]) for row in rows)


def test_memory_is_that_of_a_process_of_its_own() -> None:
    # Something large in this process must not count.
    large = np.ones(50_000_000)
    (row,) = cells(memory_text([(100_000, 50)]))
    peak, result, recorded = (int(cell.removesuffix(" MB")) for cell in row[2:])
    assert (result, recorded) == (3, 80)
    assert result <= peak < recorded
    assert large[-1] == 1.0


def test_quick_is_less_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["stepping", "--quick", "--rounds", "3"])
    quick, full = stepping.options(), stepping.Sizes()
    assert quick.rounds == 3 < full.rounds
    assert quick.lanes < full.lanes
    assert max(quick.growth) < max(full.growth)
    assert max(quick.memory) < max(full.memory)


def test_maps_are_timed_beside_the_bare_call_of_the_same_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[int, int]] = []

    def noted(_rule: object, _surface: object, starts: np.ndarray, steps: int, _tolerance: float) -> None:
        called.append((starts.shape[1], steps))

    monkeypatch.setattr(maps, "finals", noted)
    desk = Desk()
    try:
        rows = cells(maps.against_bare(desk, TINY_MAPS))
        (slowest,) = [row for row in cells(maps.memory(desk, 0.0, TINY_MAPS)) if "basins" in row[0]]
        answers = cells(maps.slider(desk, TINY_MAPS))
    finally:
        desk.close()
    assert [row[0] for row in rows] == [
        "sensitivity, Rosenbrock, 8 × 8 × 10 steps",
        "basins, Rosenbrock, 9 × 9 × 10 steps",
        "sensitivity, Rastrigin, 8 × 8 × 10 steps",
        "basins, Rastrigin, 9 × 9 × 10 steps",
    ]
    assert called == 2 * [(64, 10), (64, 10), (81, 10), (81, 10)]
    assert [row[7] for row in rows] == ["1.6 %", "1.2 %"] * 2
    # This process and the worker together have more than the worker alone.
    everything, worker = (int(slowest[i].removesuffix(" MB").replace(",", "")) for i in (1, 3))
    assert everything > worker > 0
    assert [row[0] for row in answers] == ["median", "95 %"]


def test_no_two_rounds_ask_for_the_same_map() -> None:
    makers = (maps.sensitivity, maps.basins)
    names = {make("adam", SURFACES["ackley"], TINY_MAPS, i).name for make in makers for i in range(-3, 5)}
    assert len(names) == 16


def test_formulas_are_timed_beside_the_surfaces_that_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.timing.AT_LEAST", 0.0)
    x, y = np.random.default_rng(1).uniform(-1.0, 1.0, (2, 50))
    for key in formula.TYPED:
        np.testing.assert_allclose(formula.typed(key).value(x, y), SURFACES[key].value(x, y), rtol=1e-9)
    rows = list(formula.beside_built_in(1, steps=3, side=5))
    assert [row[0] for row in rows[:2]] == ["Rosenbrock, five rules × 3 steps", "Beale, five rules × 3 steps"]
    assert [row[4] for row in rows] == ["≤ 3 ×"] * 4 + ["–"] * 4
    assert [len(row) for row in formula.from_text(1)] == [4] * 4
