"""Where Chromium is and how it is started, for the browser tests and the benchmarks.

Run as a script it fails where there is none, or where Playwright's own driver does not start.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
# WebGL without a graphics card needs SwiftShader, root in a container has no sandbox; the rest keeps Chromium
# off the network.
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable(playwright: Playwright) -> str | None:
    """$CHROMIUM, else the system's, else the one that Playwright has downloaded; None where there is none."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in NAMES]
    own = playwright.chromium.executable_path
    return next((path for path in found if path), own if Path(own).exists() else None)


def launch(playwright: Playwright) -> Browser:
    path = executable(playwright)
    if path is None:
        raise RuntimeError("no Chromium found: install one ('make chromium') or name it in $CHROMIUM")
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


if __name__ == "__main__":
    with sync_playwright() as playwright:
        sys.exit(executable(playwright) is None)
