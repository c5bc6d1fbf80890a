"""Many starts, or many settings, at once: only where they end is kept."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.motion import Motion
from descent.noise import Noise
from descent.run import whole_steps
from descent.schedule import Schedule
from descent.signals import Signals, signals_of
from descent.walk import walk
from descent.watch import Arrival, Settling
from optimizers import Optimizer
from surfaces import Surface

Array = NDArray[np.float64]

# What a block of lanes touches at each step stays in the cache of one core.
BLOCK = 12_000
# A block for an executor is a task to hand over.
TASK = 25_000
# Threads need the interpreter between two operations, and wait for each other: there, operations are longer.
THREADS = 50_000


# Steps between two looks at `stop`.
LOOK = 64


class Stopped(Exception):  # noqa: N818
    """`stop()` was true, and nobody wants to know where the lanes end."""


@dataclass(frozen=True, eq=False)
class Finals:
    """Where each lane ended.

    positions: (2, N). losses: (N,). steps_to: (N,), the first step with a loss within the tolerance of the
    lowest, −1 where there was none. A diverged lane has nan for position and loss.
    """

    positions: Array
    losses: Array
    steps_to: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Settled:
    """Where each lane ended, and since when it did not move much.

    positions: (2, N). losses: (N,). settled: (N,), the step from which on the loss stays within the tolerance
    of what it was at that step, see `descent.watch.Settling`; −1 in a lane that diverged, which has nan for
    position and loss.
    """

    positions: Array
    losses: Array
    settled: NDArray[np.int64]


def finals(
    optimizer: Optimizer,
    surface: Surface,
    starts: ArrayLike,
    steps: int,
    tolerance: float = 1e-3,
    executor: Executor | None = None,
    schedule: Schedule | Callable[[int], float] | None = None,
    noise: Noise | None = None,
    motion: Motion | None = None,
    seeds: NDArray[np.integer] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Finals:
    """Run each of the `starts` (2, N) for `steps` steps.

    Hyper-parameters may be arrays (N,), one value for each lane. `schedule`, `noise` and `motion` are as in
    `descend`, the same for all lanes; but `seeds` (N,) gives each lane noise of its own. The lanes are run
    block by block, which an `executor` may do side by side: in threads, in processes, or on a cluster, with
    the same numbers. Memory is that of starts and result, of a block for each worker, and of the noise, which
    alone grows with `steps`. Every 64 steps `stop()` is asked, and ends it with Stopped where it is true; an
    executor's processes have to be able to ask it too. Raises ValueError, before any work, for starts that
    are not (2, N) finite numbers, for steps that are not a whole number from 0, for a tolerance that is not a
    number from 0, and for hyper-parameters or seeds of another length.
    """
    begin, steps = _checked(starts, steps, tolerance)
    target = -np.inf if surface.lowest is None else surface.lowest + tolerance
    signals = signals_of(surface, steps, schedule, noise, motion, _seeds(seeds, begin.shape[1]))
    run = partial(_ends, surface=surface, steps=steps, watch=partial(Arrival, target), stop=stop)
    return Finals(*_by_block(run, optimizer, begin, signals, executor))


def settle(
    optimizer: Optimizer,
    surface: Surface,
    starts: ArrayLike,
    steps: int,
    tolerance: float = 1e-3,
    executor: Executor | None = None,
    schedule: Schedule | Callable[[int], float] | None = None,
    noise: Noise | None = None,
    motion: Motion | None = None,
    seeds: NDArray[np.integer] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Settled:
    """The same walk as that of `finals`, which is asked since when its losses have stayed as they are."""
    begin, steps = _checked(starts, steps, tolerance)
    signals = signals_of(surface, steps, schedule, noise, motion, _seeds(seeds, begin.shape[1]))
    run = partial(_ends, surface=surface, steps=steps, watch=partial(Settling, tolerance, steps), stop=stop)
    positions, losses, settled = _by_block(run, optimizer, begin, signals, executor)
    return Settled(positions, losses, np.where(np.isnan(losses), -1, settled))


def _by_block(
    run: Callable[..., tuple[Array, Array, NDArray[np.int64]]],
    optimizer: Optimizer,
    begin: Array,
    signals: Signals,
    executor: Executor | None,
) -> tuple[Array, Array, NDArray[np.int64]]:
    """What `_ends` gives, of all lanes: (2, N), (N,) and (N,)."""
    lanes = begin.shape[1]
    settings = _settings(optimizer, lanes)
    blocks = blocks_of(lanes, _block_for(executor))
    each = map if executor is None else executor.map
    rules = [_of_block(optimizer, settings, block) for block in blocks]
    parts = [begin[:, block] for block in blocks]
    around = [signals.block(block) for block in blocks]
    positions, losses, noted = np.empty_like(begin), np.empty(lanes), np.empty(lanes, dtype=np.int64)
    for block, ends in zip(blocks, each(run, rules, parts, around), strict=True):
        positions[:, block], losses[block], noted[block] = ends
    return positions, losses, noted


def _checked(starts: ArrayLike, steps: Any, tolerance: float) -> tuple[Array, int]:
    try:
        given = np.asarray(starts)
    except ValueError:  # rows of different lengths
        given = np.array(None)
    if given.dtype.kind not in "iuf":
        raise ValueError(f"starts must be real numbers of the shape (2, N), got {starts!r}")
    begin = np.asarray(given, dtype=np.float64)
    if begin.ndim != 2 or begin.shape[0] != 2:
        raise ValueError(f"starts must have the shape (2, N), got {begin.shape}")
    if not np.isfinite(begin).all():
        lane = int(np.argmin(np.isfinite(begin).all(axis=0)))
        raise ValueError(f"starts must be finite, got {begin[:, lane].tolist()} in lane {lane}")
    if not (isinstance(tolerance, int | float | np.number) and tolerance >= 0.0):
        raise ValueError(f"tolerance must be a number of at least 0, got {tolerance!r}")
    return begin, whole_steps(steps)


def _settings(optimizer: Optimizer, lanes: int) -> dict[str, Array]:
    """The hyper-parameters that are arrays."""
    settings = {name: value for name, value in vars(optimizer).items() if isinstance(value, np.ndarray)}
    for name, value in settings.items():
        if value.shape != (lanes,):
            raise ValueError(f"{name} must have one value for each of {lanes} lanes, got {value.shape}")
    return settings


def _seeds(seeds: NDArray[np.integer] | None, lanes: int) -> NDArray[np.integer] | None:
    if seeds is not None and (np.shape(seeds) != (lanes,) or np.asarray(seeds).dtype.kind not in "iu"):
        raise ValueError(f"seeds must be one whole number for each of {lanes} lanes, got {seeds!r}")
    return seeds


def _of_block(optimizer: Any, settings: dict[str, Array], block: slice) -> Optimizer:
    chosen: Optimizer = replace(optimizer, **{name: value[block] for name, value in settings.items()})
    return chosen


def _block_for(executor: Executor | None) -> int:
    if executor is None:
        return BLOCK
    return THREADS if isinstance(executor, ThreadPoolExecutor) else TASK


def blocks_of(lanes: int, most: int) -> list[slice]:
    """As few blocks of at most so many lanes as there can be, all about as long: workers end together."""
    count = -(-lanes // most)
    edges = [lanes * i // count for i in range(count + 1)] if count else []
    return [slice(first, last) for first, last in pairwise(edges)]


def _ends(
    optimizer: Optimizer,
    starts: Array,
    signals: Signals,
    *,
    surface: Surface,
    steps: int,
    watch: Callable[[int], Arrival | Settling],
    stop: Callable[[], bool] | None,
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Positions and losses of one block, and the steps that the watch has noted."""
    watching = watch(starts.shape[1])
    with np.errstate(all="ignore"):
        for t, last in enumerate(walk(optimizer, surface, starts, steps, signals)):
            watching.see(t, last[2])
            if stop is not None and t % LOOK == 0 and stop():
                raise Stopped
    positions, losses = np.stack(last[:2]), last[2].copy()
    lost = ~(np.isfinite(losses) & np.isfinite(positions).all(axis=0))
    positions[:, lost], losses[lost] = np.nan, np.nan
    return positions, losses, watching.steps()
