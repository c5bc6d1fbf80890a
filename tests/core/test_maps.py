"""Maps equal a loop over single runs, cell by cell, and grow from coarse to fine."""

import math
import pickle
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from background import Desk
from descent import Motion, Noise, Schedule, Trial, descend
from maps import (
    Axis,
    BasinMap,
    Basins,
    Sensitivity,
    SensitivityMap,
    areas,
    axis_for,
    best_of,
    diverged_share,
    minima_of,
    share_within,
)
from maps.grid import Part, fill, parts_of, strides_of
from optimizers import OPTIMIZERS, hypers
from surfaces import SURFACES
from tests.core.test_settle import settled_at

COSINE, JUMPS = Schedule("cosine", warmup=0.1), Motion("jump", reach=0.1, period=50.0)
ROUGH = Noise("gaussian", sigma=0.5, seed=3.0)
NEVER = lambda: False  # noqa: E731


def trial(rule: str, key: str, steps: int = 60, around: Any = None, **hyper: Any) -> Trial:
    surface = SURFACES[key]
    return Trial(OPTIMIZERS[rule](**hyper), surface, surface.start, steps, **(around or {}))


def made(task: Any) -> Any:
    """The result as the background makes it, without a process."""
    result = task.begin()
    for piece in task.pieces():
        task.put(result, piece, piece.run(NEVER))
    return result


CASES = [
    ("adam", "rosenbrock", ("learning_rate", "beta2"), {}),
    ("sgd", "rosenbrock", ("learning_rate", "weight_decay"), {}),
    ("adam", "himmelblau", ("epsilon", "beta1"), {"noise": ROUGH, "schedule": COSINE, "motion": JUMPS}),
    ("momentum", "beale", ("learning_rate", "momentum"), {"schedule": COSINE}),
    ("momentum", "saddle", ("momentum", "dampening"), {"noise": ROUGH}),
    ("rmsprop", "rastrigin", ("rho", "learning_rate"), {"motion": Motion("circle", period=40.0)}),
    ("nadam", "six_hump_camel", ("learning_rate", "momentum_decay"), {"noise": Noise("sparse", seen=0.5)}),
    ("newton", "goldstein_price", ("learning_rate", None), {"motion": JUMPS}),
]


@pytest.mark.parametrize(("rule", "key", "names", "around"), CASES)
def test_sensitivity_equals_single_runs(rule: str, key: str, names: Any, around: dict[str, Any]) -> None:
    one = trial(rule, key, around=around)
    numbers = {name: knob for name, knob in hypers(one.optimizer).items() if knob.kind == "number"}
    x, y = (numbers[name or next(n for n in numbers if n not in names)] for name in names)
    task = Sensitivity(one, axis_for(x), axis_for(y), tolerance=0.5, count=6)
    found = made(task)
    assert found.known.all()
    diverged = 0
    for row in range(6):
        for column in range(6):
            optimizer: Any = replace(one.optimizer, **task.settings(row, column))
            run = descend(optimizer, one.surface, one.start, one.steps, **around)
            if run.diverged_at is not None:
                diverged += 1
                assert np.isnan(found.gaps[row, column])
                assert np.isnan(found.distances[row, column])
                continue
            surface, (px, py) = one.surface, run.places[-1]
            gap = min(run.losses[-1] - (surface.lowest or 0.0), float(np.finfo(np.float32).max))
            assert found.gaps[row, column] == pytest.approx(gap, rel=1e-5, abs=1e-9)
            if not surface.minima:
                assert np.isnan(found.distances[row, column])
                assert found.steps_to[row, column] == -1
                continue
            distance = min(math.hypot(px - mx, py - my) for mx, my, _ in surface.minima)
            assert found.distances[row, column] == pytest.approx(distance, rel=1e-5, abs=1e-9)
            near = np.flatnonzero(run.losses <= surface.lowest + 0.5)
            assert found.steps_to[row, column] == (near[0] if len(near) else -1)
    assert diverged == np.count_nonzero(np.isnan(found.gaps))
    assert (diverged > 0) == ((rule, key) in {("sgd", "rosenbrock"), ("momentum", "beale")})


