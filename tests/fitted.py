"""Where mini-batches of data can be had: surfaces that come from data."""

from descent import KINDS
from scenario import Scenario, on_surface
from surfaces import SURFACES, Surface


def points_of(surface: Surface) -> int:
    return 0 if surface.fit is None else len(surface.fit.points)


# The one with the most points among them, and all others.
FITTED, *OTHERS = sorted(
    (key for key, surface in SURFACES.items() if surface.fit), key=lambda key: -points_of(SURFACES[key])
)


def home_of(kind: str, scenario: Scenario) -> Scenario:
    """The race where this kind of noise can be had."""
    return on_surface(scenario, FITTED) if KINDS[kind].of_data else scenario
