"""A formula that was checked: numbers, names and calls, each of them once."""

from dataclasses import dataclass
from typing import NamedTuple

from surfaces.formula.language import CONSTANTS, VARIABLES


class Call(NamedTuple):
    """A function or an operation of what stands at the places `inputs` before it.

    Operations are called "+", "-", "*", "/", "^", and "negative".
    """

    name: str
    inputs: tuple[int, ...]


Part = float | str | Call  # a number, a name, or a call


@dataclass(frozen=True)
class Expression:
    """The parts, each after its inputs; the last is the whole."""

    parts: tuple[Part, ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """In the order in which they appear."""
        return tuple(
            p for p in self.parts if isinstance(p, str) and p not in CONSTANTS and p not in VARIABLES
        )
