"""The rules in teaching order: a new one is a file and a line here."""

from optimizers.adabelief import AdaBelief
from optimizers.adadelta import Adadelta
from optimizers.adagrad import AdaGrad
from optimizers.adam import Adam
from optimizers.adamax import Adamax
from optimizers.adamw import AdamW
from optimizers.adan import Adan
from optimizers.amsgrad import AMSGrad
from optimizers.base import Optimizer
from optimizers.bfgs import BFGS
from optimizers.lion import Lion
from optimizers.momentum import Momentum
from optimizers.nadam import NAdam
from optimizers.nesterov import Nesterov
from optimizers.newton import Newton
from optimizers.qhadam import QHAdam
from optimizers.qhm import QHM
from optimizers.radam import RAdam
from optimizers.rmsprop import RMSProp
from optimizers.rprop import Rprop
from optimizers.schedule_free import ScheduleFree
from optimizers.sgd import SGD
from optimizers.yogi import Yogi

CATALOGUE: tuple[type[Optimizer], ...] = (
    SGD,
    Momentum,
    Nesterov,
    QHM,
    AdaGrad,
    Rprop,
    RMSProp,
    Adadelta,
    Adam,
    AdamW,
    AMSGrad,
    Adamax,
    NAdam,
    RAdam,
    QHAdam,
    Yogi,
    AdaBelief,
    Adan,
    Lion,
    ScheduleFree,
    Newton,
    BFGS,
)
