"""The page of maps: a cell is a run that can be loaded, computing is seen and stopped, bad ranges told."""

import base64
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from descent import descend
from link import from_link, to_link
from maps import Sensitivity, minima_of
from scenario import Scenario
from scenario.mapped import tasks_of
from surfaces import SURFACES
from tests.browser.arena import LONG, READY, settle, wait_for_other
from tests.browser.server import Server
from tests.browser.test_desk import blank as blank  # the fixture

FINISHED = '[data-testid="arena"][data-ready="true"][data-finished="true"]'
# Takes half a minute, which no test waits for.
SLOW = "surface=himmelblau&optimizers=adam,rmsprop&steps=3000&map=basins&map.size=512&map.of=adam,rmsprop"
SMALL = "optimizers=sgd,adam&steps=60&map.size=32&map.of=sgd,adam"
FOUR = "steps=20&map.of=sgd,momentum,rmsprop,adam"


def open_maps(page: Page, server: Server, query: str, until: str = FINISHED) -> Locator:
    page.goto(f"{server.url}/maps?{query}")
    page.wait_for_selector(until, timeout=LONG)
    settle(page)
    return page.get_by_test_id("arena")


def linked(page: Page) -> Scenario:
    """The scenario of the link in the address bar; all of it has to be understood."""
    scenario, notes = from_link(dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True)))
    assert notes == ()
    return scenario


def wait_for_link(page: Page, wanted: Callable[[Scenario], bool]) -> Scenario:
    for _ in range(100):
        scenario = linked(page)
        if wanted(scenario):
            return scenario
        page.wait_for_timeout(50)
    raise AssertionError(f"the link stays {page.url}")


def axes(scenario: Scenario) -> list[str]:
    """The hyper-parameters along the axes of the only map whose axes are not the usual ones."""
    return [axis.name for name in scenario.view.maps.axes for axis in name[1:]]


def frame(page: Page, name: str) -> dict[str, float]:
    """The cells' own frame on the screen, between Plotly's axes."""
    found: dict[str, float] = page.get_by_test_id(f"cells-{name}").evaluate(
        """(element) => {
        const { xaxis, yaxis } = element.querySelector(".js-plotly-plot")._fullLayout;
        const { x, y } = element.getBoundingClientRect();
        return { x: x + xaxis._offset, y: y + yaxis._offset, width: xaxis._length, height: yaxis._length };
        }"""
    )
    return found


def at_share(page: Page, name: str, u: float, v: float) -> tuple[float, float]:
    """A place on the screen by the shares of the way across and up."""
    box = frame(page, name)
    return box["x"] + u * box["width"], box["y"] + (1 - v) * box["height"]


def at_cell(page: Page, name: str, column: int, row: int, count: int) -> tuple[float, float]:
    return at_share(page, name, (column + 0.5) / count, (row + 0.5) / count)


def painted(page: Page, name: str) -> Any:
    """The colours between the axes, (height, width, 3), without the mark."""
    width, values = page.get_by_test_id(f"cells-{name}").evaluate(
        """(element) => {
        const canvas = element.querySelector(".picture");
        const { xaxis, yaxis } = element.querySelector(".js-plotly-plot")._fullLayout;
        const ratio = canvas.width / canvas.clientWidth;
        const area = [xaxis._offset, yaxis._offset, xaxis._length, yaxis._length];
        const part = area.map((length) => Math.round(length * ratio));
        const image = canvas.getContext("2d").getImageData(...part);
        // As text: a list of so many numbers takes Playwright seconds.
        return [image.width, btoa(Array.from(image.data, (byte) => String.fromCharCode(byte)).join(""))];
        }"""
    )
    return np.frombuffer(base64.b64decode(values), dtype=np.uint8).reshape(-1, width, 4)[..., :3]


def progress(arena: Locator) -> float:
    return float(arena.get_attribute("data-progress") or "nan")


# --- sensitivity ---


