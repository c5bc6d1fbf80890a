"""The whole story of a race, as a user plays it."""

import math
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

from surfaces import SURFACES
from tests.browser.arena import (
    READY,
    ball,
    box,
    camera,
    open_race,
    pause_at_start,
    pixels_a_unit,
    plotly_marker,
    screen,
    settle,
    wait_for_colours,
    wait_for_other,
)
from tests.browser.server import Server

RACE = "?surface=rosenbrock&optimizers=sgd,momentum,adam"


def query(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_whole_story(page: Page, server: Server, chromium: Browser) -> None:
    arena = open_race(page, server.url, RACE)
    for panel in ("scene", "map", "losses"):
        wait_for_colours(page, panel)
    assert sum(ball_is_drawn(page, panel) for panel in ("scene", "map", "losses")) == 3

    # Balls roll by themselves; play stops and starts them.
    assert arena.get_attribute("data-playing") == "true"
    page.get_by_test_id("play").click()
    assert arena.get_attribute("data-playing") == "false"
    page.get_by_test_id("to-start").click()
    page.get_by_test_id("speed").select_option("0.2")
    page.get_by_test_id("play").click()
    frames = int(arena.get_attribute("data-frames") or 0)
    page.wait_for_function(
        f"Number(document.querySelector('[data-testid=arena]').dataset.frames) > {frames + 20}"
    )

    # A drag of a slider: pictures all the while, the camera stays, the clock goes on.
    seen, step, run = (
        camera(page),
        int(arena.get_attribute("data-step") or 0),
        arena.get_attribute("data-run"),
    )
    assert drag_slider(page, "adam.learning_rate", pictures=10) >= 10
    assert camera(page) == seen
    assert int(arena.get_attribute("data-step") or 0) > step
    assert arena.get_attribute("data-playing") == "true"
    run = wait_for_other(page, arena, "data-run", run)

    # A click on the map is the new start.
    frame = page.get_by_test_id("map").bounding_box()
    assert frame is not None
    page.mouse.click(frame["x"] + 0.4 * frame["width"], frame["y"] + 0.3 * frame["height"])
    wait_for_other(page, arena, "data-run", run)
    page.wait_for_function("location.search.includes('start=')")
    # The first other run may have been the drag's last.
    settle(page)
    run = arena.get_attribute("data-run")
    assert page.get_by_test_id("start.x").input_value() == query(page)["start"].split(",")[0]

    # The other layout has a panel for each optimizer, all with pictures, and the same run.
    page.get_by_role("button", name="side by side").click()
    page.wait_for_selector('[data-testid="moving-scene-adam"]')
    for panel in ("scene", "scene-momentum", "scene-adam"):
        wait_for_colours(page, panel)
    assert arena.get_attribute("data-run") == run
    page.wait_for_function("location.search.includes('layout=side')")

    # The link opens the same run, in the same layout, in a browser that has never been here.
    page.get_by_test_id("copy-link").click()
    page.wait_for_function("document.querySelector('[data-testid=copy-link]').textContent === 'copied'")
    link = page.evaluate("navigator.clipboard.readText()")
    with chromium.new_context(viewport={"width": 1366, "height": 768}) as fresh:
        other = open_race(fresh.new_page(), server.url, f"?{urlsplit(link).query}")
        assert other.get_attribute("data-run") == run
        assert other.get_attribute("data-layout") == "side"


def ball_is_drawn(page: Page, panel: str) -> bool:
    x, y = ball(page, panel)
    return x > 0 and y > 0


def drag_slider(page: Page, name: str, pictures: int) -> int:
    """Drags a slider to and fro until so many new runs were painted meanwhile, and tells how many it were."""
    page.evaluate(
        """() => {
        window.painted = 0;
        window.watcher = new MutationObserver(() => (window.painted += 1));
        const arena = document.querySelector("[data-testid=arena]");
        window.watcher.observe(arena, { attributeFilter: ["data-run"] });
        }"""
    )
    slider = page.get_by_test_id(name)
    frame = slider.bounding_box()
    assert frame is not None
    y = frame["y"] + frame["height"] / 2
    value = int(slider.input_value()) / int(slider.get_attribute("max") or 1)
    page.mouse.move(frame["x"] + 8 + value * (frame["width"] - 16), y)
    page.mouse.down()
    painted = 0
    for move in range(400):
        page.mouse.move(frame["x"] + frame["width"] * (0.5 + 0.3 * math.sin(move / 9)), y)
        page.wait_for_timeout(33)
        painted = int(page.evaluate("window.painted"))
        if painted >= pictures:
            break
    page.mouse.up()
    return painted


def test_a_drag_is_one_entry_in_the_history(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)
    page.wait_for_function("location.search.includes('adam.learning_rate')")
    first, before = arena.get_attribute("data-run"), page.evaluate("history.length")
    drag_slider(page, "adam.learning_rate", pictures=5)
    settle(page)
    assert page.evaluate("history.length") == before + 1
    assert arena.get_attribute("data-run") != first
    # Back opens the race as it was before the drag.
    page.go_back()
    wait_for_run(page, first)


def test_a_surface_is_turned_while_its_slider_is_dragged(page: Page, server: Server) -> None:
    x, y, race = -2.0, 1.0, "?surface=quadratic&optimizers=sgd&sgd.learning_rate=0.001&start=-2,1"
    arena = open_race(page, server.url, race)
    pause_at_start(page, arena)
    first, before, flat = arena.get_attribute("data-run"), page.evaluate("history.length"), map_pixels(page)
    frame = page.get_by_test_id("surface.condition").bounding_box()
    assert frame is not None
    run, middle = first, frame["y"] + frame["height"] / 2
    page.mouse.move(frame["x"] + 0.39 * frame["width"], middle)
    page.mouse.down()
    for place in (0.45, 0.55, 0.65, 0.75):
        page.mouse.move(frame["x"] + place * frame["width"], middle)
        run = wait_for_other(page, arena, "data-run", run)
    # The map shows the new surface before the slider is let go, as Plotly will.
    meanwhile = map_pixels(page)
    page.mouse.up()
    page.wait_for_function("!document.querySelector('.panel.stale')")
    settle(page)
    steep = map_pixels(page)
    changed = np.abs(steep - flat).mean()
    assert changed > 5
    assert np.abs(steep - meanwhile).mean() < 0.25 * changed

    page.wait_for_function("location.search.includes('surface.condition=')")
    condition = float(query(page)["surface.condition"])
    assert condition > 100
    assert page.get_by_test_id("surface.condition.value").input_value() == f"{condition:g}"
    assert page.get_by_test_id("sgd.learning_rate.value").input_value() == "0.001"
    assert page.evaluate("history.length") == before + 1
    # The ball stands upon the turned surface: 30° out of the x-axis, around (1, 0.5).
    along = math.cos(math.pi / 6) * (x - 1) + math.sin(math.pi / 6) * (y - 0.5)
    across = math.cos(math.pi / 6) * (y - 0.5) - math.sin(math.pi / 6) * (x - 1)
    height = math.log10(1 + 0.5 * (along**2 + condition * across**2))
    dot = {"type": "scatter3d", "x": [x], "y": [y], "z": [height], "mode": "markers", "showlegend": False}
    magenta = {"color": "#ff00ff", "size": 9, "line": {"width": 0}}
    assert math.dist(ball(page, "scene"), plotly_marker(page, "scene", {**dot, "marker": magenta})) <= 1.5

    page.reload()
    page.wait_for_selector(READY)
    assert arena.get_attribute("data-run") == run
    page.go_back()
    wait_for_run(page, first)
    assert page.get_by_test_id("surface.condition.value").input_value() == "30"


def wait_for_run(page: Page, run: str | None) -> None:
    """After Back: Streamlit runs the page again too, and may mount the arena anew meanwhile."""
    page.wait_for_function(
        "(run) => document.querySelector('[data-testid=arena]')?.dataset.run === run", arg=run
    )


def map_pixels(page: Page) -> NDArray[np.int16]:
    """The middle of the map, without its axes."""
    frame = box(page, "map")
    rows, columns = (
        slice(int(frame[at] + 0.1 * frame[size]), int(frame[at] + 0.75 * frame[size]))
        for at, size in (("y", "height"), ("x", "width"))
    )
    return screen(page)[rows, columns]


def test_balls_stand_where_plotly_would_put_them(page: Page, server: Server) -> None:
    x, y = 1.4, 0.4
    arena = open_race(page, server.url, f"?surface=rosenbrock&optimizers=sgd&start={x},{y}")
    pause_at_start(page, arena)
    height = math.log10(1 + (1 - x) ** 2 + 100 * (y - x * x) ** 2)
    spot = {"x": [x], "y": [y], "mode": "markers", "showlegend": False}
    dot = {
        **spot,
        "type": "scatter3d",
        "z": [height],
        "marker": {"color": "#ff00ff", "size": 9, "line": {"width": 0}},
    }
    flat = {**spot, "type": "scatter", "marker": {"color": "#ff00ff", "size": 11}}

    def miss(kind: str, marker: dict[str, object]) -> float:
        return math.dist(ball(page, kind), plotly_marker(page, kind, marker))

    assert miss("scene", dot) <= 1.5
    # On the map the start's ring stands around the ball, with the same middle.
    assert miss("map", flat) <= 1.5

    before, seen = ball(page, "scene"), camera(page)
    turn(page)
    assert camera(page) != seen
    assert math.dist(ball(page, "scene"), before) > 5, "the ball did not turn with the surface"
    assert miss("scene", dot) <= 1.5

    page.set_viewport_size({"width": 1240, "height": 900})
    settle(page)
    assert miss("scene", dot) <= 1.5
    assert miss("map", flat) <= 1.5


def turn(page: Page) -> None:
    frame = page.get_by_test_id("moving-scene").bounding_box()
    assert frame is not None
    x, y = frame["x"] + frame["width"] * 0.3, frame["y"] + frame["height"] * 0.9
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x + 9 * step, y - 4 * step)
    page.mouse.up()
    settle(page)


