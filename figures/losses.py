"""The axes of the loss against the step; the curves themselves move, and are drawn above them."""

from __future__ import annotations

from typing import Any

from figures.palette import Palette
from surfaces import Surface


def losses_figure(surface: Surface, palette: Palette, axis: str) -> dict[str, Any]:
    """Empty axes, logarithmic (loss above the lowest) or linear (the loss itself); the page sets the ranges.

    A surface without a lowest value has no distance to it: its axis is linear whatever is asked for.
    """
    logarithmic = axis == "log" and surface.lowest is not None
    if not logarithmic:
        title = "f"
    elif surface.lowest == 0:
        title = "f, log scale"
    else:
        title = "f − f*, log scale"
    style = {"color": palette.quiet, "gridcolor": palette.grid, "zeroline": False, "nticks": 6}
    scale: dict[str, Any] = {"type": "linear", "exponentformat": "e"}
    if logarithmic:
        scale = {"type": "log", "exponentformat": "power", "dtick": None, "minor": {"ticks": ""}}
    return {
        "data": [{"type": "scatter", "x": [], "y": [], "hoverinfo": "skip", "showlegend": False}],
        "layout": {
            "margin": {"l": 52, "r": 12, "t": 8, "b": 38},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": palette.text, "size": 11, "family": '"Source Sans", sans-serif'},
            "dragmode": False,
            "hovermode": False,
            "xaxis": {**style, "title": {"text": "step", "standoff": 4}, "range": [0, 1]},
            "yaxis": {**style, **scale, "title": {"text": title, "standoff": 2}, "range": [0, 1]},
        },
    }
