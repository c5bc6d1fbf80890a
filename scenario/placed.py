"""The data points that a model is fitted to: moved, added and removed one by one.

Every value may be what a control sends; what is not valid is Refused, under the name of its control.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from checks import Refused, to_float, within
from scenario.base import Scenario
from scenario.built import LARGEST, Point, checked_domain, recipe_of
from scenario.surfaced import in_another_domain, with_recipe
from surfaces.frames import frame_of
from surfaces.making import DATA, makes
from surfaces.points import MOST_MOVED, Data, Points


def data_of(scenario: Scenario) -> Data:
    """The data of the surface that is raced on; Refused where it is not made from any."""
    surface = scenario.unturned
    if makes(surface) != DATA:
        raise Refused("points", f"{surface.name} is not made from data")
    return cast(Data, recipe_of(scenario, scenario.surface_key))


def with_data(scenario: Scenario, data: Data, where: str) -> Scenario:
    """The same model on other data, with all rates as they are: what do they do on these?"""
    return with_recipe(scenario, scenario.surface_key, data, new_rates=False, where=where)


def with_moved(scenario: Scenario, index: object, x: object, y: object) -> Scenario:
    points = _editable(scenario)
    return _with_points(scenario, points.moved(_place(index, points), *_point(x, y)))


def with_added(scenario: Scenario, x: object, y: object) -> Scenario:
    points = _editable(scenario)
    if len(points) >= MOST_MOVED:
        raise Refused("points", f"no more than {MOST_MOVED} points can be placed by hand")
    return _with_points(scenario, points.added(*_point(x, y)))


def with_removed(scenario: Scenario, index: object) -> Scenario:
    points = _editable(scenario)
    place = _place(index, points)
    if len(points) == 1:
        raise Refused("points", "one point has to stay")
    return _with_points(scenario, points.removed(place))


def _editable(scenario: Scenario) -> Points:
    points = data_of(scenario).points
    if len(points) > MOST_MOVED:
        raise Refused("points", f"no more than {MOST_MOVED} points can be moved by hand")
    return points


def _with_points(scenario: Scenario, points: Points) -> Scenario:
    """What is shown stays what it is, of the parameters and of the points, while points are moved."""
    before = data_of(scenario)
    data = Data(points, scenario.surface.domain, frame_of(before), features_of(scenario))
    return with_data(scenario, data, "points")


def features_of(scenario: Scenario) -> str:
    """The setting of the feature that slope and intercept are for; "" for a model without that choice."""
    return str(dict(scenario.surface.settings).get("features", ""))


def _place(index: object, points: Points) -> int:
    place = to_float(index, "points")
    if not 0 <= place < len(points) or place != int(place):
        raise Refused("points", "there is no such point")
    return int(place)


def _point(x: object, y: object) -> Point:
    at = [within(to_float(value, "points"), "points", -LARGEST, LARGEST) for value in (x, y)]
    # Of the two zeros one is enough, or a link would open other points than it was made from.
    return at[0] + 0.0, at[1] + 0.0


def with_data_domain(scenario: Scenario, values: Sequence[object]) -> Scenario:
    """Another part of the plane of parameters is shown: x from, to, y from, to."""
    data, domain = data_of(scenario), checked_domain(values, scenario.surface.axes)
    changed = replace(data, domain=domain, features=features_of(scenario))
    return in_another_domain(scenario, with_data(scenario, changed, "domain"))
