"""A surface on a grid, in the height that pictures show."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surfaces import Surface
from surfaces.base import Interval

# plotly.js refines grids below 128 to twice as many points and more; one that needs none is painted sooner.
POINTS = 129


@dataclass(frozen=True)
class Landscape:
    """`x` (n,), `y` (n,), `heights` (n, n) with rows along y; `ticks` are heights and losses as text.

    The grid goes on for `beyond` meshes outside the domain on each side, for a landscape that moves through
    the picture. The picture itself is the domain's: its heights, from `lowest` to `highest`, give levels,
    colours and ticks.
    """

    surface: Surface
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    heights: NDArray[np.float32]
    title: str
    ticks: tuple[tuple[float, str], ...]
    beyond: int = 0

    @property
    def within(self) -> NDArray[np.float32]:
        """The heights over the domain."""
        inner = slice(self.beyond, len(self.x) - self.beyond)
        return self.heights[inner, inner]

    @property
    def lowest(self) -> float:
        return float(self.within.min())

    @property
    def highest(self) -> float:
        return float(self.within.max())

    @property
    def base(self) -> float:
        """The loss that is drawn at height 0 on a logarithmic scale."""
        return self.surface.lowest or 0.0


def landscape(surface: Surface, points: int = POINTS, beyond: int = 0) -> Landscape:
    """The surface over its domain on a `points` × `points` grid, and so many meshes of it beyond."""
    x, y = (_grid(interval, points, beyond) for interval in surface.domain)
    inner = slice(beyond, beyond + points)
    grid_x, grid_y = np.meshgrid(x, y)
    losses = np.asarray(surface.value(grid_x, grid_y), dtype=np.float64)
    base = surface.lowest or 0.0
    if surface.scale == "log":
        heights = np.log10(1 + np.maximum(losses - base, 0))
        ticks = log_ticks(float(heights[inner, inner].max()), base)
    else:
        shown = losses[inner, inner]
        heights, ticks = losses, linear_ticks(float(shown.min()), float(shown.max()))
    title = "f, log scale" if surface.scale == "log" else "f"
    return Landscape(
        surface, x.astype(np.float32), y.astype(np.float32), heights.astype(np.float32), title, ticks, beyond
    )


def _grid(interval: Interval, points: int, beyond: int) -> NDArray[np.float64]:
    low, high = interval
    more = beyond * (high - low) / (points - 1)
    return np.linspace(low - more, high + more, points + 2 * beyond)


def log_ticks(highest: float, base: float) -> tuple[tuple[float, str], ...]:
    """The lowest loss and about four powers of ten above it, none so low that it touches the first."""
    stride = max(1, round(highest / 4))
    first = stride if highest >= 2 else 0
    powers = range(first, math.floor(highest) + 1, stride)
    return ((0.0, told(base)), *((math.log10(1 + 10.0**p), told(base + 10.0**p)) for p in powers))


def told(loss: float) -> str:
    """Three figures, and a power of ten only where the digits would be many."""
    return f"{loss:.0f}" if 1000 <= abs(loss) < 1e5 else f"{loss:.3g}"


def linear_ticks(lowest: float, highest: float) -> tuple[tuple[float, str], ...]:
    """Round numbers about a quarter of the range apart, never fewer than three."""
    raw = (highest - lowest) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    steps = [power * factor for factor in (0.5, 1, 2, 2.5, 5, 10)]
    longest = next(index for index, step in enumerate(steps) if step >= raw)
    for step in (steps[longest], steps[longest - 1]):
        numbers = range(math.ceil(lowest / step), math.floor(highest / step) + 1)
        if len(numbers) >= 3:
            break
    return tuple((number * step, f"{number * step:.4g}") for number in numbers)
