"""What comes to the steps from outside: a schedule's factors, noise, and where a moving landscape is.

Drawn ahead for a whole run. A step that is recorded or written out has a symbol for each of them, whose value
changes from step to step and hangs on nothing in the run. With mini-batches, which are no such numbers, no
step is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.batches import Batches, batches_on
from descent.motion import Motion
from descent.noise import Form, Noise, seen_gradient
from descent.schedule import factors_of
from surfaces import Surface

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """Which signals there are. With `by_lane` each lane has noise of its own.

    With `batched` a step sees the gradient of some of the data, which no expression of its position tells.
    """

    scheduled: bool = False
    noise: Form = "none"
    by_lane: bool = False
    moving: bool = False
    batched: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """One name for each number of a step, in the order in which `Signals.of_step` has them.

        At step t: the factor of its length; the noise of the gradient after it; where the landscape is before
        it and after it.
        """
        names = ["factor"] if self.scheduled else []
        names += ["noise_x", "noise_y"] if self.noise != "none" else []
        names += ["was_x", "was_y", "shift_x", "shift_y"] if self.moving else []
        return tuple(names)


@dataclass(frozen=True, eq=False)
class Signals:
    """The signals of a run. `factors` (steps,); `shifts` (steps + 1, 2), the first 0; each None without one.

    `noise` is (steps + 1, 2), or (steps + 1, 2, n) with `lanes` (N,), which tells each lane's place among n,
    or among the seeds of the `batches`.
    """

    shape: Shape
    factors: Array | None = None
    noise: Array | None = None
    lanes: NDArray[np.intp] | None = None
    shifts: Array | None = None
    batches: Batches | None = None

    def of_step(self, t: int) -> Iterator[Any]:
        """The values of the shape's names at step t: numbers, or of noise by lane (N,)."""
        if self.factors is not None:
            yield self.factors[t]
        if self.noise is not None:
            yield from self.noise_at(t + 1)
        if self.shifts is not None:
            yield from self.shifts[t]
            yield from self.shifts[t + 1]

    def columns(self) -> list[list[float]]:
        """The same for all steps of a single lane, name by name."""
        found = [] if self.factors is None else [self.factors.tolist()]
        if self.noise is not None:
            found += self.noise[1:].T.tolist()
        if self.shifts is not None:
            found += [*self.shifts[:-1].T.tolist(), *self.shifts[1:].T.tolist()]
        return found

    def noise_at(self, t: int) -> Any:
        """The row of noise that the gradient before step t meets."""
        if self.noise is None:
            return 0.0, 0.0
        return self.noise[t] if self.lanes is None else self.noise[t][:, self.lanes]

    def seen(self, t: int, gradient: tuple[Any, Any]) -> tuple[Any, Any]:
        """The gradient before step t as the rule sees it."""
        return seen_gradient(self.shape.noise, gradient, tuple(self.noise_at(t)))

    def gradient(self, surface: Surface, t: int, x: Any, y: Any) -> tuple[Any, Any]:
        """The gradient before step t at (x, y), floats or (N,), as the rule sees it."""
        if self.shifts is not None:
            cx, cy = self.shifts[t].tolist()
            x, y = x - cx, y - cy
        if self.batches is None:
            return self.seen(t, surface.gradient(x, y))
        rows = self.batches.rows(t)
        assert surface.fit is not None
        if self.lanes is None:
            return surface.fit.gradient(x, y, rows[:, 0])
        # Few lanes at a time: their batches are an array of all points that any of them sees.
        width = max(1, MOST_SEEN // len(rows))
        blocks = [slice(first, first + width) for first in range(0, len(self.lanes), width)]
        parts = [surface.fit.gradient(x[block], y[block], rows[:, self.lanes[block]]) for block in blocks]
        gx, gy = zip(*parts, strict=True)
        return np.concatenate(gx), np.concatenate(gy)

    def block(self, block: slice) -> Signals:
        """The signals of some of the lanes."""
        return self if self.lanes is None else replace(self, lanes=self.lanes[block])


# Of all lanes that have batches of their own so many points are looked up at once.
MOST_SEEN = 1_000_000

QUIET = Signals(Shape())


def signals_of(
    surface: Surface,
    steps: int,
    schedule: Any = None,
    noise: Noise | None = None,
    motion: Motion | None = None,
    seeds: NDArray[np.integer] | None = None,
) -> Signals:
    """The signals of a run of so many steps. `seeds` (N,) gives each lane noise with a seed of its own.

    ValueError, naming the argument, for what is neither a schedule, a noise or a motion, and for mini-batches
    on a surface that does not come from data.
    """
    if not (noise is None or isinstance(noise, Noise)):
        raise ValueError(f"noise must be a Noise, got {noise!r}")
    if not (motion is None or isinstance(motion, Motion)):
        raise ValueError(f"motion must be a Motion, got {motion!r}")
    factors = factors_of(schedule, steps)
    batches, rows, lanes = None, None, None
    if noise is not None and noise.of_data:
        batches, lanes = _batches(noise, surface, seeds)
    else:
        rows, lanes = _rows(noise, steps, seeds)
    shifts = None if motion is None or motion.is_still else motion.shifts(surface, steps)
    shape = Shape(
        scheduled=factors is not None,
        noise="none" if noise is None else noise.form,
        by_lane=lanes is not None,
        moving=shifts is not None,
        batched=batches is not None,
    )
    return Signals(shape, factors, rows, lanes, shifts, batches)


def _batches(
    noise: Noise, surface: Surface, seeds: NDArray[np.integer] | None
) -> tuple[Batches | None, NDArray[np.intp] | None]:
    if seeds is None:
        return batches_on(noise, surface, (int(noise.seed),)), None
    each, lanes = np.unique(seeds, return_inverse=True)
    batches = batches_on(noise, surface, tuple(each.tolist()))
    return batches, None if batches is None else lanes


def _rows(
    noise: Noise | None, steps: int, seeds: NDArray[np.integer] | None
) -> tuple[Array | None, NDArray[np.intp] | None]:
    if noise is None or noise.form == "none":
        return None, None
    if seeds is None or not noise.is_random:
        return noise.rows(steps + 1), None
    each, lanes = np.unique(seeds, return_inverse=True)
    draw = _kept if len(each) * steps <= MOST_KEPT else _drawn
    return draw(noise, steps + 1, tuple(each.tolist())), lanes


# Rules that race share their noise, which takes longer to draw than to walk: 200 seeds of 5,000 steps, 16 MB.
MOST_KEPT = 1_000_000


def _drawn(noise: Noise, steps: int, seeds: tuple[int, ...]) -> Array:
    """The noise of each seed, (steps, 2, seeds)."""
    rows = np.stack([noise.with_seed(seed).rows(steps) for seed in seeds], axis=-1)
    rows.setflags(write=False)
    return rows


_kept = lru_cache(maxsize=3)(_drawn)
