"""Sums over data points that give floats, arrays, and what is recorded the same digits.

NumPy's own sums add in an order that hangs on the shape. Here the upper half of the terms is added to the
lower half until one is left, element by element: so every lane gets what a float gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Terms = Callable[..., tuple[Any, ...]]

# Up to so many points a sum is written as an expression, which can be recorded: on one lane that is four
# times as fast, and it takes less time to write than one run on arrays.
FEW = 24
# Numbers that are held at once for each term: they stay in the cache of one core.
CHUNK = 30_000


def over_points(
    terms: Terms, x: Any, y: Any, columns: tuple[Array, ...], rows: Any = None, wide: int = 1
) -> tuple[Any, ...]:
    """The sums of `terms(x, y, *point)` over all points, each in the shape of x and y.

    `columns` hold what is known of the points, each with one entry for a point along its last axis. With
    `rows`, (B,), or (B, N) with a batch of its own for each of N lanes, the sum is over these points alone.
    `wide` numbers are held for each point and lane.
    """
    if rows is None and wide == 1 and len(columns[0]) <= FEW:
        points = zip(*(column.tolist() for column in columns), strict=True)
        return tuple(map(folded_list, zip(*(terms(x, y, *point) for point in points), strict=True)))
    if isinstance(x, float) and isinstance(y, float):
        with np.errstate(all="ignore"):
            sums = _on_lanes(terms, np.array([x]), np.array([y]), columns, rows, wide)
        return tuple(float(each[0]) for each in sums)
    shape = np.shape(x)
    sums = _on_lanes(terms, np.ravel(x), np.ravel(y), columns, rows, wide)
    return tuple(each.reshape(shape) for each in sums)


def _on_lanes(
    terms: Terms, x: Array, y: Array, columns: tuple[Array, ...], rows: Any, wide: int
) -> list[Array]:
    """The same for lanes (N,), some of them at a time."""
    count = columns[0].shape[-1] if rows is None else len(rows)
    parts = []
    for lanes in chunks(len(x), max(1, CHUNK // (count * wide))):
        if rows is None or np.ndim(rows) == 1:
            chosen = [(each if rows is None else each[..., rows])[..., None] for each in columns]
        else:
            chosen = [each[..., rows[:, lanes]] for each in columns]
        parts.append([folded(each) for each in terms(x[lanes], y[lanes], *chosen)])
    return parts[0] if len(parts) == 1 else [np.concatenate(column) for column in zip(*parts, strict=True)]


def chunks(lanes: int, most: int) -> Iterator[slice]:
    for first in range(0, max(lanes, 1), most):
        yield slice(first, first + most)


def folded(terms: Array) -> Array:
    """The sum along the first axis."""
    half = (len(terms) + 1) // 2
    sums = terms[:half].copy()
    sums[: len(terms) - half] += terms[half:]
    while len(sums) > 1:
        half = (len(sums) + 1) // 2
        sums[: len(sums) - half] += sums[half:]
        sums = sums[:half]
    lanes: Array = sums[0]
    return lanes


def folded_list(terms: Sequence[Any]) -> Any:
    """The same sum of numbers that are listed one by one."""
    while len(terms) > 1:
        half = (len(terms) + 1) // 2
        added = [a + b for a, b in zip(terms, terms[half:], strict=False)]
        terms = [*added, *terms[len(added) : half]]
    return terms[0]
