"""A scenario from a link, and back to it.

`PARAMETERS` is the one table that drives both directions of the query string. What a surface is made from
travels as in `link.build`, its own parameters as ``surface.KNOB=value``, hyper-parameters as
``ENTRANT.FIELD=value``, schedules as in `link.around`, the axes of an entrant's map as
``ENTRANT.map.x=FIELD:lowest:highest:scale``; all take their bounds from where they are declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote

from checks import Refused, check_hyper, check_setting, shorten, write_hyper
from link.around import AROUND, is_around, is_schedule, read_schedule, schedule_pairs
from link.build import BUILT, StayedAtHome, asks_for_minimum, is_made, range_pairs, read_made
from link.maps import MAPS, axes_pairs, is_of_axis, read_axis
from link.race import CLOCK, RACE, SURFACE
from link.table import Ignored, Parameter
from link.tuning import TUNING
from optimizers import OPTIMIZERS, hypers
from scenario import (
    FIRST_ENTRANTS,
    Entrant,
    Scenario,
    usual_start,
    with_hyper,
    with_rate,
    with_settings,
)
from scenario.built import with_recipes_of
from scenario.typed import turned_with_minimum

PARAMETERS: tuple[Parameter, ...] = (SURFACE, *BUILT, *RACE, *AROUND, *TUNING, *MAPS)

# Of what a link holds beyond reason, so many notes are told; the last of them counts the rest.
MOST_NOTES = 12

# Parameters that a link always spells out, so that it reads as the race it opens.
ALWAYS = ("surface", "optimizers")


@lru_cache(maxsize=1)
def default_scenario() -> Scenario:
    return Scenario()


def usual_texts(scenario: Scenario) -> Mapping[str, str]:
    """What the link's parameters are on this surface before anyone has chosen anything else."""
    usual = replace(default_scenario(), surface_key=scenario.surface_key, start=usual_start(scenario))
    return {row.name: row.write(usual) for row in PARAMETERS}


def pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """The link's parameters in their order; those at their default are left out.

    A learning rate is always among them: its default hangs on the surface and might be improved one day.
    """
    usual = usual_texts(scenario)
    found = []
    for row in PARAMETERS:
        text = row.write(scenario)
        if row.name in ALWAYS or text != usual[row.name]:
            found.append((row.name, text))
        if row == BUILT[-1]:
            found += range_pairs(scenario)
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
    return "&".join(f"{name}={quote(text, safe=',:*()/')}" for name, text in pairs(scenario))


# What follows the name of an entrant whose learning rate is told.
RATE = ".learning_rate"

ROWS = {row.name: row for row in (*PARAMETERS, *CLOCK)}


def from_link(query: Mapping[str, str], mine: Scenario | None = None) -> tuple[Scenario, tuple[Ignored, ...]]:
    """The scenario that a link describes, and what of it was ignored; never an error.

    What the user of the session has made beside it, and has uploaded, is taken over from `mine`. Of more than
    `MOST_NOTES` notes the last counts those that are left out.
    """
    reader = Reader(query)
    scenario = reader.read(replace(default_scenario(), uploads=mine.uploads if mine else ()))
    if mine is not None:
        scenario = with_recipes_of(scenario, mine)
    notes = reader.notes
    if len(notes) > MOST_NOTES:
        more = len(notes) - (MOST_NOTES - 1)
        notes[MOST_NOTES - 1 :] = [Ignored("…", f"and {more} more")]
    return scenario, tuple(notes)


class Reader:
    """Reads one link; `notes` are what of it was ignored."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.query = query
        self.notes: list[Ignored] = []
        # Whether there are points that the link does not hold, and whose learning rates it told.
        self._at_home = False
        self._rated: set[str] = set()

    def read(self, scenario: Scenario) -> Scenario:
        """The surface, what it is made from, how it is turned; and then all else, which may hang on these.

        Learning rates that the link does not tell are looked for at the end: that takes long.
        """
        names = sorted(self.query, key=reading_order)
        scenario = self._rows(replace(scenario, entrants=()), [name for name in names if name == "surface"])
        made = {name: self.query[name] for name in names if is_made(name)}
        if made:
            scenario = self._made(scenario, made)
        scenario = self._turned(scenario, [name for name in names if name.startswith("surface.")])
        if asks_for_minimum(made):
            scenario = turned_with_minimum(scenario)
        entrants = tuple(Entrant(key, OPTIMIZERS[key]()) for key in FIRST_ENTRANTS)
        scenario = replace(scenario, start=usual_start(scenario), entrants=entrants)
        rest = [name for name in names if not is_of_surface(name) and not (self._at_home and name == "start")]
        scenario = self._rows(scenario, rest)
        entrants = tuple(
            each
            if each.name in self._rated
            else replace(each, optimizer=with_rate(each.optimizer, scenario.surface))
            for each in scenario.entrants
        )
        return replace(scenario, entrants=entrants)

    def _ignore(self, name: str, refused: Refused) -> None:
        self.notes.append(Ignored(name if name in ROWS else refused.where or "“”", str(refused)))
        self._at_home = self._at_home or isinstance(refused, StayedAtHome)

    def _rows(self, scenario: Scenario, names: Iterable[str]) -> Scenario:
        for name in names:
            try:
                scenario = read_one(scenario, name, self.query[name])
            except Refused as refused:
                self._ignore(name, refused)
            else:
                self.notes.extend(ROWS[name].unread(self.query[name]) if name in ROWS else [])
                if name.endswith(RATE):
                    self._rated.add(name.removesuffix(RATE))
        return scenario

    def _made(self, scenario: Scenario, texts: Mapping[str, str]) -> Scenario:
        there = read_made(scenario, texts, self._ignore)
        # The domain was chosen for points that are not here.
        return scenario if self._at_home else there

    def _turned(self, scenario: Scenario, names: Iterable[str]) -> Scenario:
        """All knobs at once: on the way from one to the other there might be no surface."""
        values = {}
        for name in names:
            knob = name.partition(".")[2][:100]
            try:
                values[knob] = check_setting(self.query[name], scenario.surface, knob)
            except Refused as refused:
                self._ignore(name, refused)
        try:
            return with_settings(scenario, values) if values else scenario
        except Refused:
            for knob, value in values.items():
                try:
                    scenario = with_settings(scenario, {knob: value})
                except Refused as refused:
                    self._ignore(f"surface.{knob}", refused)
            return scenario


def reading_order(name: str) -> tuple[int, bool]:
    """The table's rows in their order, and then what is each entrant's.

    A schedule's kind comes before its fields, which hang on it.
    """
    place = list(ROWS).index(name) if name in ROWS else len(ROWS)
    return place, ".schedule." in name[:100]


def is_of_surface(name: str) -> bool:
    """Whether a name tells which surface it is, what it is made from, or how it is turned."""
    return name == "surface" or name.startswith("surface.") or is_made(name)


def read_one(scenario: Scenario, name: str, text: str) -> Scenario:
    if name in ROWS:
        return ROWS[name].read(scenario, text)
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
