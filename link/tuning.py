"""The link's rows for the fair race: ``tune=random&tune.budget=64`` opens its panel ready."""

from __future__ import annotations

from checks import Refused, check_hyper, one_of, write_hyper
from link.table import Parameter
from optimizers import hypers
from scenario import Scenario, with_plan, with_view
from tuning import Plan

# What opens the panel, by its word, is the row of the same name without a dot.
METHOD = "method"
CLOSED = "off"
KNOBS = hypers(Plan)


def read_method(scenario: Scenario, text: str) -> Scenario:
    if one_of(text, "tune", (CLOSED, *KNOBS[METHOD].choices)) == CLOSED:
        return with_view(scenario, tuning=None)
    return with_plan(with_view(scenario, tuning=scenario.view.tuning or Plan()), METHOD, text)


def write_method(scenario: Scenario) -> str:
    plan = scenario.view.tuning
    return CLOSED if plan is None else plan.method


def row(name: str) -> Parameter:
    """The row of another field of the plan; one that is open already is changed."""
    where = f"tune.{name}"

    def read(scenario: Scenario, text: str) -> Scenario:
        value = check_hyper(text, KNOBS[name], where)
        if scenario.view.tuning is None:
            raise Refused(
                where, f"it belongs to a fair race: add tune={' or tune='.join(KNOBS[METHOD].choices)}"
            )
        return with_plan(scenario, name, value)

    return Parameter(where, read, lambda scenario: write_hyper(getattr(scenario.view.tuning or Plan(), name)))


TUNING: tuple[Parameter, ...] = (
    Parameter("tune", read_method, write_method),
    *(row(name) for name in KNOBS if name != METHOD),
)
