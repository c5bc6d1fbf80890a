"""The model beside the map: its points under the pointer, every ball's curve, the mini-batch's surface."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from arena.codec import pack
from descent import Noise, batches_of
from figures import landscape
from link import from_link
from optimizers import OPTIMIZERS
from surfaces import SURFACES
from tests.browser.arena import open_race, pause_at_start, settle, wait_for_other
from tests.browser.server import Server

OF_DATA = [key for key, surface in SURFACES.items() if surface.fit is not None]
LINE = SURFACES["linear_regression"]


def in_panel(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a place among the data is, in the panel's pixels, as Plotly's axes have it."""
    x0, x1, y0, y1 = page.evaluate(
        """() => {
        const { xaxis, yaxis } = document.querySelector('[data-view="fit"] .js-plotly-plot')._fullLayout;
        return [xaxis._offset + xaxis._b, xaxis._m, yaxis._offset + yaxis._b, yaxis._m];
        }"""
    )
    return x0 + x1 * x, y0 + y1 * y


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    frame = page.get_by_test_id("moving-fit").bounding_box()
    assert frame is not None
    across, down = in_panel(page, x, y)
    return frame["x"] + across, frame["y"] + down


def seen(page: Page, canvas: str, places: Sequence[tuple[float, float]]) -> Any:
    """The colours (n, 4) at pixels of a canvas, 0 … 255, with how opaque they are."""
    pixels = page.evaluate(
        """([canvas, places]) => {
        const element = document.querySelector(`[data-testid="${canvas}"]`);
        const [ctx, ratio] = [element.getContext("2d"), element.width / element.clientWidth];
        const pixel = (at) => Math.round(at * ratio - 0.5);
        return places.map(([x, y]) => [...ctx.getImageData(pixel(x), pixel(y), 1, 1).data]);
        }""",
        [canvas, [list(map(float, place)) for place in places]],
    )
    return np.array(pixels, dtype=float)


def cross_on_map(page: Page) -> tuple[float, float]:
    """Where the map has its cross, at the minimum."""
    x, y = page.evaluate(
        """() => {
        const { x, y } = document.querySelector('[data-view="map"] .js-plotly-plot').data[1];
        return [x[0], y[0]];
        }"""
    )
    return x, y