def test_a_click_on_a_cell_loads_its_run_and_the_race_shows_it(page: Page, server: Server) -> None:
    arena = open_maps(page, server, SMALL)
    before = linked(page)
    task = tasks_of(before)[1]
    assert isinstance(task, Sensitivity)
    column, row = 23, 12
    values = task.settings(row, column)
    expect(page.get_by_test_id("watch-adam")).to_be_hidden()
    page.mouse.click(*at_cell(page, "adam", column, row, 32))
    after = wait_for_link(page, lambda scenario: scenario != before)
    adam: Any = after.entrant("adam").optimizer
    assert {name: getattr(adam, name) for name in values} == values
    assert after.entrant("sgd") == before.entrant("sgd")
    # The map is the same, and stays.
    assert arena.get_attribute("data-finished") == "true"

    expect(page.get_by_test_id("watch-sgd")).to_be_hidden()
    page.get_by_test_id("watch-adam").click()
    page.wait_for_selector('[data-page="race"][data-ready="true"]', timeout=LONG)
    assert page.get_by_test_id("arena").get_attribute("data-run") == after.run_hash()
    assert linked(page) == after
    assert "/maps" not in page.url
    page.wait_for_function("Number(document.querySelector('[data-testid=arena]').dataset.step) > 10")


def test_hovering_tells_both_values_and_all_measures(page: Page, server: Server) -> None:
    open_maps(page, server, SMALL)
    scenario = linked(page)
    task = tasks_of(scenario)[1]
    assert isinstance(task, Sensitivity)
    column, row = 22, 6
    page.mouse.move(*at_cell(page, "adam", column, row, 32))
    tip = page.get_by_test_id("cells-adam").locator(".tip")
    expect(tip).to_be_visible()
    told = dict(zip(tip.locator("dt").all_inner_texts(), tip.locator("dd").all_inner_texts(), strict=True))
    settings = task.settings(row, column)
    adam: Any = scenario.entrant("adam").optimizer
    run = descend(type(adam)(**vars(adam) | settings), scenario.surface, scenario.start, scenario.steps)
    assert float(told["α"]) == pytest.approx(settings["learning_rate"], rel=1e-3)
    assert float(told["β₁"]) == pytest.approx(settings["beta1"], rel=1e-3)
    assert float(told["loss"]) == pytest.approx(run.losses[-1], rel=1e-2)
    assert float(told["distance"]) == pytest.approx(np.hypot(*(run.positions[-1] - 1)), rel=1e-2)
    assert told["steps"] == "not reached"
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_the_printed_share_that_diverged_is_that_of_the_picture(page: Page, server: Server) -> None:
    open_maps(page, server, SMALL)
    colours = painted(page, "sgd").reshape(-1, 3)
    dark_red = np.abs(colours.astype(int) - [0x8F, 0x24, 0x16]).max(axis=1) <= 2
    told = page.get_by_test_id("diverged-sgd").inner_text()
    assert 20 < float(told.removesuffix(" %")) < 90
    assert 100 * dark_red.mean() == pytest.approx(float(told.removesuffix(" %")), abs=2)


def test_whatever_the_colour_shows_a_share_says_that_it_is_of_the_best_loss(
    page: Page, server: Server
) -> None:
    open_maps(page, server, f"{SMALL}&map.colour=steps")
    told = page.get_by_test_id("numbers-adam").locator("li").all_inner_texts()
    assert [re.sub(r"^.*%\s*", "", line) for line in told] == [
        "within 10 × of its best loss",
        "within 10 × of the best loss of all",
        "diverged",
    ]


