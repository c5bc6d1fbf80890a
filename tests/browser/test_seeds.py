"""Many seeds at once: pale paths, a cloud, bands of the loss, ranges in the table; none of it by default."""

import base64
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from arena.codec import pack
from arena.swarms import swarm_of
from descent import Noise, Trial, outcomes, quantiles, swarm
from optimizers import OPTIMIZERS
from scenario import with_default_rate
from surfaces import SURFACES
from tests.browser.arena import open_race, pause_at_start, settle, wait_for_other
from tests.browser.server import Server

SURFACE = SURFACES["himmelblau"]
NOISE = Noise(kind="gaussian", sigma=10.0, seed=7.0)
COUNT, STEPS = 40, 200
RACE = f"?surface=himmelblau&optimizers=adam&steps={STEPS}"
MANY = f"{RACE}&noise=gaussian&noise.sigma=10&seed=7&seeds={COUNT}"
TRIAL = Trial(with_default_rate("adam", SURFACE), SURFACE, SURFACE.start, STEPS, noise=NOISE)
COLOUR = OPTIMIZERS["adam"].colour


def pixels(page: Page, name: str) -> NDArray[np.uint8]:
    """A canvas as it is, (height, width, 4)."""
    height, width, text = page.evaluate(
        """(name) => {
        const canvas = document.querySelector(`[data-testid="${name}"]`);
        const { width, height } = canvas;
        const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
        let text = "";
        for (let i = 0; i < data.length; i += 8192)
          text += String.fromCharCode(...data.subarray(i, i + 8192));
        return [height, width, btoa(text)];
        }""",
        name,
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)


def of_colour(image: NDArray[np.uint8], least: int) -> NDArray[np.bool_]:
    """Where a picture has Adam's colour, and at least this opaque."""
    wanted = np.array([int(COLOUR[at : at + 2], 16) for at in (1, 3, 5)])
    near = np.abs(image[..., :3].astype(int) - wanted).max(axis=-1) < 14
    found: NDArray[np.bool_] = near & (image[..., 3] >= least)
    return found


def go_to(page: Page, step: int) -> None:
    page.get_by_test_id("scrub").evaluate(
        "(it, step) => { it.value = step; it.dispatchEvent(new Event('input', { bubbles: true })); }", step
    )
    page.wait_for_function(f"document.querySelector('[data-testid=arena]').dataset.step === '{step}'")
    settle(page)


def on_axes(page: Page, panel: str, x: float, y: float) -> tuple[float, float]:
    """Where Plotly's own axes have a place, in the panel's pixels; on a log axis `y` is its logarithm."""
    found = page.evaluate(
        """([panel, x, y]) => {
        const plot = document.querySelector(`.panel[data-view="${panel}"] .js-plotly-plot`);
        const { xaxis, yaxis } = plot._fullLayout;
        return [xaxis._offset + xaxis.l2p(x), yaxis._offset + yaxis.l2p(y)];
        }""",
        [panel, x, y],
    )
    return found[0], found[1]


# --- off by default ---


def test_by_default_nothing_of_it_is_there(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)
    pause_at_start(page, arena)
    go_to(page, STEPS)
    assert page.locator('[data-testid^="below-"]').count() == 0
    assert page.get_by_test_id("seeds-key").count() == 0
    assert page.locator(".panel canvas.moving").count() == 2 * page.locator(".panel").count()
    assert "seeds" not in page.locator(".standings").inner_text()
    assert page.locator(".standings .range").count() == 0
    page.get_by_role("link", name="Inside").click()
    page.wait_for_selector('[data-page="inside"][data-ready="true"]')
    assert page.get_by_test_id("inside-seed").is_hidden()


# --- on the map and in three dimensions ---


def test_the_cloud_is_where_the_seeds_are(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, MANY)
    pause_at_start(page, arena)
    many = swarm(TRIAL, COUNT)
    for step in (60, STEPS):
        go_to(page, step)
        seen = of_colour(pixels(page, "moving-map"), 150)
        for x, y in many.positions[step].T.tolist():
            column, row = on_axes(page, "map", x, y)
            assert seen[round(row) - 2 : round(row) + 3, round(column) - 2 : round(column) + 3].any()
    # In three dimensions too there is more than the ball.
    dots = of_colour(pixels(page, "moving-scene"), 150).sum()
    open_race(page, server.url, MANY.replace(f"seeds={COUNT}", "seeds=1"))
    go_to(page, STEPS)
    assert dots > of_colour(pixels(page, "moving-scene"), 150).sum() + 60


