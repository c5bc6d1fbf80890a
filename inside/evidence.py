"""What the numbers of a run have to say about each of its steps, whatever the rule is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Trajectory
from descent.staged import StagedStep
from inside.traced import reached, role
from optimizers import Optimizer
from optimizers.quantities import BEFORE, HAT, KEPT, base_of

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
SAME = 0.01  # two numbers that differ by less explain each other
NEGLIGIBLE = 1e-3  # a memory below this share of the gradient's part moves nothing


@dataclass(frozen=True, eq=False)
class Memory:
    """What a rule remembers of gradients, as it enters a step; signs are those of a gradient.

    kept: (steps, 2), what the last step left; 0 where it does not count. share: what the gradient adds to it.
    alone: whether the gradient enters the step in that way only. after: their sum, corrected where it is.
    None: the rule does not tell it.
    """

    word: str
    kept: Array
    share: Array | None
    alone: bool
    after: Array | None


@dataclass(frozen=True, eq=False)
class Evidence:
    """Arrays (steps, 2), one row a step. None: the rule does not tell it, or has none."""

    position: Array  # before the step
    move: Array
    step: Array  # as the rule has it, before a schedule
    slope: Array  # as the rule saw it, noise included
    g: Array  # with what the rule has added to it
    memory: Memory | None
    told: bool  # whether the rule tells how its step is made
    remembers: bool
    rate: Array | None
    squares: Array | None
    root: Array | None  # of the squares; sizes need none
    decay: Array | None  # the part of the step that shrinks the position
    pure: Flags  # where the rest of the step is the rate times what is remembered, or times the gradient
    drifts: Sequence[Array]  # how far the places moved that are remembered, as an average of the way
    broken: Flags  # where a number that decides the way has overflowed
    lost: Flags  # where any number has
    held: Flags  # where a box has put the position back


def evidence(run: Trajectory, stages: Sequence[StagedStep]) -> Evidence:
    """Gather it from the stages of all steps of the run, by the roles and the names of their quantities."""
    optimizer, rule = run.optimizer, type(run.optimizer)
    values: dict[str, Array] = {}
    equations: dict[str, str] = {}
    for stage in stages:
        values |= stage.values
        equations |= stage.equations
    told = "step" in equations
    path = reached(optimizer, equations)
    memory = _memory(optimizer, values, equations, path) if told else _untold(run)
    sizes = [name for name in values if role(rule, name) in ("squares", "sizes")]
    squares = _divisor(sizes)
    g, rate, step = (
        values.get("g", run.gradients),
        values.get("effective_rate"),
        values.get("step", run.updates),
    )
    decay = _decay(optimizer, values, equations)
    deciding = {name: rows for name, rows in values.items() if name in (*path, *sizes)}
    return Evidence(
        position=run.positions[:-1],
        move=run.updates,
        step=step,
        slope=run.gradients,
        g=g,
        memory=memory,
        told=told,
        remembers=bool(rule.remembers),
        rate=rate,
        squares=values[squares] if squares else None,
        root=_root(rule, squares, values),
        decay=decay,
        pure=_pure(step if decay is None else step - decay, rate, g, memory),
        drifts=_drifts(optimizer, values, path),
        broken=_infinite(deciding, run.updates),
        lost=_infinite(values, run.updates),
        held=_held(values, run.updates),
    )


def _held(values: Mapping[str, Array], like: Array) -> Flags:
    if "theta_free" not in values:
        return np.zeros_like(like, dtype=bool)
    held: Flags = values["theta_free"] != values["theta_next"]
    return held


def near(a: Array, b: Array | float) -> Flags:
    close: Flags = np.abs(a / b - 1.0) < SAME
    return close


def _pure(step: Array, rate: Array | None, g: Array, memory: Memory | None) -> Flags:
    average = g if memory is None else memory.after
    if rate is None or average is None or (memory is not None and not memory.alone):
        return np.zeros_like(step, dtype=bool)
    return near(step, -rate * average)


def _infinite(values: Mapping[str, Array], like: Array) -> Flags:
    """Where any of them is not finite."""
    found = np.zeros_like(like, dtype=bool)
    for rows in values.values():
        found |= ~np.isfinite(rows)
    return found


def _memory(
    optimizer: Optimizer, values: Mapping[str, Array], equations: Mapping[str, str], path: Sequence[str]
) -> Memory | None:
    """The first that the step's equation leads to; one of directions is called a velocity."""
    for name in path:
        base, kind = base_of(name), role(type(optimizer), name)
        if name.endswith(BEFORE) and name in values and kind in ("momentum", "direction"):
            break
    else:
        return None
    kept = values.get(base + KEPT, values[name])
    after = values.get(base)
    share = None if after is None or base + KEPT not in values else after - kept
    if share is not None:
        kept = np.where(np.abs(kept) < NEGLIGIBLE * np.abs(share), 0.0, kept)
    word = "momentum" if kind == "momentum" else "velocity"
    beside = {"g", "slope", name} & set(reached(optimizer, equations, stop=(base,)))
    return Memory(word, kept, share, not beside, values[base + HAT] if base + HAT in path else after)


def _untold(run: Trajectory) -> Memory | None:
    """The first remembered momentum of a rule that does not tell its stages."""
    rule = type(run.optimizer)
    names = [name for name in rule.remembers if role(rule, name) == "momentum"]
    if not names or not rule.elementwise:
        return None
    return Memory("momentum", run.state[names[0]][:-1], None, False, None)


def _divisor(names: Sequence[str]) -> str | None:
    """The squares that were told last, corrected where they are."""
    last = [name for name in names if base_of(name) == name or name.endswith(HAT)]
    return last[-1] if last else None


def _root(rule: type[Optimizer], name: str | None, values: Mapping[str, Array]) -> Array | None:
    if name is None:
        return None
    return np.sqrt(values[name]) if role(rule, name) == "squares" else values[name]


def _decay(optimizer: Optimizer, values: Mapping[str, Array], equations: Mapping[str, str]) -> Array | None:
    if "decay" in values:
        return values["decay"]
    if "<learning_rate> ⋅ <weight_decay> ⋅ <theta>" not in equations.get("step", ""):
        return None
    strength: float = getattr(optimizer, "learning_rate") * getattr(optimizer, "weight_decay")  # noqa: B009
    return -strength * values["theta"]


def _drifts(optimizer: Optimizer, values: Mapping[str, Array], path: Sequence[str]) -> list[Array]:
    befores = (n for n in path if n.endswith(BEFORE) and role(type(optimizer), n) == "position")
    return [values[base_of(n)] - values[n] for n in befores if n in values and base_of(n) in values]