@pytest.mark.parametrize(
    ("rule", "key", "around", "hyper"),
    [
        ("adam", "himmelblau", {"noise": ROUGH, "schedule": COSINE}, {"learning_rate": 0.2}),
        ("momentum", "rastrigin", {}, {"learning_rate": 0.001}),
        ("sgd", "beale", {}, {"learning_rate": 0.01}),
        ("rmsprop", "three_hump_camel", {"motion": JUMPS}, {"learning_rate": 0.05}),
        ("bfgs", "styblinski_tang", {"motion": JUMPS}, {}),
        ("adam", "saddle", {}, {"learning_rate": 0.1}),
    ],
)
def test_basins_equal_single_runs(rule: str, key: str, around: dict[str, Any], hyper: Any) -> None:
    one = trial(rule, key, 120, around, **hyper)
    task = Basins(one, tolerance=0.05, count=9)
    found = made(task)
    assert found.known.all()
    for row in range(9):
        for column in range(9):
            (x0, x1), (y0, y1) = one.surface.domain
            start = (x0 + (x1 - x0) * (column + 0.5) / 9, y0 + (y1 - y0) * (row + 0.5) / 9)
            assert task.start(row, column) == pytest.approx(start)
            run = descend(one.optimizer, one.surface, task.start(row, column), one.steps, **around)
            if run.diverged_at is not None:
                assert (found.minimum[row, column], found.settled[row, column]) == (-2, -1)
                continue
            assert found.minimum[row, column] == minimum_of(one, run.places[-1], run.losses[-1])
            assert found.settled[row, column] == settled_at(run.losses, 0.05, every=1)
    assert (found.minimum == -2).any() == (rule == "sgd")
    assert (found.minimum >= 0).any() == (key != "saddle")


def minimum_of(one: Trial, place: Any, loss: float) -> int:
    """The rule of `maps.resting`, one place at a time."""
    minima = minima_of(one.surface)
    distances = [math.hypot(place[0] - each.x, place[1] - each.y) for each in minima]
    if not minima:
        return -1
    index = int(np.argmin(distances))
    nearest = minima[index]
    others = [math.hypot(nearest.x - other.x, nearest.y - other.y) for other in minima if other != nearest]
    radius = min([0.05 * one.surface.diagonal, *(0.5 * each for each in others)])
    angles = np.linspace(0.0, 2.0 * np.pi, 20_000)
    x, y = nearest.x + radius * np.cos(angles), nearest.y + radius * np.sin(angles)
    rim = np.min(one.surface.value(x, y))
    return index if distances[index] < radius and loss < rim else -1


def test_a_start_from_which_the_loss_overflows_is_a_diverged_cell() -> None:
    one = replace(trial("sgd", "rosenbrock"), start=(1e200, 1e200))
    knobs = hypers(one.optimizer)
    found = made(Sensitivity(one, axis_for(knobs["learning_rate"]), axis_for(knobs["weight_decay"]), count=2))
    assert np.isnan(found.gaps).all()
    assert (found.steps_to == -1).all()


def test_losses_beyond_float32_stay_losses() -> None:
    one = replace(trial("sgd", "sphere", steps=0), start=(1e30, 0.0))
    knobs = hypers(one.optimizer)
    found = made(Sensitivity(one, axis_for(knobs["learning_rate"]), axis_for(knobs["weight_decay"]), count=2))
    assert np.isfinite(found.gaps).all()
    assert (found.gaps > 1e38).all()
    assert diverged_share(found) == 0.0


# ---- coarse to fine ----


@pytest.mark.parametrize("count", [2, 7, 33, 64, 128, 200, 512])
def test_every_cell_is_computed_once(count: int) -> None:
    parts = parts_of(count, 300)
    cells = np.concatenate([part.cells for part in parts])
    assert sorted(cells.tolist()) == list(range(count**2))
    assert sum(part.share for part in parts) == pytest.approx(1.0)
    assert len(parts[0].cells) <= max(1.0, count**2 / 64)
    assert max(len(part.cells) for part in parts) <= 12_000
    # What costs too much is many small parts.
    assert len(parts) <= 3 + count**2 / 9000