def test_a_surface_without_a_lowest_loss_says_why_there_are_no_shares(page: Page, server: Server) -> None:
    open_maps(page, server, f"surface=saddle&{SMALL}")
    own, diverged = page.get_by_test_id("numbers-adam").locator("li").all_inner_texts()
    assert own.split("\n")[-1].removeprefix("–").strip() == "no best: the surface has no lowest loss"
    assert "%" in diverged
    page.get_by_test_id("map").get_by_text("basins").click()
    none = page.get_by_test_id("minima-adam").locator("li").filter(has_text="in none")
    expect(none).to_contain_text("in none: the surface has no minimum")
    expect(none).to_have_attribute("title", re.compile("nowhere to end"))
    assert none.locator("span").evaluate("(it) => it.scrollWidth <= it.clientWidth"), "it is cut"


def test_the_key_tells_what_the_ends_of_the_scale_stand_for(page: Page, server: Server) -> None:
    open_maps(page, server, SMALL)
    ticks = page.get_by_test_id("legend").locator(".ticks span").all_inner_texts()
    assert ["≤" in tick for tick in ticks] == [True, *[False] * (len(ticks) - 1)]
    assert ["≥" in tick for tick in ticks] == [*[False] * (len(ticks) - 1), True]
    page.get_by_test_id("measure").get_by_text("steps").click()
    expect(page.get_by_test_id("legend")).to_contain_text("steps")
    expect(page.get_by_test_id("legend")).not_to_contain_text("≤")


def test_the_colour_follows_the_measure(page: Page, server: Server) -> None:
    open_maps(page, server, SMALL)
    before = painted(page, "adam")
    page.get_by_test_id("measure").get_by_text("distance").click()
    wait_for_link(page, lambda scenario: scenario.view.maps.measure == "distance")
    expect(page.get_by_test_id("legend")).to_contain_text("distance")
    settle(page)
    assert (painted(page, "adam") != before).any(axis=2).mean() > 0.5


@pytest.mark.parametrize(
    ("part", "typed", "says"),
    [
        ("x.lowest", "5", "not below the highest"),
        ("x.highest", "0.00001", "not above the lowest"),
        ("x.lowest", "0", "log axis"),
        ("x.highest", "nan", "nan is not a finite number"),
        ("x.highest", "99", "1e-5 … 10"),
        ("y.lowest", "wide", "not a number"),
        ("y.highest", "1", "log axis"),
    ],
)
def test_a_bad_range_is_told_at_its_control_and_changes_nothing(
    page: Page, server: Server, part: str, typed: str, says: str
) -> None:
    # From 0.001 to 1, so that a low end of 5 is within the hyper-parameter's range.
    open_maps(
        page,
        server,
        f"{SMALL}&adam.map.x=learning_rate:0.001:1:log".replace("&map.of=sgd,adam", "&map.of=adam"),
    )
    if part == "x.highest" and typed == "0.00001":
        typed = "0.0005"
    before, picture = page.url, painted(page, "adam")
    field = page.get_by_test_id(f"adam.{part}")
    field.fill(typed)
    field.press("Enter")
    message = page.get_by_test_id(f"adam.{part[0]}.refused")
    expect(message).to_contain_text(says)
    expect(field).to_have_attribute("aria-invalid", "")
    expect(field).to_have_value(typed)
    assert message.evaluate(
        "(element) => element.closest('.axis').contains(document.querySelector('[aria-invalid]'))"
    )
    settle(page)
    assert page.url == before
    assert (painted(page, "adam") == picture).all()
    # Mended, it is forgotten.
    field.fill({"x.lowest": "0.01", "x.highest": "0.5", "y.lowest": "0.1", "y.highest": "0.99"}[part])
    field.press("Enter")
    expect(message).to_be_hidden()
    wait_for_link(page, lambda scenario: len(scenario.view.maps.axes) == 1 and page.url != before)


def test_a_message_at_a_control_outlives_the_questions_how_far_it_is(page: Page, server: Server) -> None:
    slow = "optimizers=adam,rmsprop&steps=5000&map.size=128&map.of=adam,rmsprop"
    arena = open_maps(page, server, slow, READY)
    field = page.get_by_test_id("adam.x.lowest")
    field.fill("20")
    field.press("Enter")
    message = page.get_by_test_id("adam.x.refused")
    expect(message).to_contain_text("20 is not below the highest, 10")
    seen = arena.get_attribute("data-frames")
    for _ in range(4):
        seen = wait_for_other(page, arena, "data-frames", seen)
    expect(message).to_contain_text("20 is not below the highest, 10")


