"""The stepping core against torch.optim, optax and naive NumPy, in turn: `make bench-stepping`.

Each round times everyone once. A row has the medians, in brackets the least and the most of the rounds, and
the ratio. All rows but those of two workers are on one core. "Cores used", ours and theirs, is CPU time by
wall time: less than they may use means that the machine was busy with something else.
"""

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context

import numpy as np

from benchmarks import rivals_numpy
from benchmarks.growth import Size, memory_text, times_text
from benchmarks.machine import facts_text, machine
from benchmarks.tables import Row, ratios_text
from benchmarks.tasks import (
    adam_finals,
    agreement,
    calm_lanes,
    calm_rules,
    descend_all,
    descend_all_anew,
    lanes_on,
)
from benchmarks.timing import in_turn, one_core
from surfaces import SURFACES


@dataclass(frozen=True)
class Sizes:
    rounds: int = 7
    steps: int = 500
    lanes: int = 200_000
    lane_steps: int = 100
    growth: tuple[Size, ...] = (
        *((lanes, 100) for lanes in (100, 1_000, 10_000, 100_000, 1_000_000)),
        *((1_000, steps) for steps in (1_000, 10_000)),
    )
    memory: tuple[Size, ...] = ((1_000_000, 100), (1_000_000, 1_000))


QUICK = Sizes(
    rounds=2,
    lanes=20_000,
    growth=((100, 100), (10_000, 100), (1_000, 1_000)),
    memory=((100_000, 20), (100_000, 200)),
)
# (surface, times optax, times naive NumPy)
TARGETS: tuple[tuple[str, float | None, float | None], ...] = (
    ("rosenbrock", 1.5, 2.5),
    ("ackley", 1.8, None),
)


def options() -> Sizes:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stepping")
    parser.add_argument("--quick", action="store_true", help="less of everything: does it run?")
    parser.add_argument("--rounds", type=int, help=f"(default: {Sizes.rounds}, or {QUICK.rounds} if quick)")
    chosen = parser.parse_args()
    sizes = QUICK if chosen.quick else Sizes()
    return replace(sizes, rounds=chosen.rounds) if chosen.rounds else sizes


def six_rules(sizes: Sizes) -> Iterator[Row]:
    from benchmarks import rivals_optax, rivals_torch

    steps = sizes.steps
    functions = rivals_optax.compiled(steps)
    ours, by_torch, by_optax = (
        descend_all(steps),
        rivals_torch.descend_all(steps),
        rivals_optax.descend_all(functions),
    )
    calm = sorted(calm_rules(steps))
    positions = np.array([ours[rule].positions for rule in calm])
    print(
        f"Six rules, apart at most on the paths of {', '.join(calm)}:",
        agreement("torch", positions, [by_torch[rule]["positions"] for rule in calm]) + ",",
        agreement("optax", positions, [rivals_optax.positions(by_optax[rule]) for rule in calm]),
        flush=True,
    )
    calls = {
        "ours": partial(descend_all, steps),
        "ours, anew": partial(descend_all_anew, steps),
        "torch.optim": partial(rivals_torch.descend_all, steps),
        "optax, compiled": lambda: rivals_optax.descend_all(rivals_optax.compiled(steps)),
        "optax, all six compiled as one function": partial(rivals_optax.descend_all_in_one, steps),
        "optax without compiling": partial(rivals_optax.descend_all, functions),
    }
    targets = {"torch.optim": 100.0, "optax, compiled": 60.0}
    times = in_turn(calls, sizes.rounds)
    task = f"`descend`, six rules × {steps} steps"
    for who in list(calls)[2:]:
        yield Row(f"{task}: {who}", times["ours"], times[who], targets.get(who))
    who = "optax, compiled"
    yield Row(f"{task}, recorded and written anew as well: {who}", times["ours, anew"], times[who])


def many_lanes(sizes: Sizes) -> Iterator[Row]:
    from benchmarks import rivals_optax

    for key, *targets in TARGETS:
        surface = SURFACES[key]
        lanes = lanes_on(surface, sizes.lanes)
        calls = {
            "ours": partial(adam_finals, surface, lanes, sizes.lane_steps),
            "optax, compiled before": rivals_optax.adam_finals(key, lanes, sizes.lane_steps),
            "naive NumPy": partial(rivals_numpy.adam_finals, key, lanes, sizes.lane_steps),
        }
        calm = calm_lanes(surface, lanes, sizes.lane_steps)
        ends = calls["ours"]().positions[:, calm]
        print(
            f"{surface.name}, apart at most on {calm.mean():.1%} of the lanes, those that are calm:",
            ", ".join(agreement(who, ends, calls[who]()[0][:, calm]) for who in list(calls)[1:]),
            flush=True,
        )
        times = in_turn(calls, sizes.rounds)
        task = f"`finals`, Adam, {surface.name}, {sizes.lanes:,} lanes × {sizes.lane_steps} steps"
        for who, target in zip(list(calls)[1:], targets, strict=True):
            yield Row(f"{task}: {who}", times["ours"], times[who], target)


def two_workers(sizes: Sizes) -> Iterator[Row]:
    """Not to be called on one core."""
    for key, _, _ in TARGETS:
        surface = SURFACES[key]
        lanes = lanes_on(surface, 2 * sizes.lanes)
        alone = partial(adam_finals, surface, lanes, sizes.lane_steps)
        with (
            ThreadPoolExecutor(2) as threads,
            ThreadPoolExecutor(1) as thread,
            # Not forked: torch and jax have threads by now.
            ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes,
        ):
            calls = {
                "two threads": partial(alone, executor=threads),
                "two processes": partial(alone, executor=processes),
                "as it is": alone,
                "one thread, with the blocks of two": partial(alone, executor=thread),
            }
            calls["two processes"]()  # starts them
            times = in_turn(calls, sizes.rounds)
        task = f"`finals`, Adam, {surface.name}, {2 * sizes.lanes:,} lanes"
        yield Row(f"{task}, two threads: as it is", times["two threads"], times["as it is"], 1.7)
        one = "one thread, with the blocks of two"
        yield Row(f"{task}, two threads: {one}", times["two threads"], times[one])
        yield Row(f"{task}, two processes: as it is", times["two processes"], times["as it is"])


def main() -> None:
    sizes = options()
    print(facts_text(machine("numpy", "torch", "optax", "jax")), flush=True)
    # Read when jax is imported. It and torch are imported on one core: their threads stay where they began.
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    with one_core():
        rows = [*six_rules(sizes), *many_lanes(sizes)]
    print(ratios_text([*rows, *two_workers(sizes)]), flush=True)
    with one_core():
        print("\n" + times_text(sizes.growth, sizes.rounds), flush=True)
        print("\n" + memory_text(sizes.memory), flush=True)


if __name__ == "__main__":
    main()
