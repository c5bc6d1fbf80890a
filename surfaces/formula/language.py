"""The words of the language, and how large a formula may be."""

import keyword
import math
from collections.abc import Mapping
from types import MappingProxyType

VARIABLES = ("x", "y")
CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": math.pi, "e": math.e})
# How many arguments each function takes; None: two or more.
FUNCTIONS: Mapping[str, int | None] = MappingProxyType(
    dict.fromkeys(("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh"), 1)
    | dict.fromkeys(("exp", "log", "log10", "log2", "sqrt", "abs", "sign", "floor", "ceil"), 1)
    | dict.fromkeys(("sigmoid", "relu", "softplus"), 1)
    | dict.fromkeys(("atan2", "pow", "hypot"), 2)
    | dict.fromkeys(("min", "max"), None)
)
# What others call them.
ALIASES: Mapping[str, str] = MappingProxyType(
    {"ln": "log", "lg": "log10", "ld": "log2", "arcsin": "asin", "arccos": "acos", "arctan": "atan"}
    | {"arctan2": "atan2", "tg": "tan", "sh": "sinh", "ch": "cosh", "th": "tanh", "sgn": "sign"}
    | {"fabs": "abs", "power": "pow", "maximum": "max", "minimum": "min", "logistic": "sigmoid"}
)
# No names for parameters. Python's words would be misread by those who know them, and `self` by Python.
REFUSED = frozenset({*keyword.kwlist, "self"})

LONGEST = 300  # characters
DEEPEST = 30  # brackets, powers and signs within each other
PARTS = 120  # numbers, names, operations and functions
PARAMETERS = 8
NAME = 12  # characters of a parameter's name
