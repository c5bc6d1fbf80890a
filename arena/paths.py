"""The paths of a race, and what is laid over them: what a browser needs to draw and to tell, and no more."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from descent import Trajectory
from surfaces import Surface

# The gap is loss − lowest, or the loss itself where there is no lowest: near a minimum of −1 a rounded loss
# would say nothing of the last ten decades.
ROWS = ("x", "y", "gap", "slope")
# Which of them are read off curves, and told to four figures.
COARSE = (False, False, True, True)


def rows(run: Trajectory, surface: Surface) -> NDArray[np.float32]:
    """x, y, gap and ‖g‖ of every recorded position, shape (4, points); ±inf beyond float32's reach."""
    count = len(run.positions)
    base = surface.lowest or 0.0
    gradients = np.empty((count, 2))
    gradients[: len(run.gradients)] = run.gradients[:count]
    gradients[len(run.gradients) :] = np.nan
    with np.errstate(all="ignore"):
        if count > len(run.gradients):
            gradients[-1] = surface.gradient(*run.places[-1])
        slopes = np.hypot(gradients[:, 0], gradients[:, 1])
        table = np.stack([run.positions[:, 0], run.positions[:, 1], run.losses - base, slopes])
        return table.astype(np.float32)


def stacked(quantities: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float32]:
    """x and y of each quantity (steps, 2) as rows, (2 × quantities, steps); ±inf beyond float32's reach."""
    with np.errstate(all="ignore"):
        return np.concatenate([values.T for values in quantities.values()]).astype(np.float32)
