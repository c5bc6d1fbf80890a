"""What the page is told of a surface that users make: what it is made from, and the model behind its loss."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from figures import PALETTES, fit_figure, frame_of
from scenario import Scenario
from scenario.built import WrongFormula
from surfaces import SURFACES, Surface
from surfaces.making import DATA, makes
from surfaces.points import MOST_MOVED, Data


def sheet_of(surface: Surface) -> str:
    """The name of the surface's formula on the page: its key; of one that was made, by what it says.

    It is not named by what it was made from: its formula is set anew only where it is another one.
    """
    return surface.key if makes(surface) is None else f"{surface.key}-{short(surface.latex)}"


def short(text: str) -> str:
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


def build_part(
    scenario: Scenario, wrong: WrongFormula | None, upload: dict[str, Any] | None
) -> dict[str, Any]:
    """What the surface is made from; `wrong` is the text that was typed last, where it is no formula."""
    surface, usual = scenario.unturned, SURFACES[scenario.surface_key]
    kind = makes(surface)
    return {
        "makes": kind,
        "recipe": None if kind is None else recipe_part(surface),
        "own": surface.recipe != usual.recipe,
        "domain": surface.domain,
        "wrong": None if wrong is None else wrong_part(wrong),
        "upload": upload,
        "linkNote": None,
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


# --- the model, and its points ---


def fit_name(surface: Surface) -> str | None:
    """The name by which the browser holds the model and its points; None where the loss is not of data."""
    if surface.fit is None:
        return None
    frame = surface.recipe.frame if isinstance(surface.recipe, Data) else None
    return f"fit-{short(f'{surface.identity} {frame}')}"


# Of 2,000 points 32 kB each. A drag of a point makes ten a second.
@lru_cache(maxsize=64)
def fit_part(surface: Surface) -> dict[str, Any]:
    assert surface.fit is not None
    points = surface.fit.points
    data = surface.recipe if isinstance(surface.recipe, Data) else Data(points)
    return {
        "x": points.x,
        "y": points.y,
        "names": points.names,
        "rows": points.rows,
        "editable": makes(surface) == DATA and len(points) <= MOST_MOVED,
        "frame": frame_of(data),
        "figures": {theme: fit_figure(data, palette) for theme, palette in PALETTES.items()},
        **surface.fit.told(),
    }


# --- what the catalogue holds for it ---


def build_of_choices() -> dict[str, Any]:
    return {"limits": {"characters": 300, "points": MOST_MOVED}, "functions": [], "examples": []}
