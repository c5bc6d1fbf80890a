"""What users make a surface from: a formula that they type, or data points; set one thing at a time."""

from __future__ import annotations

from checks import Refused
from surfaces.making import FORMULA


class WrongFormula(Refused):
    """A typed text that is no formula: what is wrong begins at `position` and is `length` letters long."""

    def __init__(self, text: str, position: int, length: int, why: str) -> None:
        super().__init__(FORMULA, why)
        self.text, self.position, self.length = text, position, length
