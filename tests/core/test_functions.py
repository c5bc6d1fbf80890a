"""Floats and arrays go through the same functions, to the last digit, and sin πx and cos πx are right."""

import math
import warnings
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from surfaces import functions as f

PI = Fraction(314159265358979323846264338327950288419716939937510, 10**50)
EDGES = [0.0, -0.0, 0.25, 0.5, -0.5, 1.0, 1.5, 2.5, -3.0, 5e-324, -1e-9, 709.78, 709.79, -745.0, -800.0]
FAR = [2.0**51 + 0.5, 2.0**52 - 0.5, 2.0**52 + 1.0, -(2.0**52) - 1.0, 2.0**53 + 2.0, 1e18, 1e200, -1.7e308]
ONE = [f.sin, f.cos, f.exp, f.sqrt, f.cospi, f.sinpi, f.nearest, f.absolute, f.sign,
       f.tan, f.asin, f.acos, f.atan, f.sinh, f.cosh, f.tanh, f.log, f.log1p, f.log2, f.log10,
       f.floor, f.ceil, f.sigmoid, f.softplus]  # fmt: skip
TWO = [f.hypot, f.maximum, f.minimum, f.atan2, f.divide, f.power]
BAD = [math.inf, -math.inf, math.nan]


def several(rng: np.random.Generator, count: int = 4000) -> Any:
    """Numbers near and far, edges among them."""
    near, far = rng.uniform(-6.0, 6.0, count), rng.uniform(-800.0, 700.0, count)
    tiny = 10.0 ** rng.uniform(-300.0, 2.0, count) * rng.choice([-1.0, 1.0], count)
    return np.concatenate((near, far, tiny, EDGES, FAR))


@pytest.mark.parametrize("function", ONE)
def test_a_float_and_an_array_agree_to_the_last_digit(function: Callable[[Any], Any]) -> None:
    x = several(np.random.default_rng(1))
    with np.errstate(all="ignore"):
        whole = function(x)
        single = np.array([function(number) for number in x.tolist()])
        np.testing.assert_array_equal(whole, single)
        for length in (1, 2, 3, 5, 8, 17, 400):
            pieces = [function(x[i : i + length]) for i in range(0, len(x), length)]
            np.testing.assert_array_equal(np.concatenate(pieces), single)
        for step in (2, 3, 7):
            np.testing.assert_array_equal(function(x[::step]), single[::step])


@pytest.mark.parametrize("function", TWO)
def test_so_they_do_with_two_arguments(function: Callable[[Any, Any], Any]) -> None:
    rng = np.random.default_rng(2)
    x = several(rng)
    y = rng.permutation(x)
    with np.errstate(all="ignore"):
        together = function(x, y)
    single = [function(*at) for at in zip(x.tolist(), y.tolist(), strict=True)]
    np.testing.assert_array_equal(together, single)


@pytest.mark.parametrize("function", ONE)
def test_no_float_raises_or_warns(function: Callable[[Any], Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in (*EDGES, *FAR, *BAD):
            assert type(function(number)) is float
    assert math.isnan(function(math.nan))


@pytest.mark.parametrize("function", TWO)
def test_nor_do_two(function: Callable[[Any, Any], Any]) -> None:
    numbers = (*EDGES, *FAR, *BAD)
    with np.errstate(all="ignore"):
        together = [[float(function(np.array(a), np.array(b))) for b in numbers] for a in numbers]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        single = [[function(a, b) for b in numbers] for a in numbers]
    assert all(type(number) is float for row in single for number in row)
    np.testing.assert_array_equal(single, together)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (f.tan, math.tan), (f.asin, math.asin), (f.acos, math.acos), (f.atan, math.atan), (f.sinh, math.sinh),
        (f.cosh, math.cosh), (f.tanh, math.tanh), (f.log, math.log), (f.log1p, math.log1p),
        (f.log2, math.log2), (f.log10, math.log10), (f.floor, math.floor), (f.ceil, math.ceil),
    ],
)  # fmt: skip
def test_each_is_what_it_is_called(ours: Callable[[Any], Any], theirs: Callable[[float], float]) -> None:
    for x in (0.3, 0.71, 0.9999, 1e-9):
        assert ours(x) == pytest.approx(theirs(x), rel=3e-16)
    assert f.atan2(3.0, -4.0) == pytest.approx(math.atan2(3.0, -4.0), rel=3e-16)


