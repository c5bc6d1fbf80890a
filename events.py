"""What the user does, as data: one pure function makes the next Scenario from the last one and an event.

An event is a mapping with `kind` and what that kind needs; it comes from a browser, so nothing in it is
trusted, not even that it is a mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from checks import (
    Refused,
    check_hyper,
    check_setting,
    check_start,
    check_steps,
    check_tolerance,
    one_of,
    to_float,
)
from link import from_link
from optimizers import OPTIMIZERS, hypers
from scenario import (
    MOST_ENTRANTS,
    VIEW_CHOICES,
    VIEW_OVERLAYS,
    Entrant,
    Scenario,
    on_surface,
    with_default_rate,
    with_hyper,
    with_settings,
    with_view,
)
from surfaces import SURFACES

Event = Mapping[str, object]


def next_scenario(scenario: Scenario, event: object) -> Scenario:
    """The scenario after the event. Raises Refused, which names the control, where the event is not valid."""
    kind = event.get("kind") if isinstance(event, Mapping) else None
    if not isinstance(event, Mapping) or not isinstance(kind, str) or kind not in EVENTS:
        raise Refused("event", "unknown event")
    return EVENTS[kind](scenario, event)


def text(event: Event, name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str):
        raise Refused(name, f"{name} is missing")
    return value


def number(event: Event, name: str, where: str) -> float:
    return to_float(event.get(name), where)


def switched(event: Event, name: str, where: str) -> bool:
    value = event.get(name)
    if not isinstance(value, bool):
        raise Refused(where, "choose on or off")
    return value


def choose_surface(scenario: Scenario, event: Event) -> Scenario:
    return on_surface(scenario, one_of(text(event, "surface"), "surface", SURFACES))


def turn_surface(scenario: Scenario, event: Event) -> Scenario:
    name = text(event, "knob")
    return with_settings(scenario, {name: check_setting(event.get("value"), scenario.surface, name)})


def reset_surface(scenario: Scenario, _event: Event) -> Scenario:
    """Every knob back to its default; start and entrants stay."""
    return with_settings(scenario, dict(SURFACES[scenario.surface_key].settings))


def move_start(scenario: Scenario, event: Event) -> Scenario:
    x, y = number(event, "x", "start.x"), number(event, "y", "start.y")
    return replace(scenario, start=check_start(x, y, scenario.surface))


def change_steps(scenario: Scenario, event: Event) -> Scenario:
    return replace(scenario, steps=check_steps(number(event, "value", "steps")))


def change_tolerance(scenario: Scenario, event: Event) -> Scenario:
    return replace(scenario, tolerance=check_tolerance(number(event, "value", "tolerance")))


def add_entrant(scenario: Scenario, event: Event) -> Scenario:
    key = one_of(text(event, "optimizer"), "add", OPTIMIZERS)
    if len(scenario.entrants) >= MOST_ENTRANTS:
        raise Refused("add", f"a race has at most {MOST_ENTRANTS} entrants")
    taken = {entrant.name for entrant in scenario.entrants}
    names = [key, *(f"{key}-{count}" for count in range(2, MOST_ENTRANTS + 2))]
    name = next(name for name in names if name not in taken)
    new = Entrant(name, with_default_rate(key, scenario.surface))
    return replace(scenario, entrants=(*scenario.entrants, new))


def remove_entrant(scenario: Scenario, event: Event) -> Scenario:
    gone = scenario.entrant(text(event, "entrant"))
    if len(scenario.entrants) == 1:
        raise Refused("add", "a race needs one entrant")
    left = tuple(entrant for entrant in scenario.entrants if entrant != gone)
    return with_view(replace(scenario, entrants=left), hidden=scenario.view.hidden - {gone.name})


def set_hyper(scenario: Scenario, event: Event) -> Scenario:
    entrant, name = scenario.entrant(text(event, "entrant")), text(event, "field")
    known = hypers(entrant.optimizer)
    where = f"{entrant.name}.{name}"
    if name not in known:
        raise Refused(where, "no such hyper-parameter")
    return with_hyper(scenario, entrant, name, check_hyper(event.get("value"), known[name], where))


def reset_entrant(scenario: Scenario, event: Event) -> Scenario:
    """Back to the rule's defaults and the learning rate that suits the surface."""
    entrant = scenario.entrant(text(event, "entrant"))
    fresh = Entrant(entrant.name, with_default_rate(entrant.optimizer.key, scenario.surface))
    return replace(
        scenario, entrants=tuple(fresh if other == entrant else other for other in scenario.entrants)
    )


def show(scenario: Scenario, event: Event) -> Scenario:
    """A choice of the view: a word of VIEW_CHOICES, or the projector's view on or off."""
    name = text(event, "field")
    if name == "present":
        return with_view(scenario, present=switched(event, "value", name))
    one_of(name, "view", VIEW_CHOICES)
    return with_view(scenario, **{name: one_of(text(event, "value"), name, VIEW_CHOICES[name])})


def switch_ball(scenario: Scenario, event: Event) -> Scenario:
    name = scenario.entrant(text(event, "entrant")).name
    hidden = scenario.view.hidden
    on = switched(event, "on", name)
    return with_view(scenario, hidden=hidden - {name} if on else hidden | {name})


def switch_overlay(scenario: Scenario, event: Event) -> Scenario:
    name = one_of(text(event, "overlay"), "overlay", VIEW_OVERLAYS)
    overlays = scenario.view.overlays
    on = switched(event, "on", name)
    return with_view(scenario, overlays=overlays | {name} if on else overlays - {name})


def open_link(_scenario: Scenario, event: Event) -> Scenario:
    """The browser's back and forward: the scenario of the link that is now in the address bar."""
    return from_link(dict(parse_qsl(text(event, "query")[:20_000].lstrip("?"), keep_blank_values=True)))[0]


EVENTS: Mapping[str, Callable[[Scenario, Event], Scenario]] = {
    "surface": choose_surface,
    "turn_surface": turn_surface,
    "reset_surface": reset_surface,
    "start": move_start,
    "steps": change_steps,
    "tolerance": change_tolerance,
    "add": add_entrant,
    "remove": remove_entrant,
    "set": set_hyper,
    "reset": reset_entrant,
    "show": show,
    "switch": switch_ball,
    "overlay": switch_overlay,
    "open": open_link,
}
