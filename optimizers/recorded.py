"""What a run recorded, seen from a later step."""

import numpy as np

from optimizers.base import Array


def before(rows: Array) -> Array:
    """Each row's predecessor, nan for the first: what a step found, where a row holds what it left."""
    earlier = np.full_like(rows, np.nan)
    earlier[1:] = rows[:-1]
    return earlier
