"""Pairs of optimizers whose difference is worth a look, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from checks import Refused
from scenario import MOST_ENTRANTS, Entrant, Scenario, with_default_rate, with_view

Settings = Mapping[str, float | bool | str]


@dataclass(frozen=True)
class Comparison:
    """Two rules by key, each with the settings that are not its defaults."""

    label: str
    help: str
    pair: tuple[tuple[str, Settings], tuple[str, Settings]]


COMPARISONS: Mapping[str, Comparison] = {
    "bias_correction": Comparison(
        "bias correction on and off",
        "Adam twice. Uncorrected, the first step is (1 − β₁) / √(1 − β₂) times as long: 3.2 by default.",
        (("adam", {}), ("adam", {"bias_correction": False})),
    ),
    "rmsprop_adam": Comparison(
        "RMSProp and Adam",
        "Both divide by the root of averaged squares; Adam averages the gradient too, and corrects both.",
        (("rmsprop", {}), ("adam", {})),
    ),
    "weight_decay": Comparison(
        "coupled and decoupled decay",
        "Adam adds λ θ to the gradient, where the root divides it away again; AdamW shrinks θ itself.",
        (("adam", {"weight_decay": 0.1}), ("adamw", {"weight_decay": 0.1})),
    ),
}


def compared(scenario: Scenario, key: str) -> Scenario:
    """The scenario that looks at this pair: entrants of the race where they are there, else new ones."""
    pair = []
    for rule, settings in COMPARISONS[key].pair:
        scenario, entrant = with_entrant(scenario, rule, settings)
        pair.append(entrant.name)
    return with_view(scenario, inside=tuple(pair))


def beside(scenario: Scenario, rule: str) -> Scenario:
    """The scenario that looks at this rule beside the first of those that are looked at."""
    first = scenario.looked_at[0]
    if rule == first.optimizer.key:
        return with_view(scenario, inside=(first.name,))
    others = [each for each in scenario.entrants if each.optimizer.key == rule and each != first]
    if others:
        return with_view(scenario, inside=(first.name, others[0].name))
    scenario, entrant = with_entrant(scenario, rule, {})
    return with_view(scenario, inside=(first.name, entrant.name))


def with_entrant(scenario: Scenario, rule: str, settings: Settings) -> tuple[Scenario, Entrant]:
    """The scenario with an entrant of this rule, at its defaults but for `settings`; and that entrant."""
    usual: Any = with_default_rate(rule, scenario.surface)
    optimizer = replace(usual, **settings)
    for entrant in scenario.entrants:
        if entrant.optimizer == optimizer:
            return scenario, entrant
    if len(scenario.entrants) >= MOST_ENTRANTS:
        raise Refused(
            "inside",
            f"the race has {MOST_ENTRANTS} entrants, the most there can be: take one out there first",
        )
    entrant = Entrant(scenario.free_name(rule), optimizer)
    return replace(scenario, entrants=(*scenario.entrants, entrant)), entrant
