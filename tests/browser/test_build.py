"""The page Build: a formula is typed and raced on, told where it is wrong, and held by a link."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from descent import descend
from link import from_link
from surfaces.formula import parse_surface
from tests.browser.arena import LONG, PLOT, READY, pause_at_start, settle, wait_for_colours, wait_for_other
from tests.browser.server import Server

HOSTILE = "__import__('os').system('ls')"


def open_build(page: Page, server: Server, query: str = "surface=formula&optimizers=sgd,adam") -> Locator:
    page.goto(f"{server.url}/build?{query}")
    page.wait_for_selector(READY, timeout=LONG)
    return page.get_by_test_id("arena")


def query(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def write(page: Page, text: str) -> None:
    """Letter by letter, faster than each could be drawn."""
    page.get_by_test_id("formula").fill("")
    page.get_by_test_id("formula").press_sequentially(text, delay=15)


def wait_for_text(page: Page, text: str) -> None:
    """Until the link holds this formula."""
    page.wait_for_function(
        "(text) => new URLSearchParams(location.search).get('formula') === text", arg=text, timeout=LONG
    )


def wait_for_page(page: Page, name: str) -> None:
    page.wait_for_selector(f'[data-testid="arena"][data-page="{name}"][data-ready="true"]', timeout=LONG)


def map_ranges(page: Page) -> Any:
    return page.evaluate(
        f"() => {{ const l = ({PLOT})('map').layout; return [...l.xaxis.range, ...l.yaxis.range]; }}"
    )


def test_a_formula_is_typed_and_raced_on(page: Page, server: Server, chromium: Browser) -> None:
    arena = open_build(page, server)
    before = arena.get_attribute("data-run")
    write(page, "x^2 + 2*y^2 + sin(3*x)")
    wait_for_text(page, "x^2 + 2*y^2 + sin(3*x)")
    assert arena.get_attribute("data-run") != before
    for panel in ("scene", "map"):
        wait_for_colours(page, panel)
    # The formula as it is set says what was typed.
    source = page.locator('[data-testid="formula-set"] annotation')
    expect(source).to_contain_text(r"\sin", timeout=LONG)
    expect(source).to_contain_text("2")
    # It is that very surface which the balls roll down.
    scenario, notes = from_link(query(page))
    assert notes == ()
    x, y = 0.7, -1.3
    assert scenario.surface.value(x, y) == parse_surface("x^2 + 2*y^2 + sin(3*x)").value(x, y)
    adam = scenario.entrant("adam").optimizer
    last = descend(adam, scenario.surface, scenario.start, scenario.steps).losses[-1]
    told = page.locator(".standings tr", has_text="Adam").locator("td").first.inner_text()
    assert float(told.replace("−", "-")) == pytest.approx(float(last), rel=1e-3)

    # The copied link opens the same for somebody else.
    page.get_by_test_id("copy-link").click()
    expect(page.get_by_test_id("copy-link")).to_have_text("copied")
    link = page.evaluate("() => navigator.clipboard.readText()")
    run = arena.get_attribute("data-run")
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    other = context.new_page()
    other.goto(link)
    other.wait_for_selector(READY, timeout=LONG)
    assert other.get_by_test_id("arena").get_attribute("data-run") == run
    assert other.get_by_test_id("formula").input_value() == "x^2 + 2*y^2 + sin(3*x)"
    context.close()

    # To the race and back: the same session, the same race, from its start.
    page.evaluate("window.same = true")
    page.get_by_test_id("race-on-it").click()
    wait_for_page(page, "race")
    assert page.evaluate("window.same === true"), "the page was loaded anew"
    assert page.get_by_test_id("surface").input_value() == "formula"
    assert arena.get_attribute("data-run") == run
    page.wait_for_function("Number(document.querySelector('[data-testid=arena]').dataset.step) > 0")
    page.get_by_role("link", name="Build").click()
    wait_for_page(page, "build")
    assert page.get_by_test_id("formula").input_value() == "x^2 + 2*y^2 + sin(3*x)"


def test_a_hostile_formula_is_told_at_its_place_and_the_page_lives(page: Page, server: Server) -> None:
    arena = open_build(page, server)
    run, surface = arena.get_attribute("data-run"), page.get_by_test_id("formula").input_value()
    page.get_by_test_id("formula").fill(HOSTILE)
    error = page.get_by_test_id("formula-error")
    expect(error).to_be_visible(timeout=LONG)
    expect(error).to_contain_text("Showing the last formula that could be read")
    assert len(page.locator(".editor mark").inner_text()) >= 1
    assert arena.get_attribute("data-run") == run
    assert query(page).get("formula", surface) == surface
    # A click on what is said goes to what is wrong.
    error.click()
    selected, marked = page.evaluate(
        """() => {
        const { value, selectionStart, selectionEnd } = document.querySelector("[data-testid=formula]");
        const mark = document.querySelector(".editor mark");
        return [value.slice(selectionStart, selectionEnd), mark.textContent];
        }"""
    )
    assert selected == marked

    # What is typed survives a visit to another page, wrong as it is, and so does what is said of it.
    page.get_by_role("link", name="Race", exact=True).click()
    wait_for_page(page, "race")
    assert arena.get_attribute("data-run") == run
    page.get_by_role("link", name="Build").click()
    wait_for_page(page, "build")
    assert page.get_by_test_id("formula").input_value() == HOSTILE
    expect(error).to_be_visible(timeout=LONG)

    write(page, "abs(x) + y^2")
    wait_for_text(page, "abs(x) + y^2")
    expect(error).to_be_hidden(timeout=LONG)
    assert page.locator(".editor mark").count() == 0
    assert arena.get_attribute("data-run") != run


def test_what_was_wrong_is_said_no_more_as_soon_as_the_text_is_another(page: Page, server: Server) -> None:
    open_build(page, server)
    field, error = page.get_by_test_id("formula"), page.get_by_test_id("formula-error")
    field.fill("sin(x")
    expect(error).to_be_visible(timeout=LONG)
    field.focus()
    page.keyboard.press("End")
    before = page.locator(".formulahelp").bounding_box()
    # In the same breath as the key, before any answer.
    shown = page.evaluate(
        """() => {
        document.execCommand("insertText", false, " +");
        const error = document.querySelector("[data-testid=formula-error]");
        return error.checkVisibility({ visibilityProperty: true });
        }"""
    )
    assert not shown
    assert field.input_value() == "sin(x +"
    assert page.locator(".formulahelp").bounding_box() == before, "it moved while one types"
    # This is wrong too, and that is told.
    expect(error).to_be_visible(timeout=LONG)


def test_parameters_become_sliders_with_ends_of_their_own(page: Page, server: Server) -> None:
    arena = open_build(page, server)
    write(page, "a*x^2 + bend*y^2")
    for name in ("a", "bend"):
        expect(page.get_by_test_id(f"surface.{name}")).to_be_visible(timeout=LONG)
    run = arena.get_attribute("data-run")
    page.get_by_test_id("surface.a").focus()
    page.keyboard.press("End")
    run = wait_for_other(page, arena, "data-run", run)
    page.wait_for_function("location.search.includes('surface.a=5')", timeout=LONG)
    assert page.get_by_test_id("formula").input_value() == "a*x^2 + bend*y^2"

    highest = page.get_by_test_id("formula.a.highest")
    highest.fill("20")
    highest.press("Enter")
    page.wait_for_function("location.search.includes('formula.a=-5:20')", timeout=LONG)
    page.get_by_test_id("surface.a").focus()
    page.keyboard.press("End")
    wait_for_other(page, arena, "data-run", run)
    expect(page.get_by_test_id("surface.a.value")).to_have_value("20", timeout=LONG)
    # An end that is no end is told there, and nothing else changes.
    highest.fill("-9")
    highest.press("Enter")
    expect(page.locator(".ends .refused:visible")).to_contain_text("-9", timeout=LONG)
    assert page.get_by_test_id("surface.a.value").input_value() == "20"
    # A parameter that is written no more has no slider.
    write(page, "x^2 + bend*y^2")
    expect(page.get_by_test_id("surface.a")).to_have_count(0, timeout=LONG)
    expect(page.get_by_test_id("surface.bend")).to_be_visible()


def test_domain_and_minimum_are_typed_found_or_none(page: Page, server: Server) -> None:
    open_build(page, server)
    write(page, "(x - 1)^2 + (y + 2)^2 + 3")
    wait_for_text(page, "(x - 1)^2 + (y + 2)^2 + 3")
    for name, value in (("x0", "-2"), ("x1", "6"), ("y0", "-3"), ("y1", "5")):
        page.get_by_test_id(f"domain.{name}").fill(value)
        page.get_by_test_id(f"domain.{name}").press("Enter")
    page.wait_for_function("location.search.includes('domain=-2,6,-3,5')", timeout=LONG)
    settle(page)
    assert map_ranges(page) == [-2, 6, -3, 5]
    # Ends in the wrong order are told, and what is shown stays.
    page.get_by_test_id("domain.x1").fill("-4")
    page.get_by_test_id("domain.x1").press("Enter")
    expect(page.locator(".domain .refused:visible")).to_have_count(1, timeout=LONG)
    assert map_ranges(page) == [-2, 6, -3, 5]

    lowest = page.get_by_test_id("minimum.value")
    logarithmic = page.get_by_role("button", name="log", exact=True)
    page.get_by_test_id("minimum.none").click()
    expect(lowest).to_have_text("no minimum is known", timeout=LONG)
    expect(logarithmic).to_be_disabled()
    page.get_by_test_id("minimum.find").click()
    expect(lowest).to_have_text("f = 3", timeout=LONG)
    expect(page.get_by_test_id("minimum.x")).to_have_value("1")
    expect(page.get_by_test_id("minimum.y")).to_have_value("-2")
    expect(logarithmic).to_be_enabled()
    page.get_by_test_id("minimum.x").fill("2")
    page.get_by_test_id("minimum.x").press("Enter")
    expect(lowest).to_have_text("f = 4", timeout=LONG)
    page.wait_for_function("location.search.includes('minimum=2,-2')", timeout=LONG)


def alpha_of_the_trails(page: Page, places: list[tuple[float, float]]) -> list[int]:
    """How opaque the trails on the map are around places of its axes, 0 … 255."""
    opaque: list[int] = page.evaluate(
        f"""(places) => {{
        const {{ xaxis, yaxis }} = ({PLOT})("map")._fullLayout;
        const canvas = document.querySelector('[data-testid="moving-map"]').previousElementSibling;
        const [ctx, ratio] = [canvas.getContext("2d"), canvas.width / canvas.clientWidth];
        return places.map(([x, y]) => {{
          const left = (xaxis._offset + xaxis._b + xaxis._m * x) * ratio - 2;
          const top = (yaxis._offset + yaxis._b + yaxis._m * y) * ratio - 2;
          const {{ data }} = ctx.getImageData(Math.round(left), Math.round(top), 4, 4);
          return Math.max(...data.filter((_, i) => i % 4 === 3));
        }});
        }}""",
        [list(place) for place in places],
    )
    return opaque


def test_the_trails_are_whole_after_the_map_has_changed_its_shape(page: Page, server: Server) -> None:
    # A tall domain first: its map is a strip in the middle of the panel.
    query = "surface=formula&formula=x^2 %2B y^2&domain=-1,1,-4,4&start=-0.8,3&optimizers=sgd"
    arena = open_build(page, server, query)
    pause_at_start(page, arena)
    page.get_by_test_id("scrub").focus()
    page.keyboard.press("End")
    settle(page)
    # Straight down to (0, 0), as the gradient points.
    on_the_way = [(share * -0.8, share * 3) for share in (0.9, 0.6, 0.3, 0.1)]
    assert min(alpha_of_the_trails(page, on_the_way)) > 100
    run = arena.get_attribute("data-run")
    page.get_by_test_id("domain.x1").fill("7")
    page.get_by_test_id("domain.x1").press("Enter")
    wait_for_other(page, arena, "data-run", run)
    settle(page)
    assert map_ranges(page) == [-1, 7, -4, 4]
    assert min(alpha_of_the_trails(page, on_the_way)) > 100


def test_help_is_written_by_a_click_and_typing_is_one_entry_in_the_history(
    page: Page, server: Server
) -> None:
    open_build(page, server)
    page.wait_for_function("location.search !== ''", timeout=LONG)
    field = page.get_by_test_id("formula")
    entries = page.evaluate("history.length")
    field.fill("x^2 + ")
    page.get_by_test_id("formula-functions").click()
    page.get_by_test_id("insert-cos").click()
    # The cursor is between the brackets now.
    page.keyboard.type("y")
    assert field.input_value() == "x^2 + cos(y)"
    # Escape folds the help away, and the cursor stays where it is.
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("insert-cos")).to_be_hidden()
    expect(field).to_be_focused()
    page.get_by_test_id("formula-examples").click()
    page.locator(".formulahelp li button").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".formulahelp li button").first).to_be_hidden()
    expect(page.get_by_test_id("formula-examples")).to_be_focused()
    wait_for_text(page, "x^2 + cos(y)")
    page.get_by_test_id("formula-examples").click()
    page.locator(".formulahelp li button").first.click()
    page.wait_for_function(
        "(typed) => ![null, typed].includes(new URLSearchParams(location.search).get('formula'))",
        arg="x^2 + cos(y)",
        timeout=LONG,
    )
    assert page.evaluate("history.length") <= entries + 2
    page.go_back()
    wait_for_text(page, "x^2 + cos(y)")
    expect(field).to_have_value("x^2 + cos(y)", timeout=LONG)


def test_a_model_is_built_from_its_points(page: Page, server: Server) -> None:
    arena = open_build(page, server, "surface=rosenbrock&optimizers=adam&beside=fit")
    assert page.get_by_test_id("recipe").get_attribute("data-makes") == "none"
    run = arena.get_attribute("data-run")
    page.get_by_test_id("make-linear_regression").click()
    wait_for_other(page, arena, "data-run", run)
    assert page.get_by_test_id("recipe").get_attribute("data-makes") == "data"
    expect(page.get_by_test_id("points")).to_have_text("12 points")
    expect(page.get_by_test_id("recipe.reset")).to_be_disabled()
    expect(page.get_by_test_id("fit")).to_be_visible()
    assert page.locator(".ends").count() == 0


def test_all_of_it_is_in_sight_on_every_screen(page: Page, server: Server) -> None:
    open_build(page, server, "surface=formula&optimizers=sgd,momentum,rmsprop,adam")
    size = "() => ['scrollWidth', 'scrollHeight'].map((name) => document.scrollingElement[name])"
    for width, height in ((1366, 768), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        assert page.evaluate(size) == [width, height]
        overlap = page.evaluate(
            """() => {
            const buttons = [...document.querySelectorAll(".arena .bar > *")];
            const boxes = buttons.map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 0);
            const before = (a, b) => a.right <= b.x + 1 || a.bottom <= b.y;
            const apart = (a, b) => before(a, b) || before(b, a);
            return boxes.some((a, i) => boxes.some((b, k) => i < k && !apart(a, b)));
            }"""
        )
        assert not overlap
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    assert page.evaluate(size)[0] == 390
    tops = [
        page.locator(where).bounding_box()
        for where in ('[data-testid="map"]', ".recipe", '[data-view="scene"]')
    ]
    heights = [place["y"] for place in tops if place]
    assert len(heights) == 3
    assert heights == sorted(heights), "map first, then what it is made from"
