"""A CSV file on the page Build: its points make the surface, in this browser alone; else it says why not."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.arena import LONG, READY, pause_at_start, settle, wait_for_other
from tests.browser.server import Server
from tests.browser.test_fit import on_screen

PEOPLE = "stature,heft,sex,name\n" + "\n".join(
    f"{150 + 0.4 * n:.1f},{40 + 0.5 * n + n * 7 % 11:.1f},{'f' if n % 3 else 'm'},name {n}"
    for n in range(120)
)
LINE = "surface=linear_regression&optimizers=adam"
EXCEL = b"PK\x03\x04" + b"[Content_Types].xml" + bytes(100)


def open_build(page: Page, server: Server, query: str = LINE) -> Locator:
    page.goto(f"{server.url}/build?{query}")
    page.wait_for_selector(READY, timeout=LONG)
    return page.get_by_test_id("arena")


def bring(page: Page, text: str | bytes, name: str = "people.csv") -> None:
    """As a user does: opens the panel, unless it is open, and chooses a file."""
    field = page.locator("input[type=file]")
    if not field.count():
        page.get_by_role("button", name="Bring a CSV file").click()
    raw = text.encode() if isinstance(text, str) else text
    field.set_input_files([{"name": name, "mimeType": "text/csv", "buffer": raw}])


@pytest.fixture
def built(page: Page, server: Server) -> Locator:
    """The page Build with a file of 120 people in it."""
    arena = open_build(page, server)
    run = arena.get_attribute("data-run")
    bring(page, PEOPLE)
    wait_for_other(page, arena, "data-run", run)
    return arena


def test_a_file_makes_the_surface_and_its_columns_are_chosen(page: Page, built: Locator) -> None:
    card = page.get_by_test_id("upload")
    expect(page.get_by_test_id("points")).to_have_text("120 points")
    expect(card).to_contain_text("people.csv")
    expect(page.get_by_test_id("upload.x")).to_have_value("stature")
    expect(page.get_by_test_id("upload.y")).to_have_value("heft")
    expect(page.get_by_test_id("upload.x").locator("option[disabled]")).to_have_text(["name (text)"])
    # The panel has closed, and with it the field for files.
    expect(page.locator("input[type=file]")).to_have_count(0)
    run = built.get_attribute("data-run")
    page.get_by_test_id("upload.y").select_option("sex")
    wait_for_other(page, built, "data-run", run)
    expect(card).to_contain_text("sex: f is 0, m is 1")


def test_the_clock_goes_on_where_it_stood(page: Page, server: Server) -> None:
    arena = open_build(page, server)
    pause_at_start(page, arena)
    for _ in range(3):
        page.get_by_test_id("step-forward").click()
    run = arena.get_attribute("data-run")
    bring(page, PEOPLE)
    wait_for_other(page, arena, "data-run", run)
    assert (arena.get_attribute("data-step"), arena.get_attribute("data-playing")) == ("3", "false")


def test_a_points_words_are_in_sight(page: Page, server: Server) -> None:
    """In the panel, and not below the buttons in its corner, however long the columns' names are."""
    arena = open_build(page, server, f"{LINE}&beside=fit")
    run = arena.get_attribute("data-run")
    people = [(150, 110), (170, 90), (190, 110), (200, 110), (150, 40), (170, 40), (200, 40)]
    names = "stature of the person in the morning,weight of the same person in the evening"
    bring(page, "\n".join([names, *(f"{x},{y}" for x, y in people)]))
    wait_for_other(page, arena, "data-run", run)
    settle(page)
    panel, tip = page.get_by_test_id("fit"), page.locator('[data-testid="fit"] .tip')
    choice = panel.locator(".beside")
    for place in people:
        page.mouse.move(*on_screen(page, *place))
        expect(tip).to_be_visible()
        expect(tip).to_contain_text(str(place[0]))
        words, buttons, frame = (one.bounding_box() for one in (tip, choice, panel))
        assert words
        assert buttons
        assert frame
        assert words["x"] >= frame["x"]
        assert words["x"] + words["width"] <= frame["x"] + frame["width"]
        assert words["y"] + words["height"] <= frame["y"] + frame["height"]
        assert words["y"] >= buttons["y"] + buttons["height"]


