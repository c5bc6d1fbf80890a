"""Golden runs: where the optimizers of other libraries go, written down as JSON, one run a line.

`make_torch.py` and `make_optax.py` write `torch.json` and `optax.json` anew (make golden), and
`tests/core/test_golden.py` takes the same steps with our rules.

Two correct programs round differently. Where a path is chaotic the difference grows, and to compare to 1e-12
would ask for luck. So a run is written down only if it is calm: with start and gradients a little wrong, at
random, the other library's own path goes wrong by no more than `CALM` times as much.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from surfaces import SURFACES, Surface

STEPS = 200
KEPT = (0, 1, 2, 3, 5, 10, 20, 50, 100, 150, 200)  # early steps tell starts apart, late ones what adds up
CALM = 100.0
WRONG = 1e-10  # by how much start and gradients are made wrong, relative
TOLERANCE = 1e-12  # of our positions, absolute

# Where the runs begin. Six surfaces are plain polynomials, three have an exponential. From these starts most
# settings are calm: on Rosenbrock and Beale they lie in the valley, not on a wall.
STARTS: Mapping[str, tuple[float, float]] = {
    "global_minimum": (1.5, 0.8),
    "ravine": (-8.0, 3.0),
    "saddle": (-1.5, 0.01),
    "rosenbrock": (0.3, 0.2),
    "beale": (1.0, 0.3),
    "himmelblau": (1.1, -1.0),
    "ecliptic_bowl": (1.5, 1.5),
    "local_minimum": (1.5, 1.2),
    "hills": (-1.2, 1.5),
}

Point = tuple[float, float]
Settings = Mapping[str, Any]
Walk = Callable[[str, Settings, Surface, Point], Sequence[Sequence[float]]]


@dataclass(frozen=True)
class Case:
    """A rule at some of its settings, by the names they have here, on some of the surfaces.

    What is left out has its default on both sides, so that defaults are compared too.
    """

    rule: str
    settings: Settings = field(default_factory=dict)
    surfaces: Sequence[str] = tuple(STARTS)


def all_but(*surfaces: str) -> tuple[str, ...]:
    """The surfaces without those on which a case is not calm."""
    return tuple(key for key in STARTS if key not in surfaces)


def amplification(walk: Walk, case: Case, surface: Surface, start: Point) -> float:
    """How far a path strays from itself, for small random errors of size 1."""
    path = np.array(walk(case.rule, case.settings, surface, start))
    parted = 0.0
    for seed in range(3):
        error = np.random.default_rng(seed)

        def wrong(*numbers: float, error: np.random.Generator = error) -> tuple[float, ...]:
            return tuple(number * (1.0 + WRONG * float(error.uniform(-1.0, 1.0))) for number in numbers)

        def gradient(x: float, y: float, wrong: Callable[..., Any] = wrong) -> tuple[float, ...]:
            return wrong(*surface.gradient(x, y))  # type: ignore[no-any-return]

        other = walk(case.rule, case.settings, replace(surface, gradient=gradient), wrong(*start))
        parted = max(parted, float(np.abs(np.array(other) - path).max()))
    return parted / WRONG


def write(
    path: Path, library: str, cases: Iterable[Case], lacks: Mapping[str, Mapping[str, str]], walk: Walk
) -> None:
    """Write every case on each of its surfaces to `path`, `walk` taking the steps.

    `walk(rule, settings, surface, start)` returns all STEPS + 1 positions; at each step it asks
    `surface.gradient` for two floats. `lacks` gives for each rule the fields that the library cannot turn,
    each with the reason. Raises ValueError for a run that is not calm.
    """
    runs = []
    for case in cases:
        for key in case.surfaces:
            surface, start = SURFACES[key], STARTS[key]
            grown = amplification(walk, case, surface, start)
            if not grown <= CALM:
                raise ValueError(f"not calm ({grown:.3g}): {case.rule} {dict(case.settings)} on {key}")
            whole = walk(case.rule, case.settings, surface, start)
            kept = [[float(x), float(y)] for x, y in (whole[t] for t in KEPT)]
            runs.append({"rule": case.rule, "surface": key, "settings": dict(case.settings), "path": kept})
    head = {"library": library, "steps": STEPS, "kept": KEPT, "lacks": lacks}
    lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}," for name, value in head.items()]
    rows = ",\n".join(json.dumps(run) for run in runs)
    path.write_text("\n".join(["{", *lines, '"runs": [', rows, "]", "}"]) + "\n", encoding="utf-8")


def read() -> dict[str, dict[str, Any]]:
    """What each library did, by the name of its file: "torch", "optax"."""
    files = [Path(__file__).with_name(f"{library}.json") for library in ("optax", "torch")]
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}
