"""The one reason that tells most about each coordinate of each step, with the number that goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from inside.evidence import Array, Evidence, Flags, Memory, near

STEADY = 0.05  # a step whose length changed by less went on at the same pace
STRAIGHT = 3.0  # degrees from steepest descent


class Reason(IntEnum):
    """In the order in which they are looked for."""

    OVERFLOWED_STILL = auto()
    OVERFLOWED = auto()
    STILL_HELD = auto()
    STILL_FLAT = auto()
    STILL_WAITS = auto()
    STILL_CANCELS = auto()
    STILL_ROUNDED = auto()
    STILL = auto()
    DECAY_FLAT = auto()
    DECAY_AGAINST = auto()
    DECAY_WINS = auto()
    DECAY_MOSTLY = auto()
    COUPLED = auto()
    CARRIED_FLIPPED = auto()
    CARRIED_FLAT = auto()
    CARRIED_BRAKED = auto()
    CARRIED_WEIGHED = auto()
    CARRIED = auto()
    WAY_FLIPPED = auto()
    WAY_FLAT = auto()
    WAY_AGAINST = auto()
    BENT_AGAINST = auto()
    BENT_FLAT = auto()
    MOVED_FLAT = auto()
    REMEMBERED = auto()
    ADDED = auto()
    TURNED = auto()
    HELD = auto()
    AGREE_FASTER = auto()
    AGREE_STEADY = auto()
    AGREE_FADES = auto()
    AGREE_RATE = auto()
    AGREE_SHORTER = auto()
    AGREE = auto()
    BENT = auto()
    DIRECT = auto()
    WAY_HOLDS = auto()
    WAY_SHORTENS = auto()
    SWINGS = auto()
    TURNS = auto()
    STEEPER = auto()
    FLATTER = auto()
    RATE_GROWS = auto()
    RATE_FALLS = auto()
    LONGER = auto()
    SHORTER = auto()
    PACE = auto()
    DOWNHILL = auto()


Codes = NDArray[np.intp]
_Found = tuple[Reason, Flags] | tuple[Reason, Flags, Array]


def reasons(seen: Evidence, elementwise: bool) -> tuple[Codes, Array]:
    """Codes and numbers, both (steps, 2); the number is nan where the reason has none."""
    signs = Signs(seen)
    found = [*_still(seen, signs), *_decayed(seen, signs)]
    found += [*_against(seen, signs, elementwise), *_along(seen, signs, elementwise)]
    flags, codes = [each[1] for each in found], [np.intp(each[0]) for each in found]
    number = [each[2] if len(each) == 3 else np.float64(np.nan) for each in found]
    return np.select(flags, codes), np.select(flags, number, np.nan)


def before(rows: Array) -> Array:
    """The same one step earlier; 0 before the first."""
    return np.concatenate([np.zeros((1, 2)), rows[:-1]])


def ratio(above: Array, below: Array) -> Array:
    return np.abs(above) / np.abs(below)


class Signs:
    """Where the step leads, beside the slope and beside the last step: what every reason asks for."""

    def __init__(self, seen: Evidence) -> None:
        self.ahead = np.sign(seen.move)
        self.flat = seen.slope == 0.0
        self.up = (np.sign(seen.slope) == self.ahead) & ~self.flat
        self.flipped = np.sign(seen.slope) * np.sign(before(seen.slope)) < 0.0
        last = np.sign(before(seen.move))
        self.onward, self.back = last == self.ahead, last == -self.ahead
        # How much longer than the last; nothing can be said where rounding or a schedule had a part in it.
        grown, told = ratio(seen.move, before(seen.move)), ratio(seen.step, before(seen.step))
        self.grown = np.where(near(grown, told), grown, np.nan)
        self.faster = self.onward & (self.grown > 1.0 + STEADY)
        self.slower = self.onward & (self.grown < 1.0 - STEADY)
        self.steady = self.onward & (np.abs(self.grown - 1.0) <= STEADY)

    def pulled(self, memory: Memory | None) -> tuple[Flags, Flags]:
        """Where the memory pulls the way of the step, and where against it."""
        if memory is None:
            never = np.zeros_like(self.flat)
            return never, never
        pull = -np.sign(memory.kept)
        return (pull == self.ahead) & (pull != 0.0), pull == -self.ahead


def _still(seen: Evidence, signs: Signs) -> Iterator[_Found]:
    still = seen.move == 0.0
    kept = seen.memory.kept if seen.memory else np.zeros_like(seen.move)
    yield Reason.OVERFLOWED_STILL, still & seen.broken
    yield Reason.OVERFLOWED, seen.broken
    yield Reason.STILL_HELD, still & seen.held
    stopped = still & (seen.step == 0.0)
    yield Reason.STILL_FLAT, stopped & signs.flat & (kept == 0.0)
    yield Reason.STILL_WAITS, stopped & signs.flipped & (seen.g == 0.0)
    cancels = np.sign(kept) == -np.sign(seen.slope)
    yield Reason.STILL_CANCELS, stopped & cancels & (kept != 0.0) & seen.told
    yield Reason.STILL_ROUNDED, still & (seen.step != 0.0), np.abs(seen.step)
    yield Reason.OVERFLOWED_STILL, still & seen.lost
    yield Reason.STILL, still


def _decayed(seen: Evidence, signs: Signs) -> Iterator[_Found]:
    """Weight decay beside the gradient, and inside it."""
    agrees, _ = signs.pulled(seen.memory)
    if seen.decay is not None:
        rest = seen.step - seen.decay
        pulls = np.sign(seen.decay) == signs.ahead
        yield Reason.DECAY_FLAT, pulls & (rest == 0.0)
        wins = pulls & (np.sign(rest) == -signs.ahead)
        yield Reason.DECAY_AGAINST, wins & signs.up
        yield Reason.DECAY_WINS, wins
        mostly = pulls & (np.abs(seen.decay) > (1.0 + STEADY) * np.abs(rest))
        yield Reason.DECAY_MOSTLY, mostly & ~signs.up, ratio(seen.decay, rest)
    outweighs = (np.sign(seen.g) == -signs.ahead) & (signs.up | signs.flat)
    yield Reason.COUPLED, outweighs & ~agrees & (np.sign(seen.position) == -signs.ahead)


def _against(seen: Evidence, signs: Signs, elementwise: bool) -> Iterator[_Found]:
    """What moves a coordinate where its slope does not."""
    moved, memory = signs.up | signs.flat, seen.memory
    if memory is not None:
        agrees, _ = signs.pulled(memory)
        carried = agrees & signs.up
        yield Reason.CARRIED_FLIPPED, carried & signs.flipped
        yield Reason.CARRIED_FLAT, agrees & signs.flat
        yield Reason.CARRIED_BRAKED, carried & signs.slower & _fading(seen, memory), signs.grown
        if memory.share is not None:
            share, own = ratio(memory.kept, memory.share), seen.pure & (seen.g == seen.slope)
            yield Reason.CARRIED_WEIGHED, carried & own & (share > 1.0 + STEADY), share
        yield Reason.CARRIED, carried
    for drift in seen.drifts:
        drifts = moved & (np.sign(drift) == signs.ahead)
        yield Reason.WAY_FLIPPED, drifts & signs.flipped
        yield Reason.WAY_FLAT, drifts & signs.flat
        yield Reason.WAY_AGAINST, drifts
    if not elementwise:
        yield Reason.BENT_AGAINST, signs.up
        yield Reason.BENT_FLAT, signs.flat
    remembered = seen.remembers and bool(np.all(seen.g == seen.slope)) and seen.told
    yield Reason.MOVED_FLAT, signs.flat
    yield Reason.REMEMBERED if remembered else Reason.ADDED, signs.up


def _along(seen: Evidence, signs: Signs, elementwise: bool) -> Iterator[_Found]:
    """What is to be said of a coordinate that goes downhill."""
    if seen.memory is not None and seen.told:
        yield from _remembering(seen, seen.memory, signs)
    if not elementwise:
        yield from _bent(seen, signs)
    elif seen.drifts:
        yield from _averaged(seen, signs)
    else:
        yield from _turned(signs)
        if seen.memory is None:
            yield from _paced(seen, signs)
    yield Reason.DOWNHILL, np.ones_like(signs.up), np.abs(seen.slope)


def _remembering(seen: Evidence, memory: Memory, signs: Signs) -> Iterator[_Found]:
    agrees, opposes = signs.pulled(memory)
    yield Reason.TURNED, opposes & signs.back
    yield Reason.HELD, opposes
    yield from _turned(signs)
    yield Reason.AGREE_FASTER, agrees & signs.faster, signs.grown
    yield Reason.AGREE_STEADY, agrees & signs.steady
    slower = agrees & signs.slower
    yield Reason.AGREE_FADES, slower & _fading(seen, memory), signs.grown
    if seen.rate is not None:
        yield Reason.AGREE_RATE, slower & (seen.rate < before(seen.rate)), signs.grown
    yield Reason.AGREE_SHORTER, slower, signs.grown
    yield Reason.AGREE, agrees


def _fading(seen: Evidence, memory: Memory) -> Flags:
    """Where what is remembered shrank, and no less than the rate: it is why a step is shorter."""
    if memory.after is None:
        return np.zeros_like(seen.broken)
    left = ratio(memory.after, before(memory.after))
    fading: Flags = left < 1.0
    return fading if seen.rate is None else fading & (left <= ratio(seen.rate, before(seen.rate)))


def _turned(signs: Signs) -> Iterator[_Found]:
    turned = signs.flipped & signs.back
    yield Reason.SWINGS, turned & (signs.grown > 1.0 + STEADY), signs.grown
    yield Reason.TURNS, turned


def _bent(seen: Evidence, signs: Signs) -> Iterator[_Found]:
    """Both coordinates go downhill, but not by the steepest way: the angle between the two."""
    across = seen.move[:, 0] * seen.slope[:, 1] - seen.move[:, 1] * seen.slope[:, 0]
    angle = np.degrees(np.arctan2(np.abs(across), -(seen.move * seen.slope).sum(axis=1)))[:, None]
    moved = (seen.move != 0.0).all(axis=1, keepdims=True) & np.ones_like(signs.up)
    downhill = moved & (np.sign(seen.slope) == -signs.ahead).all(axis=1, keepdims=True)
    yield Reason.BENT, downhill & (angle >= STRAIGHT), np.broadcast_to(angle, moved.shape)
    yield Reason.DIRECT, downhill & (angle < STRAIGHT)


def _averaged(seen: Evidence, signs: Signs) -> Iterator[_Found]:
    """The places that are remembered: one walks along the slope, the average of its way follows."""
    walks = np.maximum.reduce([np.where(np.sign(d) == signs.ahead, np.abs(d), 0.0) for d in seen.drifts])
    holds = np.logical_or.reduce([np.sign(d) == -signs.ahead for d in seen.drifts])
    left = ratio(seen.move, walks)
    yield Reason.WAY_HOLDS, holds & (walks > 0.0)
    yield Reason.WAY_SHORTENS, (walks > 0.0) & (left < 1.0 - STEADY), left


def _paced(seen: Evidence, signs: Signs) -> Iterator[_Found]:
    """The length of a step that only slope and rate decide, beside the last."""
    slopes = ratio(seen.slope, before(seen.slope))
    same = ratio(seen.step, seen.slope)
    constant = near(same, ratio(before(seen.step), before(seen.slope)))
    yield Reason.STEEPER, signs.faster & (slopes > 1.0) & constant, signs.grown
    yield Reason.FLATTER, signs.slower & (slopes < 1.0) & constant, signs.grown
    if seen.rate is not None:
        told = near(same, np.abs(seen.rate))  # the step is rate · slope
        yield Reason.RATE_GROWS, told & signs.faster & (seen.rate > before(seen.rate)), signs.grown
        yield Reason.RATE_FALLS, told & signs.slower & (seen.rate < before(seen.rate)), signs.grown
    kept = ~signs.flipped
    yield Reason.LONGER, kept & signs.faster, signs.grown
    yield Reason.SHORTER, kept & signs.slower, signs.grown
    yield Reason.PACE, signs.steady
