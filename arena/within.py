"""What the page is told of one entrant's steps: the ledger of its run, and why the ball moved as it did."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np

from descent import descend
from inside.ledger import ledger, part, whole_step
from inside.why import packed, why
from optimizers import Optimizer
from surfaces import Surface


# A run of 500 steps takes some 150 kB, one of 5,000 ten times as much.
@lru_cache(maxsize=24)
def within(optimizer: Optimizer, surface: Surface, start: tuple[float, float], steps: int) -> dict[str, Any]:
    """The ledger's part of the message, under a name by which the browser may hold it."""
    run = descend(optimizer, surface, start=start, steps=steps)
    sentences, because = packed(why(run, whole_step(run, surface)))
    described = f"{optimizer!r} {surface.key} {surface.settings} {start} {steps}"
    return {
        "id": "ledger-" + hashlib.blake2s(described.encode(), digest_size=6).hexdigest(),
        "steps": run.steps,
        "sentences": sentences,
        "because": np.asarray(because, dtype=np.uint16),
        **part(ledger(run, surface)),
    }
