"""A landscape that moves: its colours, its surface and what hovering tells stand where it is by the clock."""

import base64
import re
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page

from descent import Motion, descend
from figures import PALETTES, landscape, map_figure
from scenario import with_default_rate
from surfaces import SURFACES, Surface
from tests.browser.arena import (
    PLOT,
    READY,
    ball,
    box,
    open_race,
    pause_at_start,
    plotly_marker,
    screen,
    settle,
)
from tests.browser.server import Server

SURFACE = SURFACES["himmelblau"]
CIRCLE = Motion("circle", reach=0.2, period=200.0, heading=30.0)
JUMP = Motion("jump", reach=0.25, period=80.0, heading=45.0)
STEPS = 500

# Which share of a map's places agrees, where it is the same; crosses and lines are in the way of the others.
SAME = 0.92


def link(motion: Motion, optimizers: str = "sgd", rest: str = "") -> str:
    fields = f"&motion.reach={motion.reach}&motion.period={motion.period}&motion.heading={motion.heading}"
    return f"?surface={SURFACE.key}&optimizers={optimizers}&motion={motion.kind}{fields}{rest}"


def step_to(page: Page, step: int) -> None:
    page.get_by_test_id("to-start").click()
    for _ in range(step):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(f"document.querySelector('[data-testid=arena]').dataset.step === '{step}'")


def at_rest(page: Page) -> None:
    """Plotly has drawn the landscape where the clock stands."""
    settle(page)
    page.wait_for_function("!document.querySelector('.panel.covered')")
    settle(page)


# --- the map's colours, as they ought to be ---


def expected(surface: Surface, x: Any, y: Any) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The map's colours (n, 3) at places on the landscape, and where they are sure: far from a line."""
    land = landscape(surface)
    contour = map_figure(land, PALETTES["light"])["data"][0]
    levels, size = contour["contours"], contour["contours"]["size"]
    count = round((levels["end"] - levels["start"]) / size)
    heights = surface.value(x, y)
    assert surface.scale == "linear"
    within = (heights - levels["start"]) / size
    level = np.clip(np.floor(within), -1, count)
    stops = np.array(
        [[int(h[k : k + 2], 16) for k in (1, 3, 5)] for _, h in contour["colorscale"]], dtype=np.float64
    )
    at = (level + 1) / (count + 1)
    places = np.linspace(0, 1, len(stops))
    colours = np.stack([np.interp(at, places, stops[:, k]) for k in range(3)], axis=1)
    # Beyond the levels there is no line any more.
    sure = (np.abs(within % 1.0 - 0.5) < 0.3) | (within > count + 0.2) | (within < -0.2)
    return colours, sure


def agreeing(pixels: NDArray[Any], shift: Any) -> float:
    """Which share of a map's frame (height, width, 3) has the colours of the landscape after a shift."""
    (x0, x1), (y0, y1) = SURFACE.domain
    height, width = pixels.shape[:2]
    rows, columns = (each.ravel() for each in np.mgrid[4 : height - 4 : 7, 4 : width - 4 : 7])
    x = x0 + (columns + 0.5) / width * (x1 - x0)
    y = y1 - (rows + 0.5) / height * (y1 - y0)
    colours, sure = expected(SURFACE, x - shift[0], y - shift[1])
    seen = pixels[rows, columns].astype(np.float64)
    return float((np.abs(seen - colours).max(axis=1) < 6)[sure].mean())


def frame_on_screen(page: Page) -> NDArray[np.int16]:
    """What Plotly shows between the map's axes, on the screen, without balls and trails."""
    page.add_style_tag(content=".moving { visibility: hidden !important; }")
    x, y, width, height = page.evaluate(
        f"""() => {{
        const gd = ({PLOT})("map"), {{ xaxis, yaxis }} = gd._fullLayout, at = gd.getBoundingClientRect();
        return [at.x + xaxis._offset, at.y + yaxis._offset, xaxis._length, yaxis._length];
        }}"""
    )
    left, top = round(x), round(y)
    return screen(page)[top : top + int(height), left : left + int(width)]


