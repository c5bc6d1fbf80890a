"""The axes of what a search has found by then, against how many settings it has tried."""

from __future__ import annotations

from typing import Any

from figures.palette import Palette
from figures.small import LOG, frame, title

# What stands on the axis upwards, by what is tuned for.
OBJECTIVES = {"loss": "best loss so far, log", "steps": "fewest steps so far"}


def best_so_far_figure(palette: Palette, objective: str) -> dict[str, Any]:
    """Empty axes, the settings tried on a log scale; losses are logarithmic too, steps are not.

    The page puts the curves in, and sets the ranges.
    """
    style = {"color": palette.quiet, "gridcolor": palette.grid, "zeroline": False, "nticks": 5}
    return {
        "data": [],
        "layout": {
            **frame(palette, {"l": 46, "r": 8, "t": 22, "b": 34}),
            "xaxis": {
                **style,
                **LOG,
                "title": {"text": "settings tried", "standoff": 4},
                "tickvals": [2**power for power in range(10)],
            },
            "yaxis": {**style, **(LOG if objective == "loss" else {"rangemode": "tozero"})},
            "annotations": [title(palette, OBJECTIVES[objective], 0)],
        },
    }
