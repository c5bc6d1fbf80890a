"""Maps in the background beside bare calls of `finals`, and what they cost those who do something else.

    python -m benchmarks.maps [--quick] [--rounds 5]

This process stands for the server: it asks as a page does, computes the answers to a slider as the page does,
and has the worker for a child. A map is timed from the question to the finished result, with all that its
pieces cost on their way between the processes; the bare call has the same lanes, and runs in this process
while the worker rests. CPU time, of both processes, tells of a machine that was busy with something else.
"""

import argparse
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import psutil

from arena.message import Session, landscape_name, message
from background import Desk, Task
from benchmarks.machine import facts_text, machine
from benchmarks.tables import between, digits, markdown
from descent import Trial, finals
from maps import Basins, Sensitivity, axis_for
from optimizers import OPTIMIZERS, hypers
from scenario import Scenario, with_hyper, with_rate
from surfaces import SURFACES, Surface

RULE = "adam"
SURFACE_KEYS = ("rosenbrock", "rastrigin")
BESIDE = ("sgd", "momentum", "rmsprop", "adam")  # as many as stand beside each other on a page
POLL = 0.125  # seconds between two questions of a page
LOOK = 0.004  # and of this benchmark where it times a map


@dataclass(frozen=True)
class Sizes:
    rounds: int = 5
    sensitivity: tuple[int, int] = (128, 500)  # cells to a side, steps
    basins: tuple[int, int] = (512, 300)
    answers: int = 40


QUICK = Sizes(rounds=2, sensitivity=(32, 100), basins=(64, 100), answers=5)


def options() -> Sizes:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.maps")
    parser.add_argument("--quick", action="store_true", help="less of everything: does it run?")
    parser.add_argument("--rounds", type=int, help=f"(default: {Sizes.rounds}, or {QUICK.rounds} if quick)")
    chosen = parser.parse_args()
    sizes = QUICK if chosen.quick else Sizes()
    return replace(sizes, rounds=chosen.rounds) if chosen.rounds else sizes


# ---- a finished map against the bare call ----


def sensitivity(rule: str, surface: Surface, sizes: Sizes, round_: int) -> Sensitivity:
    """A task that no round before has had: the tolerance tells them apart, and costs nothing."""
    count, steps = sizes.sensitivity
    optimizer = with_rate(OPTIMIZERS[rule](), surface)
    numbers = [knob for knob in hypers(optimizer).values() if knob.kind == "number" and not knob.whole]
    x, y = map(axis_for, numbers[:2])
    return Sensitivity(Trial(optimizer, surface, surface.start, steps), x, y, tolerance_of(round_), count)


def basins(rule: str, surface: Surface, sizes: Sizes, round_: int) -> Basins:
    count, steps = sizes.basins
    optimizer = with_rate(OPTIMIZERS[rule](), surface)
    return Basins(Trial(optimizer, surface, surface.start, steps), tolerance_of(round_), count)


def tolerance_of(round_: int) -> float:
    return 1e-3 * (1.0 + 1e-6 * round_)


def bare(task: Sensitivity | Basins) -> None:
    """The call of `finals` that has the task's lanes."""
    cells, trial = np.arange(task.count**2), task.trial
    if isinstance(task, Sensitivity):
        starts = np.tile(np.array([trial.start]).T, len(cells))
        finals(task.optimizer(cells), trial.surface, starts, trial.steps, task.tolerance)
    else:
        finals(trial.optimizer, trial.surface, task.starts(cells), trial.steps, task.tolerance)


@dataclass
class Beside:
    """A map and its bare call, an entry a round; times in seconds."""

    map: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    map_cpu: list[float] = field(default_factory=list)
    bare_cpu: list[float] = field(default_factory=list)
    coarse: list[float] = field(default_factory=list)
    coarse_share: float = 0.0

    def cells(self, what: str) -> tuple[str, ...]:
        ratios = [a / b for a, b in zip(self.map, self.bare, strict=True)]
        return (
            what,
            f"{digits(1e3 * statistics.median(self.map))} ms",
            f"{digits(1e3 * statistics.median(self.bare))} ms",
            f"**{digits(statistics.median(ratios))} ×** ({between(ratios)})",
            "≤ 1.3 ×",
            f"{digits(sum(self.map_cpu) / max(sum(self.bare_cpu), 1e-9))} ×",
            f"{digits(1e3 * statistics.median(self.coarse))} ms ({between([1e3 * t for t in self.coarse])})",
            f"{100 * self.coarse_share:.1f} %",
        )


def finish(desk: Desk, tasks: Sequence[Task], each_time: Callable[[], object] = lambda: None) -> float:
    """Ask until all is there; the seconds until each of them had something to show."""
    begin, shown = time.perf_counter(), 0.0
    while True:
        found = desk.ask("benchmark", tasks)
        for progress in found:
            if progress.failed:
                raise RuntimeError(progress.failed)
        if not shown and all(progress.version for progress in found):
            shown = time.perf_counter() - begin
        if all(progress.finished for progress in found):
            return shown
        each_time()
        time.sleep(LOOK)


def worker_cpu(desk: Desk) -> float:
    times = psutil.Process(desk.pid).cpu_times()
    return float(times.user + times.system)


