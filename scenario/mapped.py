"""Which maps a scenario asks for: of whom, over which axes, and as tasks for the background."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

from checks import Refused, any_number, as_typed, check_hyper, one_of, shorten
from knob import Knob
from maps import Axis, Basins, Sensitivity, axis_for, check_axis
from optimizers import hypers
from scenario.base import MOST_MAPS, Entrant, Scenario, with_maps

SCALES = ("log", "linear")
# On a log axis no number is nearer to where it leads: the ratio to the other end would overflow.
NEAREST = 1e-300
Pair = tuple[Axis, Axis]


def mapped(scenario: Scenario) -> tuple[Entrant, ...]:
    """The entrants whose maps are shown, in the race's order: the first of them if none is chosen."""
    names = scenario.view.maps.shown
    chosen = tuple(entrant for entrant in scenario.entrants if entrant.name in names)
    return (chosen or scenario.entrants)[:MOST_MAPS]


def with_mapped(scenario: Scenario, names: set[str]) -> Scenario:
    """The maps of these entrants; Refused where they are none, or too many."""
    shown = tuple(entrant.name for entrant in scenario.entrants if entrant.name in names)
    if not 1 <= len(shown) <= MOST_MAPS:
        raise Refused("map.of", f"one map at least is shown, and {MOST_MAPS} at most")
    return with_maps(scenario, shown=shown)


def without_map(scenario: Scenario, name: str) -> Scenario:
    """An entrant has gone: so have its map, and its axes."""
    maps = scenario.view.maps
    shown = tuple(each for each in maps.shown if each != name)
    return with_maps(scenario, shown=shown, axes=tuple(axes for axes in maps.axes if axes[0] != name))


# --- axes ---


def numbers(entrant: Entrant) -> Mapping[str, Knob]:
    """The hyper-parameters that can be an axis, in the order in which the rule declares them."""
    known = hypers(entrant.optimizer).items()
    return {name: knob for name, knob in known if knob.kind == "number" and not knob.whole}


def usual_axes(entrant: Entrant) -> Pair | None:
    """The learning rate, and the rule's second number; None where it has no second one."""
    names = ["learning_rate", *(name for name in numbers(entrant) if name != "learning_rate")]
    if len(names) < 2:
        return None
    return axis_for(numbers(entrant)[names[0]]), axis_for(numbers(entrant)[names[1]])


def axes_of(scenario: Scenario, entrant: Entrant) -> Pair | None:
    """x and y of an entrant's sensitivity map."""
    for name, x, y in scenario.view.maps.axes:
        if name == entrant.name:
            return x, y
    return usual_axes(entrant)


def with_axis(scenario: Scenario, entrant: Entrant, which: str, axis: Axis) -> Scenario:
    """One of an entrant's axes ("x" or "y") anew; if the other one had that hyper-parameter, they swap."""
    before = axes_of(scenario, entrant)
    if before is None:
        raise Refused(f"{entrant.name}.{which}", f"{entrant.label} has one number only: no map over two")
    old, other = before if which == "x" else before[::-1]
    other = old if other.name == axis.name else other
    return with_axes(scenario, entrant, (axis, other) if which == "x" else (other, axis))


def with_axes(scenario: Scenario, entrant: Entrant, pair: Pair | None) -> Scenario:
    """Both axes of an entrant; None: the usual ones."""
    kept = [axes for axes in scenario.view.maps.axes if axes[0] != entrant.name]
    if pair is not None and pair != usual_axes(entrant):
        kept.append((entrant.name, *pair))
    return with_maps(scenario, axes=tuple(sorted(kept, key=lambda axes: axes[0])))


def axis_from(entrant: Entrant, where: str, name: str, ends: Mapping[str, object], scale: str) -> Axis:
    """An axis as a link or a control wants it; Refused, at the part that is wrong, where it cannot be.

    `ends` are `lowest` and `highest`; of two that do not fit together the first one is blamed.
    """
    known = numbers(entrant)
    if name not in known:
        raise Refused(f"{where}.field", f"{entrant.label} has no number {shorten(name)}")
    knob = known[name]
    one_of(scale, f"{where}.scale", SCALES)
    toward = knob.toward if scale == "log" else 0.0
    values = {end: any_number(value, f"{where}.{end}") for end, value in ends.items()}
    for end, value in values.items():
        if scale == "log" and value == toward:
            side = "below" if toward else "above"
            why = f"{toward:g} cannot stand on a log axis: choose a number {side} it, or linear"
            raise Refused(f"{where}.{end}", why)
    check_order(values, where)
    lowest, highest = (
        float(check_hyper(values[end], knob, f"{where}.{end}")) for end in ("lowest", "highest")
    )
    near = "highest" if toward else "lowest"
    if scale == "log" and abs(values[near] - toward) < NEAREST:
        raise Refused(f"{where}.{near}", f"{as_typed(values[near])} is too near to {toward:g} for a log axis")
    try:
        axis = Axis(name, lowest, highest, cast(Any, scale), toward)
        check_axis(axis, knob)
    except ValueError as error:
        # Its first word is the part that is wrong.
        blamed = str(error).split()[0]
        blamed = blamed if blamed in (*ends, "scale") else next(iter(ends))
        raise Refused(f"{where}.{blamed}", str(error)) from None
    return axis


def check_order(values: Mapping[str, float], where: str) -> None:
    """That of two numbers, `lowest` and `highest`, the lowest is below; it is what a user sees at once."""
    lowest, highest = values["lowest"], values["highest"]
    if lowest < highest or not (math.isfinite(lowest) and math.isfinite(highest)):
        return
    blamed = next(iter(values))
    relation, other = (
        ("not below the highest", highest) if blamed == "lowest" else ("not above the lowest", lowest)
    )
    raise Refused(f"{where}.{blamed}", f"{as_typed(values[blamed])} is {relation}, {as_typed(other)}")


def share_along(axis: Axis, value: float) -> float | None:
    """Where a value stands between an axis's ends, 0 … 1; None where it is not on it."""
    if not axis.lowest <= value <= axis.highest:
        return None
    share = axis.place(value)
    return share if math.isfinite(share) else None


# --- tasks ---


def tasks_of(scenario: Scenario) -> tuple[Sensitivity | Basins | None, ...]:
    """What has to be computed for each of `mapped`; None for a rule without two numbers."""
    return tuple(task_of(scenario, entrant) for entrant in mapped(scenario))


def task_of(scenario: Scenario, entrant: Entrant) -> Sensitivity | Basins | None:
    maps, trial = scenario.view.maps, scenario.trial(entrant)
    if maps.kind == "basins":
        return Basins(trial, scenario.tolerance, maps.size)
    axes = axes_of(scenario, entrant)
    return None if axes is None else Sensitivity(trial, *axes, scenario.tolerance, maps.size)
