"""The link's rows for what a surface is made from: ``formula=x^2``, ``domain=-2,2,-2,2``, ``points=1:2,3:4``.

The ranges of a formula's parameters travel as ``formula.NAME=lowest:highest``. Each of them changes the
example of the surface. Data that were uploaded do not travel, nor do points that are too many for a link.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from checks import Refused, read_number, shorten, write_number
from link.table import Parameter
from scenario import Scenario, with_recipe
from scenario.built import LARGEST, checked_domain, recipe_of
from scenario.typed import ranged, respelled, tidied
from surfaces import SURFACES
from surfaces.formula import Formula
from surfaces.making import FORMULA
from surfaces.points import MOST_POINTS, Data
from surfaces.points import points as points_of

# So many points are written number by number, for who reads the link; more are packed.
READABLE = 20
# Letters of the packed points: links are to stay below 8 kB.
LONGEST_POINTS = 6000
# Letters of the points once they are unpacked, those of the most points that there can be.
LONGEST_UNPACKED = 60 * MOST_POINTS
LONGEST_FORMULA = 1000
RANGE = f"{FORMULA}."
UPLOADED, MANY, PACKED = "upload-", "many", "z"
NONE, OWN = "none", "auto"

NO_TRAVEL = {
    UPLOADED: "made with uploaded data, which do not travel: the example's points are shown instead",
    MANY: "made with more points than a link can hold: the example's are shown instead",
}


class StayedAtHome(Refused):
    """The points are not in the link: what was chosen for them, domain and start, does not suit others."""


# --- from the link ---


def is_made(name: str) -> bool:
    """Whether a name tells what the surface is made from."""
    return kind_of(name) in CHANGES


def read_made(scenario: Scenario, texts: Mapping[str, str], note: Callable[[str, Refused], None]) -> Scenario:
    """The surface of all of them together; where that cannot be, of one after the other, as far as they go.

    What is refused is told to `note`.
    """
    names = sorted(texts, key=lambda name: ORDER.index(kind_of(name)))
    taken: list[str] = []
    recipe = recipe_of(scenario, scenario.surface_key)
    for name in names:
        try:
            recipe = CHANGES[kind_of(name)](scenario, recipe, name, texts[name])
        except Refused as refused:
            note(name, refused)
        else:
            taken.append(name)
    if not taken:
        return scenario
    try:
        return with_recipe(scenario, scenario.surface_key, recipe, new_rates=False)
    except Refused:
        for name in taken:
            try:
                scenario = read_one_made(scenario, name, texts[name])
            except Refused as refused:
                note(name, refused)
        return scenario


def read_one_made(scenario: Scenario, name: str, text: str) -> Scenario:
    key = scenario.surface_key
    recipe = CHANGES[kind_of(name)](scenario, recipe_of(scenario, key), name, text)
    return with_recipe(scenario, key, recipe, new_rates=False)


def asks_for_minimum(texts: Mapping[str, str]) -> bool:
    """Whether a formula is told, and nothing of its minimum."""
    return FORMULA in texts and "minimum" not in texts


def kind_of(name: str) -> str:
    return RANGE if name.startswith(RANGE) else name


def formula_in(recipe: Any, name: str) -> Formula:
    if not isinstance(recipe, Formula):
        raise Refused(name, f"it belongs to a formula: add surface={FORMULA}")
    return recipe


def read_formula(_scenario: Scenario, recipe: Any, name: str, text: str) -> Formula:
    formula = formula_in(recipe, name)
    return formula if text == formula.text else respelled(formula, text[:LONGEST_FORMULA])


def read_range(_scenario: Scenario, recipe: Any, name: str, text: str) -> Formula:
    formula, ends = formula_in(recipe, name), text[:1000].split(":")
    if len(ends) != 2:
        raise Refused(name, f"{shorten(text)} is not lowest:highest")
    return ranged(formula, name[:100].removeprefix(RANGE), *(read_number(end, name) for end in ends))


def read_minimum(_scenario: Scenario, recipe: Any, name: str, text: str) -> Formula:
    formula = formula_in(recipe, name)
    if text == NONE:
        return replace(formula, minimum=None)
    at = text[:1000].split(",")
    if len(at) != 2:
        raise Refused(name, f"{shorten(text)} is not a pair x,y")
    pairs = zip(at, formula.domain, strict=True)
    x, y = (read_number(value, name, low, high) for value, (low, high) in pairs)
    return replace(formula, minimum=(x, y))


def read_domain(scenario: Scenario, recipe: Any, name: str, text: str) -> Any:
    """Of data a fifth part may name the setting of the feature that the domain is for."""
    parts = text[:1000].split(",")
    if isinstance(recipe, Formula):
        return tidied(replace(recipe, domain=checked_domain([read_number(part, name) for part in parts])))
    if not isinstance(recipe, Data):
        raise Refused(name, "it belongs to a surface that is made from a formula or from data")
    if text == OWN:
        return replace(recipe, domain=None, features="")
    features = parts.pop() if len(parts) == 5 else ""
    if features not in known_features(scenario):
        raise Refused(name, f"{shorten(features)} is unknown")
    domain = checked_domain([read_number(part, name) for part in parts], scenario.surface.axes)
    return replace(recipe, domain=domain, features=features)


def known_features(scenario: Scenario) -> tuple[str, ...]:
    return (
        "",
        *(word for knob in scenario.surface.knobs if knob.name == "features" for word in knob.choices),
    )


def read_points(scenario: Scenario, recipe: Any, name: str, text: str) -> Data:
    if not isinstance(recipe, Data):
        raise Refused(name, "it belongs to a surface that is made from data")
    if text.startswith(UPLOADED):
        held = [points for points in scenario.uploads if text == f"{UPLOADED}{points.digest}"]
        if not held:
            raise StayedAtHome(name, NO_TRAVEL[UPLOADED])
        return replace(recipe, points=held[0])
    if text == MANY:
        raise StayedAtHome(name, NO_TRAVEL[MANY])
    pairs = unpacked(text, name) if text.startswith(PACKED) else text
    return replace(recipe, points=points_of(read_pairs(pairs, name), recipe.points.names))


def read_pairs(text: str, name: str) -> list[tuple[float, float]]:
    pairs = [pair.split(":") for pair in text[:LONGEST_UNPACKED].split(",", MOST_POINTS)]
    if len(pairs) > MOST_POINTS:
        raise Refused(name, f"more than {MOST_POINTS} points")
    if any(len(pair) != 2 for pair in pairs):
        raise Refused(name, f"{shorten(text)} is not x:y,x:y,…")
    return [
        (read_number(x, name, -LARGEST, LARGEST), read_number(y, name, -LARGEST, LARGEST)) for x, y in pairs
    ]


def unpacked(text: str, name: str) -> str:
    """The points of a packed text; it may be the work of somebody who wants them to be very many."""
    broken = Refused(name, f"{shorten(text)} cannot be unpacked")
    code = text.removeprefix(PACKED)
    if len(code) > LONGEST_POINTS or not re.fullmatch(r"[A-Za-z0-9_-]+", code):
        raise broken
    try:
        raw = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
        reader = zlib.decompressobj()
        found = reader.decompress(raw, LONGEST_UNPACKED).decode("ascii")
    except (ValueError, zlib.error):
        raise broken from None
    if not reader.eof:
        raise broken
    return found


# --- to the link ---


def usual_of(recipe: Any, example: Any) -> Any:
    """What a link gives that tells no more of the recipe than its text and its domain."""
    if not isinstance(recipe, Formula):
        return example
    there = tidied(replace(example, domain=recipe.domain))
    return there if recipe.text == example.text else respelled(there, recipe.text)


def both(scenario: Scenario) -> tuple[Any, Any]:
    """What the surface is made from, and its example."""
    return recipe_of(scenario, scenario.surface_key), SURFACES[scenario.surface_key].recipe


def write_formula(scenario: Scenario) -> str:
    recipe, example = both(scenario)
    return recipe.text if isinstance(recipe, Formula) and recipe.text != example.text else ""


def write_domain(scenario: Scenario) -> str:
    recipe, example = both(scenario)
    if recipe is None or shown(recipe) == shown(example):
        return ""
    domain, features = shown(recipe)
    if domain is None:
        return OWN
    numbers = [write_number(end) for side in domain for end in side]
    return ",".join([*numbers, features] if features else numbers)


def shown(recipe: Any) -> tuple[Any, str]:
    return recipe.domain, recipe.features if isinstance(recipe, Data) else ""


def write_minimum(scenario: Scenario) -> str:
    recipe, example = both(scenario)
    if not isinstance(recipe, Formula):
        return ""
    # A link that says nothing of a typed formula's minimum wants it to be looked for.
    if recipe.text == example.text and recipe.minimum == usual_of(recipe, example).minimum:
        return ""
    return NONE if recipe.minimum is None else ",".join(map(write_number, recipe.minimum))


def range_pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """The ranges of a formula's parameters."""
    recipe, example = both(scenario)
    if not isinstance(recipe, Formula):
        return []
    usual = usual_of(recipe, example).ranges
    return [
        (f"{RANGE}{name}", f"{write_number(low)}:{write_number(high)}")
        for name, low, high in recipe.ranges
        if (name, low, high) not in usual
    ]


