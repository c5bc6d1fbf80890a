"""A scenario from a link, and back to it.

`PARAMETERS` is the one table that drives both directions of the query string. A surface's own parameters
travel as ``surface.KNOB=value``, hyper-parameters as ``ENTRANT.FIELD=value``, schedules as in `link.around`,
the axes of an entrant's map as ``ENTRANT.map.x=FIELD:lowest:highest:scale``; all take their bounds from where
they are declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote

from checks import Refused, check_hyper, shorten, write_hyper
from link.around import AROUND, is_around, is_schedule, read_schedule, schedule_pairs
from link.maps import MAPS, axes_pairs, is_of_axis, read_axis
from link.race import CLOCK, RACE, known_names, read_setting
from link.table import Ignored, Parameter
from link.tuning import TUNING
from optimizers import hypers
from scenario import Scenario, first_entrants, on_surface, with_hyper, with_settings
from surfaces.base import Setting

PARAMETERS: tuple[Parameter, ...] = (*RACE, *AROUND, *TUNING, *MAPS)

# Of what a link holds beyond reason, so many notes are told; the last of them counts the rest.
MOST_NOTES = 12

# Parameters that a link always spells out, so that it reads as the race it opens.
ALWAYS = ("surface", "optimizers")


@lru_cache(maxsize=1)
def default_scenario() -> Scenario:
    return Scenario()


@lru_cache(maxsize=256)
def usual_texts(surface_key: str, settings: tuple[tuple[str, Setting], ...]) -> Mapping[str, str]:
    """What the link's parameters are on this surface, turned so, before anyone has chosen anything else."""
    usual = with_settings(on_surface(default_scenario(), surface_key), dict(settings))
    return {row.name: row.write(usual) for row in PARAMETERS}


def pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """The link's parameters in their order; those at their default are left out.

    A learning rate is always among them: its default hangs on the surface and might be improved one day.
    """
    usual = usual_texts(scenario.surface_key, scenario.surface_settings)
    found = []
    for row in PARAMETERS:
        text = row.write(scenario)
        if row.name in ALWAYS or text != usual[row.name]:
            found.append((row.name, text))
        if row.name == "surface":
            found += [(f"surface.{name}", write_hyper(value)) for name, value in scenario.surface_settings]
    for entrant in scenario.entrants:
        for name, hyper in hypers(entrant.optimizer).items():
            value = getattr(entrant.optimizer, name)
            if name == "learning_rate" or value != hyper.default:
                found.append((f"{entrant.name}.{name}", write_hyper(value)))
        found += schedule_pairs(entrant)
        found += axes_pairs(scenario, entrant)
    return found


def to_link(scenario: Scenario) -> str:
    """The query string that opens this scenario, without the question mark."""
    return "&".join(f"{name}={quote(text, safe=',:')}" for name, text in pairs(scenario))


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


def reading_order(name: str) -> tuple[bool, int, bool]:
    """The surface, its own parameters, the table's other rows in their order, and what is each entrant's.

    A schedule's kind comes before its fields, which hang on it.
    """
    place = list(ROWS).index(name) if name in ROWS else len(ROWS)
    return not is_of_surface(name), place, ".schedule." in name[:100]


def is_of_surface(name: str) -> bool:
    return name == "surface" or name.startswith("surface.")


def read_one(scenario: Scenario, name: str, text: str) -> Scenario:
    if name in ROWS:
        return ROWS[name].read(scenario, text)
    if is_of_surface(name):
        return read_setting(scenario, name, text)
    if is_around(name):
        raise Refused(name, "no such setting")
    return read_entrant_hyper(scenario, name, text)


def read_entrant_hyper(scenario: Scenario, name: str, text: str) -> Scenario:
    entrant_name, dot, field_name = name[:100].partition(".")
    if not dot:
        raise Refused(name, "unknown parameter")
    try:
        entrant = scenario.entrant(entrant_name)
    except Refused as refused:
        raise Refused(name, str(refused)) from None
    if is_schedule(field_name):
        return read_schedule(scenario, entrant, field_name, text)
    if is_of_axis(field_name):
        return read_axis(scenario, entrant, name, text)
    known = hypers(entrant.optimizer)
    if field_name not in known:
        raise Refused(name, f"{entrant.label} has no hyper-parameter {shorten(field_name)}")
    return with_hyper(scenario, entrant, field_name, check_hyper(text, known[field_name], name))
