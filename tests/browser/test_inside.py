"""The page inside a step: its numbers are those of the run, and its clock is the browser's own."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from descent import Trajectory, descend
from link import from_link
from tests.browser.arena import LONG, READY, settle, wait_for_other
from tests.browser.server import Server

SETTINGS = "start=-1.2,1&steps=60"


def open_inside(page: Page, server: Server, query: str) -> Locator:
    """The page with everything painted and its formulas set."""
    page.goto(f"{server.url}/inside?{query}")
    page.wait_for_selector(READY, timeout=LONG)
    page.wait_for_selector('[data-testid="ledger"] .line .katex', timeout=LONG)
    settle(page)
    return page.get_by_test_id("arena")


def run_of(query: str, name: str) -> Trajectory:
    scenario, notes = from_link(dict(pair.split("=", 1) for pair in query.split("&")))
    assert notes == ()
    optimizer = scenario.entrant(name).optimizer
    return descend(optimizer, scenario.surface, scenario.start, scenario.steps)


def shown(value: float) -> str:
    """A number in five figures, as the page writes it."""
    size = abs(value)
    if size == 0.0:
        return "0"
    if size >= 1e5 or size < 1e-3:
        mantissa, exponent = f"{value:.4e}".split("e")
        text = f"{float(mantissa):g}e{int(exponent)}"
    else:
        text = f"{float(f'{value:.5g}'):.12g}"
    return text.replace("-", "−")


def results(page: Page, name: str) -> list[str]:
    """x and y of a quantity in the ledger's rows."""
    return page.get_by_test_id(name).locator(".result").all_inner_texts()


# What `descend` says of step t, by the ledger's names.
TOLD: Mapping[str, Callable[[Trajectory, int], Mapping[str, Any]]] = {
    "adam": lambda run, t: {
        "m_before": run.state["m"][t],
        "v_before": run.state["v"][t],
        "g": run.gradients[t],
        "m": run.state["m"][t + 1],
        "v": run.state["v"][t + 1],
        "m_hat": run.state["m_hat"][t + 1],
        "v_hat": run.state["v_hat"][t + 1],
        "effective_rate": run.state["effective_rate"][t + 1],
    },
    "adagrad": lambda run, t: {
        "a_before": run.state["a"][t],
        "g": run.gradients[t],
        "a": run.state["a"][t + 1],
        "effective_rate": run.state["effective_rate"][t + 1],
    },
    "nesterov": lambda run, t: {
        "b_before": run.state["b"][t],
        "g": run.gradients[t],
        "b": run.state["b"][t + 1],
    },
    "lion": lambda run, t: {
        "m_before": run.state["m"][t],
        "g": run.gradients[t],
        "m": run.state["m"][t + 1],
        "c": run.state["c"][t + 1],
    },
}


@pytest.mark.parametrize("key", TOLD)
def test_the_ledgers_numbers_are_those_of_the_run(page: Page, server: Server, key: str) -> None:
    query = f"optimizers={key}&{SETTINGS}"
    run = run_of(query, key)
    for t in (0, 17):
        open_inside(page, server, f"{query}&step={t}&stage=1")
        told = {**TOLD[key](run, t), "theta_next": run.positions[t + 1]}
        for name, values in told.items():
            assert results(page, f"{key}.{name}") == [shown(float(value)) for value in values], (t, name)
        # The step is told by its equation, the run's update by a difference: equal but for the last digits.
        page.get_by_test_id("stage-step").locator(".title").click()
        settle(page)
        filled = page.get_by_test_id("stage-step").locator(".numbers .filled").all_inner_texts()
        for text, update in zip(filled[-2:], run.updates[t], strict=True):
            number = text.replace("\n", "").split("=")[-1].replace("−", "-").replace("\u200b", "").strip()
            assert float(number) == pytest.approx(float(update), rel=1e-4, abs=1e-12)


