"""Calls timed in turn, so that whatever slows the machine down slows down all of them."""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

AT_LEAST = 0.05  # seconds a sample: a short call is repeated until the clock can tell


@dataclass
class Timing:
    """An entry a round. seconds: those of one call. cores: its CPU time, of all threads, by its wall time."""

    seconds: list[float] = field(default_factory=list)
    cores: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def in_turn(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Time every call once a round, after one of each that does not count; every other round backwards."""
    repeats = {}
    for name, call in calls.items():
        begin = time.perf_counter()
        call()
        repeats[name] = 1 + int(AT_LEAST / (time.perf_counter() - begin))
    timings = {name: Timing() for name in calls}
    for round_ in range(rounds):
        for name in list(calls)[:: -1 if round_ % 2 else 1]:
            call, times = calls[name], range(repeats[name])
            begin, cpu = time.perf_counter(), time.process_time()
            for _ in times:
                call()
            gone, used = time.perf_counter() - begin, time.process_time() - cpu
            timings[name].seconds.append(gone / len(times))
            timings[name].cores.append(used / gone)
    return timings


@contextmanager
def one_core() -> Iterator[None]:
    """Hold this thread, and every thread that it starts meanwhile, to one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