def test_ten_visits_leave_one_webgl_context(page: Page, server: Server) -> None:
    page.add_init_script(
        """window.contexts = [];
        const getContext = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
          const context = getContext.call(this, kind, ...rest);
          const known = window.contexts.includes(context);
          if (kind.includes("webgl") && context && !known) window.contexts.push(context);
          return context;
        };"""
    )
    arena = open_race(page, server.url, RACE)
    pause_at_start(page, arena)
    page.keyboard.press("ArrowRight")
    turn(page)
    seen, run = camera(page), arena.get_attribute("data-run")
    for _ in range(10):
        page.get_by_role("link", name="Catalogue").click()
        page.wait_for_selector("text=Differences:")
        assert page.get_by_test_id("arena").count() == 0
        page.get_by_role("link", name="Race").click()
        page.wait_for_selector('[data-testid="arena"][data-ready="true"]')
    alive = page.evaluate("window.contexts.filter((context) => !context.isContextLost()).length")
    assert alive == 1
    # Neither the race nor clock and camera were lost on the way.
    assert arena.get_attribute("data-run") == run
    assert arena.get_attribute("data-step") == "1"
    assert np.allclose(list(camera(page)["eye"].values()), list(seen["eye"].values()))


def test_going_round_by_keys(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)

    def step() -> str | None:
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return arena.get_attribute("data-step")

    page.keyboard.press("Home")
    assert step() == "0"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    assert step() == "2"
    page.keyboard.press("ArrowLeft")
    assert step() == "1"
    page.keyboard.press("PageUp")
    assert step() == "0"
    page.keyboard.press("End")
    assert step() == "500"
    page.keyboard.press("Space")
    assert arena.get_attribute("data-playing") == "true"
    page.keyboard.press("Space")
    page.keyboard.press("p")
    page.wait_for_function("document.querySelector('[data-testid=arena]').dataset.present === 'true'")
    assert page.get_by_test_id("adam.learning_rate").is_hidden()
    assert page.get_by_test_id("play").is_visible()
    page.wait_for_function("location.search.includes('present=on')")
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('[data-testid=arena]').dataset.present === 'false'")


