"""How time and memory of `finals` grow with lanes and steps.

`python -m benchmarks.growth LANES STEPS` prints the bytes that such a call takes at its peak, beyond its
arguments, in a process of its own.
"""

import resource
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from benchmarks.tables import between, digits, markdown
from benchmarks.tasks import adam_finals, lanes_on
from benchmarks.timing import in_turn
from surfaces import SURFACES

SURFACE = SURFACES["rosenbrock"]
Size = tuple[int, int]  # lanes, steps


def times_text(sizes: Iterable[Size], rounds: int) -> str:
    calls = {
        size: partial(adam_finals, SURFACE, lanes_on(SURFACE, lanes), steps)
        for size in sizes
        for lanes, steps in [size]
    }
    rows = []
    for (lanes, steps), timing in in_turn(calls, rounds).items():
        each = 1e9 / (lanes * steps)
        spread = between([each * seconds for seconds in timing.seconds])
        rows.append((f"{lanes:,}", f"{steps:,}", f"{digits(each * timing.median)} ns ({spread})"))
    return markdown(("lanes", "steps", "time a lane and step"), rows)


def memory_text(sizes: Iterable[Size]) -> str:
    rows = []
    for lanes, steps in sizes:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.growth", str(lanes), str(steps)],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        # Positions, losses and steps_to are eight bytes a number.
        amounts = (int(done.stdout), 4 * 8 * lanes, 2 * 8 * lanes * steps)
        rows.append((f"{lanes:,}", f"{steps:,}", *(f"{amount / 1e6:,.0f} MB" for amount in amounts)))
    return markdown(("lanes", "steps", "peak", "of it the result", "every position would be"), rows)


def resident() -> Size:
    """Bytes in memory, now and at the most so far."""
    # getrusage would also count the process that has started this one.
    status = Path("/proc/self/status")
    if not status.exists():
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS
        return most, most
    fields = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    now, most = (1024 * int(fields[name].split()[0]) for name in ("VmRSS", "VmHWM"))
    return now, most


def main() -> None:
    lanes, steps = map(int, sys.argv[1:])
    given = lanes_on(SURFACE, lanes)
    before, _ = resident()
    adam_finals(SURFACE, given, steps)
    print(resident()[1] - before)


if __name__ == "__main__":
    main()
