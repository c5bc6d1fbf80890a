"""The lowest point of a surface of which nobody has said where it is."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from surfaces import SURFACES, Surface
from surfaces.functions import absolute, sign, sqrt
from surfaces.lowest import lowest_point

BOWL = SURFACES["global_minimum"]
# Bukin's ravine is bent and as sharp as a knife: nothing leads along it to the last digit.
HARD = {"bukin6": 1e-6}


@pytest.mark.parametrize(
    "surface", [each for each in SURFACES.values() if each.minima and not each.box], ids=lambda each: each.key
)
def test_it_is_one_of_those_that_the_surface_lists(surface: Surface) -> None:
    found = lowest_point(surface)
    assert found is not None
    x, y, loss = found
    assert all(type(number) is float for number in found)
    assert loss == surface.value(x, y)
    off = min(math.hypot(x - at, y - to) for at, to, _ in surface.minima)
    assert off <= HARD.get(surface.key, 1e-10)
    assert lowest_point(surface) == found


@pytest.mark.parametrize("angle", [-71.0, 12.3, 45.0])
@pytest.mark.parametrize("condition", [1.0, 77.0, 9000.0])
def test_away_from_the_grid_s_points_too(angle: float, condition: float) -> None:
    valley = SURFACES["quadratic"].turned(
        angle=angle, condition=condition, centre_x=math.sqrt(2.0), centre_y=-0.1234567
    )
    found = lowest_point(valley)
    assert found is not None
    assert found[:2] == pytest.approx((math.sqrt(2.0), -0.1234567), abs=1e-10)


@pytest.mark.parametrize("key", ["saddle", "monkey_saddle"])
def test_a_slope_that_goes_on_outside_has_none(key: str) -> None:
    assert lowest_point(SURFACES[key]) is None


def test_at_the_border_is_not_in_the_domain() -> None:
    assert lowest_point(replace(BOWL, domain=((0.0, 2.0), (-2.0, 2.0)), start=(1.0, 0.0))) is None
    assert lowest_point(replace(BOWL, domain=((-0.1, 2.0), (-2.0, 2.0)), start=(1.0, 0.0))) is not None


def of(value: Any, gradient: Any) -> Surface:
    """A surface whose second derivatives are 0 wherever it has any."""

    def hessian(x: Any, y: Any) -> Any:  # noqa: ARG001
        return 0.0 * x, 0.0 * x, 0.0 * x

    return replace(BOWL, value=value, gradient=gradient, hessian=hessian)


def test_at_a_kink_as_well_as_floats_can_tell() -> None:
    def value(x: Any, y: Any) -> Any:
        return absolute(x - 1.0 / 3.0) + 7.0 * absolute(y + 0.2 + x)

    def gradient(x: Any, y: Any) -> Any:
        side = 7.0 * sign(y + 0.2 + x)
        return sign(x - 1.0 / 3.0) + side, side

    found = lowest_point(of(value, gradient))
    assert found is not None
    assert found[:2] == pytest.approx((1.0 / 3.0, -0.2 - 1.0 / 3.0), abs=1e-12)


def test_a_hole_without_a_floor_has_none() -> None:
    def value(x: Any, y: Any) -> Any:
        return np.log(np.hypot(x - 0.123, y + 0.456))

    def gradient(x: Any, y: Any) -> Any:
        far = (x - 0.123) ** 2 + (y + 0.456) ** 2
        return (x - 0.123) / far, (y + 0.456) / far

    assert lowest_point(of(value, gradient)) is None


def test_where_the_loss_is_no_number_it_does_not_look() -> None:
    def value(x: Any, y: Any) -> Any:
        return sqrt(x - 1.0) + y * y

    assert lowest_point(of(lambda x, y: x + np.nan * y, BOWL.gradient)) is None
    assert lowest_point(of(lambda x, y: x - np.inf + 0.0 * y, BOWL.gradient)) is None
    # A loss that begins where it is lowest, in the middle of the domain.
    found = lowest_point(of(value, lambda x, y: (0.5 / sqrt(x - 1.0), 2.0 * y)))
    assert found is not None
    assert found[:2] == pytest.approx((1.0, 0.0), abs=1e-7)


def test_of_what_is_level_it_takes_the_middle() -> None:
    assert lowest_point(of(lambda x, y: 3.0 + 0.0 * (x + y), lambda x, y: (0.0 * x, 0.0 * y))) == (
        0.0,
        0.0,
        3.0,
    )
    assert lowest_point(of(lambda x, y: x * x + 0.0 * y, lambda x, y: (2.0 * x, 0.0 * y))) == (0.0, 0.0, 0.0)
