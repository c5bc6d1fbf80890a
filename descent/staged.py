"""Every step of a run, stage by stage: the rule's own stages, gone through once for all steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from optimizers import Optimizer, Stage
from optimizers.base import Landscape

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StagedStep:
    """One stage of all steps: `values` (steps, 2) by name, `equations` of those that have one."""

    key: str
    title: str
    values: Mapping[str, Array]
    equations: Mapping[str, str]


def staged(
    optimizer: Optimizer,
    gradients: Array,
    states: Mapping[str, Array],
    positions: Array,
    landscape: Landscape | None,
) -> list[StagedStep]:
    """The stages of steps from `positions` (steps, 2) with `gradients` (steps, 2) and `states` before each.

    A state is (steps, 2), as in `Trajectory.state`. A rule that is not element-wise needs the
    landscape, as each step finds it (see `Trajectory.landscape`). Numbers may overflow on the way, without a
    warning.
    """
    with np.errstate(all="ignore"):
        if optimizer.elementwise:
            before = tuple(states[name].T for name in optimizer.remembers)
            stages = optimizer.stages(gradients.T, before, positions.T)
        else:
            before = _pairs(optimizer, states)
            slope, at = (gradients[:, 0], gradients[:, 1]), (positions[:, 0], positions[:, 1])
            stages = optimizer.stages_pair(slope, before, at, cast(Any, landscape))
        return [_rows(stage, len(gradients)) for stage in stages]


def _pairs(optimizer: Optimizer, states: Mapping[str, Array]) -> tuple[Any, ...]:
    """The state as such a rule has it: a pair of columns, or one column for what is one number."""
    kinds = optimizer.init((0.0, 0.0))
    columns = []
    for name, kind in zip(optimizer.remembers, kinds, strict=True):
        x, y = states[name].T
        columns.append((x, y) if isinstance(kind, tuple) else x)
    return tuple(columns)


def _rows(stage: Stage, steps: int) -> StagedStep:
    values = {name: _row(value, steps) for name, value in stage.values.items()}
    return StagedStep(stage.key, stage.title, values, stage.equations)


def _row(value: Any, steps: int) -> Array:
    """A value of a stage as (steps, 2), whatever it has been broadcast from."""
    pair = np.stack([np.broadcast_to(each, steps) for each in value]) if isinstance(value, tuple) else value
    return np.broadcast_to(pair, (2, steps)).T
