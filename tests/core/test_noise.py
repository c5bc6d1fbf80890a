"""Noise: what it is drawn from, that a seed tells it whole, and that rules see it and losses do not."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from descent import KINDS, SILENT, Noise, descend, finals
from descent.noise import seen_gradient
from optimizers import OPTIMIZERS, hypers
from surfaces import SURFACES

LONG = 200_000
# Mini-batches of data have no rows, and tests of their own: test_batches.py.
ROWED = [key for key, kind in KINDS.items() if not kind.of_data]
every_kind = pytest.mark.parametrize("kind", ROWED)


def test_gaussian_has_its_spread_and_no_bias() -> None:
    rows = Noise(kind="gaussian", sigma=0.5).rows(LONG)
    # Five standard errors of the mean, of the deviation, and of the correlation.
    assert abs(rows.mean(axis=0)).max() < 5.0 * 0.5 / np.sqrt(LONG)
    assert abs(rows.std(axis=0) / 0.5 - 1.0).max() < 5.0 / np.sqrt(2.0 * LONG)
    assert abs(np.corrcoef(rows.T)[0, 1]) < 5.0 / np.sqrt(LONG)
    assert abs(np.corrcoef(rows[1:, 0], rows[:-1, 0])[0, 1]) < 5.0 / np.sqrt(LONG)


@pytest.mark.parametrize("batch_size", [1.0, 16.0, 256.0])
def test_the_variance_falls_with_the_batch(batch_size: float) -> None:
    rows = Noise(kind="batch", sigma=2.0, batch_size=batch_size).rows(LONG)
    assert abs(rows.var() * batch_size / 4.0 - 1.0) < 5.0 / np.sqrt(LONG)


@pytest.mark.parametrize(("degrees", "beyond"), [(1.0, 0.204833), (3.0, 0.057669), (30.0, 0.005407)])
def test_student_has_its_tails(degrees: float, beyond: float) -> None:
    # The share of |z| > 3 for one, three and thirty degrees of freedom, from the tables of t.
    rows = np.abs(Noise(kind="student", sigma=2.0, degrees=degrees).rows(LONG)) / 2.0
    share, error = float((rows > 3.0).mean()), np.sqrt(beyond / (2.0 * LONG))
    assert abs(share - beyond) < 5.0 * error


def test_sparse_sees_each_coordinate_as_often_as_told() -> None:
    rows = Noise(kind="sparse", seen=0.2).rows(LONG)
    assert set(np.unique(rows)) == {0.0, 1.0}
    assert abs(rows.mean(axis=0) - 0.2).max() < 5.0 * np.sqrt(0.16 / LONG)
    both = float((rows[:, 0] * rows[:, 1]).mean())
    assert abs(both - 0.04) < 5.0 * np.sqrt(0.04 / LONG)


@pytest.mark.parametrize(("period", "against"), [(3.0, 3.0), (101.0, 101.0), (7.0, 0.5)])
def test_rare_gradients_have_the_mean_of_the_true_ones(period: float, against: float) -> None:
    rows = Noise(kind="rare", period=period, against=against).rows(int(period) * 4)
    assert rows.reshape(4, int(period), 2).mean(axis=1) == pytest.approx(np.ones((4, 2)), rel=1e-12)
    assert (rows[1 : int(period)] == -against).all()


def test_rare_gradients_are_those_of_reddi() -> None:
    # f(x) = C x once in three times and −x else, with C = 3, whose mean has the slope 1/3.
    rows = Noise(kind="rare", period=3.0, against=3.0).rows(6)
    np.testing.assert_array_equal(rows[:, 0] * (1.0 / 3.0), [3.0, -1.0, -1.0] * 2)


@every_kind
def test_a_longer_run_begins_with_the_same_noise(kind: str) -> None:
    noise = Noise(kind=kind, seed=3.0)
    np.testing.assert_array_equal(noise.rows(500)[:20], noise.rows(20))


@every_kind
def test_the_seed_tells_all_of_it(kind: str) -> None:
    noise = Noise(kind=kind, seed=3.0)
    np.testing.assert_array_equal(noise.rows(50), Noise(kind=kind, seed=3.0).rows(50))
    other = np.array_equal(noise.rows(50), replace(noise, seed=4.0).rows(50))
    assert other != noise.is_random


def test_seeds_follow_each_other_and_begin_again() -> None:
    assert Noise(seed=5.0).seeds(3).tolist() == [5, 6, 7]
    assert Noise(seed=2.0**31 - 2.0).seeds(3).tolist() == [2**31 - 2, 2**31 - 1, 0]


SCRIPT = """
from descent import KINDS, Noise, descend
from optimizers import OPTIMIZERS
from surfaces import SURFACES
for kind in (key for key, kind in KINDS.items() if not kind.of_data):
    run = descend(OPTIMIZERS["adam"](learning_rate=0.1), SURFACES["beale"], (1.0, 0.3), 50,
                  noise=Noise(kind=kind, seed=11.0))
    print(run.positions.tobytes().hex())
