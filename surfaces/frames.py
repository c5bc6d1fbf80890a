"""Which part of the plane of data points to draw."""

from __future__ import annotations

from surfaces.features import TINY, differ
from surfaces.framing import round_ends, rounded
from surfaces.points import Array, Data, Frame

# What is left beside the points on each side, as shares of what they span along x and along y.
BESIDE = (0.10, 0.15)


def frame_of(data: Data) -> Frame:
    """The part of the plane of points to draw: the data's own frame, or one around them with room beside."""
    if data.frame is not None:
        return data.frame
    return side(data.points.x, BESIDE[0]), side(data.points.y, BESIDE[1])


def side(at: Array, beside: float) -> tuple[float, float]:
    """Round ends a little beyond the numbers; around a single one half its size, or from −1 to 1."""
    low, high = float(at.min()), float(at.max())
    room = beside * (high - low)
    if not differ(at):
        room = 0.5 * abs(low) if abs(low) > TINY else 1.0
    step = rounded(0.2 * room)
    return round_ends(low - room, high + room, step)
