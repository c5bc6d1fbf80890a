"""What users may make a surface from, in the words by which links, messages and controls know it."""

from __future__ import annotations

from surfaces.base import Surface
from surfaces.points import Data

# The surface of this key is made from a typed formula; those that are made from data points have many keys.
FORMULA = "formula"
DATA = "data"


def makes(surface: Surface) -> str | None:
    """What the surface is made from, `FORMULA` or `DATA`; None where it is what it is."""
    if surface.recipe is None or surface.remake is None:
        return None
    return DATA if isinstance(surface.recipe, Data) else FORMULA
