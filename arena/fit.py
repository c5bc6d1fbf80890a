"""What the page is told of the model behind a loss that comes from data, and of its points."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from figures import PALETTES, fit_figure
from scenario import Scenario
from scenario.built import recipe_of
from surfaces import Surface
from surfaces.frames import frame_of
from surfaces.points import MOST_MOVED, Data, Frame


def fit_name(scenario: Scenario) -> str | None:
    """The name by which the browser holds the model and its points; None where the loss is not of data."""
    if scenario.surface.fit is None:
        return None
    whole = f"{scenario.surface.identity} {frame_shown(scenario)}"
    return f"fit-{hashlib.blake2s(whole.encode(), digest_size=6).hexdigest()}"


def fit_part(scenario: Scenario) -> dict[str, Any]:
    return _fit_part(scenario.surface, frame_shown(scenario))


def frame_shown(scenario: Scenario) -> Frame:
    """The part of the plane of points that is drawn: two surfaces may be equal and have other ones."""
    recipe, fit = recipe_of(scenario, scenario.surface_key), scenario.surface.fit
    assert fit is not None
    return frame_of(recipe if isinstance(recipe, Data) else Data(fit.points))


# Of 2,000 points 32 kB each. A drag of a point makes ten a second.
@lru_cache(maxsize=64)
def _fit_part(surface: Surface, frame: Frame) -> dict[str, Any]:
    assert surface.fit is not None
    points = surface.fit.points
    data = Data(points, frame=frame)
    return {
        "x": points.x,
        "y": points.y,
        "names": points.names,
        "rows": points.rows,
        "frame": frame,
        "editable": surface.remake is not None and len(points) <= MOST_MOVED,
        "figures": {theme: fit_figure(data, palette) for theme, palette in PALETTES.items()},
        **surface.fit.told(),
    }
