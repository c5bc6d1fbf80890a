"""Write golden.json: where torch's own optimizers go. Needs torch 2.13, which the app itself does not.

Run from the repository's root: PYTHONPATH=. python tests/core/make_golden.py
"""

import json
from pathlib import Path
from typing import Any

import torch

from surfaces import SURFACES

STEPS = 200
STRIDE = 20  # rows kept: every 20th is enough to catch a rule that strays

TORCH: dict[str, Any] = {
    "sgd": torch.optim.SGD,
    "momentum": torch.optim.SGD,
    "nesterov": lambda params, **settings: torch.optim.SGD(params, nesterov=True, **settings),
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}

# Rules' settings by their names here; defaults of both sides are compared by leaving them out.
CASES: list[tuple[str, dict[str, Any]]] = [
    ("sgd", {}),
    ("sgd", {"learning_rate": 0.05, "weight_decay": 0.1}),
    ("momentum", {"momentum": 0.9}),
    ("momentum", {"learning_rate": 0.02, "momentum": 0.7, "dampening": 0.4, "weight_decay": 0.05}),
    ("nesterov", {"momentum": 0.9}),
    ("nesterov", {"learning_rate": 0.02, "momentum": 0.6, "weight_decay": 0.05}),
    ("adagrad", {}),
    ("adagrad", {"learning_rate": 0.3, "epsilon": 0.01, "initial_accumulator": 0.5, "weight_decay": 0.1}),
    ("rmsprop", {}),
    ("rmsprop", {"learning_rate": 0.02, "rho": 0.8, "epsilon": 0.1, "momentum": 0.5, "weight_decay": 0.1}),
    ("rmsprop", {"learning_rate": 0.01, "rho": 0.9, "epsilon": 0.1, "centered": True}),
    ("adam", {}),
    ("adam", {"learning_rate": 0.05, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.01, "weight_decay": 0.1}),
    ("adamw", {}),
    ("adamw", {"learning_rate": 0.05, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.01, "weight_decay": 0.3}),
]
NAMES = {
    "learning_rate": "lr",
    "rho": "alpha",
    "epsilon": "eps",
    "initial_accumulator": "initial_accumulator_value",
}
SURFACE_KEYS = ("ravine", "ecliptic_bowl")


def torch_settings(key: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The same settings by torch's names."""
    given = {NAMES.get(name, name): value for name, value in settings.items()}
    if key.startswith("adam") and "beta1" in given:
        given["betas"] = (given.pop("beta1"), given.pop("beta2"))
    return given


def torch_path(key: str, settings: dict[str, Any], surface_key: str) -> list[list[float]]:
    surface = SURFACES[surface_key]
    theta = torch.tensor(surface.start, dtype=torch.float64, requires_grad=True)
    optimizer = TORCH[key]([theta], **torch_settings(key, settings))
    path = [theta.tolist()]
    for _ in range(STEPS):
        theta.grad = torch.tensor(surface.gradient(*theta.tolist()), dtype=torch.float64)
        optimizer.step()
        path.append(theta.tolist())
    return path[::STRIDE]


def main() -> None:
    golden = {
        "torch": torch.__version__.split("+")[0],
        "steps": STEPS,
        "stride": STRIDE,
        "runs": [
            {"rule": key, "settings": given, "surface": surface, "path": torch_path(key, given, surface)}
            for key, given in CASES
            for surface in SURFACE_KEYS
        ],
    }
    Path(__file__).with_name("golden.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
