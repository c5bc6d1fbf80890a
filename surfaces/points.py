"""Data points: what a model is fitted to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Frame = tuple[tuple[float, float], tuple[float, float]]

# So many points are computed with at each step of a run: of a file with more rows these are drawn.
MOST_POINTS = 2000
# So many can still be moved one by one.
MOST_MOVED = 200


@dataclass(frozen=True, eq=False)
class Points:
    """n points (x, y), each (n,) float64 and write-protected; equal to others with the same content.

    `names` are what x and y are called. `rows` counts the rows of the file that they come from, of which they
    may be a sample; 0: they do not come from a file.
    """

    x: Array
    y: Array
    names: tuple[str, str] = ("x", "y")
    rows: int = 0
    digest: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if self.x.ndim != 1 or self.x.shape != self.y.shape or not len(self.x):
            raise ValueError(f"points must be two rows of one length, got {self.x.shape} and {self.y.shape}")
        if not (np.isfinite(self.x).all() and np.isfinite(self.y).all()):
            raise ValueError("points must be finite")
        if len(self.x) > MOST_POINTS:
            raise ValueError(f"points must be at most {MOST_POINTS}, got {len(self.x)}")
        whole = hashlib.blake2s(repr((self.names, self.rows)).encode(), digest_size=6)
        whole.update(self.x.tobytes() + self.y.tobytes())
        object.__setattr__(self, "digest", whole.hexdigest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Points) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __len__(self) -> int:
        return len(self.x)

    def __getstate__(self) -> tuple[Array, Array, tuple[str, str], int]:
        return self.x, self.y, self.names, self.rows

    def __setstate__(self, state: tuple[Array, Array, tuple[str, str], int]) -> None:
        for name, value in zip(("x", "y", "names", "rows"), state, strict=True):
            object.__setattr__(self, name, value)
        self.__post_init__()

    @property
    def uploaded(self) -> bool:
        """Whether they come from a user's file, and so do not travel in a link."""
        return self.rows > 0

    def moved(self, index: int, x: float, y: float) -> Points:
        """The same points, one of them elsewhere. IndexError where there is no such point."""
        xs, ys = self.x.copy(), self.y.copy()
        xs[index], ys[index] = x, y
        return Points(xs, ys, self.names, self.rows)

    def added(self, x: float, y: float) -> Points:
        return Points(np.append(self.x, x), np.append(self.y, y), self.names, self.rows)

    def removed(self, index: int) -> Points:
        return Points(np.delete(self.x, index), np.delete(self.y, index), self.names, self.rows)


def points(pairs: Sequence[tuple[float, float]] | ArrayLike, names: tuple[str, str] = ("x", "y")) -> Points:
    """Points from pairs (x, y)."""
    x, y = np.asarray(pairs, dtype=np.float64).reshape(-1, 2).T
    return Points(x, y, names)


@dataclass(frozen=True)
class Data:
    """What the loss of a model is made from: the points, and the part of the plane of parameters to show.

    Without a `domain` the model chooses one for the points. `frame` is the part of the plane of the points
    that is drawn, ((x₀, x₁), (y₀, y₁)); None: around them. Slope and intercept mean something else for each
    setting of `features`, where a model has it: the domain is for this one, and others choose theirs; "": for
    all.
    """

    points: Points
    domain: tuple[tuple[float, float], tuple[float, float]] | None = None
    frame: Frame | None = field(default=None, compare=False)
    features: str = ""

    @property
    def digest(self) -> str:
        """A short hash of all that changes the loss, or the part of it that is shown."""
        whole = f"{self.points.digest} {self.domain} {self.features}".rstrip()
        return hashlib.blake2s(whole.encode(), digest_size=6).hexdigest()

    def domain_for(self, features: str) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """The domain where it is for this setting of `features`."""
        return self.domain if self.features in ("", features) else None