def test_a_double_click_on_the_map_undoes_the_zoom_and_moves_nothing(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)
    pause_at_start(page, arena)
    run, before = arena.get_attribute("data-run"), ball(page, "map")
    frame = page.get_by_test_id("moving-map").bounding_box()
    assert frame is not None
    at = (frame["x"] + 0.3 * frame["width"], frame["y"] + 0.3 * frame["height"])
    page.mouse.move(*at)
    page.mouse.wheel(0, -300)
    settle(page)
    assert math.dist(ball(page, "map"), before) > 3, "the wheel did not zoom"
    page.mouse.click(*at)
    page.wait_for_timeout(150)
    page.mouse.dblclick(*at)
    page.wait_for_function(f"document.querySelector('[data-testid=arena]').dataset.run === '{run}'")
    pause_at_start(page, arena)
    assert math.dist(ball(page, "map"), before) < 0.5


@pytest.mark.parametrize(
    "look", ["surface=ravine", "surface=sparse_valley&layout=side&panel=map", "present=on"]
)
def test_the_map_is_to_scale(page: Page, server: Server, look: str) -> None:
    # Else a valley at 30° would lie at another angle, and paths would not cross contours at right angles.
    open_race(page, server.url, f"?{look}")
    x, y = pixels_a_unit(page)
    assert abs(x / y - 1.0) < 0.02
    page.set_viewport_size({"width": 1024, "height": 768})
    settle(page)
    other, y = pixels_a_unit(page)
    assert other != x
    assert abs(other / y - 1.0) < 0.02


def test_a_map_that_would_be_a_strip_is_stretched(page: Page, server: Server) -> None:
    open_race(page, server.url, "?surface=linear_regression&surface.features=raw")
    (x0, x1), (y0, y1) = SURFACES["linear_regression"].turned(features="raw").domain
    x, y = pixels_a_unit(page)
    across, up = x * (x1 - x0), y * (y1 - y0)
    room = box(page, "map")
    assert 0.6 * room["width"] < across < room["width"]
    assert 0.6 * room["height"] < up < room["height"]