def by_hand(page: Page) -> tuple[NDArray[np.uint8], int]:
    """The map as it is painted by hand, and the step for which it is, both of one picture."""
    url, step = page.evaluate(
        """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
        const canvas = document.querySelector('[data-testid=map] .quickmap');
        done([canvas.toDataURL(), Number(document.querySelector('[data-testid=arena]').dataset.step)]);
        })))"""
    )
    image = Image.open(BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGB")
    return np.asarray(image), int(step)


def shift(motion: Motion, step: int) -> Any:
    return motion.shifts(SURFACE, STEPS)[step]


# --- the tests ---


def test_the_map_stands_where_the_landscape_is_at_a_step(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, link(CIRCLE))
    pause_at_start(page, arena)
    for step in (0, 60, 110):
        step_to(page, step)
        pixels, told = by_hand(page)
        assert told == step
        if step:
            assert agreeing(pixels, shift(CIRCLE, step)) > SAME
            assert agreeing(pixels, (0.0, 0.0)) < 0.7
        at_rest(page)
        shown = frame_on_screen(page)
        assert agreeing(shown, shift(CIRCLE, step)) > SAME, f"by Plotly, at step {step}"
        if step:
            assert agreeing(shown, (0.0, 0.0)) < 0.7


def test_the_map_moves_while_the_clock_plays(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, link(CIRCLE))
    pause_at_start(page, arena)
    page.get_by_test_id("speed").select_option("0.5")
    page.get_by_test_id("play").click()
    steps = []
    for wanted in (25, 60, 95):
        page.wait_for_function(
            f"Number(document.querySelector('[data-testid=arena]').dataset.step) > {wanted}"
        )
        assert page.locator('[data-testid="map"] .quickmap').is_visible()
        pixels, step = by_hand(page)
        # The clock stands between this step and the next.
        assert max(agreeing(pixels, shift(CIRCLE, s)) for s in (step, step + 1)) > SAME
        assert agreeing(pixels, shift(CIRCLE, step + 15)) < 0.85
        steps.append(step)
    assert len(set(steps)) == 3
    assert arena.get_attribute("data-playing") == "true"


def test_what_jumps_is_never_on_its_way(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, link(JUMP))
    pause_at_start(page, arena)
    for step, there in ((39, False), (40, True), (79, True), (80, False)):
        step_to(page, step)
        at_rest(page)
        pixels = frame_on_screen(page)
        assert (agreeing(pixels, shift(JUMP, 40)) > SAME) is there
        assert (agreeing(pixels, (0.0, 0.0)) > SAME) is not there


def test_hovering_tells_the_loss_where_the_landscape_is(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, link(CIRCLE))
    pause_at_start(page, arena)
    step_to(page, 70)
    at_rest(page)
    frame = box(page, "map")
    page.mouse.move(frame["x"] + 0.3 * frame["width"], frame["y"] + 0.55 * frame["height"])
    page.wait_for_selector(".hoverlayer .hovertext")
    words = page.locator(".hoverlayer .hovertext").first.text_content() or ""
    x, y, f = (
        float(number.replace("−", "-")) for number in re.findall(r"[xyf] ([−\d.e+-]+?)(?=[xyf]|$)", words)
    )
    cx, cy = shift(CIRCLE, 70)
    assert f == pytest.approx(SURFACE.value(x - cx, y - cy), rel=0.02)
    assert f != pytest.approx(SURFACE.value(x, y), rel=0.2)


def surface_pixels(page: Page) -> NDArray[np.int16]:
    """The scene on the screen, without balls and trails."""
    page.add_style_tag(content=".moving { visibility: hidden !important; }")
    settle(page)
    frame = box(page, "scene")
    left, top = round(frame["x"]) + 2, round(frame["y"]) + 2
    return screen(page)[top : top + int(frame["height"]) - 4, left : left + int(frame["width"]) - 4]


PLOTLYS_OWN = f"""async ([dx, dy]) => {{
  const gd = ({PLOT})("scene"), at = gd.getBoundingClientRect(), scene = gd._fullLayout.scene._scene;
  document.querySelector("#own")?.remove();
  const own = Object.assign(document.createElement("div"), {{ id: "own" }});
  own.style.cssText = `position:fixed;z-index:9;background:white;left:${{at.x}}px;top:${{at.y}}px;` +
    `width:${{at.width}}px;height:${{at.height}}px`;
  document.body.append(own);
  const [trace] = gd.data;
  const moved = {{ ...trace, x: trace.x.map((x) => x + dx), y: trace.y.map((y) => y + dy) }};
  const layout = structuredClone({{ ...gd.layout, width: at.width, height: at.height }});
  layout.scene.camera = scene.getCamera();
  const config = {{ displayModeBar: false, plotGlPixelRatio: window.devicePixelRatio }};
  await Plotly.newPlot(own, [moved], layout, config);
}}"""


def test_the_surface_stands_where_plotly_itself_would_draw_it(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, link(CIRCLE))
    pause_at_start(page, arena)
    step_to(page, 60)
    at_rest(page)
    ours = surface_pixels(page)
    page.evaluate(PLOTLYS_OWN, shift(CIRCLE, 60).tolist())
    there = surface_pixels(page)
    page.evaluate(PLOTLYS_OWN, [0, 0])
    elsewhere = surface_pixels(page)

    def differing(a: NDArray[np.int16], b: NDArray[np.int16]) -> float:
        return float((np.abs(a - b).max(axis=2) > 12).mean())

    assert differing(ours, there) < 0.01
    assert differing(ours, elsewhere) > 0.05


def test_the_surface_follows_an_orbit_and_a_resize(page: Page, server: Server) -> None:
    """Plotly puts its surface back at each of its own drawings; it must not stay there."""
    arena = open_race(page, server.url, link(CIRCLE))
    pause_at_start(page, arena)
    step_to(page, 60)
    at_rest(page)
    frame = box(page, "scene")
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(middle[0], middle[1] + 120)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1] + 100, steps=4)
    page.mouse.up()
    page.set_viewport_size({"width": 1200, "height": 720})
    at_rest(page)
    ours = surface_pixels(page)
    page.evaluate(PLOTLYS_OWN, shift(CIRCLE, 60).tolist())
    there = surface_pixels(page)
    assert float((np.abs(ours - there).max(axis=2) > 12).mean()) < 0.01


