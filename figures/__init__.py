"""Results as Plotly figures: plain dictionaries for plotly.js and ``plotly.graph_objects.Figure`` alike."""

from figures.landscape import Landscape, landscape
from figures.losses import losses_figure
from figures.map import map_figure
from figures.over_time import over_time_figure
from figures.palette import PALETTES, Palette
from figures.scene import scene_figure

__all__ = [
    "PALETTES",
    "Landscape",
    "Palette",
    "landscape",
    "losses_figure",
    "map_figure",
    "over_time_figure",
    "scene_figure",
]