def test_the_keys_belong_to_the_clock_after_a_click(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)
    pause_at_start(page, arena)
    page.get_by_role("button", name="side by side").click()
    page.get_by_test_id("speed").select_option("2")
    page.keyboard.press("Space")
    assert arena.get_attribute("data-playing") == "true"
    assert arena.get_attribute("data-layout") == "side"


def test_entrants_come_and_go(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, "?surface=himmelblau&optimizers=adam")
    run = arena.get_attribute("data-run")
    page.get_by_test_id("add").select_option("adam")
    run = wait_for_other(page, arena, "data-run", run)
    assert page.get_by_test_id("adam-2.learning_rate").is_visible()
    # The legend switches a ball off without a new run.
    page.get_by_test_id("adam.shown").click()
    page.wait_for_function("location.search.includes('hidden=adam')")
    assert arena.get_attribute("data-run") == run
    page.get_by_test_id("adam.remove").click()
    wait_for_other(page, arena, "data-run", run)
    assert query(page)["optimizers"] == "adam-2"


def test_a_value_outside_its_range_is_told_at_the_control(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)
    run = arena.get_attribute("data-run")
    field = page.get_by_test_id("adam.learning_rate.value")
    field.fill("1000")
    field.press("Enter")
    message = page.get_by_test_id("entrant-adam").get_by_role("alert").filter(visible=True)
    message.wait_for()
    assert "10" in message.inner_text()
    assert field.input_value() == "1000", "what was typed is lost"
    assert arena.get_attribute("data-run") == run
    field.fill("abc")
    field.press("Enter")
    page.wait_for_function(
        """[...document.querySelectorAll('.refused')]
        .some((one) => !one.hidden && one.textContent.includes('number'))"""
    )
    field.fill("0.05")
    field.press("Enter")
    wait_for_other(page, arena, "data-run", run)
    assert page.get_by_test_id("entrant-adam").get_by_role("alert").filter(visible=True).count() == 0


def test_hover_tells_the_step(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, "?surface=ravine&optimizers=sgd")
    pause_at_start(page, arena)
    x, y = ball(page, "map")
    page.keyboard.press("End")
    settle(page)
    frame = page.get_by_test_id("moving-map").bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + x + 2, frame["y"] + y)
    tip = page.locator(".tip").filter(visible=True)
    tip.wait_for()
    assert [name in tip.inner_text() for name in ("SGD", "step", "x", "y", "loss", "‖g‖")] == [True] * 6


def test_a_wild_run_ends_with_a_word(page: Page, server: Server) -> None:
    written = len(server.log.read_text())
    open_race(page, server.url, "?surface=rosenbrock&optimizers=sgd,adam&sgd.learning_rate=10")
    assert "diverged at step" in page.locator(".standings").inner_text()
    page.goto(f"{server.url}/?surface=saddle&optimizers=sgd&steps=5000&sgd.learning_rate=1&start=-1.5,0.3")
    page.wait_for_selector('[data-testid="arena"][data-ready="true"]')
    assert "diverged at step" in page.locator(".standings").inner_text()
    assert "Warning" not in server.log.read_text()[written:]
    assert "Traceback" not in server.log.read_text()[written:]


def test_a_link_full_of_junk_opens_with_defaults(page: Page, server: Server) -> None:
    names, values = f"adam,{'x' * 20000}", "adam.beta1=nan&start=inf,0"
    junk = f"?surface=atlantis&steps=1e9&optimizers={names}&{values}&{'y' * 20000}=1"
    open_race(page, server.url, junk)
    notes = page.get_by_role("status").filter(visible=True).first.inner_text()
    assert "surface" in notes
    assert "steps" in notes
    assert page.get_by_test_id("surface").input_value() == "rosenbrock"
    assert page.get_by_test_id("steps").input_value() == "500"


def test_a_link_of_a_megabyte_opens_with_defaults(page: Page, server: Server) -> None:
    open_race(page, server.url, RACE)
    for length, told in ((300_000, "junk: unknown parameter"), (1_000_000, "all of it")):
        open_race(page, server.url, f"?junk={'x' * length}")
        assert told in page.get_by_role("status").filter(visible=True).first.inner_text()
        assert page.get_by_test_id("surface").input_value() == "rosenbrock"


def test_nothing_is_fetched_from_elsewhere(page: Page, server: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_race(page, server.url, RACE)
    elsewhere = [url for url in asked if not url.startswith((server.url, "data:", "blob:"))]
    assert elsewhere == []
