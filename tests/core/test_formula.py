"""What a formula that is typed becomes: its derivatives, to twelve digits, and its surface."""

import math
import pickle
import tracemalloc
import warnings
from dataclasses import replace
from typing import Any

import mpmath
import numpy as np
import pytest

from descent import descend, finals
from descent.compiled import walk_of
from descent.march import march_of
from descent.walk import _on_arrays, walk
from optimizers import OPTIMIZERS
from surfaces import SURFACES, Surface
from surfaces.formula import Formula, FormulaError, parse_surface
from surfaces.formula.language import FUNCTIONS
from surfaces.formula.latex import latex_of
from surfaces.formula.parser import parsed
from tests.core.formulas import (
    POINTS,
    SMOOTH,
    all_of,
    assert_computes,
    assert_tells,
    exactly,
    tried,
)
from tests.core.hostile import HOSTILE

ORDERS = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
BUILT_IN = {
    "rosenbrock": "(1 - x)^2 + 100*(y - x^2)^2",
    "beale": "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    "rastrigin": "20 + x^2 + y^2 - 10*cos(2*pi*x) - 10*cos(2*pi*y)",
    "ackley": "20 + e - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2)",
}


def typed(key: str) -> Surface:
    """A surface of the catalogue as somebody would type it."""
    surface = SURFACES[key]
    minimum = surface.minima[0][:2]
    return Formula(BUILT_IN[key], surface.domain, surface.start, minimum).surface


# ---- values and derivatives ----


def test_the_formulas_of_the_tests_have_every_function() -> None:
    assert all(any(f"{name}(" in text for text in SMOOTH) for name in FUNCTIONS)


@pytest.mark.parametrize("text", SMOOTH)
def test_value_gradient_and_hessian_in_forty_digits(text: str) -> None:
    surface, exact = parse_surface(text), exactly(text)
    with mpmath.workdps(40):
        for x, y in POINTS:
            at = mpmath.mpf(x), mpmath.mpf(y)
            for ours, order in zip(all_of(surface, x, y), ORDERS, strict=True):
                right = mpmath.diff(exact, at, order) if any(order) else exact(*at)
                assert abs(ours - right) <= 1e-12 * abs(right) + 1e-25, (x, y, order)


@pytest.mark.parametrize(
    "text", ["3", "a", "x", "-y", "x + a", "a*x^2", "floor(y)", "x - x", "pi*x*y", *SMOOTH]
)
def test_floats_and_arrays_agree_to_the_last_digit(text: str) -> None:
    surface = parse_surface(text)
    x, y = np.random.default_rng(4).uniform(-5.0, 5.0, (2, 60))
    x[:4], y[:4] = (0.0, 1.0, 0.0, 2.0), (0.0, 0.0, 1.0, 2.0)
    table = np.stack(all_of(surface, x, y))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        single = [all_of(surface, *at) for at in zip(x.tolist(), y.tolist(), strict=True)]
    assert all(type(number) is float for numbers in single for number in numbers)
    np.testing.assert_array_equal(np.array(single).T, table)
    shape = 3, 4, 5
    assert np.stack(all_of(surface, x.reshape(shape), y.reshape(shape))).shape == (6, *shape)
    np.testing.assert_array_equal(all_of(surface, x[::-3], y[::-3]), table[:, ::-3])


def test_no_result_is_an_array_that_the_caller_has_already() -> None:
    x, y = np.ones(3), np.full(3, 2.0)
    for text in ("x", "exp(x + y)", "x*y", "x + y", "y"):
        surface = parse_surface(text)
        arrays = [x, y, surface.value(x, y), *surface.gradient(x, y), *surface.hessian(x, y)]
        for i, one in enumerate(arrays):
            assert not any(np.shares_memory(one, other) for other in arrays[:i])


def test_whole_numbers_go_as_floats() -> None:
    surface = parse_surface("x^-2 + y/2")
    assert surface.value(2, 3) == 1.75
    np.testing.assert_array_equal(surface.value(np.array([2, 1]), np.array([3, 2])), [1.75, 2.0])


