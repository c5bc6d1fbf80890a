"""Functions that give a float and an array the same digits, and never raise.

On floats they give inf or nan where `math` would raise, as IEEE 754 has it, so that a run which flies off
ends with a loss that is not finite.
"""

import math
from typing import Any

import numpy as np

from surfaces.base import Number


def sin(x: Number) -> Number:
    if isinstance(x, np.ndarray):
        return np.sin(x)
    return math.sin(x) if math.isfinite(x) else math.nan


def cos(x: Number) -> Number:
    if isinstance(x, np.ndarray):
        return np.cos(x)
    return math.cos(x) if math.isfinite(x) else math.nan


def exp(x: Number) -> Number:
    if isinstance(x, np.ndarray):
        return np.exp(x)
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def sqrt(x: Number) -> Number:
    if isinstance(x, np.ndarray):
        return np.sqrt(x)
    return math.sqrt(x) if x >= 0.0 else math.nan


def hypot(x: Number, y: Number) -> Number:
    """√(x² + y²) without overflow on the way."""
    if isinstance(x, np.ndarray):
        return np.hypot(x, y)
    return math.hypot(x, y)


def cospi(x: Number) -> Number:
    """cos πx."""
    return cos(math.pi * x)


def sinpi(x: Number) -> Number:
    """sin πx."""
    return sin(math.pi * x)


def absolute(x: Number) -> Number:
    return abs(x) if isinstance(x, float) else np.absolute(x)


def sign(x: Number) -> Number:
    """−1, 0 or 1; nan where x is nan."""
    if not isinstance(x, float):
        return np.sign(x)
    return math.copysign(1.0, x) if x < 0.0 or x > 0.0 else x


def where(condition: Any, a: Number, b: Number) -> Number:
    """`a` where the condition holds, else `b`: both are computed, so neither may raise."""
    if isinstance(condition, bool):
        return a if condition else b
    chosen: Any = np.where(condition, a, b)
    return chosen  # type: ignore[no-any-return]
