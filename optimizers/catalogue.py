"""The rules in teaching order: a new one is a file and a line here."""

from optimizers.adagrad import AdaGrad
from optimizers.adam import Adam
from optimizers.adamw import AdamW
from optimizers.base import Optimizer
from optimizers.momentum import Momentum
from optimizers.nesterov import Nesterov
from optimizers.rmsprop import RMSProp
from optimizers.sgd import SGD

CATALOGUE: tuple[type[Optimizer], ...] = (SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW)