@pytest.mark.parametrize("count", [7, 40, 128, 300])
def test_the_picture_is_whole_from_the_first_part_on(count: int) -> None:
    known = np.zeros((count, count), dtype=bool)
    shown = np.full((count, count), -1, dtype=np.int32)
    rows, columns = np.divmod(np.arange(count**2).reshape(count, count), count)
    parts = parts_of(count, 300)
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        fill(part, known, {"shown": shown}, {"shown": part.cells})
        assert (shown >= 0).all()
        assert known.flat[shown].all()
        assert np.array_equal(shown[known], np.flatnonzero(known))
        if after is None or after.stride != part.stride:
            away = np.maximum(abs(shown // count - rows), abs(shown % count - columns))
            inner = (rows <= rows[known].max()) & (columns <= columns[known].max())
            assert away[inner].max() <= part.stride // 2
            assert away.max() < part.stride
    assert known.all()


def test_levels_go_down_to_every_cell() -> None:
    assert strides_of(128) == [8, 1]
    assert strides_of(512) == [8, 4, 2, 1]
    assert strides_of(2) == [2, 1]


def test_a_long_run_has_smaller_parts() -> None:
    longest = [max(len(part.cells) for part in parts_of(512, steps)[1:]) for steps in (300, 3000, 5000)]
    assert longest[0] > longest[1] > longest[2] > 3000


def test_a_part_is_sent_as_numbers_alone() -> None:
    one = trial("adam", "rastrigin")
    for piece in Basins(one).pieces():
        assert len(pickle.dumps(piece)) < 3000
        again = pickle.loads(pickle.dumps(piece))
        assert again == piece
        assert np.array_equal(again.part.cells, piece.part.cells)


# ---- tasks ----


def sensitivity(**changes: Any) -> Sensitivity:
    one = trial("adam", "rosenbrock", learning_rate=0.02)
    return Sensitivity(
        **{
            "trial": one,
            "x": Axis("learning_rate", 1e-4, 1.0, "log"),
            "y": Axis("beta1", 0.0, 0.99, "log", 1.0),
            "count": 8,
            **changes,
        }
    )


def test_a_map_does_not_hang_on_the_settings_that_it_is_a_map_of() -> None:
    moved = trial("adam", "rosenbrock", learning_rate=0.5, beta1=0.3)
    assert sensitivity().name == sensitivity(trial=moved).name
    others = [
        sensitivity(trial=trial("adam", "rosenbrock", learning_rate=0.02, beta2=0.9)),
        sensitivity(trial=trial("adam", "rosenbrock", 61)),
        sensitivity(count=9),
        sensitivity(tolerance=0.1),
        sensitivity(x=Axis("learning_rate", 1e-4, 1.0)),
        sensitivity(x=Axis("epsilon", 1e-4, 1.0)),
        sensitivity(trial=trial("adamw", "rosenbrock", learning_rate=0.02)),
    ]
    assert len({task.name for task in (sensitivity(), *others)}) == 1 + len(others)


def test_a_map_of_starts_does_not_hang_on_the_start() -> None:
    one = trial("adam", "rosenbrock")
    assert Basins(one).name == Basins(replace(one, start=(0.5, 0.5))).name
    assert len({Basins(one, count=count).name for count in (64, 128)} | {sensitivity().name}) == 3


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"count": 129}, "^count must be a whole number from 2 to 128"),
        ({"count": 1}, "^count must be a whole number from 2 to 128"),
        ({"count": 8.0}, "^count must be a whole number from 2 to 128"),
        ({"tolerance": math.nan}, "^tolerance must be a number of at least 0"),
        ({"y": Axis("learning_rate", 0.1, 1.0)}, "^y must be another hyper-parameter than x"),
        ({"x": Axis("momentum", 0.1, 0.9)}, "^x must be a hyper-parameter of the rule"),
        ({"y": Axis("beta1", 0.1, 1.5)}, "^highest must be below 1 for beta1"),
    ],
)
def test_what_makes_no_map_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        sensitivity(**changes)


