"""What users make surfaces from, whatever it is: their own recipes, and the examples beside them.

Every value may be what a control sends; what is not valid is Refused, under the name of its control.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from checks import Refused, to_float, within
from scenario.base import Scenario
from scenario.surfaced import with_recipe
from surfaces import SURFACES
from surfaces.base import Domain
from surfaces.making import makes
from surfaces.points import Data

# Beyond these ends, and narrower than this share of its larger end, a side of the domain could not be drawn.
FARTHEST_END = 1e12
NARROWEST = 1e-5
# The ranges of a formula's parameters, and the places of points, lie within this.
LARGEST = 1e9

Point = tuple[float, float]


def recipe_of(scenario: Scenario, key: str) -> Any:
    """What the surface of this key is made from: what the user made, or its example."""
    return dict(scenario.recipes).get(key, SURFACES[key].recipe)


def with_example(scenario: Scenario) -> Scenario:
    """The surface made from its example again; rates that were kept become those that suit it.

    Where points were moved by hand no rates have changed, and none do.
    """
    key = scenario.surface_key
    if makes(SURFACES[key]) is None:
        raise Refused("recipe", f"{SURFACES[key].name} is as it was")
    recipe = recipe_of(scenario, key)
    by_hand = isinstance(recipe, Data) and not recipe.points.uploaded
    return with_recipe(scenario, key, SURFACES[key].recipe, new_rates=not by_hand)


def with_recipes_of(scenario: Scenario, mine: Scenario) -> Scenario:
    """What else the user has made, beside the surface that is raced on here, comes along from `mine`."""
    kept = {key: recipe for key, recipe in mine.recipes if key != scenario.surface_key}
    recipes = dict(scenario.recipes) | kept
    return replace(scenario, recipes=tuple(sorted(recipes.items())), uploads=mine.uploads)


def without_uploads(scenario: Scenario) -> Scenario:
    """Nothing is made from uploaded data any more, and none are remembered."""
    uploaded = [
        key for key, recipe in scenario.recipes if isinstance(recipe, Data) and recipe.points.uploaded
    ]
    if scenario.surface_key in uploaded:
        scenario = with_example(scenario)
    left = tuple(pair for pair in scenario.recipes if pair[0] not in uploaded)
    return replace(scenario, recipes=left, uploads=())


def checked_domain(values: Sequence[object], axes: tuple[str, str] = ("x", "y")) -> Domain:
    """The ends of x and of y, which are called so on the surface; Refused where nothing can be drawn."""
    if len(values) != 4:
        raise Refused("domain", f"four numbers are wanted: {axes[0]} from, to, {axes[1]} from, to")
    x0, x1, y0, y1 = (
        within(to_float(value, "domain"), "domain", -FARTHEST_END, FARTHEST_END) + 0.0 for value in values
    )
    for name, low, high in ((axes[0], x0, x1), (axes[1], y0, y1)):
        if not low < high:
            raise Refused("domain", f"{name} must begin below its end, {low:g} is not below {high:g}")
        if high - low < NARROWEST * max(abs(low), abs(high), NARROWEST):
            raise Refused("domain", f"{name} from {low:g} to {high:g} is too narrow to be drawn")
    return (x0, x1), (y0, y1)


def is_inside(at: Point | None, domain: Domain) -> bool:
    return at is not None and all(low <= c <= high for c, (low, high) in zip(at, domain, strict=True))
