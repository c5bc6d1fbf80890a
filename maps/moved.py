"""Where a moving landscape has come to by the end of a run: there its minima are."""

import numpy as np
from numpy.typing import NDArray

from descent import Trial


def final_shift(trial: Trial) -> NDArray[np.float64]:
    """How far the trial's surface has moved after its last step, (2,)."""
    if trial.motion.is_still:
        return np.zeros(2)
    shift: NDArray[np.float64] = trial.motion.shifts(trial.surface, trial.steps)[-1]
    return shift
