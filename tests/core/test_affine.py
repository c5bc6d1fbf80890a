"""The loss of a line or a neuron over points: its digits, its derivatives, and its mini-batches."""

import math
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf

from surfaces import pointwise
from surfaces.affine import Affine
from surfaces.points import Points
from surfaces.pointwise import Pointwise
from surfaces.sums import FEW, folded, folded_list, over_points

LOSSES = [
    pointwise.SQUARED,
    pointwise.ABSOLUTE,
    pointwise.huber(0.7),
    pointwise.HALF_SQUARED,
    pointwise.CROSS_ENTROPY,
]
every_loss = pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.kind)
# As expressions, on the edge of it, and on arrays.
every_count = pytest.mark.parametrize("count", [2, 3, FEW, FEW + 1, 57])


def model(loss: Pointwise, count: int = 7, penalty: float = 0.0) -> Affine:
    rng = np.random.default_rng(count)
    u = rng.normal(2.0, 3.0, count)
    targets = rng.integers(0, 2, count) if loss is pointwise.CROSS_ENTROPY else rng.uniform(0.0, 1.0, count)
    return Affine(Points(u, targets), loss, 1.5, 2.5, penalty)


def all_of(of: Affine, x: Any, y: Any, rows: Any = None) -> tuple[Any, ...]:
    return of.value(x, y, rows), *of.gradient(x, y, rows), *of.hessian(x, y, rows)


def places(count: int = 23) -> Any:
    return np.random.default_rng(1).uniform(-3.0, 3.0, (2, count))


# ---- sums ----


@pytest.mark.parametrize("count", range(1, 40))
def test_both_ways_to_add_have_the_same_digits(count: int) -> None:
    terms = np.random.default_rng(count).normal(size=(count, 5))
    before = terms.copy()
    by_list = [folded_list(column.tolist()) for column in terms.T]
    np.testing.assert_array_equal(folded(terms), by_list)
    np.testing.assert_array_equal(folded(terms[:, 2:3]), by_list[2:3])
    np.testing.assert_array_equal(terms, before)
    np.testing.assert_allclose(by_list, [math.fsum(column) for column in terms.T], rtol=1e-13, atol=1e-14)


def test_lanes_that_do_not_fit_at_once_have_the_same_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    of, (x, y) = model(pointwise.CROSS_ENTROPY, 57), places(101)
    whole = all_of(of, x, y)
    rows = np.random.default_rng(0).integers(0, 57, (9, 101))
    batches = all_of(of, x, y, rows)
    monkeypatch.setattr("surfaces.sums.CHUNK", 57 * 10)
    np.testing.assert_array_equal(all_of(of, x, y), whole)
    np.testing.assert_array_equal(all_of(of, x, y, rows), batches)


def test_a_sum_over_many_lanes_holds_some_of_them_at_a_time() -> None:
    seen = []

    def terms(x: Any, y: Any, u: Any) -> tuple[Any]:
        seen.append((x * u).size)
        return (x * u + y,)

    x = np.linspace(0.0, 1.0, 100_000)
    (total,) = over_points(terms, x, x, (np.arange(30.0),))
    np.testing.assert_allclose(total, (435.0 + 30.0) * x, rtol=1e-13)
    assert max(seen) <= 30_000
    assert sum(seen) == 30 * 100_000


# ---- digits ----


@every_loss
@every_count
def test_floats_and_arrays_agree_to_the_last_digit(loss: Pointwise, count: int) -> None:
    of, (x, y) = model(loss, count, 0.3), places()
    table = np.stack(all_of(of, x, y))
    for i, at in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        single = all_of(of, *at)
        assert all(type(number) is float for number in single)
        np.testing.assert_array_equal(single, table[:, i])
    grid = np.stack(all_of(of, x[:12].reshape(2, 3, 2), y[:12].reshape(2, 3, 2)))
    np.testing.assert_array_equal(grid.reshape(6, 12), table[:, :12])
    np.testing.assert_array_equal(all_of(of, x[::-3], y[::-3]), table[:, ::-3])


