"""One visit to one page in a fresh browser context: load it, change a learning rate, play, drag."""

import base64
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.sites import Site
from tests.browser.server import Server

PROBES = Path(__file__).parent / "probes"
SETTLE = 300  # milliseconds after which nothing more of a change arrives
PATIENCE = 60_000
DRAG_SECONDS = 2.0


@dataclass
class Samples:
    """What the visits to one page gave: times in ms, one entry a change or a visit."""

    change_ms: list[float] = field(default_factory=list)
    change_playing_ms: list[float] = field(default_factory=list)
    change_bytes: list[float] = field(default_factory=list)
    server_cpu_ms: list[float] = field(default_factory=list)
    frames_per_second: list[float] = field(default_factory=list)
    first_picture_ms: list[float] = field(default_factory=list)
    all_painted_ms: list[float] = field(default_factory=list)
    drag_pictures_per_second: list[float] = field(default_factory=list)


@dataclass
class Received:
    """Bytes that the page's web sockets have received."""

    total: int = 0

    def count(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        binary = frame["opcode"] == 2
        self.total += (
            len(base64.b64decode(frame["payloadData"])) if binary else len(frame["payloadData"].encode())
        )


def visit(site: Site, server: Server, browser: Browser, changes: int, play_ms: int, samples: Samples) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    for probe in ("common", site.name):
        context.add_init_script(path=PROBES / f"{probe}.js")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    received = Received()
    network = context.new_cdp_session(page)
    network.on("Network.webSocketFrameReceived", received.count)
    network.send("Network.enable")

    load(site, server, page, samples)
    # Both pages at rest: the plain one stands still after a change.
    site.rest(page)
    samples.change_ms += change(site, server, page, received, changes, samples)
    site.play(page)
    samples.frames_per_second.append(page.evaluate("milliseconds => bench.count(milliseconds)", play_ms))
    if site.drags:
        site.play(page)
        samples.change_playing_ms += change(site, server, page, received, changes, samples)
        site.play(page)
        drag(page, samples)
    context.close()


def load(site: Site, server: Server, page: Page, samples: Samples) -> None:
    page.goto(server.url + site.link, wait_until="commit")
    page.wait_for_function("bench.first !== null && bench.ready !== null", polling="raf")
    samples.first_picture_ms.append(page.evaluate("bench.first"))
    samples.all_painted_ms.append(page.evaluate("bench.ready"))
    page.wait_for_timeout(3 * SETTLE)


def change(
    site: Site, server: Server, page: Page, received: Received, changes: int, samples: Samples
) -> list[float]:
    """The times from change to picture."""
    times = []
    process = psutil.Process(server.pid)
    for i in range(changes):
        painted, bytes_before, cpu_before = (
            page.evaluate("bench.painted.length"),
            received.total,
            cpu_ms(process),
        )
        site.change(page, 0.3 + 0.4 * (i + 1) / changes)
        page.wait_for_function("painted => bench.painted.length > painted", arg=painted, polling="raf")
        times.append(page.evaluate("painted => bench.painted[painted].at - bench.acted", painted))
        page.wait_for_timeout(SETTLE)
        samples.change_bytes.append(received.total - bytes_before)
        samples.server_cpu_ms.append(cpu_ms(process) - cpu_before)
    return times


def cpu_ms(process: psutil.Process) -> float:
    times = process.cpu_times()
    return 1000.0 * float(times.user + times.system)


def drag(page: Page, samples: Samples) -> None:
    box = page.get_by_test_id("adam.learning_rate").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.2 * box["width"], y)
    page.mouse.down()
    page.wait_for_timeout(SETTLE)
    painted, start = page.evaluate("bench.painted.length"), time.perf_counter()
    while (gone := time.perf_counter() - start) < DRAG_SECONDS:
        page.mouse.move(box["x"] + (0.2 + 0.6 * gone / DRAG_SECONDS) * box["width"], y)
    pictures = page.evaluate("bench.painted.length") - painted
    samples.drag_pictures_per_second.append(pictures / (time.perf_counter() - start))
    page.mouse.up()
