"""What the page is told of mini-batches: which points each step of the race has seen."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from descent import Noise, batches_of
from scenario import Scenario

# More numbers than these are not sent: two bytes each, and hardly any shorter when packed.
MOST_NUMBERS = 1_000_000


def batches_told(scenario: Scenario) -> dict[str, Any] | None:
    """The batches' name and size; None where there are none, or where all points are in each.

    `epoch` counts the steps in which every point is seen once.
    """
    noise, fit = scenario.noise, scenario.surface.fit
    if not noise.of_data or fit is None or noise.sees_all_of(scenario.surface):
        return None
    points, size = len(fit.points), int(noise.batch_size)
    return {
        "id": f"batches-{points}-{size}-{int(noise.seed)}-{scenario.steps}",
        "size": size,
        "points": points,
        "epoch": -(-points // size),
    }


def batches_part(scenario: Scenario) -> dict[str, Any]:
    """What the browser holds by that name: `rows` (steps, B), as `descent.batches_of` has them.

    Where that would be too many numbers it is None, and `why` says so.
    """
    told = batches_told(scenario)
    assert told is not None
    return _part(scenario.noise, told["points"], scenario.steps)


@lru_cache(maxsize=4)
def _part(noise: Noise, points: int, steps: int) -> dict[str, Any]:
    if steps * int(noise.batch_size) > MOST_NUMBERS:
        why = f"{steps} steps of {int(noise.batch_size)} points each are too many to be marked one by one"
        return {"rows": None, "why": why}
    return {"rows": batches_of(noise, points, steps)}
