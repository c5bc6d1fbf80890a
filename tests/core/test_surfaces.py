"""What every surface in the catalogue must keep."""

import math
import re
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from surfaces import SURFACES, Surface
from surfaces.base import Array

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)

# Values that follow from the formulas as they are printed, at points that catch swapped coordinates.
E = math.e
HALF = math.asin(math.sin(0.075 * math.pi) / math.sqrt(2.0)) / math.pi
WARMTH = np.array([14.0, 16.0, 17.0, 19.0, 20.0, 22.0, 23.0, 25.0, 27.0, 28.0, 30.0, 33.0])
WARMER = (WARMTH - WARMTH.mean()) / WARMTH.std()
SOLD = np.array([1.2, 1.7, 1.6, 2.3, 2.2, 2.9, 2.7, 3.4, 3.5, 3.9, 0.9, 4.7])


def by_matrices(x: float, y: float) -> float:
    """The loss of the network with the weights that are told for (x, y)."""
    fit: Any = SURFACES["network_slice"].fit
    predict = fit.told()["predict"]
    w, b, v = (predict["weights"][:-1] @ [1.0, x, y]).reshape(3, -1)
    u = (fit.points.x - predict["mean"]) / predict["spread"]
    predicted = np.tanh(np.outer(u, w) + b) @ v + predict["weights"][-1] @ [1.0, x, y]
    return float(np.mean((predicted - fit.points.y) ** 2))


# Names of axes that have another spelling in LaTeX.
GREEK = {"α": r"\alpha", "β": r"\beta"}

