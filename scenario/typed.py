"""The formula that a user types, its domain, its minimum, and the ranges of its parameters.

Every value may be what a control sends; what is not valid is Refused, under the name of its control.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from checks import Refused, printable, to_float, within
from scenario.base import Scenario
from scenario.built import LARGEST, Point, checked_domain, is_inside, recipe_of
from scenario.surfaced import (
    in_another_domain,
    on_surface,
    with_recipe,
    with_settings,
    within_its_range,
)
from surfaces import SURFACES, Surface
from surfaces.base import Domain
from surfaces.formula import Formula, FormulaError
from surfaces.formula.surface import HIGHEST, LOWEST
from surfaces.lowest import lowest_point
from surfaces.making import FORMULA

# Letters of a wrong text that are told again: more than a right one can have.
LONGEST_TOLD = 1000


class WrongFormula(Refused):
    """A typed text that is no formula: what is wrong begins at `position` and is `length` letters long."""

    def __init__(self, text: str, position: int, length: int, why: str) -> None:
        super().__init__(FORMULA, why)
        # As much of it as can be shown, and sent.
        self.text = text[:LONGEST_TOLD].encode("utf-8", "replace").decode("utf-8")
        self.position, self.length = position, length


def formula_of(scenario: Scenario) -> Formula:
    """The formula that is raced on; Refused on another surface."""
    if scenario.surface_key != FORMULA:
        raise Refused(FORMULA, f"it belongs to the surface “{SURFACES[FORMULA].name}”: go there first")
    return cast(Formula, recipe_of(scenario, FORMULA))


def with_formula(scenario: Scenario, text: str) -> Scenario:
    """The race on the surface of this text, typed anew; WrongFormula where it is none.

    Its minimum is looked for; ranges of parameters stay where the names do.
    """
    before: Formula = recipe_of(scenario, FORMULA)
    if text == before.text:
        return scenario if scenario.surface_key == FORMULA else on_surface(scenario, FORMULA)
    example: Formula = SURFACES[FORMULA].recipe
    changed = respelled(before, text)
    there = with_made_formula(scenario, changed, new_rates=False)
    found = example.minimum if text == example.text else _lowest(there.surface)
    return with_made_formula(scenario, tidied(replace(changed, minimum=found)))


def respelled(formula: Formula, text: str) -> Formula:
    """Another text in the same domain, with the ranges of the parameters that it still has."""
    names = parameters_of(text)
    ranges = tuple(row for row in formula.ranges if row[0] in names)
    return tidied(replace(formula, text=text, start=None, minimum=None, ranges=ranges))


def tidied(formula: Formula) -> Formula:
    """The formula with what hangs on its text and its domain put right, so that equal ones are equal.

    Only the example has a start of its own, where that is in sight; others choose one.
    """
    example: Formula = SURFACES[FORMULA].recipe
    own = formula.text == example.text and is_inside(example.start, formula.domain)
    minimum = formula.minimum if is_inside(formula.minimum, formula.domain) else None
    names = parameters_of(formula.text)
    chosen = [row for row in formula.ranges if row[1:] != (LOWEST, HIGHEST)]
    ranges = tuple(sorted(chosen, key=lambda row: names.index(row[0])))
    return replace(formula, start=example.start if own else None, minimum=minimum, ranges=ranges)


def parameters_of(text: str) -> tuple[str, ...]:
    try:
        return Formula(text).parameters
    except FormulaError as error:
        raise _wrong(text, error) from None


def _wrong(text: str, error: FormulaError) -> WrongFormula:
    return WrongFormula(text, error.position, error.length, printable(str(error), 150))


def with_made_formula(
    scenario: Scenario, formula: Formula, where: str = FORMULA, *, new_rates: bool = True
) -> Scenario:
    """The race on the surface of this formula, with the rates that suit it where others were not chosen.

    WrongFormula for what is wrong with its text; else Refused at the control `where`.
    """
    if where == FORMULA:
        try:
            _ = formula.surface
        except FormulaError as error:
            raise _wrong(formula.text, error) from None
    return with_recipe(scenario, FORMULA, formula, new_rates=new_rates, where=where)


def with_range(scenario: Scenario, name: str, lowest: object, highest: object) -> Scenario:
    """The range of a parameter's slider; the parameter stays where it is turned to, as far as it can."""
    formula, where = ranged(formula_of(scenario), name, lowest, highest), _control(name)
    value = dict(scenario.surface.settings)[name]
    changed = with_made_formula(scenario, formula, where)
    settings = {name: within_its_range(value, name, changed.unturned)}
    return turned_with_minimum(with_settings(changed, settings))


