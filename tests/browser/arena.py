"""What the browser tests do with the arena: open it, read it, and read its pixels."""

import time
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page

READY = '[data-testid="arena"][data-ready="true"]'
LONG = 60_000

# Plotly's element that holds the surface, or the map.
PLOT = """(kind) => [...document.querySelectorAll(".js-plotly-plot")]
  .find((gd) => gd._fullLayout && Boolean(gd._fullLayout.scene) === (kind === "scene")
    && gd.data.some((trace) => trace.type === (kind === "scene" ? "surface" : "contour")))"""


def open_race(page: Page, url: str, query: str = "") -> Locator:
    """The race's page with everything painted."""
    page.goto(f"{url}/{query}")
    page.wait_for_selector(READY, timeout=LONG)
    return page.get_by_test_id("arena")


def wait_for_other(page: Page, arena: Locator, name: str, old: str | None) -> str:
    """The value of a data attribute as soon as it is not `old` any more."""
    page.wait_for_function(
        "([name, old]) => document.querySelector('[data-testid=arena]').getAttribute(name) !== old",
        arg=[name, old],
        timeout=LONG,
    )
    return str(arena.get_attribute(name))


def pause_at_start(page: Page, arena: Locator) -> None:
    if arena.get_attribute("data-playing") == "true":
        page.get_by_test_id("play").click()
    page.get_by_test_id("to-start").click()
    page.wait_for_function("document.querySelector('[data-testid=arena]').dataset.step === '0'")
    settle(page)


def settle(page: Page) -> None:
    """Two pictures on, and after what waits for a pause: resizing, copies."""
    page.wait_for_timeout(600)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def screen(page: Page) -> NDArray[np.int16]:
    """The screen's pixels, (height, width, 3)."""
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    return np.asarray(image, dtype=np.int16)


def box(page: Page, panel: str) -> dict[str, float]:
    found = page.get_by_test_id(f"moving-{panel}").bounding_box()
    assert found is not None
    return dict(found)


def ball(page: Page, panel: str) -> tuple[float, float]:
    """The middle of all that the overlay shows in a panel, in its pixels; at step 0 of one ball."""
    where: list[float] | None = page.evaluate(
        """(panel) => {
        const canvas = document.querySelector(`[data-testid="moving-${panel}"]`);
        const { width, height } = canvas;
        const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
        let [sum, x, y] = [0, 0, 0];
        for (let i = 0; i < width * height; i++) {
          const weight = pixels[4 * i + 3];
          sum += weight; x += weight * (i % width + 0.5); y += weight * (Math.floor(i / width) + 0.5);
        }
        return sum ? [x / sum * canvas.clientWidth / width, y / sum * canvas.clientHeight / height] : null;
        }""",
        panel,
    )
    assert where is not None, f"nothing is drawn in {panel}"
    return where[0], where[1]


def plotly_marker(page: Page, kind: str, trace: dict[str, Any]) -> tuple[float, float]:
    """Where Plotly itself puts a marker, in the panel's pixels, seen on the screen."""
    count = page.evaluate(
        f"""async ([kind, trace]) => {{
        const gd = ({PLOT})(kind);
        const count = gd.data.length;
        await Plotly.addTraces(gd, trace);
        await Plotly.restyle(gd, {{ visible: false }}, [...Array(count).keys()]);
        document.querySelectorAll(".moving").forEach((canvas) => (canvas.style.visibility = "hidden"));
        return count;
        }}""",
        [kind, trace],
    )
    settle(page)
    pixels = screen(page)
    page.evaluate(
        f"""async ([kind, count]) => {{
        const gd = ({PLOT})(kind);
        await Plotly.deleteTraces(gd, count);
        await Plotly.restyle(gd, {{ visible: true }}, [...Array(count).keys()]);
        document.querySelectorAll(".moving").forEach((canvas) => (canvas.style.visibility = ""));
        }}""",
        [kind, count],
    )
    settle(page)
    frame = box(page, kind)
    left, top = round(frame["x"]), round(frame["y"])
    panel = pixels[top : top + round(frame["height"]), left : left + round(frame["width"])]
    # Magenta, by how much of it a pixel holds: the rim of the marker is blended with what lies below.
    weight = np.clip(np.minimum(panel[..., 0], panel[..., 2]) - panel[..., 1], 0, 255).astype(np.float64)
    weight[weight < 60] = 0
    assert weight.sum() > 0, f"Plotly shows no marker in {kind}"
    rows, columns = np.indices(weight.shape)
    return (
        float((weight * (columns + 0.5)).sum() / weight.sum() + left - frame["x"]),
        float((weight * (rows + 0.5)).sum() / weight.sum() + top - frame["y"]),
    )


def pixels_a_unit(page: Page) -> tuple[float, float]:
    """How long a unit is on the map, along x and along y."""
    along = page.evaluate(
        f"() => {{ const l = ({PLOT})('map')._fullLayout; return [l.xaxis._m, -l.yaxis._m]; }}"
    )
    return along[0], along[1]


def camera(page: Page) -> Any:
    return page.evaluate(f"() => ({PLOT})('scene')._fullLayout.scene._scene.getCamera()")


def wait_for_colours(page: Page, panel: str, least: int = 20) -> None:
    """Waits until a panel shows a picture: many colours on the screen, where a blank one has one or two."""
    end = time.monotonic() + LONG / 1000
    while (seen := colours(page, panel)) < least:
        assert time.monotonic() < end, f"{panel} is blank: {seen} colours"
        page.wait_for_timeout(200)


def colours(page: Page, panel: str) -> int:
    frame = box(page, panel)
    left, top = int(frame["x"]) + 4, int(frame["y"]) + 4
    part = screen(page)[top : top + int(frame["height"]) - 8, left : left + int(frame["width"]) - 8]
    return len(np.unique(part.reshape(-1, 3), axis=0))