LADDER = [
    ("global_minimum", (1.0, 2.0), 5.0),
    ("ravine", (10.0, 3.0), 14.0),
    ("rosenbrock", (-1.2, 1.0), 24.2),
    ("rosenbrock", (2.0, 1.0), 901.0),
    ("saddle", (1.0, 3.0), -8.0),
    ("beale", (1.0, 1.0), 14.203125),
    ("beale", (2.0, -1.0), 2.5**2 + 2.25**2 + 1.375**2),
    ("himmelblau", (0.0, 1.0), 136.0),
    ("himmelblau", (1.0, 0.0), 136.0),
    ("himmelblau", (2.0, 0.0), 74.0),
    ("rastrigin", (1.0, 2.0), 5.0),
    ("rastrigin", (0.5, 2.0), 24.25),
    ("ackley", (1.0, 1.0), 20.0 - 20.0 * math.exp(-0.2)),
    ("ackley", (0.5, 0.5), 20.0 + E - 20.0 * math.exp(-0.1) - 1.0 / E),
    ("local_minimum", (1.0, 0.0), 1.0 - 2.0 - 6.0 * math.exp(-20.0)),
    ("local_minimum", (0.0, 1.0), 1.96 - 8.0 * math.exp(-5.0 * 2.96)),
    ("saddle_sine", (math.pi / 2.0, 3.0), 10.0),
    ("ecliptic_bowl", (2.0, 0.0), 1.0 - 1.0 / E),
    ("ecliptic_bowl", (0.0, 2.0), 0.5 - math.exp(-5.0)),
    ("hills", (1.0, 0.0), 3.0 + 6.0 * math.exp(-20.0) - 2.0 * math.exp(-5.0)),
    ("hills", (1.0, -1.0 / 1.4), 2.0 + 2.0 * math.exp(-5.0) + 6.0 * math.exp(-25.0) - 2.0),
    ("plateau", (0.6, 0.8), 0.01 * 10.01**2 - math.sin(10.01) / 10.01),
    ("griewank", (math.pi, 0.0), 2.0 + math.pi**2 / 4000.0),
    ("griewank", (0.0, math.sqrt(2.0) * math.pi), 2.0 + math.pi**2 / 2000.0),
    ("griewank", (2.0 * math.pi, math.sqrt(2.0) * math.pi), 2.0 + 6.0 * math.pi**2 / 4000.0),
    ("levy13", (0.5, 1.0), 1.25),
    ("levy13", (1.0, 0.75), 0.125),
    ("levy13", (2.0, 0.5), 2.25),
    ("goldstein_price", (1.0, 0.0), 33.0 * 22.0),
    ("goldstein_price", (0.0, 1.0), 33.0 * 867.0),
    ("goldstein_price", (1.8, 0.2), 84.0),
    # Turned by 30°: one along the valley, then one across it, then both by a step along x alone.
    ("quadratic", (1.0 + math.sqrt(0.75), 1.0), 0.5),
    ("quadratic", (0.5, 0.5 + math.sqrt(0.75)), 15.0),
    ("quadratic", (3.0, 0.5), 0.5 * (3.0 + 30.0)),
    # In the middle of a window, between windows, and where sin² is half of what it is at a window's edge.
    ("sparse_valley", (-1.0, 1.0), 10.0 * (math.sqrt(2.0) - 1.0) + 0.075 * 0.25),
    ("sparse_valley", (-1.5, 1.0), 10.0 * (math.sqrt(3.25) - 1.0) + 0.075),
    ("sparse_valley", (HALF, 1.0), 10.0 * (math.sqrt(1.0 + HALF**2) - 1.0) + 0.075 * (1.0 - 0.75 / 8.0)),
    ("booth", (0.0, 1.0), 41.0),
    ("booth", (1.0, 0.0), 45.0),
    ("matyas", (1.0, 2.0), 0.34),
    ("matyas", (3.0, -1.0), 4.04),
    ("three_hump_camel", (1.0, 2.0), 6.95 + 1.0 / 6.0),
    ("three_hump_camel", (-2.0, 1.0), 32.0 / 3.0 - 9.8),
    ("six_hump_camel", (1.0, 2.0), 51.9 + 1.0 / 3.0),
    ("six_hump_camel", (2.0, 1.0), 64.0 / 3.0 - 15.6),
    ("styblinski_tang", (1.0, 2.0), -24.0),
    ("styblinski_tang", (-3.0, 1.0), -44.0),
    ("styblinski_tang", (0.0, 3.0), -24.0),
    ("sphere", (1.5, -2.0), 6.25),
    ("sphere", (0.3, 0.4), 0.25),
    ("easom", (0.0, math.pi), math.exp(-(math.pi**2))),
    (
        "easom",
        (2.0 * math.pi / 3.0, 0.75 * math.pi),
        -math.sqrt(0.125) * math.exp(-25.0 * math.pi**2 / 144.0),
    ),
    ("mccormick", (1.0, 0.0), 0.5 + math.sin(1.0)),
    ("mccormick", (0.0, 1.0), 4.5 + math.sin(1.0)),
    ("drop_wave", (0.1 * math.pi, 0.4 * math.pi / 3.0), -2.0 / (math.pi**2 / 72.0 + 2.0)),
    ("drop_wave", (0.0, math.pi / 36.0), -1.5 / (math.pi**2 / 2592.0 + 2.0)),
    ("monkey_saddle", (2.0, 1.0), 2.0),
    ("monkey_saddle", (1.0, 2.0), -11.0),
    ("michalewicz", (math.pi / 2.0, 0.0), -1.0 / 1024.0),
    ("michalewicz", (0.0, math.pi / math.sqrt(8.0)), -math.sin(math.pi / math.sqrt(8.0)) / 1024.0),
    ("bukin6", (-5.0, 1.25), 100.05),
    ("online_linear", (0.3, 0.8), 0.42),
    # The neuron gives ½ everywhere; then a fifth, as it should at the first point, and not at the second.
    ("sigmoid_neuron", (0.0, 0.0), 0.5 * (0.3**2 + 0.4**2)),
    ("sigmoid_neuron", (0.0, -math.log(4.0)), 0.5 * 0.7**2),
    ("sigmoid_neuron", (math.log(4.0), 0.0), 0.5 * ((2.0 / 3.0 - 0.2) ** 2 + (32.0 / 33.0 - 0.9) ** 2)),
    ("linear_regression", (0.0, 1.0), np.mean((1.0 - SOLD) ** 2)),
    (
        "linear_regression",
        (2.0, 1.0),
        np.mean((2.0 * (WARMTH - WARMTH.mean()) / WARMTH.std() + 1.0 - SOLD) ** 2),
    ),
    # Ten of twenty passed.
    ("logistic_regression", (0.0, 0.0), math.log(2.0)),
    ("logistic_regression", (0.0, math.log(3.0)), 0.5 * (math.log(4.0 / 3.0) + math.log(4.0))),
    ("network_slice", (0.5, -0.3), by_matrices(0.5, -0.3)),
    ("formula", (2.0, 0.5 * math.pi), 7.0),
    ("formula", (1.0, math.pi / 6.0), 2.5),
    ("bukin6", (-10.0, -3.0), 200.0),
    ("michalewicz", (math.pi / math.sqrt(2.0), math.pi / 2.0), -1.0 - math.sin(math.pi / math.sqrt(2.0))),
]


