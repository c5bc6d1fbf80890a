"""The figures of what stands still: valid for Plotly, true to the surface, and even in colour."""

import dataclasses
import math
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from arena.codec import pack
from figures import (
    OBJECTIVES,
    PALETTES,
    best_so_far_figure,
    fit_figure,
    landscape,
    losses_figure,
    map_figure,
    scene_figure,
)
from figures.landscape import linear_ticks, log_ticks
from surfaces import SURFACES, Surface
from surfaces.formula import parse_surface
from surfaces.frames import frame_of
from surfaces.points import Data, points

# Those whose loss comes from points.
DATA = [surface.recipe for surface in SURFACES.values() if surface.fit is not None]
EVERY_SURFACE = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
EVERY_PALETTE = pytest.mark.parametrize("theme", PALETTES)
LOG_SURFACES = [surface for surface in SURFACES.values() if surface.scale == "log"]
# Few, so that the whole catalogue is quick; the surfaces that are not symmetric show a swap of x and y.
POINTS = 9


def lab(colour: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """#rrggbb as CIELAB (D65), after the definitions in CIE 15 and IEC 61966-2-1."""
    encoded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    t = to_xyz @ linear / np.array([0.95047, 1.0, 1.08883])
    fx, fy, fz = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


# --- Plotly takes them ---


@EVERY_SURFACE
@EVERY_PALETTE
def test_plotly_accepts_every_figure(surface: Surface, theme: str) -> None:
    land, palette = landscape(surface, POINTS), PALETTES[theme]
    figures = [
        scene_figure(land, palette),
        map_figure(land, palette),
        losses_figure(surface, palette, "log"),
        losses_figure(surface, palette, "linear"),
    ]
    kinds = [go.Figure(figure).data[0].type for figure in figures]
    assert kinds == ["surface", "contour", "scatter", "scatter"]


def test_plotly_would_refuse_a_word_that_it_does_not_know() -> None:
    figure = map_figure(landscape(next(iter(SURFACES.values())), POINTS), PALETTES["light"])
    figure["layout"]["xaxis"]["colour"] = "red"
    with pytest.raises(ValueError, match="colour"):
        go.Figure(figure)


# --- true to the surface ---


@EVERY_SURFACE
def test_heights_are_the_surfaces_losses_with_rows_along_y(surface: Surface) -> None:
    land = landscape(surface, POINTS)
    (x0, x1), (y0, y1) = surface.domain
    xs, ys = np.linspace(x0, x1, POINTS), np.linspace(y0, y1, POINTS)
    losses = np.array([[surface.value(float(x), float(y)) for x in xs] for y in ys])
    base = 0.0 if surface.lowest is None else surface.lowest
    heights = losses if surface.scale == "linear" else np.log10(1 + losses - base)
    np.testing.assert_allclose(land.heights, heights, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(land.x, xs, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(land.y, ys, rtol=1e-6, atol=1e-6)
    assert land.base == base
    assert {land.x.dtype, land.y.dtype, land.heights.dtype} == {np.dtype(np.float32)}


@EVERY_SURFACE
def test_the_map_tells_the_loss_and_marks_every_minimum(surface: Surface) -> None:
    land = landscape(surface, POINTS)
    contour, crosses = map_figure(land, PALETTES["light"])["data"]
    (x0, x1), (y0, y1) = surface.domain
    grid_x, grid_y = np.meshgrid(np.linspace(x0, x1, POINTS), np.linspace(y0, y1, POINTS))
    losses = surface.value(grid_x, grid_y)
    np.testing.assert_allclose(contour["customdata"], losses, rtol=1e-5, atol=1e-5)
    assert list(zip(crosses["x"], crosses["y"], strict=True)) == [(x, y) for x, y, _ in surface.minima]
    levels = contour["contours"]
    assert levels["start"] == land.heights.min()
    assert levels["end"] == land.heights.max()
    assert 0 < levels["size"] <= (levels["end"] - levels["start"]) / 10


def test_a_minimum_outside_the_domain_is_not_marked() -> None:
    whole = SURFACES["himmelblau"]
    right = dataclasses.replace(whole, domain=((0.0, 6.0), whole.domain[1]), start=(0.0, 0.0))
    crosses = map_figure(landscape(right, POINTS), PALETTES["light"])["data"][1]
    assert crosses["x"] == [x for x, _, _ in whole.minima if x >= 0]
    assert 0 < len(crosses["x"]) < len(whole.minima)


@EVERY_SURFACE
def test_scene_and_map_show_the_domain_from_the_surfaces_eye(surface: Surface) -> None:
    land = landscape(surface, POINTS)
    scene = scene_figure(land, PALETTES["dark"])["layout"]["scene"]
    flat = map_figure(land, PALETTES["dark"])["layout"]
    for layout in (scene, flat):
        assert (*layout["xaxis"]["range"], *layout["yaxis"]["range"]) == (
            *surface.domain[0],
            *surface.domain[1],
        )
    low, high = scene["zaxis"]["range"]
    assert low <= land.heights.min() < land.heights.max() <= high
    assert tuple(scene["camera"]["eye"][axis] for axis in "xyz") == surface.eye


# --- ticks ---


@EVERY_SURFACE
def test_ticks_are_few_rising_distinct_and_on_the_surface(surface: Surface) -> None:
    land = landscape(surface)
    heights, texts = zip(*land.ticks, strict=True)
    assert 3 <= len(heights) <= 7
    assert list(heights) == sorted(set(heights))
    assert len(set(texts)) == len(texts)
    reach = float(land.heights.max() - land.heights.min())
    assert land.heights.min() - 0.02 * reach <= heights[0] < heights[-1] <= land.heights.max() + 0.02 * reach


@pytest.mark.parametrize("surface", LOG_SURFACES, ids=lambda surface: surface.key)
def test_log_ticks_stand_at_the_height_of_the_loss_they_tell(surface: Surface) -> None:
    land = landscape(surface)
    for height, text in land.ticks:
        assert height == pytest.approx(math.log10(1 + float(text) - land.base), abs=0.003)


@given(st.floats(0.01, 300), st.sampled_from([-3.0, -0.5, 0.0, 2.0, 1e6]))
def test_log_ticks_are_few_and_begin_at_the_lowest_loss(highest: float, base: float) -> None:
    ticks = log_ticks(highest, base)
    assert ticks[0][0] == 0
    assert float(ticks[0][1]) == pytest.approx(base, rel=0.005)
    heights = [height for height, _ in ticks]
    assert heights == sorted(set(heights))
    assert 2 <= len(heights) <= 7


@given(st.floats(-1e9, 1e9), st.floats(1e-9, 1e12))
def test_linear_ticks_are_round_even_and_inside(lowest: float, span: float) -> None:
    highest = lowest + span
    # Closer together than float64 can tell apart at this distance from zero, nothing is even.
    assume(span > 1e-9 * abs(lowest))
    ticks = [height for height, _ in linear_ticks(lowest, highest)]
    assert 3 <= len(ticks) <= 6
    steps = [after - before for before, after in pairwise(ticks)]
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-4)
    assert lowest - 1e-4 * span <= ticks[0]
    assert ticks[-1] <= highest + 1e-4 * span
    digits = steps[0] / 10.0 ** math.floor(math.log10(steps[0] * 1.001))
    assert min(abs(digits - round_one) for round_one in (1, 2, 2.5, 5)) < 0.01


@pytest.mark.parametrize("power", range(-12, 13))
def test_linear_ticks_of_whole_powers_of_ten(power: int) -> None:
    assert 4 <= len(linear_ticks(0.0, 4 * 10.0**power)) <= 6


# --- losses ---


@EVERY_SURFACE
@pytest.mark.parametrize("axis", ["log", "linear"])
def test_the_loss_axis_is_logarithmic_only_above_a_lowest_loss(surface: Surface, axis: str) -> None:
    layout = losses_figure(surface, PALETTES["light"], axis)["layout"]
    wanted = "log" if axis == "log" and surface.lowest is not None else "linear"
    assert layout["yaxis"]["type"] == wanted
    title = layout["yaxis"]["title"]["text"]
    assert ("log" in title) == (wanted == "log")
    assert ("f*" in title) == (wanted == "log" and surface.lowest != 0)


# --- colour ---


@EVERY_PALETTE
def test_equal_steps_of_the_loss_are_equal_steps_of_lightness(theme: str) -> None:
    colours = np.array([lab(colour) for colour in PALETTES[theme].ramp])
    steps = np.diff(colours[:, 0])
    # Eight bits a channel leave each lightness uncertain by about a quarter.
    assert (steps > 2).all()
    assert steps == pytest.approx(np.full(len(steps), steps.mean()), abs=0.6)
    assert np.linalg.norm(np.diff(colours, axis=0), axis=1) == pytest.approx(
        np.linalg.norm(colours[-1] - colours[0]) / len(steps), abs=1.0
    )


def test_the_light_ramp_is_light_and_the_dark_one_dark() -> None:
    light, dark = ([lab(colour)[0] for colour in PALETTES[theme].ramp] for theme in ("light", "dark"))
    assert min(light) > 55 > max(dark)
    assert max(light) > 95
    assert min(dark) < 15


@EVERY_PALETTE
def test_the_colour_scale_runs_evenly_from_nought_to_one(theme: str) -> None:
    places, colours = zip(*PALETTES[theme].colorscale, strict=True)
    assert places == pytest.approx(np.linspace(0, 1, len(PALETTES[theme].ramp)))
    assert colours == PALETTES[theme].ramp
    assert (places[0], places[-1]) == (0, 1)


# --- beyond the domain, for a landscape that moves ---


@EVERY_SURFACE
def test_a_landscape_goes_on_beyond_its_domain_with_the_same_meshes(surface: Surface) -> None:
    still, wide = landscape(surface, POINTS), landscape(surface, POINTS, beyond=3)
    assert wide.heights.shape == (POINTS + 6, POINTS + 6)
    np.testing.assert_allclose(wide.within, still.heights, rtol=1e-5, atol=1e-5)
    for grid, inner in ((wide.x, still.x), (wide.y, still.y)):
        np.testing.assert_allclose(grid[3:-3], inner, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(np.diff(grid), inner[1] - inner[0], rtol=1e-4)
    # Beyond a corner, where x and y would show a swap.
    loss = surface.value(float(wide.x[0]), float(wide.y[-2]))
    expected = np.log10(1 + loss - wide.base) if surface.scale == "log" else loss
    assert wide.heights[-2, 0] == pytest.approx(expected, rel=1e-4, abs=1e-4)


@EVERY_SURFACE
def test_levels_colours_and_box_are_those_of_the_domain(surface: Surface) -> None:
    """Himmelblau is nine times as high beyond: its valleys must not vanish for that."""
    palette = PALETTES["light"]
    still, wide = landscape(surface, POINTS), landscape(surface, POINTS, beyond=3)
    assert wide.ticks == still.ticks
    assert map_figure(wide, palette)["layout"] == map_figure(still, palette)["layout"]
    assert map_figure(wide, palette)["data"][0]["contours"] == pytest.approx(
        map_figure(still, palette)["data"][0]["contours"], rel=1e-5, abs=1e-5
    )
    scenes = [scene_figure(land, palette) for land in (still, wide)]
    boxes = [scene["layout"]["scene"]["zaxis"]["range"] for scene in scenes]
    assert boxes[1] == pytest.approx(boxes[0], rel=1e-5, abs=1e-5)
    (trace,) = scenes[1]["data"]
    assert (trace["cmin"], trace["cmax"]) == (wide.lowest, wide.highest)
    assert go.Figure(scenes[1]).data[0].type == "surface"
    assert "cmin" not in scenes[0]["data"][0]


@EVERY_PALETTE
def test_the_axes_of_a_search_are_logarithmic_where_decades_count(theme: str) -> None:
    assert list(OBJECTIVES) == ["loss", "steps"]
    loss, steps = (go.Figure(best_so_far_figure(PALETTES[theme], objective)) for objective in OBJECTIVES)
    assert (loss.layout.xaxis.type, loss.layout.yaxis.type) == ("log", "log")
    assert (steps.layout.xaxis.type, steps.layout.yaxis.type) == ("log", None)
    # Every budget that a plan may have stands on the axis.
    assert loss.layout.xaxis.tickvals == tuple(2**power for power in range(10))
    assert loss.layout.annotations[0].text != steps.layout.annotations[0].text


# --- losses that end, tower or are level, as typed formulas may ---

HALF = (-1.0, 1.0)
STRANGE = {
    "log(x)": 0.5,
    "sqrt(x + y)": 0.5,
    "1/x": 0.5,
    "1/(x*x + 1e-9)": 0.9,
    "exp(exp(10*x))": 0.5,
    "-exp(exp(10*x))": 0.5,
    "1e200*x": 0.5,
    "1e-200*x": 0.5,
    "x/1e-320": 0.0,
    "3": 0.9,
    "1e300": 0.9,
    "-7e-300*y": 0.5,
    "floor(x)": 0.9,
    "log(x - 0.99)": 0.0,
}


@pytest.mark.parametrize("text", STRANGE)
@EVERY_PALETTE
def test_a_loss_that_ends_towers_or_is_level_is_drawn(text: str, theme: str) -> None:
    surface = parse_surface(text, (HALF, HALF))
    land, palette = landscape(surface), PALETTES[theme]
    assert math.isfinite(land.lowest)
    assert land.lowest < land.highest < math.inf
    assert not np.isinf(land.heights).any()
    with np.errstate(all="ignore"):
        losses = np.asarray(surface.value(*np.meshgrid(*(np.linspace(*HALF, 129),) * 2)))
    # A gap where there is no finite loss, and nowhere else.
    np.testing.assert_array_equal(np.isnan(land.heights), ~np.isfinite(losses))
    seen = np.isfinite(land.heights) & (land.heights >= land.lowest) & (land.heights <= land.highest)
    assert seen.mean() >= STRANGE[text] * 0.9
    levels = map_figure(land, palette)["data"][0]["contours"]
    assert levels["start"] < levels["end"]
    assert levels["size"] > 0
    kinds = [go.Figure(figure(land, palette)).data[0].type for figure in (scene_figure, map_figure)]
    assert kinds == ["surface", "contour"]
    pack([scene_figure(land, palette), map_figure(land, palette)])


def test_what_towers_is_cut_off_and_the_rest_is_seen() -> None:
    land = landscape(parse_surface("exp(exp(10*x))", (HALF, HALF)))
    middle = float(np.nanmedian(land.heights))
    # Half of the heights are not level on a scale on which the tower is.
    assert land.highest < 1e6 * middle < 1e12 * middle < float(np.nanmax(land.heights))
    box = scene_figure(land, PALETTES["light"])
    assert (box["data"][0]["cmin"], box["data"][0]["cmax"]) == (land.lowest, land.highest)
    assert box["layout"]["scene"]["zaxis"]["range"][1] < 1.1 * land.highest


@EVERY_SURFACE
def test_nothing_of_a_surface_of_the_catalogue_is_cut_off(surface: Surface) -> None:
    """Easom's well is one in ten thousand: a minimum is always seen."""
    land = landscape(surface)
    assert (land.lowest, land.highest) == (land.heights.min(), land.heights.max())


# --- the points of a model ---


@pytest.mark.parametrize("theme", PALETTES)
def test_the_axes_of_points_open_in_plotly_with_their_names_and_range(theme: str) -> None:
    assert len(DATA) >= 4
    for data in DATA:
        layout = go.Figure(fit_figure(data, PALETTES[theme])).layout
        assert (layout.xaxis.title.text, layout.yaxis.title.text) == data.points.names
        assert (layout.xaxis.range, layout.yaxis.range) == frame_of(data)


def test_a_long_name_of_a_column_is_shortened_on_its_axis() -> None:
    names = ("stature of the person in the early morning", "weight in kilograms, in clothes.")
    data = dataclasses.replace(DATA[0], points=points([(0, 1), (1, 2), (2, 4)], names))
    layout = go.Figure(fit_figure(data, PALETTES["light"])).layout
    assert layout.xaxis.title.text == "stature of the person in the ea…"
    assert layout.yaxis.title.text == names[1]


def test_points_stand_a_little_off_the_edges_of_their_frame() -> None:
    for data in DATA:
        for (low, high), at, beside in zip(
            frame_of(data), (data.points.x, data.points.y), (0.1, 0.15), strict=True
        ):
            span = np.ptp(at)
            assert beside * span <= at.min() - low + 1e-9 <= (beside + 0.05) * span
            assert beside * span <= high - at.max() + 1e-9 <= (beside + 0.05) * span


@pytest.mark.parametrize(
    ("pairs", "frame"),
    [
        ([(1.0, 5.0), (2.0, 5.0)], ((0.9, 2.1), (2.5, 7.5))),
        ([(0.0, 0.0), (10.0, 0.0)], ((-1.0, 11.0), (-1.0, 1.0))),
        ([(0.0, -3e6), (10.0, -3e6)], ((-1.0, 11.0), (-4.6e6, -1.4e6))),
        ([(1e-8, 1e-300), (2e-8, 0.0)], ((9e-9, 2.1e-8), (-1.0, 1.0))),
    ],
)
def test_a_frame_around_equal_or_tiny_numbers(pairs: Any, frame: Any) -> None:
    assert np.allclose(frame_of(Data(points(pairs))), frame, rtol=1e-12, atol=0.0)


def test_a_frame_that_is_given_is_kept() -> None:
    kept = Data(DATA[0].points, frame=((-1.0, 1.0), (-2.0, 2.0)))
    assert frame_of(kept) == ((-1.0, 1.0), (-2.0, 2.0))
