"""What stands around and in the maps: colours that are even, minima told apart, numbers where they belong."""

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from figures import PALETTES
from figures.cell_colours import ENDS, MINIMA, cell_ramp, colouring
from figures.cells import axis_ticks, cells_figure
from figures.measures import powers_scale, steps_scale
from maps import Axis, minima_of
from surfaces import SURFACES
from tests.test_figures import lab


def test_the_ramp_is_even_and_only_grows_lighter() -> None:
    colours = [lab(colour) for colour in cell_ramp()]
    steps = [float(np.linalg.norm(after - before)) for before, after in pairwise(colours)]
    assert max(steps) < 1.2 * min(steps)
    assert all(after[0] > before[0] + 3 for before, after in pairwise(colours))
    assert colours[-1][0] - colours[0][0] > 60


@pytest.mark.parametrize("theme", ENDS)
def test_what_diverged_or_never_arrived_is_on_no_ramp(theme: str) -> None:
    ramp = [lab(colour) for colour in cell_ramp()]
    ends = [lab(colour) for colour in ENDS[theme].values()]
    assert np.linalg.norm(ends[0] - ends[1]) > 40
    for end in ends:
        assert min(np.linalg.norm(end - colour) for colour in ramp) > 20


def test_no_two_minima_hues_look_the_same() -> None:
    hues = [lab(hue) for hue in MINIMA]
    for index, hue in enumerate(hues):
        assert all(np.linalg.norm(hue - other) > 20 for other in hues[:index])


@pytest.mark.parametrize("key", ["rastrigin", "ackley", "griewank", "levy13"])
def test_of_many_minima_neighbours_differ(key: str) -> None:
    points = [(minimum.x, minimum.y) for minimum in minima_of(SURFACES[key])]
    colours = np.array(colouring(points))
    assert len(points) > 100
    assert set(colours) == set(range(len(MINIMA)))
    where = np.array(points) / np.ptp(points, axis=0)
    away = np.hypot(*(where[:, None] - where[None]).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    nearest = away.argmin(axis=1)
    assert (colours != colours[nearest]).all()


def test_the_first_minima_have_colours_of_their_own() -> None:
    assert colouring([(float(i), 0.0) for i in range(len(MINIMA))]) == list(range(len(MINIMA)))
    assert colouring([]) == []
    assert colouring([(1.0, 2.0)]) == [0]


@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        (
            Axis("learning_rate", 1e-3, 1.0, "log"),
            {0: "10<sup>−3</sup>", 1 / 3: "10<sup>−2</sup>", 2 / 3: "10<sup>−1</sup>", 1: "10<sup>0</sup>"},
        ),
        (Axis("beta1", 0.0, 0.999, "log", 1.0), {0: "0", 1 / 3: "0.9", 2 / 3: "0.99", 1: "0.999"}),
        (Axis("nu", 0.0, 1.0), {0: "0", 0.25: "0.25", 0.5: "0.5", 0.75: "0.75", 1: "1"}),
        # Less than a power of ten: other round numbers.
        (Axis("learning_rate", 0.1, 0.5, "log"), {0: "0.1", np.log(2) / np.log(5): "0.2", 1: "0.5"}),
    ],
    ids=str,
)
def test_numbers_stand_where_they_are_on_the_axis(axis: Axis, expected: dict[float, str]) -> None:
    found = {round(at, 9): text for at, text in axis_ticks(axis)}
    assert found == {round(at, 9): text for at, text in expected.items()}


@pytest.mark.parametrize("scale", ["log", "linear"])
@pytest.mark.parametrize("toward", [0.0, 1.0])
@pytest.mark.parametrize("ends", [(0.001, 0.99), (0.3, 0.31), (1e-5, 0.9999), (0.5, 0.98)])
def test_every_axis_has_some_numbers_and_not_too_many(
    scale: str, toward: float, ends: tuple[float, float]
) -> None:
    axis = Axis("x", *ends, scale, toward if scale == "log" else 0.0)  # type: ignore[arg-type]
    ticks = axis_ticks(axis)
    assert 2 <= len(ticks) <= 10
    assert all(-1e-9 <= at <= 1 + 1e-9 for at, _ in ticks)
    assert len({text for _, text in ticks}) == len(ticks)


def test_a_scale_of_powers_spans_all_maps_in_whole_powers() -> None:
    scale = powers_scale([np.array([[3e-4, 0.02], [np.nan, 5.0]]), np.array([[0.3, 40.0]])])
    assert scale is not None
    assert (scale.transform, scale.lowest, scale.highest) == ("log", -4.0, 2.0)
    assert scale.ticks[0] == (0.0, "10<sup>−4</sup>")
    assert scale.ticks[-1] == (1.0, "10<sup>2</sup>")
    assert not scale.below
    assert not scale.beyond


def test_few_values_do_not_stretch_a_scale() -> None:
    values = np.append(np.full(999, 0.5), 1e-15)
    scale = powers_scale([np.append(values, 1e30)], top=10.0)
    assert scale is not None
    assert (scale.lowest, scale.highest, scale.below, scale.beyond) == (-1.0, 1.0, True, True)


def test_losses_without_a_lowest_have_a_scale_with_both_signs() -> None:
    scale = powers_scale([np.array([-999.0, -9.0, 0.0, 99.0])], signed=True)
    assert scale is not None
    assert (scale.transform, scale.lowest, scale.highest) == ("signed", -3.0, 2.0)
    assert dict(scale.ticks)[0.6] == "0"
    assert scale.ticks[0] == (0.0, "−10<sup>3</sup>")


def test_where_everything_diverged_there_is_no_scale() -> None:
    assert powers_scale([np.full((2, 2), np.nan)]) is None
    assert powers_scale([]) is None
    assert steps_scale(300).ticks[-1] == (1.0, "300")


@pytest.mark.parametrize("theme", PALETTES)
def test_the_frame_is_a_figure_of_plotly(theme: str) -> None:
    assert len(go.Figure(cells_figure(PALETTES[theme])).data) == 1