def test_axes_are_chosen_swapped_and_reset(page: Page, server: Server) -> None:
    open_maps(page, server, SMALL)
    page.get_by_test_id("adam.x.field").select_option("beta1")
    wait_for_link(page, lambda scenario: axes(scenario) == ["beta1", "learning_rate"])
    expect(page.get_by_test_id("adam.y.field")).to_have_value("learning_rate")
    page.get_by_test_id("adam.y.scale").select_option("linear")
    wait_for_link(page, lambda scenario: scenario.view.maps.axes[0][2].scale == "linear")
    page.wait_for_selector(FINISHED, timeout=LONG)
    page.get_by_test_id("adam.map.reset").click()
    wait_for_link(page, lambda scenario: scenario.view.maps.axes == ())
    expect(page.get_by_test_id("adam.x.field")).to_have_value("learning_rate")


def test_what_was_refused_does_not_outlast_another_scale(page: Page, server: Server) -> None:
    open_maps(page, server, SMALL)
    lowest, message = page.get_by_test_id("adam.x.lowest"), page.get_by_test_id("adam.x.refused")
    lowest.fill("0")
    lowest.press("Enter")
    expect(message).to_contain_text("log axis")
    page.get_by_test_id("adam.x.scale").select_option("linear")
    scenario = wait_for_link(page, lambda scenario: scenario.view.maps.axes != ())
    assert scenario.view.maps.axes[0][1].scale == "linear"
    expect(message).to_be_hidden()
    expect(lowest).to_have_value("1e-5")


def test_maps_are_switched_on_and_off_up_to_four(page: Page, server: Server) -> None:
    open_maps(page, server, "optimizers=sgd,momentum,rmsprop,adam,lion&steps=20&map.size=32&map.of=sgd")
    expect(page.locator(".mapcard")).to_have_count(1)
    expect(page.get_by_test_id("map-of-sgd")).to_be_disabled()
    for name in ("adam", "momentum", "rmsprop"):
        page.get_by_test_id(f"map-of-{name}").click()
        expect(page.get_by_test_id(f"panel-{name}")).to_be_visible()
    expect(page.get_by_test_id("map-of-lion")).to_be_disabled()
    panels = page.locator(".mapcard").evaluate_all("(all) => all.map((one) => one.dataset.testid)")
    assert panels == [f"panel-{name}" for name in ("sgd", "momentum", "rmsprop", "adam")]
    page.get_by_test_id("map-of-sgd").click()
    expect(page.get_by_test_id("panel-sgd")).to_have_count(0)
    page.wait_for_selector(FINISHED, timeout=LONG)


def test_a_rule_with_one_number_says_why_it_has_no_map(page: Page, server: Server) -> None:
    open_maps(page, server, "optimizers=bfgs,adam&steps=20&map.size=32")
    expect(page.get_by_test_id("panel-bfgs")).to_contain_text("one number only")
    page.get_by_test_id("map").get_by_text("basins").click()
    expect(page.get_by_test_id("cells-bfgs")).to_be_visible()


# --- basins ---


