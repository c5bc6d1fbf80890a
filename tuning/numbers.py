"""Which numbers of a rule are tuned, told by how they are declared and by no rule's name."""

from __future__ import annotations

from knob import Knob
from optimizers import Optimizer, hypers

RATE = "learning_rate"
# It moves the minimum instead of finding it sooner.
DECAY = "weight_decay"
MOST: dict[str, int | None] = {"one": 1, "two": 2, "all": None}


def tuned_numbers(rule: Optimizer | type[Optimizer], numbers: str = "two") -> tuple[Knob, ...]:
    """The learning rate, and with "two" and "all" others that count, in the order of their declaration."""
    known = hypers(rule)
    others = [knob for knob in known.values() if knob.name != RATE and _counts(knob)]
    return (known[RATE], *others)[: MOST[numbers]]


def _counts(knob: Knob) -> bool:
    """Whether a number, other than the learning rate, is worth a share of the budget.

    What is 0 by default is off, and stays so. What has a log scale toward 0 is a guard: ε, a damping, the
    shortest and the longest step.
    """
    guard = knob.scale == "log" and knob.toward == 0.0
    return (
        knob.kind == "number" and not knob.whole and not guard and knob.name != DECAY and knob.default != 0.0
    )
