"""What surrounds the rules of a race, set one field at a time: schedules, noise and its seeds, motion.

What a kind does not use is at its default, so that two races with the same runs are equal: another kind
takes along the fields that it shares, and seeds count only where noise is drawn. Every value may be a link's
text or what a control sends; what is not valid is Refused, under the name of its control.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from checks import Refused, check_hyper, shorten
from descent import KINDS, SHAPES, SILENT, STILL, WAYS, Motion, Noise, Schedule
from descent.noise import MOST_SEED
from knob import Knob
from optimizers import hypers
from scenario.base import Entrant, Scenario
from scenario.surfaced import below_all

Around = TypeVar("Around", Schedule, Noise, Motion)

# What there is of each, by key; every kind has a label, a formula, and the fields that it uses.
FAMILIES: Mapping[type[Any], Mapping[str, Any]] = {Schedule: SHAPES, Noise: KINDS, Motion: WAYS}

SEEDS = Knob(
    name="seeds", symbol="seeds", latex=r"\text{seeds}", lowest=1.0, highest=200.0, whole=True, default=1.0,
    help="How many runs each entrant has: with this seed and those that follow it.",
)  # fmt: skip


def with_noise(scenario: Scenario, name: str, value: object) -> Scenario:
    """The noise with another kind, or with one of its kind's fields set.

    Mini-batches are Refused where the surface does not come from data; who chooses them begins with less than
    all of the points.
    """
    noise = with_field(scenario.noise, name, value, "noise")
    if noise.of_data and scenario.surface.fit is None:
        raise Refused("noise", f"{label_of(noise)}: {scenario.surface.name} does not come from data")
    if noise.of_data and name == "kind":
        noise = below_all(noise, scenario.surface)
    return replace(scenario, noise=noise, seeds=scenario.seeds if noise.is_random else 1)


def with_seed(scenario: Scenario, value: object) -> Scenario:
    seed: Any = check_hyper(value, hypers(Noise)["seed"], "seed")
    if not scenario.noise.is_random:
        raise Refused("seed", "counts where noise is drawn: choose a noise first")
    return replace(scenario, noise=scenario.noise.with_seed(seed))


def with_next_seed(scenario: Scenario) -> Scenario:
    """The seed after this one; with many seeds at once, the first that was not among them."""
    return with_seed(scenario, int(scenario.noise.seed + scenario.seeds) % (MOST_SEED + 1))


def with_seeds(scenario: Scenario, value: object) -> Scenario:
    """How many seeds each entrant runs with."""
    count = int(check_hyper(value, SEEDS, "seeds"))
    if count > 1 and not scenario.noise.is_random:
        raise Refused("seeds", "all runs would be the same: choose a noise that is drawn first")
    return replace(scenario, seeds=count)


def with_motion(scenario: Scenario, name: str, value: object) -> Scenario:
    """The motion with another kind, or with one of its kind's fields set."""
    return replace(scenario, motion=with_field(scenario.motion, name, value, "motion"))


def with_schedule(scenario: Scenario, entrant: Entrant, name: str, value: object) -> Scenario:
    """One entrant's schedule with another kind, or with one of its kind's fields set."""
    schedule = with_field(entrant.schedule, name, value, f"{entrant.name}.schedule")
    changed = replace(entrant, schedule=schedule)
    return replace(
        scenario, entrants=tuple(changed if other == entrant else other for other in scenario.entrants)
    )


def with_schedule_for_all(scenario: Scenario, schedule: Schedule) -> Scenario:
    entrants = tuple(replace(entrant, schedule=schedule) for entrant in scenario.entrants)
    return replace(scenario, entrants=entrants)


def in_silence(scenario: Scenario) -> Scenario:
    """The race without noise, on a landscape that stays; the schedules belong to the entrants, and stay."""
    return replace(scenario, noise=SILENT, motion=STILL, seeds=1)


def label_of(around: Schedule | Noise | Motion) -> str:
    """What people call this kind: "cosine", "Gaussian"."""
    return str(FAMILIES[type(around)][around.kind].label)


def with_field(around: Around, name: str, value: object, control: str) -> Around:
    """`around` with one field set; the control of its kind is called `control`, others ``control.FIELD``."""
    known, where = hypers(around), control if name == "kind" else f"{control}.{name}"
    if name not in known:
        raise Refused(where, "no such setting")
    if name not in ("kind", *around.uses):
        what = control.rpartition(".")[2]
        raise Refused(where, f"the {what} {shorten(label_of(around))} has no {known[name].symbol}")
    checked: Any = check_hyper(value, known[name], where)
    try:
        changed: Around = replace(around, **{name: checked})
    except ValueError as error:
        raise Refused(where, str(error)) from None
    counts = {"kind", *changed.uses}
    if isinstance(changed, Noise) and changed.is_random:
        counts.add("seed")
    unused: Any = {each: knob.default for each, knob in known.items() if each not in counts}
    return replace(changed, **unused)
