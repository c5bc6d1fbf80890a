"""The axes of the points that a model is fitted to; points and curves move, and are drawn above them."""

from __future__ import annotations

from typing import Any

from figures.palette import Palette
from figures.small import frame
from surfaces.frames import frame_of
from surfaces.points import Data

# Plotly writes a title out, and the edge would cut it within a letter: so much fits a narrow panel.
LONGEST_NAME = 32


def fit_figure(data: Data, palette: Palette) -> dict[str, Any]:
    """Empty axes over the data's frame, with the names of its columns."""
    style = {"color": palette.quiet, "gridcolor": palette.grid, "zeroline": False, "nticks": 6}
    x, y = frame_of(data)
    x_name, y_name = map(_shortened, data.points.names)
    return {
        "data": [{"type": "scatter", "x": [], "y": [], "hoverinfo": "skip", "showlegend": False}],
        "layout": {
            **frame(palette, {"l": 52, "r": 12, "t": 8, "b": 38}),
            "xaxis": {**style, "title": {"text": x_name, "standoff": 4}, "range": list(x)},
            "yaxis": {**style, "title": {"text": y_name, "standoff": 2}, "range": list(y)},
        },
    }


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
