"""What can be computed in the background: a task, and the pieces that it is made of."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Piece(Protocol):
    """Some of a task's work, between a few milliseconds and a second of it. It has to be picklable."""

    @property
    def weight(self) -> float:
        """Its share of the task's work; those of all pieces together make 1."""

    def run(self, stop: Callable[[], bool]) -> Any:
        """The answer, computed in the worker: picklable.

        Once `stop()` is true nobody wants it any more: it may return early, whatever it likes. A ValueError
        is told to the user in its own words.
        """


class Task(Protocol):
    """Something to compute: frozen and picklable. Two with the same name are the same.

    A task may have a method `follow(result, count) -> Sequence[Piece]` too. It is called after each piece
    with the number of those that have come in, and returns more pieces, which hang on what was found. The
    weights of those are part of the 1.
    """

    @property
    def name(self) -> str:
        """A short hash of all that the result depends on, equal in every process."""

    def begin(self) -> Any:
        """The empty result, made in the process that asks. It has to stand `copy.deepcopy` and pickling."""

    def pieces(self) -> Sequence[Any]:
        """All `Piece`s, in the order in which they are to be done: what gives a first picture comes first."""

    def put(self, result: Any, piece: Any, answer: Any) -> None:
        """Take the answer to a piece into the result, in place, in the process that asks."""
