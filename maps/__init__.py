"""Maps: how a run ends for many settings, or from many starts, as tasks for the background."""

from maps.axis import Axis, axis_for, check_axis
from maps.basins import BasinMap, Basins
from maps.measure import areas, best_of, diverged_share, share_within
from maps.minima import Minimum, minima_of
from maps.sensitivity import Sensitivity, SensitivityMap

__all__ = [
    "Axis",
    "BasinMap",
    "Basins",
    "Minimum",
    "Sensitivity",
    "SensitivityMap",
    "areas",
    "axis_for",
    "best_of",
    "check_axis",
    "diverged_share",
    "minima_of",
    "share_within",
]