def test_too_many_starts_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^count must be a whole number from 2 to 512"):
        Basins(trial("adam", "rosenbrock"), count=513)


def test_a_piece_that_is_stopped_returns_early() -> None:
    for task in (
        sensitivity(trial=trial("adam", "rosenbrock", 5000)),
        Basins(trial("adam", "rosenbrock", 5000), count=8),
    ):
        asked: list[int] = []

        def stop(asked: list[int] = asked) -> bool:
            asked.append(1)
            return len(asked) == 3

        assert task.pieces()[0].run(stop) is None
        assert len(asked) == 3


@pytest.mark.parametrize("key", ["sensitivity", "basins"])
def test_the_background_makes_the_same_map(key: str) -> None:
    one = trial("adam", "rastrigin", 200, learning_rate=0.05)
    task: Any = Basins(one, count=128) if key == "basins" else sensitivity(trial=one, count=96)
    desk, seen = Desk(), {}
    end = time.monotonic() + 60.0
    try:
        while not (seen and max(seen.values(), key=lambda each: each.version).finished):
            (progress,) = desk.ask("a", [task])
            assert progress.failed is None
            seen[progress.version] = progress
            assert time.monotonic() < end, "it is not finished"
            time.sleep(0.001)
    finally:
        desk.close()
    last = seen[max(seen)]
    assert last.version == len(task.pieces()) > 1
    for name, array in vars(made(task)).items():
        np.testing.assert_array_equal(getattr(last.result, name), array)
    for version, progress in seen.items():
        known = sum(len(piece.part.cells) for piece in task.pieces()[:version])
        assert progress.done == pytest.approx(known / task.count**2)
        assert (progress.result is None) == (version == 0)
        assert version == 0 or np.count_nonzero(progress.result.known) == known


# ---- numbers ----


def over(gaps: Any, known: Any = True) -> SensitivityMap:
    array = np.array(gaps, dtype=np.float32)
    nothing = np.zeros(array.shape, dtype=np.int32)
    return SensitivityMap(array, array, nothing, np.broadcast_to(known, array.shape).copy())


def test_the_share_within_ten_times_the_best() -> None:
    four = over([[0.01, 0.1], [0.11, math.nan]])
    assert best_of(four) == pytest.approx(0.01)
    assert share_within(four, factor=10.5) == 0.5
    assert share_within(four, factor=12.0) == 0.75
    assert share_within(four, best=0.001) == 0.25
    assert share_within(four, best=0.02) == 0.75
    assert share_within(four, best=1e-6) == 0.0
    assert diverged_share(four) == 0.25


def test_what_has_arrived_is_as_good_as_the_best() -> None:
    two = over([[0.0, 1e-9], [5e-3, 1.0]])
    assert share_within(two) == 0.25
    assert share_within(two, floor=1e-3) == 0.75


def test_only_known_cells_count() -> None:
    half = over([[1.0, 1.0], [100.0, 0.001]], known=[[True, True], [True, False]])
    assert share_within(half) == pytest.approx(2 / 3)
    assert math.isnan(share_within(over([[1.0]], known=False)))
    assert best_of(over([[1.0]], known=False)) is None


def test_nothing_is_within_where_all_diverged_or_the_losses_have_no_floor() -> None:
    assert share_within(over([[math.nan]])) == 0.0
    assert math.isnan(share_within(over([[-5.0, 1.0]])))


def test_areas() -> None:
    minimum = np.array([[0, 0, 2], [-1, -2, 0]], dtype=np.int16)
    known = np.array([[True, True, True], [True, True, False]])
    assert areas(BasinMap(minimum, minimum.astype(np.int32), known)) == {0: 0.4, -2: 0.2, -1: 0.2, 2: 0.2}


def test_a_part_of_the_finest_level_fills_no_other_cell() -> None:
    known, shown = np.zeros((4, 4), dtype=bool), np.zeros((4, 4))
    part = Part(4, 1, 0, 0, 3)
    fill(part, known, {"shown": shown}, {"shown": np.ones(3)})
    assert np.count_nonzero(shown) == np.count_nonzero(known) == 3