"""


def test_every_process_draws_the_same(root: Path) -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    here = [
        descend(
            OPTIMIZERS["adam"](learning_rate=0.1),  # type: ignore[call-arg]
            SURFACES["beale"],
            (1.0, 0.3),
            50,
            noise=Noise(kind=kind, seed=11.0),
        )
        for kind in ROWED
    ]
    assert told.pop().split() == [run.positions.tobytes().hex() for run in here]


@pytest.mark.parametrize("relative", [False, True])
def test_what_the_rule_sees(relative: bool) -> None:
    noise = Noise(kind="gaussian", sigma=0.3, relative=relative, seed=2.0)
    surface = SURFACES["ravine"]
    run = descend(OPTIMIZERS["sgd"](learning_rate=0.01), surface, (-8.0, 3.0), 30, noise=noise)  # type: ignore[call-arg]
    true = np.stack(surface.gradient(*run.positions[:-1].T), axis=1)  # type: ignore[arg-type]
    scale = np.hypot(*true.T)[:, None] if relative else 1.0
    np.testing.assert_allclose(run.gradients, true + scale * noise.rows(30), rtol=1e-13)
    np.testing.assert_allclose(run.updates, -0.01 * run.gradients, rtol=1e-10)
    np.testing.assert_array_equal(run.losses, surface.value(*run.positions.T))


def test_masked_coordinates_are_zero() -> None:
    assert seen_gradient("masked", (2.0, -3.0), (0.0, 1.0)) == (0.0, -3.0)
    assert seen_gradient("none", (2.0, -3.0), (9.0, 9.0)) == (2.0, -3.0)
    assert seen_gradient("relative", (3.0, -4.0), (0.1, 1.0)) == (3.5, 1.0)


def test_no_noise_is_no_noise() -> None:
    rule, surface = OPTIMIZERS["adam"](), SURFACES["beale"]
    plain = descend(rule, surface, (1.0, 0.3), 40)
    np.testing.assert_array_equal(
        descend(rule, surface, (1.0, 0.3), 40, noise=SILENT).positions, plain.positions
    )


@every_kind
def test_lanes_with_seeds_of_their_own_are_their_runs(kind: str) -> None:
    rule, surface = OPTIMIZERS["adam"](learning_rate=0.05), SURFACES["rosenbrock"]  # type: ignore[call-arg]
    noise, seeds = Noise(kind=kind, seed=8.0), np.array([8, 3, 8, 100])
    starts = np.array([[-1.2, -1.2, 0.5, 0.3], [1.0, 1.0, 0.5, -0.7]])
    ends = finals(rule, surface, starts, 60, noise=noise, seeds=seeds)
    for lane, seed in enumerate(seeds):
        run = descend(rule, surface, starts[:, lane], 60, noise=noise.with_seed(seed))
        np.testing.assert_array_equal(ends.positions[:, lane], run.positions[-1])


def test_all_lanes_share_the_noise_without_seeds() -> None:
    rule, surface = OPTIMIZERS["momentum"](), SURFACES["beale"]
    noise = Noise(kind="gaussian", sigma=0.1, seed=4.0)
    starts = np.array([[1.0, 1.0, -2.0], [0.3, 0.3, 0.1]])
    ends = finals(rule, surface, starts, 50, noise=noise)
    np.testing.assert_array_equal(ends.positions[:, 0], ends.positions[:, 1])
    np.testing.assert_array_equal(
        ends.positions[:, 2], descend(rule, surface, starts[:, 2], 50, noise=noise).positions[-1]
    )


@every_kind
def test_every_field_that_a_kind_uses_changes_it(kind: str) -> None:
    def run(noise: Noise) -> Any:
        return descend(OPTIMIZERS["sgd"](), SURFACES["sphere"], (1.0, 1.0), 20, noise=noise).positions

    usual = Noise(kind=kind)
    for name in hypers(Noise).keys() - {"kind", "seed"}:
        knob = hypers(Noise)[name]
        value: Any = (not knob.default) if knob.kind == "switch" else 4.0 if knob.whole else 0.7
        changed = not np.array_equal(run(replace(usual, **{name: value})), run(usual))
        assert changed == (name in usual.uses), name


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "pink"),
        ("sigma", -1.0),
        ("batch_size", 1.5),
        ("seed", 0.5),
        ("seed", 2.0**31),
        ("degrees", 0.0),
    ],
)
def test_a_bad_value_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        Noise(**{field: value})


def test_what_is_no_noise_is_refused() -> None:
    with pytest.raises(ValueError, match="noise must be"):
        finals(OPTIMIZERS["sgd"](), SURFACES["sphere"], np.ones((2, 3)), 3, noise="gaussian")  # type: ignore[arg-type]
    for seeds in (np.array([1, 2]), np.array([0.5, 1.0, 2.0])):
        with pytest.raises(ValueError, match="seeds must be"):
            finals(OPTIMIZERS["sgd"](), SURFACES["sphere"], np.ones((2, 3)), 3, noise=Noise(), seeds=seeds)
