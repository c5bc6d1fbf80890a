"""A line and a threshold through points: their best, their domain, and what they are made from."""

import itertools
import math
import pickle
import warnings
from typing import Any

import numpy as np
import pytest

from surfaces import SURFACES, Surface
from surfaces.framing import around, beginning, rounded
from surfaces.least import least_distances
from surfaces.points import Data, Points

LINE, THRESHOLD = SURFACES["linear_regression"], SURFACES["logistic_regression"]
FEATURES = ("standardised", "raw")
every_feature = pytest.mark.parametrize("features", FEATURES)


def scattered(count: int, seed: int = 0) -> Points:
    """Points about a line, some of them far off it."""
    rng = np.random.default_rng(seed)
    u = rng.normal(20.0, 5.0, count)
    return Points(u, 0.3 * u - 2.0 + 0.5 * rng.standard_t(1.5, count))


def line(data: Points, **values: Any) -> Surface:
    remake: Any = LINE.remake
    made: Surface = remake(Data(data))
    return made.turned(**values)


def threshold(u: Any, t: Any, **values: Any) -> Surface:
    remake: Any = THRESHOLD.remake
    made: Surface = remake(Data(Points(u, t)))
    return made.turned(**values)


def design(surface: Surface) -> tuple[Any, Any]:
    """The columns that slope and intercept multiply, and the targets."""
    assert surface.fit is not None
    u, t = surface.fit.points.x, surface.fit.points.y
    if dict(surface.settings)["features"] == "standardised":
        u = (u - u.mean()) / u.std()
    return np.column_stack([u, np.ones(len(u))]), t


# ---- a line ----


@every_feature
@pytest.mark.parametrize("count", [2, 5, 12, 300])
def test_the_least_squares_solve_the_normal_equations(features: str, count: int) -> None:
    surface = line(scattered(count), features=features)
    a, t = design(surface)
    ((x, y, loss),) = surface.minima
    np.testing.assert_allclose([x, y], np.linalg.solve(a.T @ a, a.T @ t), rtol=1e-8)
    assert loss == surface.value(x, y)
    assert loss == pytest.approx(np.mean((a @ [x, y] - t) ** 2), rel=1e-12, abs=1e-25)
    assert surface.gradient(x, y) == (0.0, 0.0)


@every_feature
def test_the_bowl_is_the_sum_over_the_points(features: str) -> None:
    surface = line(scattered(30), features=features)
    a, t = design(surface)
    (x0, x1), (y0, y1) = surface.domain
    for x, y in np.random.default_rng(0).uniform((x0, y0), (x1, y1), (20, 2)).tolist():
        r = a @ [x, y] - t
        assert surface.value(x, y) == pytest.approx(np.mean(r * r), rel=1e-12)
        np.testing.assert_allclose(surface.gradient(x, y), 2.0 * a.T @ r / 30, rtol=1e-9, atol=1e-9)
        xx, xy, yy = surface.hessian(x, y)
        np.testing.assert_allclose([[xx, xy], [xy, yy]], 2.0 * a.T @ a / 30, rtol=1e-12, atol=1e-12)
        fit: Any = surface.fit
        rows = np.arange(30)
        np.testing.assert_allclose(fit.value(x, y, rows), surface.value(x, y), rtol=1e-12)
        np.testing.assert_allclose(fit.gradient(x, y, rows), surface.gradient(x, y), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(fit.hessian(x, y, rows), surface.hessian(x, y), rtol=1e-12, atol=1e-12)


def shortest(u: Any, t: Any) -> float:
    """The least sum of distances of all lines through two of the points."""
    sums = []
    for i, j in itertools.combinations(range(len(u)), 2):
        if u[i] != u[j]:
            slope = (t[j] - t[i]) / (u[j] - u[i])
            sums.append(np.abs(slope * (u - u[i]) + t[i] - t).sum())
    return float(min(sums))


@pytest.mark.parametrize("seed", range(60))
def test_no_line_through_two_points_has_less_distance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 12))
    # On every other seed on a lattice: points that coincide, and many on one line.
    u, t = rng.integers(0, 4, (2, count)).astype(float) if seed % 2 else rng.normal(size=(2, count))
    if np.ptp(u) > 0.0:
        slope, intercept = least_distances(u, t)
        assert np.abs(slope * u + intercept - t).sum() == pytest.approx(shortest(u, t), rel=1e-12, abs=1e-12)


