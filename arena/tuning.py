"""What the page is told of the fair race: its plan in words, how far the searches are, what they found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from background import Progress, Task, ask
from optimizers import hypers
from scenario import Entrant, Scenario
from tuning import Outcome, Tuning, limits, outcome, why_not, words

Ask = Callable[[str, Sequence[Task]], list[Progress]]


@dataclass(frozen=True)
class Asked:
    """What one browser asks of the desk: the race whose searches it wants by `race_name`, "" to stop them.

    `session` is its name there.
    """

    session: str
    race: str


def tuning_part(
    scenario: Scenario, asked: Asked | None = None, holds: Collection[str] = (), desk: Ask = ask
) -> dict[str, Any] | None:
    """The panel of the fair race; None while it is closed.

    Only a browser that asks for exactly this race has its searches go on; one that asks for another, which
    has changed since, is told so by the name. Outcomes are told once they are there and not held.
    """
    plan = scenario.view.tuning
    if asked is not None and not asked.race:
        desk(asked.session, [])
    if plan is None:
        return None
    why = why_not(scenario.surface)
    part = {
        "plan": {name: getattr(plan, name) for name in hypers(plan)},
        "chance": scenario.noise.is_random_on(scenario.surface),
        "impossible": why,
    }
    if why is not None:
        return part | {"race": "", "rule": "", "limits": "", "entrants": {}, "outcomes": {}}
    searches = {entrant.name: search_of(scenario, entrant) for entrant in scenario.entrants}
    race = race_name(list(searches.values()))
    progress, outcomes = None, {}
    if asked is not None and asked.race == race:
        wanted = list(dict.fromkeys(searches.values()))
        states = desk(asked.session, wanted)
        progress = progress_of(states)
        outcomes = {
            held_name(search): outcome_part(outcome(search, state.result))
            for search, state in zip(wanted, states, strict=True)
            if state.finished and state.result is not None and held_name(search) not in holds
        }
    first = next(iter(searches.values()))
    return part | {
        "race": race,
        "rule": words(first),
        "limits": limits(scenario.surface),
        "entrants": {
            name: {"search": held_name(search), "tuned": [knob.name for knob in search.knobs]}
            for name, search in searches.items()
        },
        "progress": progress,
        "outcomes": outcomes,
    }


def search_of(scenario: Scenario, entrant: Entrant) -> Tuning:
    plan = scenario.view.tuning
    assert plan is not None
    return kept(Tuning(scenario.trial(entrant), plan, scenario.tolerance))


@lru_cache(maxsize=128)
def kept(search: Tuning) -> Tuning:
    """The same search again, with the settings and starts that were drawn for it: it is asked often."""
    return search


def race_name(searches: Sequence[Tuning]) -> str:
    """What these searches are called together; the same as long as all that they hang on is."""
    return "-".join(dict.fromkeys(search.name for search in searches))


def held_name(search: Tuning) -> str:
    """The name by which a browser may hold an outcome."""
    return f"outcome-{search.name}"


def progress_of(states: Sequence[Progress]) -> dict[str, Any]:
    """All searches as one: they grow together, so the longest is the one to wait for."""
    left = [state.seconds_left for state in states if state.seconds_left is not None]
    failed = next((state.failed for state in states if state.failed is not None), None)
    return {
        "done": sum(state.done for state in states) / len(states),
        "secondsLeft": max(left, default=None),
        "finished": all(state.finished for state in states),
        "failed": failed,
    }


def outcome_part(found: Outcome) -> dict[str, Any]:
    """An outcome; what is infinite is told as missing."""
    return {
        "best": found.best,
        "value": finite(found.value),
        "spread": None if found.spread is None else [finite(value) for value in found.spread],
        "share": found.share,
        "arrived": found.arrived,
        "diverged": found.diverged,
        "curve": found.curve.astype(np.float32),
    }


def finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
