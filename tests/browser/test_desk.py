"""What all moving pages share: the clock, the address bar, and the desk with a page of a few lines."""

import base64
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from arena.message import Session, message
from scenario import Scenario, on_surface
from tests.browser.server import Server

SCENARIO = Scenario(steps=300)


@pytest.fixture
def blank(page: Page, server: Server) -> Page:
    """An empty page beside the modules, without Streamlit."""
    page.route(
        f"{server.url}/blank*",
        lambda route: route.fulfill(body="<!doctype html><title>blank</title>", content_type="text/html"),
    )
    page.goto(f"{server.url}/blank?opened=so")
    return page


def played(page: Page, clock: dict[str, Any], seconds: float) -> list[Any]:
    """[step, playing] of a clock so set, after it has played in ticks of 0.05 s."""
    result = page.evaluate(
        """async ([set, seconds]) => {
        const { Clock } = await import("/app/static/clock.js");
        const clock = Object.assign(new Clock(), { steps: 100 }, set);
        clock.play();
        for (let tick = 0; tick <= Math.round(seconds / 0.05); tick++) clock.tick(50 * tick);
        return [Math.round(clock.step * 1e6) / 1e6, clock.playing];
        }""",
        [clock, seconds],
    )
    return list(result)


@pytest.mark.parametrize(
    ("clock", "seconds", "expected"),
    [
        ({}, 0.5, [30, True]),
        ({"speed": 2}, 0.5, [60, True]),
        ({}, 3, [100, False]),
        ({"step": 100}, 0.5, [30, True]),
        ({"step": 94, "loop": True}, 0.1, [0, True]),
        ({"pace": 0.5}, 3, [1.5, True]),
        ({"pace": 0.5, "speed": 4}, 3, [6, True]),
        ({"step": 50, "direction": -1}, 0.5, [20, True]),
        ({"step": 50, "direction": -1}, 3, [0, False]),
        ({"step": 0, "direction": -1}, 0.5, [70, True]),
        ({"step": 100, "direction": -1}, 0.5, [70, True]),
        ({"step": 6, "direction": -1, "loop": True}, 0.1, [100, True]),
    ],
    ids=str,
)
def test_the_clock_has_its_pace_and_its_direction(
    blank: Page, clock: dict[str, Any], seconds: float, expected: list[Any]
) -> None:
    assert played(blank, clock, seconds) == expected


ADDRESS = """async (suffixed) => {
  const { Address } = await import("/app/static/address.js");
  const written = [];
  for (const how of ["pushState", "replaceState"]) {
    const write = history[how].bind(history);
    history[how] = (...all) => (written.push([how, performance.now()]), write(...all));
  }
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const address = suffixed ? new Address(() => window.suffix) : new Address();
  Object.assign(window, { written, pause, address, suffix: "" });
}"""


def test_a_suffix_stands_in_the_address_and_is_rewritten_in_place(blank: Page) -> None:
    blank.evaluate(ADDRESS, True)
    seen = blank.evaluate("""async () => {
      suffix = "&step=12";
      address.tell();
      await pause(300);
      const early = written.length;
      address.show("surface=beale", false);
      await pause(50);
      const opened = location.search;
      address.tell();
      await pause(300);
      const same = written.length;
      suffix = "&step=13";
      const href = address.href;
      address.tell();
      await pause(300);
      return { early, opened, same, href, after: location.search, hows: written.map(([how]) => how) };
    }""")
    assert seen["early"] == 0, "there was no link yet to which the suffix belongs"
    assert seen["opened"] == "?surface=beale&step=12"
    assert seen["same"] == 1
    assert seen["href"].endswith("/blank?surface=beale&step=13")
    assert seen["after"] == "?surface=beale&step=13"
    assert seen["hows"] == ["replaceState", "replaceState"]


def test_however_often_a_suffix_changes_the_address_is_written_four_times_a_second(blank: Page) -> None:
    blank.evaluate(ADDRESS, True)
    times, last = blank.evaluate("""async () => {
      address.show("surface=beale", false);
      await pause(20);
      for (let step = 1; step <= 60; step++) {
        suffix = `&step=${step}`;
        address.tell();
        await pause(20);
      }
      await pause(300);
      return [written.map(([, at]) => at), location.search];
    }""")
    assert last == "?surface=beale&step=60"
    assert len(times) >= 3, "nothing was written while it changed"
    assert min(after - before for before, after in pairwise(times)) >= 245