@every_feature
def test_the_best_line_by_distances(features: str) -> None:
    surface = line(scattered(150), features=features, loss="absolute")
    a, t = design(surface)
    ((x, y, loss),) = surface.minima
    assert loss * 150 == pytest.approx(shortest(a[:, 0], t), rel=1e-12)
    assert surface.crease is not None
    assert surface.crease(x, y) == pytest.approx(0.0, abs=1e-12)
    assert surface.crease(x, y + 0.25) > 0.0
    xs, ys = np.full((3, 2), x), np.full((3, 2), y) + 10.0
    assert surface.crease(xs, ys).shape == (3, 2)
    np.testing.assert_allclose(surface.crease(xs, ys), np.abs(a @ [x, y + 10.0] - t).min())


@every_feature
@pytest.mark.parametrize("delta", [0.01, 0.3, 1.0, 100.0])
@pytest.mark.parametrize("count", [2, 12, 300])
def test_the_best_line_by_huber(features: str, delta: float, count: int) -> None:
    surface = line(scattered(count), features=features, loss="huber", delta=delta)
    a, t = design(surface)
    ((x, y, loss),) = surface.minima
    r = a @ [x, y] - t
    size = np.abs(r)
    assert loss == pytest.approx(
        np.mean(np.where(size <= delta, 0.5 * r * r, delta * (size - 0.5 * delta))), rel=1e-12, abs=1e-20
    )
    # Where it is level, it is lowest.
    pull = np.clip(r, -delta, delta)
    assert np.abs(a.T @ pull / count).max() < 1e-13 * np.abs(a).max() ** 2 * max(1.0, delta)
    if delta == 100.0 and size.max() < delta:
        np.testing.assert_allclose([x, y], line(scattered(count), features=features).minima[0][:2], rtol=1e-9)


def test_an_outlier_pulls_at_squares_most() -> None:
    """As the lesson says: on the stormy day much less was sold than the other days tell."""
    others = [i for i, sold in enumerate(LINE.recipe.points.y) if sold != 0.9]
    clean = Points(LINE.recipe.points.x[others], LINE.recipe.points.y[others])
    slopes = {}
    for loss in ("squared", "huber", "absolute"):
        with_it = LINE.turned(loss=loss, features="raw", delta=0.3).minima[0][0]
        slopes[loss] = abs(with_it - line(clean, loss=loss, features="raw", delta=0.3).minima[0][0])
    assert slopes["squared"] > 3 * slopes["huber"]
    assert slopes["squared"] > 3 * slopes["absolute"]


def test_raw_the_valley_is_long_and_narrow() -> None:
    conditions = {}
    for features in FEATURES:
        xx, xy, yy = LINE.turned(features=features).hessian(0.0, 0.0)
        flat, steep = np.linalg.eigvalsh([[xx, xy], [xy, yy]])
        conditions[features] = steep / flat
    assert conditions["standardised"] == pytest.approx(1.0, rel=1e-12)
    assert conditions["raw"] > 1000.0


# ---- a threshold ----


def test_the_twenty_students_as_wikipedia_has_them() -> None:
    ((slope, intercept, loss),) = THRESHOLD.turned(features="raw").minima
    assert (round(slope, 4), round(intercept, 4)) == (1.5046, -4.0777)
    # Its log-likelihood there: −8.02988.
    assert loss * 20 == pytest.approx(8.02988, abs=1e-5)


def newton(a: Any, t: Any, penalty: float) -> Any:
    """The best weights by Newton's method in matrices, from the origin."""
    weights, ridge = np.zeros(2), np.diag([penalty, 0.0])
    for _ in range(60):
        p = 1.0 / (1.0 + np.exp(-a @ weights))
        slope = a.T @ (p - t) / len(t) + ridge @ weights
        weights = weights - np.linalg.solve((a.T * (p * (1 - p))) @ a / len(t) + ridge, slope)
    return weights


