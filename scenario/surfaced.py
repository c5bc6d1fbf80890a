"""The surface of a race set anew: another one, one that the user made, one that is turned.

What hangs on it follows: start, learning rates, and noise that needs data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from checks import Refused, check_start, printable
from descent import SILENT, Noise
from scenario.base import Entrant, Scenario, with_rate
from surfaces import SURFACES, Surface
from surfaces.base import Setting
from surfaces.points import Data, Points

# Uploaded points that are remembered for the links in the browser's history.
MOST_UPLOADS = 100


def on_surface(scenario: Scenario, key: str) -> Scenario:
    """The race moved to another surface: its start, its defaults, and new rates where the old were kept.

    Mini-batches go along to a surface that comes from data too; elsewhere there is no noise instead.
    """
    new = scenario.made(key)
    return replace(
        _batched_on(scenario, new),
        surface_key=key,
        surface_settings=(),
        start=new.start,
        entrants=_with_rates(scenario, new),
    )


def _batched_on(scenario: Scenario, new: Surface) -> Scenario:
    """The scenario with noise that the new surface can have.

    Batches that were smaller than all points were stay so.
    """
    if not scenario.noise.of_data:
        return scenario
    if new.fit is None:
        return replace(scenario, noise=SILENT, seeds=1)
    old, size = scenario.surface.fit, scenario.noise.batch_size
    smaller = old is not None and size < len(old.points)
    return replace(scenario, noise=below_all(scenario.noise, new)) if smaller else scenario


def below_all(noise: Noise, surface: Surface) -> Noise:
    """The noise with batches that are not all of the surface's points: a quarter of them, where they were."""
    points = 0 if surface.fit is None else len(surface.fit.points)
    few = float(max(1, points // 4))
    return replace(noise, batch_size=few) if noise.batch_size >= points else noise


def _with_rates(scenario: Scenario, new: Surface) -> tuple[Entrant, ...]:
    """The entrants on another surface: new rates where the old were those that suited the one before."""
    # Of a surface that was turned, rates may have been kept from before and from after; of one whose points
    # were moved, from the example.
    olds = scenario.unturned, scenario.surface, SURFACES[scenario.surface_key]

    def moved(entrant: Entrant) -> Entrant:
        kept = any(entrant.optimizer == with_rate(entrant.optimizer, old) for old in olds)
        return replace(entrant, optimizer=with_rate(entrant.optimizer, new)) if kept else entrant

    return tuple(moved(entrant) for entrant in scenario.entrants)


def with_recipe(
    scenario: Scenario, key: str, recipe: Any, *, new_rates: bool, where: str = "recipe"
) -> Scenario:
    """The race on the surface of this key, made from something else.

    Refused, at the control `where`, where it cannot be made, or has no finite loss to begin at. Knobs that it
    still has stay as they are turned, as far as they go. With `new_rates` an entrant whose rate suited the
    surface before gets one that suits the new one, and a start that was chosen stays where it lies in what is
    shown; without, every entrant keeps its rate, and the race its start, as where a knob is turned.
    """
    usual = SURFACES[key]
    if usual.remake is None:
        raise Refused("surface", f"{usual.name} cannot be made from anything else")
    try:
        made = usual.remake(recipe)
    except ValueError as error:
        raise Refused(where, printable(str(error), 150)) from None
    before, same = scenario.surface, scenario.surface_key == key
    # What is like the example is the example.
    recipes = {other: each for other, each in scenario.recipes if other != key}
    recipes |= {} if recipe == usual.recipe else {key: recipe}
    changed = replace(
        _batched_on(scenario, made),
        surface_key=key,
        surface_settings=(),
        recipes=tuple(sorted(recipes.items())),
        uploads=_with_upload(scenario.uploads, recipe),
        start=begun(made, made.start, where),
        entrants=_with_rates(scenario, made) if new_rates else scenario.entrants,
    )
    for name, value in scenario.surface_settings if same else ():
        try:
            changed = with_settings(changed, {name: within_its_range(value, name, made)})
        except Refused:
            continue  # a parameter that the formula has no more
    there = changed.surface
    chosen = scenario.start != before.start and there.contains(*scenario.start)
    kept = same and (chosen or not new_rates)
    return replace(changed, start=begun(there, scenario.start)) if kept else changed


def _with_upload(uploads: tuple[Points, ...], recipe: Any) -> tuple[Points, ...]:
    if not (isinstance(recipe, Data) and recipe.points.uploaded) or recipe.points in uploads:
        return uploads
    return (*uploads, recipe.points)[-MOST_UPLOADS:]


def within_its_range(value: Setting, name: str, surface: Surface) -> Setting:
    """The value of a knob, or the end of the knob's range that is nearest to it."""
    knob = next((knob for knob in surface.knobs if knob.name == name), None)
    if knob is None or knob.lowest is None or knob.highest is None or isinstance(value, bool | str):
        return value
    return min(max(value, knob.lowest), knob.highest)


def begun(surface: Surface, start: tuple[float, float], where: str = "surface") -> tuple[float, float]:
    """`start`, where a run can begin there, else the surface's own; Refused where none can."""
    for place in (start, surface.start):
        try:
            return check_start(*place, surface)
        except Refused:
            continue
    raise Refused(where, "there is no finite loss where a run could begin")


def in_another_domain(before: Scenario, after: Scenario) -> Scenario:
    """`after` another part of the plane is shown: a start that was chosen stays wherever it is."""
    chosen = before.start != before.surface.start
    start = before.start if chosen else after.surface.start
    return replace(after, start=begun(after.surface, start))


def usual_start(scenario: Scenario) -> tuple[float, float]:
    """Where a run begins that nobody has begun elsewhere."""
    return scenario.surface.start


def with_settings(scenario: Scenario, values: Mapping[str, Setting]) -> Scenario:
    """The scenario with some of the surface's knobs turned; Refused where the surface refuses it.

    Every entrant keeps its learning rate, a default one too: who turns a knob wants to see what the same
    rates do on the surface that it makes. The start stays, unless it lies absurdly far from that surface, or
    has no finite loss any more, or is the surface's own, which may move with its knobs.
    """
    where = f"surface.{next(iter(values))}" if len(values) == 1 else "surface"
    try:
        surface = scenario.surface.turned(**values)
    except ValueError as error:
        raise Refused(where, printable(str(error), 150)) from None
    usual = scenario.unturned.settings
    settings = tuple(pair for pair in surface.settings if pair not in usual)
    start = surface.start if scenario.start == scenario.surface.start else scenario.start
    return replace(scenario, surface_settings=settings, start=begun(surface, start, where))