@pytest.mark.parametrize(
    ("text", "at", "slope"),
    [
        ("abs(x) + 2*abs(y - 1)", (0.0, 1.0), (0.0, 0.0)),
        ("relu(x) - 3*relu(y)", (0.0, 0.0), (0.5, -1.5)),
        ("max(x, 3*y)", (3.0, 1.0), (0.5, 1.5)),
        ("min(x, 3*y)", (3.0, 1.0), (0.5, 1.5)),
        ("max(x, 0)^2 + min(y, 4)", (0.0, 4.0), (0.0, 0.5)),
        ("floor(x) + ceil(y) + sign(x)", (0.0, 1.0), (0.0, 0.0)),
        ("hypot(x, y) + x", (0.0, 0.0), (1.0, 0.0)),
        ("sqrt(x^2 + y^2) - y", (0.0, 0.0), (0.0, -1.0)),
        ("(x^2 + y^2)^0.5", (0.0, 0.0), (0.0, 0.0)),
    ],
)
def test_at_a_kink_the_slope_is_the_middle_one(
    text: str, at: tuple[float, float], slope: tuple[float, float]
) -> None:
    surface = parse_surface(text)
    assert surface.gradient(*at) == slope
    assert np.isfinite(surface.hessian(*at)).all()


@pytest.mark.parametrize(
    ("text", "at", "value", "slope"),
    [
        ("softplus(x)", 800.0, 800.0, 1.0),
        ("softplus(x)", -800.0, 0.0, 0.0),
        ("sigmoid(x)", -700.0, math.exp(-700.0), math.exp(-700.0)),
        ("sigmoid(x)", -800.0, 0.0, 0.0),
        ("sigmoid(x)", 800.0, 1.0, 0.0),
        ("tanh(x)", 300.0, 1.0, 4.0 * math.exp(-600.0)),
        ("atan(x)", 1e200, 0.5 * math.pi, 0.0),
        ("hypot(x, y)", 1e200, 1e200, 1.0),
        ("x^0", 0.0, 1.0, 0.0),
        ("0^x", 2.0, 0.0, 0.0),
        ("x^(y + 2)", 0.0, 0.0, 0.0),
        ("x^3", -2.0, -8.0, 12.0),
        ("x^-3", -2.0, -0.125, -3.0 / 16.0),
        ("x^20", -1.0, 1.0, -20.0),
        ("x^1.5", 0.0, 0.0, 0.0),
        ("(-x)^2", 3.0, 9.0, 6.0),
        ("-x^2", 3.0, -9.0, -6.0),
        ("2^3^x", 1.0, 8.0, 8.0 * math.log(2.0) * 3.0 * math.log(3.0)),
        ("x - 1 - 1", 5.0, 3.0, 1.0),
        ("8/x/2", 2.0, 2.0, -1.0),
        ("2^-x", 1.0, 0.5, -0.5 * math.log(2.0)),
        ("-2*-x", 3.0, 6.0, 2.0),
        ("1e-3*x + .5 + 1.", 1.0, 1.501, 1e-3),
    ],
)
def test_by_hand(text: str, at: float, value: float, slope: float) -> None:
    surface = parse_surface(text, ((-1e300, 1e300), (-1e300, 1e300)))
    assert surface.value(at, 0.0) == pytest.approx(value, rel=1e-14, abs=5e-324)
    assert surface.gradient(at, 0.0) == pytest.approx((slope, 0.0), rel=1e-14, abs=5e-324)


def test_where_there_is_no_number_the_loss_says_so() -> None:
    for text, at in (("log(x)", -1.0), ("sqrt(x)", -1.0), ("asin(x)", 2.0), ("x^0.5", -1.0), ("x^1.3", -1.0)):
        assert math.isnan(parse_surface(text).value(at, 0.0))
    assert parse_surface("1/x").value(0.0, 0.0) == math.inf
    assert parse_surface("log(x)").value(0.0, 0.0) == -math.inf


# ---- beside the built-in surfaces ----


@pytest.mark.parametrize("key", BUILT_IN)
def test_as_the_built_in_surface(key: str) -> None:
    ours, theirs = typed(key), SURFACES[key]
    x, y = np.random.default_rng(2).uniform(-1.9, 1.9, (2, 300))
    for a, b in zip(all_of(ours, x, y), all_of(theirs, x, y), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12 * np.abs(b).max())
    sgd = OPTIMIZERS["sgd"](learning_rate=1e-3)
    one, two = (descend(sgd, surface, theirs.start, 300) for surface in (ours, theirs))
    np.testing.assert_allclose(one.positions, two.positions, rtol=1e-9, atol=1e-9)
    assert (ours.lowest, theirs.lowest) == pytest.approx((0.0, 0.0), abs=1e-14)


