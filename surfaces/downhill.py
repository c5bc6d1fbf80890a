"""Where a loss leads down to: Newton's steps with the exact Hessian, from many places at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from surfaces.base import Array, Surface


def followed(surface: Surface, starts: Array, longest: float, rounds: int) -> tuple[Array, Array]:
    """Where the loss leads down to from each of `starts` (2, n), as (n,) and (n,).

    No step is longer than `longest`, each is halved until the loss falls, and there are `rounds` at most.
    """
    x, y = starts[0].copy(), starts[1].copy()
    loss = np.asarray(surface.value(x, y))
    for _ in range(rounds):
        dx, dy = step(surface, x, y, longest)
        moved = np.zeros(len(x), dtype=bool)
        for _halving in range(40):
            trial = np.asarray(surface.value(x + dx, y + dy))
            falls = ~moved & (trial < loss)
            x, y = np.where(falls, x + dx, x), np.where(falls, y + dy, y)
            loss = np.where(falls, trial, loss)
            moved |= falls
            if moved.all():
                break
            dx, dy = np.where(moved, 0.0, 0.5 * dx), np.where(moved, 0.0, 0.5 * dy)
        if not moved.any():
            break
    return polished(surface, x, y, longest)


def polished(surface: Surface, x: Array, y: Array, longest: float) -> tuple[Array, Array]:
    """Newton's last steps, which no loss can tell any more: kept where they make the slope smaller."""
    for _ in range(4):
        dx, dy = step(surface, x, y, longest)
        better = np.hypot(*surface.gradient(x + dx, y + dy)) < np.hypot(*surface.gradient(x, y))
        x, y = np.where(better, x + dx, x), np.where(better, y + dy, y)
    return x, y


def step(surface: Surface, x: Array, y: Array, longest: float) -> tuple[Array, Array]:
    """Newton's step where the loss is convex, else one along the gradient; no longer than `longest`."""
    gx, gy = surface.gradient(x, y)
    xx, xy, yy = surface.hessian(x, y)
    low, _ = curvatures(xx, xy, yy)
    volume = xx * yy - xy * xy
    convex = (low > 0.0) & (volume > 0.0)
    volume = np.where(convex, volume, 1.0)
    dx = np.where(convex, (xy * gy - yy * gx) / volume, -gx)
    dy = np.where(convex, (xy * gx - xx * gy) / volume, -gy)
    length = np.hypot(dx, dy)
    shorter = np.where(convex, np.minimum(1.0, longest / length), longest / length)
    usable = np.isfinite(shorter)
    return np.where(usable, shorter * dx, 0.0), np.where(usable, shorter * dy, 0.0)


def curvatures(xx: Any, xy: Any, yy: Any) -> tuple[Array, Array]:
    """The lower and the higher eigenvalue of a Hessian."""
    middle, spread = 0.5 * (xx + yy), np.hypot(0.5 * (xx - yy), xy)
    return middle - spread, middle + spread