def test_a_gesture_makes_an_entry_with_the_suffix(blank: Page) -> None:
    blank.evaluate(ADDRESS, True)
    seen = blank.evaluate("""async () => {
      address.show("surface=beale", false);
      await pause(20);
      suffix = "&step=3";
      address.tell();
      address.begin();
      address.show("surface=ravine", true);
      await pause(300);
      return [location.search, written.map(([how]) => how)];
    }""")
    assert seen == ["?surface=ravine&step=3", ["replaceState", "pushState"]]


def test_without_a_suffix_there_is_only_the_link(blank: Page) -> None:
    blank.evaluate(ADDRESS, False)
    seen = blank.evaluate("""async () => {
      address.show("surface=beale", false);
      await pause(20);
      address.tell();
      await pause(300);
      return [location.search, address.href.split("?")[1], written.length];
    }""")
    assert seen == ["?surface=beale", "surface=beale", 1]


DESK = """async () => {
  const { Desk } = await import("/app/static/desk.js");
  const { memory } = await import("/app/static/memory.js");
  const log = { taken: [], painted: 0, closed: 0, made: [], keys: 0, sent: [], told: {}, suffix: "" };
  const make = (name, desk) => {
    log.made.push(name);
    const element = document.createElement("div");
    return {
      element,
      keys: { q: () => (log.keys += 1) },
      take: (run, { first, onAnother, land }) => {
        if (first) desk.clock.seek(7);
        log.taken.push([run.surface, first, onAnother, land.key, run.entrants.length]);
      },
      paint: () => (log.painted += 1),
      told: () => ({ stage: "2" }),
      suffix: () => log.suffix,
      close: () => (log.closed += 1),
    };
  };
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const setStateValue = (_name, value) => log.sent.push(value);
  const desk = new Desk(document.body, "/app/static/", make);
  const receive = (text) => desk.receive({ data: bytes(text), setStateValue });
  Object.assign(window, { desk, log, memory, receive });
}"""


def told(scenario: Scenario, **session: Any) -> str:
    return base64.b64encode(message(scenario, Session(**session), page="little")).decode()


def test_a_page_of_a_few_lines_works_at_the_desk(blank: Page) -> None:
    blank.evaluate(DESK)
    root = blank.locator("[data-page]")
    # Who was here before holds the catalogue, we do not: the desk asks, and makes no page of half a message.
    blank.evaluate("receive", told(SCENARIO, holds=["catalogue"]))
    assert blank.evaluate("[log.made, log.sent.map(({ events }) => events)]") == [[], [[]]]

    blank.evaluate("receive", told(SCENARIO, answered=1))
    entrants = len(SCENARIO.entrants)
    assert blank.evaluate("log.made") == ["little"]
    assert blank.evaluate("log.taken") == [["rosenbrock", True, False, "rosenbrock", entrants]]
    assert blank.evaluate("log.painted") >= 1
    data = root.evaluate("(element) => ({ ...element.dataset })")
    shown = {"page": "little", "step": "7", "playing": "false", "stage": "2", "run": SCENARIO.run_hash()}
    assert {name: data[name] for name in shown} == shown

    # It does without Plotly, which is not there.
    blank.wait_for_selector("[data-ready=true]", state="attached")
    blank.keyboard.press("q")
    other = on_surface(SCENARIO, "beale")
    blank.evaluate("desk.do('surface', { kind: 'surface', surface: 'beale' })")
    assert blank.evaluate("log.sent.at(-1)")["events"] == [{"kind": "surface", "surface": "beale"}]
    # What comes late is not shown.
    blank.evaluate("receive", told(replace(SCENARIO, steps=5), answered=1))
    blank.evaluate("receive", told(other, answered=2))
    assert blank.evaluate("log.taken.slice(1)") == [["beale", False, True, "beale", entrants]]

    blank.evaluate("log.suffix = '&step=7'; desk.tellAddress()")
    blank.wait_for_function("location.search.endsWith('&step=7')")
    blank.evaluate("desk.close()")
    blank.keyboard.press("q")
    assert blank.evaluate("[log.keys, log.closed]") == [1, 1]
    assert root.count() == 0
    assert blank.evaluate("memory.clock") == {"step": 7, "playing": False, "speed": 1, "loop": False}