@pytest.mark.parametrize("text", [*BUILT_IN.values(), "x", "3", "a", "y*y", "x - y", "exp(x + y)", *SMOOTH])
def test_it_is_recorded_and_written_out(text: str) -> None:
    surface = parse_surface(text)
    for key in ("sgd", "adam"):
        rule = OPTIMIZERS[key](learning_rate=0.01)
        assert march_of(rule, surface) is not None
        starts = np.random.default_rng(3).uniform(-4.0, 4.0, (2, 9))
        starts[:, 0] = 0.0, 1.0
        with np.errstate(all="ignore"):
            for t, ours in enumerate(walk(rule, surface, starts, 12)):
                *_, plain = _on_arrays(rule, surface, starts, t)
                lost = ~np.isfinite(plain[2])
                for a, b in zip(ours, plain, strict=True):
                    np.testing.assert_array_equal(a[~lost], b[~lost])
        assert walk_of(rule, surface) is not None or len(text) > 60
        run = descend(rule, surface, surface.start, 20)
        same = descend(rule, surface, surface.start, 20, noise=lambda _, gradient: gradient)
        np.testing.assert_array_equal(run.positions, same.positions)
        np.testing.assert_array_equal(run.losses, same.losses)


def test_typical_formulas_are_written_for_every_rule_that_the_app_begins_with() -> None:
    for key in ("sgd", "momentum", "nesterov", "rmsprop", "adam"):
        for text in (*BUILT_IN.values(), "hypot(x, y) + abs(x*y)", "sigmoid(x)*tanh(y) + log(x^2 + 1)"):
            assert walk_of(OPTIMIZERS[key](), parse_surface(text)) is not None


def test_a_formula_without_a_loss_in_places_is_walked_until_there() -> None:
    surface = Formula("log(x) + y^2", start=(1.0, 1.0)).surface
    run = descend(OPTIMIZERS["sgd"](learning_rate=0.4), surface, (1.0, 1.0), 20)
    assert run.diverged_at == 2  # x: 1, 0.6, −0.07
    last = finals(OPTIMIZERS["sgd"](learning_rate=0.4), surface, [[1.0, 4.0], [1.0, 1.0]], 5)
    assert np.isfinite(last.losses).tolist() == [False, True]


# ---- the surface ----


def test_parameters_are_knobs_in_order_of_appearance() -> None:
    surface = parse_surface("b*x^2 + a1*sin(b*y) - x*e*pi")
    assert [(k.name, k.lowest, k.highest, k.default) for k in surface.knobs] == [
        ("b", -5.0, 5.0, 1.0),
        ("a1", -5.0, 5.0, 1.0),
    ]
    assert surface.settings == (("b", 1.0), ("a1", 1.0))
    assert [knob.latex for knob in surface.knobs] == ["b", r"\mathrm{a1}"]
    turned = surface.turned(a1=-2.0)
    assert turned.value(2.0, 1.0) == 4.0 - 2.0 * math.sin(1.0) - 2.0 * math.e * math.pi
    assert turned.turned(a1=1.0) is surface
    assert turned.make == surface.make
    assert (turned.start, turned.domain, turned.latex) == (surface.start, surface.domain, surface.latex)
    with pytest.raises(ValueError, match=r"^c is not a knob"):
        surface.turned(c=1.0)
    with pytest.raises(ValueError, match=r"^c is not a parameter"):
        Formula("a*x")(c=1.0)


def test_a_range_of_one_s_own() -> None:
    formula = Formula("a*x + b*y", ranges=[("b", 2, 8)])  # type: ignore[arg-type]
    assert [(k.lowest, k.highest, k.default) for k in formula.surface.knobs] == [
        (-5.0, 5.0, 1.0),
        (2.0, 8.0, 5.0),
    ]
    assert formula.parameters == ("a", "b")
    assert formula.surface.value(1.0, 1.0) == 6.0


def test_whatever_a_parameter_is_called() -> None:
    for name in ("make", "formula", "values", "settings", "n", "text", "Z", "a_b", "lam", "abcdefghijkl"):
        surface = parse_surface(f"{name}*x + y")
        other = surface.turned(**{name: 3.0})
        assert other.value(2.0, 1.0) == 7.0
        assert pickle.loads(pickle.dumps(other)) is other


