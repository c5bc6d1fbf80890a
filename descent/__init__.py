"""Where a rule meets a surface."""

from descent.lanes import Finals, finals
from descent.overlays import OVERLAYS, Overlay, overlay_rows
from descent.rates import default_learning_rate
from descent.run import Trajectory, descend
from descent.staged import StagedStep, staged
from descent.standing import Standing, standing

__all__ = [
    "OVERLAYS",
    "Finals",
    "Overlay",
    "StagedStep",
    "Standing",
    "Trajectory",
    "default_learning_rate",
    "descend",
    "finals",
    "overlay_rows",
    "staged",
    "standing",
]
