"""In which minimum a run has come to rest."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maps.minima import lowest_around, minima_of
from surfaces import Surface

Array = NDArray[np.float64]

# The minimum's surroundings end here at the latest, as a share of the domain's diagonal.
WIDEST = 0.05
IN_NONE, DIVERGED = -1, -2


class Surroundings(NamedTuple):
    """What counts as being in each of the minima: nearer than `radius` with a loss below `rim`; all (n,)."""

    x: Array
    y: Array
    radius: Array
    rim: Array


@lru_cache(maxsize=128)
def surroundings(surface: Surface) -> Surroundings:
    """The circles around the minima, in the order of `minima_of`.

    The radius is half the distance to the nearest other minimum, but at most a twentieth of the domain's
    diagonal, and halved as long as there is something on the circle that is not higher than the minimum. The
    rim is the lowest loss on the circle. So circles do not overlap, and who is in one below its rim cannot
    get out downhill.
    """
    minima = minima_of(surface)
    x, y = (np.array([getattr(each, name) for each in minima]) for name in ("x", "y"))
    radius, rim = np.empty(len(minima)), np.empty(len(minima))
    with np.errstate(all="ignore"):
        for i, each in enumerate(minima):
            others = np.delete(np.hypot(x - each.x, y - each.y), i)
            radius[i] = min([WIDEST * surface.diagonal, *(0.5 * others)])
            rim[i] = lowest_around(surface, each.x, each.y, radius[i])
            for _ in range(30):
                if rim[i] > each.loss:
                    break
                radius[i] *= 0.5
                rim[i] = lowest_around(surface, each.x, each.y, radius[i])
    return Surroundings(x, y, radius, rim)


def resting(surface: Surface, places: Array, losses: Array) -> NDArray[np.int16]:
    """The minimum that each of the places (2, N) on the surface is in, as its index in `minima_of`, (N,).

    A place is in the minimum nearest to it, if it lies in the circle that `surroundings` draws around that
    and its loss (N,) is below the lowest on the circle; else it is in none, −1. Where the loss is nan: −2.
    """
    found = np.full(len(losses), IN_NONE, dtype=np.int16)
    found[np.isnan(losses)] = DIVERGED
    # Of some hundred minima each is compared with the few places only that have about its x.
    order = np.argsort(places[0])
    x, y, loss = places[0][order], places[1][order], losses[order]
    around = surroundings(surface)
    firsts = np.searchsorted(x, around.x - around.radius)
    lasts = np.searchsorted(x, around.x + around.radius, side="right")
    for i, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        near = np.hypot(x[first:last] - around.x[i], y[first:last] - around.y[i]) < around.radius[i]
        found[order[first:last][near & (loss[first:last] < around.rim[i])]] = i
    return found