@pytest.mark.parametrize(
    "surface",
    [
        parse_surface("x^2 + 3*sin(y)"),
        Formula("a*x^2 + y^2", ((-1, 1), (-2, 2)), (0.5, 1), (0, 0), (("a", 0, 3),)).surface.turned(a=2.0),
    ],
)
def test_it_is_sent_as_its_text_and_is_the_same_again(surface: Surface) -> None:
    sent = pickle.dumps(surface)
    assert len(sent) < 600
    assert pickle.loads(sent) is surface
    assert hash(surface) == hash(replace(surface))
    assert replace(surface) == surface
    changed = replace(surface, start=(0.0, 0.5))
    again = pickle.loads(pickle.dumps(changed))
    assert again == changed != surface
    assert again.value(0.3, 0.7) == surface.value(0.3, 0.7)
    assert pickle.loads(pickle.dumps(surface.hessian)) == surface.hessian != surface.gradient


def test_equal_formulas_have_one_surface_and_one_content() -> None:
    one, two = Formula("x*y", ((-5, 5), (-5, 5))), Formula("x*y")
    assert one.surface is two.surface is parse_surface("x*y")
    contents = {
        made.surface.content
        for made in (
            one, Formula("x*y "), Formula("x*y", start=(1.0, 2.0)), Formula("x*y", minimum=(0.0, 0.0)),
            Formula("x*y", ((-5, 5), (-5, 4))), Formula("a*x*y"), Formula("a*x*y", ranges=(("a", 0, 1),)),
        )
    }  # fmt: skip
    assert len(contents) == 7
    assert {len(content) for content in contents} == {12}


def test_a_start_where_the_loss_and_its_slope_are_numbers() -> None:
    for text in (
        "x*y",
        "log(x)",
        "sqrt(-x - y)",
        "1/(x + 3)",
        "log(x - 4.9)",
        "relu(x - 4.5)",
        "3",
        "a",
        "y",
    ):
        surface = parse_surface(text)
        assert surface.contains(*surface.start)
        assert math.isfinite(surface.value(*surface.start))
        assert np.isfinite(surface.gradient(*surface.start)).all()
    assert parse_surface("relu(x - 4.5)").start[0] > 4.5
    assert Formula("log(x)", start=(2, 3)).surface.start == (2.0, 3.0)


def test_a_start_is_a_round_number() -> None:
    assert parse_surface("log(x + y)", ((-4, 4), (-4, 4))).start == (2.4, 2.0)
    assert parse_surface("x*y", ((0.0, 3e-9), (1e6, 1e6 + 700))).start == (6e-10, 1000525.0)


def test_where_a_turn_ends_the_loss_a_run_begins_elsewhere() -> None:
    surface = parse_surface("log(a*x) + b*y^2")
    mirrored = surface.turned(a=-2.0)
    assert surface.start[0] > 0.0 > mirrored.start[0]
    assert math.isfinite(mirrored.value(*mirrored.start))
    assert surface.turned(b=3.0).start == surface.start
    with pytest.raises(FormulaError, match="finite nowhere"):
        surface.turned(a=0.0)


def test_a_surface_is_made_anew_from_what_it_was_made_from() -> None:
    surface = parse_surface("a*x*y")
    assert surface.remake is not None
    assert surface.remake(surface.recipe) is surface
    assert surface.turned(a=3.0).recipe == surface.recipe


def test_a_minimum_has_the_loss_that_is_there() -> None:
    assert Formula("x^2 + y^2 - a", minimum=(0, 0)).surface.turned(a=2.5).minima == ((0.0, 0.0, -2.5),)
    assert Formula("log(x) + y", minimum=(-1, 0)).surface.minima == ()
    assert parse_surface("x^2").minima == ()


@pytest.mark.parametrize("key", ["rosenbrock", "beale", "rastrigin", "ackley"])
def test_the_scale_is_that_of_the_built_in_surface(key: str) -> None:
    assert typed(key).scale == SURFACES[key].scale


