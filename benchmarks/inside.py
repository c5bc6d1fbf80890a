"""The page inside a step, beside the race: how soon a stage is painted, and pictures a second.

    python -m benchmarks.inside [--rounds 5]

A stage is changed by a key; measured is the time until the browser has painted the picture that has it, which
is at least what is left of the frame that the key came in. The race, at one step a key, is the yardstick.
"""

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machine import facts_text, machine
from tests.browser.chromium import launch
from tests.browser.server import serving

PATIENCE = 60_000
PLAYED = 3000
KEYS = 40
PAGES: Mapping[str, str] = {
    "race": "/?steps=2000",
    "inside, Adam": "/inside?steps=2000&step=20&stage=1",
    "inside, Adam and RMSProp": "/inside?steps=2000&inside=adam,rmsprop&step=20&stage=1",
}

# Milliseconds from a key to the task after the next frame's painting, for each of some keys.
CHANGES = """async (count) => {
  const times = [];
  for (let i = 0; i < count; i++) {
    await new Promise((done) => setTimeout(done, 37));
    const since = performance.now();
    const press = { code: "ArrowRight", key: "ArrowRight", bubbles: true };
    document.dispatchEvent(new KeyboardEvent("keydown", press));
    await new Promise((done) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel();
      port1.onmessage = done; port2.postMessage(0); }));
    times.push(performance.now() - since);
  }
  return times;
}"""

FRAMES = """async (milliseconds) => {
  const arena = document.querySelector("[data-testid=arena]");
  const [first, since] = [Number(arena.dataset.frames), performance.now()];
  await new Promise((done) => setTimeout(done, milliseconds));
  return (1000 * (Number(arena.dataset.frames) - first)) / (performance.now() - since);
}"""


def visit(browser: Browser, url: str) -> tuple[list[float], float]:
    """Times of changes in ms, and pictures a second while it plays ten times as fast as usual."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector('[data-testid="arena"][data-ready="true"]', timeout=PATIENCE)
    page.wait_for_timeout(1000)
    rest(page)
    moved = page.evaluate("document.querySelector('[data-testid=arena]').dataset.stage ?? ''")
    times = page.evaluate(CHANGES, KEYS)
    assert moved == "" or page.get_by_test_id("arena").get_attribute("data-step") != "20"
    page.get_by_test_id("speed").select_option("10" if moved else "0.5")
    page.get_by_test_id("play").click()
    frames = page.evaluate(FRAMES, PLAYED)
    context.close()
    return times, frames


def rest(page: Page) -> None:
    if page.get_by_test_id("arena").get_attribute("data-playing") == "true":
        page.get_by_test_id("play").click()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inside")
    parser.add_argument("--rounds", type=int, default=5, help="visits to each page (default: %(default)s)")
    rounds = parser.parse_args().rounds
    taken: dict[str, list[tuple[list[float], float]]] = {name: [] for name in PAGES}
    with (
        tempfile.TemporaryDirectory() as logs,
        serving("app.py", Path(logs) / "log") as server,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        print(facts_text(machine("streamlit", "plotly", "numpy") | {"Chromium": browser.version}))
        for _ in range(rounds):
            for name, link in PAGES.items():
                taken[name].append(visit(browser, server.url + link))
        browser.close()
    yardstick = median(time for times, _ in taken["race"] for time in times)
    print(f"{'':28}{'key to painted, ms':>20}{'95 %':>8}{'against the race':>18}{'pictures/s':>12}")
    for name, visits in taken.items():
        times = sorted(time for each, _ in visits for time in each)
        late = times[int(0.95 * len(times))]
        frames = median(each for _, each in visits)
        print(f"{name:28}{median(times):>20.1f}{late:>8.1f}{median(times) / yardstick:>18.2f}{frames:>12.1f}")


if __name__ == "__main__":
    main()