@every_loss
def test_as_an_expression_and_on_arrays_the_digits_are_the_same(
    loss: Pointwise, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, (x, y) = model(loss, FEW), places()
    written = all_of(of, x, y)
    monkeypatch.setattr("surfaces.sums.FEW", 0)
    np.testing.assert_array_equal(all_of(of, x, y), written)


@every_loss
@every_count
@pytest.mark.parametrize("far", [1e6, 1e200, 1.7e308, math.inf, -math.inf, math.nan], ids=str)
def test_floats_never_raise_and_no_loss_is_finite_at_infinity(
    loss: Pointwise, count: int, far: float
) -> None:
    of = model(loss, count)
    for at in ((far, 0.3), (0.3, far), (far, -far)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert all(type(number) is float for number in all_of(of, *at))
            assert type(of.value(*at, np.array([0, 1]))) is float
        if not math.isfinite(far):
            assert not math.isfinite(of.value(*at))


# ---- by another way ----


def plain(kind: str, prediction: Any, target: Any) -> Any:
    """The loss of a point as it is printed, in more digits than float64 has."""
    r = prediction - target
    if kind == "squared":
        return r * r
    if kind == "half_squared":
        return r * r / 2
    if kind == "absolute":
        return abs(r)
    if kind == "huber":
        delta = mpf(0.7)
        return r * r / 2 if abs(r) <= delta else delta * (abs(r) - delta / 2)
    return -mp.log(prediction) if target == 1 else -mp.log(1 - prediction)


@every_loss
@every_count
def test_value_and_derivatives_against_mpmath(loss: Pointwise, count: int) -> None:
    of = model(loss, count, 0.3)
    with mp.workdps(50):
        us = [(mpf(float(u)) - mpf(1.5)) / mpf(2.5) for u in of.points.x]
        targets = [mpf(float(t)) for t in of.points.y]

        def whole(x: Any, y: Any) -> Any:
            total = mpf(0)
            for u, t in zip(us, targets, strict=True):
                z = x * u + y
                total += plain(loss.kind, 1 / (1 + mp.exp(-z)) if loss.link == "sigmoid" else z, t)
            return (total if loss.total else total / count) + mpf(0.3) / 2 * x * x

        for x, y in zip(*places(4).tolist(), strict=True):
            got = all_of(of, x, y)
            orders = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
            if loss.kind in ("absolute", "huber"):
                h = mpf(10) ** -12  # no farther than to where a line begins
                near = {(i, j): whole(x + i * h, y + j * h) for i in (-1, 0, 1) for j in (-1, 0, 1)}
                by_x = (near[1, 0] - near[-1, 0]) / (2 * h)
                by_y = (near[0, 1] - near[0, -1]) / (2 * h)
                by_xx = (near[1, 0] - 2 * near[0, 0] + near[-1, 0]) / h**2
                by_xy = (near[1, 1] - near[1, -1] - near[-1, 1] + near[-1, -1]) / (4 * h**2)
                by_yy = (near[0, 1] - 2 * near[0, 0] + near[0, -1]) / h**2
                right = [near[0, 0], by_x, by_y, by_xx, by_xy, by_yy]
            else:
                right = [mp.diff(whole, (x, y), order) if any(order) else whole(x, y) for order in orders]
            for ours, theirs in zip(got, right, strict=True):
                assert ours == pytest.approx(float(theirs), rel=1e-12, abs=1e-13)


def test_at_a_point_on_the_line_the_slope_is_the_middle_one() -> None:
    of = Affine(Points([0.0, 1.0, 3.0], [1.0, 3.0, 0.0]), pointwise.ABSOLUTE)
    # On the line 1 + 2u lie the first two points; the third is far below it.
    assert of.gradient(2.0, 1.0) == (1.0, 1.0 / 3.0)
    assert of.hessian(2.0, 1.0) == (0.0, 0.0, 0.0)


# ---- mini-batches ----


@every_loss
@every_count
def test_all_rows_are_the_whole(loss: Pointwise, count: int) -> None:
    of, (x, y) = model(loss, count, 0.3), places()
    rows = np.random.default_rng(2).permutation(count)
    for at in ((x, y), (0.7, -0.2)):
        for ours, theirs in zip(all_of(of, *at, rows), all_of(of, *at), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)


@every_loss
def test_some_rows_are_the_loss_of_these_points_scaled(loss: Pointwise) -> None:
    of, (x, y) = model(loss, 12), places()
    rows = np.array([3, 0, 3, 11, 7])
    alone = replace(of, points=Points(of.points.x[rows], of.points.y[rows]))
    scale = 12 / 5 if loss.total else 1.0
    for ours, theirs in zip(all_of(of, x, y, rows), all_of(alone, x, y), strict=True):
        np.testing.assert_allclose(ours, scale * theirs, rtol=1e-12, atol=1e-14)


@every_loss
def test_batches_are_right_on_average(loss: Pointwise) -> None:
    of = model(loss, 12, 0.3)
    order = np.random.default_rng(4).permutation(12).reshape(4, 3)
    means = np.mean([all_of(of, 0.7, -0.2, rows) for rows in order], axis=0)
    np.testing.assert_allclose(means, all_of(of, 0.7, -0.2), rtol=1e-12, atol=1e-14)


@every_loss
def test_each_lane_may_have_rows_of_its_own(loss: Pointwise) -> None:
    of, (x, y) = model(loss, 30), places()
    rows = np.random.default_rng(3).integers(0, 30, (4, len(x))).astype(np.uint16)
    together = np.stack(all_of(of, x, y, rows))
    for i in range(len(x)):
        np.testing.assert_array_equal(together[:, i], all_of(of, float(x[i]), float(y[i]), rows[:, i]))
    one = np.broadcast_to(rows[:, :1], rows.shape)
    np.testing.assert_array_equal(all_of(of, x, y, one), all_of(of, x, y, rows[:, 0]))


def test_it_tells_what_it_is() -> None:
    told = model(pointwise.huber(0.7)).told()
    assert told["predict"] == {"kind": "affine", "link": "identity", "mean": 1.5, "spread": 2.5}
    assert told["loss"] == {"kind": "huber", "delta": 0.7, "total": False, "penalty": 0.0}
    told = model(pointwise.HALF_SQUARED, penalty=0.25).told()
    assert told["predict"]["link"] == "sigmoid"
    assert told["loss"] == {"kind": "half_squared", "total": True, "penalty": 0.25}
