"""What every update rule is made of: `Optimizer`, its hyper-parameters, and a little arithmetic."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from arithmetic import Number as Number
from arithmetic import absolute as absolute
from arithmetic import maximum as maximum
from arithmetic import minimum as minimum
from arithmetic import power as power
from arithmetic import sign as sign
from arithmetic import sqrt as sqrt
from arithmetic import where as where
from knob import Knob
from optimizers.stage import Stage, Stages, finish

if TYPE_CHECKING:
    from optimizers.quantities import Quantity

Array = NDArray[np.float64]
State = tuple[Any, ...]  # one entry for each name in `Optimizer.remembers`: a float or an array
Pair = tuple[Any, Any]  # the two coordinates, each a float or an array (N,)


class Landscape(Protocol):
    """What a rule may ask the loss beyond the gradient where it stands; a surface is one."""

    def value(self, x: Number, y: Number, /) -> Number:
        """The loss."""

    def gradient(self, x: Number, y: Number, /) -> tuple[Number, Number]:
        """The derivatives by x and by y."""

    def hessian(self, x: Number, y: Number, /) -> tuple[Number, Number, Number]:
        """The second derivatives by xx, xy and yy."""


def hyper(default: Any, **metadata: Any) -> Any:
    """A dataclass field with `default`, described by the fields of `Knob` given as `metadata`."""
    kinds: dict[type, str] = {bool: "switch", str: "choice"}
    described = Knob(kind=kinds.get(type(default), "number"), default=default, **metadata)  # type: ignore[arg-type]
    return dataclasses.field(default=default, metadata={"hyper": described})


@cache
def _hypers_of(rule: Any) -> Mapping[str, Knob]:
    return MappingProxyType(
        {f.name: dataclasses.replace(f.metadata["hyper"], name=f.name) for f in dataclasses.fields(rule)}
    )


def hypers(rule: Any) -> Mapping[str, Knob]:
    """The hyper-parameters of a rule, by name, in the order they are declared in.

    A rule, its class, or any other dataclass all of whose fields are made by `hyper`.
    """
    declared: Any = rule if isinstance(rule, type) else type(rule)
    return _hypers_of(declared)


def check_fields(described: Any) -> None:
    """Every field of a frozen dataclass as its formula computes with it; ValueError for a bad one."""
    for name, knob in hypers(described).items():
        object.__setattr__(described, name, knob.check(getattr(described, name)))


@dataclass(frozen=True)
class Optimizer:
    """An update rule with its hyper-parameters: the next position is `position + step`.

    `update` is pure. Position, gradient and step are all floats (one coordinate), all `(2,)` or all `(2, N)`;
    with `(2, N)` a hyper-parameter may be an array (N,), one value for each lane. A bad value raises a
    ValueError that names field and value. `source` and `differences` are the paragraphs of the rule's
    docstring that begin with "Source:" and "Differences:".

    A rule that is not `elementwise` has `update_pair` instead of `update`. It is given both coordinates, each
    a float or (N,), and the `Landscape`, and its state may hold pairs; `init` is given a pair too.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    colour: ClassVar[str]
    marker: ClassVar[str]
    formula: ClassVar[str]
    idea: ClassVar[str]
    source: ClassVar[str]
    differences: ClassVar[str]
    # A rule that sees each coordinate on its own; one that needs both, or more than the gradient, sets False.
    elementwise: ClassVar[bool] = True
    # Curvature gives its steps the right length: its default rate fits every surface.
    own_scale: ClassVar[bool] = False
    remembers: ClassVar[tuple[str, ...]] = ()
    # The rules that this one grew out of, by key, and what it adds to each.
    builds_on: ClassVar[Mapping[str, str]] = MappingProxyType({})
    # Which quantities of the stages a run's state holds beside what is remembered.
    derives: ClassVar[tuple[str, ...]] = ()
    # Quantities of the stages that are not what `optimizers.quantities` says.
    quantities: ClassVar[Mapping[str, "Quantity"]] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        paragraphs = [" ".join(p.split()) for p in (cls.__doc__ or "").split("\n\n")]
        for name, heading in (("source", "Source: "), ("differences", "Differences: ")):
            setattr(cls, name, "".join(p.removeprefix(heading) for p in paragraphs if p.startswith(heading)))

    def __post_init__(self) -> None:
        check_fields(self)

    def init(self, position: Any) -> State:
        """The state before the first step: zero for all that is remembered, or what the rule says instead."""
        return tuple(zero(position) for _ in self.remembers)

    def stages(self, gradient: Any, state: State, position: Any) -> Stages:
        """The step from `position` and the state after it, stage by stage: see `optimizers.stage`."""
        step, after = self.update(gradient, state, position)
        yield Stage("gradient", slope=gradient)
        yield Stage("step", step=step)
        return step, after

    def update(self, gradient: Number, state: State, position: Number) -> tuple[Number, State]:
        """The step from `position`, and the state after it."""
        if type(self).stages is Optimizer.stages:
            raise NotImplementedError
        return finish(self.stages(gradient, state, position))

    def stages_pair(self, gradient: Pair, state: State, position: Pair, landscape: Landscape) -> Stages:
        """The same as `stages` for a rule that is not element-wise: quantities are pairs too."""
        step, after = self.update_pair(gradient, state, position, landscape)
        yield Stage("gradient", slope=gradient)
        yield Stage("step", step=step)
        return step, after

    def update_pair(
        self, gradient: Pair, state: State, position: Pair, landscape: Landscape
    ) -> tuple[Pair, State]:
        """The same as `update` for a rule that is not element-wise: coordinates are pairs (x, y)."""
        if type(self).stages_pair is Optimizer.stages_pair:
            raise NotImplementedError
        return finish(self.stages_pair(gradient, state, position, landscape))


# ---- what rules compute with, beside `arithmetic` ----


def zero(like: Number) -> Number:
    """0 in the shape of `like`."""
    return 0.0 if isinstance(like, float) else np.zeros_like(like)


def corrected(average: Number, power: Number) -> Number:
    """An average that began at 0, divided by 1 − βᵗ: `power` is βᵗ, often one number for all lanes.

    Multiplied by the inverse, which takes one division instead of one for each lane and coordinate.
    """
    return average * (1.0 / (1.0 - power))


def root(v: Number, epsilon: float, placement: str) -> Number:
    """The divisor of the adaptive rules: √v + ε ("outside") or √(v + ε) ("inside")."""
    return sqrt(v) + epsilon if placement == "outside" else sqrt(v + epsilon)
