"""Surfaces that can be turned: what every family must keep, and what each of its knobs does."""

import math
import pickle
from dataclasses import replace

import numpy as np
import pytest

from knob import Knob
from surfaces import SURFACES, Surface
from surfaces.base import Array, Setting

FAMILIES = [surface for surface in SURFACES.values() if surface.knobs]
every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda surface: surface.key)


def members(family: Surface, count: int = 12) -> list[Surface]:
    """Members with knobs drawn from their ranges, evenly on their scales, and those at both ends."""
    rng = np.random.default_rng(11)
    drawn: list[dict[str, Setting]] = []
    for share in (0.0, 1.0, *rng.uniform(size=(count, len(family.knobs)))):
        at = np.broadcast_to(share, len(family.knobs))
        drawn.append({knob.name: at_share(knob, part) for knob, part in zip(family.knobs, at, strict=True)})
    return [family.turned(**values) for values in drawn]


def at_share(knob: Knob, share: float) -> Setting:
    """The value at this share of a knob's range, or of its choices."""
    if knob.kind == "choice":
        return knob.choices[min(int(share * len(knob.choices)), len(knob.choices) - 1)]
    assert knob.lowest is not None
    assert knob.highest is not None
    low, high = knob.lowest, knob.highest
    value = low * (high / low) ** share if knob.scale == "log" else low + share * (high - low)
    return min(max(float(round(value) if knob.whole else value), low), high)


def points(surface: Surface, count: int = 300) -> tuple[Array, Array]:
    (x0, x1), (y0, y1) = surface.domain
    rng = np.random.default_rng(5)
    return rng.uniform(x0, x1, count), rng.uniform(y0, y1, count)


# ---- what every family keeps ----


def test_there_are_families() -> None:
    assert {family.key for family in FAMILIES} >= {"quadratic", "sparse_valley", "linear_regression"}


@every_family
def test_a_knob_is_described_once_and_whole(family: Surface) -> None:
    assert [name for name, _ in family.settings] == [knob.name for knob in family.knobs]
    assert dict(family.settings) == {knob.name: knob.default for knob in family.knobs}
    for knob in family.knobs:
        assert knob.symbol
        assert knob.latex
        assert knob.help.endswith(".")
        assert "\n" not in knob.help
        if knob.kind == "choice":
            assert knob.default in knob.choices
            assert len(set(knob.choices)) == len(knob.choices) > 1
            continue
        assert knob.kind == "number"
        assert knob.lowest is not None
        assert knob.highest is not None
        left_out = knob.default == knob.lowest == knob.at_least == 0.0
        assert knob.lowest < knob.default < knob.highest or left_out
        assert knob.lowest > 0.0 or knob.scale == "linear"
        assert all(knob.check(end) == end for end in (knob.lowest, knob.highest))


@every_family
def test_the_same_values_give_the_same_object(family: Surface) -> None:
    assert family.turned() is family
    assert family.turned(**dict(family.settings)) is family
    for knob in family.knobs:
        last = at_share(knob, 1.0)
        other = family.turned(**{knob.name: last})
        assert other is not family
        assert other is family.turned(**{knob.name: last})
        assert other.turned(**{knob.name: knob.default}) is family
        assert dict(other.settings) == dict(family.settings) | {knob.name: last}
    backwards = dict(reversed([(knob.name, at_share(knob, 0.0)) for knob in family.knobs]))
    assert family.turned(**backwards) is family.turned(**{k.name: at_share(k, 0.0) for k in family.knobs})


@every_family
def test_what_is_no_knob_or_no_value_is_refused_by_name(family: Surface) -> None:
    with pytest.raises(ValueError, match=f"steepness is not a knob of {family.name}"):
        family.turned(steepness=2.0)
    for knob in family.knobs:
        for bad in (math.nan, math.inf, "wide", None, True):
            with pytest.raises(ValueError, match=f"^{knob.name} must"):
                family.turned(**{knob.name: bad})  # type: ignore[arg-type]


def test_a_surface_without_knobs_is_its_only_member() -> None:
    assert SURFACES["rosenbrock"].turned() is SURFACES["rosenbrock"]
    with pytest.raises(ValueError, match="condition is not a knob of Rosenbrock"):
        SURFACES["rosenbrock"].turned(condition=3.0)


