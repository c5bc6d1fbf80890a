"""The axes of the points that a model is fitted to; points and curves move, and are drawn above them."""

from __future__ import annotations

import math
from typing import Any

from figures.palette import Palette
from figures.small import frame
from surfaces.features import TINY, differ
from surfaces.framing import rounded, times
from surfaces.points import Array, Data, Frame

# What is left beside the points on each side, as shares of what they span along x and along y.
BESIDE = (0.10, 0.15)


def fit_figure(data: Data, palette: Palette) -> dict[str, Any]:
    """Empty axes over the data's frame, with the names of its columns."""
    style = {"color": palette.quiet, "gridcolor": palette.grid, "zeroline": False, "nticks": 6}
    x, y = frame_of(data)
    x_name, y_name = data.points.names
    return {
        "data": [{"type": "scatter", "x": [], "y": [], "hoverinfo": "skip", "showlegend": False}],
        "layout": {
            **frame(palette, {"l": 52, "r": 12, "t": 8, "b": 38}),
            "xaxis": {**style, "title": {"text": x_name, "standoff": 4}, "range": list(x)},
            "yaxis": {**style, "title": {"text": y_name, "standoff": 2}, "range": list(y)},
        },
    }


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
    return times(math.floor((low - room) / step), step), times(math.ceil((high + room) / step), step)
