"""The axes of what a rule remembers against the step, for each coordinate; the page puts the curves in."""

from __future__ import annotations

from typing import Any

from figures.palette import Palette
from figures.small import LOG, frame, title

# Title and scale of each small picture, from left to right; the page knows their order.
PICTURES = (
    ("averaged gradient: x —, y ╌", "linear"),
    ("squares (pale: uncorrected), log", "log"),
    ("effective rate, log", "log"),
    ("|Δx| —, |Δy| ╌, ‖Δθ‖ broad, log", "log"),
)
GAP = 0.055


def over_time_figure(palette: Palette) -> dict[str, Any]:
    """Four pictures side by side without curves: Plotly's axes x, x2, x3, x4 and y, y2, y3, y4."""
    style = {"color": palette.quiet, "gridcolor": palette.grid, "zeroline": False, "nticks": 4}
    layout = frame(palette, {"l": 46, "r": 10, "t": 20, "b": 22}) | {"annotations": []}
    width = (1 + GAP) / len(PICTURES)
    for place, (text, scale) in enumerate(PICTURES):
        number = "" if place == 0 else str(place + 1)
        left = place * width
        layout[f"xaxis{number}"] = {
            **style,
            "domain": [left, left + width - GAP],
            "anchor": f"y{number}",
            "showgrid": False,
        }
        layout[f"yaxis{number}"] = {
            **style,
            "anchor": f"x{number}",
            **(LOG if scale == "log" else {"exponentformat": "e"}),
        }
        layout["annotations"].append(title(palette, text, left))
    return {"data": [], "layout": layout}