def test_the_paths_grow_with_the_clock_and_go_back_with_it(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, MANY)
    pause_at_start(page, arena)
    for panel in ("map", "scene"):
        assert pixels(page, f"below-{panel}")[..., 3].max() == 0
    seen = {}
    for step in (50, 120, STEPS):
        go_to(page, step)
        seen[step] = {panel: pixels(page, f"below-{panel}") for panel in ("map", "scene")}
    for panel in ("map", "scene"):
        drawn = [np.count_nonzero(seen[step][panel][..., 3]) for step in seen]
        assert 100 < drawn[0] < drawn[1] < drawn[2]
    # They are pale, or no trail would stand out from them.
    assert np.median(seen[50]["map"][..., 3][seen[50]["map"][..., 3] > 0]) < 128
    go_to(page, 50)
    for panel in ("map", "scene"):
        np.testing.assert_array_equal(pixels(page, f"below-{panel}"), seen[50][panel])
    page.keyboard.press("Home")
    settle(page)
    assert pixels(page, "below-map")[..., 3].max() == 0


def test_the_paths_follow_a_zoom_and_a_hidden_ball_takes_its_seeds_along(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, f"{MANY.replace('adam', 'adam,sgd')}")
    pause_at_start(page, arena)
    go_to(page, STEPS)
    before = pixels(page, "below-map")
    page.get_by_test_id("adam.shown").click()
    settle(page)
    assert of_colour(before, 40).any()
    assert not of_colour(pixels(page, "below-map"), 40).any()
    assert pixels(page, "below-map")[..., 3].any()
    page.get_by_test_id("adam.shown").click()
    settle(page)
    np.testing.assert_array_equal(pixels(page, "below-map"), before)
    frame = page.get_by_test_id("moving-map").bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    page.mouse.wheel(0, -300)
    settle(page)
    assert (pixels(page, "below-map") != before).any()


# --- on the loss panel ---


@pytest.mark.parametrize("axis", ["log", "linear"])
def test_the_band_and_the_median_are_the_quantiles(page: Page, server: Server, axis: str) -> None:
    arena = open_race(page, server.url, f"{MANY}&loss={axis}")
    pause_at_start(page, arena)
    step = 120
    go_to(page, step + 3)
    losses = quantiles(swarm(TRIAL, COUNT).losses, (0.05, 0.5, 0.95))
    image = pixels(page, "below-losses")
    for at in (30, 80, step):
        low, middle, high = (np.log10(losses[:, at]) if axis == "log" else losses[:, at]).tolist()
        column = round(on_axes(page, "losses", at, 0.0)[0])
        bottom, median, top = (on_axes(page, "losses", at, value)[1] for value in (low, middle, high))
        # Within half a step to either side the curves go their own way.
        filled = [np.flatnonzero(image[:, c, 3] > 12) for c in (column - 1, column, column + 1)]
        assert min(abs(rows[0] - top) for rows in filled) < 8
        assert min(abs(rows[-1] - bottom) for rows in filled) < 8
        line = of_colour(image[:, column - 1 : column + 2], 250).any(axis=1)
        assert np.abs(np.flatnonzero(line) - median).min() <= 2.5
    # Beyond the clock there is nothing yet.
    edge = round(on_axes(page, "losses", step + 3, 0.0)[0])
    assert image[:, edge + 2 :, 3].max() == 0
    assert image[:, edge - 6 : edge - 1, 3].max() > 0


def test_hover_on_the_median_tells_the_losses_of_all_seeds(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, MANY)
    pause_at_start(page, arena)
    go_to(page, STEPS)
    low, median, high = quantiles(swarm(TRIAL, COUNT).losses, (0.05, 0.5, 0.95))[:, 100].tolist()
    frame = page.get_by_test_id("moving-losses").bounding_box()
    assert frame is not None
    x, y = on_axes(page, "losses", 100, float(np.log10(median)))
    page.mouse.move(frame["x"] + x, frame["y"] + y)
    tip = page.locator('.panel[data-view="losses"] .tip')
    tip.wait_for()
    words = tip.inner_text().split()
    assert f"{COUNT} seeds" in tip.inner_text()
    assert words[words.index("step") + 1] == "100"
    for name, value in (("median", median), ("95", high), ("5", low)):
        told = words[words.index(name) + (1 if name == "median" else 2)]
        assert float(told) == pytest.approx(value, rel=1e-3)


def test_a_change_of_the_axis_moves_the_band(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, MANY)
    pause_at_start(page, arena)
    go_to(page, STEPS)
    before = pixels(page, "below-losses")
    page.get_by_role("button", name="linear").click()
    settle(page)
    assert (pixels(page, "below-losses") != before).any()


# --- in words ---


def test_how_many_seeds_there_are_is_told_everywhere(page: Page, server: Server) -> None:
    open_race(page, server.url, MANY)
    key = page.get_by_test_id("seeds-key").inner_text()
    assert f"median of {COUNT} seeds" in key
    assert "25–75 %" in key
    assert "5–95 %" in key
    assert "seed 7" in key
    table = page.locator(".standings").inner_text()
    ended = outcomes(swarm(TRIAL, COUNT), SURFACE)
    assert f"{COUNT} seeds" in table
    came = int(np.isfinite(ended.steps_to).sum())
    assert f"arrived {came} of {COUNT}" in table
    low, median, high = quantiles(ended.losses, (0.05, 0.5, 0.95)).tolist()
    assert f"{float(f'{median:.3g}'):g}" in table
    assert f"{float(f'{low:.3g}'):g} – {float(f'{high:.3g}'):g}" in table
    page.get_by_role("button", name="side by side").click()
    settle(page)
    assert f"Adam · {COUNT} seeds" in page.locator("figcaption").all_inner_texts()


