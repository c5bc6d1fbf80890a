"""A scenario from a link, and back to it.

`PARAMETERS` is the one table that drives both directions of the query string. A surface's own parameters
travel as ``surface.KNOB=value``, hyper-parameters as ``ENTRANT.FIELD=value``; both take their bounds from
where they are declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote

from checks import (
    Refused,
    check_hyper,
    check_setting,
    check_stage,
    check_start,
    check_step,
    check_steps,
    check_tolerance,
    one_of,
    read_number,
    shorten,
    write_hyper,
    write_number,
)
from optimizers import OPTIMIZERS, hypers
from scenario import (
    MOST_ENTRANTS,
    VIEW_CHOICES,
    VIEW_OVERLAYS,
    Entrant,
    Scenario,
    first_entrants,
    on_surface,
    with_default_rate,
    with_hyper,
    with_settings,
    with_view,
)
from surfaces import SURFACES

# Of what a link holds beyond reason, so many notes are told; the last of them counts the rest.
MOST_NOTES = 12


class Ignored(NamedTuple):
    """One thing of a link that was not taken."""

    name: str
    why: str


class Parameter(NamedTuple):
    """`read(scenario so far, text)` gives the next scenario or raises Refused; `write` gives the text.

    `unread(text)` tells what of a text that was read was not taken.
    """

    name: str
    read: Callable[[Scenario, str], Scenario]
    write: Callable[[Scenario], str]
    unread: Callable[[str], list[Ignored]] = lambda _text: []


def read_surface(scenario: Scenario, text: str) -> Scenario:
    return on_surface(scenario, one_of(text, "surface", SURFACES))


def read_setting(scenario: Scenario, name: str, text: str) -> Scenario:
    """`name` as in the link, ``surface.KNOB``."""
    knob = name.partition(".")[2][:100]
    return with_settings(scenario, {knob: check_setting(text, scenario.surface, knob)})


def read_start(scenario: Scenario, text: str) -> Scenario:
    parts = text.split(",", 2)
    if len(parts) != 2:
        raise Refused("start", f"{shorten(text)} is not a pair x,y")
    x, y = (read_number(part, "start") for part in parts)
    return replace(scenario, start=check_start(x, y, scenario.surface))


def read_optimizers(scenario: Scenario, text: str) -> Scenario:
    """The known names of the list in their order; Refused only where none is left.

    `unread_optimizers` tells the rest.
    """
    names = known_names(text)
    if not names:
        raise Refused("optimizers", f"{shorten(text)} names no known optimizer")
    entrants = tuple(
        Entrant(name, with_default_rate(name.partition("-")[0], scenario.surface)) for name in names
    )
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


def unknown_names(where: str, names: Iterable[str]) -> list[Ignored]:
    """One note, if any, on the names of a list that nobody knows."""
    unknown = [name for name in names if name]
    if not unknown:
        return []
    more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
    return [Ignored(where, f"{shorten(unknown[0])}{more} unknown")]


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


def choice(name: str, attribute: str, allowed: tuple[str, ...]) -> Parameter:
    """A row for a word of the view; the first word allowed is the default."""
    return Parameter(
        name,
        lambda scenario, text: with_view(scenario, **{attribute: one_of(text, name, allowed)}),
        lambda scenario: getattr(scenario.view, attribute),
    )


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("surface", read_surface, lambda scenario: scenario.surface_key),
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
    Parameter(
        "present",
        lambda scenario, text: with_view(scenario, present=one_of(text, "present", ("on", "off")) == "on"),
        lambda scenario: "on" if scenario.view.present else "off",
    ),
    Parameter("hidden", read_hidden, write_hidden),
    Parameter("inside", read_inside, lambda scenario: ",".join(scenario.view.inside)),
    Parameter("show", read_overlays, write_overlays, unread_overlays),
)

# Where the clock stands is the browser's alone, which writes it into the links that it shows.
CLOCK: tuple[Parameter, ...] = (
    Parameter("step", read_step, lambda _: ""),
    Parameter("stage", read_stage, lambda _: ""),
)

# Parameters that a link always spells out, so that it reads as the race it opens.
ALWAYS = ("surface", "optimizers")


@lru_cache(maxsize=1)
def default_scenario() -> Scenario:
    return Scenario()


@cache
def usual_texts(surface_key: str) -> Mapping[str, str]:
    """What the link's parameters are on this surface before anyone has chosen anything."""
    usual = on_surface(default_scenario(), surface_key)
    return {row.name: row.write(usual) for row in PARAMETERS}


def pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """The link's parameters in their order; those at their default are left out.

    A learning rate is always among them: its default hangs on the surface and might be improved one day.
    """
    usual = usual_texts(scenario.surface_key)
    found = []
    for row in PARAMETERS:
        text = row.write(scenario)
        if row.name in ALWAYS or text != usual[row.name]:
            found.append((row.name, text))
        if row.name == "surface":
            found += [(f"surface.{name}", write_number(value)) for name, value in scenario.surface_settings]
    for entrant in scenario.entrants:
        for name, hyper in hypers(entrant.optimizer).items():
            value = getattr(entrant.optimizer, name)
            if name == "learning_rate" or value != hyper.default:
                found.append((f"{entrant.name}.{name}", write_hyper(value)))
    return found


def to_link(scenario: Scenario) -> str:
    """The query string that opens this scenario, without the question mark."""
    return "&".join(f"{name}={quote(text, safe=',')}" for name, text in pairs(scenario))


ROWS = {row.name: row for row in (*PARAMETERS, *CLOCK)}


def from_link(query: Mapping[str, str]) -> tuple[Scenario, tuple[Ignored, ...]]:
    """The scenario that a link describes, and what of it was ignored; never an error.

    Of more than `MOST_NOTES` notes the last counts those that are left out.
    """
    notes: list[Ignored] = []

    def read(scenario: Scenario, names: Iterable[str]) -> Scenario:
        for name in names:
            try:
                scenario = read_one(scenario, name, query[name])
            except Refused as refused:
                notes.append(Ignored(name if name in ROWS else refused.where or "“”", str(refused)))
            else:
                notes.extend(ROWS[name].unread(query[name]) if name in ROWS else [])
        return scenario

    names = sorted(query, key=reading_order)
    of_surface = [name for name in names if is_of_surface(name)]
    scenario = read(default_scenario(), of_surface)
    if scenario.surface_settings and not known_names(query.get("optimizers", "")):
        # Who names nobody gets the first entrants with the rates that suit the surface as it is turned.
        scenario = replace(scenario, entrants=first_entrants(scenario.surface))
    scenario = read(scenario, names[len(of_surface) :])
    if len(notes) > MOST_NOTES:
        more = len(notes) - (MOST_NOTES - 1)
        notes[MOST_NOTES - 1 :] = [Ignored("…", f"and {more} more")]
    return scenario, tuple(notes)


def reading_order(name: str) -> tuple[bool, int]:
    """The surface, its own parameters, the table's other rows in their order, and what is each entrant's."""
    place = list(ROWS).index(name) if name in ROWS else len(ROWS)
    return not is_of_surface(name), place


def is_of_surface(name: str) -> bool:
    return name == "surface" or name.startswith("surface.")


def read_one(scenario: Scenario, name: str, text: str) -> Scenario:
    if name in ROWS:
        return ROWS[name].read(scenario, text)
    if is_of_surface(name):
        return read_setting(scenario, name, text)
    return read_entrant_hyper(scenario, name, text)


def read_entrant_hyper(scenario: Scenario, name: str, text: str) -> Scenario:
    entrant_name, dot, field_name = name[:100].partition(".")
    if not dot:
        raise Refused(name, "unknown parameter")
    try:
        entrant = scenario.entrant(entrant_name)
    except Refused as refused:
        raise Refused(name, str(refused)) from None
    known = hypers(entrant.optimizer)
    if field_name not in known:
        raise Refused(name, f"{entrant.label} has no hyper-parameter {shorten(field_name)}")
    return with_hyper(scenario, entrant, field_name, check_hyper(text, known[field_name], name))
