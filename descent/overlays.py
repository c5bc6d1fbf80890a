"""What can be laid over a race: of every step of a run the quantities that are drawn around the ball."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent.run import Trajectory
from descent.staged import staged
from optimizers import hypers
from optimizers.quantities import BEFORE, HAT, KEPT, QUANTITIES, ROLES, SHARE, base_of, quantity
from surfaces import Surface

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Overlay:
    """One switch: its word, symbol and one line of help, and the role whose colours it has."""

    word: str
    symbol: str
    help: str
    role: str

    @property
    def light(self) -> str:
        return ROLES[self.role].light

    @property
    def dark(self) -> str:
        return ROLES[self.role].dark


OVERLAYS: Mapping[str, Overlay] = {
    "gradient": Overlay(
        "gradient", "−g", "Against it, downhill: thin arrows for x and y, a thick one for both.", "gradient"
    ),
    "step": Overlay("step", "Δθ", "The one being taken; dashed, of adaptive rules: step ÷ α.", "step"),
    "momentum": Overlay(
        "momentum", "−m", "Where gradients remembered push; dashed: −m̂, corrected for its start.", "momentum"
    ),
    "squares": Overlay(
        "squares",
        "v",
        "A square for each axis, area v, side √v; dashed: v̂.",
        "squares",
    ),
    "rate": Overlay("effective rate", "α̃", "How far a gradient of 1 moves x and y, as an ellipse.", "rate"),
}


def overlay_rows(run: Trajectory, surface: Surface, overlay: str) -> dict[str, Array]:
    """The quantities of one overlay by name, each (steps, 2); none where the rule has none.

    "gradient" has ``gradient``; "step" has ``step`` and, where the rule scales each coordinate,
    ``direction``, the step divided by the learning rate; "momentum" has ``momentum`` and ``momentum_hat``;
    "squares" has ``squares`` and ``squares_hat``; "rate" has ``rate``. KeyError for another overlay.
    """
    if overlay == "gradient":
        return {"gradient": run.gradients}
    found = _told(run, surface)
    return {
        "step": _steps,
        "momentum": _momentum,
        "squares": _squares,
        "rate": _rate,
    }[overlay](run, found)


@dataclass(frozen=True)
class _Told:
    """A quantity of the stages with its role."""

    name: str
    role: str
    values: Array


def _told(run: Trajectory, surface: Surface) -> list[_Told]:
    """What the stages tell last of each quantity, in their order, but for what a quantity is on its way."""
    rule = type(run.optimizer)
    before = {name: rows[:-1] for name, rows in run.remembered.items()}
    last: dict[str, Array] = {}
    for stage in staged(run.optimizer, run.gradients, before, run.positions[:-1], run.landscape(surface)):
        for name, values in stage.values.items():
            last.pop(name, None)
            last[name] = values
    known = rule.quantities.keys() | QUANTITIES.keys()
    return [
        _Told(name, quantity(rule, name).role, values)
        for name, values in last.items()
        if base_of(name) in known and not name.endswith((BEFORE, KEPT, SHARE))
    ]


def _steps(run: Trajectory, found: list[_Told]) -> dict[str, Array]:
    rows = {"step": run.updates}
    rate = getattr(run.optimizer, "learning_rate", 0.0) if "learning_rate" in hypers(run.optimizer) else 0.0
    if rate and any(one.role in ("squares", "sizes", "direction") for one in found):
        # Not the stage's own direction, which is what the step goes against.
        with np.errstate(all="ignore"):
            rows["direction"] = run.updates / rate
    return rows


def _momentum(run: Trajectory, found: list[_Told]) -> dict[str, Array]:
    """The first that is remembered: a rule tells its average of gradients before averages of other things."""
    momenta = [one for one in found if one.role == "momentum"]
    return _with_hat("momentum", momenta, next(iter(_remembered(run, momenta)), None))


def _squares(run: Trajectory, found: list[_Told]) -> dict[str, Array]:
    """The last that is remembered: that is what the step is divided by, be it the largest of all so far."""
    with np.errstate(all="ignore"):
        areas = [
            _Told(one.name, one.role, one.values**2 if one.role == "sizes" else one.values)
            for one in found
            if one.role in ("squares", "sizes")
        ]
    return _with_hat("squares", areas, next(reversed(_remembered(run, areas)), None))


def _remembered(run: Trajectory, found: list[_Told]) -> list[str]:
    """The names in the rule's own order of those that outlive the step; of all where none does."""
    told = [one.name for one in found if not one.name.endswith(HAT)]
    return [name for name in run.optimizer.remembers if name in told] or told


def _rate(_run: Trajectory, found: list[_Told]) -> dict[str, Array]:
    rates = [one.values for one in found if one.role == "rate"]
    return {"rate": rates[-1]} if rates else {}


def _with_hat(word: str, found: list[_Told], name: str | None) -> dict[str, Array]:
    """The quantity of this name and its corrected form: its own, or else the last that the rule tells."""
    values = {one.name: one.values for one in found}
    hats = [one for one in values if one.endswith(HAT)]
    rows = {} if name is None else {word: values[name]}
    if hats:
        rows[f"{word}{HAT}"] = values[f"{name}{HAT}" if f"{name}{HAT}" in hats else hats[-1]]
    return rows
