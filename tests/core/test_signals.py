"""Schedule, noise and motion reach every kind of walk alike, to the last digit."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from descent import Motion, Noise, Schedule, Trajectory, descend, finals
from descent.signals import QUIET, signals_of
from descent.walk import _on_arrays, walk
from optimizers import OPTIMIZERS
from surfaces import SURFACES

SCHEDULES = {"none": None, "cosine": Schedule(kind="cosine", warmup=0.1)}
NOISES = {
    "none": None,
    "added": Noise(kind="gaussian", sigma=0.3, seed=5.0),
    "relative": Noise(kind="student", relative=True, sigma=0.5, seed=5.0),
    "masked": Noise(kind="sparse", seen=0.6, seed=5.0),
}
MOTIONS = {"none": None, "circle": Motion(kind="circle", reach=0.1, period=25.0, heading=40.0)}
AROUND = [
    pytest.param({"schedule": s, "noise": n, "motion": m}, id=f"{a}-{b}-{c}")
    for (a, s), (b, n), (c, m) in product(SCHEDULES.items(), NOISES.items(), MOTIONS.items())
]
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
all_around = pytest.mark.parametrize("around", AROUND)
STEPS = 40
BEALE = SURFACES["beale"]


def step_by_step(optimizer: Any, surface: Any, start: Any, around: dict[str, Any]) -> Trajectory:
    """The same run, without the written loop: noise as a function keeps it away."""
    signals = signals_of(surface, STEPS, None, around["noise"], None)
    return descend(optimizer, surface, start, STEPS, **{**around, "noise": signals.seen})


@every_rule
@all_around
def test_a_written_loop_and_lanes_are_the_run_step_by_step(rule: Any, around: dict[str, Any]) -> None:
    starts = np.array([[1.0, -1.0, 2.2, 0.1], [0.3, 1.1, -0.4, 4.0]])
    rates = np.array([0.001, 0.01, 0.1, 1.0])
    lanes = finals(rule(learning_rate=rates), BEALE, starts, STEPS, **around)
    for lane, rate in enumerate(rates.tolist()):
        plain = step_by_step(rule(learning_rate=rate), BEALE, starts[:, lane], around)
        run = descend(rule(learning_rate=rate), BEALE, starts[:, lane], STEPS, **around)
        assert run.diverged_at == plain.diverged_at
        for name in ("positions", "losses", "gradients"):
            np.testing.assert_array_equal(getattr(run, name), getattr(plain, name), err_msg=name)
        for name, values in plain.remembered.items():
            np.testing.assert_array_equal(run.remembered[name], values, err_msg=name)
        if run.diverged_at is None:
            np.testing.assert_array_equal(lanes.positions[:, lane], run.positions[-1])
            np.testing.assert_array_equal(lanes.losses[lane], run.losses[-1])
        else:
            assert np.isnan(lanes.losses[lane])


@all_around
@pytest.mark.parametrize("seeded", [False, True])
@pytest.mark.parametrize("rule", [OPTIMIZERS[key] for key in ("adam", "newton")], ids=lambda rule: rule.key)
def test_recorded_lanes_are_those_on_arrays(rule: Any, around: dict[str, Any], seeded: bool) -> None:
    starts = np.array([[1.0, -1.0, 2.2], [0.3, 1.1, -0.4]])
    seeds = np.array([7, 9, 7]) if seeded else None
    signals = signals_of(BEALE, STEPS, **around, seeds=seeds)
    with np.errstate(all="ignore"):
        ours = [np.stack(row) for row in walk(rule(), BEALE, starts, STEPS, signals)]
        plain = [np.stack(row) for row in _on_arrays(rule(), BEALE, starts, STEPS, signals)]
    np.testing.assert_array_equal(ours[-1], plain[-1])


def test_a_block_of_lanes_has_its_own_seeds() -> None:
    """More lanes than a block takes, each with its own noise."""
    from descent.lanes import BLOCK

    count = BLOCK + 3
    seeds = np.arange(count) % 5
    noise = Noise(kind="gaussian", sigma=0.2)
    rule: Any = OPTIMIZERS["sgd"]
    ends = finals(
        rule(learning_rate=0.1), SURFACES["sphere"], np.ones((2, count)), 5, noise=noise, seeds=seeds
    )
    for seed in range(5):
        same = ends.positions[:, seeds == seed]
        np.testing.assert_array_equal(same, np.repeat(same[:, :1], same.shape[1], axis=1))
    assert len(np.unique(ends.positions[0])) == 5


def test_nothing_around_is_quiet() -> None:
    nothing = signals_of(BEALE, 10, Schedule(), Noise(), Motion())
    assert nothing.shape == QUIET.shape
    assert not nothing.shape.names
