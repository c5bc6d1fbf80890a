"""One step of a rule on a surface, recorded once for all lanes: see `recording` and `program`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arithmetic import maximum, minimum
from descent.motion import Shifted
from descent.noise import seen_gradient
from descent.program import Machine, Program
from descent.recording import Node, NotRecordable, Recording
from descent.signals import QUIET, Shape, Signals
from optimizers import Optimizer
from surfaces import Surface

Array = NDArray[np.float64]
NodePair = tuple[Node, Node]
STILL = QUIET.shape


@dataclass(frozen=True, eq=False)
class March:
    """A recorded step: from positions, their losses and slopes, as the rule sees them, to the next ones."""

    surface: Surface
    program: Program
    settings: dict[str, Node]  # the hyper-parameters that are arrays
    position: NodePair
    slope: NodePair
    loss: Node
    signals: Sequence[Node]  # in the order of `Shape.names`
    entries: Sequence[Node]  # the symbols of all that the rule remembers; some stand for both coordinates

    @property
    def state(self) -> list[tuple[int, Node]]:
        """Each of these symbols once, with its first place among the entries."""
        first = {symbol: place for place, symbol in reversed([*enumerate(self.entries)])}
        return sorted(((place, symbol) for symbol, place in first.items()), key=lambda pair: pair[0])

    def begin(self, optimizer: Optimizer, starts: Array, signals: Signals = QUIET) -> Machine:
        """A machine that stands at `starts` (2, N), with the optimizer's settings.

        It is told the `signals` of each step; of them it reads here the noise of the first gradient.
        """
        x, y = starts
        entries = entries_of(optimizer, (x, y))
        values: dict[Node, Any] = {symbol: getattr(optimizer, name) for name, symbol in self.settings.items()}
        values |= dict(zip(self.position, (x, y), strict=True))
        values |= dict(zip(self.slope, signals.seen(0, self.surface.gradient(x, y)), strict=True))
        values[self.loss] = self.surface.value(x, y)
        values |= {symbol: entries[place] for place, symbol in self.state}
        machine = Machine(self.program, starts.shape[1])
        machine.load(values)
        return machine


def march_of(optimizer: Optimizer, surface: Surface, shape: Shape = STILL) -> March | None:
    """The recorded step; None where rule or surface is more than an expression and has to run on arrays."""
    numbers = tuple((n, v) for n, v in vars(optimizer).items() if not isinstance(v, np.ndarray))
    arrays = tuple(n for n, v in vars(optimizer).items() if isinstance(v, np.ndarray))
    return _march_of(Settings(type(optimizer), numbers, arrays), surface, shape)


@dataclass(frozen=True)
class Settings:
    """An optimizer of which only some hyper-parameters have a value; the others are given to the march."""

    rule: type[Optimizer]
    values: tuple[tuple[str, Any], ...]
    given: tuple[str, ...]


@lru_cache(maxsize=64)
def _march_of(settings: Settings, surface: Surface, shape: Shape) -> March | None:
    try:
        return record(settings, surface, shape)
    except Exception:  # NotRecordable, or whatever a node does not know: where it is real, arrays meet it too
        return None


def record(settings: Settings, surface: Surface, shape: Shape = STILL) -> March:
    """The recorded step; NotRecordable, or whatever else a node leads to, where there is none."""
    if shape.batched:
        raise NotRecordable("the gradient of a mini-batch")
    guess = Guess()
    while (march := _attempt(settings, surface, shape, guess)) is None:
        pass
    return march


@dataclass
class Guess:
    """What is taken for granted of remembered numbers, by their places among the rule's entries.

    A number that is the same for all at first, say a power of β₂, stays one for all lanes as long as β₂ is,
    and one for both coordinates as long as both compute the same. What turns out wrong is noted here, and the
    step is recorded again.
    """

    by_lane: set[int] = field(default_factory=set)
    by_coordinate: set[int] = field(default_factory=set)


def _attempt(chosen: Settings, surface: Surface, shape: Shape, guess: Guess) -> March | None:
    """The recorded step, or None where the guess was wrong and has been mended."""
    recording = Recording()
    signals = {
        name: recording.symbol("lanes" if shape.by_lane and name.startswith("noise") else "number")
        for name in shape.names
    }
    here, there = _landscapes(surface, shape, signals)
    settings = {name: recording.symbol("lanes") for name in chosen.given}
    optimizer = object.__new__(chosen.rule)
    vars(optimizer).update(dict(chosen.values) | settings)
    x, y = (recording.symbol("lanes", finite=True) for _ in range(2))
    gx, gy = (recording.symbol("lanes") for _ in range(2))
    loss = recording.symbol("lanes")

    entries = entries_of(optimizer, (x, y))
    half = len(entries) // 2 if optimizer.elementwise else len(entries)
    symbols: list[Node] = []
    for place, entry in enumerate(entries):
        each = isinstance(entry, Node)  # one number for each lane from the start
        if place >= half and not each and place % half not in guess.by_coordinate:
            symbols.append(symbols[place % half])
        else:
            symbols.append(recording.symbol("lanes" if each or place in guess.by_lane else "number"))
    (dx, dy), after = _stepped(optimizer, symbols, (gx, gy), (x, y), here)
    if any(node.truth for node in after):
        raise NotRecordable("a truth that is remembered")

    right = True
    for place, (symbol, node) in enumerate(zip(symbols, after, strict=True)):
        if symbol.kind == "number" and node.kind == "lanes":
            guess.by_lane.add(place)
            right = False
        if place >= half and symbol is symbols[place % half] and node is not after[place % half]:
            guess.by_coordinate.add(place % half)
            right = False
    if not right:
        return None

    if shape.scheduled:
        dx, dy = dx * signals["factor"], dy * signals["factor"]
    next_x, next_y = map(recording.node, boxed(surface, x + dx, y + dy))
    slope = map(recording.node, there.gradient(next_x, next_y))
    noise = (signals["noise_x"], signals["noise_y"]) if shape.noise != "none" else (0.0, 0.0)
    carried = dict(zip(symbols, after, strict=True))
    carried |= {x: next_x, y: next_y, loss: recording.node(there.value(next_x, next_y))}
    seen = seen_gradient(shape.noise, (next(slope), next(slope)), noise)
    carried |= dict(zip((gx, gy), map(recording.node, seen), strict=True))
    program = Program(recording, carried, list(settings.values()), list(signals.values()))
    return March(surface, program, settings, (x, y), (gx, gy), loss, list(signals.values()), symbols)


def _landscapes(surface: Surface, shape: Shape, signals: Mapping[str, Node]) -> tuple[Any, Any]:
    """The landscape before the step and after it; their types know nothing of nodes."""
    if not shape.moving:
        return surface, surface
    before = Shifted(surface, signals["was_x"], signals["was_y"])
    return before, Shifted(surface, signals["shift_x"], signals["shift_y"])


def boxed(surface: Surface, x: Any, y: Any) -> tuple[Any, Any]:
    """The position, put back into the surface's box where it has one; nan stays."""
    if surface.box is None:
        return x, y
    (x0, x1), (y0, y1) = surface.box
    return minimum(maximum(x, x0), x1), minimum(maximum(y, y0), y1)


