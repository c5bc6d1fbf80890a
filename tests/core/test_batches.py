"""Mini-batches: every point once an epoch, told whole by the seed, and the same in every kind of walk."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from descent import (
    NO_POINT,
    SILENT,
    Motion,
    Noise,
    Schedule,
    Trial,
    batches_of,
    descend,
    finals,
    settle,
    swarm,
)
from descent.batches import TOGETHER, Batches
from descent.march import march_of
from descent.signals import signals_of
from maps import Sensitivity, axis_for
from optimizers import OPTIMIZERS, hypers
from surfaces import SURFACES, Surface
from tests.core.line import EXAMPLE, Line, line

LINE, POINTS = line(), len(EXAMPLE.points)
STEPS = 60
START = (-2.0, 2.0)


def by(size: float, seed: float = 0.0) -> Noise:
    return Noise("minibatch", batch_size=size, seed=seed)


def rule(key: str, rate: Any = 0.05) -> Any:
    return OPTIMIZERS[key](learning_rate=rate)  # type: ignore[call-arg]


every_size = pytest.mark.parametrize("size", [1, 5, 6, 11])
every_rule = pytest.mark.parametrize("key", OPTIMIZERS)


# --- which points ---


@every_size
@pytest.mark.parametrize("points", [12, 2000])
def test_each_epoch_takes_every_point_once(size: int, points: int) -> None:
    epoch = -(-points // size)
    rows = batches_of(by(size), points, 3 * epoch)
    assert rows.shape == (3 * epoch, size)
    for first in range(0, 3 * epoch, epoch):
        taken = rows[first : first + epoch]
        np.testing.assert_array_equal(np.sort(taken[taken != NO_POINT]), np.arange(points))
        # Only the last one is short, by what is left.
        lengths = (taken != NO_POINT).sum(axis=1)
        assert (lengths[:-1] == size).all()
        assert lengths[-1] == points - (epoch - 1) * size
        assert (taken[-1, lengths[-1] :] == NO_POINT).all()


def test_epochs_have_orders_of_their_own() -> None:
    rows = batches_of(by(12), 13, 400)[::2]
    assert len(np.unique(rows, axis=0)) == 200


def test_every_point_comes_at_every_place_equally_often() -> None:
    epochs = 6000
    orders = batches_of(by(5), 6, 2 * epochs)[::2]  # the first five of six
    shares = np.stack([(orders == point).mean(axis=0) for point in range(6)])
    assert abs(shares - 1.0 / 6.0).max() < 5.0 * np.sqrt(5.0 / 36.0 / epochs)


@every_size
def test_a_longer_run_begins_with_the_same_batches(size: int) -> None:
    # More than are drawn at once.
    long = batches_of(by(size, 3), POINTS, 2 * TOGETHER)
    np.testing.assert_array_equal(long[:20], batches_of(by(size, 3), POINTS, 20))
    np.testing.assert_array_equal(long[: TOGETHER + 1], batches_of(by(size, 3), POINTS, TOGETHER + 1))
    # What is drawn at once does not come again.
    epoch = -(-POINTS // size) * -(-TOGETHER // POINTS)
    assert not np.array_equal(long[: len(long) - epoch], long[epoch:])


def test_the_seed_tells_all_of_it() -> None:
    np.testing.assert_array_equal(batches_of(by(5, 3), POINTS, 40), batches_of(by(5, 3), POINTS, 40))
    assert not np.array_equal(batches_of(by(5, 3), POINTS, 40), batches_of(by(5, 4), POINTS, 40))


def test_links_that_people_have_given_out_keep_their_batches() -> None:
    assert batches_of(by(3, 7), 8, 4).tolist() == [[0, 6, 7], [2, 4, 5], [1, 3, NO_POINT], [7, 3, 6]]


def test_a_batch_size_beyond_the_points_takes_all_at_every_step() -> None:
    rows = batches_of(by(50), 7, 4)
    np.testing.assert_array_equal(np.sort(rows, axis=1), np.tile(np.arange(7), (4, 1)))


def test_seeds_beside_each_other_are_those_alone() -> None:
    many = Batches(POINTS, 5, (4, 9, 2))
    for t in range(2 * TOGETHER // POINTS):
        for place, seed in enumerate(many.seeds):
            alone = Batches(POINTS, 5, (seed,)).rows(t)[:, 0]
            np.testing.assert_array_equal(many.rows(t)[:, place], alone)


# --- what the rule sees ---


@every_size
@pytest.mark.parametrize("total", [False, True])
def test_over_an_epoch_the_gradients_have_the_mean_of_the_full_one(size: int, total: bool) -> None:
    surface = line(total=total)
    assert surface.fit is not None
    rows = batches_of(by(size, 5), POINTS, -(-POINTS // size))
    batches = [batch[batch != NO_POINT] for batch in rows]
    x, y = 0.3, -1.7
    mean = sum(np.array(surface.fit.gradient(x, y, b)) * len(b) for b in batches) / POINTS
    np.testing.assert_allclose(mean, surface.gradient(x, y), rtol=1e-12)


@every_size
def test_sgd_goes_where_a_plain_loop_goes(size: int) -> None:
    run = descend(rule("sgd"), LINE, START, STEPS, noise=by(size, 2))
    (x, y), u, v = START, EXAMPLE.points.x, EXAMPLE.points.y
    for t, batch in enumerate(batches_of(by(size, 2), POINTS, STEPS)):
        at = batch[batch != NO_POINT]
        off = x * u[at] + y - v[at]
        gradient = 2.0 * (off * u[at]).mean(), 2.0 * off.mean()
        np.testing.assert_allclose(run.gradients[t], gradient, rtol=1e-12)
        x, y = x - 0.05 * gradient[0], y - 0.05 * gradient[1]
        np.testing.assert_allclose(run.positions[t + 1], (x, y), rtol=1e-12)
    # The losses are those of all points.
    np.testing.assert_allclose(
        run.losses, ((run.positions @ np.stack([u, np.ones(POINTS)]) - v) ** 2).mean(axis=1), rtol=1e-12
    )


def test_a_batch_sees_the_landscape_where_it_has_moved() -> None:
    motion = Motion(kind="circle", reach=0.2, period=20.0)
    run = descend(rule("momentum"), LINE, START, STEPS, noise=by(5), motion=motion)
    assert run.shifts is not None
    assert LINE.fit is not None
    for t, batch in enumerate(batches_of(by(5), POINTS, STEPS)):
        x, y = run.positions[t] - run.shifts[t]
        gradient = LINE.fit.gradient(float(x), float(y), batch[batch != NO_POINT])
        np.testing.assert_array_equal(run.gradients[t], gradient)


@pytest.mark.parametrize("key", [key for key, each in OPTIMIZERS.items() if not each.elementwise])
def test_what_asks_for_more_than_the_gradient_gets_the_loss_of_all_points(key: str) -> None:
    optimizer = rule(key)
    run = descend(optimizer, LINE, START, 1, noise=by(3))
    gradient = tuple(run.gradients[0].tolist())
    assert gradient != LINE.gradient(*START)
    step, _ = optimizer.update_pair(gradient, optimizer.init(START), START, LINE)
    np.testing.assert_array_equal(run.positions[1], np.array(START) + step)


# --- every kind of walk ---

AROUND = [
    {"schedule": schedule, "motion": motion}
    for schedule, motion in product(
        (None, Schedule(kind="cosine", warmup=0.1)), (None, Motion(kind="drift", reach=0.1, period=25.0))
    )
]


@every_rule
@pytest.mark.parametrize("around", AROUND, ids=["alone", "moving", "scheduled", "both"])
def test_lanes_are_the_run_and_so_are_their_seeds(key: str, around: Any) -> None:
    starts = np.array([[1.0, -1.0, 2.2, 0.1], [0.3, 1.1, -0.4, 2.0]])
    rates = np.array([0.001, 0.01, 0.1, 0.5])
    seeds = np.array([8, 3, 8, 100])
    shared = finals(rule(key, rates), LINE, starts, STEPS, noise=by(5, 8), **around)
    own = finals(rule(key, rates), LINE, starts, STEPS, noise=by(5, 8), seeds=seeds, **around)
    for lane, rate in enumerate(rates.tolist()):
        for ends, seed in ((shared, 8), (own, int(seeds[lane]))):
            run = descend(rule(key, rate), LINE, starts[:, lane], STEPS, noise=by(5, seed), **around)
            if run.diverged_at is None:
                np.testing.assert_array_equal(ends.positions[:, lane], run.positions[-1])
                np.testing.assert_array_equal(ends.losses[lane], run.losses[-1])
            else:
                assert np.isnan(ends.losses[lane])


def test_a_swarm_is_the_run_of_each_seed() -> None:
    trial = Trial(rule("adam"), LINE, START, STEPS, noise=by(5, 8))
    many = swarm(trial, 6)
    assert many.seeds.tolist() == [8, 9, 10, 11, 12, 13]
    for place, seed in enumerate(many.seeds):
        run = replace(trial, noise=by(5, int(seed))).run()
        np.testing.assert_array_equal(many.positions[:, :, place], run.positions)
        np.testing.assert_array_equal(many.losses[:, place], run.losses)


@pytest.mark.parametrize(
    "surface", [each for each in SURFACES.values() if each.fit], ids=lambda each: each.key
)
@pytest.mark.parametrize("key", ["sgd", "adam"])
def test_every_surface_of_data_takes_them_by_seed(key: str, surface: Surface) -> None:
    assert surface.fit is not None
    points = len(surface.fit.points)
    trial = Trial(rule(key), surface, surface.start, 30, noise=by(max(1, points // 3), 8))
    many = swarm(trial, 4)
    for place, seed in enumerate(many.seeds):
        run = replace(trial, noise=trial.noise.with_seed(int(seed))).run()
        np.testing.assert_array_equal(many.positions[:, :, place], run.positions)
        np.testing.assert_array_equal(many.losses[:, place], run.losses)
    assert len(np.unique(many.losses[-1])) > 1
    rows = batches_of(trial.noise, points, -(-points // (points // 3 or 1)))
    batches = [batch[batch != NO_POINT] for batch in rows]
    x, y = surface.start
    gradients = [np.array(surface.fit.gradient(x, y, batch)) * len(batch) for batch in batches]
    np.testing.assert_allclose(sum(gradients) / points, surface.gradient(x, y), rtol=1e-9, atol=1e-12)


def test_settling_goes_the_same_way() -> None:
    starts, seeds = np.tile([[-2.0], [2.0]], 5), np.arange(5)
    around: Any = {"noise": by(5), "seeds": seeds}
    ends = finals(rule("momentum"), LINE, starts, STEPS, **around)
    still = settle(rule("momentum"), LINE, starts, STEPS, **around)
    np.testing.assert_array_equal(ends.positions, still.positions)
    assert len(np.unique(ends.losses)) == 5


def test_few_lanes_are_asked_at_once_and_no_digit_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    starts, seeds = np.random.default_rng(0).uniform(-2.0, 2.0, (2, 50)), np.arange(50) % 7
    around: Any = {"noise": by(5), "seeds": seeds}
    whole = finals(rule("adam"), LINE, starts, STEPS, **around)
    monkeypatch.setattr("descent.signals.MOST_SEEN", 40)
    assert isinstance(LINE.fit, Line)
    LINE.fit.asked.clear()
    parts = finals(rule("adam"), LINE, starts, STEPS, **around)
    np.testing.assert_array_equal(whole.positions, parts.positions)
    assert max(shape[0] * shape[1] for shape in LINE.fit.asked if len(shape) == 2) == 40


def test_blocks_in_other_processes_have_the_same_batches() -> None:
    count = 30_000  # more than a task for a process takes
    starts, seeds = np.tile([[-2.0], [2.0]], count), np.arange(count) % 3
    with ProcessPoolExecutor(1) as executor:
        far = finals(rule("sgd"), LINE, starts, 3, noise=by(5), seeds=seeds, executor=executor)
    for seed in range(3):
        run = descend(rule("sgd"), LINE, START, 3, noise=by(5, seed))
        ended = far.positions[:, seeds == seed]
        np.testing.assert_array_equal(ended, np.tile(run.positions[-1][:, None], count // 3))


def test_the_cells_of_maps_are_runs_with_these_batches() -> None:
    trial = Trial(rule("adam"), LINE, START, 20, noise=by(5, 4))
    known = hypers(trial.optimizer)
    task = Sensitivity(trial, axis_for(known["learning_rate"]), axis_for(known["beta1"]), count=2)
    assert task.name != replace(task, trial=replace(trial, noise=SILENT)).name
    found = task.begin()
    for piece in pickle.loads(pickle.dumps(task)).pieces():
        task.put(found, piece, piece.run(lambda: False))
    for row, column in np.ndindex(2, 2):
        at: Any = replace(trial.optimizer, **task.settings(row, column))
        assert found.gaps[row, column] == np.float32(replace(trial, optimizer=at).run().losses[-1])


# --- all of them are no noise ---


@every_rule
@pytest.mark.parametrize("size", [POINTS, 2048])
def test_batches_of_all_points_are_no_noise_to_the_last_digit(key: str, size: int) -> None:
    plain = descend(rule(key), LINE, START, STEPS)
    run = descend(rule(key), LINE, START, STEPS, noise=by(size))
    np.testing.assert_array_equal(run.positions, plain.positions)
    signals = signals_of(LINE, STEPS, noise=by(size))
    assert signals.shape == signals_of(LINE, STEPS).shape
    assert march_of(rule(key), LINE, signals.shape) is not None
    assert march_of(rule(key), LINE, signals_of(LINE, STEPS, noise=by(POINTS - 1)).shape) is None


def test_all_points_with_many_seeds_are_one_run() -> None:
    many = swarm(Trial(rule("adam"), LINE, START, STEPS, noise=by(POINTS)), 3)
    run = descend(rule("adam"), LINE, START, STEPS)
    for place in range(3):
        np.testing.assert_array_equal(many.positions[:, :, place], run.positions)


# --- refused ---


def test_a_surface_without_data_refuses_them_by_name() -> None:
    with pytest.raises(ValueError, match="noise must not be 'minibatch' on Beale"):
        descend(rule("sgd"), SURFACES["beale"], (1.0, 0.3), 5, noise=by(3))
    for walk in (finals, settle):
        with pytest.raises(ValueError, match="noise must not be 'minibatch'"):
            walk(rule("sgd"), SURFACES["beale"], np.ones((2, 3)), 5, noise=by(3), seeds=np.arange(3))
    with pytest.raises(ValueError, match="noise must not be 'minibatch'"):
        swarm(Trial(rule("sgd"), SURFACES["beale"], (1.0, 0.3), 5, noise=by(3)), 2)


def test_other_noise_has_no_batches_and_batches_have_no_rows() -> None:
    with pytest.raises(ValueError, match="noise must be mini-batches"):
        batches_of(Noise("batch"), 12, 5)
    with pytest.raises(ValueError, match="kind must be"):
        by(3).rows(5)


@pytest.mark.parametrize("size", [0.0, 1.5, -3.0])
def test_a_batch_is_a_whole_number_of_points(size: float) -> None:
    with pytest.raises(ValueError, match="batch_size"):
        by(size)
