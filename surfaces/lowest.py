"""The lowest point of a loss in its domain, found by numbers: for surfaces of which nobody knows it."""

from __future__ import annotations

import numpy as np

from surfaces.base import Array, Surface
from surfaces.downhill import followed

# Points of the grid along each side of the domain; the middle and most round numbers are among them.
FINE = 101
# So many hollows of the grid are looked into, the lowest ones.
HOLLOWS = 8
# Each look around a point is at 9 × 9 places, and the next one half as wide if the lowest is well inside.
LOOKS = 60
ACROSS = np.linspace(-1.0, 1.0, 9)
AROUND = np.stack([axis.ravel() for axis in np.meshgrid(ACROSS, ACROSS)])
# After so many looks a loss that has a floor falls no further than by this share of its range.
LAST, CALM = 10, 1e-3
# Nearer to the border than this share of a side is at the border.
BORDER = 1e-7
# Newton's steps are at most so many spacings of the grid long.
LONGEST = 4.0
ROUNDS = 50


def lowest_point(surface: Surface) -> tuple[float, float, float] | None:
    """(x, y, loss) of the lowest point in the domain; None where it is at the border, or has no finite loss.

    A grid finds the hollows. Around the lowest of them it looks closer and closer, which asks for no gradient
    and so goes well at kinks; Newton's steps with the exact Hessian then find the digits that no loss can
    tell. Of several lowest points it is one, the nearest to the middle where they are level. Hollows that are
    narrower than the grid's spacing may be missed. The same surface gives the same point.
    """
    with np.errstate(all="ignore"):
        spacing = np.array([(high - low) / (FINE - 1) for low, high in surface.domain])
        hollows, span = _hollows(surface)
        if not hollows.size:
            return None
        at, losses, fell = _closer(surface, hollows, spacing)
        best = int(losses.argmin())
        if not np.isfinite(losses[best]) or fell[best] > CALM * span:
            return None
        x, y = _settled(surface, at[:, best], float(losses[best]), float(np.hypot(*spacing)))
        loss = float(surface.value(x, y))
    if not _well_inside(surface, x, y):
        return None
    return x, y, loss


def _losses(surface: Surface, x: Array, y: Array) -> Array:
    """Infinite outside the domain, and where the loss is no number."""
    (x0, x1), (y0, y1) = surface.domain
    losses = np.asarray(surface.value(x, y))
    usable = (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1) & ~np.isnan(losses)
    return np.where(usable, losses, np.inf)


def _hollows(surface: Surface) -> tuple[Array, float]:
    """The grid's points that no neighbour is lower than (2, n), the lowest first, and the range of losses."""
    axes = [np.linspace(low, high, FINE) for low, high in surface.domain]
    x, y = np.meshgrid(*axes)
    loss = _losses(surface, x, y)
    finite = loss[np.isfinite(loss)]
    if not finite.size:
        return np.empty((2, 0)), 0.0
    padded = np.pad(loss, 1, constant_values=np.inf)
    low = loss < np.inf
    for down in range(3):
        for right in range(3):
            low &= loss <= padded[down : down + FINE, right : right + FINE]
    x, y, loss = x[low], y[low], loss[low]
    (middle_x, middle_y) = (0.5 * (low + high) for low, high in surface.domain)
    order = np.lexsort((y, x, np.hypot(x - middle_x, y - middle_y), loss))[:HOLLOWS]
    return np.stack((x[order], y[order])), float(np.ptp(finite))


def _closer(surface: Surface, at: Array, spacing: Array) -> tuple[Array, Array, Array]:
    """The lowest places (2, n) around `at`, their losses, and by how much these fell at the last looks."""
    places, each = at.copy(), np.arange(at.shape[1])
    losses = _losses(surface, *places)
    reach = np.ones(len(each))
    history = []
    for _ in range(LOOKS):
        history.append(losses)
        around = places[:, :, None] + (reach[:, None] * AROUND[:, None, :]) * spacing[:, None, None]
        seen = _losses(surface, *around)
        best = seen.argmin(axis=1)
        lower = seen[each, best] < losses
        places = np.where(lower, around[:, each, best], places)
        losses = np.where(lower, seen[each, best], losses)
        on_the_rim = lower & (np.abs(AROUND[:, best]).max(axis=0) == 1.0)
        reach = np.where(on_the_rim, reach, 0.5 * reach)
    return places, losses, history[-LAST] - losses


def _settled(surface: Surface, at: Array, loss: float, spacing: float) -> tuple[float, float]:
    """What Newton's steps make of a place, unless they lead out of the domain or up."""
    x, y = (float(axis[0]) for axis in followed(surface, at[:, None], LONGEST * spacing, ROUNDS))
    # A loss cannot tell two places apart that are this near to the minimum.
    if surface.contains(x, y) and float(surface.value(x, y)) <= loss + 1e-12 * abs(loss):
        return x + 0.0, y + 0.0
    return float(at[0]) + 0.0, float(at[1]) + 0.0


def _well_inside(surface: Surface, x: float, y: float) -> bool:
    return all(
        min(at - low, high - at) > BORDER * (high - low)
        for at, (low, high) in zip((x, y), surface.domain, strict=True)
    )
