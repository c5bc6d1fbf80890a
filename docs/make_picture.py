"""The moving picture at the head of the README, taken from the app itself: `make picture` writes race.gif.

Time in the page is ours: it moves only between two pictures, by exactly as long as one of them is shown. So
the balls roll evenly, however long a screenshot takes.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from math import pi, sin
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from tests.browser.arena import open_race
from tests.browser.chromium import launch
from tests.browser.server import serving

PICTURE = Path(__file__).with_name("race.gif")
RACE = "?surface=rosenbrock&optimizers=sgd,momentum,rmsprop,adam"
PAGE: ViewportSize = {"width": 1200, "height": 680}
WIDTH = 900
MILLISECONDS = 70  # a picture; GIF counts in hundredths of a second
LAST = 2000
COLOURS = 192
THROUGH = 255  # no colour: what was there before stays
LARGEST = 1_400_000

# A screenshot has no pointer: one that follows the mouse, and that the mouse does not meet.
POINTER = """() => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="22" height="30" viewBox="0 0 11 15">
    <path d="M1 1v11l2.6-2.3 1.7 4 1.9-.8-1.7-3.9H9z" fill="#222" stroke="#fff" stroke-width="0.9"/></svg>`;
  const arrow = document.createElement("div");
  arrow.innerHTML = svg;
  arrow.style = "position:fixed;left:-40px;top:0;z-index:2147483647;pointer-events:none;line-height:0";
  document.body.append(arrow);
  addEventListener("mousemove", (event) => {
    arrow.style.left = `${event.clientX - 2}px`;
    arrow.style.top = `${event.clientY - 2}px`;
  }, true);
}"""


@dataclass
class Film:
    page: Page
    pictures: list[Image.Image] = field(default_factory=list)
    mouse: tuple[float, float] = (PAGE["width"] * 0.55, PAGE["height"] * 0.62)

    def shoot(self, count: int = 1) -> None:
        for _ in range(count):
            self.page.clock.run_for(MILLISECONDS)
            shot = Image.open(BytesIO(self.page.screenshot())).convert("RGB")
            height = round(shot.height * WIDTH / shot.width)
            self.pictures.append(shot.resize((WIDTH, height), Image.Resampling.LANCZOS))

    def move(self, x: float, y: float) -> None:
        self.page.mouse.move(x, y)
        self.mouse = (x, y)

    def glide(self, x: float, y: float, count: int) -> None:
        """The pointer goes there within `count` pictures, slowly at both ends."""
        (x0, y0) = self.mouse
        for part in (sin(pi / 2 * i / count) ** 2 for i in range(1, count + 1)):
            self.move(x0 + part * (x - x0), y0 + part * (y - y0))
            self.shoot()

    def until(self, condition: str) -> None:
        """Lets time go on, unseen, until the page says so."""
        for _ in range(400):
            if self.page.evaluate(condition):
                return
            self.page.clock.run_for(5)
            self.page.wait_for_timeout(5)
        raise TimeoutError(condition)


def middle(target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(film: Film, target: Locator) -> None:
    """A slider is taken where it stands and drawn down, then up; each picture waits for its run."""
    box = target.bounding_box()
    assert box is not None
    left, width = box["x"] + 8, box["width"] - 16
    here = int(target.input_value()) / int(target.get_attribute("max") or 1)
    film.glide(left + here * width, middle(target)[1], 12)
    film.page.mouse.down()
    film.shoot(2)
    for there, count in ((0.44, 20), (0.75, 20)):
        for part in (sin(pi / 2 * i / count) ** 2 for i in range(1, count + 1)):
            value, run = target.input_value(), film.page.evaluate("arena.dataset.run")
            film.move(left + (here + part * (there - here)) * width, film.mouse[1])
            if target.input_value() != value:
                film.until(f"arena.dataset.run !== '{run}'")
            film.shoot()
        here = there
    film.page.mouse.up()


def play(film: Film) -> None:
    page = film.page
    start(page)
    film.shoot(38)
    drag(film, page.get_by_test_id("adam.learning_rate"))
    film.shoot(4)
    side = page.get_by_role("button", name="side by side")
    film.glide(*middle(side), 14)
    side.click()
    film.until("document.querySelectorAll('.mirror canvas').length === 3")
    for _ in range(40):  # Plotly draws for the new shape, in the page's time and in ours
        page.clock.run_for(10)
        page.wait_for_timeout(25)
    start(page)
    film.glide(PAGE["width"] * 0.6, PAGE["height"] + 40.0, 14)
    film.shoot(56)


def start(page: Page) -> None:
    """From the first step on, whatever has the focus."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Home")
    page.keyboard.press("Space")


def take() -> list[Image.Image]:
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        server = stack.enter_context(serving("app.py", Path(folder) / "log"))
        browser = launch(stack.enter_context(sync_playwright()))
        page = browser.new_page(viewport=PAGE)
        page.clock.install()
        open_race(page, server.url, RACE)
        page.evaluate("window.arena = document.querySelector('[data-testid=arena]')")
        page.evaluate(POINTER)
        page.keyboard.press("Home")
        page.wait_for_timeout(1000)
        page.clock.pause_at((page.evaluate("Date.now()") + 1000) / 1000)
        film = Film(page)
        play(film)
        browser.close()
    return film.pictures


def palette(pictures: list[Image.Image]) -> Image.Image:
    """The few colours for all of them. Rare ones, the balls', count for more than their pixels."""
    every = np.concatenate([np.asarray(picture).reshape(-1, 3) for picture in pictures[::9]])
    _, index, counts = np.unique(every >> 3, axis=0, return_index=True, return_counts=True)
    weighed = np.repeat(every[index], np.ceil(counts**0.45).astype(int), axis=0)
    return Image.fromarray(weighed[None]).quantize(COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=3)


def write(pictures: list[Image.Image]) -> None:
    """In the few colours, and of each picture only what differs from the one before."""
    colours = palette(pictures)
    frames: list[Image.Image] = []
    before = None
    for picture in pictures:
        now = np.asarray(picture.quantize(palette=colours, dither=Image.Dither.NONE))
        frame = Image.fromarray(now if before is None else np.where(now == before, np.uint8(THROUGH), now))
        frame.putpalette(colours.getpalette() or [])
        frames.append(frame)
        before = now
    times = [MILLISECONDS] * (len(frames) - 1) + [LAST]
    first, *others = frames
    first.save(
        PICTURE, save_all=True, append_images=others, duration=times, loop=0, disposal=1, transparency=THROUGH
    )


def main() -> None:
    pictures = take()
    write(pictures)
    size = PICTURE.stat().st_size
    print(f"{PICTURE.name}: {len(pictures)} pictures, {size / 1000:.0f} kB")
    if size > LARGEST:
        raise SystemExit(f"too large for a README: keep it below {LARGEST / 1000:.0f} kB")


if __name__ == "__main__":
    main()
