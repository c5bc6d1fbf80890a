"""The server's side of the process that computes: it is given a piece, and asked for the answer.

The process is started by its module's name, not forked and not by `multiprocessing`: the server has threads,
and what is `__main__` in it is a page, which must not run a second time. It has to be able to import whatever
its pieces are made of, from the folder that this room stands in or by the server's own PYTHONPATH.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# One thread for arithmetic: a second core is for those who answer.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class WorkerEndedError(Exception):
    """The process has ended, in the middle of a piece or before it."""


@dataclass(frozen=True)
class Answer:
    """What came of a piece: `wrong` says in words what went wrong, None if nothing did."""

    value: Any
    wrong: str | None = None


class Process:
    """The process, from its start on. One piece at a time; `stop` may be called from any thread."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "background.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | ONE_THREAD | {"PYTHONPATH": path},
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )
        self._number = 0
        self._writing = threading.Lock()
        self._answers: SimpleQueue[tuple[int, str | None, bytes] | None] = SimpleQueue()
        threading.Thread(target=self._read, name="answers", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, piece: Any) -> None:
        """Let it compute a piece; WorkerEndedError where it has ended, and what pickling raises."""
        self._number += 1
        self._write("run", pickle.dumps(piece, pickle.HIGHEST_PROTOCOL))

    def stop(self) -> None:
        """Tell it that the piece is not wanted any more; `answer` still has to be asked."""
        with contextlib.suppress(WorkerEndedError):
            self._write("stop", None)

    def answer(self, seconds: float) -> Answer | None:
        """The answer to the last piece, None if it has not come within so many seconds; WorkerEndedError."""
        try:
            got = self._answers.get(timeout=seconds)
        except Empty:
            return None
        if got is None:
            self._answers.put(None)
            raise WorkerEndedError
        _, wrong, pickled = got
        return Answer(None, wrong) if wrong is not None else Answer(pickle.loads(pickled))

    def end(self) -> None:
        """Kill the process if it still runs, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]

    def _write(self, what: str, pickled: bytes | None) -> None:
        message = pickle.dumps((what, self._number, pickled), pickle.HIGHEST_PROTOCOL)
        pipe = self._process.stdin
        assert pipe is not None
        try:
            with self._writing:
                pipe.write(message)
                pipe.flush()
        except (OSError, ValueError):  # broken, or closed
            raise WorkerEndedError from None

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        with pipe, contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                self._answers.put(pickle.load(pipe))
        self._answers.put(None)
