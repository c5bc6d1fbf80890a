"""What the page is told of one entrant's steps: the ledger of its run, and why the ball moved as it did."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from descent import Trial
from inside.ledger import ledger, part, whole_step
from inside.why import packed, why


# A run of 500 steps takes some 150 kB, one of 5,000 ten times as much.
@lru_cache(maxsize=24)
def within(trial: Trial) -> dict[str, Any]:
    """The ledger's part of the message, under a name by which the browser may hold it."""
    run, surface = trial.run(), trial.surface
    sentences, because = packed(why(run, whole_step(run, surface)))
    return {
        "id": f"ledger-{trial.name}",
        "steps": run.steps,
        "sentences": sentences,
        "because": np.asarray(because, dtype=np.uint16),
        **part(ledger(run, surface)),
    }
