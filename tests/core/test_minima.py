"""The minima of surfaces, and which of them a place is in."""

import math

import numpy as np
import pytest

from maps.minima import Minimum, minima_of
from maps.resting import DIVERGED, IN_NONE, resting, surroundings
from surfaces import SURFACES, Surface

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)


def local(key: str) -> list[tuple[float, float, float]]:
    found = [each for each in minima_of(SURFACES[key]) if not each.is_global]
    return [(round(each.x, 3), round(each.y, 3), round(each.loss, 3)) for each in found]


@every_surface
def test_the_global_ones_come_first_as_the_surface_has_them(surface: Surface) -> None:
    minima = minima_of(surface)
    count = len(surface.minima)
    assert {(each.x, each.y, each.loss) for each in minima[:count]} == set(surface.minima)
    assert [each.is_global for each in minima] == [True] * count + [False] * (len(minima) - count)
    assert [each.loss for each in minima] == sorted(each.loss for each in minima)


@every_surface
def test_every_local_one_is_one(surface: Surface) -> None:
    for each in minima_of(surface):
        if each.is_global:
            continue
        assert surface.contains(each.x, each.y)
        assert surface.value(each.x, each.y) == each.loss > (surface.lowest or 0.0)
        for angle in np.linspace(0.0, 2.0 * np.pi, 12, endpoint=False):
            near = 1e-3 * surface.diagonal
            assert surface.value(each.x + near * np.cos(angle), each.y + near * np.sin(angle)) > each.loss


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("rastrigin", 121),  # 11 × 11 dimples in [−5.12, 5.12]²
        ("himmelblau", 4),
        ("styblinski_tang", 4),
        ("six_hump_camel", 6),
        ("goldstein_price", 4),
        ("rosenbrock", 1),
        ("matyas", 1),
        ("saddle", 0),
        ("monkey_saddle", 0),
        # Its rings are level all around, so none of their points is a minimum.
        ("drop_wave", 1),
    ],
)
def test_how_many_there_are(key: str, count: int) -> None:
    assert len(minima_of(SURFACES[key])) == count


def test_local_ones_that_others_have_found() -> None:
    # The camel's derivatives vanish where x⁴ − 4.2 x² + 3.5 = 0 and y = −x / 2.
    x = math.sqrt((4.2 + math.sqrt(4.2**2 - 4 * 3.5)) / 2)
    loss = round(SURFACES["three_hump_camel"].value(x, -x / 2), 3)
    assert local("three_hump_camel") == [
        (round(-x, 3), round(x / 2, 3), loss),
        (round(x, 3), round(-x / 2, 3), loss),
    ]
    assert local("goldstein_price") == [(-0.6, -0.4, 30.0), (1.8, 0.2, 84.0), (1.2, 0.8, 840.0)]


def test_a_surface_of_a_family_has_its_own() -> None:
    turned = SURFACES["quadratic"]
    assert [each.is_global for each in minima_of(turned)] == [True]
    for knob in turned.knobs:
        assert knob.lowest is not None
        assert len(minima_of(turned.turned(**{knob.name: knob.lowest}))) >= 1


# ---- which of them a place is in ----


@every_surface
def test_circles_keep_apart_and_their_rims_are_higher(surface: Surface) -> None:
    around, minima = surroundings(surface), minima_of(surface)
    for i, each in enumerate(minima):
        assert around.rim[i] > each.loss
        others = [math.hypot(each.x - other.x, each.y - other.y) for other in minima if other != each]
        assert 0.0 < around.radius[i] <= min([0.05 * surface.diagonal, *(0.5 * d for d in others)])
        angles = np.linspace(0.0, 2.0 * np.pi, 5000)
        x, y = each.x + around.radius[i] * np.cos(angles), each.y + around.radius[i] * np.sin(angles)
        # Bukin's ravine is a hundred times as high within 0.0001 of its bottom.
        lower = np.min(surface.value(x, y)) - around.rim[i]
        assert -1e-6 * abs(around.rim[i]) <= lower < (3.0 if surface.crease else 0.01)


@every_surface
def test_a_minimum_is_in_itself(surface: Surface) -> None:
    minima = minima_of(surface)
    places = np.array([[each.x for each in minima], [each.y for each in minima]])
    assert resting(surface, places, np.array([each.loss for each in minima])).tolist() == list(
        range(len(minima))
    )


def test_near_and_low_enough() -> None:
    surface = SURFACES["himmelblau"]
    where = [each for each in minima_of(surface) if (each.x, each.y) == (3.0, 2.0)]
    (index,) = (minima_of(surface).index(each) for each in where)
    radius = 0.05 * surface.diagonal  # no other is nearer than twice that
    rim = float(surroundings(surface).rim[index])
    x = np.array([3.0, 3.0 + 0.99 * radius, 3.0 + 1.01 * radius, 3.0, 3.0, math.nan])
    losses = np.array([0.0, 0.0, 0.0, 0.99 * rim, 1.01 * rim, math.nan])
    found = resting(surface, np.stack([x, np.where(np.isnan(x), np.nan, 2.0)]), losses)
    assert found.tolist() == [index, index, IN_NONE, index, IN_NONE, DIVERGED]


def test_where_there_is_none() -> None:
    assert resting(SURFACES["saddle"], np.zeros((2, 3)), np.zeros(3)).tolist() == [IN_NONE] * 3
    assert Minimum(0.0, 0.0, 0.0, True) in minima_of(SURFACES["sphere"])