def test_a_file_that_is_no_table_says_so_and_all_stays(page: Page, built: Locator) -> None:
    run = built.get_attribute("data-run")
    bring(page, EXCEL, "my_*table*.csv")
    alert = page.get_by_test_id("stAlert")
    told = "my_*table*.csv: This is an Excel file: save it as CSV, and bring that."
    expect(alert).to_have_text(told, timeout=LONG)
    expect(page.get_by_test_id("upload")).to_contain_text("people.csv")
    assert built.get_attribute("data-run") == run
    # The page lives, and the next file is taken.
    bring(page, "a,b\n1,2\n2,5\n4,3\n", "next.csv")
    wait_for_other(page, built, "data-run", run)
    expect(page.get_by_test_id("points")).to_have_text("3 points")
    expect(alert).to_have_count(0, timeout=LONG)


def test_nobody_else_sees_the_file(page: Page, built: Locator, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    other = context.new_page()
    address = page.get_by_test_id("arena").evaluate("() => location.href")
    other.goto(address)
    other.wait_for_selector(READY, timeout=LONG)
    expect(other.get_by_test_id("upload")).to_be_hidden()
    expect(other.get_by_test_id("points")).not_to_have_text("120 points")
    assert other.get_by_test_id("arena").get_attribute("data-run") != built.get_attribute("data-run")
    for word in ("people.csv", "stature", "heft"):
        assert word not in other.content()
        assert word not in address
    context.close()


def test_forgetting_brings_the_example_back(page: Page, server: Server) -> None:
    arena = open_build(page, server)
    example = arena.get_attribute("data-run")
    points = page.get_by_test_id("points").inner_text()
    bring(page, PEOPLE)
    run = wait_for_other(page, arena, "data-run", example)
    page.get_by_test_id("upload.forget").click()
    wait_for_other(page, arena, "data-run", run)
    expect(page.get_by_test_id("upload")).to_be_hidden()
    expect(page.get_by_test_id("points")).to_have_text(points)
    assert arena.get_attribute("data-run") == example


def test_the_file_goes_along_to_another_model_or_says_why_not(page: Page, built: Locator) -> None:
    run = built.get_attribute("data-run")
    page.get_by_test_id("make-logistic_regression").click()
    run = wait_for_other(page, built, "data-run", run)
    expect(page.get_by_test_id("upload.y")).to_have_value("sex")
    bring(page, "a,b\n1,2\n2,5\n4,3\n", "next.csv")
    expect(page.get_by_test_id("stAlert")).to_contain_text("exactly two values", timeout=LONG)
    expect(page.get_by_test_id("upload").get_by_role("alert")).to_contain_text("exactly two values")


def test_what_was_brought_lives_on_through_other_pages(page: Page, built: Locator) -> None:
    run = built.get_attribute("data-run")
    page.get_by_test_id("race-on-it").click()
    page.wait_for_selector('[data-testid="arena"][data-page="race"][data-ready="true"]', timeout=LONG)
    assert page.get_by_test_id("arena").get_attribute("data-run") == run
    expect(page.get_by_role("button", name="Bring a CSV file")).to_have_count(0)
    page.get_by_role("link", name="Build").click()
    page.wait_for_selector('[data-testid="arena"][data-page="build"][data-ready="true"]', timeout=LONG)
    expect(page.get_by_test_id("upload.y")).to_have_value("heft")


def test_only_surfaces_of_data_take_a_file(page: Page, server: Server) -> None:
    open_build(page, server, "surface=beale&optimizers=adam")
    expect(page.get_by_role("button", name="Bring a CSV file")).to_have_count(0)


@pytest.mark.usefixtures("built")
def test_the_link_says_that_the_data_do_not_travel(page: Page, chromium: Browser) -> None:
    expect(page.get_by_test_id("link-note")).to_contain_text("Uploaded data do not travel")
    page.wait_for_function("() => location.search.includes('points=upload-')", timeout=LONG)
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_selector(READY, timeout=LONG)
    expect(other.get_by_test_id("arena")).to_contain_text("uploaded data, which do not travel")
    context.close()


def test_back_undoes_a_file_and_forward_finds_it_again(page: Page, server: Server) -> None:
    arena = open_build(page, server)
    example = arena.get_attribute("data-run")
    bring(page, PEOPLE)
    mine = wait_for_other(page, arena, "data-run", example)
    page.wait_for_function("() => location.search.includes('points=upload-')", timeout=LONG)
    page.go_back()
    assert wait_for_other(page, arena, "data-run", mine) == example
    page.go_forward()
    assert wait_for_other(page, arena, "data-run", example) == mine
    expect(page.get_by_test_id("upload.y")).to_have_value("heft")
