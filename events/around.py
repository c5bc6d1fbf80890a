"""What the user does to what surrounds the rules: schedules, noise and its seeds, motion."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from events.read import Event, text
from scenario import Scenario
from scenario.around import (
    in_silence,
    with_motion,
    with_next_seed,
    with_noise,
    with_schedule,
    with_schedule_for_all,
    with_seed,
    with_seeds,
)


def set_noise(scenario: Scenario, event: Event) -> Scenario:
    """`field` is "kind", or one that the kind uses."""
    return with_noise(scenario, text(event, "field"), event.get("value"))


def set_seed(scenario: Scenario, event: Event) -> Scenario:
    return with_seed(scenario, event.get("value"))


def draw_next_seed(scenario: Scenario, _event: Event) -> Scenario:
    return with_next_seed(scenario)


def set_seeds(scenario: Scenario, event: Event) -> Scenario:
    return with_seeds(scenario, event.get("value"))


def set_motion(scenario: Scenario, event: Event) -> Scenario:
    """`field` is "kind", or one that the kind uses."""
    return with_motion(scenario, text(event, "field"), event.get("value"))


def turn_off(scenario: Scenario, _event: Event) -> Scenario:
    return in_silence(scenario)


def set_schedule(scenario: Scenario, event: Event) -> Scenario:
    """`field` is "kind", or one that the kind uses, of the schedule of one `entrant`."""
    entrant = scenario.entrant(text(event, "entrant"))
    return with_schedule(scenario, entrant, text(event, "field"), event.get("value"))


def share_schedule(scenario: Scenario, event: Event) -> Scenario:
    """All take the schedule of this `entrant`."""
    return with_schedule_for_all(scenario, scenario.entrant(text(event, "entrant")).schedule)


AROUND: Mapping[str, Callable[[Scenario, Event], Scenario]] = {
    "noise": set_noise,
    "seed": set_seed,
    "next_seed": draw_next_seed,
    "seeds": set_seeds,
    "motion": set_motion,
    "around_off": turn_off,
    "schedule": set_schedule,
    "share_schedule": share_schedule,
}