def test_a_click_and_a_drag_on_a_basin_map_set_the_start(page: Page, server: Server) -> None:
    query = "surface=himmelblau&optimizers=momentum&steps=100&map=basins&map.size=128"
    arena = open_maps(page, server, query)
    (x0, x1), (y0, y1) = SURFACES["himmelblau"].domain

    def place(u: float, v: float) -> tuple[float, float]:
        return x0 + u * (x1 - x0), y0 + v * (y1 - y0)

    before = linked(page)
    picture = painted(page, "momentum")
    page.mouse.click(*at_share(page, "momentum", 0.25, 0.75))
    after = wait_for_link(page, lambda scenario: scenario.start != before.start)
    assert after.start == pytest.approx(place(0.25, 0.75), abs=0.05)
    page.mouse.move(*at_share(page, "momentum", 0.3, 0.3))
    page.mouse.down()
    page.mouse.move(*at_share(page, "momentum", 0.5, 0.4), steps=4)
    page.mouse.move(*at_share(page, "momentum", 0.8, 0.6), steps=4)
    page.mouse.up()
    dragged = wait_for_link(page, lambda scenario: scenario.start == pytest.approx(place(0.8, 0.6), abs=0.05))
    # One gesture is one entry of the history; the start is no part of the map.
    assert arena.get_attribute("data-finished") == "true"
    assert (painted(page, "momentum") == picture).all()
    page.go_back()
    wait_for_link(page, lambda scenario: scenario.start == after.start)
    assert dragged.run_hash() != after.run_hash()