def test_inside_a_step_the_first_seed_is_named(page: Page, server: Server) -> None:
    open_race(page, server.url, MANY)
    page.get_by_role("link", name="Inside").click()
    page.wait_for_selector('[data-page="inside"][data-ready="true"]')
    assert page.get_by_test_id("inside-seed").inner_text() == "seed 7"
    page.get_by_role("link", name="Race").click()
    page.wait_for_selector('[data-page="race"][data-ready="true"]')
    assert page.get_by_test_id("seeds-key").is_visible()


def test_a_slider_moves_all_seeds_while_it_is_dragged(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, MANY)
    pause_at_start(page, arena)
    go_to(page, STEPS)
    before = {name: pixels(page, name) for name in ("below-map", "below-losses")}
    table, run = page.locator(".standings").inner_text(), arena.get_attribute("data-run")
    slider = page.get_by_test_id("adam.learning_rate").bounding_box()
    assert slider is not None
    middle = slider["y"] + slider["height"] / 2
    page.mouse.move(slider["x"] + slider["width"] * 0.8, middle)
    page.mouse.down()
    for part in (0.75, 0.7, 0.65, 0.6):
        page.mouse.move(slider["x"] + slider["width"] * part, middle)
        run = wait_for_other(page, arena, "data-run", run)
        assert pixels(page, "below-map")[..., 3].any(), "no paths while the slider is dragged"
    page.mouse.up()
    settle(page)
    for name, image in before.items():
        assert (pixels(page, name) != image).any()
    assert pixels(page, "below-scene")[..., 3].any(), "no paths in three dimensions after the drag"
    assert page.locator(".standings").inner_text() != table


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_the_table_is_whole_and_the_page_does_not_scroll(
    page: Page, server: Server, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_race(page, server.url, MANY.replace("adam", "sgd,momentum,rmsprop,adam"))
    settle(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.locator(".standings").evaluate("(it) => it.scrollWidth <= it.clientWidth")


# --- the reader ---


def test_the_browser_reads_what_is_packed(page: Page, server: Server) -> None:
    trial = Trial(
        OPTIMIZERS["sgd"](learning_rate=1e-3),
        SURFACES["rosenbrock"],
        (-1.2, 1.0),
        300,
        noise=Noise(kind="student", sigma=2.0, degrees=1.0),
    )
    part = swarm_of(trial, 1e-3, 150)
    page.route(
        f"{server.url}/blank*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
    )
    page.goto(f"{server.url}/blank")
    read: dict[str, Any] = page.evaluate(
        """async (text) => {
        const { unpack } = await import("/app/static/codec.js");
        const { Swarm } = await import("/app/static/swarm.js");
        const swarm = new Swarm(await unpack(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))));
        const { steps, x, y, band } = swarm;
        return { steps: [...steps], x: [...x], y: [...y], band: band.map((row) => [...row]),
          at: [0, 0.5, steps[5], steps[6] - 0.5, 300, 999].map((step) => swarm.at(step)) };
        }""",
        base64.b64encode(pack(part)).decode(),
    )
    many = swarm(trial, 150)
    steps = read["steps"]
    assert steps == part["steps"].tolist()
    assert len(steps) == 160
    assert read["at"] == [0, 0, 5, 5, 159, 159]
    places = np.array([read["x"], read["y"]], dtype=np.float64).reshape(2, len(steps), 150)
    expected = np.moveaxis(many.positions[steps], 1, 0)
    assert many.diverged.any()
    np.testing.assert_array_equal(np.isnan(places), np.isnan(expected))
    inside = (np.abs(expected[0]) < 2.0) & (expected[1] > -1.0) & (expected[1] < 3.0)
    assert inside.sum() > 10_000
    for axis, (low, high) in enumerate(part["box"]):
        assert np.abs(places[axis] - expected[axis])[inside].max() < (high - low) / 65_534
    band = quantiles(many.losses, (0.05, 0.25, 0.5, 0.75, 0.95))
    shown = np.minimum(band, 3e38)
    np.testing.assert_allclose(read["band"], shown, rtol=1e-4)


def test_the_next_seed_says_that_it_goes_past_all_seeds_of_now(page: Page, server: Server) -> None:
    open_race(page, server.url, "?optimizers=sgd&steps=20&noise=gaussian&seed=7&seeds=50")
    button = page.get_by_test_id("next-seed")
    assert "goes up by 50" in str(button.get_attribute("title"))
    button.click()
    page.wait_for_function("location.search.includes('seed=57')")
    open_race(page, server.url, "?optimizers=sgd&steps=20&noise=gaussian&seed=7")
    assert (
        page.get_by_test_id("next-seed").get_attribute("title") == "The same race with the next numbers drawn"
    )