def test_a_row_jumps_to_its_stage_and_only_that_has_its_numbers_out(page: Page, server: Server) -> None:
    arena = open_inside(page, server, f"optimizers=adam&{SETTINGS}&step=5&stage=2")
    assert arena.get_attribute("data-stage") == "2"
    page.get_by_test_id("stage-correction").click()
    page.wait_for_function("document.querySelector('[data-testid=arena]').dataset.stage === '7'")
    current = page.locator('.ledger [aria-current="step"]')
    assert current.count() == 1
    assert current.get_attribute("data-testid") == "stage-correction"
    assert current.locator(".numbers").first.is_visible()
    assert not page.get_by_test_id("stage-gradient").locator(".numbers").first.is_visible()
    page.wait_for_function("location.search.includes('step=5&stage=7')")


def test_the_clock_goes_by_stages_forward_and_back_and_asks_nobody(page: Page, server: Server) -> None:
    sent: list[Any] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    arena = open_inside(page, server, f"optimizers=adam&{SETTINGS}&step=5&stage=1")
    stages = int(arena.get_attribute("data-stages") or 0)
    assert stages == 11
    before = len(sent)
    for _ in range(stages):
        page.get_by_test_id("step-forward").click()
    assert (arena.get_attribute("data-step"), arena.get_attribute("data-stage")) == ("6", "1")
    for _ in range(stages + 1):
        page.keyboard.press("ArrowLeft")
    assert (arena.get_attribute("data-step"), arena.get_attribute("data-stage")) == ("4", "11")
    page.keyboard.press("PageDown")
    page.get_by_test_id("speed").select_option("10")
    page.get_by_test_id("play-back").click()
    page.wait_for_function("Number(document.querySelector('[data-testid=arena]').dataset.step) <= 3")
    assert arena.get_attribute("data-playing") == "true"
    page.get_by_test_id("play").click()
    page.wait_for_function("Number(document.querySelector('[data-testid=arena]').dataset.step) >= 5")
    page.get_by_test_id("play").click()
    assert arena.get_attribute("data-playing") == "false"
    page.get_by_test_id("scrub").fill("30")
    page.wait_for_function("document.querySelector('[data-testid=arena]').dataset.step === '30'")
    assert len(sent) == before


def test_the_race_and_back_loses_nothing(page: Page, server: Server) -> None:
    arena = open_inside(
        page, server, f"optimizers=adam,lion&{SETTINGS}&inside=lion&step=9&stage=3&adam.beta1=0.8"
    )
    page.get_by_role("link", name="Race").click()
    page.wait_for_function("document.querySelector('[data-testid=arena]')?.dataset.page === 'race'")
    page.wait_for_selector(READY, timeout=LONG)
    page.wait_for_function("location.search.includes('adam.beta1=0.8')")
    assert arena.get_attribute("data-step") == "9"
    page.get_by_role("link", name="Inside").click()
    page.wait_for_function("document.querySelector('[data-testid=arena]')?.dataset.page === 'inside'")
    page.wait_for_selector(READY, timeout=LONG)
    assert page.get_by_test_id("inside-first").input_value() == "lion"
    assert (arena.get_attribute("data-step"), arena.get_attribute("data-stage")) == ("9", "3")


def test_a_comparison_stands_beside_stage_by_stage(page: Page, server: Server) -> None:
    arena = open_inside(page, server, f"optimizers=adam&{SETTINGS}&step=0&stage=1")
    before = arena.get_attribute("data-run")
    page.get_by_test_id("compare-bias_correction").click()
    wait_for_other(page, arena, "data-run", before)
    page.wait_for_selector('[data-testid="adam-2.step"] .katex', timeout=LONG)
    assert page.get_by_test_id("ledger").get_attribute("data-count") == "2"
    assert page.get_by_test_id("stage-correction").locator(".cell.none").count() == 1
    # Uncorrected, the first step is (1 − β₁) / √(1 − β₂) times as long.
    first, second = (float(results(page, f"{name}.step")[0].replace("−", "-")) for name in ("adam", "adam-2"))
    assert second / first == pytest.approx(0.1 / 0.001**0.5, rel=1e-3)
    assert "inside=adam,adam-2" in page.url


