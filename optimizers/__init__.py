"""Update rules: `OPTIMIZERS["adam"](learning_rate=0.05)` is one, ready to step."""

from collections.abc import Mapping
from types import MappingProxyType

from optimizers.base import Optimizer, hyper, hypers
from optimizers.catalogue import CATALOGUE
from optimizers.stage import Stage

OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType({rule.key: rule for rule in CATALOGUE})

__all__ = ["OPTIMIZERS", "Optimizer", "Stage", "hyper", "hypers"]
