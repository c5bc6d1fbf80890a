"""What the page is told of a surface that users make: what it is made from, and the model behind its loss."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from link import stays_at_home
from scenario import Scenario
from scenario.typed import WrongFormula
from surfaces import SURFACES, Surface
from surfaces.formula.language import CONSTANTS, FUNCTIONS, LONGEST
from surfaces.making import makes
from surfaces.points import MOST_MOVED, Data


def sheet_of(surface: Surface) -> str:
    """The name of the surface's formula on the page: its key; of one that was made, by what it says.

    It is not named by what it was made from: its formula is set anew only where it is another one.
    """
    if makes(surface) is None:
        return surface.key
    return f"{surface.key}-{hashlib.blake2s(surface.latex.encode(), digest_size=6).hexdigest()}"


def build_part(
    scenario: Scenario, wrong: WrongFormula | None, upload: dict[str, Any] | None
) -> dict[str, Any]:
    """What the surface is made from; `wrong` is the text that was typed last, where it is no formula."""
    surface, usual = scenario.unturned, SURFACES[scenario.surface_key]
    kind = makes(surface)
    return {
        "makes": kind,
        "recipe": None if kind is None else recipe_part(scenario.surface),
        "own": surface.recipe != usual.recipe,
        "domain": scenario.surface.domain,
        "wrong": None if wrong is None else wrong_part(wrong),
        "upload": upload,
        "linkNote": stays_at_home(scenario),
    }


def recipe_part(surface: Surface) -> dict[str, Any]:
    recipe = surface.recipe
    if isinstance(recipe, Data):
        points = recipe.points
        return {"points": len(points), "uploaded": points.uploaded, "editable": len(points) <= MOST_MOVED}
    return {
        "text": recipe.text,
        "parameters": [
            {"name": knob.name, "lowest": knob.lowest, "highest": knob.highest} for knob in surface.knobs
        ],
        "minimum": surface.minima[0] if surface.minima else None,
        "asksMinimum": True,
    }


def wrong_part(wrong: WrongFormula) -> dict[str, Any]:
    return {"text": wrong.text, "position": wrong.position, "length": wrong.length, "why": str(wrong)}


# --- what the catalogue holds for it ---

# Formulas to begin with, one for each thing that formulas can have.
EXAMPLES: Mapping[str, str] = {
    "a bowl beside hills": "0.1*(x^2 + y^2) + sin(3*x)*cos(3*y)",
    "a bent valley": "(1 - x)^2 + 100*(y - x^2)^2",
    "a valley with sliders": "x^2 + k*(y - a*x)^2",
    "a kink": "abs(x) + 2*abs(y - 1)",
    "a cliff": "sigmoid(20*x) + 0.05*(x + 2)^2 + 0.05*y^2",
    "a saddle with a rim": "x^2 - y^2 + 0.1*y^4",
}


def build_of_choices() -> dict[str, Any]:
    return {
        "limits": {"characters": LONGEST, "points": MOST_MOVED},
        "functions": list(FUNCTIONS),
        "constants": list(CONSTANTS),
        "examples": [{"label": label, "text": text} for label, text in EXAMPLES.items()],
    }
