"""The six as one writes them with torch.optim: loss in tensors, backward, step, and all of it recorded."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from benchmarks.tasks import START

torch.set_num_threads(1)

RULES: dict[str, Callable[[list[torch.Tensor]], torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "momentum": lambda parameters: torch.optim.SGD(parameters, momentum=0.9),
    "nesterov": lambda parameters: torch.optim.SGD(parameters, momentum=0.9, nesterov=True),
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
}


def rosenbrock(theta: torch.Tensor) -> torch.Tensor:
    x, y = theta
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def descend(rule: str, steps: int) -> dict[str, Any]:
    """Positions and losses, steps + 1 each, gradients, and each buffer of the state by its name, by step."""
    theta = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = RULES[rule]([theta])
    # Of tensors as small as these, lists are quicker to keep than clones.
    record = defaultdict(list)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = rosenbrock(theta)
        loss.backward()
        record["positions"].append(theta.tolist())
        record["losses"].append(loss.item())
        record["gradients"].append(theta.grad.tolist())
        optimizer.step()
        for name, buffer in optimizer.state[theta].items():
            if buffer is not None:
                record[name].append(buffer.tolist())
    record["positions"].append(theta.tolist())
    record["losses"].append(rosenbrock(theta).item())
    return {name: np.array(rows) for name, rows in record.items()}


def descend_all(steps: int) -> dict[str, dict[str, Any]]:
    return {rule: descend(rule, steps) for rule in RULES}
