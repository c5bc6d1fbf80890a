"""The one colour scale of all maps beside each other: what it spans, and the numbers on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from figures.cells import power

# Below this nothing is told apart: the sums of a loss near 1 are rounded there.
FINEST = 1e-16
# Ticks at most.
MOST = 8
# A share of values that may lie below the scale.
FEW = 0.01

Transform = Literal["log", "signed", "linear"]


@dataclass(frozen=True)
class ColourScale:
    """From `lowest` to `highest`, both transformed; `ticks` are (share of the way, text).

    "log": log₁₀ of the value. "signed": log₁₀(1 + |value|) with the value's sign, for losses without a
    lowest. `below` and `beyond` tell that there are values beyond its ends, which have the colours of those.
    """

    transform: Transform
    lowest: float
    highest: float
    ticks: tuple[tuple[float, str], ...]
    below: bool = False
    beyond: bool = False


def transformed(values: NDArray[Any], transform: Transform) -> NDArray[np.float64]:
    """The values as the scale measures them; those at or below 0 on a log scale are its `FINEST`."""
    exact = np.asarray(values, dtype=np.float64)
    if transform == "log":
        return np.asarray(np.log10(np.maximum(exact, FINEST)), dtype=np.float64)
    if transform == "signed":
        return np.asarray(np.sign(exact) * np.log10(1 + np.abs(exact)), dtype=np.float64)
    return exact


def powers_scale(
    values: Sequence[NDArray[Any]], signed: bool = False, top: float = math.inf
) -> ColourScale | None:
    """Whole powers of ten around the finite values, no higher than `top` needs; None where there are none.

    The few lowest values do not stretch it: a hundredth of them may lie below its lower end.
    """
    transform: Transform = "signed" if signed else "log"
    flat = np.concatenate([np.asarray(each, dtype=np.float64).ravel() for each in values] or [np.empty(0)])
    seen = flat[np.isfinite(flat)]
    if not seen.size:
        return None
    measured = transformed(seen, transform)
    highest = math.ceil(min(float(measured.max()), float(transformed(np.array(top), transform))))
    lowest = min(math.floor(float(np.quantile(measured, FEW))), highest - 1)
    stride = max(1, math.ceil((highest - lowest) / MOST))
    ticks = tuple(
        ((k - lowest) / (highest - lowest), signed_power(k) if signed else power(k))
        for k in range(lowest, highest + 1)
        if k % stride == 0
    )
    below, beyond = bool((measured < lowest).any()), bool((measured > highest).any())
    return ColourScale(transform, float(lowest), float(highest), ticks, below, beyond)


def steps_scale(steps: int) -> ColourScale:
    """From 0 to the run's steps."""
    ticks = tuple((share, f"{steps * share:.4g}") for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    return ColourScale("linear", 0.0, float(steps), ticks)


def signed_power(k: int) -> str:
    """±10ᵏ, where 0 is in the middle: that of 1 + the value, which differs from the value near 0 only."""
    return "0" if k == 0 else f"−{power(-k)}" if k < 0 else power(k)