def one_round(desk: Desk, task: Sensitivity | Basins, into: Beside) -> None:
    begin, cpu, other = time.perf_counter(), time.process_time(), worker_cpu(desk)
    into.coarse.append(finish(desk, [task]))
    into.map.append(time.perf_counter() - begin)
    into.map_cpu.append(time.process_time() - cpu + worker_cpu(desk) - other)
    begin, cpu = time.perf_counter(), time.process_time()
    bare(task)
    into.bare.append(time.perf_counter() - begin)
    into.bare_cpu.append(time.process_time() - cpu)
    into.coarse_share = task.pieces()[0].weight


def against_bare(desk: Desk, sizes: Sizes) -> str:
    makers: dict[str, Callable[[int], Sensitivity | Basins]] = {}
    for key in SURFACE_KEYS:
        for make, (count, steps) in ((sensitivity, sizes.sensitivity), (basins, sizes.basins)):
            what = f"{make.__name__}, {SURFACES[key].name}, {count} × {count} × {steps} steps"
            makers[what] = partial(make, RULE, SURFACES[key], sizes)
    taken = {what: Beside() for what in makers}
    for what, make in makers.items():  # records the steps in both processes; does not count
        one_round(desk, make(-1), Beside())
        for round_ in range(sizes.rounds):
            one_round(desk, make(round_), taken[what])
    heads = (
        "",
        "map",
        "bare `finals`",
        "times as long",
        "target",
        "CPU time",
        "coarse picture",
        "of the lanes",
    )
    return markdown(heads, (beside.cells(what) for what, beside in taken.items()))


# ---- memory ----


def private(*pids: int | None) -> float:
    """Bytes that belong to these processes alone."""
    return float(sum(psutil.Process(pid).memory_full_info().uss for pid in pids))


def memory(desk: Desk, idle: float, sizes: Sizes) -> str:
    """The most that server and worker take while maps are computed, beyond what the server had before."""
    most = [0.0]

    def look() -> None:
        most[0] = max(most[0], private(None, desk.pid))

    rows = []
    for what, make in (("4 maps of sensitivity", sensitivity), ("4 maps of basins", basins)):
        most[0] = 0.0
        finish(desk, [make(rule, SURFACES[SURFACE_KEYS[0]], sizes, -2) for rule in BESIDE], look)
        look()
        rows.append(
            (what, f"{(most[0] - idle) / 1e6:,.0f} MB", "≤ 300 MB", f"{private(desk.pid) / 1e6:,.0f} MB")
        )
    return markdown(("", "over the idle server", "target", "of it the worker, at the end"), rows)


# ---- another session's slider ----


def answer_times(count: int, first: int) -> list[float]:
    """Seconds of the answers to so many moves of a slider, none of which has been asked before."""
    begin = Scenario()
    holds = (landscape_name(begin.surface), "catalogue")
    times = []
    for i in range(first, first + count):
        since = time.perf_counter()
        moved = with_hyper(begin, begin.entrants[-1], "learning_rate", 0.01 + 1e-6 * i)
        message(moved, Session(holds=holds))
        times.append(time.perf_counter() - since)
        time.sleep(0.02)
    return times


@contextmanager
def kept_busy(desk: Desk, sizes: Sizes, first: int) -> Iterator[None]:
    """Another session asks for one set of maps after the other, as often as its page does."""
    over = threading.Event()

    def ask() -> None:
        for round_ in range(first, first + 1_000_000):
            tasks: list[Any] = [basins(rule, SURFACES[SURFACE_KEYS[0]], sizes, round_) for rule in BESIDE]
            while not all(progress.finished for progress in desk.ask("other", tasks)):
                if over.wait(POLL):
                    return

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        desk.ask("other", [])


def slider(desk: Desk, sizes: Sizes) -> str:
    alone: list[float] = []
    beside: list[float] = []
    answer_times(sizes.answers, -sizes.answers)
    for round_ in range(sizes.rounds):
        first = 2 * round_ * sizes.answers
        alone += answer_times(sizes.answers, first)
        with kept_busy(desk, sizes, 1000 * (1 + round_)):
            beside += answer_times(sizes.answers, first + sizes.answers)
    rows = []
    for what, rank in (("median", 50), ("95 %", 95)):
        a, b = (float(np.percentile(times, rank)) for times in (alone, beside))
        rows.append(
            (what, f"{digits(1e3 * a)} ms", f"{digits(1e3 * b)} ms", f"**{digits(b / a)} ×**", "≤ 3 ×")
        )
    heads = ("answer to a slider", "no map", "while maps are computed", "times as long", "target")
    return markdown(heads, rows)


def main() -> None:
    sizes = options()
    print(facts_text(machine("numpy")), flush=True)
    answer_times(3, -1000)
    idle = private(None)
    desk = Desk()
    try:
        begin = time.perf_counter()
        finish(desk, [sensitivity(RULE, SURFACES[SURFACE_KEYS[0]], sizes, -3)])
        print(
            f"The first map of all, with the start of the worker: {time.perf_counter() - begin:.2f} s",
            flush=True,
        )
        # Memory first, before bare calls leave something of theirs in this process.
        in_memory = memory(desk, idle, sizes)
        for text in (against_bare(desk, sizes), in_memory, slider(desk, sizes)):
            print("\n" + text, flush=True)
    finally:
        desk.close()


if __name__ == "__main__":
    main()
