"""The axes of what a search has found by then, against how many settings it has tried."""

from __future__ import annotations

from typing import Any

from figures.palette import Palette

# What stands on the axis upwards, by what is tuned for.
OBJECTIVES = {"loss": "best loss so far, log", "steps": "fewest steps so far"}


def best_so_far_figure(palette: Palette, objective: str) -> dict[str, Any]:
    """Empty axes, the settings tried on a log scale; losses are logarithmic too, steps are not.

    The page puts the curves in, and sets the ranges.
    """
    style = {"color": palette.quiet, "gridcolor": palette.grid, "zeroline": False, "nticks": 5}
    log = {"type": "log", "exponentformat": "power", "minor": {"ticks": ""}}
    return {
        "data": [],
        "layout": {
            "margin": {"l": 46, "r": 8, "t": 22, "b": 34},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": palette.text, "size": 11, "family": '"Source Sans", sans-serif'},
            "dragmode": False,
            "hovermode": False,
            "showlegend": False,
            "xaxis": {
                **style,
                **log,
                "title": {"text": "settings tried", "standoff": 4},
                "tickvals": [2**power for power in range(10)],
            },
            "yaxis": {**style, **(log if objective == "loss" else {"rangemode": "tozero"})},
            "annotations": [
                {
                    "text": OBJECTIVES[objective],
                    "font": {"color": palette.quiet},
                    "x": 0,
                    "xref": "paper",
                    "xanchor": "left",
                    "y": 1,
                    "yref": "paper",
                    "yanchor": "bottom",
                    "showarrow": False,
                }
            ],
        },
    }
