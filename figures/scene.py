"""The surface in three dimensions."""

from __future__ import annotations

from typing import Any

from figures.landscape import Landscape
from figures.palette import Palette

# The box's height beside its width, so that hills are seen and do not hide the valleys behind them.
HEIGHT = 0.7


def scene_figure(land: Landscape, palette: Palette) -> dict[str, Any]:
    """A Plotly surface with axes on the domain and the surface's own camera."""
    (x0, x1), (y0, y1) = land.surface.domain
    eye = dict(zip("xyz", land.surface.eye, strict=True))
    axis = {
        "color": palette.quiet,
        "gridcolor": palette.grid,
        "zerolinecolor": palette.grid,
        "showbackground": False,
        "showspikes": False,
        "nticks": 5,
    }
    first, second = land.surface.axis_titles
    low, high = land.lowest, land.highest
    margin = 0.02 * (high - low)
    surface = {
        "type": "surface",
        "x": land.x,
        "y": land.y,
        "z": land.heights,
        "colorscale": palette.colorscale,
        "showscale": False,
        "hoverinfo": "skip",
        "contours": {axis: {"highlight": False} for axis in "xyz"},
        "lighting": {"ambient": 0.85, "diffuse": 0.4, "specular": 0.03, "roughness": 0.9, "fresnel": 0.02},
    }
    if land.beyond or (land.within < low).any() or (land.within > high).any():
        # What lies beyond, or towers, may be higher: the box cuts it off, and the colours are the picture's.
        surface |= {"cmin": low, "cmax": high}
    return {
        "data": [surface],
        "layout": {
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": palette.text, "size": 11, "family": '"Source Sans", sans-serif'},
            "hovermode": False,
            "scene": {
                "aspectmode": "manual",
                "aspectratio": {"x": 1, "y": 1, "z": HEIGHT},
                "camera": {"eye": eye, "center": {"x": 0, "y": 0, "z": -0.08}},
                "dragmode": "orbit",
                "xaxis": {**axis, "title": {"text": first}, "range": [x0, x1]},
                "yaxis": {**axis, "title": {"text": second}, "range": [y0, y1]},
                "zaxis": {
                    **axis,
                    "title": {"text": "f"},
                    "range": [low - margin, high + margin],
                    # The lowest would lie upon the other axes' labels.
                    "tickvals": [height for height, _ in land.ticks[1:]],
                    "ticktext": [text for _, text in land.ticks[1:]],
                },
            },
        },
    }
