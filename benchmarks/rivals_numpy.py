"""Adam on many lanes as its formulas are in the textbook: the whole array at once, β^t by a power."""

from collections.abc import Callable

import numpy as np

from benchmarks.tasks import Array, Lanes


def rosenbrock(p: Array) -> Array:
    x, y = p
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def rosenbrock_gradient(p: Array) -> Array:
    x, y = p
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def ackley(p: Array) -> Array:
    x, y = p
    funnel = 20 * np.exp(-0.2 * np.sqrt(0.5 * (x**2 + y**2)))
    return 20 + np.e - funnel - np.exp(0.5 * (np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)))


def ackley_gradient(p: Array) -> Array:
    x, y = p
    r = np.sqrt(0.5 * (x**2 + y**2))
    slope = 2 * np.exp(-0.2 * r) / r
    waves = np.pi * np.exp(0.5 * (np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)))
    return np.array([slope * x + waves * np.sin(2 * np.pi * x), slope * y + waves * np.sin(2 * np.pi * y)])


LOSSES: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "rosenbrock": (rosenbrock, rosenbrock_gradient),
    "ackley": (ackley, ackley_gradient),
}


def adam_finals(surface: str, lanes: Lanes, steps: int) -> tuple[Array, Array]:
    """Where each lane ends, (2, N), and the loss there, (N,)."""
    loss, gradient = LOSSES[surface]
    alpha, beta1, beta2, epsilon = lanes.learning_rate, lanes.beta1, 0.999, 1e-8
    p = lanes.starts
    m, v = np.zeros_like(p), np.zeros_like(p)
    for t in range(1, steps + 1):
        g = gradient(p)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        p = p - alpha * m_hat / (np.sqrt(v_hat) + epsilon)
    return p, loss(p)
