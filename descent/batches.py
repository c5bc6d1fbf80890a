"""Mini-batches of data: which points the gradient of each step comes from.

As torch's DataLoader goes through a data set with `shuffle` and without `drop_last`: each epoch takes all
points in a new order, batch after batch, and its last batch has what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from descent.noise import Noise
from surfaces import Surface

Rows = NDArray[np.uint16]

# Fills a batch that is shorter than the others.
NO_POINT = 65535
# Orders are drawn for so many points at once: a generator takes longer to make than a short order to draw.
TOGETHER = 4096


@dataclass(frozen=True)
class Batches:
    """Batches of `size` among so many `points`, for each of the seeds."""

    points: int
    size: int
    seeds: tuple[int, ...]

    @property
    def epoch(self) -> int:
        """Steps in an epoch."""
        return -(-self.points // self.size)

    def rows(self, t: int) -> Rows:
        """The numbers of the points that step t sees, (B, seeds); B is smaller at the end of an epoch."""
        epoch, batch = divmod(t, self.epoch)
        chunk, place = divmod(epoch, _drawn_together(self.points))
        order: Rows = _orders(self.points, chunk, self.seeds)[place]
        return order[batch * self.size : (batch + 1) * self.size]


def _drawn_together(points: int) -> int:
    """Of how many epochs the orders are drawn at once. The points alone count: a longer run begins alike."""
    return -(-TOGETHER // points)


# Rules that race share their batches; of 200 seeds that are some 2 MB each.
@lru_cache(maxsize=32)
def _orders(points: int, chunk: int, seeds: tuple[int, ...]) -> Rows:
    """The points in the order of each epoch of a chunk, (epochs, points, seeds)."""
    plain = np.tile(np.arange(points, dtype=np.uint16), (_drawn_together(points), 1))
    drawn = [np.random.default_rng([seed, chunk]).permuted(plain, axis=1) for seed in seeds]
    orders = np.stack(drawn, axis=-1)
    orders.setflags(write=False)
    return orders


def batches_on(noise: Noise, surface: Surface, seeds: tuple[int, ...]) -> Batches | None:
    """The batches of runs with these seeds; None where every step sees all points, which is no noise.

    ValueError where the noise is not mini-batches, and for a surface that does not come from data.
    """
    if surface.fit is None:
        raise ValueError(f"noise must not be {noise.kind!r} on {surface.name}, which does not come from data")
    return None if noise.sees_all_of(surface) else Batches(len(surface.fit.points), _size(noise), seeds)


def batches_of(noise: Noise, points: int, steps: int) -> Rows:
    """The numbers of the points that each step of a run sees, (steps, B); a short batch ends in `NO_POINT`.

    B is the noise's batch size, or the number of `points` where that is smaller: then every step sees all.
    ValueError where the noise is not mini-batches.
    """
    size = min(_size(noise), points)
    batches = Batches(points, size, (int(noise.seed),))
    found = np.full((steps, size), NO_POINT, dtype=np.uint16)
    for t in range(steps):
        rows = batches.rows(t)[:, 0]
        found[t, : len(rows)] = rows
    return found


def _size(noise: Noise) -> int:
    if not noise.of_data:
        raise ValueError(f"noise must be mini-batches of data, got {noise.kind!r}")
    return int(noise.batch_size)
