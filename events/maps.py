"""What the user does on the page of maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checks import Refused, check_hyper, one_of
from events.read import Event, number, switched, text
from maps import axis_for
from optimizers import hypers
from scenario import MAP_MEASURES, MAP_SIZES, MOST_MAPS, Scenario, with_hyper, with_maps
from scenario.mapped import axes_of, axis_from, mapped, numbers, with_axes, with_axis, with_mapped


def choose_kind(scenario: Scenario, event: Event) -> Scenario:
    return with_maps(scenario, kind=one_of(text(event, "map"), "map", MAP_SIZES))


def choose_size(scenario: Scenario, event: Event) -> Scenario:
    sizes, size = MAP_SIZES[scenario.view.maps.kind], number(event, "size", "map.size")
    if size not in sizes:
        raise Refused("map.size", f"{size:g} is none of {', '.join(map(str, sizes))}")
    return with_maps(scenario, fineness=sizes.index(int(size)))


def choose_measure(scenario: Scenario, event: Event) -> Scenario:
    return with_maps(scenario, measure=one_of(text(event, "measure"), "map.colour", MAP_MEASURES))


def switch_map(scenario: Scenario, event: Event) -> Scenario:
    """One more map, or one less."""
    name = scenario.entrant(text(event, "entrant")).name
    names = {entrant.name for entrant in mapped(scenario)}
    return with_mapped(scenario, names | {name} if switched(event, "on", "map.of") else names - {name})


def set_axis(scenario: Scenario, event: Event) -> Scenario:
    """An axis anew, all of it.

    With another `field` it gets the whole range of that hyper-parameter, or swaps with the other axis if that
    has it. With another `scale` a range that cannot be stays as it was: a number that was refused before
    would else keep the scale from being chosen.
    """
    entrant = scenario.entrant(text(event, "entrant"))
    which = one_of(text(event, "axis"), "axis", ("x", "y"))
    where = f"{entrant.name}.{which}"
    now, field = axes_of(scenario, entrant), text(event, "field")
    before = now["xy".index(which)] if now else None
    if now and before and field in (axis.name for axis in now if axis != before):
        return with_axes(scenario, entrant, now[::-1])
    if before is None or field != before.name:
        known = numbers(entrant)
        return with_axis(scenario, entrant, which, axis_for(known[one_of(field, f"{where}.field", known)]))
    ends = {end: event.get(end) for end in ("lowest", "highest")}
    # The one that was typed is named where the two do not fit together.
    if ends["lowest"] == before.lowest:
        ends = {end: ends[end] for end in ("highest", "lowest")}
    scale = text(event, "scale")
    try:
        axis = axis_from(entrant, where, field, ends, scale)
    except Refused as refused:
        if scale == before.scale:
            raise
        try:
            axis = axis_from(entrant, where, field, {end: getattr(before, end) for end in ends}, scale)
        except Refused:
            raise refused from None
    return with_axis(scenario, entrant, which, axis)


def reset_axes(scenario: Scenario, event: Event) -> Scenario:
    return with_axes(scenario, scenario.entrant(text(event, "entrant")), None)


def load_cell(scenario: Scenario, event: Event) -> Scenario:
    """The run of a cell: some hyper-parameters of one entrant, all of them or none."""
    entrant = scenario.entrant(text(event, "entrant"))
    values, known = event.get("values"), hypers(entrant.optimizer)
    if not isinstance(values, Mapping) or not 1 <= len(values) <= len(known):
        raise Refused("values", "the hyper-parameters are missing")
    for name, value in values.items():
        where = f"{entrant.name}.{name}"
        if name not in known:
            raise Refused(where, "no such hyper-parameter")
        checked = check_hyper(value, known[name], where)
        scenario = with_hyper(scenario, scenario.entrant(entrant.name), name, checked)
    return scenario


def stop_maps(scenario: Scenario, event: Event) -> Scenario:
    """No further computing for the maps of these tasks, until something changes or `go_on` is asked for."""
    tasks = event.get("tasks")
    named = isinstance(tasks, list) and all(isinstance(task, str) and len(task) <= 100 for task in tasks)
    if not isinstance(tasks, list) or not named or len(tasks) > MOST_MAPS:
        raise Refused("stop", "the maps to be stopped are missing")
    return with_maps(scenario, stopped=frozenset(tasks))


def go_on(scenario: Scenario, _event: Event) -> Scenario:
    return with_maps(scenario, stopped=frozenset())


MAPS: Mapping[str, Callable[[Scenario, Event], Scenario]] = {
    "map": choose_kind,
    "map_size": choose_size,
    "map_measure": choose_measure,
    "map_of": switch_map,
    "map_axis": set_axis,
    "map_reset": reset_axes,
    "load": load_cell,
    "stop": stop_maps,
    "go_on": go_on,
}
