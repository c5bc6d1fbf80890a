"""The same with optax as one writes it for speed: `scan` over steps, `vmap` over lanes, `jit` around it."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax

from benchmarks.tasks import START, Lanes

jax.config.update("jax_enable_x64", True)

RULES: dict[str, optax.GradientTransformation] = {
    "sgd": optax.sgd(1e-3),
    "momentum": optax.sgd(1e-3, momentum=0.9),
    "nesterov": optax.sgd(1e-3, momentum=0.9, nesterov=True),
    "adagrad": optax.adagrad(1e-2, initial_accumulator_value=0.0, eps=0.0),
    "rmsprop": optax.rmsprop(1e-2, decay=0.99, eps_in_sqrt=False),
    "adam": optax.adam(1e-3),
}


def rosenbrock(p: jax.Array) -> jax.Array:
    x, y = p
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def ackley(p: jax.Array) -> jax.Array:
    x, y = p
    funnel = 20 * jnp.exp(-0.2 * jnp.sqrt(0.5 * (x**2 + y**2)))
    return 20 + jnp.e - funnel - jnp.exp(0.5 * (jnp.cos(2 * jnp.pi * x) + jnp.cos(2 * jnp.pi * y)))


LOSSES = {"rosenbrock": rosenbrock, "ackley": ackley}


def descent(optimizer: optax.GradientTransformation, steps: int) -> Callable[[Any], Any]:
    """A function of its own, which jit has to compile: start → all that the six record, by step."""

    def step(carried: Any, _: None) -> Any:
        p, state = carried
        loss, gradient = jax.value_and_grad(rosenbrock)(p)
        updates, after = optimizer.update(gradient, state, p)
        return (optax.apply_updates(p, updates), after), (p, loss, gradient, state)

    def run(start: jax.Array) -> Any:
        (p, state), recorded = lax.scan(step, (start, optimizer.init(start)), length=steps)
        return recorded, (p, rosenbrock(p), state)

    return run


def fetched(tree: Any) -> Any:
    """The results as NumPy's arrays; this waits for them too."""
    return jax.tree.map(np.asarray, tree)


def compiled(steps: int) -> dict[str, Callable[[Any], Any]]:
    """One function for each rule, compiled at its first call."""
    return {rule: jax.jit(descent(optimizer, steps)) for rule, optimizer in RULES.items()}


def descend_all(functions: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    start = jnp.array(START)
    return {rule: fetched(function(start)) for rule, function in functions.items()}


def descend_all_in_one(steps: int) -> Any:
    """All six as one function, compiled anew: what a race of just these six costs at least."""
    runs = {rule: descent(optimizer, steps) for rule, optimizer in RULES.items()}
    together = jax.jit(lambda start: {rule: run(start) for rule, run in runs.items()})
    return fetched(together(jnp.array(START)))


def positions(recorded: Any) -> Any:
    """(steps + 1, 2)."""
    (before, *_), (last, *_) = recorded
    return np.vstack([before, last])


def adam_finals(surface: str, lanes: Lanes, steps: int) -> Callable[[], Any]:
    """A call for where each lane ends, (2, N), and the loss there, (N,); compiled at its first use."""
    loss = LOSSES[surface]

    def lane(start: jax.Array, learning_rate: jax.Array, beta1: jax.Array) -> Any:
        optimizer = optax.adam(learning_rate, b1=beta1)

        def step(carried: Any, _: None) -> Any:
            p, state = carried
            updates, state = optimizer.update(jax.grad(loss)(p), state, p)
            return (optax.apply_updates(p, updates), state), None

        (p, _), _ = lax.scan(step, (start, optimizer.init(start)), length=steps)
        return p, loss(p)

    every_lane = jax.jit(jax.vmap(lane, in_axes=(1, 0, 0), out_axes=(1, 0)))
    given = [jnp.asarray(of) for of in (lanes.starts, lanes.learning_rate, lanes.beta1)]
    return lambda: fetched(every_lane(*given))
