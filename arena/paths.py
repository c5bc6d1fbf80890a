"""The paths of a race as few bytes: what a browser needs to draw and to tell, and no more.

Row by row the float32 bit patterns are taken as integers, which are predicted by the straight line through
the two before them; what is left is small wherever the path is smooth. The leftovers' bytes are stored plane
by plane, so that the many zeros stand together and compress. `static/codec.js` undoes it exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from descent import Trajectory
from surfaces import Surface

# The gap is loss − lowest, or the loss itself where there is no lowest: near a minimum of −1 a rounded loss
# would say nothing of the last ten decades.
ROWS = ("x", "y", "gap", "slope")
# Gap and slope are read off curves and told to four figures: 13 bits of mantissa, an error of at most 6e-5.
COARSE = ("gap", "slope")
DROPPED_BITS = 10
EXPONENT = 0x7F800000  # all ones in it stand for what is not finite


def rows(run: Trajectory, surface: Surface) -> NDArray[np.float32]:
    """x, y, gap and ‖g‖ of every recorded position, shape (4, points); ±inf beyond float32's reach."""
    count = len(run.positions)
    base = surface.lowest or 0.0
    gradients = np.empty((count, 2))
    gradients[: len(run.gradients)] = run.gradients[:count]
    gradients[len(run.gradients) :] = np.nan
    with np.errstate(all="ignore"):
        if count > len(run.gradients):
            gradients[-1] = surface.gradient(*run.positions[-1])
        slopes = np.hypot(gradients[:, 0], gradients[:, 1])
        table = np.stack([run.positions[:, 0], run.positions[:, 1], run.losses - base, slopes])
        return table.astype(np.float32)


def encode(table: NDArray[np.float32]) -> NDArray[np.uint8]:
    """`rows` as bytes, shape (16 × points,), with gap and slope rounded."""
    bits = np.ascontiguousarray(table).view(np.int32).astype(np.int64)
    for name in COARSE:
        row = ROWS.index(name)
        rounded = bits[row] + (1 << (DROPPED_BITS - 1))
        # What is finite stays so: the largest numbers are not rounded up, into the pattern of infinity.
        up = np.isfinite(table[row]) & (rounded & EXPONENT != EXPONENT)
        bits[row] = np.where(up, rounded, bits[row]) >> DROPPED_BITS
    first = np.diff(bits, axis=1, prepend=0)
    second = np.diff(first, axis=1, prepend=0).astype(np.int32)
    # Zigzag: small negative numbers become small positive ones.
    folded = ((second << 1) ^ (second >> 31)).astype("<u4")
    planes = folded.view(np.uint8).reshape(len(ROWS), -1, 4).transpose(0, 2, 1)
    return np.ascontiguousarray(planes).reshape(-1)