def points(surface: Surface, count: int = 400) -> tuple[Array, Array]:
    (x0, x1), (y0, y1) = surface.domain
    rng = np.random.default_rng(7)
    return rng.uniform(x0, x1, count), rng.uniform(y0, y1, count)


def smooth_points(surface: Surface) -> tuple[Array, Array]:
    """Those of the points around which the slope does not break, so that differences can follow it."""
    x, y = points(surface)
    assert (x != y).all()
    if surface.crease is None:
        return x, y
    beside = surface.crease(x, y) > 0.05
    assert beside.sum() > 300
    return x[beside], y[beside]


def all_of(surface: Surface, x: Any, y: Any) -> tuple[Any, ...]:
    """Value, gradient and second derivatives: six floats, or six arrays."""
    return surface.value(x, y), *surface.gradient(x, y), *surface.hessian(x, y)


def assert_follows(exact: Array, measured: Array, size: Array, tolerance: float) -> None:
    error = np.abs(exact - measured) / size
    worst = int(np.argmax(error))
    assert error[worst] <= tolerance, f"exact {exact[worst]}, measured {measured[worst]}"


def test_the_catalogue_is_in_teaching_order() -> None:
    first = ["global_minimum", "ravine", "rosenbrock", "saddle", "beale", "himmelblau", "rastrigin", "ackley",
             "local_minimum", "saddle_sine", "ecliptic_bowl", "hills", "plateau"]  # fmt: skip
    assert [key for key in SURFACES if key in first] == first
    assert all(surface.key == key for key, surface in SURFACES.items())


@every_surface
def test_metadata_is_complete(surface: Surface) -> None:
    first, second = (GREEK.get(name, name) for name in surface.axes)
    assert surface.latex.startswith(f"f({first}, {second}) = ")
    assert surface.name
    assert surface.source
    assert surface.lesson.endswith((".", "?"))
    assert hash(surface) == hash(replace(surface))
    assert any(surface.key == key for key, _, _ in LADDER)


@pytest.mark.parametrize(
    ("key", "axes", "titles"),
    [
        ("rosenbrock", ("x", "y"), ("x", "y")),
        ("linear_regression", ("w", "b"), ("w (slope)", "b (intercept)")),
        ("network_slice", ("α", "β"), ("α (along δ)", "β (along η)")),
    ],
)
def test_axes_are_called_by_what_they_are(key: str, axes: tuple[str, str], titles: tuple[str, str]) -> None:
    surface = SURFACES[key]
    assert (surface.axes, surface.axis_titles) == (axes, titles)


@every_surface
def test_no_two_axes_have_one_name(surface: Surface) -> None:
    assert len({"f", *surface.axes}) == 3


@pytest.mark.parametrize("surface", [s for s in SURFACES.values() if s.fit], ids=lambda s: s.key)
def test_parameters_of_a_model_are_not_called_as_its_data_are(surface: Surface) -> None:
    assert not {"x", "y"} & set(surface.axes)
    assert not re.search(r"(?<![a-z\\])[xy](?![a-z])", surface.latex)


@pytest.mark.parametrize(("key", "at", "loss"), LADDER)
def test_value_by_hand(key: str, at: tuple[float, float], loss: float) -> None:
    assert SURFACES[key].value(*at) == pytest.approx(loss, rel=1e-13)


