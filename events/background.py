"""What the browser sends while something is being computed in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from events.read import Event
from scenario import Scenario


def poll(scenario: Scenario, _event: Event) -> Scenario:
    """The browser asks how far it is: it gets a new message, and nothing else changes."""
    return scenario


BACKGROUND: Mapping[str, Callable[[Scenario, Event], Scenario]] = {"poll": poll}
