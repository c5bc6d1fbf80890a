"""Schedules: what multiplies the step of a rule, step by step.

The factor of a step is that of its learning rate, wherever the rule's step is proportional to the rate. All
lengths are shares of the run, so that a longer run has the same schedule, stretched; only the time scale of
the inverse square root is in steps, as in its formula.

Source: torch 2.13, `torch.optim.lr_scheduler`, whose values these are (`SequentialLR` with a `LinearLR` for
the warm-up, and `eta_min`, `end_factor` and the like as the share `final` of the rate). Inverse square root:
Vaswani et al., Attention Is All You Need, 2017, section 5.3; one-cycle: Smith and Topin, Super-Convergence,
2018; restarts: Loshchilov and Hutter, SGDR, 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizers.base import check_fields, hyper

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """One kind of schedule: which fields it reads, and its factor.

    `factor(schedule, u, length)` takes the steps after the warm-up, counted from 0, (n,), and how many of
    them the run has, at least 1. In `latex` T is that length.
    """

    label: str
    latex: str
    uses: tuple[str, ...]
    factor: Callable[[Schedule, Array, int], Array]


def _constant(_schedule: Schedule, u: Array, _length: int) -> Array:
    return np.ones_like(u)


def _step(schedule: Schedule, u: Array, length: int) -> Array:
    return schedule.drop ** np.floor(u / _steps(schedule.every, length))


def _exponential(schedule: Schedule, u: Array, length: int) -> Array:
    return schedule.final ** (u / length)


def _cosine(schedule: Schedule, u: Array, length: int) -> Array:
    return _swung(1.0, schedule.final, u / length)


def _restarts(schedule: Schedule, u: Array, length: int) -> Array:
    first, growth = _steps(schedule.every, length), schedule.growth
    if growth == 1.0:
        return _swung(1.0, schedule.final, (u % first) / first)
    # The n-th round begins at first · (growthⁿ − 1) / (growth − 1); half a step keeps rounding out of it.
    n = np.floor(np.log1p((u + 0.5) * (growth - 1.0) / first) / np.log(growth))
    begun = first * (growth**n - 1.0) / (growth - 1.0)
    return _swung(1.0, schedule.final, (u - begun) / (first * growth**n))


def _linear(schedule: Schedule, u: Array, length: int) -> Array:
    return 1.0 + (schedule.final - 1.0) * u / length


def _inverse_root(schedule: Schedule, u: Array, _length: int) -> Array:
    return np.sqrt(schedule.timescale / (schedule.timescale + u))


def _one_cycle(schedule: Schedule, u: Array, length: int) -> Array:
    # As torch counts: the peak stands one step before its share of the run, the end at the last step.
    top, last = max(schedule.peak * length - 1.0, 0.0), length - 1.0
    rising = u / top if top > 0.0 else np.ones_like(u)
    falling = (u - top) / (last - top) if last > top else np.zeros_like(u)
    up = _swung(schedule.initial, 1.0, np.minimum(rising, 1.0))
    return np.where(u <= top, up, _swung(1.0, schedule.final, np.clip(falling, 0.0, 1.0)))


def _swung(first: float, last: float, share: Array) -> Array:
    """From `first` to `last` along half a cosine."""
    return last + (first - last) * (1.0 + np.cos(np.pi * share)) / 2.0


def _steps(share: float, length: int) -> int:
    return max(1, round(share * length))


SHAPES: Mapping[str, Shape] = {
    "constant": Shape("constant", r"1", (), _constant),
    "step": Shape("step", r"d^{\lfloor t / P \rfloor}", ("drop", "every"), _step),
    "exponential": Shape("exponential", r"\phi^{\,t / T}", ("final",), _exponential),
    "cosine": Shape(
        "cosine",
        r"\phi + (1 - \phi)\,\tfrac{1}{2}\left(1 + \cos \pi \tfrac{t}{T}\right)",
        ("final",),
        _cosine,
    ),
    "restarts": Shape(
        "cosine with restarts",
        r"\phi + (1 - \phi)\,\tfrac{1}{2}\left(1 + \cos \pi \tfrac{t_i}{T_i}\right), \quad T_{i+1} = k\,T_i",
        ("every", "growth", "final"),
        _restarts,
    ),
    "linear": Shape("linear", r"1 - (1 - \phi)\,\tfrac{t}{T}", ("final",), _linear),
    "inverse_root": Shape(
        "inverse square root", r"\sqrt{\tfrac{s}{s + t}}", ("timescale",), _inverse_root
    ),
    "one_cycle": Shape(
        "one-cycle",
        r"\phi_0 \to 1 \to \phi \text{ along half cosines, } 1 \text{ at } t = p\,T - 1",
        ("initial", "peak", "final"),
        _one_cycle,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Schedule:
    """A factor for each step: a kind of `SHAPES` after a linear warm-up.

    With a warm-up of W steps, step t < W has (t + 1) / (W + 1) of the first factor; step W is the first of
    the shape. Units: see each field's help. Raises ValueError, naming the field, for a bad value.
    """

    kind: str = hyper(
        "constant", symbol="schedule", latex=r"\text{schedule}", choices=tuple(SHAPES),
        help="How the learning rate changes during the run.",
    )  # fmt: skip
    warmup: float = hyper(
        0.0, symbol="warm-up", latex=r"\text{warm-up}", lowest=0.0, highest=0.5, at_least=0.0,
        help="Warm-up: the share of the run in which the rate grows from almost 0.",
    )  # fmt: skip
    drop: float = hyper(
        0.5, symbol="d", latex="d", lowest=0.01, highest=1.0, scale="log", at_least=0.0,
        help="What is left of the rate after each step down.",
    )  # fmt: skip
    every: float = hyper(
        0.25, symbol="P", latex="P", lowest=0.02, highest=1.0, at_least=0.0,
        help="The share of the run from one step down, or restart, to the next.",
    )  # fmt: skip
    growth: float = hyper(
        1.0, symbol="k", latex="k", lowest=1.0, highest=4.0, at_least=1.0, whole=True,
        help="How many times as long each round is as the one before it.",
    )  # fmt: skip
    final: float = hyper(
        0.01, symbol="φ", latex=r"\phi", lowest=1e-4, highest=1.0, scale="log", at_least=0.0,
        help="What is left of the rate at the end.",
    )  # fmt: skip
    timescale: float = hyper(
        10.0, symbol="s", latex="s", lowest=1.0, highest=1000.0, scale="log", at_least=1.0, whole=True,
        help="The steps after which the rate is down to 1/√2: as many as of warm-up in the Transformer.",
    )  # fmt: skip
    initial: float = hyper(
        0.04, symbol="φ₀", latex=r"\phi_0", lowest=1e-3, highest=1.0, scale="log", at_least=0.0,
        help="The share of the rate that the cycle begins with.",
    )  # fmt: skip
    peak: float = hyper(
        0.3, symbol="p", latex="p", lowest=0.05, highest=0.95, at_least=0.0, below=1.0,
        help="The share of the run after which the whole rate is reached.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def shape(self) -> Shape:
        return SHAPES[self.kind]

    @property
    def is_constant(self) -> bool:
        return self.kind == "constant" and self.warmup == 0.0

    @property
    def uses(self) -> tuple[str, ...]:
        """The fields that count for this kind, beside the kind itself."""
        return ("warmup", *self.shape.uses)

    def factors(self, steps: int) -> Array:
        """The factors of the steps of a run, (steps,)."""
        warmup = round(self.warmup * steps)
        t = np.arange(steps, dtype=np.float64)
        u = np.maximum(t - warmup, 0.0)
        return self.shape.factor(self, u, max(1, steps - warmup)) * np.minimum(
            (t + 1.0) / (warmup + 1.0), 1.0
        )


CONSTANT = Schedule()


def factors_of(schedule: Any, steps: int) -> Array | None:
    """The factors of a `Schedule`, or of a function of the step; None where there is nothing to multiply.

    ValueError for anything else.
    """
    if schedule is None or (isinstance(schedule, Schedule) and schedule.is_constant):
        return None
    if isinstance(schedule, Schedule):
        return schedule.factors(steps)
    if not callable(schedule):
        raise ValueError(f"schedule must be a Schedule or a function of the step, got {schedule!r}")
    return np.array([float(schedule(t)) for t in range(steps)])
