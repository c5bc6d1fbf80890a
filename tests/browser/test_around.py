"""What surrounds the rules, set by hand: noise and its seeds, motion, schedules; and examples of them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page

from arena.message import Session, message
from descent import KINDS
from examples import EXAMPLES
from surfaces import SURFACES
from tests.browser.arena import READY, box, open_race, pause_at_start, settle, wait_for_other
from tests.browser.server import Server
from tests.fitted import FITTED, points_of
from tests.test_arena import unpack

RACE = "?surface=rosenbrock&optimizers=sgd,adam"
ADAM = (0x02, 0x50, 0xFF)


def query(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_link(page: Page, name: str, value: str | None) -> None:
    page.wait_for_function(
        "([name, value]) => new URLSearchParams(location.search).get(name) === value", arg=[name, value]
    )


def wait_for_run(page: Page, run: str | None) -> None:
    page.wait_for_function(
        "(run) => document.querySelector('[data-testid=arena]')?.dataset.run === run", arg=run
    )


def fill(field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Enter")


def told_at(page: Page, control: str) -> str:
    """What a control says of the value that was typed into it, once it says something."""
    message = page.locator(".control").filter(has=page.get_by_test_id(control)).get_by_role("alert")
    message.filter(visible=True).wait_for()
    return message.inner_text()


# --- noise ---


def test_noise_is_set_by_hand_and_the_next_seed_is_another_run(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)
    run, around = arena.get_attribute("data-run"), page.get_by_test_id("around")
    assert around.inner_text().startswith("noise & motion")
    assert page.get_by_test_id("next-seed").is_hidden()
    around.click()
    assert page.get_by_test_id("seed.value").is_hidden()
    page.get_by_test_id("noise").select_option("gaussian")
    run = wait_for_other(page, arena, "data-run", run)
    page.locator(".around .kinds .formula .katex").first.wait_for()
    fill(page.get_by_test_id("noise.sigma.value"), "0.5")
    wait_for_link(page, "noise.sigma", "0.5")
    fill(page.get_by_test_id("seed.value"), "7")
    wait_for_link(page, "seed", "7")
    assert query(page)["noise"] == "gaussian"
    assert " ".join(around.inner_text().split()) == "σ 0.5 · seed 7 ▾"
    page.keyboard.press("Escape")
    assert page.get_by_test_id("noise").is_hidden()

    # One click in the bar draws the next numbers; the browser's back brings the last ones.
    settle(page)
    run = arena.get_attribute("data-run")
    page.get_by_test_id("next-seed").click()
    wait_for_link(page, "seed", "8")
    other = wait_for_other(page, arena, "data-run", run)
    assert "seed 8" in around.inner_text()
    page.go_back()
    wait_for_run(page, run)
    assert "seed 7" in page.get_by_test_id("around").inner_text()
    settle(page)
    page.go_forward()
    wait_for_run(page, other)
    wait_for_link(page, "seed", "8")

    # Its link opens the very run.
    page.reload()
    page.wait_for_selector(READY)
    assert page.get_by_test_id("arena").get_attribute("data-run") == other

    page.get_by_test_id("around").click()
    page.get_by_test_id("around-off").click()
    wait_for_link(page, "noise", None)
    assert not {"seed", "noise.sigma"} & set(query(page))
    assert page.get_by_test_id("around").inner_text().startswith("noise & motion")


def test_many_seeds_are_told_and_the_next_are_all_others(page: Page, server: Server) -> None:
    open_race(page, server.url, RACE + "&noise=sparse&seed=3")
    page.get_by_test_id("around").click()
    fill(page.get_by_test_id("seeds.value"), "50")
    wait_for_link(page, "seeds", "50")
    assert "50 seeds from 3" in page.get_by_test_id("around").inner_text()
    page.get_by_test_id("next-seed").click()
    wait_for_link(page, "seed", "53")
    page.get_by_test_id("around").click()
    page.get_by_test_id("noise").select_option("none")
    wait_for_link(page, "seeds", None)


def test_a_slider_of_the_noise_acts_while_it_is_dragged(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE + "&noise=batch")
    pause_at_start(page, arena)
    before = page.evaluate("history.length")
    page.get_by_test_id("around").click()
    frame = page.get_by_test_id("noise.batch_size").bounding_box()
    assert frame is not None
    run, middle = arena.get_attribute("data-run"), frame["y"] + frame["height"] / 2
    page.mouse.move(frame["x"] + 0.4 * frame["width"], middle)
    page.mouse.down()
    for place in (0.5, 0.6, 0.7):
        page.mouse.move(frame["x"] + place * frame["width"], middle)
        run = wait_for_other(page, arena, "data-run", run)
    page.mouse.up()
    settle(page)
    # A whole number of examples, and one entry in the history.
    assert float(query(page)["noise.batch_size"]) == int(query(page)["noise.batch_size"]) > 16
    assert page.evaluate("history.length") == before + 1


# --- mini-batches of the data ---


def offered(page: Page) -> list[str]:
    """The kinds of noise that can be chosen."""
    options = page.get_by_test_id("noise").locator("option:not([hidden]):not([disabled])")
    return [str(option.get_attribute("value")) for option in options.all()]


def test_batches_are_offered_where_the_loss_comes_from_data(page: Page, server: Server) -> None:
    open_race(page, server.url, RACE)
    page.get_by_test_id("around").click()
    assert offered(page) == [kind for kind in KINDS if kind != "minibatch"]
    page.keyboard.press("Escape")
    page.get_by_test_id("surface").select_option(FITTED)
    wait_for_link(page, "surface", FITTED)
    settle(page)
    page.get_by_test_id("around").click()
    assert offered(page) == list(KINDS)
    page.get_by_test_id("noise").select_option("minibatch")
    wait_for_link(page, "noise", "minibatch")
    page.locator(".around .kinds .formula .katex").first.wait_for()
    # Where there is no data there are none; the page stands as before.
    page.keyboard.press("Escape")
    page.get_by_test_id("surface").select_option("rosenbrock")
    wait_for_link(page, "noise", None)
    assert page.get_by_test_id("around").inner_text().startswith("noise & motion")


def test_the_slider_of_a_batch_ends_at_all_points_and_says_so(page: Page, server: Server) -> None:
    points = points_of(SURFACES[FITTED])
    arena = open_race(
        page, server.url, f"?surface={FITTED}&optimizers=sgd,adam&noise=minibatch&noise.batch_size=5"
    )
    pause_at_start(page, arena)
    around, words = page.get_by_test_id("around"), page.get_by_test_id("noise.batches")
    assert " ".join(around.inner_text().split()) == "B 5 · seed 0 ▾"
    around.click()
    assert words.inner_text() == f"5 of {points} points at each step, all in {-(-points // 5)} steps"
    noisy = arena.get_attribute("data-run")
    slider = page.get_by_test_id("noise.batch_size")
    slider.press("End")
    wait_for_link(page, "noise.batch_size", str(points))
    wait_for_other(page, arena, "data-run", noisy)
    assert words.inner_text() == f"all {points} points at every step: no noise"
    assert " ".join(around.inner_text().split()) == "B all ▾"
    assert page.get_by_test_id("next-seed").is_hidden()
    assert page.get_by_test_id("seeds.value").is_hidden()
    fill(page.get_by_test_id("noise.batch_size.value"), str(points - 1))
    wait_for_link(page, "noise.batch_size", str(points - 1))
    assert page.get_by_test_id("seeds.value").is_visible()
    # Beyond all points there is nothing more.
    fill(page.get_by_test_id("noise.batch_size.value"), "2000")
    wait_for_link(page, "noise.batch_size", "2000")
    assert words.inner_text() == f"all {points} points at every step: no noise"


@pytest.mark.parametrize(
    ("control", "typed", "told"),
    [
        ("noise.sigma", "-1", "0.001 … 1000"),
        ("noise.sigma", "wide", "number"),
        ("noise.batch_size", "1.5", "whole number"),
        ("seed", "-1", "0 …"),
        ("seed", "1.5", "whole number"),
        ("seeds", "201", "1 … 200"),
        ("motion.reach", "0.5", "0.01 … 0.3"),
        ("adam.schedule.final", "0", "0.0001 … 1"),
        ("adam.schedule.warmup", "nan", "finite"),
    ],
)
def test_a_bad_value_gets_a_message_at_its_control(
    page: Page, server: Server, control: str, typed: str, told: str
) -> None:
    arena = open_race(page, server.url, RACE + "&noise=batch&motion=circle&adam.schedule=cosine")
    run = arena.get_attribute("data-run")
    if control.startswith("adam"):
        page.get_by_test_id("entrant-adam").locator("summary").click()
    else:
        page.get_by_test_id("around").click()
    field = page.get_by_test_id(f"{control}.value")
    good = field.input_value()
    fill(field, typed)
    assert told in told_at(page, f"{control}.value")
    assert field.input_value() == typed, "what was typed is lost"
    assert arena.get_attribute("data-run") == run
    fill(field, good)
    page.wait_for_function("![...document.querySelectorAll('.refused')].some((one) => !one.hidden)")


def test_what_a_link_says_of_another_kind_is_named(page: Page, server: Server) -> None:
    open_race(
        page, server.url, RACE + "&noise=gaussian&noise.degrees=3&motion.reach=0.1&adam.schedule.drop=1"
    )
    notes = page.get_by_role("status").filter(visible=True).first.inner_text()
    for told in ("noise.degrees: the noise “Gaussian” has no ν", "motion.reach", "adam.schedule.drop"):
        assert told in notes


def test_motion_is_set_by_hand(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)
    run = arena.get_attribute("data-run")
    page.get_by_test_id("around").click()
    page.get_by_test_id("motion").select_option("circle")
    wait_for_other(page, arena, "data-run", run)
    fill(page.get_by_test_id("motion.reach.value"), "0.1")
    wait_for_link(page, "motion.reach", "0.1")
    assert query(page)["motion"] == "circle"
    assert " ".join(page.get_by_test_id("around").inner_text().split()) == "circles ▾"
    assert page.get_by_test_id("next-seed").is_hidden()


# --- schedules ---


def height_at(page: Page, share: float, colour: tuple[int, int, int]) -> float | None:
    """How high a curve of the strip runs at this share of the steps: 0 at 0, 1 at the whole rate."""
    found: float | None = page.evaluate(
        """([share, colour]) => {
        const losses = [...document.querySelectorAll(".js-plotly-plot")]
          .find((gd) => gd.closest('[data-view="losses"]'))._fullLayout;
        const canvas = document.querySelector('[data-testid="rates-curves"]');
        const { width, height, clientWidth, clientHeight } = canvas;
        const ratio = width / clientWidth;
        const font = losses.font.size;
        const [top, tall] = [0.7 * font, clientHeight - 1.5 * font];
        const x = Math.round((losses.xaxis._offset + share * losses.xaxis._length) * ratio);
        const pixels = canvas.getContext("2d").getImageData(x - 1, 0, 3, height).data;
        let [sum, count] = [0, 0];
        for (let i = 0; i < 3 * height; i++) {
          const near = colour.every((part, k) => Math.abs(pixels[4 * i + k] - part) < 40);
          if (near && pixels[4 * i + 3] > 120) { sum += (Math.floor(i / 3) + 0.5) / ratio; count += 1; }
        }
        return count ? 1 - (sum / count - top) / tall : null;
        }""",
        [share, list(colour)],
    )
    return found


def test_a_schedule_appears_in_the_strip_and_in_the_link(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)
    pause_at_start(page, arena)
    strip, run = page.get_by_test_id("rates"), arena.get_attribute("data-run")
    assert strip.is_hidden()
    losses = box(page, "losses")["height"]
    card = page.get_by_test_id("entrant-adam")
    card.locator("summary").click()
    page.get_by_test_id("adam.schedule").select_option("linear")
    run = wait_for_other(page, arena, "data-run", run)
    wait_for_link(page, "adam.schedule", "linear")
    fill(page.get_by_test_id("adam.schedule.final.value"), "0.2")
    wait_for_link(page, "adam.schedule.final", "0.2")
    card.locator(".scheduling .formula .katex").wait_for()
    settle(page)
    assert strip.is_visible()
    assert box(page, "losses")["height"] < losses - 60
    assert "linear" in card.locator("summary").inner_text()
    for share, factor in ((0.25, 0.8), (0.5, 0.6), (0.75, 0.4)):
        assert height_at(page, share, ADAM) == pytest.approx(factor, abs=0.03)

    # The cursor goes with the clock, in a line with that of the loss.
    page.keyboard.press("End")
    settle(page)
    assert page.get_by_test_id("moving-rates").evaluate(INK_FROM) > 0.8

    # The same for all; and a constant rate again, which takes the strip away.
    page.get_by_test_id("adam.schedule.share").click()
    wait_for_link(page, "sgd.schedule", "linear")
    assert query(page)["sgd.schedule.final"] == "0.2"
    page.get_by_test_id("adam.schedule").select_option("constant")
    wait_for_link(page, "adam.schedule", None)
    assert strip.is_visible()
    page.get_by_test_id("adam.schedule.share").click()
    wait_for_link(page, "sgd.schedule", None)
    strip.wait_for(state="hidden")
    settle(page)
    assert box(page, "losses")["height"] == pytest.approx(losses, abs=1)


# Where, from left to right, the moving canvas has its cursor: the column with the most ink.
INK_FROM = """(canvas) => {
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const ink = new Array(width).fill(0);
  for (let i = 0; i < width * height; i++) ink[i % width] += pixels[4 * i + 3] > 0;
  return ink.indexOf(Math.max(...ink)) / width;
}"""


def test_the_strip_is_logarithmic_where_a_curve_would_lie_at_the_foot(page: Page, server: Server) -> None:
    open_race(page, server.url, RACE + "&adam.schedule=exponential")
    assert page.get_by_test_id("rates").get_attribute("data-scale") == "log"
    settle(page)
    # From 1 to 0.01 along a straight line.
    assert height_at(page, 0.5, ADAM) == pytest.approx(0.5, abs=0.03)
    open_race(page, server.url, RACE + "&adam.schedule=cosine")
    assert page.get_by_test_id("rates").get_attribute("data-scale") == "linear"


def test_a_hidden_ball_has_no_curve(page: Page, server: Server) -> None:
    open_race(page, server.url, RACE + "&adam.schedule=cosine")
    assert page.get_by_test_id("rates").is_visible()
    page.get_by_test_id("adam.shown").click()
    page.get_by_test_id("rates").wait_for(state="hidden")


# --- examples ---


def test_an_example_opens_with_what_to_look_for(page: Page, server: Server) -> None:
    arena = open_race(page, server.url, RACE)
    page.keyboard.press("End")
    run, example = arena.get_attribute("data-run"), EXAMPLES["cosine"]
    expected = unpack(message(example.scenario, Session()))
    page.get_by_test_id("examples").click()
    page.get_by_test_id("example-cosine").click()
    assert wait_for_other(page, arena, "data-run", run) == expected["run"]
    # From its start, and playing.
    page.wait_for_function("document.querySelector('[data-testid=arena]').dataset.playing === 'true'")
    assert page.get_by_test_id("example-cosine").is_hidden()
    lesson = page.locator(".lesson")
    assert lesson.inner_text() == example.lesson
    wait_for_link(page, "momentum-2.schedule", "cosine")
    assert page.url.partition("?")[2].replace("%2C", ",") == expected["link"]
    page.get_by_test_id("rates").wait_for()

    # It is the same example with other numbers, and none on another surface.
    page.get_by_test_id("next-seed").click()
    wait_for_link(page, "seed", "3")
    assert lesson.inner_text() == example.lesson
    page.get_by_test_id("surface").select_option("beale")
    wait_for_link(page, "surface", "beale")
    assert lesson.inner_text() != example.lesson


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)], ids=str)
@pytest.mark.parametrize("view", ["", "&layout=side&panel=map", "&present=on"])
def test_all_of_it_fits_on_the_screen(page: Page, server: Server, size: tuple[int, int], view: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    around = "&noise=student&noise.sigma=0.125&seed=2147483647&motion=circle&adam.schedule=one_cycle"
    open_race(page, server.url, f"?surface=sparse_valley{around}{view}")
    settle(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for panel in ("around", "examples"):
        button = page.get_by_test_id(panel)
        if button.is_hidden():
            assert (panel, view) == ("examples", "&present=on")
            continue
        button.click()
        for element in (button, page.locator(f".switches.{panel}"), page.get_by_test_id("present")):
            frame = element.bounding_box()
            assert frame is not None
            assert frame["x"] >= 0
            assert frame["x"] + frame["width"] <= size[0]
            assert frame["y"] + frame["height"] <= size[1]
        page.keyboard.press("Escape")
