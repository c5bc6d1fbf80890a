"""What every update rule is made of: `Optimizer`, the metadata `Hyper`, and a little arithmetic."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Number = TypeVar("Number", float, Array)
State = tuple[Any, ...]  # one entry for each name in `Optimizer.remembers`: a float or an array


@dataclass(frozen=True)
class Hyper:
    """All that a control, a link or a sweep has to know about one hyper-parameter.

    `lowest` to `highest` is the range for teaching. On a log scale the axis measures the distance to
    `toward`: a decay rate has `toward` 1, so 0.9, 0.99 and 0.999 stand evenly spread. Only what lies below
    `at_least`, or not below `below`, breaks the formula and is refused.
    """

    symbol: str
    latex: str
    help: str
    kind: Literal["number", "switch", "choice"] = "number"
    lowest: float | None = None
    highest: float | None = None
    scale: Literal["linear", "log"] = "linear"
    toward: float = 0.0
    choices: tuple[str, ...] = ()
    at_least: float | None = None
    below: float | None = None
    name: str = ""
    default: Any = None

    def check(self, value: Any) -> Any:
        """`value` as the rule computes with it: float, float64 array (N,), bool or str; else ValueError."""
        if self.kind == "switch":
            if not isinstance(value, bool | np.bool_):
                raise ValueError(f"{self.name} must be True or False, got {value!r}")
            return bool(value)
        if self.kind == "choice":
            if value not in self.choices:
                raise ValueError(f"{self.name} must be one of {', '.join(self.choices)}, got {value!r}")
            return str(value)
        return self._check_number(value)

    def _check_number(self, value: Any) -> float | Array:
        numbers = np.asarray(value)
        lanes = isinstance(value, np.ndarray) and numbers.ndim == 1
        if numbers.dtype.kind not in "iuf" or not (lanes or numbers.ndim == 0):
            raise ValueError(f"{self.name} must be a number, or an array of one for each lane, got {value!r}")
        if not np.isfinite(numbers).all():
            raise ValueError(f"{self.name} must be finite, got {value!r}")
        if self.at_least is not None and (numbers < self.at_least).any():
            raise ValueError(f"{self.name} must be at least {self.at_least:g}, got {value!r}")
        if self.below is not None and (numbers >= self.below).any():
            raise ValueError(f"{self.name} must be below {self.below:g}, got {value!r}")
        # A Python float steps seven times faster than a NumPy scalar and never warns.
        return float(value) if numbers.ndim == 0 else numbers.astype(np.float64)


def hyper(default: Any, **metadata: Any) -> Any:
    """A dataclass field with `default`, described by the fields of `Hyper` given as `metadata`."""
    kinds: dict[type, str] = {bool: "switch", str: "choice"}
    described = Hyper(kind=kinds.get(type(default), "number"), default=default, **metadata)  # type: ignore[arg-type]
    return dataclasses.field(default=default, metadata={"hyper": described})


@cache
def _hypers_of(rule: Any) -> Mapping[str, Hyper]:
    return MappingProxyType(
        {f.name: dataclasses.replace(f.metadata["hyper"], name=f.name) for f in dataclasses.fields(rule)}
    )


def hypers(rule: "Optimizer | type[Optimizer]") -> Mapping[str, Hyper]:
    """The hyper-parameters of a rule, by name, in the order they are declared in."""
    declared: Any = rule if isinstance(rule, type) else type(rule)
    return _hypers_of(declared)


@dataclass(frozen=True)
class Optimizer:
    """An update rule with its hyper-parameters: the next position is `position + step`.

    `update` is pure. Position, gradient and step are all floats (one coordinate), all `(2,)` or all `(2, N)`;
    with `(2, N)` a hyper-parameter may be an array (N,), one value for each lane. A bad value raises a
    ValueError that names field and value. `source` and `differences` are the paragraphs of the rule's
    docstring that begin with "Source:" and "Differences:".
    """

    key: ClassVar[str]
    label: ClassVar[str]
    colour: ClassVar[str]
    marker: ClassVar[str]
    formula: ClassVar[str]
    idea: ClassVar[str]
    source: ClassVar[str]
    differences: ClassVar[str]
    # A rule that sees each coordinate on its own; one that needs both at once (a norm, say) sets False.
    elementwise: ClassVar[bool] = True
    remembers: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        paragraphs = [" ".join(p.split()) for p in (cls.__doc__ or "").split("\n\n")]
        for name, heading in (("source", "Source: "), ("differences", "Differences: ")):
            setattr(cls, name, "".join(p.removeprefix(heading) for p in paragraphs if p.startswith(heading)))

    def __post_init__(self) -> None:
        for name, described in hypers(self).items():
            object.__setattr__(self, name, described.check(getattr(self, name)))

    def init(self, position: Number) -> State:
        """The state before the first step: zero for all that is remembered, or what the rule says instead."""
        return tuple(zero(position) for _ in self.remembers)

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        """The step from `position`, and the state after it."""
        raise NotImplementedError

    def derived(self, state: Mapping[str, Array]) -> dict[str, Array]:  # noqa: ARG002
        """What follows from recorded states (rows, 2), by name, in the same shape; nan where not yet defined.

        "effective_rate" is the factor that the rule puts before its (averaged) gradient, in units of
        position / gradient.
        """
        return {}


def zero(like: Number) -> Number:
    """0 in the shape of `like`."""
    return np.zeros_like(like) if isinstance(like, np.ndarray) else 0.0


def sqrt(x: Number) -> Number:
    """√x for a float as for an array; nan below 0, as IEEE 754 has it."""
    if isinstance(x, np.ndarray):
        return np.sqrt(x)
    try:
        return math.sqrt(x)
    except ValueError:
        return math.nan


def maximum(a: Number, b: Number) -> Number:
    """The larger of two floats, or of two arrays element by element; nan where `a` or `b` is nan."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.maximum(a, b)
    return a if a >= b or a != a else b


def root(v: Number, epsilon: float, placement: str) -> Number:
    """The divisor of the adaptive rules: √v + ε ("outside") or √(v + ε) ("inside")."""
    return sqrt(v) + epsilon if placement == "outside" else sqrt(v + epsilon)
