"""Where a rule meets a surface."""

from descent.lanes import Finals, finals
from descent.rates import default_learning_rate
from descent.run import Trajectory, descend
from descent.staged import StagedStep, staged
from descent.standing import Standing, standing

__all__ = [
    "Finals",
    "StagedStep",
    "Standing",
    "Trajectory",
    "default_learning_rate",
    "descend",
    "finals",
    "staged",
    "standing",
]
