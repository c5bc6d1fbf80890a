"""The link's rows for the race: its surface, start and entrants, and what is shown of them."""

from __future__ import annotations

import re
from dataclasses import replace

from checks import (
    Refused,
    check_stage,
    check_start,
    check_step,
    check_steps,
    check_tolerance,
    one_of,
    read_number,
    shorten,
    write_number,
)
from link.table import Ignored, Parameter, choice, switch, unknown_names
from optimizers import OPTIMIZERS
from scenario import (
    MOST_ENTRANTS,
    VIEW_CHOICES,
    VIEW_OVERLAYS,
    VIEW_SWITCHES,
    Entrant,
    Scenario,
    on_surface,
    with_view,
)
from surfaces import SURFACES


def read_surface(scenario: Scenario, text: str) -> Scenario:
    return on_surface(scenario, one_of(text, "surface", SURFACES))


def read_start(scenario: Scenario, text: str) -> Scenario:
    parts = text.split(",", 2)
    if len(parts) != 2:
        raise Refused("start", f"{shorten(text)} is not a pair x,y")
    x, y = (read_number(part, "start") for part in parts)
    return replace(scenario, start=check_start(x, y, scenario.surface))


def read_optimizers(scenario: Scenario, text: str) -> Scenario:
    """The known names of the list in their order; Refused only where none is left.

    `unread_optimizers` tells the rest. Their rates are not yet those that suit the surface.
    """
    names = known_names(text)
    if not names:
        raise Refused("optimizers", f"{shorten(text)} names no known optimizer")
    entrants = tuple(Entrant(name, OPTIMIZERS[name.partition("-")[0]]()) for name in names)
    return replace(scenario, entrants=entrants)


NAME = re.compile(r"([a-z_]+)(?:-([2-9]|[1-9][0-9]))?")


def known_names(text: str) -> list[str]:
    # More text than any honest list needs is not looked at.
    names = [name for name in text[:2000].split(",") if is_entrant_name(name)]
    return list(dict.fromkeys(names))[:MOST_ENTRANTS]


def is_entrant_name(name: str) -> bool:
    match = NAME.fullmatch(name)
    return match is not None and match[1] in OPTIMIZERS


def unread_optimizers(text: str) -> list[Ignored]:
    """What a list of optimizers holds beyond what is taken from it."""
    names = text[:2000].split(",")
    notes = unknown_names("optimizers", [name for name in names if not is_entrant_name(name)])
    known = [name for name in names if is_entrant_name(name)]
    if len(set(known)) < len(known):
        notes.append(Ignored("optimizers", "the same name twice: write adam,adam-2 for a second Adam"))
    if len(set(known)) > MOST_ENTRANTS or len(text) > 2000:
        notes.append(Ignored("optimizers", f"more than {MOST_ENTRANTS} entrants"))
    return notes


def read_hidden(scenario: Scenario, text: str) -> Scenario:
    names = frozenset(scenario.entrant(name).name for name in text[:2000].split(",") if name)
    return with_view(scenario, hidden=names)


def write_hidden(scenario: Scenario) -> str:
    return ",".join(entrant.name for entrant in scenario.entrants if entrant.name in scenario.view.hidden)


def read_inside(scenario: Scenario, text: str) -> Scenario:
    names = tuple(scenario.entrant(name).name for name in text[:2000].split(",") if name)
    if len(names) > 2 or len(set(names)) < len(names):
        raise Refused("inside", "names one entrant, or two")
    return with_view(scenario, inside=names)


def read_step(scenario: Scenario, text: str) -> Scenario:
    return with_view(scenario, step=check_step(read_number(text, "step"), scenario.steps))


def read_stage(scenario: Scenario, text: str) -> Scenario:
    return with_view(scenario, stage=check_stage(read_number(text, "stage")))


def read_overlays(scenario: Scenario, text: str) -> Scenario:
    """The known ones of the list; `unread_overlays` tells the rest."""
    return with_view(scenario, overlays=frozenset(text[:2000].split(",")) & frozenset(VIEW_OVERLAYS))


def write_overlays(scenario: Scenario) -> str:
    return ",".join(name for name in VIEW_OVERLAYS if name in scenario.view.overlays)


def unread_overlays(text: str) -> list[Ignored]:
    return unknown_names("show", [name for name in text[:2000].split(",") if name not in VIEW_OVERLAYS])


SURFACE = Parameter("surface", read_surface, lambda scenario: scenario.surface_key)

RACE: tuple[Parameter, ...] = (
    Parameter(
        "start", read_start, lambda scenario: ",".join(write_number(value) for value in scenario.start)
    ),
    Parameter(
        "steps",
        lambda scenario, text: replace(scenario, steps=check_steps(read_number(text, "steps"))),
        lambda scenario: str(scenario.steps),
    ),
    Parameter(
        "tolerance",
        lambda scenario, text: replace(scenario, tolerance=check_tolerance(read_number(text, "tolerance"))),
        lambda scenario: write_number(scenario.tolerance),
    ),
    Parameter(
        "optimizers",
        read_optimizers,
        lambda scenario: ",".join(entrant.name for entrant in scenario.entrants),
        unread_optimizers,
    ),
    choice("layout", "layout", VIEW_CHOICES["layout"]),
    choice("panel", "panel", VIEW_CHOICES["panel"]),
    choice("loss", "loss_axis", VIEW_CHOICES["loss_axis"]),
    choice("beside", "beside", VIEW_CHOICES["beside"]),
    *map(switch, VIEW_SWITCHES),
    Parameter("hidden", read_hidden, write_hidden),
    Parameter("inside", read_inside, lambda scenario: ",".join(scenario.view.inside)),
    Parameter("show", read_overlays, write_overlays, unread_overlays),
)

# Where the clock stands is the browser's alone, which writes it into the links that it shows.
CLOCK: tuple[Parameter, ...] = (
    Parameter("step", read_step, lambda _: ""),
    Parameter("stage", read_stage, lambda _: ""),
)
