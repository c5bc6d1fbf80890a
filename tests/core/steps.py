"""What the tests of rules take steps with."""

from typing import Any

import numpy as np

from optimizers import Optimizer


class Bowl:
    """x² + 2 y² + x y, for rules that ask for more than the gradient they are given."""

    def value(self, x: Any, y: Any) -> Any:
        return x * x + 2.0 * y * y + x * y

    def gradient(self, x: Any, y: Any) -> Any:
        return 2.0 * x + y, 4.0 * y + x

    def hessian(self, x: Any, y: Any) -> Any:
        return 0.0 * x + 2.0, 0.0 * x + 1.0, 0.0 * y + 4.0


def pair_of(rows: Any) -> Any:
    """The two coordinates: floats of (2,), arrays of (2, N)."""
    return (float(rows[0]), float(rows[1])) if np.ndim(rows) == 1 else (rows[0], rows[1])


def begun(rule: Optimizer, position: Any) -> Any:
    """The state of either kind of rule at a position, (2,) or (2, N)."""
    return rule.init(position if rule.elementwise else pair_of(position))


def step_of(rule: Optimizer, gradient: Any, state: Any, position: Any, landscape: Any = None) -> Any:
    """The step and the next state of either kind of rule, the step in the position's shape."""
    if rule.elementwise:
        return rule.update(gradient, state, position)
    pair, state = rule.update_pair(pair_of(gradient), state, pair_of(position), landscape or Bowl())
    return np.array(pair), state


def steps_of(rule: Optimizer, gradients: list[float], position: float = 0.0) -> list[float]:
    """The steps an element-wise rule takes on a fixed list of gradients."""
    state, steps = rule.init(position), []
    for gradient in gradients:
        step, state = rule.update(gradient, state, position)
        position += step
        steps.append(step)
    return steps