def write_points(scenario: Scenario) -> str:
    recipe, example = both(scenario)
    if not isinstance(recipe, Data) or recipe.points == example.points:
        return ""
    points = recipe.points
    if points.uploaded:
        return f"{UPLOADED}{points.digest}"
    pairs = zip(points.x.tolist(), points.y.tolist(), strict=True)
    text = ",".join(f"{write_number(x)}:{write_number(y)}" for x, y in pairs)
    return text if len(points) <= READABLE else packed(text)


def packed(text: str) -> str:
    code = base64.urlsafe_b64encode(zlib.compress(text.encode("ascii"), 9)).decode("ascii").rstrip("=")
    return MANY if len(code) > LONGEST_POINTS else f"{PACKED}{code}"


def stays_at_home(scenario: Scenario) -> str | None:
    """Why a link opens this surface with other points; None where it does not."""
    text = write_points(scenario)
    if text.startswith(UPLOADED):
        return "Uploaded data do not travel: a link shows the example's points instead."
    if text == MANY:
        return "These are more points than a link can hold: it shows the example's points instead."
    return None


# In the order in which they are read: a text is read in its domain, and a minimum and ranges are a text's.
CHANGES: Mapping[str, Callable[[Scenario, Any, str, str], Any]] = {
    "domain": read_domain,
    FORMULA: read_formula,
    RANGE: read_range,
    "minimum": read_minimum,
    "points": read_points,
}
ORDER = tuple(CHANGES)


def row(name: str, write: Callable[[Scenario], str]) -> Parameter:
    return Parameter(name, lambda scenario, text: read_one_made(scenario, name, text), write)


BUILT: tuple[Parameter, ...] = (
    row(FORMULA, write_formula),
    row("domain", write_domain),
    row("minimum", write_minimum),
    row("points", write_points),
)
