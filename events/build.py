"""What the user does on the page Build: types a formula, moves points, sets what is shown of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from checks import Refused, check_start, one_of, to_float
from events.read import Event, text
from scenario import Scenario, on_surface
from scenario.built import with_example, without_uploads
from scenario.placed import with_added, with_data_domain, with_moved, with_removed
from scenario.typed import (
    with_formula,
    with_formula_domain,
    with_lowest,
    with_minimum,
    with_range,
    without_minimum,
)
from surfaces import SURFACES
from surfaces.making import FORMULA, makes


def type_formula(scenario: Scenario, event: Event) -> Scenario:
    """The text, and with an example of formulas the `start` that it is tried from."""
    scenario = with_formula(scenario, text(event, "text"))
    if event.get("start") is None:
        return scenario
    x, y = pair(event.get("start"), "start")
    return replace(scenario, start=check_start(x, y, scenario.surface))


def pair(value: object, where: str) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Refused(where, "a pair x, y is wanted")
    return to_float(value[0], where), to_float(value[1], where)


def show_domain(scenario: Scenario, event: Event) -> Scenario:
    values = event.get("values")
    if not isinstance(values, list | tuple):
        raise Refused("domain", "four numbers are wanted: x from, to, y from, to")
    of_formula = makes(scenario.unturned) == FORMULA
    return with_formula_domain(scenario, values) if of_formula else with_data_domain(scenario, values)


def set_minimum(scenario: Scenario, event: Event) -> Scenario:
    """Typed, looked for, or none."""
    if event.get("find") is True:
        return with_lowest(scenario)
    if event.get("none") is True:
        return without_minimum(scenario)
    return with_minimum(scenario, event.get("x"), event.get("y"))


def set_range(scenario: Scenario, event: Event) -> Scenario:
    return with_range(scenario, text(event, "name"), event.get("lowest"), event.get("highest"))


def make(scenario: Scenario, event: Event) -> Scenario:
    """To a surface that users make, as it was left."""
    ours = [key for key, surface in SURFACES.items() if makes(surface) is not None]
    return on_surface(scenario, one_of(text(event, "surface"), "surface", ours))


def move_point(scenario: Scenario, event: Event) -> Scenario:
    return with_moved(scenario, event.get("index"), event.get("x"), event.get("y"))


def add_point(scenario: Scenario, event: Event) -> Scenario:
    return with_added(scenario, event.get("x"), event.get("y"))


def remove_point(scenario: Scenario, event: Event) -> Scenario:
    return with_removed(scenario, event.get("index"))


def reset_recipe(scenario: Scenario, _event: Event) -> Scenario:
    return with_example(scenario)


def forget_upload(scenario: Scenario, _event: Event) -> Scenario:
    return without_uploads(scenario)


BUILD: Mapping[str, Callable[[Scenario, Event], Scenario]] = {
    FORMULA: type_formula,
    "domain": show_domain,
    "minimum": set_minimum,
    "range": set_range,
    "make": make,
    "point": move_point,
    "add_point": add_point,
    "remove_point": remove_point,
    "reset_recipe": reset_recipe,
    "forget_upload": forget_upload,
}
