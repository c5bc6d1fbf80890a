"""All that a run depends on, and what is shown of it: the only copy of what the user chose."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from checks import Refused, shorten, write_hyper
from descent import (
    CONSTANT,
    OVERLAYS,
    SILENT,
    STILL,
    Motion,
    Noise,
    Schedule,
    Trial,
    default_learning_rate,
)
from maps import Axis
from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import SURFACES, Surface
from surfaces.base import Setting
from surfaces.points import Points
from tuning import Plan

MOST_ENTRANTS = 8
STEPS = 500
TOLERANCE = 1e-3
FIRST_SURFACE = "rosenbrock"
FIRST_ENTRANTS = ("sgd", "momentum", "rmsprop", "adam")
FIRST_INSIDE = "adam"
# Maps that stand beside each other.
MOST_MAPS = 4

Layout = Literal["overlaid", "side"]
Panel = Literal["3d", "map"]
LossAxis = Literal["log", "linear"]
Beside = Literal["fit", "loss"]

# Of each the first word is the default.
VIEW_CHOICES: Mapping[str, tuple[str, ...]] = {
    "layout": ("overlaid", "side"),
    "panel": ("3d", "map"),
    "loss_axis": ("log", "linear"),
    # What stands beside the map where the loss comes from data: the model with its points, or the loss.
    "beside": ("fit", "loss"),
}

# What of the view is on or off; all of it is off by default.
VIEW_SWITCHES: tuple[str, ...] = ("present", "batch")

# The kinds of maps, the first of them the default, and how many cells a side of each may have.
MAP_SIZES: Mapping[str, tuple[int, ...]] = {"sensitivity": (32, 64, 128), "basins": (128, 256, 512)}
MAP_MEASURES: tuple[str, ...] = ("loss", "steps", "distance")

# What can be laid over the race; all of it is off by default.
VIEW_OVERLAYS: tuple[str, ...] = tuple(OVERLAYS)


@dataclass(frozen=True)
class Entrant:
    """One optimizer in the race; `name` is its key, with -2, -3, … from the second of its kind on."""

    name: str
    optimizer: Optimizer
    schedule: Schedule = CONSTANT

    @property
    def label(self) -> str:
        number = self.name.partition("-")[2]
        return f"{self.optimizer.label} {number}".rstrip()


@dataclass(frozen=True)
class MapView:
    """What the page of maps shows.

    `fineness` is a place in MAP_SIZES, so that it means the same to each kind. `shown` names entrants in the
    race's order; none: the first of them, as many as there can be. `axes` holds x and y of those entrants
    whose axes are not the usual ones, in the order of their names.
    """

    kind: str = "sensitivity"
    measure: str = "loss"
    fineness: int = 1
    shown: tuple[str, ...] = ()
    axes: tuple[tuple[str, Axis, Axis], ...] = ()
    # The maps whose computing the user stopped, by their tasks' names: any other map is not stopped, and no
    # link says it.
    stopped: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def size(self) -> int:
        """Cells along each side of a map."""
        return MAP_SIZES[self.kind][self.fineness]


@dataclass(frozen=True)
class View:
    """What is shown, none of which changes the run."""

    layout: Layout = "overlaid"
    panel: Panel = "3d"
    loss_axis: LossAxis = "log"
    beside: Beside = "fit"
    # Whether the map shows the loss of each step's own mini-batch, where there are any.
    batch: bool = False
    present: bool = False
    hidden: frozenset[str] = frozenset()
    # One or two entrants whose steps are looked into; none: see `Scenario.looked_at`.
    inside: tuple[str, ...] = ()
    # Where a link wants the clock to stand at first; from then on that is the browser's alone, and so no part
    # of what the user chose. Stages count from 1.
    step: int | None = field(default=None, compare=False)
    stage: int | None = field(default=None, compare=False)
    overlays: frozenset[str] = frozenset()
    # How a fair race is tuned, while its panel is open.
    tuning: Plan | None = None
    maps: MapView = MapView()


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
    """A whole race.

    `surface_settings` are the values of the surface's knobs that are not at their defaults, in the knobs'
    order. `recipes` are what the user made: by the key of a surface what it is made from instead of its
    example; they stay while another surface is raced on. `noise` and `motion` are the same for all entrants;
    with `seeds` above 1 each of them runs that many times, with the noise's seed and those that follow it.
    `uploads` are the uploaded points that were raced on, the newest last: links name them and do not hold
    them, so they are no part of what a link says.
    """

    surface_key: str = FIRST_SURFACE
    surface_settings: tuple[tuple[str, Setting], ...] = ()
    recipes: tuple[tuple[str, Any], ...] = ()
    start: tuple[float, float] = SURFACES[FIRST_SURFACE].start
    steps: int = STEPS
    tolerance: float = TOLERANCE
    entrants: tuple[Entrant, ...] = field(default_factory=lambda: first_entrants(SURFACES[FIRST_SURFACE]))
    noise: Noise = SILENT
    motion: Motion = STILL
    seeds: int = 1
    view: View = View()
    uploads: tuple[Points, ...] = field(default=(), compare=False, repr=False)

    @property
    def surface(self) -> Surface:
        """The surface as it is turned; while it stays so, mostly the same object, so that caches know it."""
        return self.unturned.turned(**dict(self.surface_settings))

    @property
    def unturned(self) -> Surface:
        """The surface as the user made it, with its knobs at their defaults."""
        return self.made(self.surface_key)

    def made(self, key: str) -> Surface:
        """The surface of this key, as the user made it where he did."""
        usual, recipe = SURFACES[key], dict(self.recipes).get(key)
        return usual if recipe is None or usual.remake is None else usual.remake(recipe)

    def entrant(self, name: str) -> Entrant:
        """The entrant of this name; Refused where there is none."""
        for entrant in self.entrants:
            if entrant.name == name:
                return entrant
        raise Refused(name, f"no entrant is called {shorten(name)}")

    def trial(self, entrant: Entrant) -> Trial:
        """All that the run of one entrant depends on."""
        return Trial(
            entrant.optimizer,
            self.surface,
            self.start,
            self.steps,
            entrant.schedule,
            self.noise,
            self.motion,
        )

    @property
    def repeats(self) -> int:
        """How many times each entrant runs: once where another seed would change nothing."""
        return self.seeds if self.noise.is_random_on(self.surface) else 1

    @property
    def looked_at(self) -> tuple[Entrant, ...]:
        """The one or two entrants whose steps are looked into, chosen or not: there is always one."""
        chosen = tuple(each for name in self.view.inside for each in self.entrants if each.name == name)
        first = tuple(each for each in self.entrants if each.name == FIRST_INSIDE)
        return chosen[:2] or first or self.entrants[-1:]

    def free_name(self, key: str) -> str:
        """The name of one more entrant of this rule."""
        taken = {entrant.name for entrant in self.entrants}
        names = [key, *(f"{key}-{count}" for count in range(2, MOST_ENTRANTS + 2))]
        return next(name for name in names if name not in taken)

    def run_hash(self) -> str:
        """A short hash of all that changes the run, and of nothing else; equal on every machine."""
        turned = [value for _, value in self.surface.settings]
        made = [self.surface.content] if self.surface.content else []
        parts: list[Any] = [self.surface_key, *made, *turned, *self.start, self.steps, self.tolerance]
        for entrant in self.entrants:
            names = hypers(entrant.optimizer)
            parts += [entrant.name, *(getattr(entrant.optimizer, name) for name in names)]
            parts += changed(entrant.schedule)
        parts += [*changed(self.noise), *changed(self.motion), *([self.seeds] if self.seeds > 1 else [])]
        whole = "&".join(write_hyper(part) for part in parts)
        return hashlib.blake2s(whole.encode(), digest_size=6).hexdigest()


def changed(around: Schedule | Noise | Motion) -> list[Any]:
    """What a schedule, noise or motion is, field by field; nothing where it is the usual one."""
    return [] if around == type(around)() else [getattr(around, name) for name in hypers(around)]


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


def with_view(scenario: Scenario, **changes: Any) -> Scenario:
    return replace(scenario, view=replace(scenario.view, **changes))


def with_plan(scenario: Scenario, name: str, value: float | bool | str) -> Scenario:
    """The scenario with one choice of its fair race changed; Refused where the plan refuses it."""
    try:
        plan = replace(scenario.view.tuning or Plan(), **{name: value})  # type: ignore[arg-type]
    except ValueError as error:
        raise Refused(f"tune.{name}", str(error)) from None
    return with_view(scenario, tuning=plan)


def with_maps(scenario: Scenario, **changes: Any) -> Scenario:
    return with_view(scenario, maps=replace(scenario.view.maps, **changes))
