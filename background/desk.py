"""The desk at which sessions ask for tasks: who wants what, whose turn it is, and what is kept."""

import atexit
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from background.job import Job, Progress
from background.process import Answer, Process, WorkerEndedError
from background.task import Task

# Seconds for which a session wants what it asked for, if it does not ask again.
LEASE = 5.0
# Bytes of results that are kept, be they wanted or not.
ROOM = 64_000_000
# How often the desk looks after the sessions while a piece is computed, in seconds.
LOOK = 0.25
TRIES = 2
# First pieces, beside the last one of a turn: four pictures stand beside each other.
FIRSTS = 3


@dataclass
class Wish:
    """What one session wants, by the tasks' names, and until when."""

    names: tuple[str, ...]
    until: float


class Desk:
    """One worker process for all who ask. It is started at the first ask; all methods are thread-safe.

    Sessions take turns, piece by piece; of a session's tasks the one that is least done comes first, so that
    pictures beside each other grow together. A turn ends with a piece, or with as many first ones as stand
    beside each other, so that none is empty while the others become finer. What no session wants any more is
    stopped at once, and goes on where it was if it is wanted again while it is still kept.
    """

    def __init__(
        self,
        lease: float = LEASE,
        room: int = ROOM,
        clock: Callable[[], float] = time.monotonic,
        start: Callable[[], Process] = Process,
    ) -> None:
        self._lease, self._room, self._clock, self._start = lease, room, clock, start
        self._changed = threading.Condition()
        # Those below are touched with the lock only. Sessions in the order of their turns, the next one
        # first; jobs in the order in which they were last wanted.
        self._wishes: OrderedDict[str, Wish] = OrderedDict()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._process: Process | None = None
        self._running: str | None = None
        self._stopped = False
        self._firsts = 0  # pieces of the turn that goes on
        self._closed = False
        self._thread: threading.Thread | None = None

    def ask(self, session: str, tasks: Sequence[Task]) -> list[Progress]:
        """Say that a session now wants exactly these tasks, and hear how far each of them is.

        It never waits for work. Asked again it goes on; not asked for `lease` seconds, or with no tasks, the
        session wants nothing any more.
        """
        named = [(task.name, task) for task in tasks]
        with self._changed:
            now = self._clock()
            for name, task in named:
                self._jobs.setdefault(name, Job(task))
                self._jobs.move_to_end(name)
            wish = Wish(tuple(dict(named)), now + self._lease)
            if named:
                newcomer = session not in self._wishes
                self._wishes[session] = wish
                if newcomer:  # waits for a first picture; who has asked before keeps the place
                    self._wishes.move_to_end(session, last=False)
            else:
                self._wishes.pop(session, None)
            self._look_after()
            self._changed.notify_all()
            if self._thread is None and named and not self._closed:
                self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
                self._thread.start()
            return [self._jobs[name].progress(now) for name, _ in named]

    def close(self) -> None:
        """End the worker; nothing is computed from now on."""
        with self._changed:
            self._closed = True
            process, self._process = self._process, None
            self._changed.notify_all()
        if process is not None:
            process.end()

    @property
    def pid(self) -> int | None:
        """The worker's process id, None before its start."""
        with self._changed:
            return self._process.pid if self._process else None

    # ---- with the lock ----

    def _look_after(self) -> None:
        """Forget sessions that have gone, stop what nobody wants, and make room."""
        now = self._clock()
        for session in [name for name, wish in self._wishes.items() if wish.until <= now]:
            del self._wishes[session]
        wanted = {name for wish in self._wishes.values() for name in wish.names}
        if self._running is not None and self._running not in wanted and not self._stopped:
            self._stopped = True
            if self._process is not None:
                self._process.stop()
        kept = sum(job.bytes for job in self._jobs.values())
        for name, job in list(self._jobs.items()):
            if name in wanted or name == self._running:
                continue
            job.pace.pauses()
            # What failed is tried again when it is wanted again; what has nothing to show needs no place.
            if job.failed or not job.bytes or kept > self._room:
                kept -= job.bytes
                del self._jobs[name]

    def _turn(self) -> Job | None:
        """The job whose turn it is; its session goes to the end of the line when the turn ends."""
        self._look_after()
        for session, wish in self._wishes.items():
            open_jobs = [job for job in map(self._jobs.__getitem__, wish.names) if job.is_open]
            if open_jobs:
                empty = sum(job.done == 0.0 for job in open_jobs)
                self._firsts = self._firsts + 1 if empty > 1 and self._firsts < FIRSTS else 0
                if not self._firsts:
                    self._wishes.move_to_end(session)
                return min(open_jobs, key=lambda job: job.done)
        return None

    # ---- the desk's own thread ----

    def _work(self) -> None:
        for job in self._turns():
            try:
                self._advance(job)
            except Exception as error:  # of the task's own methods; a piece's are told by the worker
                logging.getLogger(__name__).exception("a task failed")
                job.failed = sentence(f"{type(error).__name__}: {error}")
            with self._changed:
                self._running = None
                self._look_after()

    def _turns(self) -> Iterator[Job]:
        """Whoever is next, for as long as the desk is open; waits where nobody is."""
        while True:
            with self._changed:
                while not self._closed and (job := self._turn()) is None:
                    self._changed.wait()
                if self._closed:
                    return
                self._running, self._stopped = job.task.name, False  # type: ignore[union-attr]
            yield job  # type: ignore[misc]

    def _advance(self, job: Job) -> None:
        """Do the next piece of a job."""
        piece = job.piece()
        if piece is None:
            return
        try:
            answer = self._answer(piece)
        except WorkerEndedError:
            job.tries += 1
            if job.tries >= TRIES:
                job.failed = sentence("the process that computes ended twice at the same place")
            return
        if self._stopped:
            return
        if answer.wrong is not None:
            job.failed = sentence(answer.wrong)
            return
        job.take(answer.value)
        with self._changed:
            job.pace.came(self._clock(), job.done)

    def _answer(self, piece: Any) -> Answer:
        """What the worker makes of a piece; meanwhile the desk looks after those who do not ask again."""
        process = self._begun()
        try:
            process.send(piece)
            if self._stopped:  # before there was anything to stop
                process.stop()
            while (answer := process.answer(LOOK)) is None:
                with self._changed:
                    self._look_after()
        except WorkerEndedError:
            with self._changed:
                self._process = None
            process.end()
            raise
        return answer

    def _begun(self) -> Process:
        """The process, started if there is none."""
        process = self._process
        if process is None:
            process = self._start()
            with self._changed:
                if self._closed:
                    process.end()
                    raise WorkerEndedError
                self._process = process
        return process


def sentence(reason: str) -> str:
    return f"This could not be computed: {reason.rstrip('.')}."


DESK = Desk()
atexit.register(DESK.close)


def ask(session: str, tasks: Sequence[Task]) -> list[Progress]:
    """`Desk.ask` of the one desk that all sessions of this server share."""
    return DESK.ask(session, tasks)
