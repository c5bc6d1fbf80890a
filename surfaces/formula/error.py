"""What is wrong with a formula, and where."""

from typing import Any


class FormulaError(ValueError):
    """A text that is no formula. The message is for the one who typed it.

    position: where in the text it goes wrong, counted from 0. length: of how many characters, at least 1.
    Both lie in the text, unless that is empty.
    """

    def __init__(self, message: str, position: int = 0, length: int = 1) -> None:
        super().__init__(message)
        self.position = position
        self.length = max(1, length)

    def __reduce__(self) -> Any:
        return FormulaError, (str(self), self.position, self.length)
