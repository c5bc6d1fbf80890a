"""A step as a sequence of stages that the rule itself goes through: what changes, its numbers, its equation.

In an equation `<name>` stands for a quantity or a hyper-parameter, and `⋅` for a product: a page sets the
name's symbol for it, or its number.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

# What the stages are called that many rules share, in the order in which a step comes to them.
TITLES: Mapping[str, str] = {
    "remembered": "what is remembered",
    "average_decays": "momentum decays",
    "squares_decay": "squares decay",
    "gradient": "gradient measured",
    "average_grows": "momentum takes in g",
    "squares_grow": "squares take in g²",
    "correction": "bias correction",
    "mix": "mix with this gradient",
    "weight_decay": "weight decay, apart from the gradient",
    "division": "division by the root",
    "step": "the step",
    "schedule": "the schedule scales the step",
    "ghost": "where it leads",
    "box": "projected onto the box",
    "move": "the ball moves",
}


class Stage:
    """One stage: `key` (of `TITLES`, or with a title of its own), and quantities by name.

    A quantity is a number (float, `(2,)` or `(2, N)`; of a rule that is not element-wise a pair), or a tuple
    of a number and the equation that makes it here. `values` and `equations` tell them apart again.
    """

    __slots__ = ("key", "quantities", "title")

    def __init__(self, key: str, title: str | None = None, /, **quantities: Any) -> None:
        self.key = key
        self.title = TITLES[key] if title is None else title
        self.quantities = quantities

    @property
    def values(self) -> dict[str, Any]:
        return {name: q[0] if _has_equation(q) else q for name, q in self.quantities.items()}

    @property
    def equations(self) -> dict[str, str]:
        return {name: q[1] for name, q in self.quantities.items() if _has_equation(q)}


def _has_equation(quantity: Any) -> bool:
    return isinstance(quantity, tuple) and isinstance(quantity[1], str)


# Yields the stages, and returns the step and the state after it.
Stages = Generator[Stage, None, tuple[Any, Any]]


def finish(stages: Stages) -> tuple[Any, Any]:
    """The step and the state after it, without looking at the stages."""
    try:
        while True:
            next(stages)
    except StopIteration as end:
        result: tuple[Any, Any] = end.value
        return result


def absent(value: Any) -> bool:
    """Whether a hyper-parameter is 0 for all, so that its term need not be told."""
    return isinstance(value, float) and value == 0.0


def measured(slope: Any, weight_decay: Any, position: Any) -> Generator[Stage, None, Any]:
    """The gradient as the rule takes it, with coupled weight decay: g + λ θ."""
    g = slope + weight_decay * position
    if absent(weight_decay):
        yield Stage("gradient", slope=slope, g=(g, "<slope>"))
    else:
        yield Stage("gradient", slope=slope, theta=position, g=(g, "<slope> + <weight_decay> ⋅ <theta>"))
    return g


def rooted(squares: str, placement: str) -> str:
    """The equation of `base.root`, by the name of what stands below the root."""
    if placement == "outside":
        return rf"\sqrt{{<{squares}>}} + <epsilon>"
    return rf"\sqrt{{<{squares}> + <epsilon>}}"
