"""The slice through a trained network: its loss, its derivatives, its directions, and its training."""

import math
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf

from surfaces import SURFACES, Surface
from surfaces.network import Plane
from surfaces.network_slice import filters, learnt, normalised, principal, sampled, standardised
from surfaces.points import MOST_MOVED, Data, Points
from surfaces.training import HIDDEN, STEPS, slope, trained

SLICE = SURFACES["network_slice"]
POINTS = SLICE.recipe.points


def plane(count: int = 5, hidden: int = 3) -> Plane:
    """Any plane, through weights that no training has made."""
    rng = np.random.default_rng(count)
    data = Points(rng.normal(2.0, 3.0, count), rng.normal(size=count))
    return Plane(data, rng.normal(size=(3 * hidden + 1, 3)), 1.5, 2.5)


def all_of(of: Any, x: Any, y: Any, *rows: Any) -> tuple[Any, ...]:
    return of.value(x, y, *rows), *of.gradient(x, y, *rows), *of.hessian(x, y, *rows)


# ---- its loss ----


def test_value_and_derivatives_against_mpmath() -> None:
    of = plane()
    with mp.workdps(40):
        weights = [[mpf(float(p)) for p in row] for row in of.weights]
        us = [(mpf(float(u)) - mpf(1.5)) / mpf(2.5) for u in of.points.x]

        def whole(x: Any, y: Any) -> Any:
            at = [p + x * q + y * r for p, q, r in weights]
            total = mpf(0)
            for u, t in zip(us, of.points.y, strict=True):
                predicted = sum(at[6 + i] * mp.tanh(at[i] * u + at[3 + i]) for i in range(3)) + at[9]
                total += (predicted - mpf(float(t))) ** 2
            return total / len(us)

        for x, y in ((0.0, 0.0), (0.4, -0.7), (-1.3, 0.2)):
            right = [whole(mpf(x), mpf(y))]
            right += [mp.diff(whole, (x, y), order) for order in ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2))]
            for ours, theirs in zip(all_of(of, x, y), right, strict=True):
                assert ours == pytest.approx(float(theirs), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("directions", ["random", "principal"])
def test_the_network_as_matrices(directions: str) -> None:
    surface = SLICE.turned(directions=directions, seed=4.0)
    fit: Any = surface.fit
    predict = fit.told()["predict"]
    u = ((POINTS.x - predict["mean"]) / predict["spread"])[:, None]
    for x, y in np.random.default_rng(0).uniform(-1.5, 1.5, (10, 2)).tolist():
        theta = predict["weights"] @ [1.0, x, y]
        w, b, v = theta[:-1].reshape(3, -1)
        loss = np.mean((np.tanh(u * w + b) @ v + theta[-1] - POINTS.y) ** 2)
        assert surface.value(x, y) == pytest.approx(loss, rel=1e-12)
        # The slope by each direction is that by all the weights along it.
        h = np.tanh(u * w + b)
        r = 2.0 * (h @ v + theta[-1] - POINTS.y) / len(u)
        back = r[:, None] * v * (1.0 - h * h)
        by_all = np.concatenate([(back * u).sum(0), back.sum(0), (r[:, None] * h).sum(0), [r.sum()]])
        np.testing.assert_allclose(surface.gradient(x, y), by_all @ predict["weights"][:, 1:], rtol=1e-10)


def test_floats_and_arrays_agree_to_the_last_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    of = plane(30)
    x, y = np.random.default_rng(1).uniform(-1.5, 1.5, (2, 60))
    table = np.stack(all_of(of, x, y))
    for i, at in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        np.testing.assert_array_equal(all_of(of, *at), table[:, i])
    np.testing.assert_array_equal(
        np.stack(all_of(of, x.reshape(3, 4, 5), y.reshape(3, 4, 5))).reshape(6, 60), table
    )
    monkeypatch.setattr("surfaces.sums.CHUNK", 30 * 3 * 7)
    np.testing.assert_array_equal(all_of(of, x, y), table)


def test_mini_batches() -> None:
    of = plane(12)
    x, y = np.random.default_rng(1).uniform(-1.5, 1.5, (2, 9))
    for ours, theirs in zip(all_of(of, x, y, np.arange(12)[::-1]), all_of(of, x, y), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)
    rows = np.array([3, 0, 3, 11])
    alone = replace(of, points=Points(of.points.x[rows], of.points.y[rows]))
    for ours, theirs in zip(all_of(of, x, y, rows), all_of(alone, x, y), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)
    each = np.random.default_rng(2).integers(0, 12, (4, 9)).astype(np.uint16)
    together = np.stack(all_of(of, x, y, each))
    for i in range(9):
        np.testing.assert_array_equal(together[:, i], all_of(of, float(x[i]), float(y[i]), each[:, i]))


# ---- its training ----


def test_training_follows_the_slope_of_the_loss() -> None:
    u, t = standardised(POINTS)
    theta = np.random.default_rng(0).normal(size=3 * HIDDEN + 1)

    def loss(at: Any) -> float:
        w, b, v = at[:-1].reshape(3, -1)
        return float(np.mean((np.tanh(np.outer(u, w) + b) @ v + at[-1] - t) ** 2))

    h = 1e-6
    steps = np.eye(len(theta)) * h
    measured = [(loss(theta + step) - loss(theta - step)) / (2.0 * h) for step in steps]
    np.testing.assert_allclose(slope(theta, u, t), measured, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("seed", [0.0, 1.0, 17.0])
def test_it_is_trained_to_its_end(seed: float) -> None:
    u, t = standardised(POINTS)
    training, _ = learnt(POINTS, int(seed))
    assert training.path.shape == (STEPS + 1, 3 * HIDDEN + 1)
    np.testing.assert_array_equal(training.path[-1], training.end)
    assert np.linalg.norm(slope(training.end, u, t)) < 0.02 * np.linalg.norm(slope(training.path[0], u, t))
    # It is left with the noise: a sine of height 1 with 0.15 off it, less what 19 weights make of 24 points.
    assert SLICE.turned(seed=seed).value(0.0, 0.0) < 0.15**2 * 1.3


def test_a_seed_gives_the_same_training_and_another_another() -> None:
    u, t = standardised(POINTS)
    first = learnt(POINTS, 3).training
    np.testing.assert_array_equal(trained(u, t, np.random.default_rng(3)).path, first.path)
    assert np.abs(learnt(POINTS, 4).training.end - first.end).max() > 0.1


# ---- its directions ----


def test_each_unit_s_part_of_a_random_direction_is_as_long_as_its_weights() -> None:
    training, random = learnt(POINTS, 1)
    units = filters()
    assert sorted(np.concatenate(units)) == list(range(3 * HIDDEN + 1))
    for unit in units:
        lengths = np.linalg.norm(random[unit], axis=0)
        np.testing.assert_allclose(lengths, np.linalg.norm(training.end[unit]), rtol=1e-12)
    # Only lengths are changed.
    drawn = np.random.default_rng(9).normal(size=random.shape)
    scaled = normalised(drawn, training.end)
    for unit in units:
        for i in range(2):
            cosine = drawn[unit, i] @ scaled[unit, i]
            assert cosine == pytest.approx(
                np.linalg.norm(drawn[unit, i]) * np.linalg.norm(scaled[unit, i]), rel=1e-12
            )


def test_the_principal_directions_are_those_in_which_training_moved_most() -> None:
    training, _ = learnt(POINTS, 1)
    directions = principal(training)
    unit = directions / np.linalg.norm(directions, axis=0)
    assert unit[:, 0] @ unit[:, 1] == pytest.approx(0.0, abs=1e-12)
    away = training.path - training.end
    centred = away - away.mean(axis=0)
    kept = np.square(centred @ unit).sum()
    singular = np.linalg.svd(centred, compute_uv=False)
    assert kept == pytest.approx(np.square(singular[:2]).sum(), rel=1e-10)
    assert np.square(centred @ unit[:, 0]).sum() == pytest.approx(singular[0] ** 2, rel=1e-10)
    # The path stays within ±1 along each and reaches 1.
    along = (away @ directions) / np.square(directions).sum(axis=0)
    np.testing.assert_allclose(np.abs(along).max(axis=0), 1.0, rtol=1e-12)
    np.testing.assert_allclose(along.max(axis=0), 1.0, rtol=1e-12)


def test_along_them_a_run_begins_where_training_did() -> None:
    surface = SLICE.turned(directions="principal")
    training, _ = learnt(POINTS, 1)
    directions = principal(training)
    first = np.linalg.lstsq(directions, training.path[0] - training.end, rcond=None)[0]
    np.testing.assert_allclose(surface.start, first, atol=6e-4)


@pytest.mark.parametrize("directions", ["random", "principal"])
@pytest.mark.parametrize("seed", range(0, 100, 11))
def test_its_minimum_is_near_the_end_of_training(directions: str, seed: int) -> None:
    surface = SLICE.turned(directions=directions, seed=float(seed))
    ((x, y, loss),) = surface.minima
    assert loss <= surface.value(0.0, 0.0)
    assert loss > 0.5 * surface.value(0.0, 0.0)
    xx, _, yy = surface.hessian(x, y)
    assert math.hypot(*surface.gradient(x, y)) < 1e-14 * (1.0 + xx + yy)
    assert surface.contains(*surface.start)
    assert surface.value(*surface.start) > 5.0 * loss


# ---- what it is made from ----


def made(data: Points) -> Surface:
    remake: Any = SLICE.remake
    surface: Surface = remake(Data(data))
    return surface


def test_targets_of_any_size_give_the_same_network() -> None:
    large = made(Points(POINTS.x * 1e3 + 7.0, POINTS.y * 1e4 - 5e5))
    x, y = np.random.default_rng(0).uniform(-1.5, 1.5, (2, 20))
    np.testing.assert_allclose(large.value(x, y), 1e8 * SLICE.value(x, y), rtol=1e-3)
    level = made(Points(POINTS.x, np.full(len(POINTS), 3.0)))
    assert level.value(0.0, 0.0) < 1e-3


def test_it_is_made_again_from_its_points() -> None:
    other = made(POINTS.moved(0, -3.0, 0.5))
    assert other is made(POINTS.moved(0, -3.0, 0.5))
    turned = other.turned(directions="principal", seed=2.0)
    for surface in (other, turned):
        assert pickle.loads(pickle.dumps(surface)) is surface
        assert len(pickle.dumps(surface)) < 2000
    assert len({SLICE.identity, other.identity, turned.identity}) == 3
    assert other.recipe.points == POINTS.moved(0, -3.0, 0.5)


def test_of_many_points_it_takes_some() -> None:
    rng = np.random.default_rng(0)
    few = Points(rng.normal(size=MOST_MOVED), rng.normal(size=MOST_MOVED))
    assert sampled(few) is few
    many = Points(np.arange(1000.0), np.arange(1000.0) % 7, ("a", "b"), 1000)
    some = sampled(many)
    assert len(some) == len(set(some.x)) == MOST_MOVED
    assert (some.x[0], some.x[-1], some.names, some.rows) == (0.0, 999.0, ("a", "b"), 1000)
    np.testing.assert_array_equal(some.y, some.x % 7)


def test_points_that_do_not_do_are_refused_in_words() -> None:
    for u, complaint in (([1.0], "at least 2"), ([2.0, 2.0, 2.0], "must not all have the same x")):
        with pytest.raises(ValueError, match=f"^points .*{complaint}"):
            made(Points(u, np.zeros(len(u))))
