"""The link's rows for the page of maps: which kind, how fine, of whom, and over which axes."""

from __future__ import annotations

from checks import Refused, one_of, read_number, shorten, whole_number, write_number
from link.table import Parameter
from maps import Axis
from scenario import MAP_MEASURES, MAP_SIZES, Entrant, Scenario, with_maps
from scenario.mapped import axes_of, axis_from, usual_axes, with_axis, with_mapped

AXES = ("map.x", "map.y")


def read_size(scenario: Scenario, text: str) -> Scenario:
    sizes = MAP_SIZES[scenario.view.maps.kind]
    size = whole_number(read_number(text, "map.size"), "map.size", 1, 10_000)
    if size not in sizes:
        raise Refused("map.size", f"{size} is none of {', '.join(map(str, sizes))}")
    return with_maps(scenario, fineness=sizes.index(size))


def read_shown(scenario: Scenario, text: str) -> Scenario:
    return with_mapped(scenario, {scenario.entrant(name).name for name in text[:2000].split(",") if name})


MAPS: tuple[Parameter, ...] = (
    Parameter(
        "map",
        lambda scenario, text: with_maps(scenario, kind=one_of(text, "map", MAP_SIZES)),
        lambda scenario: scenario.view.maps.kind,
    ),
    # What it may be depends on the kind, which is read before it.
    Parameter("map.size", read_size, lambda scenario: str(scenario.view.maps.size)),
    Parameter(
        "map.colour",
        lambda scenario, text: with_maps(scenario, measure=one_of(text, "map.colour", MAP_MEASURES)),
        lambda scenario: scenario.view.maps.measure,
    ),
    Parameter("map.of", read_shown, lambda scenario: ",".join(scenario.view.maps.shown)),
)


def is_of_axis(field_name: str) -> bool:
    """Whether what follows ``ENTRANT.`` names one of its map's axes."""
    return field_name in AXES


def axes_pairs(scenario: Scenario, entrant: Entrant) -> list[tuple[str, str]]:
    """The axes of an entrant's map that are not the usual ones."""
    now, usual = axes_of(scenario, entrant), usual_axes(entrant)
    if now is None or usual is None:
        return []
    return [
        (f"{entrant.name}.{row}", write_axis(axis))
        for row, axis, before in zip(AXES, now, usual, strict=True)
        if axis != before
    ]


def write_axis(axis: Axis) -> str:
    return f"{axis.name}:{write_number(axis.lowest)}:{write_number(axis.highest)}:{axis.scale}"


def read_axis(scenario: Scenario, entrant: Entrant, name: str, text: str) -> Scenario:
    """`name` as in the link, ``ENTRANT.map.x``, and `text` ``FIELD:lowest:highest:scale``."""
    parts = text[:1000].split(":")
    if len(parts) != 4:
        raise Refused(name, f"{shorten(text)} is not hyper-parameter:lowest:highest:scale")
    field, lowest, highest, scale = parts
    try:
        axis = axis_from(entrant, name, field, {"lowest": lowest, "highest": highest}, scale)
        return with_axis(scenario, entrant, name[-1], axis)
    except Refused as refused:
        raise Refused(name, str(refused)) from None
