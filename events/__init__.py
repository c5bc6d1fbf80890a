"""What the user does, as data: one pure function makes the next Scenario from the last one and an event.

An event is a mapping with `kind` and what that kind needs; it comes from a browser, so nothing in it is
trusted, not even that it is a mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from checks import Refused
from events.around import AROUND
from events.background import BACKGROUND
from events.build import BUILD
from events.examples import EXAMPLES
from events.maps import MAPS
from events.race import RACE
from events.read import Event, text
from events.tuning import TUNING
from link import from_link
from scenario import Scenario


def next_scenario(scenario: Scenario, event: object) -> Scenario:
    """The scenario after the event. Raises Refused, which names the control, where the event is not valid."""
    kind = event.get("kind") if isinstance(event, Mapping) else None
    if not isinstance(event, Mapping) or not isinstance(kind, str) or kind not in EVENTS:
        raise Refused("event", "unknown event")
    return EVENTS[kind](scenario, event)


def open_link(scenario: Scenario, event: Event) -> Scenario:
    """The browser's back and forward: the scenario of the link that is now in the address bar.

    What the user has made beside it stays, and what was uploaded is found again.
    """
    query = text(event, "query")[:20_000].lstrip("?")
    return from_link(dict(parse_qsl(query, keep_blank_values=True)), scenario)[0]


EVENTS: Mapping[str, Callable[[Scenario, Event], Scenario]] = {
    **RACE,
    **AROUND,
    **EXAMPLES,
    **TUNING,
    **MAPS,
    **BUILD,
    **BACKGROUND,
    "open": open_link,
}
