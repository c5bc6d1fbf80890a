"""What the user does on the race and inside a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from checks import (
    Refused,
    check_hyper,
    check_setting,
    check_start,
    check_steps,
    check_tolerance,
    one_of,
)
from events.read import Event, number, switched, text
from inside.comparisons import COMPARISONS, beside, compared
from optimizers import OPTIMIZERS, hypers
from scenario import (
    MOST_ENTRANTS,
    VIEW_CHOICES,
    VIEW_OVERLAYS,
    VIEW_SWITCHES,
    Entrant,
    Scenario,
    on_surface,
    with_default_rate,
    with_hyper,
    with_settings,
    with_view,
)
from scenario.mapped import without_map
from scenario.typed import turned_with_minimum
from surfaces import SURFACES


def choose_surface(scenario: Scenario, event: Event) -> Scenario:
    return on_surface(scenario, one_of(text(event, "surface"), "surface", SURFACES))


def turn_surface(scenario: Scenario, event: Event) -> Scenario:
    name = text(event, "knob")
    value = check_setting(event.get("value"), scenario.surface, name)
    return turned_with_minimum(with_settings(scenario, {name: value}))


def reset_surface(scenario: Scenario, _event: Event) -> Scenario:
    """Every knob back to its default; start and entrants stay."""
    return turned_with_minimum(with_settings(scenario, dict(scenario.unturned.settings)))


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
    new = Entrant(scenario.free_name(key), with_default_rate(key, scenario.surface))
    return replace(scenario, entrants=(*scenario.entrants, new))


def remove_entrant(scenario: Scenario, event: Event) -> Scenario:
    gone = scenario.entrant(text(event, "entrant"))
    if len(scenario.entrants) == 1:
        raise Refused("add", "a race needs one entrant")
    left = tuple(entrant for entrant in scenario.entrants if entrant != gone)
    view = scenario.view
    looked_at = tuple(name for name in view.inside if name != gone.name)
    scenario = without_map(replace(scenario, entrants=left), gone.name)
    return with_view(scenario, hidden=view.hidden - {gone.name}, inside=looked_at)


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
    """A choice of the view: a word of VIEW_CHOICES, or one of VIEW_SWITCHES on or off."""
    name = text(event, "field")
    if name in VIEW_SWITCHES:
        return with_view(scenario, **{name: switched(event, "value", name)})
    one_of(name, "view", VIEW_CHOICES)
    return with_view(scenario, **{name: one_of(text(event, "value"), name, VIEW_CHOICES[name])})


def switch_ball(scenario: Scenario, event: Event) -> Scenario:
    name = scenario.entrant(text(event, "entrant")).name
    hidden = scenario.view.hidden
    on = switched(event, "on", name)
    return with_view(scenario, hidden=hidden - {name} if on else hidden | {name})


def look_at(scenario: Scenario, event: Event) -> Scenario:
    """Whose step is looked into: `place` 0 is the first; 1 the one beside it, whom "" takes away."""
    place, name = number(event, "place", "inside"), text(event, "entrant")
    names = [entrant.name for entrant in scenario.looked_at]
    if place not in (0, 1):
        raise Refused("inside", "two steps at most are looked into")
    if name:
        name = scenario.entrant(name).name
        other = [each for each in names if each != name]
        # Who is chosen for the other place changes places with it.
        chosen = [name, *other[-1:]] if place == 0 else [*(other[:1] or names[:1]), name]
        if place == 0 and len(names) == 1:
            chosen = [name]
        return with_view(scenario, inside=tuple(dict.fromkeys(chosen)))
    return with_view(scenario, inside=tuple(names[:1]))


def compare(scenario: Scenario, event: Event) -> Scenario:
    """A pair of `COMPARISONS`, or a rule beside the one that is looked into."""
    if "comparison" in event:
        return compared(scenario, one_of(text(event, "comparison"), "inside", COMPARISONS))
    return beside(scenario, one_of(text(event, "optimizer"), "inside", OPTIMIZERS))


def switch_overlay(scenario: Scenario, event: Event) -> Scenario:
    name = one_of(text(event, "overlay"), "overlay", VIEW_OVERLAYS)
    overlays = scenario.view.overlays
    on = switched(event, "on", name)
    return with_view(scenario, overlays=overlays | {name} if on else overlays - {name})


RACE: Mapping[str, Callable[[Scenario, Event], Scenario]] = {
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
    "look": look_at,
    "compare": compare,
    "overlay": switch_overlay,
}
