"""The colours of maps whose cells are runs: a loss as light and hue, a minimum as a hue, and what went wrong.

The ramp goes from deep violet (good) by green-blue to pale yellow (bad) in equal steps of CIELAB, so that
equal steps of the loss look equal, to the colour-blind too: its lightness only rises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from figures.palette import lab_to_hex

# Lightness, a (green to red) and b (blue to yellow) of what the ramp passes through; all can be shown.
WAY = ((22.0, 28.0, -38.0), (38.0, 4.0, -34.0), (58.0, -26.0, -10.0), (78.0, -32.0, 38.0), (93.0, -8.0, 62.0))
STOPS = 17

# A hue for each minimum; with more of them than hues, those that are near each other differ. As deep as they
# are here where a run settles at once, and paler the later it does.
MINIMA = ("#0072b2", "#d55e00", "#009e73", "#b0569b", "#8a7400", "#3a3f99", "#a8323e", "#2f7f8f")

# A run that diverged, and one that ended nowhere or never arrived: neither is on the ramp.
ENDS: Mapping[str, Mapping[str, str]] = {
    "light": {"diverged": "#8f2416", "never": "#ccd2d9"},
    "dark": {"diverged": "#a5382a", "never": "#48525d"},
}


def cell_ramp() -> tuple[str, ...]:
    """`STOPS` colours at equal distances in CIELAB along WAY, from the lowest value to the highest."""
    way = np.array(WAY)
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])
    at = np.linspace(0.0, gone[-1], STOPS)
    lab = np.stack([np.interp(at, gone, way[:, part]) for part in range(3)], axis=1)
    return tuple(lab_to_hex(colour) for colour in lab)


def colouring(points: Sequence[tuple[float, float]], colours: int = len(MINIMA)) -> list[int]:
    """A colour's number for each point, so that points of one colour lie as far apart as can be, greedily.

    The first of the points get colours of their own.
    """
    where: NDArray[np.float64] = np.array(points, dtype=np.float64).reshape(-1, 2)
    spread = np.ptp(where, axis=0) if len(where) else np.ones(2)
    where = where / np.where(spread > 0, spread, 1.0)
    nearest = np.full((colours, len(where)), np.inf)
    taken: list[int] = []
    used = np.zeros(colours, dtype=int)
    for index, point in enumerate(where):
        away = nearest[:, index]
        # The farthest; of several that nobody has yet, or that are as far, the one that is used least.
        best = np.lexsort((np.arange(colours), used, -np.where(np.isinf(away), 1e9, np.round(away, 9))))[0]
        taken.append(int(best))
        used[best] += 1
        distances = np.hypot(*(where - point).T)
        nearest[best] = np.minimum(nearest[best], distances)
    return taken
