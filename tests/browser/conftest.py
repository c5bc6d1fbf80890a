"""The app in a real Chromium: one server and one browser for all tests, a fresh page for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.server import Server, serving

HERE = Path(__file__).parent
SECONDS_A_TEST = 180


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(SECONDS_A_TEST))
    # Last: they are slow, and Playwright leaves an event loop running that other tests need not meet.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving("app.py", tmp_path_factory.mktemp("server") / "streamlit.log") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page of 1366 × 768 that may use the clipboard; an uncaught exception in it fails the test."""
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, permissions=["clipboard-read", "clipboard-write"]
    )
    thrown: list[Error] = []
    fresh = context.new_page()
    fresh.on("pageerror", lambda error: thrown.append(error))
    yield fresh
    context.close()
    assert not thrown, "the page threw:\n" + "\n".join(error.stack or error.message for error in thrown)
