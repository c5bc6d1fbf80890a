"""Where a rule meets a surface."""

from descent.batches import NO_POINT, batches_of
from descent.lanes import Finals, Settled, Stopped, finals, settle
from descent.motion import STILL, WAYS, Motion
from descent.noise import KINDS, SILENT, Noise
from descent.outcomes import Outcomes, outcomes, quantiles
from descent.overlays import OVERLAYS, Overlay, overlay_rows
from descent.rates import default_learning_rate
from descent.run import Trajectory, descend
from descent.schedule import CONSTANT, SHAPES, Schedule
from descent.staged import StagedStep, staged
from descent.standing import Standing, standing
from descent.swarm import Swarm, swarm
from descent.trial import Trial

__all__ = [
    "CONSTANT",
    "KINDS",
    "NO_POINT",
    "OVERLAYS",
    "SHAPES",
    "SILENT",
    "STILL",
    "WAYS",
    "Finals",
    "Motion",
    "Noise",
    "Outcomes",
    "Overlay",
    "Schedule",
    "Settled",
    "StagedStep",
    "Standing",
    "Stopped",
    "Swarm",
    "Trajectory",
    "Trial",
    "batches_of",
    "default_learning_rate",
    "descend",
    "finals",
    "outcomes",
    "overlay_rows",
    "quantiles",
    "settle",
    "staged",
    "standing",
    "swarm",
]
