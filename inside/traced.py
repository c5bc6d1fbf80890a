"""What a step is made of, read from the equations of its stages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from optimizers import Optimizer
from optimizers.base import hypers
from optimizers.quantities import quantity

# What gives a step its direction; squares and rates only give it a length.
DIRECTED = frozenset({"gradient", "momentum", "direction", "step", "position"})
_NAME = re.compile(r"<(\w+)>")
_TERM = re.compile(r"(\(1 - )?<(\w+)>\)? ⋅ <\w+>")
_ROOT = r"\sqrt{"


def role(rule: type[Optimizer], name: str) -> str:
    """The role of a quantity, "" where nobody says what it is."""
    try:
        return quantity(rule, name).role
    except KeyError:
        return ""


def reached(optimizer: Optimizer, equations: Mapping[str, str], stop: Collection[str] = ()) -> list[str]:
    """The names with a direction that the step's equation leads to, the nearest first.

    Equations of names in `stop` are not followed. What stands below a root, and what a hyper-parameter of 0
    takes out, has no part in the direction.
    """
    found = ["step"]
    for name in found:
        if name not in stop or name == "step":
            found += [n for n in _named(optimizer, equations.get(name, "")) if n not in found]
    return found[1:]


def _named(optimizer: Optimizer, equation: str) -> Iterator[str]:
    kept = _TERM.sub(lambda term: "" if _vanishes(optimizer, term) else term[0], _rootless(equation))
    for name in dict.fromkeys(_NAME.findall(kept)):
        if role(type(optimizer), name) in DIRECTED:
            yield name


def _vanishes(optimizer: Optimizer, term: re.Match[str]) -> bool:
    """Whether a product is 0 because its hyper-parameter is, as <momentum> ⋅ <b_before> at μ = 0."""
    rest, name = term.groups()
    return name in hypers(optimizer) and getattr(optimizer, name) == (1.0 if rest else 0.0)


def _rootless(latex: str) -> str:
    while _ROOT in latex:
        start = latex.index(_ROOT)
        end, depth = start + len(_ROOT), 1
        while depth and end < len(latex):
            depth += {"{": 1, "}": -1}.get(latex[end], 0)
            end += 1
        latex = latex[:start] + latex[end:]
    return latex
