"""Maps as bytes: what a browser needs to paint and to tell one, cell by cell, row by row from below."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from background import Progress
from figures.cell_colours import colouring
from maps import BasinMap, Basins, Sensitivity, SensitivityMap, minima_of
from surfaces import Surface

# In a map's bytes: steps that were never enough, and what stands before the first of the minima.
NEVER = 65_535
DIVERGED, NOWHERE, FIRST = 0, 1, 2
# Of a float32 so many bits of mantissa are told: four figures, and half as many bytes.
KEPT_BITS = 12


@dataclass(frozen=True)
class Sight:
    """One version of a map, known by its name and number alone, which sessions share."""

    name: str
    version: int
    result: Any = field(compare=False)

    @property
    def part(self) -> str:
        """What server and browser call it."""
        return f"map-{self.name}-{self.version}"


def sight(task: Sensitivity | Basins, progress: Progress) -> Sight | None:
    """What there is by now; None before the first piece."""
    return None if progress.result is None else Sight(task.name, progress.version, progress.result)


# Some 0.2 MB each, of 512 × 512 starts 1 MB: a class that watches the same map shares its versions.
@lru_cache(maxsize=12)
def picture(task: Sensitivity | Basins, seen: Sight) -> dict[str, Any]:
    """The map's part of the message."""
    if isinstance(task, Basins):
        return basin_picture(task, seen.result)
    return sensitivity_picture(task, seen.result)


def sensitivity_picture(task: Sensitivity, found: SensitivityMap) -> dict[str, Any]:
    """x and y are the values of columns and rows; a cell whose loss is nan diverged."""
    return {
        "x": task.x.values(task.count),
        "y": task.y.values(task.count),
        "gaps": coarse(found.gaps).ravel(),
        "distances": coarse(found.distances).ravel(),
        "steps": np.where(found.steps_to < 0, NEVER, found.steps_to).astype(np.uint16).ravel(),
    }


def basin_picture(task: Basins, found: BasinMap) -> dict[str, Any]:
    """x and y are the middles of columns and rows; `minimum` counts from FIRST on."""
    x, y = (middles(low, high, task.count) for low, high in task.trial.surface.domain)
    places = found.minimum.astype(np.int32) + FIRST
    small = len(minima_of(task.trial.surface)) + FIRST <= 256
    return {
        "x": x,
        "y": y,
        "minimum": places.astype(np.uint8 if small else np.uint16).ravel(),
        "steps": np.clip(found.settled, 0, NEVER).astype(np.uint16).ravel(),
    }


def middles(low: float, high: float, count: int) -> NDArray[np.float64]:
    """The middles of so many cells between two ends."""
    return low + (np.arange(count, dtype=np.float64) + 0.5) * ((high - low) / count)


def coarse(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 with its last bits at zero; what is not finite stays so."""
    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    mask = np.uint32(0xFFFFFFFF << (23 - KEPT_BITS) & 0xFFFFFFFF)
    return np.where(np.isnan(values), np.float32(np.nan), (bits & mask).view(np.float32))


@lru_cache(maxsize=12)
def settling(seen: Sight) -> tuple[float, float] | None:
    """The steps between which nearly all starts of a basin map settle; None where none does."""
    found: BasinMap = seen.result
    steps = found.settled[found.known & (found.minimum >= 0)]
    if not steps.size:
        return None
    low, high = np.percentile(steps, (2, 98))
    return float(low), float(high)


@lru_cache(maxsize=64)
def minima_part(surface: Surface) -> dict[str, Any]:
    """The minima that runs can end in, in the order by which the maps number them, with their colours."""
    minima = minima_of(surface)
    return {
        "x": [minimum.x for minimum in minima],
        "y": [minimum.y for minimum in minima],
        "loss": [minimum.loss for minimum in minima],
        "global": [minimum.is_global for minimum in minima],
        "colour": colouring([(minimum.x, minimum.y) for minimum in minima]),
    }
