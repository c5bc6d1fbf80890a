"""The surface from above, as a contour map."""

from __future__ import annotations

from typing import Any

import numpy as np

from figures.landscape import Landscape
from figures.palette import Palette

LEVELS = 16


def map_figure(land: Landscape, palette: Palette) -> dict[str, Any]:
    """A filled Plotly contour map with every global minimum of the domain marked; hover tells the loss."""
    (x0, x1), (y0, y1) = land.surface.domain
    first, second = land.surface.axes
    first_title, second_title = land.surface.axis_titles
    low, high = land.lowest, land.highest
    contour = {
        "type": "contour",
        "x": land.x,
        "y": land.y,
        "z": land.heights,
        "colorscale": palette.colorscale,
        "autocontour": False,
        "contours": {"start": low, "end": high, "size": (high - low) / LEVELS},
        "line": {"color": palette.line, "width": 1},
        "customdata": losses(land),
        "hovertemplate": f"{first} %{{x:.3f}}<br>{second} %{{y:.3f}}<br>f %{{customdata:.4g}}<extra></extra>",
        "colorbar": {
            "title": {"text": land.title, "side": "right", "font": {"color": palette.quiet}},
            "thickness": 8,
            "outlinewidth": 0,
            "len": 1,
            "y": 0.5,
            "xpad": 6,
            "tickvals": [height for height, _ in land.ticks],
            "ticktext": [text for _, text in land.ticks],
            "tickfont": {"color": palette.quiet},
        },
    }
    minima = [point for point in land.surface.minima if x0 <= point[0] <= x1 and y0 <= point[1] <= y1]
    crosses = {
        "type": "scatter",
        "mode": "markers",
        "x": [point[0] for point in minima],
        "y": [point[1] for point in minima],
        "marker": {"symbol": "x-thin", "size": 9, "line": {"width": 2, "color": palette.text}},
        "hovertemplate": f"global minimum<br>{first} %{{x:.4f}}<br>{second} %{{y:.4f}}<extra></extra>",
        "showlegend": False,
    }
    axis = {
        "color": palette.quiet,
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 3,
        "nticks": 6,
    }
    return {
        "data": [contour, crosses],
        "layout": {
            # Fixed, so that the page knows the frame before Plotly has drawn it.
            "margin": {"l": 40, "r": 66, "t": 8, "b": 38, "autoexpand": False},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": palette.text, "size": 11, "family": '"Source Sans", sans-serif'},
            # A plain drag sets the start and never reaches Plotly; in this mode one with Shift pans.
            "dragmode": "zoom",
            "hovermode": "closest",
            # A zoom outlives all that is drawn anew, except another surface.
            "uirevision": land.surface.key,
            "xaxis": {**axis, "title": {"text": first_title, "standoff": 4}, "range": [x0, x1]},
            "yaxis": {**axis, "title": {"text": second_title, "standoff": 4}, "range": [y0, y1]},
        },
    }


def losses(land: Landscape) -> Any:
    """The loss at the grid's points, shape (n, n), for the hover; the heights where they are the loss."""
    if land.surface.scale == "linear":
        return land.heights
    return (land.base + 10.0 ** land.heights.astype(np.float64) - 1).astype(np.float32)