def test_no_log_scale_where_something_is_lower_than_the_minimum_or_nobody_names_one() -> None:
    assert parse_surface(BUILT_IN["beale"]).scale == "linear"
    assert Formula(BUILT_IN["beale"], minimum=(0.0, 0.0)).surface.scale == "linear"


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"domain": ((1.0, 1.0), (0.0, 1.0))}, "^domain must"),
        ({"domain": ((0.0, 1.0),)}, "^domain must"),
        ({"domain": ((0.0, math.inf), (0.0, 1.0))}, "^domain must"),
        ({"domain": ((-1.7e308, 1.7e308), (0.0, 1.0))}, "^domain must"),
        ({"domain": (("0", 1.0), (0.0, 1.0))}, "^domain must"),
        ({"domain": None}, "^domain must"),
        ({"domain": ((0.0, 10**400), (0.0, 1.0))}, "^domain must"),
        ({"start": (9.0, 0.0)}, "^start must lie"),
        ({"start": (math.nan, 0.0)}, "^start must be"),
        ({"start": 3.0}, "^start must be"),
        ({"start": (-1.0, 0.0)}, "^start must have a finite loss"),
        ({"minimum": (0.0, 9.0)}, "^minimum must lie"),
        ({"minimum": "ab"}, "^minimum must be"),
        ({"ranges": (("b", 0.0, 1.0),)}, "^ranges must"),
        ({"ranges": (("a", 1.0, 1.0),)}, "^ranges must"),
        ({"ranges": (("a", 0.0, 1.0), ("a", 0.0, 2.0))}, "^ranges must"),
        ({"ranges": (("a", 0.0),)}, "^ranges must"),
        ({"ranges": 1.0}, "^ranges must"),
    ],
)
def test_what_is_wrong_beside_the_text_is_named(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as caught:
        _ = Formula("a*log(x)", **given).surface
    assert not isinstance(caught.value, FormulaError)


# ---- as it is set ----


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x**2 + 3*sin(y)", r"x^{2} + 3 \, \sin\left(y\right)"),
        ("(x + 1)*(y - 2)", r"\left(x + 1\right) \, \left(y - 2\right)"),
        ("x/(1 + y)", r"\frac{x}{1 + y}"),
        ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"),
        ("x - (y - 1)", r"x - \left(y - 1\right)"),
        ("x - y - 1", "x - y - 1"),
        ("x + -y", r"x + \left(-y\right)"),
        ("x*-y", r"x \, \left(-y\right)"),
        ("-0.2*x*y", r"-0.2 \, x \, y"),
        ("(-2*x)^2", r"\left(-2 \, x\right)^{2}"),
        ("x - -2*y", r"x - \left(-2 \, y\right)"),
        ("(x - y)*2", r"\left(x - y\right) \cdot 2"),
        ("-x/y", r"\frac{-x}{y}"),
        ("-(x + y)", r"-\left(x + y\right)"),
        ("--x", r"-\left(-x\right)"),
        ("-x^2", "-x^{2}"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("(x^2)^y", r"\left(x^{2}\right)^{y}"),
        ("2^x^y", "2^{x^{y}}"),
        ("sin(x)^2", r"\left(\sin\left(x\right)\right)^{2}"),
        ("x*2*3", r"x \cdot 2 \cdot 3"),
        ("1e-3*x", r"0.001 \, x"),
        ("1e-7*x + 2.5e30", r"10^{-7} \, x + 2.5 \cdot 10^{30}"),
        ("sqrt(x) + abs(y)", r"\sqrt{x} + \left|y\right|"),
        ("floor(x) + ceil(y)", r"\left\lfloor x\right\rfloor + \left\lceil y\right\rceil"),
        ("exp(-x)*e", r"e^{-x} \, e"),
        ("hypot(x, y + 1)", r"\sqrt{x^{2} + \left(y + 1\right)^{2}}"),
        ("a_1*pi + c", r"\mathrm{a\_1} \, \pi + c"),
        ("max(x, y, 0)", r"\max\left(x, y, 0\right)"),
        ("asin(x) + log10(y)", r"\arcsin\left(x\right) + \log_{10}\left(y\right)"),
        ("sigmoid(x) + relu(y)", r"\sigma\left(x\right) + \operatorname{ReLU}\left(y\right)"),
    ],
)
def test_latex(text: str, latex: str) -> None:
    assert latex_of(parsed(text)) == latex
    assert parse_surface(text).latex == f"f(x, y) = {latex}"


# ---- whatever is typed ----


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_does_harm(text: str) -> None:
    tracemalloc.start()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = tried(text)
            if isinstance(found, FormulaError):
                assert_tells(found, text)
            else:
                assert_computes(found)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_there_are_texts_of_all_kinds() -> None:
    assert len(set(HOSTILE)) >= 250


@pytest.mark.parametrize("text", [None, 3, b"x", ["x"], {}, object()], ids=str)
def test_what_is_no_text_is_no_formula(text: Any) -> None:
    with pytest.raises(FormulaError, match="a text"):
        parse_surface(text)
