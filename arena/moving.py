"""What the browser is told of a landscape that moves: how far it has moved at each step, sampled here."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection
from functools import lru_cache
from typing import Any

import numpy as np

from arena.rows import encode
from descent import Motion
from figures.landscape import POINTS
from surfaces import Surface


def meshes_beyond(motion: Motion) -> int:
    """How many meshes of the picture's grid the landscape moves at most, along x or along y."""
    return 0 if motion.is_still else math.ceil(motion.reach * (POINTS - 1))


def motion_part(surface: Surface, motion: Motion, steps: int, holds: Collection[str] = ()) -> dict[str, Any]:
    """The motion of a run's landscape, by a name that the browser may hold; empty where it stays."""
    if motion.is_still:
        return {}
    part = _motion_part(surface, motion, steps)
    return {"motion": {name: part[name] for name in part if name != "shifts" or part["id"] not in holds}}


# Of 5,000 steps some 40 kB.
@lru_cache(maxsize=32)
def _motion_part(surface: Surface, motion: Motion, steps: int) -> dict[str, Any]:
    """`shifts` are x's and y's of (steps + 1) positions, packed; `round` is the steps until it is back."""
    named = f"{surface.domain!r} {motion!r} {steps}"
    table = np.ascontiguousarray(motion.shifts(surface, steps).T).astype(np.float32)
    return {
        "id": f"motion-{hashlib.blake2s(named.encode(), digest_size=6).hexdigest()}",
        "jumps": motion.jumps,
        "round": min(math.ceil(motion.period), steps),
        "shifts": encode(table, [False, False]),
    }