def test_a_ball_is_at_the_height_of_the_loss_that_it_has_by_then(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, link(CIRCLE))
    pause_at_start(page, arena)
    step_to(page, 45)
    at_rest(page)
    run = descend(with_default_rate("sgd", SURFACE), SURFACE, SURFACE.start, STEPS, motion=CIRCLE)
    x, y = run.positions[45].tolist()
    marker = {
        "type": "scatter3d",
        "mode": "markers",
        "x": [x],
        "y": [y],
        "z": [float(run.losses[45])],
        "marker": {"color": "#ff00ff", "size": 8},
    }
    seen = ball(page, "scene")
    assert np.hypot(*np.subtract(plotly_marker(page, "scene", marker), seen)) < 2.5


def test_a_link_side_by_side_moves_all_maps(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, link(CIRCLE, "sgd,momentum,adam", "&layout=side&panel=map"))
    pause_at_start(page, arena)
    step_to(page, 60)
    canvases = page.locator(".panel:visible .quickmap")
    assert canvases.count() == 3
    same = page.evaluate(
        """() => new Set([...document.querySelectorAll('.panel .quickmap')]
        .filter((canvas) => canvas.width > 1).map((canvas) => canvas.toDataURL())).size"""
    )
    assert same == 1
    at_rest(page)
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.panel[data-view^=map] .still')].map((still) => {
        const use = still.querySelector('.scatterlayer .points path');
        return use?.getAttribute('transform');
        })"""
    )
    assert len(shown) == 3
    assert len(set(shown)) == 1
    assert shown[0]


def inside_at(page: Page, server: Server, motion: Motion, step: int) -> Locator:
    page.goto(f"{server.url}/inside{link(motion, 'adam', f'&step={step}&stage=1')}")
    page.wait_for_selector(READY, timeout=60_000)
    arena = page.get_by_test_id("arena")
    if arena.get_attribute("data-playing") == "true":
        page.get_by_test_id("play").click()
    for _ in range(step + 1):
        page.keyboard.press("PageDown")
    page.keyboard.press("Home")
    for _ in range(step):
        page.keyboard.press("PageDown")
    page.wait_for_function(f"document.querySelector('[data-testid=arena]').dataset.step === '{step}'")
    return arena


def test_inside_a_step_the_map_stands_where_the_step_finds_it(page: Page, server: Server) -> None:
    inside_at(page, server, CIRCLE, 50)
    at_rest(page)
    shown = frame_on_screen(page)
    assert agreeing(shown, shift(CIRCLE, 50)) > SAME
    assert agreeing(shown, (0.0, 0.0)) < 0.7
    # Through the stages of this step it stays, and goes on with the ball.
    stages = int(page.get_by_test_id("arena").get_attribute("data-stages") or 0)
    before, _ = by_hand(page)
    for _ in range(stages - 2):
        page.keyboard.press("ArrowRight")
    settle(page)
    same, step = by_hand(page)
    assert step == 50
    np.testing.assert_array_equal(same, before)


def test_a_landscape_that_stays_is_plotlys_alone(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, f"?surface={SURFACE.key}&optimizers=sgd")
    page.evaluate(
        """() => {
        window.laid = 0;
        const context = CanvasRenderingContext2D.prototype, draw = context.drawImage;
        context.drawImage = function (...all) { window.laid++; draw.apply(this, all); };
        }"""
    )
    pause_at_start(page, arena)
    page.get_by_test_id("play").click()
    page.wait_for_function("Number(document.querySelector('[data-testid=arena]').dataset.step) > 30")
    assert page.locator(".panel.covered").count() == 0
    assert page.locator('[data-testid="map"] .quickmap').is_hidden()
    assert page.evaluate("window.laid") == 0
