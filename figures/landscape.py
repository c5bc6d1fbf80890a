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


# What reaches so many times as far as most of the picture does is cut off, so that the rest is seen.
TOWERING = 1000.0
# What most of the picture is: from one of these shares of its heights to the other.
MOST = ((0.02, 0.98), (0.05, 0.95), (0.1, 0.9), (0.25, 0.75))
# float32 goes to 3.4e38, and what draws with it multiplies.
LARGEST = 1e30


@dataclass(frozen=True)
class Landscape:
    """`x` (n,), `y` (n,), `heights` (n, n) with rows along y; `ticks` are heights and losses as text.

    The grid goes on for `beyond` meshes outside the domain on each side, for a landscape that moves through
    the picture. The picture itself is the domain's: its heights, from `lowest` to `highest`, give levels,
    colours and ticks. A height is nan where the loss is not finite; some may tower above `highest`, or lie
    below `lowest`, where that leaves something to be seen of the others.
    """

    surface: Surface
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    heights: NDArray[np.float32]
    lowest: float
    highest: float
    title: str
    ticks: tuple[tuple[float, str], ...]
    beyond: int = 0

    @property
    def within(self) -> NDArray[np.float32]:
        """The heights over the domain."""
        inner = slice(self.beyond, len(self.x) - self.beyond)
        return self.heights[inner, inner]

    @property
    def base(self) -> float:
        """The loss that is drawn at height 0 on a logarithmic scale."""
        return self.surface.lowest or 0.0


def landscape(surface: Surface, points: int = POINTS, beyond: int = 0) -> Landscape:
    """The surface over its domain on a `points` × `points` grid, and so many meshes of it beyond."""
    x, y = (_grid(interval, points, beyond) for interval in surface.domain)
    inner = slice(beyond, beyond + points)
    grid_x, grid_y = np.meshgrid(x, y)
    base = surface.lowest or 0.0
    with np.errstate(all="ignore"):
        exact = np.asarray(surface.value(grid_x, grid_y), dtype=np.float64)
        if surface.scale == "log":
            exact = np.log10(1 + np.maximum(exact - base, 0))
    heights = np.where(np.isfinite(exact), np.clip(exact, -LARGEST, LARGEST), np.nan).astype(np.float32)
    low, high = ends_of(heights[inner, inner], cut=surface.scale == "linear", floor=surface.lowest)
    return Landscape(
        surface,
        x.astype(np.float32),
        y.astype(np.float32),
        heights,
        low,
        high,
        "f, log scale" if surface.scale == "log" else "f",
        log_ticks(high, base) if surface.scale == "log" else linear_ticks(low, high),
        beyond,
    )


def ends_of(heights: NDArray[np.float32], *, cut: bool, floor: float | None) -> tuple[float, float]:
    """The heights between which levels and colours are spread: those that are finite, and never one alone.

    With `cut` these need not be all: of heights that reach far beyond most of them the far ones are left out,
    but never what lies above a `floor`, which is a minimum.
    """
    finite = heights[np.isfinite(heights)].astype(np.float64)
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    for shares in MOST if cut else ():
        near_low, near_high = (float(end) for end in np.quantile(finite, shares))
        span = near_high - near_low
        if span > 0.0 and high - near_high > TOWERING * span:
            high = near_high + 0.5 * span
        if span > 0.0 and floor is None and near_low - low > TOWERING * span:
            low = near_low - 0.5 * span
    if not high > low:
        room = 0.5 * max(abs(low), 1.0)
        return low - room, high + room
    return low, high


def _grid(interval: Interval, points: int, beyond: int) -> NDArray[np.float64]:
    low, high = interval
    more = beyond * (high - low) / (points - 1)
    return np.linspace(low - more, high + more, points + 2 * beyond)


def log_ticks(highest: float, base: float) -> tuple[tuple[float, str], ...]:
    """The lowest loss and about four powers of ten above it, none so low that it touches the first.

    Where there are no powers of ten, round numbers.
    """
    if highest < 1:
        above = [gap for gap, _ in linear_ticks(0.0, 10.0**highest - 1)]
        return tuple((math.log10(1 + gap), told(base + gap)) for gap in above)
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
