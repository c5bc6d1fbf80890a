"""Gradient noise: what a rule gets to see instead of the gradient.

Drawn ahead from a seed, step by step, and the same for every rule, so that a race is fair. A longer run
begins with the same numbers. Most kinds have a row of numbers for each step, which meets the gradient;
mini-batches of data have a gradient of their own, see `descent.batches`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from optimizers.base import check_fields, hyper
from surfaces import Surface
from surfaces.functions import hypot

Array = NDArray[np.float64]
# How a row of noise n meets a gradient g: g + n, g + ‖g‖ n, or n g by coordinate.
Form = Literal["none", "added", "relative", "masked"]
MOST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Kind:
    """One kind of noise: which fields it reads, and its rows.

    `rows(noise, generator, steps)` gives (steps, 2). A kind `of_data` has none: its gradient is that of some
    of the points that the loss comes from. Where it comes from no data, there is no such kind.
    """

    label: str
    latex: str
    uses: tuple[str, ...]
    rows: Callable[[Noise, np.random.Generator, int], Array] | None
    masked: bool = False
    of_data: bool = False


def _none(_noise: Noise, _generator: np.random.Generator, steps: int) -> Array:
    return np.zeros((steps, 2))


def _gaussian(noise: Noise, generator: np.random.Generator, steps: int) -> Array:
    return noise.sigma * generator.standard_normal((steps, 2))


def _batch(noise: Noise, generator: np.random.Generator, steps: int) -> Array:
    return noise.sigma / float(np.sqrt(noise.batch_size)) * generator.standard_normal((steps, 2))


def _student(noise: Noise, generator: np.random.Generator, steps: int) -> Array:
    return noise.sigma * generator.standard_t(noise.degrees, (steps, 2))


def _sparse(noise: Noise, generator: np.random.Generator, steps: int) -> Array:
    return (generator.random((steps, 2)) < noise.seen).astype(np.float64)


def _rare(noise: Noise, _generator: np.random.Generator, steps: int) -> Array:
    """Large at every P-th step from the first on, so that the mean over P steps is 1."""
    period, against = noise.period, noise.against
    large = np.arange(steps) % int(period) == 0
    return np.repeat(np.where(large, period + (period - 1.0) * against, -against)[:, None], 2, axis=1)


KINDS: Mapping[str, Kind] = {
    "none": Kind("none", r"\tilde g = g", (), _none),
    "gaussian": Kind(
        "Gaussian", r"\tilde g = g + \sigma z, \quad z \sim N(0, 1)", ("sigma", "relative"), _gaussian
    ),
    "minibatch": Kind(
        "mini-batches of the data",
        r"\tilde g = \nabla f_{\mathcal B}, \quad |\mathcal B| = B",
        ("batch_size",),
        None,
        of_data=True,
    ),
    "batch": Kind(
        "like a mini-batch",
        r"\tilde g = g + \tfrac{\sigma}{\sqrt{B}} z, \quad z \sim N(0, 1)",
        ("sigma", "batch_size", "relative"),
        _batch,
    ),
    "student": Kind(
        "heavy-tailed",
        r"\tilde g = g + \sigma z, \quad z \sim t_\nu",
        ("sigma", "degrees", "relative"),
        _student,
    ),
    "sparse": Kind(
        "sparse", r"\tilde g_i = g_i \text{ with probability } p, \text{ else } 0", ("seen",), _sparse, True
    ),
    "rare": Kind(
        "rare but large",
        r"\tilde g = (P + (P - 1)\,c)\,g \text{ at every } P\text{-th step, else } -c\,g",
        ("period", "against"),
        _rare,
        True,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Noise:
    """A kind of `KINDS` with its settings and a seed; z is drawn anew for each step and coordinate.

    With `relative`, σ is a share of the gradient's length ‖g‖. "minibatch" is the gradient of B of the points
    that the loss comes from, each of them once an epoch; with as many as there are or more it is no noise.
    "batch" has the spread of a mean over B examples, each with spread σ. "rare" is no chance at all: as in
    Reddi et al., On the Convergence of Adam and Beyond, 2018, a large gradient comes at every P-th step, and
    smaller ones point against it; over P steps the mean is the gradient. Raises ValueError, naming the field,
    for a bad value.
    """

    kind: str = hyper(
        "none", symbol="noise", latex=r"\text{noise}", choices=tuple(KINDS),
        help="What the optimizers see instead of the gradient; the same numbers for each of them.",
    )  # fmt: skip
    sigma: float = hyper(
        1.0, symbol="σ", latex=r"\sigma", lowest=1e-3, highest=1e3, scale="log", at_least=0.0,
        help="The spread of the noise, in units of the gradient, or of its length.",
    )  # fmt: skip
    relative: bool = hyper(
        False, symbol="relative", latex=r"\text{relative}",
        help="Whether σ counts in lengths of the gradient, so that the noise fades at the minimum.",
    )  # fmt: skip
    batch_size: float = hyper(
        16.0, symbol="B", latex="B", lowest=1.0, highest=2048.0, scale="log", at_least=1.0, whole=True,
        help="Examples in a mini-batch: four times as many about halve the noise.",
    )  # fmt: skip
    degrees: float = hyper(
        3.0, symbol="ν", latex=r"\nu", lowest=1.0, highest=30.0, scale="log", at_least=0.1,
        help="The fewer, the more often a gradient is far off: up to 2 the variance has no bound.",
    )  # fmt: skip
    seen: float = hyper(
        0.5, symbol="p", latex="p", lowest=0.01, highest=1.0, scale="log", at_least=0.0,
        help="How likely each coordinate is seen in a step; else its gradient is 0.",
    )  # fmt: skip
    period: float = hyper(
        3.0, symbol="P", latex="P", lowest=2.0, highest=200.0, scale="log", at_least=2.0, whole=True,
        help="One gradient in so many is large and points the right way.",
    )  # fmt: skip
    against: float = hyper(
        3.0, symbol="c", latex="c", lowest=0.1, highest=200.0, scale="log", at_least=0.0,
        help="How large the others are, which point against it.",
    )  # fmt: skip
    seed: float = hyper(
        0.0, symbol="seed", latex=r"\text{seed}", lowest=0.0, highest=MOST_SEED, at_least=0.0, whole=True,
        below=2.0**31, help="Which numbers are drawn: the same seed gives the same run.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def uses(self) -> tuple[str, ...]:
        """The fields that count for this kind, beside the kind itself and the seed."""
        return KINDS[self.kind].uses

    @property
    def is_random(self) -> bool:
        """Whether another seed gives another run."""
        return self.kind not in ("none", "rare")

    @property
    def of_data(self) -> bool:
        """Whether it is mini-batches, which only a loss that comes from data has."""
        return KINDS[self.kind].of_data

    def is_random_on(self, surface: Surface) -> bool:
        """Whether another seed gives another run there: not with batches of all the points."""
        return self.is_random and not (self.of_data and self.sees_all_of(surface))

    def sees_all_of(self, surface: Surface) -> bool:
        """Whether each batch has all the points that the surface's loss comes from."""
        return surface.fit is not None and self.batch_size >= len(surface.fit.points)

    @property
    def form(self) -> Form:
        """How its rows meet the gradient; "none" where it has none."""
        if self.kind == "none" or self.of_data:
            return "none"
        if KINDS[self.kind].masked:
            return "masked"
        return "relative" if self.relative else "added"

    def with_seed(self, seed: int) -> Noise:
        return replace(self, seed=float(seed))

    def seeds(self, count: int) -> NDArray[np.int64]:
        """This seed and those that follow it, (count,); behind the last comes the first."""
        return (int(self.seed) + np.arange(count)) % (MOST_SEED + 1)

    def rows(self, steps: int) -> Array:
        """The noise of the steps of a run, (steps, 2), to be met by `seen_gradient`.

        ValueError for mini-batches, which have no rows.
        """
        draw = KINDS[self.kind].rows
        if draw is None:
            raise ValueError(f"kind must be one with rows of its own, got {self.kind!r}")
        return draw(self, np.random.default_rng(int(self.seed)), steps)


SILENT = Noise()


def seen_gradient(form: Form, gradient: tuple[Any, Any], noise: tuple[Any, Any]) -> tuple[Any, Any]:
    """The gradient that the rule sees, for floats, arrays, and what records them."""
    (gx, gy), (nx, ny) = gradient, noise
    if form == "added":
        return gx + nx, gy + ny
    if form == "relative":
        length = hypot(gx, gy)
        return gx + length * nx, gy + length * ny
    return (gx * nx, gy * ny) if form == "masked" else gradient
