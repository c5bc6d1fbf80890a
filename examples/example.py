"""What an example is, and which one a race is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from link import from_link
from optimizers import hypers
from scenario import Entrant, Scenario
from scenario.built import with_recipes_of


@dataclass(frozen=True)
class Example:
    """A race by its link, and one sentence on what to look for in it."""

    label: str
    lesson: str
    link: str

    @cached_property
    def scenario(self) -> Scenario:
        return from_link(dict(parse_qsl(self.link)))[0]


def opened(scenario: Scenario, example: Example) -> Scenario:
    """The example's race, seen as the race before it, but on its own loss axis and with all its balls."""
    axis = example.scenario.view.loss_axis
    view = replace(scenario.view, loss_axis=axis, hidden=frozenset(), inside=(), step=None, stage=None)
    return with_recipes_of(replace(example.scenario, view=view), scenario)


def example_of(scenario: Scenario, examples: Mapping[str, Example]) -> str | None:
    """The example that this race is, None where it is none.

    It stays one while its sliders are moved: the same things are set on the same surface for the same
    entrants, whatever they are set to.
    """
    gist = gist_of(scenario)
    return next((key for key, example in examples.items() if gist_of(example.scenario) == gist), None)


def gist_of(scenario: Scenario) -> tuple[Any, ...]:
    """What is set in a race, without the values of numbers, the start and the length."""
    entrants = tuple(
        (each.name, set_apart(each), each.schedule.kind, each.schedule.is_constant)
        for each in scenario.entrants
    )
    turned = tuple(name for name, _ in scenario.surface_settings)
    made = dict(scenario.recipes).get(scenario.surface_key)
    return scenario.surface_key, made, turned, entrants, scenario.noise.kind, scenario.motion.kind


def set_apart(entrant: Entrant) -> frozenset[str]:
    """The hyper-parameters that are not at their defaults, beside the learning rate, which has none."""
    optimizer = entrant.optimizer
    return frozenset(
        name
        for name, knob in hypers(optimizer).items()
        if name != "learning_rate" and getattr(optimizer, name) != knob.default
    )
