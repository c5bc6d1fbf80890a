"""The worker's side of the process that computes: see `background.process`.

    python -m background.worker

It reads pickled messages from its standard input, and writes answers to its standard output, until the input
ends: that is when the server has gone. Then it goes too, in the middle of a piece if need be.
"""

import contextlib
import os
import pickle
import signal
import sys
import threading
import traceback
from queue import SimpleQueue
from typing import Any, BinaryIO

# Of two processes that want the same core, the one that answers a slider gets nearly all of it.
NICENESS = 10


class Listener:
    """Reads messages beside the work: ("run", number, pickled piece) and ("stop", number, None)."""

    def __init__(self, messages: BinaryIO) -> None:
        self.pieces: SimpleQueue[tuple[int, bytes]] = SimpleQueue()
        self.stopped = -1
        self._messages = messages
        threading.Thread(target=self._listen, name="listener", daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                what, number, pickled = pickle.load(self._messages)
                if what == "run":
                    self.pieces.put((number, pickled))
                else:
                    self.stopped = number
        os._exit(0)


def answer(listener: Listener, number: int, pickled: bytes) -> tuple[int, str | None, bytes]:
    """(number, what went wrong, pickled answer) of one piece."""
    try:
        piece = pickle.loads(pickled)
        found: Any = piece.run(lambda: listener.stopped >= number)
        return number, None, pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
    except ValueError as error:
        return number, str(error), b""
    except Exception as error:
        traceback.print_exc()
        return number, f"{type(error).__name__}: {error}", b""


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # Ctrl-C in a terminal is meant for the server, which takes this process along.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a piece prints must not come among the answers.
    os.dup2(2, 1)
    listener = Listener(sys.stdin.buffer)
    while True:
        pickle.dump(answer(listener, *listener.pieces.get()), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    main()