def test_what_is_divided_by_zero_keeps_its_sign() -> None:
    assert (f.divide(2.0, 0.0), f.divide(2.0, -0.0)) == (math.inf, -math.inf)
    assert (f.divide(-2.0, 0.0), f.divide(-2.0, -0.0)) == (-math.inf, math.inf)
    assert math.isnan(f.divide(0.0, 0.0))


def test_of_what_is_not_finite() -> None:
    for function in (f.sin, f.cos, f.sinpi, f.cospi):
        assert all(math.isnan(function(number)) for number in BAD)
    assert [f.exp(math.inf), f.exp(-math.inf), f.exp(710.0)] == [math.inf, 0.0, math.inf]
    assert f.exp(f.LONGEST) < math.inf == f.exp(math.nextafter(f.LONGEST, 1e3))
    assert f.hypot(1.7e308, 1.7e308) == f.hypot(-math.inf, 1.0) == math.inf
    assert math.isnan(f.sqrt(-1.0))


def test_sigmoid_and_softplus_near_and_far() -> None:
    assert [f.sigmoid(x) for x in (-800.0, -math.inf, 0.0, 800.0, math.inf)] == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert [f.softplus(x) for x in (-800.0, -math.inf, 800.0, math.inf)] == [0.0, 0.0, 800.0, math.inf]
    assert f.softplus(0.0) == pytest.approx(math.log(2.0), rel=1e-15)
    # Far to the left both are the power itself, to all its digits.
    for x in (-40.0, -300.0, -700.0):
        assert f.sigmoid(x) == pytest.approx(math.exp(x), rel=1e-15)
        assert f.softplus(x) == pytest.approx(math.exp(x), rel=1e-15)
    for x in (-7.0, -0.3, 0.2, 5.0):
        assert f.sigmoid(x) == pytest.approx(1.0 / (1.0 + math.exp(-x)), rel=1e-15)
        assert f.sigmoid(x) + f.sigmoid(-x) == pytest.approx(1.0, rel=1e-15)
        assert f.softplus(x) == pytest.approx(math.log(1.0 + math.exp(x)), rel=1e-13)


def sine(turns: Fraction) -> Fraction:
    """sin 2πu by its series, for |u| ≤ ½."""
    z, total = 2 * PI * turns, Fraction(0)
    term = z
    for k in range(1, 25):
        total += term
        term *= -z * z / (2 * k * (2 * k + 1))
    return total


def test_sinpi_and_cospi_against_their_series() -> None:
    rng = np.random.default_rng(3)
    near = 10.0 ** rng.uniform(-12.0, -1.0, 150)
    wide, far = rng.uniform(-1.0, 1.0, 300), rng.uniform(-1e6, 1e6, 100)
    at = np.concatenate((wide, far, near, 0.5 - near, 1.0 + near))
    for x, s, c in zip(at.tolist(), f.sinpi(at), f.cospi(at), strict=True):
        turns = Fraction(x) / 2 - round(Fraction(x) / 2)
        exact = sine(turns)
        assert abs(float(Fraction(float(s)) - exact)) <= 3e-16
        assert abs(float(Fraction(float(c)) - sine(Fraction(1, 4) - abs(turns)))) <= 3e-16
        # Where it is small it is right as well: the zero at 0 and those at whole numbers are exact.
        assert float(s) == pytest.approx(float(exact), rel=5e-16)


def test_sinpi_and_cospi_at_whole_numbers_and_halves() -> None:
    for n in (*range(-9, 10), 123_456, -1_000_001, 2**50 + 1, 2**51 - 1, 2**60):
        assert f.sinpi(float(n)) == 0.0
        assert f.cospi(float(n)) == (-1.0) ** n
        if abs(n) < 2**50:
            assert f.sinpi(n + 0.5) == (-1.0) ** n
            assert f.cospi(n + 0.5) == 0.0
    x = np.random.default_rng(4).uniform(-2.0, 2.0, 200_000)
    assert np.abs(f.sinpi(x)).max() <= 1.0 >= np.abs(f.cospi(x)).max()
    assert (np.abs(f.cospi(1.0 + np.linspace(-1e-7, 1e-7, 20_001))) <= 1.0).all()


@pytest.mark.parametrize("constant", [-1.5, 0.3, 2.5, 3.0, 50.0])
def test_a_power_of_a_constant_or_to_one_agrees_as_well(constant: float) -> None:
    x = several(np.random.default_rng(6), 500)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(f.power(x, constant), [f.power(u, constant) for u in x.tolist()])
        np.testing.assert_array_equal(f.power(constant, x), [f.power(constant, u) for u in x.tolist()])
