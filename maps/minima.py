"""Where a run on a surface may come to rest: its minima, global and local."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from surfaces import Surface
from surfaces.downhill import curvatures, followed

Array = NDArray[np.float64]

# Points of the grid along each side of the domain on which local minima are looked for.
FINE = 401
# Newton's steps are at most so many spacings of that grid long.
LONGEST = 4.0
ROUNDS = 200
# Two points nearer than this share of the domain's diagonal are the same minimum.
SAME = 1e-4
# A slope of this share of the usual one has vanished.
LEVEL = 1e-9
# A minimum whose flattest curvature is less than this share of its steepest is a point of a valley.
FLAT = 1e-9


@dataclass(frozen=True)
class Minimum:
    """A minimum at (x, y) with its loss."""

    x: float
    y: float
    loss: float
    is_global: bool


@lru_cache(maxsize=128)
def minima_of(surface: Surface) -> tuple[Minimum, ...]:
    """The minima in the domain, lowest first: the global ones as the surface lists them, and the local ones.

    Local ones are found by numbers: from each point of a fine grid that lies below its eight neighbours the
    loss is followed down, by Newton's steps with the exact Hessian where that is positive definite, else
    along the gradient, with steps halved until the loss falls. What it comes to counts where the gradient
    vanishes and the Hessian is positive definite, or where the surface names a kink, with a higher loss all
    around. So the bottom of a valley is none, level along a line or a ring as it may be, nor is the edge of
    the domain, if the loss goes on falling outside.
    """
    found = [Minimum(x, y, loss, True) for x, y, loss in surface.minima]
    with np.errstate(all="ignore"):
        for x, y in (*_kinks(surface), *_smooth(surface)):
            near = any(np.hypot(x - other.x, y - other.y) < SAME * surface.diagonal for other in found)
            if surface.contains(x, y) and not near:
                found.append(Minimum(x, y, float(surface.value(x, y)), False))
    return tuple(sorted(found, key=lambda each: (not each.is_global, each.loss, each.x, each.y)))


def _kinks(surface: Surface) -> list[tuple[float, float]]:
    """The kinks that are lower than what is around them."""
    radius = SAME * surface.diagonal
    return [at for at in surface.kinks if float(surface.value(*at)) < lowest_around(surface, *at, radius)]


def lowest_around(surface: Surface, x: float, y: float, radius: float) -> float:
    """The lowest loss on a circle around (x, y), within the surface's box; nan where one is not finite there.

    It is looked for at even angles, and then closer and closer around the best of them: the bottom of a sharp
    ravine lies between any two.
    """
    middle, reach, lowest = 0.0, np.pi, np.inf
    for _ in range(6):
        angles = middle + reach * np.linspace(-1.0, 1.0, 129)
        losses = within_box(surface, x + radius * np.cos(angles), y + radius * np.sin(angles))
        lowest = np.minimum(lowest, losses.min())
        middle, reach = float(angles[int(losses.argmin())]), reach / 32.0
    return float(lowest)


def within_box(surface: Surface, x: Array, y: Array) -> Array:
    """The losses; infinite where no run can be."""
    losses = np.asarray(surface.value(x, y))
    if surface.box is None:
        return losses
    (x0, x1), (y0, y1) = surface.box
    return np.where((x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1), losses, np.inf)


def _smooth(surface: Surface) -> list[tuple[float, float]]:
    """Where the gradient vanishes and the loss rises to all sides."""
    starts, spacing, usual = _hollows(surface)
    x, y = followed(surface, starts, LONGEST * spacing, ROUNDS)
    gx, gy = surface.gradient(x, y)
    low, high = curvatures(*surface.hessian(x, y))
    level = np.hypot(gx, gy) <= LEVEL * usual
    firm = (low > FLAT * high) & np.isfinite(high)
    inside = np.array([surface.contains(*at) for at in zip(x.tolist(), y.tolist(), strict=True)], dtype=bool)
    return [(float(x[i]), float(y[i])) for i in np.flatnonzero(level & firm & inside)]


def _hollows(surface: Surface) -> tuple[Array, float, float]:
    """Grid points below their eight neighbours (2, n), the grid's spacing, and the usual length of a slope.

    The grid reaches a little over the domain, by uneven amounts, so that no two of its points lie evenly
    around a minimum.
    """
    axes = []
    for low, high in surface.domain:
        space = (high - low) / (FINE - 1)
        axes.append(np.linspace(low - 1.618 * space, high + 2.236 * space, FINE + 4))
    x, y = np.meshgrid(*axes)
    loss = np.asarray(surface.value(x, y))
    middle = loss[1:-1, 1:-1]
    lowest = np.isfinite(middle)
    for down in range(3):
        for right in range(3):
            if (down, right) != (1, 1):
                rows, columns = len(loss) - 2 + down, loss.shape[1] - 2 + right
                lowest &= middle < loss[down:rows, right:columns]
    slope = np.hypot(*surface.gradient(x, y))
    spacing = float(np.hypot(axes[0][1] - axes[0][0], axes[1][1] - axes[1][0]))
    starts = np.stack([x[1:-1, 1:-1][lowest], y[1:-1, 1:-1][lowest]])
    return starts, spacing, float(np.median(slope[np.isfinite(slope)]))
