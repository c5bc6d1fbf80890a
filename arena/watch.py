"""What one session sees of the background: whom it is known by there, and what it was last told."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from background import Progress, Task, ask

NOTHING = Progress(done=0.0, seconds_left=None, result=None, version=0, finished=False, failed=None)


class Watch:
    """One session's, for as long as it lives."""

    def __init__(self) -> None:
        self.session = uuid4().hex
        self._last: dict[str, Progress] = {}

    def look(self, tasks: Sequence[Task], stopped: bool = False) -> list[Progress]:
        """How far each task is, and that this session wants it; if it is stopped, how far it was."""
        if not stopped:
            found = ask(self.session, tasks)
            self._last = {task.name: progress for task, progress in zip(tasks, found, strict=True)}
            return found
        ask(self.session, ())
        return [self._last.get(task.name, NOTHING) for task in tasks]
