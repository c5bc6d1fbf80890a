"""Typed formulas beside the built-in surfaces that they are, in turn: `make bench-formula`.

Each round times everyone once. A row has the medians, in brackets the least and the most of the rounds, and
how many times as long the typed one takes. All of it is on one core.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count

import numpy as np

from benchmarks.machine import facts_text, machine
from benchmarks.tables import NONE, Row, between, digits, markdown, milliseconds
from benchmarks.timing import in_turn, one_core
from descent import descend
from optimizers import OPTIMIZERS
from surfaces import SURFACES, Surface
from surfaces.formula import Formula, parse_surface
from surfaces.lowest import lowest_point

RULES = ("sgd", "momentum", "nesterov", "rmsprop", "adam")
TYPED: Mapping[str, str] = {
    "rosenbrock": "(1 - x)^2 + 100*(y - x^2)^2",
    "beale": "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    "rastrigin": "20 + x^2 + y^2 - 10*cos(2*pi*x) - 10*cos(2*pi*y)",
    "ackley": "20 + e - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2)",
}
STEPS, SIDE, TARGET = 300, 200, 3.0
RATE = 1e-3  # small enough that nobody is lost on the way


def options() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.formula")
    parser.add_argument("--rounds", type=int, default=7, help="(default: 7)")
    rounds: int = parser.parse_args().rounds
    return rounds


def typed(key: str) -> Surface:
    built_in = SURFACES[key]
    return Formula(TYPED[key], built_in.domain, built_in.start, built_in.minima[0][:2]).surface


def runs(surface: Surface, steps: int) -> list[int]:
    """How far each of the five rules came."""
    rules = (OPTIMIZERS[key](learning_rate=RATE) for key in RULES)  # type: ignore[call-arg]
    return [descend(rule, surface, surface.start, steps).steps for rule in rules]


def grid(surface: Surface, side: int) -> tuple[object, object]:
    x, y = np.meshgrid(*(np.linspace(low, high, side) for low, high in surface.domain))
    return surface.value(x, y), surface.gradient(x, y)


def beside_built_in(rounds: int, steps: int = STEPS, side: int = SIDE) -> Iterator[tuple[str, ...]]:
    tasks: tuple[tuple[str, Callable[[Surface], object], float | None], ...] = (
        (f"five rules × {steps} steps", partial(runs, steps=steps), TARGET),
        (f"loss and gradient on {side} × {side}", partial(grid, side=side), None),
    )
    for what, task, target in tasks:
        for key in TYPED:
            calls = {"built-in": partial(task, SURFACES[key]), "typed": partial(task, typed(key))}
            if what.startswith("five"):
                assert calls["built-in"]() == calls["typed"]() == [steps] * len(RULES), "somebody was lost"
            times = in_turn(calls, rounds)
            row = Row(f"{SURFACES[key].name}, {what}", times["built-in"], times["typed"])
            yield (
                row.what,
                *(milliseconds(of) for of in row.sides),
                f"**{digits(row.ratio)} ×** ({between(row.ratios)})",
                NONE if target is None else f"≤ {target:g} ×",
            )


def from_text(rounds: int) -> Iterator[tuple[str, ...]]:
    """What a formula costs that nobody has typed before: a number in it is another one each time."""
    numbers = count(1)

    def new(text: str) -> Surface:
        return parse_surface(f"{text} + {next(numbers)}e-9*x")

    for key, text in TYPED.items():
        surface = typed(key)
        calls = {
            "to a surface": partial(new, text),
            "and five runs": lambda text=text: runs(new(text), STEPS),
            "its lowest point": partial(lowest_point, surface),
        }
        times = in_turn(calls, rounds)
        yield (SURFACES[key].name, *(milliseconds(times[what]) for what in calls))


def main() -> None:
    rounds = options()
    print(facts_text(machine("numpy")), flush=True)
    with one_core():
        heads = ("", "built-in", "typed", "times as long", "target")
        print(markdown(heads, beside_built_in(rounds)), flush=True)
        heads = ("A new text", "to a surface", "the same and five runs", "its lowest point")
        print("\n" + markdown(heads, from_text(rounds)), flush=True)


if __name__ == "__main__":
    main()
