"""Rows of numbers, step by step, as few bytes.

Row by row the float32 bit patterns are taken as integers, which are predicted by the straight line through
the two before them; what is left is small wherever a row is smooth. The leftovers' bytes are stored plane
by plane, so that the many zeros stand together and compress. `static/codec.js` undoes it exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Of what is read off curves and arrows four figures are told: 13 bits of mantissa, an error of at most 6e-5.
DROPPED_BITS = 10
EXPONENT = 0x7F800000  # all ones in it stand for what is not finite


def encode(table: NDArray[np.float32], coarse: Sequence[bool]) -> NDArray[np.uint8]:
    """`table` (rows, points) as bytes, (4 × rows × points,); the rows marked in `coarse` are rounded."""
    bits = np.ascontiguousarray(table).view(np.int32).astype(np.int64)
    for row in np.flatnonzero(coarse):
        rounded = bits[row] + (1 << (DROPPED_BITS - 1))
        # What is finite stays so: the largest numbers are not rounded up, into the pattern of infinity.
        up = np.isfinite(table[row]) & (rounded & EXPONENT != EXPONENT)
        bits[row] = np.where(up, rounded, bits[row]) >> DROPPED_BITS
    first = np.diff(bits, axis=1, prepend=0)
    second = np.diff(first, axis=1, prepend=0).astype(np.int32)
    # Zigzag: small negative numbers become small positive ones.
    folded = ((second << 1) ^ (second >> 31)).astype("<u4")
    planes = folded.view(np.uint8).reshape(*table.shape, 4).transpose(0, 2, 1)
    return np.ascontiguousarray(planes).reshape(-1)
