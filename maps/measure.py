"""What a map comes to, as a number."""

from __future__ import annotations

import math

import numpy as np

from maps.basins import BasinMap
from maps.sensitivity import SensitivityMap


def best_of(over: SensitivityMap) -> float | None:
    """The smallest gap of the cells that are known; None where all diverged, or none is known."""
    gaps = over.gaps[over.known]
    finite = gaps[~np.isnan(gaps)]
    return float(finite.min()) if len(finite) else None


def share_within(
    over: SensitivityMap, factor: float = 10.0, best: float | None = None, floor: float = 0.0
) -> float:
    """The share of the known cells whose gap is at most `factor` times the best: how little tuning it needs.

    `best` is the map's own, or another to be measured by, say that of all maps beside it. Gaps below `floor`
    count as `floor`, for two runs that have both arrived are as good as each other: the tolerance is a
    sensible one. nan where nothing is known, or where the best is below 0, for then the losses have no lowest
    and a factor of them says nothing.
    """
    usual = best_of(over) if best is None else best
    if not over.known.any() or (usual is not None and usual < 0.0):
        return math.nan
    if usual is None:
        return 0.0
    bound = factor * max(usual, floor)
    return float(np.mean(over.gaps[over.known].astype(np.float64) <= bound))


def diverged_share(over: SensitivityMap) -> float:
    """The share of the known cells whose run diverged; nan where nothing is known."""
    return float(np.mean(np.isnan(over.gaps[over.known]))) if over.known.any() else math.nan


def areas(over: BasinMap) -> dict[int, float]:
    """The share of the known cells for each minimum, by its index, and for −1 and −2, the largest first."""
    found, counts = np.unique(over.minimum[over.known], return_counts=True)
    shares = {int(index): float(count / counts.sum()) for index, count in zip(found, counts, strict=True)}
    return dict(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
