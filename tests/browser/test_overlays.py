"""What is laid over the race: switches, shapes around the balls on map and scene, their scale, the link."""

import math
import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page

from descent import OVERLAYS
from tests.browser.arena import ball, box, open_race, pause_at_start, settle
from tests.browser.server import Server

# One ball on a slope that the scene does not hide, where every quantity has a length along both axes.
ADAM = "?surface=rosenbrock&optimizers=adam&start=1.4,0.4"
REACH = 90


def shown(page: Page) -> str | None:
    values = parse_qs(urlsplit(page.url).query).get("show")
    return values[-1] if values else None


def switch(page: Page, overlay: str) -> None:
    """By its switch, in the panel that the button opens; with the answer of the server."""
    link = shown(page)
    if page.get_by_test_id(f"overlay-{overlay}").is_hidden():
        page.get_by_test_id("overlays").click()
    page.get_by_test_id(f"overlay-{overlay}").click()
    page.wait_for_function(
        "(before) => new URLSearchParams(location.search).get('show') !== before", arg=link
    )
    settle(page)


def coloured(page: Page, panel: str, colour: str, at: tuple[float, float] | None = None) -> int:
    """How many pixels of a panel's moving canvas have a colour, around a place in its pixels."""
    count: int = page.evaluate(
        """([panel, colour, at, reach]) => {
        const canvas = document.querySelector(`[data-testid="moving-${panel}"]`);
        const { width, height, clientWidth } = canvas;
        const wanted = [1, 3, 5].map((from) => parseInt(colour.slice(from, from + 2), 16));
        const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
        let count = 0;
        for (let i = 0; i < width * height; i++) {
          const [x, y] = [i % width, Math.floor(i / width)].map((one) => one * clientWidth / width);
          if (at && Math.hypot(x - at[0], y - at[1]) > reach) continue;
          const near = wanted.every((part, k) => Math.abs(pixels[4 * i + k] - part) < 14);
          count += near && pixels[4 * i + 3] > 160;
        }
        return count;
        }""",
        [panel, colour, at, REACH],
    )
    return count


def step_to(page: Page, step: int) -> None:
    for _ in range(step):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(f"document.querySelector('[data-testid=arena]').dataset.step === '{step}'")
    settle(page)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_each_is_switched_on_and_off(page: Page, server: Server, overlay: str) -> None:
    arena = open_race(page, server.url, ADAM)
    pause_at_start(page, arena)
    places = {panel: ball(page, panel) for panel in ("map", "scene")}
    step_to(page, 1)
    run, colour = arena.get_attribute("data-run"), OVERLAYS[overlay].light
    assert shown(page) is None
    assert page.locator(".legend").filter(visible=True).count() == 0
    before = {panel: coloured(page, panel, colour) for panel in places}

    switch(page, overlay)
    assert shown(page) == overlay
    assert arena.get_attribute("data-run") == run
    assert page.locator(".legend").filter(visible=True).count() == 2
    for panel, place in places.items():
        assert before[panel] == 0
        assert coloured(page, panel, colour, place) > 12, f"nothing of it in {panel}"

    switch(page, overlay)
    assert shown(page) is None
    assert page.locator(".legend").filter(visible=True).count() == 0
    for panel in places:
        assert coloured(page, panel, colour) == 0


def test_the_gradients_arrow_is_as_long_as_the_scale_says(page: Page, server: Server) -> None:
    start = (0.0, 1.0)
    arena = open_race(page, server.url, "?surface=himmelblau&optimizers=sgd&start=0,1&show=gradient")
    pause_at_start(page, arena)
    bar = page.locator('.panel[data-view="map"] .legend i').bounding_box()
    words = page.locator('.panel[data-view="map"] .legend li').inner_text()
    assert bar is not None
    value = float(re.findall(r"= ([\d.]+)", words)[0])
    x, y = start
    gradient = (
        4 * x * (x * x + y - 11) + 2 * (x + y * y - 7),
        2 * (x * x + y - 11) + 4 * y * (x + y * y - 7),
    )
    expected = math.hypot(*gradient) / value * bar["width"]
    ends: list[float] = page.evaluate(
        """(colour) => {
        const canvas = document.querySelector(`[data-testid="moving-map"]`);
        const { width, height, clientWidth } = canvas;
        const wanted = [1, 3, 5].map((from) => parseInt(colour.slice(from, from + 2), 16));
        const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
        const found = [];
        for (let i = 0; i < width * height; i++)
          if (wanted.every((part, k) => Math.abs(pixels[4 * i + k] - part) < 14) && pixels[4 * i + 3] > 160)
            found.push([i % width, Math.floor(i / width)].map((one) => (one + 0.5) * clientWidth / width));
        return found.flat();
        }""",
        OVERLAYS["gradient"].light,
    )
    # Downhill is to the upper right here; the ring around the start has the ball's middle.
    downhill = np.array([-gradient[0], gradient[1]]) / math.hypot(*gradient)
    along = (np.array(ends).reshape(-1, 2) - ball_of_start(page, start)) @ downhill
    assert abs(along.max() - expected) < 4


