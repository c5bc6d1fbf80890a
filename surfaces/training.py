"""A small network, trained to its end: where it ends, and the way that its weights took."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from surfaces.points import Array

HIDDEN = 6
STEPS = 600
RATE = 0.05
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


class Training(NamedTuple):
    """The weights θ (3H + 1,) at the end, and at every step from the first, (steps + 1, 3H + 1)."""

    end: Array
    path: Array


def trained(u: Array, t: Array, rng: np.random.Generator) -> Training:
    """Train on standardised u and t, (n,) each, by Adam on all points, its rate falling to 0 as a cosine.

    The weights are in the order of `surfaces.network.Plane`. At first w and v are drawn from normal
    distributions of the variances 2 and 1/H, and each b so that its unit bends at an even place of u.
    """
    w = rng.normal(size=HIDDEN) * math.sqrt(2.0)
    b = -w * np.linspace(-1.5, 1.5, HIDDEN)
    theta = np.concatenate([w, b, rng.normal(size=HIDDEN) / math.sqrt(HIDDEN), [0.0]])
    path = np.empty((STEPS + 1, len(theta)))
    path[0] = theta
    m, v = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(STEPS):
        g = slope(theta, u, t)
        m = BETA1 * m + (1.0 - BETA1) * g
        v = BETA2 * v + (1.0 - BETA2) * (g * g)
        m_hat, v_hat = m / (1.0 - BETA1 ** (step + 1)), v / (1.0 - BETA2 ** (step + 1))
        rate = 0.5 * RATE * (1.0 + math.cos(math.pi * step / STEPS))
        theta = theta - rate * m_hat / (np.sqrt(v_hat) + EPSILON)
        path[step + 1] = theta
    return Training(theta, path)


def slope(theta: Array, u: Array, t: Array) -> Array:
    """The gradient of the mean squared error by all weights."""
    w, b, v = theta[:-1].reshape(3, -1)
    h = np.tanh(w[:, None] * u + b[:, None])
    r = ((v[:, None] * h).sum(axis=0) + theta[-1] - t) * (2.0 / len(u))
    back = (v[:, None] * r) * (1.0 - h * h)
    return np.concatenate([(back * u).sum(axis=1), back.sum(axis=1), (h * r).sum(axis=1), [r.sum()]])
