"""The two pages that are compared, and how a user changes, plays and drags in each."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page


def plain_change(page: Page, _: float) -> None:
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")


def plain_play(page: Page) -> None:
    page.locator(".updatemenu-button").first.click()


def our_change(page: Page, place: float) -> None:
    page.evaluate("place => bench.change(place)", place)


def our_play(page: Page) -> None:
    if not page.evaluate("bench.playing()"):
        page.get_by_test_id("play").click()


def nothing(_page: Page) -> None:
    """The plain page rests by itself."""


def our_rest(page: Page) -> None:
    if page.evaluate("bench.playing()"):
        page.get_by_test_id("play").click()


@dataclass(frozen=True)
class Site:
    """`change` gives Adam another learning rate; it is told a place on the slider, 0 left and 1 right.

    `drags`: whether a slider acts while it is dragged, and the picture goes on playing meanwhile.
    """

    name: str
    script: str
    link: str
    change: Callable[[Page, float], None]
    play: Callable[[Page], None]
    rest: Callable[[Page], None]
    drags: bool


OURS = Site(
    "ours",
    "app.py",
    "/?surface=rosenbrock&optimizers=sgd,momentum,adam&steps=400",
    our_change,
    our_play,
    our_rest,
    drags=True,
)
PLAIN = Site("plain", "benchmarks/plain_page.py", "/", plain_change, plain_play, nothing, drags=False)
SITES = {site.name: site for site in (OURS, PLAIN)}