def _stepped(
    rule: Optimizer, symbols: list[Node], slope: NodePair, at: NodePair, surface: Any
) -> tuple[NodePair, list[Node]]:
    """The step, and the rule's entries after it, in the order of `entries_of`."""
    if rule.elementwise:
        half = len(symbols) // 2
        dx, after_x = rule.update(slope[0], tuple(symbols[:half]), at[0])  # type: ignore[type-var]
        dy, after_y = rule.update(slope[1], tuple(symbols[half:]), at[1])  # type: ignore[type-var]
        step, after = (dx, dy), (*after_x, *after_y)
    else:
        state = _nested(rule.init(at), iter(symbols))
        step, after = rule.update_pair(slope, state, at, surface)
    node = slope[0].recording.node
    return (node(step[0]), node(step[1])), [node(entry) for entry in flat(after)]


def entries_of(optimizer: Optimizer, at: tuple[Any, Any]) -> list[Any]:
    """All that the rule remembers at first; of an element-wise rule x's entries, then y's."""
    if optimizer.elementwise:
        return [*optimizer.init(at[0]), *optimizer.init(at[1])]
    return list(flat(optimizer.init(at)))


def flat(entries: Any) -> Iterator[Any]:
    """What is in nested tuples, one after the other."""
    for entry in entries:
        if isinstance(entry, tuple):
            yield from flat(entry)
        else:
            yield entry


def _nested(entries: Any, symbols: Iterator[Node]) -> Any:
    """The symbols, nested as the entries are."""
    return tuple(_nested(e, symbols) if isinstance(e, tuple) else next(symbols) for e in entries)
