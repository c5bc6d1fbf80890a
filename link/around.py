"""The link's rows for what surrounds the rules: ``noise=gaussian``, ``noise.sigma=0.5``, ``seed=7``, …

An entrant's schedule travels as ``ENTRANT.schedule=cosine`` and ``ENTRANT.schedule.FIELD=value``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from checks import Refused, write_hyper, write_number
from descent import Motion, Noise, Schedule
from link.table import Parameter
from optimizers import hypers
from scenario import Entrant, Scenario
from scenario.around import with_motion, with_noise, with_schedule, with_seed, with_seeds

SCHEDULE = "schedule"


def fields_in_use(around: Schedule | Noise | Motion) -> list[tuple[str, str]]:
    """The fields that the kind uses and that are not at their defaults, with their values as text.

    Of mini-batches the size is always told: without it, it would hang on how many points there are.
    """
    known = hypers(around)
    values = [(name, getattr(around, name)) for name in around.uses]
    always = isinstance(around, Noise) and around.of_data
    return [(name, write_hyper(value)) for name, value in values if always or value != known[name].default]


def rows_of(
    control: str,
    around: type[Noise] | type[Motion],
    change: Callable[[Scenario, str, object], Scenario],
) -> list[Parameter]:
    """A row for the kind, called `control`, and one for each field of any kind, called ``control.FIELD``."""

    def read(name: str, scenario: Scenario, text: str) -> Scenario:
        return change(scenario, name, text)

    def write_kind(scenario: Scenario) -> str:
        return str(getattr(scenario, control).kind)

    def write(name: str, scenario: Scenario) -> str:
        return dict(fields_in_use(getattr(scenario, control))).get(name, "")

    fields = [name for name in hypers(around) if name not in ("kind", "seed")]
    return [
        Parameter(control, partial(read, "kind"), write_kind),
        *(Parameter(f"{control}.{name}", partial(read, name), partial(write, name)) for name in fields),
    ]


def write_seed(scenario: Scenario) -> str:
    """Always told where it counts, for it is half of what was drawn."""
    return write_number(scenario.noise.seed) if scenario.noise.is_random else ""


AROUND: tuple[Parameter, ...] = (
    *rows_of("noise", Noise, with_noise),
    Parameter("seed", with_seed, write_seed),
    Parameter("seeds", with_seeds, lambda scenario: str(scenario.seeds)),
    *rows_of("motion", Motion, with_motion),
)


def is_around(name: str) -> bool:
    """Whether a name means noise or motion, even if there is no such row."""
    return name.startswith(("noise.", "motion."))


def is_schedule(field: str) -> bool:
    """Whether what follows the entrant's name is of its schedule."""
    return field == SCHEDULE or field.startswith(f"{SCHEDULE}.")


def read_schedule(scenario: Scenario, entrant: Entrant, field: str, text: str) -> Scenario:
    """`field` as it follows the entrant's name, ``schedule`` or ``schedule.FIELD``."""
    if field == SCHEDULE:
        return with_schedule(scenario, entrant, "kind", text)
    name = field.removeprefix(f"{SCHEDULE}.")
    if name == "kind":
        raise Refused(f"{entrant.name}.{field}", f"no such setting: the kind is {entrant.name}.{SCHEDULE}")
    return with_schedule(scenario, entrant, name, text)


def schedule_pairs(entrant: Entrant) -> list[tuple[str, str]]:
    """The link's parameters of one entrant's schedule; none where its rate is constant."""
    schedule = entrant.schedule
    where = f"{entrant.name}.{SCHEDULE}"
    kind = [] if schedule.kind == Schedule().kind else [(where, schedule.kind)]
    return kind + [(f"{where}.{name}", text) for name, text in fields_in_use(schedule)]
