"""What a loss that comes from data tells of itself: the model, its points, and the loss of some of them."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from surfaces.points import Points

Rows = NDArray[np.integer[Any]]


class Fit(Protocol):
    """A model with two parameters x and y, and the points that it is fitted to.

    With `rows`, (B,) or one batch for each lane, (B, N), the loss is that of these points alone: of a loss
    that is a sum over all n points n/B times their sum, else their mean. Either is right on average.
    """

    @property
    def points(self) -> Points: ...

    def value(self, x: Any, y: Any, rows: Rows | None = None) -> Any: ...

    def gradient(self, x: Any, y: Any, rows: Rows | None = None) -> tuple[Any, Any]: ...

    def told(self) -> dict[str, Any]:
        """What somebody who draws the model has to know; texts, numbers, and arrays of numbers.

        `predict` says how ŷ follows from a point's u and the parameters x, y. {"kind": "affine", "link":
        "identity" | "sigmoid", "mean": μ, "spread": s}: link(x (u − μ) / s + y). {"kind": "tanh", "mean": μ,
        "spread": s, "weights": (3H + 1, 3)}: each row p gives a weight p₀ + x p₁ + y p₂; of H hidden units
        first H that multiply (u − μ) / s, then H biases, then H that multiply tanh, then the bias of ŷ.
        `loss` is how ŷ meets a point's y: {"kind": "squared" | "half_squared" | "absolute" | "huber" |
        "cross_entropy", "delta": where Huber's loss becomes a line, "total": whether it is a sum instead of a
        mean, "penalty": λ of λ/2 · x²}. A "cross_entropy" takes the logarithm of ŷ from its logit.
        """
        ...
