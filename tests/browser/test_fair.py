"""The fair race in a browser: one button tunes every optimizer and races them; that can be taken back."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from tests.browser.arena import LONG, open_race, pause_at_start, settle
from tests.browser.server import Server

QUICK = "?surface=rosenbrock&optimizers=sgd,momentum,adam&steps=60&tune=random&tune.budget=32"
# Minutes of work: whoever waits for its end waits too long.
ENDLESS = "?surface=rosenbrock&optimizers=sgd,adam&steps=5000&tune=random&tune.budget=512&tune.count=100"


def query(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_link(page: Page, old: str) -> None:
    page.wait_for_function("(old) => location.search !== old", arg=old, timeout=LONG)
    settle(page)


def search(page: Page) -> str:
    return str(page.evaluate("location.search"))


def progress(page: Page) -> float:
    return float(page.get_by_test_id("fair").get_attribute("data-progress") or 0)


def wait_for_progress(page: Page, beyond: float) -> float:
    page.wait_for_function(
        "(beyond) => Number(document.querySelector('[data-testid=fair]').dataset.progress) > beyond",
        arg=beyond,
        timeout=LONG,
    )
    return progress(page)


def wait_until_idle(page: Page) -> None:
    page.wait_for_selector('[data-testid="fair"][data-running="false"]', timeout=LONG)


def shown_setting(page: Page, entrant: str) -> list[float]:
    """The numbers of the best setting, as the table shows them."""
    cell = page.get_by_test_id(f"tuned-{entrant}").locator(".setting").inner_text()
    return [float(word.replace("−", "-")) for word in cell.split() if word[:1].isdigit()]


def test_the_button_opens_the_panel_and_the_link_keeps_it(page: Page, server: Server) -> None:
    open_race(page, server.url, "?optimizers=sgd,adam")
    assert page.get_by_test_id("fair").is_hidden()
    page.get_by_test_id("fair-race").click()
    page.get_by_test_id("fair").wait_for(state="visible")
    page.wait_for_function("location.search.includes('tune=random')")
    page.get_by_test_id("tune.method").get_by_role("button", name="grid").click()
    page.wait_for_function("location.search.includes('tune=grid')")
    field = page.get_by_test_id("tune.budget")
    field.fill("128")
    field.press("Enter")
    page.wait_for_function("location.search.includes('tune.budget=128')")
    assert "128 others" in page.get_by_test_id("fair-rule").inner_text()
    assert "on a grid" in page.get_by_test_id("fair-rule").inner_text()

    page.get_by_test_id("fair-close").click()
    page.get_by_test_id("fair").wait_for(state="hidden")
    page.wait_for_function("!location.search.includes('tune')")
    # Opened again, what was chosen is still there.
    page.get_by_test_id("fair-race").click()
    page.wait_for_function("location.search.includes('tune=grid&tune.budget=128')")


def test_a_number_out_of_range_is_refused_at_its_control(page: Page, server: Server) -> None:
    open_race(page, server.url, QUICK)
    field = page.get_by_test_id("tune.budget")
    for typed, why in (("8", "16 … 512"), ("many", "not a number"), ("20.5", "whole number")):
        field.fill(typed)
        field.press("Enter")
        message = page.locator('.field[data-field="budget"] .refused')
        message.get_by_text(why).wait_for(state="visible", timeout=LONG)
        assert field.get_attribute("aria-invalid") is not None
        assert query(page)["tune.budget"] == "32"


def test_one_button_tunes_races_and_is_taken_back(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, QUICK)
    page.wait_for_function("location.search.includes('adam.learning_rate')")
    first, before, link = arena.get_attribute("data-run"), query(page), search(page)
    entries = page.evaluate("history.length")
    pause_at_start(page, arena)
    page.get_by_test_id("tune").click()
    # It starts by itself.
    page.wait_for_function("document.querySelector('[data-testid=arena]').dataset.playing === 'true'")
    wait_for_link(page, link)
    wait_until_idle(page)

    # The link says what the table says, and so do the sliders; all of it is one entry in the history.
    tuned, tuned_link = query(page), search(page)
    for entrant, names in {
        "sgd": ["learning_rate"],
        "momentum": ["learning_rate", "momentum"],
        "adam": ["learning_rate", "beta1"],
    }.items():
        values = shown_setting(page, entrant)
        assert values == [float(tuned[f"{entrant}.{name}"]) for name in names]
        told = page.get_by_test_id(f"{entrant}.learning_rate.value").input_value()
        assert float(told) == values[0]
    assert page.evaluate("history.length") == entries + 1
    assert arena.get_attribute("data-run") != first
    assert page.get_by_test_id("fair").get_attribute("data-found") == "3"
    # A line for each of them.
    page.wait_for_function(
        "document.querySelectorAll('[data-testid=best-so-far] .lines .js-line').length === 3"
    )

    # "before" and "tuned" change between the two.
    switch = page.get_by_test_id("tuned-or-before")
    assert switch.get_by_role("button", name="tuned").get_attribute("aria-pressed") == "true"
    switch.get_by_role("button", name="before").click()
    page.wait_for_function(f"document.querySelector('[data-testid=arena]').dataset.run === '{first}'")
    assert shown_setting(page, "adam") == [float(tuned["adam.learning_rate"]), float(tuned["adam.beta1"])]
    wait_for_link(page, tuned_link)
    assert query(page) == before
    switch.get_by_role("button", name="tuned").click()
    page.wait_for_function("(link) => location.search === link", arg=tuned_link)
    # The browser's own back does it too.
    page.go_back()
    page.wait_for_function("(link) => location.search === link", arg=link)
    page.wait_for_function(f"document.querySelector('[data-testid=arena]').dataset.run === '{first}'")

    # What was found stays when a slider moves, and goes with what it hangs on.
    assert page.get_by_test_id("fair").get_attribute("data-found") == "3"
    page.get_by_test_id("steps").fill("61")
    page.get_by_test_id("steps").press("Enter")
    page.wait_for_selector('[data-testid="fair"][data-found="0"]')
    assert page.get_by_test_id("best-so-far").is_hidden()


def test_progress_moves_and_stop_stops(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, ENDLESS)
    run, link = arena.get_attribute("data-run"), search(page)
    page.get_by_test_id("tune").click()
    seen = wait_for_progress(page, 0.0)
    assert 0 < seen < wait_for_progress(page, seen) < 1
    # The page stays alive meanwhile: another ball is hidden, and the search goes on.
    page.get_by_test_id("sgd.shown").click()
    page.wait_for_function("location.search.includes('hidden=sgd')")
    wait_for_progress(page, progress(page))

    page.get_by_test_id("tune-stop").click()
    wait_until_idle(page)
    settle(page)
    told = page.get_by_text("stopped at").inner_text()
    reached = int(told.split()[2])
    assert told.endswith("%: the race is as it was, and the search can go on")
    assert page.get_by_test_id("tune").inner_text() == "go on"
    assert arena.get_attribute("data-run") == run
    assert search(page).replace("&hidden=sgd", "") == link
    assert page.get_by_test_id("fair").get_attribute("data-found") == "0"

    # It goes on where it was, for what it has found is kept.
    assert reached >= 2
    page.get_by_test_id("tune").click()
    assert wait_for_progress(page, 0.0) >= reached / 100
    page.get_by_test_id("tune-stop").click()
    wait_until_idle(page)


def test_another_start_stops_the_search(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, ENDLESS)
    page.get_by_test_id("tune").click()
    wait_for_progress(page, 0.0)
    page.get_by_test_id("start.x").fill("0.5")
    page.get_by_test_id("start.x").press("Enter")
    wait_until_idle(page)
    assert page.get_by_text(re.compile(r"^stopped at \d+ %, for the race has changed$")).is_visible()
    assert page.get_by_test_id("tune").inner_text() == "tune and race"
    page.wait_for_function("location.search.includes('start=0.5')")
    assert arena.get_attribute("data-fair") == "true"


def test_the_panel_fits_and_hides_nothing_of_the_page(page: Page, server: Server) -> None:
    for width, height in ((1366, 768), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        open_race(page, server.url, QUICK)
        page.get_by_test_id("tune").click()
        page.wait_for_selector('[data-testid="fair"][data-found="3"]', timeout=LONG)
        settle(page)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        fair = page.get_by_test_id("fair")
        assert fair.evaluate("(it) => it.scrollHeight <= it.clientHeight && it.scrollWidth <= it.clientWidth")
        panel, map_panel = fair.bounding_box(), page.get_by_test_id("map").bounding_box()
        assert panel is not None
        assert map_panel is not None
        assert panel["x"] + panel["width"] <= map_panel["x"]
        assert map_panel["width"] >= 300


def test_with_eight_optimizers_the_panel_scrolls_down_to_its_end(page: Page, server: Server) -> None:
    eight = "sgd,momentum,nesterov,adagrad,rmsprop,adadelta,adam,adamw"
    open_race(page, server.url, f"?optimizers={eight}&steps=20&tune=random&tune.budget=16&tune.count=1")
    page.get_by_test_id("tune").click()
    page.wait_for_selector('[data-testid="fair"][data-found="8"][data-running="false"]', timeout=LONG)
    settle(page)
    panel = page.get_by_test_id("fair")
    row, below = page.get_by_test_id("tuned").locator("tr").last, panel.locator(".limits")
    # The table is whole at first, and what is below it is reached.
    ends = [part.evaluate("(it) => it.getBoundingClientRect().bottom") for part in (row, panel)]
    assert ends[0] < ends[1]
    panel.evaluate("(it) => it.scrollTo(0, it.scrollHeight)")
    assert below.evaluate("(it) => it.getBoundingClientRect().bottom") < ends[1]
    heights = panel.evaluate("(it) => [...it.children].map((part) => [part.scrollHeight, part.clientHeight])")
    assert all(whole <= shown + 1 for whole, shown in heights), "nothing is squeezed"


def test_on_a_phone_a_link_to_it_shows_it_first(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_race(page, server.url, QUICK)
    button = page.get_by_test_id("tune").bounding_box()
    assert button is not None
    assert button["y"] + button["height"] < 500
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_surface_without_a_minimum_says_so(page: Page, server: Server) -> None:
    open_race(page, server.url, "?surface=saddle&tune=random")
    assert page.get_by_test_id("tune").is_disabled()
    assert page.get_by_test_id("fair-rule").inner_text().startswith("Saddle has no lowest loss")