@every_feature
@pytest.mark.parametrize("l2", [0.0, 1e-3, 0.1, 1.0])
@pytest.mark.parametrize("count", [20, 60, 800])
def test_the_best_threshold(features: str, l2: float, count: int) -> None:
    rng = np.random.default_rng(count)
    u = rng.normal(3.0, 2.0, count)
    t = (rng.uniform(size=count) < 1.0 / (1.0 + np.exp(3.0 - u))).astype(float)
    surface = threshold(u, t, features=features, l2=l2)
    a, _ = design(surface)
    ((x, y, loss),) = surface.minima
    np.testing.assert_allclose([x, y], newton(a, t, l2), rtol=1e-9)
    z = a @ [x, y]
    entropy = -np.mean(t * np.log(1 / (1 + np.exp(-z))) + (1 - t) * np.log(1 / (1 + np.exp(z))))
    assert loss == pytest.approx(entropy + 0.5 * l2 * x * x, rel=1e-12)


DIVIDED = ([0.0, 1.0, 2.0, 3.0], [0.0, 0.0, 1.0, 1.0])
TOUCHING = ([0.0, 1.0, 1.0, 3.0], [0.0, 0.0, 1.0, 1.0])
MIXED = ([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 0.0, 1.0])


@every_feature
@pytest.mark.parametrize("backwards", [False, True])
def test_divided_classes_have_a_best_threshold_only_with_a_penalty(features: str, backwards: bool) -> None:
    for u, t in (DIVIDED, TOUCHING):
        classes = 1.0 - np.array(t) if backwards else np.array(t)
        surface = threshold(u, classes, features=features)
        assert surface.minima == ()
        assert surface.scale == "linear"
        assert "λ" in surface.lesson
        # The loss goes on falling along the line to any that divides them.
        far = threshold(u, classes, features=features, l2=1e-9).minima[0]
        assert surface.value(2 * far[0], 2 * far[1]) < surface.value(far[0], far[1])
        for l2 in (1e-6, 0.01, 1.0):
            ((x, y, _),) = threshold(u, classes, features=features, l2=l2).minima
            gradient = threshold(u, classes, features=features, l2=l2).gradient(x, y)
            assert math.hypot(*gradient) < 1e-12
    assert len(threshold(*MIXED, features=features).minima) == 1


def test_a_single_class_has_no_best_intercept() -> None:
    for l2 in (0.0, 0.5):
        surface = threshold([0.0, 1.0], [1.0, 1.0], l2=l2)
        assert surface.minima == ()
        assert "single class" in surface.lesson
        assert surface.value(0.0, 40.0) < surface.value(0.0, 20.0)


@pytest.mark.parametrize("wrong", [0.5, 2.0, -1.0])
def test_a_target_that_is_no_class_is_refused_in_words(wrong: float) -> None:
    remake: Any = THRESHOLD.remake
    students = Points([0.0, 1.0, 2.0], [0.0, 1.0, wrong], ("hours", "passed"))
    with pytest.raises(ValueError, match=f"passed must be 0 or 1 at every point, got {wrong:g}"):
        remake(Data(students))


# ---- what is shown of them ----


@pytest.mark.parametrize(
    ("length", "right"),
    [(1.0, 1.0), (1.99, 1.0), (2.0, 2.0), (4.9, 2.0), (5.0, 5.0), (0.0999, 0.05), (3e-7, 2e-7), (7e8, 5e8)],
)
def test_lengths_are_rounded_to_1_2_and_5(length: float, right: float) -> None:
    assert rounded(length) == pytest.approx(right, rel=1e-15)


def test_a_domain_holds_its_places_and_ends_at_round_numbers() -> None:
    assert around([(0.3, 7.0)], (1.0, 250.0)) == ((-0.8, 1.4), (-250.0, 300.0))
    assert around([(0.0, 0.0), (2.0, -1.0)], (1.0, 1.0)) == ((-1.0, 3.0), (-2.0, 1.0))


def test_heights_are_drawn_on_a_log_scale_where_they_are_high() -> None:
    u = np.arange(6.0)
    for size, scale in ((1.0, "linear"), (10.0, "log")):
        assert line(Points(u, size * np.sin(u))).scale == scale
    assert threshold(*MIXED).scale == "linear"


