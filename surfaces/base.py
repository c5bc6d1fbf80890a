"""What every surface is made of: `Surface`, its three functions, and what there is to know about it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from arithmetic import Number as Number
from knob import Knob
from surfaces.fit import Fit

Array = NDArray[np.float64]
Interval = tuple[float, float]
Domain = tuple[Interval, Interval]
Setting = float | bool | str


class Value(Protocol):
    """The loss at (x, y): floats, or arrays of any one shape."""

    def __call__(self, x: Number, y: Number, /) -> Number: ...


class Gradient(Protocol):
    """The exact partial derivatives by x and by y, in the shape of x and y."""

    def __call__(self, x: Number, y: Number, /) -> tuple[Number, Number]: ...


class Hessian(Protocol):
    """The exact second derivatives by xx, by xy and by yy, in the shape of x and y."""

    def __call__(self, x: Number, y: Number, /) -> tuple[Number, Number, Number]: ...


def _member(make: "Callable[..., Surface]", settings: tuple[tuple[str, Setting], ...]) -> "Surface":
    return make(**dict(settings))


@dataclass(frozen=True)
class Surface:
    """A loss over the plane, and what there is to know about it.

    `value`, `gradient` and `hessian` never raise on floats: where the loss overflows they give inf or nan.
    Write `x * x` in them, not `x**2` (a float power raises on overflow), and the functions of
    `surfaces.functions`, not those of `math` or NumPy: they give floats and arrays the same digits.
    `domain` is the part that is shown, ((x₀, x₁), (y₀, y₁)); the loss goes on outside it. `minima` lists
    every global minimum in the domain as (x, y, loss); it is empty where the loss has no lower bound. At a
    point in `kinks` the loss has no gradient, and `gradient` gives the middle of the slopes around it; so it
    does on curves along which the slope breaks, where `crease` is 0 (|y − x²|, say) and small beside them.
    With `scale` "log", height and colour are drawn as log₁₀(1 + loss − lowest). `eye` is the place, in
    Plotly's camera units, from which the path to the minimum is in sight. Raises ValueError, naming the
    field, for an empty domain, a start outside it, or a log scale without minima.

    With a `box` a position that leaves it is put back to the nearest one in it after each step: the problem
    has constraints, and the optimizers are their projected forms.

    A family of surfaces, one for each value of its `knobs`, is made by `make` from their values by name; the
    one that stands for it in the catalogue has their defaults. `settings` are the values of this member.

    A surface that users may make their own has a `recipe`, what it is made from: a formula, or data. `remake`
    makes the surface of another recipe, with its knobs at their defaults; it raises ValueError for one that
    does not suit. `content` is a digest of the recipe. Where the loss comes from data, `fit` is the model,
    whose two parameters are x and y, with its points. `axes` is what x and y are called where they are shown,
    and in `latex`; `meanings` says in a word what they are, and is empty where there is nothing to say.
    """

    key: str
    name: str
    latex: str
    value: Value
    gradient: Gradient
    hessian: Hessian
    domain: tuple[Interval, Interval]
    minima: tuple[tuple[float, float, float], ...]
    start: tuple[float, float]
    source: str
    lesson: str
    scale: Literal["linear", "log"] = "linear"
    eye: tuple[float, float, float] = (1.2, -1.4, 1.1)
    kinks: tuple[tuple[float, float], ...] = ()
    crease: Value | None = None
    knobs: tuple[Knob, ...] = ()
    settings: tuple[tuple[str, Setting], ...] = ()
    make: "Callable[..., Surface] | None" = None
    box: tuple[Interval, Interval] | None = None
    content: str = ""
    recipe: Any = None
    remake: "Callable[[Any], Surface] | None" = None
    fit: Fit | None = None
    axes: tuple[str, str] = ("x", "y")
    meanings: tuple[str, str] = ("", "")

    def __post_init__(self) -> None:
        # Steps are kept by the surface they are recorded on, so all of it has to be hashable.
        for name in ("domain", "minima", "kinks"):
            object.__setattr__(self, name, tuple(tuple(row) for row in getattr(self, name)))
        if self.box is not None:
            object.__setattr__(self, "box", tuple(tuple(row) for row in self.box))
        for name in ("start", "eye", "axes", "meanings"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for lower, upper in self.domain:
            if not -math.inf < lower < upper < math.inf:
                raise ValueError(f"domain must be two increasing finite pairs, got {self.domain!r}")
        if not all(low <= at <= high for at, (low, high) in zip(self.start, self.domain, strict=True)):
            raise ValueError(f"start must lie in the domain {self.domain!r}, got {self.start!r}")
        if self.scale == "log" and not self.minima:
            raise ValueError(f"scale must be 'linear' where there are no minima, got {self.scale!r}")

    def turned(self, **values: Setting) -> "Surface":
        """The member of the family with these values of its knobs, and the others as they are here.

        Raises ValueError, naming the knob, for an unknown name or a value that the knob refuses.
        """
        known = {knob.name: knob for knob in self.knobs}
        for name in values:
            if name not in known:
                raise ValueError(f"{name} is not a knob of {self.name}: {', '.join(known) or 'it has none'}")
        checked = {name: known[name].check(value) for name, value in (dict(self.settings) | values).items()}
        return self.make(**checked) if self.make else self

    def __reduce_ex__(self, protocol: Any) -> Any:
        """A member of a family is sent to another process by its settings: there it is the same again."""
        if self.make and self is self.make(**dict(self.settings)):
            return _member, (self.make, self.settings)
        return super().__reduce_ex__(protocol)

    @property
    def identity(self) -> str:
        """Its key, what it was made from, and its settings: equal in every process for equal surfaces."""
        return " ".join([self.key, self.content, *(f"{name}={value!r}" for name, value in self.settings)])

    @property
    def axis_titles(self) -> tuple[str, str]:
        """What stands at the axes of a picture: "x" and "y", or "w (slope)" and "b (intercept)"."""
        first, second = (
            f"{name} ({meaning})" if meaning else name
            for name, meaning in zip(self.axes, self.meanings, strict=True)
        )
        return first, second

    @property
    def lowest(self) -> float | None:
        """The loss at the global minima, None where there are none."""
        return min(loss for _, _, loss in self.minima) if self.minima else None

    def has_loss(self, x: float, y: float) -> bool:
        """Whether the loss at (x, y) is finite: a run can begin there."""
        with np.errstate(all="ignore"):
            return math.isfinite(self.value(x, y))

    def contains(self, x: float, y: float) -> bool:
        """Whether the domain contains the point (x, y)."""
        (x0, x1), (y0, y1) = self.domain
        return bool(x0 <= x <= x1 and y0 <= y <= y1)

    @property
    def diagonal(self) -> float:
        """The length of the domain's diagonal, a yardstick for steps and distances."""
        (x0, x1), (y0, y1) = self.domain
        return math.hypot(x1 - x0, y1 - y0)
