"""Write torch.json: where torch's own optimizers go, on the gradients of our surfaces.

Run `make golden`, or from the repository's root: PYTHONPATH=. python tests/golden/make_torch.py
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from surfaces import Surface
from tests.golden.runs import STEPS, Case, Point, Settings, all_but, write

# Each rule's counterpart, and the fields of ours that it calls by another name.
RULES: dict[str, tuple[Callable[..., torch.optim.Optimizer], dict[str, str]]] = {
    "sgd": (torch.optim.SGD, {}),
    "momentum": (torch.optim.SGD, {}),
    "nesterov": (torch.optim.SGD, {}),
    "adagrad": (
        torch.optim.Adagrad,
        {"initial_accumulator": "initial_accumulator_value", "rate_decay": "lr_decay"},
    ),
    "rprop": (torch.optim.Rprop, {}),
    "rmsprop": (torch.optim.RMSprop, {"rho": "alpha"}),
    "adadelta": (torch.optim.Adadelta, {}),
    "adam": (torch.optim.Adam, {}),
    "adamw": (torch.optim.AdamW, {}),
    "amsgrad": (torch.optim.Adam, {}),
    "adamax": (torch.optim.Adamax, {}),
    "nadam": (torch.optim.NAdam, {}),
    "radam": (torch.optim.RAdam, {}),
}
# What makes torch's optimizer the rule of that name, unless a setting says otherwise. All other defaults are
# torch's own.
ALWAYS: dict[str, dict[str, Any]] = {
    "momentum": {"momentum": 0.9},
    "nesterov": {"momentum": 0.9, "nesterov": True},
    "amsgrad": {"amsgrad": True},
}
# Fields of ours that torch takes as one pair.
PAIRS = {
    "betas": ("beta1", "beta2"),
    "etas": ("eta_minus", "eta_plus"),
    "step_sizes": ("smallest_step", "largest_step"),
}

OUTSIDE = "torch adds ε outside the root"
CORRECTED = "torch always corrects"
LACKS: dict[str, dict[str, str]] = {
    "adagrad": {"epsilon_placement": OUTSIDE},
    "rmsprop": {"epsilon_placement": OUTSIDE, "bias_correction": "torch never corrects"},
    "adam": {"epsilon_placement": OUTSIDE, "bias_correction": CORRECTED},
    "adamw": {"epsilon_placement": OUTSIDE, "bias_correction": CORRECTED},
    "amsgrad": {"epsilon_placement": OUTSIDE, "bias_correction": CORRECTED},
}

# Every rule by default, and then with every field of it elsewhere. Rates are such that the runs are calm.
CASES = [
    Case("sgd"),
    Case("sgd", {"learning_rate": 0.003, "weight_decay": 0.1}),
    Case("momentum"),
    Case("momentum", {"learning_rate": 0.002, "momentum": 0.7, "dampening": 0.4, "weight_decay": 0.05}),
    Case("nesterov"),
    Case("nesterov", {"learning_rate": 0.002, "momentum": 0.6, "weight_decay": 0.05}),
    Case("adagrad"),
    Case("adagrad", {"learning_rate": 0.3, "epsilon": 0.01, "initial_accumulator": 0.5, "weight_decay": 0.1}),
    Case("adagrad", {"learning_rate": 0.3, "rate_decay": 0.1}),
    Case("rprop"),
    Case("rprop", {"learning_rate": 0.1, "eta_minus": 0.4, "eta_plus": 1.3}),
    Case("rprop", {"learning_rate": 0.5, "smallest_step": 0.003, "largest_step": 0.17}),
    Case("rmsprop", surfaces=all_but("rosenbrock")),
    Case(
        "rmsprop", {"learning_rate": 0.005, "rho": 0.8, "epsilon": 1.0, "momentum": 0.5, "weight_decay": 0.1}
    ),
    Case("rmsprop", {"learning_rate": 0.003, "rho": 0.9, "epsilon": 1.0, "centered": True}),
    Case("rmsprop", {"learning_rate": 0.002, "epsilon": 1.0, "momentum": 0.7, "centered": True}),
    Case("adadelta", surfaces=all_but("saddle", "rosenbrock")),
    Case(
        "adadelta",
        {"learning_rate": 0.3, "rho": 0.95, "epsilon": 1e-5, "weight_decay": 0.1},
        surfaces=all_but("saddle"),
    ),
    Case("adam"),
    Case("adam", {"learning_rate": 0.005, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.1, "weight_decay": 0.1}),
    Case("adamw"),
    Case("adamw", {"learning_rate": 0.005, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.1, "weight_decay": 0.3}),
    Case("amsgrad"),
    Case(
        "amsgrad", {"learning_rate": 0.01, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.1, "weight_decay": 0.1}
    ),
    Case("amsgrad", {"learning_rate": 0.01, "weight_decay": 0.3, "decoupled_weight_decay": True}),
    Case("adamax"),
    Case(
        "adamax", {"learning_rate": 0.003, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.1, "weight_decay": 0.1}
    ),
    Case("nadam"),
    Case(
        "nadam", {"learning_rate": 0.003, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.1, "momentum_decay": 0.1}
    ),
    Case("nadam", {"learning_rate": 0.005, "weight_decay": 0.1}),
    Case("nadam", {"learning_rate": 0.005, "weight_decay": 0.3, "decoupled_weight_decay": True}),
    Case("radam"),
    Case("radam", {"learning_rate": 0.005, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.1, "weight_decay": 0.1}),
    Case("radam", {"learning_rate": 0.005, "weight_decay": 0.3, "decoupled_weight_decay": True}),
    Case("radam", {"learning_rate": 0.002, "beta1": 0.8, "beta2": 0.6}),  # never adapts
]


def optimizer_of(rule: str, settings: Settings, theta: torch.Tensor) -> torch.optim.Optimizer:
    make, names = RULES[rule]
    names = {"learning_rate": "lr", "epsilon": "eps"} | names
    given = ALWAYS.get(rule, {}) | {names.get(name, name): value for name, value in settings.items()}
    for pair, (first, second) in PAIRS.items():
        if first in given or second in given:
            given[pair] = (given.pop(first), given.pop(second))
    return make([theta], **given)


def walk(rule: str, settings: Settings, surface: Surface, start: Point) -> list[list[float]]:
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = optimizer_of(rule, settings, theta)
    path = [theta.tolist()]
    for _ in range(STEPS):
        theta.grad = torch.tensor(surface.gradient(*theta.tolist()), dtype=torch.float64)
        optimizer.step()
        path.append(theta.tolist())
    return path


def main() -> None:
    torch.set_default_dtype(torch.float64)  # else NAdam keeps the product of its momenta in float32
    version = torch.__version__.split("+")[0]
    write(Path(__file__).with_name("torch.json"), f"torch {version}", CASES, LACKS, walk)


if __name__ == "__main__":
    main()
