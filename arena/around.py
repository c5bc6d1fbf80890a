"""What the page is told of schedules, noise and motion: what there is to choose, and what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arena.knobs import knob_part
from arena.rows import encode
from descent import Motion, Noise, Schedule
from optimizers import hypers
from scenario import Scenario
from scenario.around import FAMILIES, SEEDS

CALLED: Mapping[str, type[Schedule] | type[Noise] | type[Motion]] = {
    "schedule": Schedule,
    "noise": Noise,
    "motion": Motion,
}


def choices() -> dict[str, Any]:
    """Of each its kinds and all the fields that one of them may use, and the number of seeds."""
    return {"seeds": knob_part(SEEDS), **{name: family_part(each) for name, each in CALLED.items()}}


def family_part(around: type[Schedule] | type[Noise] | type[Motion]) -> dict[str, Any]:
    kinds = FAMILIES[around]
    return {
        "knobs": {name: knob_part(knob) for name, knob in hypers(around).items()},
        "kinds": {
            key: {
                "label": kind.label,
                "uses": around(key).uses,
                "random": getattr(around(key), "is_random", False),
                "ofData": getattr(around(key), "of_data", False),
            }
            for key, kind in kinds.items()
        },
    }


def values_of(around: Schedule | Noise | Motion) -> dict[str, Any]:
    return {name: getattr(around, name) for name in hypers(around)}


def around_part(scenario: Scenario) -> dict[str, Any]:
    """What is the same for all entrants; `points` counts those that the loss comes from, None without."""
    fit = scenario.surface.fit
    return {
        "points": None if fit is None else len(fit.points),
        "noise": values_of(scenario.noise),
        "motion": values_of(scenario.motion),
        "seeds": scenario.seeds,
    }


@lru_cache(maxsize=64)
def factors_part(schedule: Schedule, steps: int) -> NDArray[np.uint8] | None:
    """The factors of the steps of a run, one row for `encode`; None where there is nothing to multiply.

    One array for all who have this schedule, which is then packed once.
    """
    if schedule.is_constant:
        return None
    return encode(schedule.factors(steps)[None].astype(np.float32), [True])


def formulas(scenario: Scenario) -> dict[str, list[str]]:
    """The formulas of the kinds that are chosen, by the names under which the page looks for them."""
    chosen: list[tuple[str, Schedule | Noise | Motion]] = [
        ("noise", scenario.noise),
        ("motion", scenario.motion),
        *(("schedule", entrant.schedule) for entrant in scenario.entrants),
    ]
    usual = {name: each().kind for name, each in CALLED.items()}
    return {
        f"{name}-{around.kind}": [FAMILIES[type(around)][around.kind].latex]
        for name, around in chosen
        if around.kind != usual[name]
    }
