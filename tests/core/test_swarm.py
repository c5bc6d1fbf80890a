"""Many seeds at once: each goes as it would alone, and is judged as it would be alone."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from descent import KINDS, Motion, Noise, Schedule, Trial, outcomes, quantiles, standing, swarm
from optimizers import OPTIMIZERS
from surfaces import SURFACES
from tests.core.line import line

BOWL, ROSENBROCK, SADDLE = SURFACES["sphere"], SURFACES["rosenbrock"], SURFACES["saddle"]
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
COSINE, CIRCLE = Schedule(kind="cosine", warmup=0.1), Motion(kind="circle", reach=0.1, period=30.0)


def trial_of(key: str, noise: Noise, rate: float = 0.01, **around: Any) -> Trial:
    rule: Any = OPTIMIZERS[key]
    surface = line() if noise.of_data else ROSENBROCK
    return Trial(rule(learning_rate=rate), surface, surface.start, 50, noise=noise, **around)


def assert_each_is_its_own_run(trial: Trial, count: int) -> None:
    many = swarm(trial, count)
    assert many.positions.shape == (trial.steps + 1, 2, count)
    assert many.losses.shape == (trial.steps + 1, count)
    for lane, seed in enumerate(many.seeds.tolist()):
        one = replace(trial, noise=trial.noise.with_seed(seed)).run()
        recorded = len(one.losses)
        np.testing.assert_array_equal(many.positions[:recorded, :, lane], one.positions)
        np.testing.assert_array_equal(many.losses[:recorded, lane], one.losses)
        assert np.isnan(many.positions[recorded:, :, lane]).all()
        assert np.isnan(many.losses[recorded:, lane]).all()
        assert many.diverged[lane] == (one.diverged_at is not None)


@pytest.mark.parametrize(
    "around", [{}, {"schedule": COSINE}, {"schedule": COSINE, "motion": CIRCLE}], ids=str
)
@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_each_seed_is_its_own_run(kind: str, relative: bool, around: Any) -> None:
    noise = Noise(kind=kind, sigma=0.3, relative=relative, batch_size=5.0, seed=41.0)
    for key in ("sgd", "momentum", "adam"):
        assert_each_is_its_own_run(trial_of(key, noise, 1e-3, **around), 4)


@every_rule
def test_every_rule_takes_many_seeds(rule: Any) -> None:
    assert_each_is_its_own_run(trial_of(rule.key, Noise(kind="gaussian", sigma=0.5, seed=3.0), 1e-3), 3)


def test_a_seed_that_diverges_takes_no_other_with_it() -> None:
    # Heavy tails: with this rate some seeds are thrown out of the valley and some are not.
    trial = replace(trial_of("sgd", Noise(kind="student", sigma=5.0, degrees=1.0)), steps=200)
    trial = replace(trial, optimizer=OPTIMIZERS["sgd"](learning_rate=1e-3))
    lost = swarm(trial, 12).diverged
    assert 0 < lost.sum() < 12
    assert_each_is_its_own_run(trial, 12)


def test_the_seeds_follow_the_first_and_differ() -> None:
    many = swarm(trial_of("sgd", Noise(kind="gaussian", sigma=0.1, seed=7.0), 1e-3), 5)
    assert many.seeds.tolist() == [7, 8, 9, 10, 11]
    assert len(set(many.losses[-1].tolist())) == 5


def test_without_chance_all_are_the_same() -> None:
    many = swarm(trial_of("sgd", Noise(kind="rare"), 1e-4), 3)
    assert (many.losses == many.losses[:, :1]).all()


@pytest.mark.parametrize("count", [0, -1, 2.5, True, "3"])
def test_a_count_that_is_none_is_refused(count: Any) -> None:
    with pytest.raises(ValueError, match="count must be a whole number of at least 1"):
        swarm(trial_of("sgd", Noise(kind="gaussian")), count)


def test_a_start_without_a_finite_loss_is_refused() -> None:
    with pytest.raises(ValueError, match="start must have a finite loss"):
        swarm(replace(trial_of("sgd", Noise(kind="gaussian")), start=(1e200, 0.0)), 3)


# --- how they ended ---


@pytest.mark.parametrize(
    ("surface", "key", "rate", "noise", "words"),
    [
        ("rosenbrock", "sgd", 2e-3, Noise(kind="student", sigma=5.0, degrees=1.0), {"diverged", "moving"}),
        ("sphere", "momentum", 0.02, Noise(kind="gaussian", sigma=0.3), {"arrived", "wandering"}),
        ("rastrigin", "sgd", 1e-3, Noise(kind="gaussian", sigma=20.0, relative=False), {"wandering"}),
        ("sphere", "sgd", 0.3, Noise(kind="sparse", seen=0.05), {"arrived", "stuck"}),
        ("saddle", "adam", 0.01, Noise(kind="gaussian", sigma=0.5), {"moving"}),
    ],
)
def test_each_is_judged_as_alone(surface: str, key: str, rate: float, noise: Noise, words: set[str]) -> None:
    where = SURFACES[surface]
    rule: Any = OPTIMIZERS[key]
    trial = Trial(rule(learning_rate=rate), where, where.start, 120, noise=noise)
    ended = outcomes(swarm(trial, 24), where, tolerance=0.01)
    for lane, seed in enumerate(noise.seeds(24).tolist()):
        alone = standing(replace(trial, noise=noise.with_seed(seed)).run(), where, tolerance=0.01)
        assert ended.words[lane] == alone.word.split(" ")[0]
        assert ended.steps_to[lane] == (np.inf if alone.steps_to is None else alone.steps_to)
        assert ended.outside[lane] == alone.steps_outside
        diverged = ended.words[lane] == "diverged"
        assert ended.losses[lane] == (np.inf if diverged else alone.final_loss)
        if alone.distance is None:
            assert ended.distances is None
        else:
            assert ended.distances is not None
            assert ended.distances[lane] == (np.inf if diverged else alone.distance)
    assert words <= set(ended.words.tolist())


def test_the_distance_is_to_where_the_minimum_has_moved() -> None:
    motion = Motion(kind="jump", reach=0.2, period=60.0)
    trial = Trial(
        OPTIMIZERS["sgd"](learning_rate=0.3),
        BOWL,
        (1.0, 1.0),
        50,
        noise=Noise(kind="sparse", seen=0.9),
        motion=motion,
    )
    ended = outcomes(swarm(trial, 6), BOWL)
    assert ended.distances is not None
    assert (ended.words == "arrived").all()
    assert ended.distances.max() < 0.05


def test_a_run_of_no_steps_is_stuck() -> None:
    ended = outcomes(swarm(replace(trial_of("sgd", Noise(kind="gaussian")), steps=0), 2), ROSENBROCK)
    assert ended.words.tolist() == ["stuck", "stuck"]
    assert ended.outside.tolist() == [0, 0]


# --- quantiles ---

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@pytest.mark.parametrize("count", [1, 2, 5, 20, 21, 200])
def test_of_finite_values_they_are_numpys(count: int) -> None:
    values = np.random.default_rng(5).normal(size=(7, count))
    np.testing.assert_allclose(
        quantiles(values, SHARES), np.quantile(values, SHARES, axis=1), rtol=1e-13, atol=1e-15
    )


def test_what_is_lost_is_the_worst() -> None:
    values = np.array([3.0, np.nan, 1.0, 2.0, np.inf])
    # In order 1, 2, 3, ∞, ∞: the half is 3, three quarters ∞, and what lies between 3 and ∞ is ∞.
    np.testing.assert_array_equal(
        quantiles(values, (0.0, 0.25, 0.5, 0.6, 0.75, 1.0)), [1, 2, 3, np.inf, np.inf, np.inf]
    )
    np.testing.assert_array_equal(quantiles(np.array([np.nan, np.nan]), (0.0, 0.5, 1.0)), [np.inf] * 3)
    assert quantiles(values, (0.375,))[0] == 2.5
