"""Small tasks for the tests of the background's worker; a module of their own, for the worker imports it.

They speak with the tests by files in a folder: a piece that is named in it waits for `NAME.go`, and each adds
a line to `log` when it begins.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 60.0


@dataclass(frozen=True)
class Square:
    """The square of a number."""

    number: int
    weight: float
    folder: str
    gated: bool = False

    @property
    def path(self) -> Path:
        return Path(self.folder) / str(self.number)

    def run(self, stop: Callable[[], bool]) -> Any:
        with (Path(self.folder) / "log").open("a", encoding="utf-8") as log:
            log.write(f"{self.number}\n")
        self.path.with_suffix(".began").touch()
        end = time.monotonic() + PATIENCE
        while self.gated and not self.path.with_suffix(".go").exists() and time.monotonic() < end:
            if stop():
                self.path.with_suffix(".stopped").touch()
                return "nothing of use"
            time.sleep(0.002)
        return self.number**2


@dataclass(frozen=True)
class Squares:
    """The squares of some numbers, a piece each."""

    numbers: tuple[int, ...]
    folder: str
    gated: bool = False

    @property
    def name(self) -> str:
        return f"squares {self.numbers}"

    def begin(self) -> dict[int, int]:
        return {}

    def pieces(self) -> Sequence[Any]:
        share = 1.0 / len(self.numbers)
        return [Square(number, share, self.folder, self.gated) for number in self.numbers]

    def put(self, result: dict[int, int], piece: Any, answer: Any) -> None:
        result[piece.number] = answer


@dataclass(frozen=True)
class Powers(Squares):
    """Squares again and again of what came last, until there are three: each hangs on the one before."""

    @property
    def name(self) -> str:
        return f"powers {self.numbers}"

    def pieces(self) -> Sequence[Any]:
        return [Square(self.numbers[0], 1.0 / 3.0, self.folder)]

    def follow(self, result: dict[int, int], count: int) -> Sequence[Any]:
        last = list(result.values())[-1]
        return [Square(last, 1.0 / 3.0, self.folder)] if count < 3 else []


@dataclass(frozen=True)
class Refusing(Square):
    def run(self, stop: Callable[[], bool]) -> Any:
        super().run(stop)
        raise ValueError("the number is odd")


@dataclass(frozen=True)
class Dying(Square):
    """Takes the worker along, until `NUMBER.go` is there."""

    def run(self, stop: Callable[[], bool]) -> Any:
        if not self.path.with_suffix(".go").exists():
            if self.path.with_suffix(".began").exists():
                self.path.with_suffix(".again").touch()
            self.path.with_suffix(".began").touch()
            os._exit(3)
        return super().run(stop)


@dataclass(frozen=True)
class Single(Squares):
    """One piece, of a kind that is given."""

    kind: type[Square] = Square

    @property
    def name(self) -> str:
        return f"{self.kind.__name__} {self.numbers}"

    def pieces(self) -> Sequence[Any]:
        return [self.kind(self.numbers[0], 1.0, self.folder, self.gated)]


@dataclass(frozen=True)
class Clumsy(Squares):
    """A task that cannot take its own answers."""

    def put(self, result: dict[int, int], piece: Any, answer: Any) -> None:
        del result[piece.number], answer
