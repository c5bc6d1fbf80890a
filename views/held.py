"""What a session holds of a file that its user brought, and the surfaces that are made from it.

An event is answered with both, the next scenario and what is held then: choosing columns needs the file,
which no scenario knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from checks import Refused
from events import next_scenario
from events.read import Event, text
from scenario import Scenario, with_recipe
from surfaces import SURFACES
from surfaces.making import DATA, makes
from surfaces.points import Data
from tables import Chosen, Table, Unreadable

Columns = tuple[str, str]


@dataclass(frozen=True)
class Held:
    """A file, the points that two of its columns made, by surface, and why of a surface they made none."""

    table: Table
    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)

    def told(self, scenario: Scenario) -> dict[str, Any]:
        """What the page Build is told of the file, and of what the surface that is shown has of it."""
        key = scenario.surface_key
        chosen = self.of(scenario)
        return {
            "name": self.table.name,
            "rows": self.table.rows,
            "columns": [
                {"name": column.name, "usable": column.usable, "why": column.why}
                for column in self.table.columns
            ],
            "x": chosen.points.names[0] if chosen else None,
            "y": chosen.points.names[1] if chosen else None,
            "dropped": chosen.dropped if chosen else 0,
            "used": len(chosen.points) if chosen else 0,
            "notes": list(chosen.notes) if chosen else [],
            "message": self.why.get(key),
        }

    def of(self, scenario: Scenario) -> Chosen | None:
        """The points of this file that the surface is made from, as they were before any was moved."""
        recipe = dict(scenario.recipes).get(scenario.surface_key)
        if not isinstance(recipe, Data) or recipe.points.rows != self.table.rows:
            return None
        last = self.chosen.get(scenario.surface_key)
        if last is not None and last.points.names == recipe.points.names:
            return last
        try:
            # The browser went back to columns that were chosen before.
            return self.table.chosen(*recipe.points.names, classes=has_classes(scenario.surface_key))
        except Unreadable:
            return None


State = tuple[Scenario, Held | None]


def brought(scenario: Scenario, table: Table) -> tuple[Scenario, Held]:
    """A new file: the surface is made from its usual columns, and none from the file before.

    Where the file does not suit this surface it is held, for another one, and the surface stays.
    """
    if makes(scenario.unturned) != DATA:
        raise Refused("upload", f"{scenario.unturned.name} is not made from data")
    others = tuple(
        pair for pair in scenario.recipes if pair[0] == scenario.surface_key or not of_file(pair[1])
    )
    return with_usual(replace(scenario, recipes=others), Held(table))


def with_usual(scenario: Scenario, held: Held) -> tuple[Scenario, Held]:
    """The surface made from the columns to begin with, or what is held with the reason why it is not."""
    key = scenario.surface_key
    try:
        return with_columns(scenario, held, held.table.usual(classes=has_classes(key)))
    except (Refused, Unreadable) as why:
        return scenario, replace(held, why={**held.why, key: sentence(why)})


def with_columns(scenario: Scenario, held: Held, columns: Columns) -> tuple[Scenario, Held]:
    """The surface made from two columns; Refused or Unreadable where it cannot be."""
    key = scenario.surface_key
    chosen = held.table.chosen(*columns, classes=has_classes(key))
    changed = with_recipe(scenario, key, Data(chosen.points), new_rates=True)
    why = {other: told for other, told in held.why.items() if other != key}
    return changed, replace(held, chosen={**held.chosen, key: chosen}, why=why)


def has_classes(key: str) -> bool:
    """Whether the targets of this surface's model are classes, 0 or 1."""
    fit = SURFACES[key].fit
    return fit is not None and fit.told()["loss"]["kind"] == "cross_entropy"


def of_file(recipe: object) -> bool:
    return isinstance(recipe, Data) and recipe.points.uploaded


def sentence(why: ValueError) -> str:
    told = str(why)
    return told if told.endswith(".") else f"This surface cannot be made from the file: {told}."


# --- events ---


def after(scenario: Scenario, held: Held | None, event: object, *, building: bool) -> State:
    """What follows an event; Refused where it is not valid.

    While one builds, the file goes along to another surface that has no points of the user's yet.
    """
    kind = event.get("kind") if isinstance(event, Mapping) else None
    if isinstance(event, Mapping) and isinstance(kind, str) and kind in OF_FILE:
        return OF_FILE[kind](scenario, held, event)
    changed = next_scenario(scenario, event)
    key = changed.surface_key
    moved = kind in ("make", "surface") and key != scenario.surface_key
    fresh = moved and makes(SURFACES[key]) == DATA and key not in dict(changed.recipes)
    if building and fresh and held is not None:
        return with_usual(changed, held)
    return changed, held


def choose_columns(scenario: Scenario, held: Held | None, event: Event) -> State:
    if held is None:
        raise Refused("upload", "there is no file to choose columns of")
    if makes(scenario.unturned) != DATA:
        raise Refused("upload", f"{scenario.unturned.name} is not made from data")
    columns = text(event, "x"), text(event, "y")
    try:
        return with_columns(scenario, held, columns)
    except (Refused, Unreadable) as why:
        return scenario, replace(held, why={**held.why, scenario.surface_key: sentence(why)})


def forget(scenario: Scenario, _held: Held | None, event: Event) -> State:
    """Nothing is left of the file: every surface that was made from it is its example again."""
    return next_scenario(scenario, event), None


OF_FILE: Mapping[str, Callable[[Scenario, Held | None, Event], State]] = {
    "columns": choose_columns,
    "forget_upload": forget,
}
