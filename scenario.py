"""All that a run depends on, and what is shown of it; from the link and back to it.

A `Scenario` is the only copy of what the user chose. `PARAMETERS` is the one table that drives both
directions of the query string; hyper-parameters travel as ``ENTRANT.FIELD=value`` and take their bounds from
the optimizer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from checks import (
    Refused,
    check_hyper,
    check_start,
    check_steps,
    check_tolerance,
    one_of,
    read_number,
    shorten,
    write_hyper,
    write_number,
)
from descent import default_learning_rate
from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import SURFACES, Surface

MOST_ENTRANTS = 8
STEPS = 500
TOLERANCE = 1e-3
FIRST_SURFACE = "rosenbrock"
FIRST_ENTRANTS = ("sgd", "momentum", "rmsprop", "adam")
# Of what a link holds beyond reason, so many notes are told; the last of them counts the rest.
MOST_NOTES = 12

Layout = Literal["overlaid", "side"]
Panel = Literal["3d", "map"]
LossAxis = Literal["log", "linear"]


class Ignored(NamedTuple):
    """One thing of a link that was not taken."""

    name: str
    why: str


@dataclass(frozen=True)
class Entrant:
    """One optimizer in the race; `name` is its key, with -2, -3, … from the second of its kind on."""

    name: str
    optimizer: Optimizer

    @property
    def label(self) -> str:
        number = self.name.partition("-")[2]
        return f"{self.optimizer.label} {number}".rstrip()


@dataclass(frozen=True)
class View:
    """What is shown, none of which changes the run."""

    layout: Layout = "overlaid"
    panel: Panel = "3d"
    loss_axis: LossAxis = "log"
    present: bool = False
    hidden: frozenset[str] = frozenset()


def first_entrants(surface: Surface) -> tuple[Entrant, ...]:
    return tuple(Entrant(key, with_default_rate(key, surface)) for key in FIRST_ENTRANTS)


def with_default_rate(key: str, surface: Surface) -> Optimizer:
    """The optimizer with its defaults and the learning rate that suits this surface."""
    return with_rate(OPTIMIZERS[key](), surface)


def with_rate(optimizer: Optimizer, surface: Surface) -> Optimizer:
    """The optimizer with the learning rate that suits this surface, and all else as it is."""
    # The fields of a rule are not known here; every rule has a learning_rate.
    any_optimizer: Any = optimizer
    rule: Any = type(optimizer)
    changed: Optimizer = replace(any_optimizer, learning_rate=default_learning_rate(rule, surface))
    return changed


@dataclass(frozen=True)
class Scenario:
    """A whole race. `start` None stands for the surface's own start."""

    surface_key: str = FIRST_SURFACE
    start: tuple[float, float] = SURFACES[FIRST_SURFACE].start
    steps: int = STEPS
    tolerance: float = TOLERANCE
    entrants: tuple[Entrant, ...] = field(default_factory=lambda: first_entrants(SURFACES[FIRST_SURFACE]))
    view: View = View()

    @property
    def surface(self) -> Surface:
        return SURFACES[self.surface_key]

    def entrant(self, name: str) -> Entrant:
        """The entrant of this name; Refused where there is none."""
        for entrant in self.entrants:
            if entrant.name == name:
                return entrant
        raise Refused(name, f"no entrant is called {shorten(name)}")

    def run_hash(self) -> str:
        """A short hash of all that changes the run, and of nothing else; equal on every machine."""
        whole = "&".join(f"{name}={value}" for name, value in pairs(replace(self, view=View()), whole=True))
        return hashlib.blake2s(whole.encode(), digest_size=6).hexdigest()


# --- numbers and words of a link, each refused with what is allowed ---


class Parameter(NamedTuple):
    """`read(scenario so far, text)` gives the next scenario or raises Refused; `write` gives the text."""

    name: str
    read: Callable[[Scenario, str], Scenario]
    write: Callable[[Scenario], str]


def read_surface(scenario: Scenario, text: str) -> Scenario:
    return on_surface(scenario, one_of(text, "surface", SURFACES))


