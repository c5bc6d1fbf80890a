"""An expression whose parameters have values, as a list of steps that compute it and its derivatives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from surfaces.formula.expression import Call, Expression
from surfaces.formula.jets import PRODUCTS as PRODUCTS
from surfaces.formula.jets import RULES, SMOOTH, Jet, Rule, of_a_constant, raised, to_a_constant
from surfaces.formula.language import CONSTANTS

ONE = Jet(1.0)


class Step(NamedTuple):
    """The rule computes the place `to` from the places `inputs`; nobody reads those in `done` later."""

    rule: Rule
    inputs: tuple[int, ...]
    to: int
    done: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Program:
    """Places 0 and 1 hold x and y, `constants` what depends on neither; the result stands at `root`."""

    steps: tuple[Step, ...]
    constants: Mapping[int, Jet]
    root: int
    places: int

    def run(self, x: Any, y: Any, order: int) -> Jet:
        """The result with its derivatives up to `order`, 0 to 2."""
        jets: list[Any] = [None] * self.places
        jets[0], jets[1] = (Jet(x, 1.0), Jet(y, None, 1.0)) if order else (Jet(x), Jet(y))
        for place, jet in self.constants.items():
            jets[place] = jet
        for rule, inputs, to, done in self.steps:
            jets[to] = rule(order, *[jets[place] for place in inputs])
            for place in done:
                jets[place] = None  # a large array is not kept longer than it is read
        return jets[self.root]  # type: ignore[no-any-return]


def program_of(expression: Expression, values: Mapping[str, float]) -> Program:
    """The program; what depends on the parameters alone is computed here, once."""
    writer = _Writer()
    places: list[int] = []
    known = {**CONSTANTS, **values}
    for part in expression.parts:
        if isinstance(part, Call):
            places.append(writer.call(part.name, *(places[i] for i in part.inputs)))
        elif isinstance(part, float):
            places.append(writer.constant(part))
        else:
            places.append("xy".index(part) if part in ("x", "y") else writer.constant(known[part]))
    root = places[-1]
    last = {place: i for i, step in enumerate(writer.steps) for place in step.inputs}
    steps = tuple(
        step._replace(done=tuple(p for p in set(step.inputs) if last[p] == i and p not in (0, 1, root)))
        for i, step in enumerate(writer.steps)
    )
    return Program(steps, writer.constants, root, writer.places)


class _Writer:
    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.constants: dict[int, Jet] = {}
        self.places = 2

    def constant(self, value: float) -> int:
        self.constants[self.places] = Jet(value)
        return self._new()

    def _new(self) -> int:
        self.places += 1
        return self.places - 1

    def call(self, name: str, *inputs: int) -> int:
        if name == "^":
            return self.raised(*inputs)
        if name == "*" and inputs[0] == inputs[1]:
            return self.step(to_a_constant(2.0), inputs[0])
        first, *others = inputs
        if not others:
            return self.step(RULES[name], first)
        for other in others:  # max and min may have more than two
            first = self.step(RULES[name], first, other)
        return first

    def raised(self, base: int, exponent: int) -> int:
        b, n = (self.constants.get(place, Jet(None)).value for place in (base, exponent))
        if n is not None:
            if n == 0.0:
                return self.constant(1.0)
            return base if n == 1.0 else self.step(to_a_constant(n), base)
        if b is not None:
            return self.step(SMOOTH["exp"] if b == CONSTANTS["e"] else of_a_constant(b), exponent)
        return self.step(raised, base, exponent)

    def step(self, rule: Rule, *inputs: int) -> int:
        if all(place in self.constants for place in inputs):
            # The numbers that were typed never warn on floats.
            return self.constant(rule(0, *(self.constants[place] for place in inputs)).value)
        self.steps.append(Step(rule, inputs, self._new()))
        return self.steps[-1].to


def shaped(derivative: Any, like: Any, taken: tuple[Any, ...]) -> Any:
    """A result in the shape of `like`, and none of the arrays `taken`, which the caller may write to."""
    if isinstance(like, float):
        return 0.0 if derivative is None else derivative
    if derivative is None or isinstance(derivative, float):
        return np.zeros_like(like) + (derivative or 0.0)
    if isinstance(derivative, np.ndarray) and any(derivative is other for other in taken):
        return derivative.copy()
    return derivative