@pytest.mark.parametrize(
    ("key", "bad", "complaint"),
    [
        ("quadratic", {"condition": 0.5}, "^condition must be at least 1"),
        ("quadratic", {"centre_x": -3.5}, "^centre_x must be at least -3"),
        ("quadratic", {"centre_y": 3.0}, "^centre_y must be below 3"),
        ("sparse_valley", {"density": 0.0}, "^density must be at least"),
        ("sparse_valley", {"density": 1.01}, "^density must be below"),
        ("sparse_valley", {"depth": 0.0}, "^depth must be at least"),
        ("linear_regression", {"loss": "cubic"}, "^loss must be one of squared, absolute, huber"),
        ("linear_regression", {"delta": 0.0}, "^delta must be at least"),
        ("logistic_regression", {"l2": -0.1}, "^l2 must be at least 0"),
        ("network_slice", {"seed": 1.5}, "^seed must be a whole number"),
        ("network_slice", {"seed": -1.0}, "^seed must be at least 0"),
    ],
)
def test_what_breaks_the_formula_is_refused(key: str, bad: dict[str, float], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        SURFACES[key].turned(**bad)


@every_family
def test_derivatives_of_members_against_central_differences(family: Surface) -> None:
    h = 1e-6
    for member in members(family):
        x, y = points(member)
        if member.crease is not None:
            x, y = (axis[member.crease(x, y) > 1e-3] for axis in (x, y))
        by_x = (member.value(x + h, y) - member.value(x - h, y)) / (2.0 * h)
        by_y = (member.value(x, y + h) - member.value(x, y - h)) / (2.0 * h)
        size = 1.0 + np.abs(member.value(x, y)) + np.hypot(by_x, by_y)
        measured = [(exact, slope) for exact, slope in zip(member.gradient(x, y), (by_x, by_y), strict=True)]
        xx, xy, yy = member.hessian(x, y)
        along_x = np.stack(member.gradient(x + h, y)) - np.stack(member.gradient(x - h, y))
        along_y = np.stack(member.gradient(x, y + h)) - np.stack(member.gradient(x, y - h))
        bends = [(xx, along_x[0]), (xy, along_x[1]), (xy, along_y[0]), (yy, along_y[1])]
        steep = 1.0 + np.abs(xx).max() + np.abs(yy).max()
        for exact, slope in measured:
            np.testing.assert_array_less(np.abs(exact - slope), 3e-8 * size, err_msg=str(member.settings))
        for exact, difference in bends:
            assert exact.shape == x.shape
            worst = np.abs(exact - difference / (2.0 * h)).max()
            assert worst <= 3e-6 * steep, f"{member.settings}: off by {worst} of {steep}"


@every_family
def test_members_keep_to_their_minima(family: Surface) -> None:
    for member in members(family):
        ((x, y, loss),) = member.minima
        assert member.contains(x, y)
        assert member.value(x, y) == loss
        xx, xy, yy = member.hessian(x, y)
        if member.fit is None:
            assert member.gradient(x, y) == (0.0, 0.0)
        elif member.crease is None:  # found by numbers
            assert math.hypot(*member.gradient(x, y)) < 1e-14 * (1.0 + xx + yy)
        if member.crease is None:
            assert xx > 0.0
            assert xx * yy > xy * xy
        else:  # a corner, higher on all sides
            a = np.linspace(0.0, 2.0 * np.pi, 1000)
            assert (member.value(x + 1e-3 * np.cos(a), y + 1e-3 * np.sin(a)) > loss).all()
        grid = np.meshgrid(*(np.linspace(low, high, 301) for low, high in member.domain))
        assert member.value(*grid).min() >= loss


@every_family
def test_floats_and_arrays_agree_for_members(family: Surface) -> None:
    x, y = points(family, 20)
    for member in members(family, 4):
        table = np.stack((member.value(x, y), *member.gradient(x, y), *member.hessian(x, y)))
        for i in range(len(x)):
            at = float(x[i]), float(y[i])
            single = member.value(*at), *member.gradient(*at), *member.hessian(*at)
            assert all(type(number) is float for number in single)
            np.testing.assert_allclose(single, table[:, i], rtol=1e-12, atol=1e-12)


@every_family
@pytest.mark.parametrize("far", [1e6, 1e200, 1.7e308, math.inf, -math.inf, math.nan], ids=str)
def test_members_never_raise(family: Surface, far: float) -> None:
    for member in members(family, 3):
        for at in ((far, 0.3), (0.3, far), (far, -far)):
            assert isinstance(member.value(*at), float)
            assert len(member.gradient(*at)) == 2
            assert len(member.hessian(*at)) == 3


@every_family
def test_a_member_survives_pickling(family: Surface) -> None:
    for member in members(family, 3):
        copy = pickle.loads(pickle.dumps(member))
        assert copy.settings == member.settings
        assert copy.value(0.3, -0.7) == member.value(0.3, -0.7)
        assert copy.gradient(0.3, -0.7) == member.gradient(0.3, -0.7)
        assert copy.hessian(0.3, -0.7) == member.hessian(0.3, -0.7)
        assert copy.turned() is member


# ---- quadratic ----


def test_quadratic_is_its_matrix() -> None:
    for member in members(SURFACES["quadratic"]):
        knobs = dict(member.settings)
        turn = math.radians(knobs["angle"])
        along = np.array([math.cos(turn), math.sin(turn)])
        across = np.array([-math.sin(turn), math.cos(turn)])
        matrix = np.outer(along, along) + knobs["condition"] * np.outer(across, across)
        for x, y in zip(*points(member, 20), strict=True):
            gap = np.array([x - knobs["centre_x"], y - knobs["centre_y"]])
            assert member.value(x, y) == pytest.approx(0.5 * gap @ matrix @ gap, rel=1e-11)
            np.testing.assert_allclose(member.gradient(x, y), matrix @ gap, rtol=1e-10, atol=1e-9)


def test_quadratic_has_the_curvatures_1_and_condition() -> None:
    for member in members(SURFACES["quadratic"]):
        knobs = dict(member.settings)
        xx, xy, yy = member.hessian(0.4, -1.3)
        curvatures, directions = np.linalg.eigh(np.array([[xx, xy], [xy, yy]]))
        np.testing.assert_allclose(curvatures, [1.0, knobs["condition"]], rtol=1e-11)
        if knobs["condition"] > 1.01:
            # The flat direction is the x-axis, turned.
            x, y = directions[:, 0]
            turn = math.degrees(math.atan2(y, x))
            assert (turn - knobs["angle"] + 90.0) % 180.0 == pytest.approx(90.0, abs=1e-6)


def test_the_quadratic_s_minimum_follows_its_centre() -> None:
    moved = SURFACES["quadratic"].turned(centre_x=-1.7, centre_y=2.3)
    assert moved.minima == ((-1.7, 2.3, 0.0),)
    assert moved.value(-1.7, 2.3) == 0.0
    assert moved.domain == SURFACES["quadratic"].domain
    assert moved.start == SURFACES["quadratic"].start


# ---- sparse valley ----


@pytest.mark.parametrize("density", [0.02, 0.1, 0.15, 0.5, 0.9])
def test_density_is_the_share_of_x_with_a_gradient_by_y(density: float) -> None:
    member = SURFACES["sparse_valley"].turned(density=density)
    for first in (-4.0, -0.3, 2.0):
        x = first + (np.arange(100_000) + 0.5) / 100_000
        by_y = member.gradient(x, np.full_like(x, 1.3))[1]
        assert np.mean(by_y != 0.0) == pytest.approx(density, abs=5e-5)


def test_at_density_1_y_has_a_gradient_all_but_everywhere() -> None:
    x = (np.arange(1000) + 0.25) / 1000 - 3.0
    assert (SURFACES["sparse_valley"].turned(density=1.0).gradient(x, np.full_like(x, 1.3))[1] > 0.0).all()


def test_between_windows_neither_y_nor_a_knob_counts() -> None:
    family = SURFACES["sparse_valley"]
    x = np.linspace(-3.9, -3.1, 50)
    slope = 10.0 * x / np.sqrt(1.0 + x * x)
    for member in (family, family.turned(depth=1.0), family.turned(density=0.05)):
        for y in (-1.0, 0.5):
            by_x, by_y = member.gradient(x, np.full_like(x, y))
            assert (by_y == 0.0).all()
            np.testing.assert_allclose(by_x, slope, rtol=1e-14)


def test_no_window_but_the_last_holds_the_ball_back() -> None:
    family = SURFACES["sparse_valley"]
    x = np.linspace(-8.0, -1e-3, 200_001)
    for density in (0.02, 0.05, 0.15, 0.4, 0.7, 1.0):
        for knob in family.knobs:
            if knob.name == "depth":
                deepest = family.turned(density=density, depth=knob.highest)
        for y in (0.0, 0.6, 1.9):
            assert (deepest.gradient(x, np.full_like(x, y))[0] < 0.0).all()


def test_the_second_derivatives_go_on_across_a_window_s_edge() -> None:
    for density in (0.05, 0.15, 0.8):
        member = SURFACES["sparse_valley"].turned(density=density)
        edge = -2.0 + 0.5 * density
        before, after = (np.array(member.hessian(edge + gap, 1.1)) for gap in (-1e-9, 1e-9))
        np.testing.assert_allclose(before, after, atol=1e-4)
        assert after[1:] == pytest.approx((0.0, 0.0), abs=0.0)


@every_family
def test_a_member_that_was_sent_is_the_same_again(family: Surface) -> None:
    member = members(family)[2]
    assert pickle.loads(pickle.dumps(member)) is member
    (x0, _), (y0, _) = member.domain
    changed = replace(member, start=(x0, y0))
    assert pickle.loads(pickle.dumps(changed)).start == (x0, y0)