def on_surface(scenario: Scenario, key: str) -> Scenario:
    """The race moved to another surface: its start, and new default rates where the old were kept."""
    old, new = scenario.surface, SURFACES[key]

    def moved(entrant: Entrant) -> Entrant:
        kept = entrant.optimizer == with_rate(entrant.optimizer, old)
        return replace(entrant, optimizer=with_rate(entrant.optimizer, new)) if kept else entrant

    return replace(
        scenario,
        surface_key=key,
        start=new.start,
        entrants=tuple(moved(entrant) for entrant in scenario.entrants),
    )


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
    notes = []
    names = text[:2000].split(",")
    unknown = [name for name in names if name and not is_entrant_name(name)]
    if unknown:
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        notes.append(Ignored("optimizers", f"{shorten(unknown[0])}{more} unknown"))
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


def with_view(scenario: Scenario, **changes: Any) -> Scenario:
    return replace(scenario, view=replace(scenario.view, **changes))


def choice(name: str, attribute: str, allowed: tuple[str, ...]) -> Parameter:
    """A row for a word of the view; the first word allowed is the default."""
    return Parameter(
        name,
        lambda scenario, text: with_view(scenario, **{attribute: one_of(text, name, allowed)}),
        lambda scenario: getattr(scenario.view, attribute),
    )


VIEW_CHOICES: Mapping[str, tuple[str, ...]] = {
    "layout": ("overlaid", "side"),
    "panel": ("3d", "map"),
    "loss_axis": ("log", "linear"),
}

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


def pairs(scenario: Scenario, *, whole: bool = False) -> list[tuple[str, str]]:
    """The link's parameters in their order; those at their default only where `whole`.

    A learning rate is always among them: its default hangs on the surface and might be improved one day.
    """
    usual = usual_texts(scenario.surface_key)
    table = [(row.name, row.write(scenario)) for row in PARAMETERS]
    found = [(name, text) for name, text in table if whole or name in ALWAYS or text != usual[name]]
    for entrant in scenario.entrants:
        for name, hyper in hypers(entrant.optimizer).items():
            value = getattr(entrant.optimizer, name)
            if whole or name == "learning_rate" or value != hyper.default:
                found.append((f"{entrant.name}.{name}", write_hyper(value)))
    return found


def to_link(scenario: Scenario) -> str:
    """The query string that opens this scenario, without the question mark."""
    return "&".join(f"{name}={quote(text, safe=',')}" for name, text in pairs(scenario))


def from_link(query: Mapping[str, str]) -> tuple[Scenario, tuple[Ignored, ...]]:
    """The scenario that a link describes, and what of it was ignored; never an error.

    The rows are read in the table's order: what hangs on the surface comes after the surface. Of more than
    `MOST_NOTES` notes the last counts those that are left out.
    """
    scenario = default_scenario()
    notes: list[Ignored] = []
    for row in PARAMETERS:
        if row.name not in query:
            continue
        try:
            scenario = row.read(scenario, query[row.name])
        except Refused as refused:
            notes.append(Ignored(row.name, str(refused)))
        else:
            notes += unread_optimizers(query[row.name]) if row.name == "optimizers" else []
    names = {row.name for row in PARAMETERS}
    for name, text in query.items():
        if name in names:
            continue
        try:
            scenario = read_entrant_hyper(scenario, name, text)
        except Refused as refused:
            notes.append(Ignored(refused.where or "“”", str(refused)))
    if len(notes) > MOST_NOTES:
        more = len(notes) - (MOST_NOTES - 1)
        notes[MOST_NOTES - 1 :] = [Ignored("…", f"and {more} more")]
    return scenario, tuple(notes)


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


def with_hyper(scenario: Scenario, entrant: Entrant, name: str, value: float | bool | str) -> Scenario:
    """The scenario with one hyper-parameter of one entrant changed; Refused where the rule refuses it."""
    if name not in {field.name for field in fields(entrant.optimizer)}:
        raise Refused(f"{entrant.name}.{name}", "no such hyper-parameter")
    try:
        changed = replace(entrant, optimizer=replace(entrant.optimizer, **{name: value}))
    except ValueError as error:
        raise Refused(f"{entrant.name}.{name}", str(error)) from None
    entrants = tuple(changed if other.name == entrant.name else other for other in scenario.entrants)
    return replace(scenario, entrants=entrants)
