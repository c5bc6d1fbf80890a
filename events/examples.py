"""What the user does with the examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checks import one_of
from events.read import Event, text
from examples import EXAMPLES as CATALOGUE
from examples import opened
from scenario import Scenario


def open_example(scenario: Scenario, event: Event) -> Scenario:
    return opened(scenario, CATALOGUE[one_of(text(event, "example"), "example", CATALOGUE)])


EXAMPLES: Mapping[str, Callable[[Scenario, Event], Scenario]] = {"example": open_example}
