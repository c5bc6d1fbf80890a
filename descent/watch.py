"""What is noted of many lanes while they walk, beside where they end."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Arrival:
    """For each lane the first step with a loss of at most `level`, −1 where there is none."""

    def __init__(self, level: float, lanes: int) -> None:
        self._level = level
        # Counted in bytes, which is quickest, and added up before they overflow.
        self._waited, self._lately = np.zeros(lanes, dtype=np.int64), np.zeros(lanes, dtype=np.uint8)
        self._waiting, self._arrives = np.ones(lanes, dtype=bool), np.empty(lanes, dtype=bool)

    def see(self, t: int, loss: Array) -> None:
        """The losses (N,) after step t; at 0 those of the starts."""
        np.less_equal(loss, self._level, out=self._arrives)
        np.greater(self._waiting, self._arrives, out=self._waiting)
        np.add(self._lately, self._waiting.view(np.uint8), out=self._lately)
        if t % 255 == 254:
            self._waited += self._lately
            self._lately[:] = 0

    def steps(self) -> NDArray[np.int64]:
        """What was noted, (N,)."""
        return np.where(self._waiting, -1, self._waited + self._lately)


class Settling:
    """For each lane the step from which on its loss stays within `width` of what it was at that step.

    More exactly: at the start the loss is taken for a reference. Then every so many steps, see `every`, the
    loss is looked at. Wherever it is farther than `width` from the reference it becomes the reference, and
    that step is noted; the last one noted counts. A lane that diverges keeps the last one before.
    """

    # A map has no more shades than that, and what is looked at more rarely costs less.
    LOOKS = 128

    def __init__(self, width: float, steps: int, lanes: int) -> None:
        self._width, self._every = width, self.every(steps)
        self._reference, self._away = np.full(lanes, np.nan), np.empty(lanes)
        self._moved, self._mask = np.empty(lanes, dtype=bool), np.empty(lanes, dtype=np.int64)
        self._last, self._now = np.zeros(lanes, dtype=np.int32), np.empty(lanes, dtype=np.int32)

    def see(self, t: int, loss: Array) -> None:
        """The losses (N,) after step t; at 0 those of the starts."""
        if t == 0:
            self._reference[:] = loss
        elif t % self._every == 0:
            self._look(t, loss)

    @classmethod
    def every(cls, steps: int) -> int:
        """Steps from one look to the next: 1 in a run of fewer than 128 steps."""
        return 1 + steps // cls.LOOKS

    def _look(self, t: int, loss: Array) -> None:
        np.subtract(loss, self._reference, out=self._away)
        np.absolute(self._away, out=self._away)
        np.greater(self._away, self._width, out=self._moved)
        # To pick lanes is slow where they are many; work on the bits of all of them needs no picking.
        if 8 * np.count_nonzero(self._moved) < len(loss):
            moved = np.flatnonzero(self._moved)
            self._reference[moved] = loss[moved]
            self._last[moved] = t
        else:
            self._note_all(t, loss)

    def _note_all(self, t: int, loss: Array) -> None:
        """The same for all lanes at once: a bit of the mask is set where the lane has moved."""
        mask, bits, scratch = self._mask, self._reference.view(np.int64), self._away.view(np.int64)
        np.negative(self._moved.view(np.int8), out=mask, dtype=np.int64)
        np.bitwise_xor(bits, loss.view(np.int64), out=scratch)
        np.bitwise_and(scratch, mask, out=scratch)
        np.bitwise_xor(bits, scratch, out=bits)
        np.multiply(self._moved.view(np.int8), np.int32(t), out=self._now, dtype=np.int32)
        np.maximum(self._last, self._now, out=self._last)

    def steps(self) -> NDArray[np.int64]:
        """What was noted, (N,)."""
        return self._last.astype(np.int64)