def test_a_start_is_away_from_the_minimum() -> None:
    domain = ((0.0, 10.0), (0.0, 100.0))
    assert beginning(domain, (5.0, 50.0)) == (1.5, 80.0)
    assert beginning(domain, (1.5, 80.0)) == (8.5, 80.0)
    assert beginning(domain, (5.0, 50.0), (4.0, 90.0)) == (4.0, 90.0)
    assert beginning(domain, (5.0, 50.0), (4.0, 45.0)) == (1.5, 80.0)
    assert beginning(domain, (5.0, 50.0), (-4.0, 45.0)) == (1.5, 80.0)
    assert beginning(domain, None) == (1.5, 80.0)


FAR_APART = [(0.0, 1.0), (1e6, 1e-3), (-3e4, 1e5), (1e-6, 1e-7), (5.0, 1.0), (1e9, 3e6)]


@every_feature
@pytest.mark.parametrize(("middle", "spread"), FAR_APART)
@pytest.mark.parametrize(("level", "height"), [*FAR_APART, (3.0, 0.0), (0.0, 0.0)])
def test_any_points_have_a_domain_with_start_and_minimum(
    features: str, middle: float, spread: float, level: float, height: float
) -> None:
    rng = np.random.default_rng(5)
    u = middle + spread * rng.normal(size=9)
    t = level + height * rng.normal(size=9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for loss in ("squared", "absolute", "huber"):
            surface = line(Points(u, t), features=features, loss=loss)
            ((x, y, lowest),) = surface.minima
            assert surface.contains(x, y)
            assert surface.value(*surface.start) > lowest
            (x0, x1), (y0, y1) = surface.domain
            aside = max(abs(surface.start[0] - x) / (x1 - x0), abs(surface.start[1] - y) / (y1 - y0))
            assert aside >= 0.25
        classes = (rng.uniform(size=9) < 0.5).astype(float)
        for l2 in (0.0, 0.1):
            surface = threshold(u, classes, features=features, l2=l2)
            assert surface.contains(*surface.start)
            assert all(surface.contains(x, y) for x, y, _ in surface.minima)


@every_feature
def test_no_loss_moves_the_domain(features: str) -> None:
    seen = {LINE.turned(features=features, loss=loss).domain for loss in ("squared", "absolute", "huber")}
    assert len(seen) == 1


def test_a_domain_is_kept_for_the_feature_that_it_was_chosen_for() -> None:
    remake: Any = LINE.remake
    asked = ((-1.0, 1.0), (-20.0, 20.0))
    for_all = remake(Data(LINE.recipe.points, domain=asked))
    assert for_all.domain == for_all.turned(features="raw").domain == asked
    for_raw = remake(Data(LINE.recipe.points, domain=asked, features="raw"))
    assert for_raw.turned(features="raw").domain == asked
    assert for_raw.domain == LINE.domain
    assert len({each.content for each in (LINE, for_all, for_raw)}) == 3


# ---- what they are made from ----


@pytest.mark.parametrize("usual", [LINE, THRESHOLD], ids=lambda surface: surface.key)
def test_a_model_is_made_again_from_its_points(usual: Surface) -> None:
    remake: Any = usual.remake
    assert remake(usual.recipe) is usual
    moved = usual.recipe.points.moved(2, 18.5, 1.0)
    other = remake(Data(moved, domain=usual.domain, frame=((0.0, 1.0), (0.0, 1.0))))
    assert other is not usual
    assert other.domain == usual.domain
    assert remake(Data(moved, domain=usual.domain)) is other
    last = other.turned(**{usual.knobs[-1].name: "raw"})
    for surface in (usual, other, last):
        assert pickle.loads(pickle.dumps(surface)) is surface
        assert len(pickle.dumps(surface)) < 1500
    assert len({surface.identity for surface in (usual, other, last)}) == 3


@pytest.mark.parametrize("usual", [LINE, THRESHOLD], ids=lambda surface: surface.key)
def test_points_that_do_not_do_are_refused_in_words(usual: Surface) -> None:
    remake: Any = usual.remake
    for u, complaint in (([1.0], "at least 2"), ([2.0, 2.0, 2.0], "must not all have the same x")):
        with pytest.raises(ValueError, match=f"^points .*{complaint}"):
            remake(Data(Points(u, np.zeros(len(u)))))
