"""One task on its way: what is done of it, what is left, and how long that will take."""

import copy
import pickle
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from background.task import Task


@dataclass(frozen=True)
class Progress:
    """How far a task is.

    done: the share of its work, from 0 to 1. seconds_left: None before that can be told, and at the end.
    result: None before the first piece; it is never changed afterwards, the next version is another object.
    version: grows with each piece that came in. failed: None, or a sentence on why there will be no more.
    """

    done: float
    seconds_left: float | None
    result: Any | None
    version: int
    finished: bool
    failed: str | None


# What has to be done after the first piece before a task tells how long the rest takes: so many pieces, or
# such a share.
PIECES, SHARE = 2, 0.05


class Pace:
    """How fast a task gets on while it is wanted: turns of others count, pauses do not.

    It counts from the first piece on that comes in: before that the worker may have to start, and what gives
    a first picture is small, which takes long for what it is.
    """

    def __init__(self) -> None:
        self._came: list[tuple[float, float]] = []

    def pauses(self) -> None:
        self._came = []

    def came(self, now: float, done: float) -> None:
        self._came.append((now, done))

    def seconds_left(self, now: float) -> float | None:
        """By the mean pace; None until enough is done for it to be steady."""
        if len(self._came) < 2:
            return None
        (since, before), (then, done) = self._came[0], self._came[-1]
        if done - before < SHARE and len(self._came) <= PIECES:
            return None
        return max(0.0, (then - since) * (1.0 - done) / (done - before) - (now - then))


class Job:
    """A task, its pieces that are left, and its result. One thread works on it; any may ask `progress`."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.pace = Pace()
        self.tries = 0  # how often the worker died at the piece that is first now
        self.failed: str | None = None
        self._pieces: deque[Any] | None = None
        self._result: Any = None
        self._count = 0
        self._done = 0.0
        self._shown: tuple[float, Any, int, bool] = (0.0, None, 0, False)
        self.bytes = 0

    @property
    def done(self) -> float:
        return self._shown[0]

    @property
    def finished(self) -> bool:
        return self._shown[3]

    @property
    def is_open(self) -> bool:
        """Whether there is something left to do."""
        return not self.finished and self.failed is None

    def piece(self) -> Any | None:
        """The piece to be done next; None where there is none, and the task is finished."""
        if self._pieces is None:
            self._result = self.task.begin()
            self._pieces = deque(self.task.pieces())
            self._show()
        return self._pieces[0] if self._pieces else None

    def take(self, answer: Any) -> None:
        """The answer to the piece that is first."""
        assert self._pieces
        piece = self._pieces.popleft()
        self.tries = 0
        self.task.put(self._result, piece, answer)
        self._count += 1
        self._done += piece.weight
        follow = getattr(self.task, "follow", None)
        if follow is not None:
            more: Sequence[Any] = follow(self._result, self._count)
            self._pieces.extend(more)
        self._show()

    def _show(self) -> None:
        """Show what there is by now: a copy, for the next piece changes the result while others read it."""
        finished = not self._pieces
        shown = None
        if self._count or finished:
            shown = self._result if finished else copy.deepcopy(self._result)
            if finished or self._count == 1:
                self.bytes = len(pickle.dumps(self._result, pickle.HIGHEST_PROTOCOL))
        self._shown = (1.0 if finished else min(self._done, 1.0), shown, self._count, finished)

    def progress(self, now: float) -> Progress:
        done, result, version, finished = self._shown
        left = self.pace.seconds_left(now) if self.is_open else None
        return Progress(done, left, result, version, finished, self.failed)
