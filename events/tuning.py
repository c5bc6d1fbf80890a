"""What the user does at the fair race."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checks import Refused, check_hyper, shorten
from events.read import Event, switched
from optimizers import hypers
from scenario import Scenario, with_hyper, with_plan, with_view
from tuning import Plan


def tune(scenario: Scenario, event: Event) -> Scenario:
    """Opens the panel, or closes it; `values` are what is chosen there, by the plan's names."""
    if not switched(event, "on", "tune"):
        return with_view(scenario, tuning=None)
    scenario = with_view(scenario, tuning=scenario.view.tuning or Plan())
    known = hypers(Plan)
    for name, value in mapping(event, "values", "tune").items():
        if name not in known:
            raise Refused("tune", f"a fair race has no {shorten(str(name))}")
        scenario = with_plan(scenario, name, check_hyper(value, known[name], f"tune.{name}"))
    return scenario


def set_all(scenario: Scenario, event: Event) -> Scenario:
    """Hyper-parameters of several entrants at once, `values` by entrant and name: all of them, or none."""
    for whom, values in mapping(event, "values", "tune").items():
        entrant = scenario.entrant(str(whom))
        known = hypers(entrant.optimizer)
        for name, value in mapping({"values": values}, "values", entrant.name).items():
            where = f"{entrant.name}.{name}"
            if name not in known:
                raise Refused(where, "no such hyper-parameter")
            checked = check_hyper(value, known[name], where)
            scenario = with_hyper(scenario, scenario.entrant(entrant.name), name, checked)
    return scenario


def mapping(event: Mapping[str, object], name: str, where: str) -> Mapping[str, object]:
    value = event.get(name, {})
    if not isinstance(value, Mapping):
        raise Refused(where, f"{name} are missing")
    return value


TUNING: Mapping[str, Callable[[Scenario, Event], Scenario]] = {"tune": tune, "set_all": set_all}
