r"""A stage's equations as LaTeX: once with symbols, once with room for this step's numbers.

The page sets the formulas once and then only changes colours and digits. It knows the places by colours that
stand for nothing else: the k-th `<name>` of an equation is coloured #0100kk as a symbol and #0200kk as a
number, and the result is #0100ff and #0200ff.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from optimizers import Optimizer
from optimizers.quantities import KEPT, symbol

NAME = re.compile(r"<(\w+)>")
PRODUCT = "⋅"
RESULT = 0xFF
SYMBOL, NUMBER = 1, 2


@dataclass(frozen=True)
class Equation:
    """`names` are the quantities and hyper-parameters in the order of their places.

    `guarded` says of each whether a negative number needs parentheses there.
    """

    names: tuple[str, ...]
    guarded: tuple[bool, ...]
    symbols: str
    numbers: str


def typeset(rule: type[Optimizer], result: str, template: str | None) -> Equation:
    """The equation by which a stage makes `result`; of what is only told, its symbol and its number."""
    made = marked(SYMBOL, RESULT, "" if template and result.endswith(KEPT) else symbol(rule, result))
    told = marked(NUMBER, RESULT, "0")
    if template is None:
        return Equation((), (), made, told)
    found = list(NAME.finditer(template))
    names = tuple(each[1] for each in found)
    guarded = tuple(needs_guard(template, each) for each in found)
    right = filled(template, [marked(SYMBOL, k, symbol(rule, name)) for k, name in enumerate(names)], r"\,")
    numbers = filled(template, [marked(NUMBER, k, "0") for k in range(len(names))], r"\cdot ")
    # What has decayed has no symbol of its own: it is what stands on the right.
    left = "" if result.endswith(KEPT) else f"{made} = "
    return Equation(names, guarded, left + right, f"{numbers} = {told}")


def marked(kind: int, place: int, latex: str) -> str:
    return rf"{{\textcolor{{#{kind:02x}00{place:02x}}}{{{latex}}}}}"


def filled(template: str, texts: list[str], product: str) -> str:
    """The template with texts for its names in their order."""
    each = iter(texts)
    # Fractions in full size: what is above and below the line is to be read, too.
    large = template.replace(r"\frac", r"\dfrac")
    return NAME.sub(lambda _: next(each), large).replace(PRODUCT, product)


def needs_guard(template: str, found: re.Match[str]) -> bool:
    """Whether a minus sign at this place would follow another sign, or be raised to a power."""
    before, after = template[: found.start()].rstrip(), template[found.end() :].lstrip()
    return before.endswith((PRODUCT, "+", "-", ")")) or after.startswith("^")