@every_surface
def test_gradient_against_central_differences(surface: Surface) -> None:
    x, y = smooth_points(surface)
    h = 6e-6
    by_x = (surface.value(x + h, y) - surface.value(x - h, y)) / (2.0 * h)
    by_y = (surface.value(x, y + h) - surface.value(x, y - h)) / (2.0 * h)
    size = 1.0 + np.abs(surface.value(x, y)) + np.hypot(by_x, by_y)
    for exact, measured in zip(surface.gradient(x, y), (by_x, by_y), strict=True):
        assert_follows(exact, measured, size, 1e-8)


@every_surface
def test_hessian_against_central_differences(surface: Surface) -> None:
    x, y = smooth_points(surface)
    h = 6e-6
    by_x = np.stack(surface.gradient(x + h, y)) - np.stack(surface.gradient(x - h, y))
    by_y = np.stack(surface.gradient(x, y + h)) - np.stack(surface.gradient(x, y - h))
    xx, xy, yy = surface.hessian(x, y)
    size = 1.0 + np.hypot(*surface.gradient(x, y)) + np.abs(xx) + np.abs(xy) + np.abs(yy)
    for exact, difference in ((xx, by_x[0]), (xy, by_x[1]), (xy, by_y[0]), (yy, by_y[1])):
        assert_follows(exact, difference / (2.0 * h), size, 2e-7)


@every_surface
def test_floats_and_arrays_agree_to_the_last_digit(surface: Surface) -> None:
    x, y = points(surface)
    single = [all_of(surface, *at) for at in zip(x.tolist(), y.tolist(), strict=True)]
    assert all(type(number) is float for numbers in single for number in numbers)
    expected = np.array(single).T
    for length in (1, 3, 8, 17, 400):
        pieces = [all_of(surface, x[i : i + length], y[i : i + length]) for i in range(0, 400, length)]
        np.testing.assert_array_equal(np.concatenate(pieces, axis=1), expected)
    many = np.stack((x, y)), np.stack((x, y), axis=1).T  # rows, then columns of a table
    for (a, b), view in (
        (many[0], slice(None, None, -3)),
        (many[1], slice(None)),
        (many[1], slice(1, 90, 7)),
    ):
        np.testing.assert_array_equal(all_of(surface, a[view], b[view]), expected[:, view])


@every_surface
def test_any_one_shape_goes(surface: Surface) -> None:
    x, y = (axis.reshape(4, 5, 3) for axis in points(surface, 60))
    assert np.stack(all_of(surface, x, y)).shape == (6, 4, 5, 3)


def within_box(surface: Surface, at: tuple[float, float]) -> list[float]:
    """The gradient without what pushes against a wall of the box."""
    slope = list(surface.gradient(*at))
    for i, (low, high) in enumerate(surface.box or ()):
        if (at[i] == low and slope[i] > 0.0) or (at[i] == high and slope[i] < 0.0):
            slope[i] = 0.0
    return slope


@every_surface
def test_minima(surface: Surface) -> None:
    (x0, x1), (y0, y1) = surface.domain
    for x, y, loss in surface.minima:
        assert x0 <= x <= x1
        assert y0 <= y <= y1
        assert surface.value(x, y) == pytest.approx(loss, rel=1e-13, abs=1e-14)
        assert loss == pytest.approx(surface.lowest, rel=1e-13, abs=1e-14)
        assert within_box(surface, (x, y)) == pytest.approx((0.0, 0.0), abs=1e-12)
        on_wall = within_box(surface, (x, y)) != list(surface.gradient(x, y))
        if surface.crease is None and (x, y) not in surface.kinks and not on_wall:
            # And it is no saddle.
            xx, xy, yy = surface.hessian(x, y)
            assert xx > 0.0
            assert xx * yy > xy * xy


@every_surface
def test_no_point_of_the_domain_is_lower(surface: Surface) -> None:
    grid = np.meshgrid(*(np.linspace(low, high, 501) for low, high in surface.domain))
    losses = surface.value(*grid)
    if surface.lowest is None:
        # Without a floor: far out the loss falls below any in the domain.
        far = ((0.0, 1e3), (1e3, 0.0), (0.0, -1e3), (-1e3, 0.0))
        assert min(surface.value(*at) for at in far) < losses.min()
        return
    assert losses.min() >= surface.lowest - 1e-14
    # Every global minimum is listed: wherever the grid comes this near to the lowest, one is close.
    low = losses < surface.lowest + 1e-4 * (np.median(losses) - surface.lowest)
    for x, y in zip(grid[0][low], grid[1][low], strict=True):
        assert min(math.hypot(x - mx, y - my) for mx, my, _ in surface.minima) < 0.15 * surface.diagonal


