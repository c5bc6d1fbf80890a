"""Where the loss of an affine model is lowest, as exactly as floats can tell."""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np

from surfaces.points import Array

Place = tuple[float, float]

ROUNDS, HALVINGS = 200, 50
EPSILON = 2.0**-52
# What is this small beside the numbers that it comes from is rounding.
ROUNDING = 1e-12


class Smooth(Protocol):
    """A convex loss with its derivatives."""

    def value(self, x: Any, y: Any) -> Any: ...

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]: ...

    def hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]: ...


def least_squares(u: Array, t: Array) -> Place:
    """Slope and intercept of the line with the least sum of squared distances along t; u has a spread."""
    middle, level = float(u.mean()), float(t.mean())
    away = u - middle
    slope = float(away @ (t - level)) / float(away @ away)
    return slope, level - slope * middle


def least_distances(u: Array, t: Array) -> Place:
    """Slope and intercept of a line with the least sum of distances along t.

    Such a line goes through two of the points. Turned about one of the points on it, a line's sum falls at
    first unless it is the best of all, for the sum is convex. The best line through a point has for its slope
    the median of the slopes to the others, weighted by their distances along u. (Wesolowsky, A new descent
    algorithm for the least absolute value regression problem, 1981.)
    """
    slope, intercept = least_squares(u, t)
    line = _through(u, t, int(np.abs(slope * u + intercept - t).argmin()))
    total = _total(line, u, t)
    while total > ROUNDING * float(np.abs(t - t.mean()).sum()):
        pivot = _steepest(line, u, t)
        trial = line if pivot is None else _through(u, t, pivot)
        if not _total(trial, u, t) < total:
            break
        line, total = trial, _total(trial, u, t)
    return line


def _total(line: Place, u: Array, t: Array) -> float:
    return float(np.abs(line[0] * u + line[1] - t).sum())


def _steepest(line: Place, u: Array, t: Array) -> int | None:
    """The point on the line about which it has to turn for its sum to fall; None where there is none."""
    predicted = line[0] * u + line[1]
    on = np.abs(predicted - t) <= ROUNDING * (np.abs(t) + np.abs(line[0] * u) + abs(line[1]))
    side = np.where(on, 0.0, np.sign(predicted - t))
    pivots = np.flatnonzero(on)
    # Turned about u_k, the line rises by u − u_k at u: the sum over the others, and over those on the line.
    others = side @ u - side.sum() * u[pivots]
    falls = np.abs(others) - np.abs(u[on] - u[pivots][:, None]).sum(axis=1)
    best = int(falls.argmax())
    return int(pivots[best]) if falls[best] > ROUNDING * float(np.abs(u).sum()) else None


def _through(u: Array, t: Array, pivot: int) -> Place:
    """The line through one point with the least sum of distances to the others."""
    away, above = u - u[pivot], t - t[pivot]
    apart = away != 0.0
    slopes, weights = above[apart] / away[apart], np.abs(away[apart])
    order = np.argsort(slopes, kind="stable")
    reached = np.cumsum(weights[order])
    slope = float(slopes[order][np.searchsorted(reached, 0.5 * reached[-1])])
    return slope, float(t[pivot] - slope * u[pivot])


def least(loss: Smooth, at: Place, rounds: int = ROUNDS) -> Place:
    """Where a smooth convex loss is lowest, by Newton's steps from `at`, halved until the loss falls.

    Where the loss is level to second order the step is damped. If there is no lowest place, it is somewhere
    on the way down.
    """
    x, y = at
    low = loss.value(x, y)
    for _ in range(rounds):
        gx, gy = loss.gradient(x, y)
        dx, dy = newton_step(loss, x, y)
        # So little is to be gained that no loss can tell.
        if abs(gx * dx + gy * dy) <= EPSILON * abs(low):
            break
        for _halving in range(HALVINGS):
            trial = loss.value(x + dx, y + dy)
            if trial < low:
                break
            dx, dy = 0.5 * dx, 0.5 * dy
        else:
            break
        x, y, low = x + dx, y + dy, trial
    return polished(loss, x, y)


def polished(loss: Smooth, x: float, y: float) -> Place:
    """Newton's last steps, which no loss can tell any more: taken while they make the slope smaller."""
    slope = math.hypot(*loss.gradient(x, y))
    for _ in range(5):
        dx, dy = newton_step(loss, x, y)
        smaller = math.hypot(*loss.gradient(x + dx, y + dy))
        if not smaller < slope:
            break
        x, y, slope = x + dx, y + dy, smaller
    return x, y


def newton_step(loss: Smooth, x: float, y: float) -> Place:
    gx, gy = loss.gradient(x, y)
    xx, xy, yy = loss.hessian(x, y)
    # Of a matrix that is all but singular the diagonal is made a little larger.
    damped = 1e-9 * (xx + yy) + 1e-300 if xx * yy - xy * xy <= 1e-12 * xx * yy else 0.0
    xx, yy = xx + damped, yy + damped
    volume = xx * yy - xy * xy
    if volume <= 0.0:
        return -gx, -gy
    return (xy * gy - yy * gx) / volume, (xy * gx - xx * gy) / volume
