"""Arithmetic that rules and surfaces share: for floats, arrays, and whatever else NumPy's functions take.

A float stays a float, a NumPy call on which would cost more than the arithmetic, and nothing raises on one.
"""

import math
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])


def sqrt(x: Number) -> Number:
    """√x for a float as for an array; nan below 0, as IEEE 754 has it."""
    if not isinstance(x, float):
        return np.sqrt(x)
    return math.sqrt(x) if x >= 0.0 else math.nan


def absolute(x: Number) -> Number:
    return abs(x) if isinstance(x, float) else np.absolute(x)


def sign(x: Number) -> Number:
    """−1, 0 or 1; nan where x is nan."""
    if not isinstance(x, float):
        return np.sign(x)
    return math.copysign(1.0, x) if x < 0.0 or x > 0.0 else x + 0.0  # −0 + 0 is 0


def maximum(a: Number, b: Number) -> Number:
    """The larger of two numbers, element by element; nan where `a` or `b` is nan."""
    if isinstance(a, float) and isinstance(b, float):
        return a if a >= b or a != a else b
    return np.maximum(a, b)


def minimum(a: Number, b: Number) -> Number:
    """The smaller of two numbers, element by element; nan where `a` or `b` is nan."""
    if isinstance(a, float) and isinstance(b, float):
        return a if a <= b or a != a else b
    return np.minimum(a, b)


def power(x: Number, exponent: Number) -> Number:
    """x to a power; as NumPy has it for floats too, which `**` may round otherwise and raises in places.

    An array of exponents may give another last digit than the same exponent as one number: NumPy squares
    where it is told 2 once for all.
    """
    with np.errstate(all="ignore"):
        result: Any = np.power(x, exponent)
    if isinstance(x, float) and isinstance(exponent, float):
        result = float(result)
    return result  # type: ignore[no-any-return]


def where(condition: Any, a: Number, b: Number) -> Number:
    """`a` where the condition holds, else `b`: both are computed, so neither may raise."""
    if isinstance(condition, bool):
        return a if condition else b
    chosen: Any = np.where(condition, a, b)
    return chosen  # type: ignore[no-any-return]