def minimum_of(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Where the line through these points has its least squares; its slope is that of the standardised x."""
    slope, intercept = np.polyfit((np.array(xs) - np.mean(xs)) / np.std(xs), np.array(ys), 1)
    return float(slope), float(intercept)


def test_a_point_is_dragged_added_and_taken_away(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, f"?surface={LINE.key}&optimizers=sgd,adam")
    pause_at_start(page, arena)
    assert LINE.fit is not None
    points = LINE.fit.points
    xs, ys = list(map(float, points.x)), list(map(float, points.y))
    assert cross_on_map(page) == pytest.approx(minimum_of(xs, ys), abs=1e-6)
    fit = page.get_by_test_id("fit")

    # Dragged from one place to another, in sight all the while.
    run = arena.get_attribute("data-run")
    xs[0], ys[0] = float(np.mean(xs)), float(max(ys))
    page.mouse.move(*on_screen(page, points.x[0], points.y[0]))
    assert fit.get_attribute("data-over") == "point"
    page.mouse.down()
    page.mouse.move(*on_screen(page, xs[0], ys[0] - 0.3), steps=4)
    run = wait_for_other(page, arena, "data-run", run)
    page.mouse.move(*on_screen(page, xs[0], ys[0]), steps=4)
    page.mouse.up()
    wait_for_other(page, arena, "data-run", run)
    settle(page)
    # As near as a pixel is.
    assert cross_on_map(page) == pytest.approx(minimum_of(xs, ys), abs=0.02)
    drawn = seen(page, "fit-points", [in_panel(page, xs[0], ys[0]), in_panel(page, points.x[0], points.y[0])])
    assert drawn[0, 3] > 100
    assert drawn[1, 3] == 0

    # A click on an empty place is one more point; a double click on it takes it away.
    run = arena.get_attribute("data-run")
    outlier = (float(points.x[0]), float(max(points.y)))
    page.mouse.click(*on_screen(page, *outlier))
    run = wait_for_other(page, arena, "data-run", run)
    assert fit.get_attribute("data-points") == str(len(xs) + 1)
    settle(page)
    assert cross_on_map(page) == pytest.approx(minimum_of([*xs, outlier[0]], [*ys, outlier[1]]), abs=0.02)
    page.mouse.dblclick(*on_screen(page, *outlier))
    wait_for_other(page, arena, "data-run", run)
    settle(page)
    assert fit.get_attribute("data-points") == str(len(xs))
    assert cross_on_map(page) == pytest.approx(minimum_of(xs, ys), abs=0.02)

    # By keys: the arrows are the point's while one is chosen, and the clock's again after that.
    run = arena.get_attribute("data-run")
    fit.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    run = wait_for_other(page, arena, "data-run", run)
    assert arena.get_attribute("data-step") == "0"
    page.keyboard.press("Delete")
    wait_for_other(page, arena, "data-run", run)
    assert fit.get_attribute("data-points") == str(len(xs) - 1)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[data-testid=arena]').dataset.step === '1'")


def test_a_finger_drags_a_point_and_does_not_scroll(chromium: Browser, server: Server) -> None:
    with chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = context.new_page()
        arena = open_race(page, server.url, f"?surface={LINE.key}&optimizers=sgd")
        pause_at_start(page, arena)
        page.get_by_test_id("fit").scroll_into_view_if_needed()
        assert LINE.fit is not None
        index = int(LINE.fit.points.y.argmax())
        x, y = on_screen(page, LINE.fit.points.x[index], LINE.fit.points.y[index])
        run = arena.get_attribute("data-run")
        top = page.get_by_test_id("fit").bounding_box()
        touch = context.new_cdp_session(page)
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for move in range(1, 7):
            place = {"x": x - 10 * move, "y": y + 8 * move}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [place]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        wait_for_other(page, arena, "data-run", run)
        settle(page)
        assert page.get_by_test_id("fit").bounding_box() == top
        assert page.get_by_test_id("fit").get_attribute("data-points") == str(len(LINE.fit.points))
        places = [in_panel(page, LINE.fit.points.x[index], LINE.fit.points.y[index])]
        assert seen(page, "fit-points", places)[0, 3] == 0


@pytest.mark.parametrize("key", ["sigmoid_neuron", "network_slice"])
def test_every_ball_has_its_curve_and_it_moves_with_the_clock(page: Page, server: Server, key: str) -> None:
    surface = SURFACES[key]
    assert surface.fit is not None
    arena = open_race(page, server.url, f"?surface={key}&optimizers=momentum")
    pause_at_start(page, arena)
    scenario, _ = from_link({"surface": key, "optimizers": "momentum"})
    positions = scenario.trial(scenario.entrants[0]).run().positions
    points = surface.fit.points
    us = np.linspace(*np.quantile(points.x, [0.1, 0.7]), 9)
    predict = surface.fit.told()["predict"]
    colour = [int(OPTIMIZERS["momentum"].colour[at : at + 2], 16) for at in (1, 3, 5)]
    low, high = points.y.min(), points.y.max()

    def along(step: int) -> Any:
        """Whether the places of the curve at a step are drawn in the ball's colour."""
        places = [(u, predicted(predict, *positions[step], u)) for u in us]
        inside = [in_panel(page, u, y) for u, y in places if low < y < high]
        assert len(inside) >= 3
        return np.abs(seen(page, "moving-fit", inside)[:, :3] - colour).max(axis=1) < 30

    assert along(0).mean() > 0.7
    assert along(20).mean() < 0.5
    page.get_by_test_id("scrub").fill("20")
    settle(page)
    assert along(20).mean() > 0.7
    assert along(0).mean() < 0.5

    # Who is switched off has no curve.
    page.locator(".card .toggle").first.click()
    settle(page)
    assert not along(20).any()


def predicted(predict: dict[str, Any], x: float, y: float, u: float) -> float:
    """ŷ by the words of `Fit.told`."""
    scaled = (u - predict["mean"]) / predict["spread"]
    if predict["kind"] == "affine":
        z = x * scaled + y
        return float(1 / (1 + np.exp(-z))) if predict["link"] == "sigmoid" else z
    weights = np.array(predict["weights"]) @ [1.0, x, y]
    inner, bias, outer = weights[:-1].reshape(3, -1)
    return float(outer @ np.tanh(inner * scaled + bias) + weights[-1])


def test_the_points_of_a_mini_batch_are_ringed_and_its_surface_is_shown(page: Page, server: Server) -> None:
    assert LINE.fit is not None
    points, size, steps = LINE.fit.points, 3, 30
    noise = f"noise=minibatch&noise.batch_size={size}&steps={steps}"
    arena = open_race(page, server.url, f"?surface={LINE.key}&optimizers=sgd&{noise}")
    pause_at_start(page, arena)
    page.locator(".card .toggle").first.click()
    rows = batches_of(Noise(kind="minibatch", batch_size=size), len(points), steps)

    def ringed() -> set[int]:
        """The points around which a ring is drawn."""
        turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        around = np.stack([np.cos(turns), np.sin(turns)], axis=1)
        found = set()
        for index, (x, y) in enumerate(zip(points.x, points.y, strict=True)):
            middle = np.array(in_panel(page, x, y))
            opaque = np.stack(
                [seen(page, "moving-fit", middle + radius * around)[:, 3] for radius in (7, 8, 9)]
            )
            if (opaque.max(axis=0) > 60).mean() > 0.8:
                found.add(index)
        return found

    settle(page)
    assert ringed() == set(map(int, rows[0]))
    page.get_by_test_id("step-forward").click()
    settle(page)
    assert ringed() == set(map(int, rows[1]))

    # The map's colours are those of the batch alone, and change with it.
    switch = page.get_by_test_id("batch-surface")
    switch.check()
    settle(page)
    word = page.locator('[data-testid="map"] .batch')
    assert word.inner_text() == "mini-batch 2 of epoch 1"
    second = level_on_map(page)
    page.get_by_test_id("step-forward").click()
    settle(page)
    assert word.inner_text() == "mini-batch 3 of epoch 1"
    assert (level_on_map(page) != second).any()
    page.wait_for_function("location.search.includes('batch=on')")

    # Switched off, it is Plotly's map again.
    switch.uncheck()
    settle(page)
    assert page.locator('[data-testid="map"] .quickmap').is_hidden()


def level_on_map(page: Page) -> Any:
    """The colours of the map that is painted by hand, at some places."""
    return np.array(
        page.evaluate(
            """() => {
            const canvas = document.querySelector('[data-testid="map"] .quickmap');
            if (canvas.hidden) return [];
            const [ctx, { width, height }] = [canvas.getContext("2d"), canvas];
            const shares = [0.1, 0.3, 0.5, 0.7, 0.9];
            const colour = (a, b) => [...ctx.getImageData(a * width, b * height, 1, 1).data];
            return shares.flatMap((a) => shares.flatMap((b) => colour(a, b)));
            }"""
        )
    )


def test_beside_the_map_stands_the_model_or_the_loss(page: Page, server: Server) -> None:
    open_race(page, server.url, f"?surface={LINE.key}&optimizers=sgd")
    fit, losses = page.get_by_test_id("fit"), page.get_by_test_id("moving-losses")
    assert fit.is_visible()
    assert losses.is_hidden()
    page.get_by_role("button", name="loss", exact=True).click()
    assert fit.is_hidden()
    assert losses.is_visible()
    page.wait_for_function("location.search.includes('beside=loss')")
    page.get_by_role("button", name="fit", exact=True).click()
    assert fit.is_visible()
    assert losses.is_hidden()

    # A loss that comes from no data has no model to show.
    page.get_by_test_id("surface").select_option("rosenbrock")
    page.wait_for_function("location.search.includes('rosenbrock')")
    settle(page)
    assert fit.is_hidden()
    assert losses.is_visible()
    assert page.get_by_role("button", name="fit", exact=True).is_hidden()


def test_the_batch_surface_is_what_the_server_makes_of_these_points(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/app/static/icon.svg")
    for key in OF_DATA:
        surface = SURFACES[key]
        fit = surface.fit
        assert fit is not None
        land = landscape(surface)
        part = {
            "domain": surface.domain,
            "scale": surface.scale,
            "base": land.base,
            "heights": [0] * len(land.x),
        }
        told = {"x": fit.points.x.tolist(), "y": fit.points.y.tolist(), **plain(fit.told())}
        for rows in (range(len(fit.points)), range(0, len(fit.points), 2)):
            made = page.evaluate(
                """async ([land, fit, rows]) => {
                const { batchLand } = await import("/app/static/batchmap.js");
                return batchLand(land, fit, rows).heights.map((row) => [...row]);
                }""",
                [part, told, list(rows)],
            )
            heights = np.array(made)
            axes = [np.linspace(low, high, len(heights)) for low, high in surface.domain]
            x, y = np.meshgrid(*axes)
            losses = np.asarray(fit.value(x.ravel(), y.ravel(), np.array(rows)), dtype=float).reshape(x.shape)
            shown = land.base + 10**heights - 1 if surface.scale == "log" else heights
            above = losses > land.base if surface.scale == "log" else np.full(x.shape, True)
            assert above.mean() > 0.5
            np.testing.assert_allclose(shown[above], losses[above], rtol=1e-5, atol=1e-6 * losses.max())


def plain(told: Any) -> Any:
    """A nest without arrays."""
    if isinstance(told, dict):
        return {name: plain(part) for name, part in told.items()}
    return told.tolist() if isinstance(told, np.ndarray) else told


def test_matrices_of_eight_bytes_are_read_wherever_they_begin(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/app/static/icon.svg")
    matrix = np.array([[1.5, -2.0, 3.25], [1e-9, 4.0, 1e300]])
    for before in (0, 1, 2, 3):
        sent = pack({"before": np.arange(before, dtype=np.float32), "matrix": matrix, "row": matrix[1]})
        read = page.evaluate(
            """async (sent) => {
            const { unpack } = await import("/app/static/codec.js");
            const bytes = Uint8Array.from(atob(sent), (letter) => letter.charCodeAt(0));
            const { before, matrix, row } = await unpack(bytes);
            return [[...before], matrix.map((each) => [...each]), [...row]];
            }""",
            base64.b64encode(sent).decode(),
        )
        assert read == [list(range(before)), matrix.tolist(), matrix[1].tolist()]
