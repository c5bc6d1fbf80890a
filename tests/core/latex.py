"""The LaTeX of stages, evaluated: sums, ⋅ and powers, fractions, roots, |x|, max, min, sign and cases."""

import operator
import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

TOKEN = re.compile(
    r"\s*(<\w+>|\d+(?:\.\d+)?|\\operatorname\{\w+\}|\\text\{\w+\}|\\(?:begin|end)\{cases\}|\\[a-z]+|\\\\|\S)"
)
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    r"\max": lambda *numbers: reduce(np.maximum, numbers),
    r"\min": lambda *numbers: reduce(np.minimum, numbers),
    r"\operatorname{sign}": np.sign,
}
CONDITIONS: Mapping[str, Callable[..., Any]] = {
    r"\gt": operator.gt, r"\ge": operator.ge, r"\lt": operator.lt, r"\le": operator.le
}  # fmt: skip
OTHERWISE = (r"\text{else}", r"\text{otherwise}")


def names_in(equation: str) -> set[str]:
    """Which quantities and hyper-parameters an equation speaks of."""
    return set(re.findall(r"<(\w+)>", equation))


def evaluated(equation: str, numbers: Mapping[str, Any]) -> Any:
    """What an equation gives, with a number or an array for each `<name>`; ValueError where it is none.

    Every part is computed, as NumPy does it, so that a case which is not chosen may be inf or nan.
    """
    with np.errstate(all="ignore"):
        return _Reader(equation, numbers).all()


class _Reader:
    """Reads from left to right; each method takes one kind of part and gives its number."""

    def __init__(self, equation: str, numbers: Mapping[str, Any]) -> None:
        self._equation = equation
        # How tall a bracket is makes no difference.
        self._tokens = [t for t in TOKEN.findall(equation) if t not in (r"\left", r"\right")]
        self._numbers = numbers

    def all(self) -> Any:
        result = self._sum()
        if self._tokens:
            raise ValueError(f"{self._tokens} is left of {self._equation}")
        return result

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _take(self, *allowed: str) -> str:
        if not self._tokens or (allowed and self._tokens[0] not in allowed):
            raise ValueError(
                f"{' or '.join(allowed) or 'more'} is missing at {self._tokens} in {self._equation}"
            )
        return self._tokens.pop(0)

    def _sum(self) -> Any:
        result = self._product()
        while self._next() in ("+", "-"):
            plus = self._take() == "+"
            other = self._product()
            result = result + other if plus else result - other
        return result

    def _product(self) -> Any:
        if self._next() == "-":
            self._take()
            return -self._product()
        result = self._power()
        while self._next() in ("⋅", r"\cdot"):
            self._take()
            result = result * self._power()
        return result

    def _power(self) -> Any:
        base = self._atom()
        if self._next() != "^":
            return base
        self._take()
        exponent = self._braced() if self._next() == "{" else self._atom()
        # As the rules have it, to the last digit.
        return base * base if np.all(exponent == 2.0) else np.power(base, exponent)

    def _atom(self) -> Any:
        token = self._take()
        if token[0] == "<" and token != "<":
            return self._numbers[token[1:-1]]
        if token[0].isdigit():
            return float(token)
        if token == r"\frac":
            return np.divide(self._braced(), self._braced())
        if token == r"\sqrt":
            return np.sqrt(self._braced())
        if token in FUNCTIONS:
            return FUNCTIONS[token](*self._arguments())
        if token == r"\begin{cases}":
            return self._cases()
        if token == "|":
            return np.absolute(self._until("|"))
        if token == "(":
            return self._until(")")
        raise ValueError(f"{token} at {self._tokens} in {self._equation}")

    def _until(self, closing: str) -> Any:
        inside = self._sum()
        self._take(closing)
        return inside

    def _braced(self) -> Any:
        self._take("{")
        return self._until("}")

    def _arguments(self) -> list[Any]:
        self._take("(")
        arguments = [self._sum()]
        while self._next() == ",":
            self._take()
            arguments.append(self._sum())
        self._take(")")
        return arguments

    def _cases(self) -> Any:
        """The first case whose condition holds, number by number; nan where none does."""
        conditions, results = [], []
        while True:
            results.append(self._sum())
            self._take("&")
            conditions.append(self._condition())
            if self._take(r"\\", r"\end{cases}") == r"\end{cases}":
                break
        chosen: Any = np.nan
        for condition, result in zip(reversed(conditions), reversed(results), strict=True):
            chosen = np.where(condition, result, chosen)
        return chosen

    def _condition(self) -> Any:
        if self._next() in OTHERWISE:
            self._take()
            return True
        left = self._sum()
        return CONDITIONS[self._take(*CONDITIONS)](left, self._sum())
