"""Our page against a plain Streamlit page that does the same job, visit by visit in turn: `make bench-page`.

Changes are timed with both pages at rest, and once more with ours playing, which the plain one stops doing.
"""

import argparse
import json
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.machine import facts_text, machine
from benchmarks.report import summary, table_text
from benchmarks.sites import SITES
from benchmarks.visit import Samples, visit
from tests.browser.chromium import launch
from tests.browser.server import serving


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page")
    parser.add_argument("--only", choices=SITES, help="measure one page, without ratios")
    parser.add_argument("--rounds", type=int, default=5, help="visits to each page (default: %(default)s)")
    parser.add_argument("--changes", type=int, default=6, help="changes a visit (default: %(default)s)")
    parser.add_argument("--play", type=int, default=3000, help="ms of playing a visit (default: %(default)s)")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write table, samples and machine there as well"
    )
    return parser.parse_args()


def main() -> None:
    chosen = options()
    samples = {name: Samples() for name in SITES if chosen.only in (None, name)}
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {name: stack.enter_context(serving(SITES[name].script, logs / name)) for name in samples}
        browser = launch(stack.enter_context(sync_playwright()))
        facts = machine("streamlit", "plotly", "numpy") | {"Chromium": browser.version}
        print(facts_text(facts), flush=True)
        for round_ in range(chosen.rounds):
            for name, taken in samples.items():
                visit(SITES[name], servers[name], browser, chosen.changes, chosen.play, taken)
            print(f"round {round_ + 1} of {chosen.rounds} done", flush=True)
        browser.close()
    table = summary(samples)
    print(table_text(table))
    if chosen.json:
        report = {
            "machine": facts,
            "table": table,
            "samples": {name: asdict(of) for name, of in samples.items()},
        }
        chosen.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