def test_an_ancestor_is_a_click_away(page: Page, server: Server) -> None:
    arena = open_inside(page, server, f"optimizers=adam&{SETTINGS}&step=0&stage=1")
    before = arena.get_attribute("data-run")
    page.get_by_test_id("family-rmsprop").click()
    wait_for_other(page, arena, "data-run", before)
    assert page.get_by_test_id("inside-second").input_value() == "entrant:rmsprop"
    assert len(page.get_by_test_id("because").locator("p").all()) == 2
    assert "RMSProp → Adam" in page.get_by_test_id("added").inner_text()


def test_the_browsers_back_and_forward_between_pages_keep_the_formulas(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.wait_for_selector(READY, timeout=LONG)
    page.get_by_role("link", name="Inside").click()
    page.wait_for_selector('[data-testid="ledger"] .line .katex', timeout=LONG)
    settle(page)
    page.go_back()
    page.wait_for_function("document.querySelector('[data-testid=arena]')?.dataset.page === 'race'")
    settle(page)
    page.go_forward()
    page.wait_for_function("document.querySelector('[data-testid=arena]')?.dataset.page === 'inside'")
    page.wait_for_selector('[data-testid="ledger"] .line .katex', timeout=20_000)
    assert page.get_by_test_id("inside-first").input_value() == "adam"


def test_a_slider_acts_on_the_numbers(page: Page, server: Server) -> None:
    arena = open_inside(page, server, f"optimizers=adam&{SETTINGS}&step=0&stage=9")
    before = arena.get_attribute("data-run")
    page.get_by_test_id("adam.learning_rate.value").fill("0.5")
    page.get_by_test_id("adam.learning_rate.value").press("Enter")
    wait_for_other(page, arena, "data-run", before)
    assert [abs(float(text.replace("−", "-"))) for text in results(page, "adam.step")] == [
        pytest.approx(0.5, rel=1e-4)
    ] * 2


def test_arrows_and_squares_are_drawn_and_change_with_the_stage(page: Page, server: Server) -> None:
    open_inside(page, server, f"optimizers=adam&{SETTINGS}&step=3&stage=4")
    ink = """() => { const c = document.querySelector("[data-testid=moving-map]");
        const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let i = 0; i < d.length; i++) n += d[i]; return n; }"""
    amounts = []
    for stage in ("gradient", "squares_grow", "step", "ghost"):
        page.get_by_test_id(f"stage-{stage}").locator(".title").click()
        settle(page)
        amounts.append(page.evaluate(ink))
    assert min(amounts) > 100_000
    assert len(set(amounts)) == len(amounts)


# ---- what cannot be looked into ----


def test_a_step_beyond_the_run_is_named(page: Page, server: Server) -> None:
    open_inside(page, server, "optimizers=adam&steps=50&step=900")
    assert "900" in page.locator(".arena .notes").inner_text()


def test_a_diverged_run_shows_the_steps_there_are(page: Page, server: Server) -> None:
    arena = open_inside(page, server, "optimizers=sgd&sgd.learning_rate=1&step=400&stage=1")
    page.wait_for_function("document.querySelector('[data-testid=because]').innerText.includes('diverges')")
    assert int(arena.get_attribute("data-step") or 0) < 10
    assert re.search(r"step \d / \d \(t = \d\), stage", page.locator(".arena .now").inner_text())


def test_a_rule_without_memory_says_so(page: Page, server: Server) -> None:
    open_inside(page, server, f"optimizers=sgd&{SETTINGS}&step=3&stage=1")
    assert "nothing is remembered" in page.get_by_test_id("stage-remembered").inner_text()
    assert json.loads(page.get_by_test_id("arena").get_attribute("data-stages") or "0") == 5