def test_a_basin_map_tells_where_it_leads(page: Page, server: Server) -> None:
    open_maps(page, server, "surface=himmelblau&optimizers=sgd&steps=200&map=basins&map.size=128")
    keys = page.get_by_test_id("minima-sgd").locator("li").all_inner_texts()
    assert len(keys) == 6
    shares = [float(re.sub(r"[^\d.]", "", key.split("\n")[-1])) for key in keys]
    assert sum(shares) == pytest.approx(100, abs=3)
    assert sum("loss 0" in key for key in keys) == 4
    nearest = min(minima_of(SURFACES["himmelblau"]), key=lambda each: np.hypot(each.x - 3, each.y - 2))
    page.mouse.move(*at_share(page, "sgd", (3 + 5) / 10, (2 + 5) / 10))
    tip = page.get_by_test_id("cells-sgd").locator(".tip")
    expect(tip).to_contain_text(f"({nearest.x:g}, {nearest.y:g})")
    # Four minima, four hues.
    colours = painted(page, "sgd")
    side = len(colours)
    corners = [
        colours[side // 4 if v else -side // 4, side // 4 if u else -side // 4]
        for u in (0, 1)
        for v in (0, 1)
    ]
    assert (
        min(np.abs(a.astype(int) - b.astype(int)).max() for i, a in enumerate(corners) for b in corners[:i])
        > 40
    )


# --- while it is being computed ---


def test_progress_moves_is_stopped_and_goes_on(page: Page, server: Server) -> None:
    arena = open_maps(page, server, SLOW, READY)
    assert arena.get_attribute("data-finished") == "false"
    seen = [progress(arena)]
    for _ in range(3):
        wait_for_other(page, arena, "data-progress", arena.get_attribute("data-progress"))
        seen.append(progress(arena))
    assert seen == sorted(seen)
    assert 0 < seen[-1] < 1
    # There is a picture long before the end.
    assert len(np.unique(painted(page, "adam").reshape(-1, 3), axis=0)) > 3
    expect(page.get_by_test_id("time-left")).to_contain_text("left", timeout=LONG)

    page.get_by_test_id("stop").click()
    page.wait_for_selector('[data-stopped="true"]')
    stopped = progress(arena)
    expect(page.get_by_test_id("time-left")).to_contain_text("stopped at")
    page.wait_for_timeout(1500)
    assert progress(arena) == stopped
    frames = arena.get_attribute("data-frames")
    page.wait_for_timeout(600)
    assert arena.get_attribute("data-frames") == frames, "nobody asks any more"
    assert len(np.unique(painted(page, "adam").reshape(-1, 3), axis=0)) > 3

    expect(page.get_by_test_id("stop")).to_have_text("go on")
    page.get_by_test_id("stop").click()
    page.wait_for_selector('[data-stopped="false"]')
    page.wait_for_function(
        "(stopped) => Number(document.querySelector('[data-testid=arena]').dataset.progress) > stopped",
        arg=stopped,
        timeout=LONG,
    )


def test_a_change_starts_anew_by_itself(page: Page, server: Server) -> None:
    arena = open_maps(page, server, SLOW, READY)
    page.get_by_test_id("stop").click()
    page.wait_for_selector('[data-stopped="true"]')
    page.get_by_test_id("steps").fill("5")
    page.get_by_test_id("steps").press("Enter")
    page.wait_for_selector(FINISHED, timeout=LONG)
    assert arena.get_attribute("data-stopped") == "false"
    assert linked(page).steps == 5
    expect(page.get_by_test_id("stop")).to_be_hidden()


def test_old_versions_of_maps_are_forgotten(blank: Page) -> None:
    kept = blank.evaluate("""async () => {
      const { keepMaps, memory } = await import("/app/static/memory.js");
      const add = (...names) => names.forEach((name) => memory.parts.set(name, {}));
      add("catalogue", "landscape-beale", "map-a-1", "map-b-1");
      keepMaps(["catalogue", "map-a-1", "map-b-1"]);
      add("map-a-2");
      keepMaps(["catalogue", "map-a-2", "map-b-1"]);
      const versions = [...memory.parts.keys()];
      for (let i = 0; i < 20; i++) {
        add(`map-other${i}-5`);
        keepMaps(["catalogue", `map-other${i}-5`]);
      }
      return [versions, [...memory.parts.keys()]];
    }""")
    assert set(kept[0]) == {"catalogue", "landscape-beale", "map-b-1", "map-a-2"}
    assert {"catalogue", "landscape-beale", "map-other19-5", "map-other12-5"} <= set(kept[1])
    assert len(kept[1]) == 2 + 9


# --- the page ---


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)], ids=str)
@pytest.mark.parametrize("kind", ["sensitivity&map.size=32", "basins&map.size=128"])
def test_four_maps_fit_on_the_screen(page: Page, server: Server, kind: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_maps(page, server, f"surface=himmelblau&{FOUR}&map={kind}")
    tall = page.evaluate(
        "[document.scrollingElement, document.querySelector('.stMain')].map((it) => it.scrollHeight)"
    )
    assert max(tall) <= size[1]
    for name in ("sgd", "momentum", "rmsprop", "adam"):
        box = frame(page, name)
        assert box["width"] == pytest.approx(box["height"], abs=2)
        assert box["width"] > 175
        card = page.get_by_test_id(f"panel-{name}")
        assert card.evaluate(
            "(it) => it.scrollHeight <= it.clientHeight + 1 && it.scrollWidth <= it.clientWidth + 1"
        )


def test_on_a_phone_maps_stand_below_each_other(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_maps(page, server, SMALL)
    sgd, adam = frame(page, "sgd"), frame(page, "adam")
    assert adam["y"] > sgd["y"] + sgd["height"]
    assert sgd["width"] > 260
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_the_projectors_view_shows_maps_without_controls(page: Page, server: Server) -> None:
    open_maps(page, server, SMALL)
    page.keyboard.press("p")
    page.wait_for_selector('[data-present="true"]')
    settle(page)
    expect(page.get_by_test_id("adam.x.lowest")).to_be_hidden()
    expect(page.get_by_test_id("cells-adam")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector('[data-present="false"]')
    expect(page.get_by_test_id("adam.x.lowest")).to_be_visible()


def test_the_copied_link_opens_the_same_maps(page: Page, server: Server) -> None:
    query = "surface=beale&optimizers=adam,lion&steps=30&map.size=32&map.colour=distance&map.of=lion"
    query += "&lion.map.x=learning_rate:0.001:1:log"
    open_maps(page, server, query)
    page.get_by_test_id("copy-link").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert urlsplit(copied).path == "/maps"
    scenario = linked(page)
    assert from_link(dict(parse_qsl(urlsplit(copied).query)))[0] == scenario
    assert "lion.map.x=learning_rate:0.001:1:log" in to_link(scenario)
    expect(page.get_by_test_id("lion.x.lowest")).to_have_value("0.001")