@every_surface
def test_kinks_are_finite_and_level(surface: Surface) -> None:
    for x, y in surface.kinks:
        assert math.isfinite(surface.value(x, y))
        assert surface.gradient(x, y) == (0.0, 0.0)
        for near in (0.0, 5e-324, 1e-200, 1e-160, 1e-9):
            for at in ((x + near, y), (x, y - near), (x + near, y + near)):
                assert np.isfinite(all_of(surface, *at)).all()


@every_surface
@pytest.mark.parametrize("far", [1e6, 1e120, 1e200, 1.7e308, math.inf, -math.inf, math.nan], ids=str)
def test_floats_never_raise(surface: Surface, far: float) -> None:
    for at in ((far, 0.3), (0.3, far), (far, -far)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert all(type(number) is float for number in all_of(surface, *at))
        if not math.isfinite(far):
            assert not math.isfinite(surface.value(*at))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"domain": ((1.0, 1.0), (0.0, 1.0))}, "^domain must"),
        ({"domain": ((-math.inf, 1.0), (0.0, 1.0))}, "^domain must"),
        ({"start": (9.0, 0.0)}, "^start must"),
        ({"start": (math.nan, 0.0)}, "^start must"),
        ({"minima": (), "scale": "log"}, "^scale must"),
    ],
)
def test_bad_surfaces_are_refused_by_name(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        replace(SURFACES["rosenbrock"], **change)  # type: ignore[arg-type]


def test_bukin6_by_hand() -> None:
    surface = SURFACES["bukin6"]
    # One above the bottom, then one below it: the slope across is ±50, and x leans on it by x/50.
    assert surface.gradient(-5.0, 1.25) == pytest.approx((5.01, 50.0), rel=1e-13)
    assert surface.gradient(-12.0, 0.44) == pytest.approx((-12.01, -50.0), rel=1e-13)
    assert surface.hessian(-5.0, 1.25) == pytest.approx((-1.25, -2.5, -25.0), rel=1e-13)


def test_on_bukin6_s_edges_the_slope_is_the_middle_one() -> None:
    surface = SURFACES["bukin6"]
    assert surface.gradient(-5.0, 0.25) == (0.01, 0.0)
    assert surface.gradient(-10.0, 1.0) == (0.0, 0.0)
    assert surface.hessian(-5.0, 0.25) == (0.0, 0.0, 0.0)
    assert surface.gradient(-10.0, 2.0) == pytest.approx((10.0, 50.0), rel=1e-13)
    beside = math.nextafter(0.25, 1.0)
    for at in ((-5.0, 0.25), (-10.0, 1.0), (-5.0, beside), (0.0, 5e-324), (0.0, 1e-250)):
        assert np.isfinite((*surface.gradient(*at), *surface.hessian(*at))).all()
    # As steep beside the bottom as the formula says: nothing is cut off.
    assert surface.gradient(-5.0, beside)[1] == pytest.approx(50.0 / math.sqrt(beside - 0.25), rel=1e-12)


@pytest.mark.parametrize("near", [0.0, 1e-160, 1e-200, 5e-324, 1e-9])
def test_drop_wave_is_smooth_in_its_middle(near: float) -> None:
    # Around the origin it is −1 + 36.25 (x² + y²).
    surface = SURFACES["drop_wave"]
    for x, y in ((near, 0.0), (0.0, -near), (near, near)):
        assert surface.value(x, y) == pytest.approx(-1.0, rel=1e-15)
        assert surface.gradient(x, y) == pytest.approx((72.5 * x, 72.5 * y), rel=1e-12, abs=5e-324)
        assert surface.hessian(x, y) == pytest.approx((72.5, 0.0, 72.5), rel=1e-12, abs=1e-12)