def ball_of_start(page: Page, start: tuple[float, float]) -> tuple[float, float]:
    """Where Plotly's axes have the start, in the map's pixels."""
    x, y = page.evaluate(
        """([x, y]) => {
        const plot = [...document.querySelectorAll(".js-plotly-plot")]
          .find((one) => one.data.some(({ type }) => type === "contour"));
        const { xaxis, yaxis } = plot._fullLayout;
        return [xaxis._offset + xaxis.l2p(x), yaxis._offset + yaxis.l2p(y)];
        }""",
        list(start),
    )
    return x, y


def test_all_at_once_come_by_the_link_and_move_with_the_clock(page: Page, server: Server) -> None:
    query = f"{ADAM.replace('adam', 'adam,sgd,adam-2')}&show={','.join(OVERLAYS)},hessian"
    arena = open_race(page, server.url, query)
    notes = page.get_by_role("status").filter(visible=True).first.inner_text()
    assert "show" in notes
    assert "hessian" in notes
    pause_at_start(page, arena)
    step_to(page, 1)
    for panel in ("map", "scene"):
        for overlay in OVERLAYS.values():
            assert coloured(page, panel, overlay.light) > 0
    words = page.locator('.panel[data-view="map"] .legend').inner_text()
    for symbol in ("g", "m", "√v", "Δθ", "Δθ ÷ α", "α̃"):
        assert symbol in words
    first = moving(page)
    step_to_next(page)
    assert moving(page) != first


def moving(page: Page) -> str:
    return str(page.evaluate("document.querySelector('[data-testid=moving-map]').toDataURL()"))


def step_to_next(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    settle(page)


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
@pytest.mark.parametrize("layout", ["", "&layout=side&panel=map", "&layout=side", "&present=on"])
def test_the_scale_lies_beside_the_map_and_the_page_does_not_scroll(
    page: Page, server: Server, size: tuple[int, int], layout: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    query = f"?optimizers=sgd,adam&show={','.join(OVERLAYS)}{layout}"
    arena = open_race(page, server.url, query)
    pause_at_start(page, arena)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    legends = page.locator(".legend").filter(visible=True)
    assert legends.count() == (1 if "side" in layout else 2)
    for legend in legends.all():
        found, panel = legend.bounding_box(), legend.locator("xpath=..").bounding_box()
        assert found is not None
        assert panel is not None
        assert panel["x"] <= found["x"]
        assert panel["y"] <= found["y"]
        assert found["x"] + found["width"] <= panel["x"] + panel["width"] + 0.5
        assert found["y"] + found["height"] <= panel["y"] + panel["height"] + 0.5
    if layout == "&layout=side":
        return
    frame, scale = box(page, "map"), page.locator('.panel[data-view="map"] .legend').bounding_box()
    assert scale is not None
    bottom = page.evaluate(
        """() => {
        const plot = [...document.querySelectorAll(".js-plotly-plot")]
          .find((one) => one.data.some(({ type }) => type === "contour"));
        return plot.querySelector(".g-xtitle").getBoundingClientRect().bottom;
        }"""
    )
    assert frame["y"] < bottom <= scale["y"] + 2


def test_escape_closes_the_switches_and_leaves_the_projectors_view_alone(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, f"{ADAM}&present=on")
    page.get_by_test_id("overlays").click()
    for overlay, described in OVERLAYS.items():
        assert page.get_by_test_id(f"overlay-{overlay}").is_visible()
        assert page.get_by_text(described.help).is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_test_id("overlay-gradient").is_hidden()
    assert arena.get_attribute("data-present") == "true"


def test_where_no_rule_has_a_quantity_its_switch_says_so(page: Page, server: Server) -> None:
    open_race(page, server.url, "?optimizers=sgd&show=squares,gradient")
    page.get_by_test_id("overlays").click()
    assert page.get_by_text("None of these rules has it.").count() == 1
