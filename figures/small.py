"""What small pictures over time or over a search share: their frame, their title, a log axis."""

from __future__ import annotations

from typing import Any

from figures.palette import Palette

LOG: dict[str, Any] = {"type": "log", "exponentformat": "power", "minor": {"ticks": ""}}


def frame(palette: Palette, margin: dict[str, int]) -> dict[str, Any]:
    """A layout without axes, on the page's own ground; nothing in it answers to the mouse."""
    return {
        "margin": margin,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": palette.text, "size": 11, "family": '"Source Sans", sans-serif'},
        "dragmode": False,
        "hovermode": False,
        "showlegend": False,
    }


def title(palette: Palette, text: str, left: float) -> dict[str, Any]:
    """An annotation above the picture that begins at `left`, a share of the width."""
    return {
        "text": text,
        "font": {"color": palette.quiet},
        "x": left,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
    }
