"""A surface on a grid, in the height that pictures show."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surfaces import Surface

POINTS = 101


@dataclass(frozen=True)
class Landscape:
    """`x` (n,), `y` (n,), `heights` (n, n) with rows along y; `ticks` are heights and what they mean in loss."""

    surface: Surface
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    heights: NDArray[np.float32]
    title: str
    ticks: tuple[tuple[float, str], ...]

    @property
    def base(self) -> float:
        """The loss that is drawn at height 0 on a logarithmic scale."""
        return self.surface.lowest or 0.0


def landscape(surface: Surface, points: int = POINTS) -> Landscape:
    """The surface over its domain on a `points` × `points` grid."""
    (x0, x1), (y0, y1) = surface.domain
    x, y = np.linspace(x0, x1, points), np.linspace(y0, y1, points)
    grid_x, grid_y = np.meshgrid(x, y)
    losses = np.asarray(surface.value(grid_x, grid_y), dtype=np.float64)
    base = surface.lowest or 0.0
    if surface.scale == "log":
        heights = np.log10(1 + np.maximum(losses - base, 0))
        ticks = log_ticks(float(heights.max()), base)
    else:
        heights, ticks = losses, linear_ticks(float(losses.min()), float(losses.max()))
    title = "f, log scale" if surface.scale == "log" else "f"
    return Landscape(
        surface, x.astype(np.float32), y.astype(np.float32), heights.astype(np.float32), title, ticks
    )


def log_ticks(highest: float, base: float) -> tuple[tuple[float, str], ...]:
    """Whole powers of ten above the lowest loss, at most five of them."""
    powers = range(0, math.floor(highest) + 1, max(1, math.ceil(highest / 5)))
    return ((0.0, f"{base:.3g}"), *((math.log10(1 + 10.0**p), f"{base + 10.0**p:.3g}") for p in powers))


def linear_ticks(lowest: float, highest: float) -> tuple[tuple[float, str], ...]:
    """Round numbers about a quarter of the range apart."""
    raw = (highest - lowest) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw)
    first = math.ceil(lowest / step)
    return tuple((index * step, f"{index * step:.4g}") for index in range(first, math.floor(highest / step) + 1))