def ranged(formula: Formula, name: str, lowest: object, highest: object) -> Formula:
    where = _control(name)
    if name not in formula.parameters:
        raise Refused(where, "the formula has no such parameter")
    low, high = (within(to_float(end, where), where, -LARGEST, LARGEST) + 0.0 for end in (lowest, highest))
    if not low < high:
        raise Refused(where, f"the lowest, {low:g}, must be below the highest, {high:g}")
    ranges = {row[0]: row for row in formula.ranges} | {name: (name, low, high)}
    return tidied(replace(formula, ranges=tuple(ranges.values())))


def _control(name: str) -> str:
    return f"{FORMULA}.{name}"


# --- its minimum ---


def with_minimum(scenario: Scenario, x: object, y: object) -> Scenario:
    """The lowest loss is here, says the user."""
    formula = formula_of(scenario)
    at = to_float(x, "minimum.x") + 0.0, to_float(y, "minimum.y") + 0.0
    for value, name, (low, high) in zip(at, "xy", formula.domain, strict=True):
        within(value, f"minimum.{name}", low, high)
    if not scenario.surface.has_loss(*at):
        raise Refused("minimum", f"there is no finite loss at ({at[0]:.6g}, {at[1]:.6g})")
    return with_made_formula(scenario, replace(formula, minimum=at), "minimum")


def with_lowest(scenario: Scenario) -> Scenario:
    """The lowest point of the domain is looked for; Refused where there is none inside it."""
    formula, found = formula_of(scenario), _lowest(scenario.surface)
    if found is None:
        raise Refused("minimum", "none is found: the loss is lowest at the border of the domain, or nowhere")
    return with_made_formula(scenario, replace(formula, minimum=found), "minimum")


def without_minimum(scenario: Scenario) -> Scenario:
    """None is known, until the formula, a parameter or the domain changes."""
    return with_made_formula(scenario, replace(formula_of(scenario), minimum=None), "minimum")


def turned_with_minimum(scenario: Scenario) -> Scenario:
    """After a turn of a formula's parameters: its minimum has moved, and is looked for anew."""
    if scenario.surface_key != FORMULA:
        return scenario
    formula = replace(formula_of(scenario), minimum=_lowest(scenario.surface))
    return with_recipe(scenario, FORMULA, formula, new_rates=False)


def _lowest(surface: Surface) -> Point | None:
    found = lowest_point(surface)
    return None if found is None else found[:2]


# --- its domain ---


def with_formula_domain(scenario: Scenario, values: Sequence[object]) -> Scenario:
    """Another part of the plane is shown: x from, to, y from, to."""
    changed = _in_sight(scenario, formula_of(scenario), checked_domain(values))
    return in_another_domain(scenario, with_made_formula(scenario, changed, "domain"))


def _in_sight(scenario: Scenario, formula: Formula, domain: Domain) -> Formula:
    """The formula in another domain; of a minimum that was known, and what is lowest there, the lower one."""
    changed = tidied(replace(formula, domain=domain))
    surface = replace(scenario.surface, domain=domain, start=_middle(domain), minima=(), scale="linear")
    found, old = lowest_point(surface), changed.minimum
    if found is not None and (old is None or not surface.value(*old) <= found[2]):
        return replace(changed, minimum=found[:2])
    return changed


def _middle(domain: Domain) -> Point:
    (x0, x1), (y0, y1) = domain
    return 0.5 * x0 + 0.5 * x1, 0.5 * y0 + 0.5 * y1
