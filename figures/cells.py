"""The frame around a map whose cells are runs: its axes, and the numbers on them."""

from __future__ import annotations

import math
from typing import Any

from figures.landscape import linear_ticks
from figures.palette import Palette
from maps import Axis

# Ticks of an axis, at most and at least.
MOST, LEAST = 7, 3

Ticks = list[tuple[float, str]]


def cells_figure(palette: Palette) -> dict[str, Any]:
    """Plotly axes without ranges and ticks, which the page puts in; what is between them it paints itself."""
    axis = {
        "color": palette.quiet,
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 3,
        "nticks": 6,
        "fixedrange": True,
    }
    return {
        "data": [{"type": "scatter", "x": [], "y": [], "hoverinfo": "skip", "showlegend": False}],
        "layout": {
            "margin": {"l": 50, "r": 12, "t": 6, "b": 36, "autoexpand": False},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": palette.text, "size": 11, "family": '"Source Sans", sans-serif'},
            "dragmode": False,
            "hovermode": False,
            "xaxis": {**axis, "title": {"text": "x", "standoff": 2}, "range": [0, 1]},
            "yaxis": {**axis, "title": {"text": "y", "standoff": 2}, "range": [0, 1]},
        },
    }


def axis_ticks(axis: Axis) -> Ticks:
    """Where on the axis, from 0 to 1, which numbers stand."""
    return [(axis.place(value), text) for value, text in numbers_on(axis)]


def numbers_on(axis: Axis) -> Ticks:
    """Numbers that the axis should show: powers of ten where it is logarithmic and spans some of them."""
    if axis.scale == "linear":
        return list(linear_ticks(axis.lowest, axis.highest))
    near, far = sorted(abs(end - axis.toward) for end in (axis.lowest, axis.highest))
    if axis.toward == 0.0:
        found = log_ticks(near, far)
        return found or list(linear_ticks(axis.lowest, axis.highest))
    # Toward 1: 0, 0.9, 0.99, … are evenly spread.
    distances = [away for away, _ in log_ticks(near, far) or linear_ticks(near, far)]
    values = [axis.toward - away for away in distances]
    return [(value, f"{round(value, 12):.7g}") for value in values if axis.lowest <= value <= axis.highest]


def log_ticks(lowest: float, highest: float, most: int = MOST) -> Ticks:
    """Powers of ten between two positive numbers; with 2 and 5 times them, or none, where these are few."""
    first, last = math.ceil(math.log10(lowest) - 1e-9), math.floor(math.log10(highest) + 1e-9)
    stride = max(1, math.ceil((last - first + 1) / most))
    powers = [(10.0**k, power(k)) for k in range(first, last + 1) if k % stride == 0]
    if len(powers) >= LEAST:
        return [(min(max(value, lowest), highest), text) for value, text in powers]
    fine = [digit * 10.0**k for k in range(first - 1, last + 1) for digit in (1, 2, 5)]
    between = [value for value in fine if lowest * (1 - 1e-9) <= value <= highest * (1 + 1e-9)]
    return [(value, f"{value:.3g}") for value in between] if len(between) >= LEAST else []


def power(exponent: int) -> str:
    """A power of ten as Plotly's texts write it."""
    return f"10<sup>{exponent}</sup>".replace("-", "−")
