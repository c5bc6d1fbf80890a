"""Write optax.json: where optax's own optimizers go, on the gradients of our surfaces.

Run `make golden`, or from the repository's root: PYTHONPATH=. python tests/golden/make_optax.py

Rules that torch lacks are here with every field moved. Those that it has are here with what it lacks, at
settings under which optax and torch agree otherwise.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import optax

from surfaces import Surface
from tests.golden.runs import STEPS, Case, Point, Settings, all_but, write

NAMES = {"beta1": "b1", "beta2": "b2", "beta3": "b3", "epsilon": "eps", "epsilon_root": "eps_root"}


def yogi(learning_rate: float, **settings: Any) -> optax.GradientTransformation:
    """optax.yogi, which passes on only some of what its core can take."""
    return optax.chain(optax.scale_by_yogi(**settings), optax.scale_by_learning_rate(learning_rate))


def rmsprop(weight_decay: float = 0.0, **settings: Any) -> optax.GradientTransformation:
    return optax.chain(optax.add_decayed_weights(weight_decay), optax.rmsprop(**settings))


def amsgrad(bias_correction: bool, **settings: Any) -> optax.GradientTransformation:
    return optax.amsgrad(bias_correction_mu=bias_correction, bias_correction_nu=bias_correction, **settings)


# Each rule's counterpart, and the fields of ours that it calls by another name.
RULES: dict[str, tuple[Callable[..., optax.GradientTransformation], dict[str, str]]] = {
    "adagrad": (optax.adagrad, {"initial_accumulator": "initial_accumulator_value"}),
    "rmsprop": (rmsprop, {"rho": "decay"}),
    "adam": (optax.adam, {}),
    "adamw": (optax.adamw, {}),
    "amsgrad": (amsgrad, {}),
    "yogi": (yogi, {"initial_accumulator": "initial_accumulator_value"}),
    "adabelief": (optax.adabelief, {}),
    "adan": (optax.adan, {}),
    "lion": (optax.lion, {}),
    "schedule_free": (optax.contrib.schedule_free_sgd, {}),
}
# Most of optax's optimizers have no rate of their own; schedule-free SGD's, 1, is not calm. All other
# defaults are optax's own.
ALWAYS: dict[str, dict[str, Any]] = {
    rule: {"learning_rate": 1e-3} for rule in ("yogi", "adabelief", "adan", "lion", "schedule_free")
}
# These have ε outside or inside the root by two names. Where it is inside, there is none outside.
TWO_EPSILONS = {"adam", "adamw", "amsgrad", "yogi"}

CORRECTED = "optax always corrects"
LACKS: dict[str, dict[str, str]] = {
    "adam": {"bias_correction": CORRECTED},
    "adamw": {"bias_correction": CORRECTED},
    "yogi": {"bias_correction": CORRECTED},
}

INSIDE = {"epsilon_placement": "inside"}

CASES = [
    Case("adagrad", {"learning_rate": 0.03, "epsilon": 0.01, "initial_accumulator": 0.1, **INSIDE}),
    Case(
        "adagrad",
        {"learning_rate": 0.1, "epsilon": 1.0, "initial_accumulator": 0.0, **INSIDE},
        surfaces=all_but("rosenbrock"),
    ),
    Case("rmsprop", {"learning_rate": 0.003, "rho": 0.9, "epsilon": 1.0, **INSIDE}),
    Case("rmsprop", {"learning_rate": 0.003, "rho": 0.9, "epsilon": 1.0, "centered": True, **INSIDE}),
    Case("rmsprop", {"learning_rate": 0.003, "rho": 0.9, "epsilon": 0.5, "bias_correction": True}),
    Case(
        "rmsprop",
        {"learning_rate": 0.003, "rho": 0.9, "momentum": 0.5, "epsilon": 1.0, "weight_decay": 0.1}
        | {"bias_correction": True, "centered": True, **INSIDE},
    ),
    Case("adam", {"learning_rate": 0.001, "epsilon": 1e-8, **INSIDE}),
    Case("adam", {"learning_rate": 0.005, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.1, **INSIDE}),
    Case("adamw", {"learning_rate": 0.005, "epsilon": 0.1, "weight_decay": 0.3, **INSIDE}),
    Case("amsgrad", {"learning_rate": 0.005, "beta2": 0.95, "epsilon": 0.1, "bias_correction": False}),
    Case("amsgrad", {"learning_rate": 0.005, "epsilon": 0.1, "bias_correction": False, **INSIDE}),
    Case("yogi"),
    Case(
        "yogi",
        {"learning_rate": 0.005, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.1, "initial_accumulator": 0.5},
    ),
    Case("yogi", {"learning_rate": 0.005, "epsilon": 0.1, **INSIDE}),
    Case("adabelief"),
    Case(
        "adabelief",
        {"learning_rate": 0.003, "beta1": 0.7, "beta2": 0.95, "epsilon": 0.1, "epsilon_root": 1e-3},
    ),
    Case("adabelief", {"learning_rate": 0.003, "epsilon": 0.01, "epsilon_root": 0.01, "nesterov": True}),
    Case("adan"),
    Case(
        "adan",
        {
            "learning_rate": 0.005,
            "beta1": 0.8,
            "beta2": 0.7,
            "beta3": 0.95,
            "epsilon": 0.1,
            "epsilon_root": 0.01,
        },
    ),
    Case("adan", {"learning_rate": 0.005, "beta2": 0.5, "weight_decay": 0.3}),
    Case("lion"),
    Case("lion", {"learning_rate": 0.003, "beta1": 0.7, "beta2": 0.95, "weight_decay": 0.3}),
    Case("schedule_free"),
    Case("schedule_free", {"learning_rate": 0.003, "beta1": 0.6, "weight_decay": 0.1}),
    Case("schedule_free", {"learning_rate": 0.01, "warmup_steps": 30.0}),
    Case(
        "schedule_free", {"learning_rate": 0.005, "beta1": 1.0, "warmup_steps": 12.0, "weight_lr_power": 0.5}
    ),
]


def optimizer_of(rule: str, settings: Settings) -> optax.GradientTransformation:
    make, names = RULES[rule]
    given = ALWAYS.get(rule, {}) | dict(settings)
    placement = given.pop("epsilon_placement", "outside")
    if rule == "rmsprop":
        given["eps_in_sqrt"] = placement == "inside"
    if rule in TWO_EPSILONS and placement == "inside":
        given |= {"epsilon": 0.0, "epsilon_root": given["epsilon"]}
    names = NAMES | names
    return make(**{names.get(name, name): value for name, value in given.items()})


def walk(rule: str, settings: Settings, surface: Surface, start: Point) -> list[list[float]]:
    optimizer = optimizer_of(rule, settings)
    theta = jax.numpy.array(start)
    state = optimizer.init(theta)
    path = [theta.tolist()]

    @jax.jit
    def stepped(gradient: Any, state: Any, theta: Any) -> Any:
        step, state = optimizer.update(gradient, state, theta)
        return optax.apply_updates(theta, step), state

    for _ in range(STEPS):
        gradient = jax.numpy.array(surface.gradient(*theta.tolist()))
        theta, state = stepped(gradient, state, theta)
        path.append(theta.tolist())
    return path


def main() -> None:
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", True)
    write(Path(__file__).with_name("optax.json"), f"optax {optax.__version__}", CASES, LACKS, walk)


if __name__ == "__main__":
    main()
