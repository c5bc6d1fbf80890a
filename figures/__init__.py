"""Results as Plotly figures: plain dictionaries for plotly.js and ``plotly.graph_objects.Figure`` alike."""

from figures.best_so_far import OBJECTIVES, best_so_far_figure
from figures.fit import fit_figure
from figures.landscape import Landscape, landscape
from figures.losses import losses_figure
from figures.map import map_figure
from figures.over_time import over_time_figure
from figures.palette import PALETTES, Palette
from figures.scene import scene_figure

__all__ = [
    "OBJECTIVES",
    "PALETTES",
    "Landscape",
    "Palette",
    "best_so_far_figure",
    "fit_figure",
    "landscape",
    "losses_figure",
    "map_figure",
    "over_time_figure",
    "scene_figure",
]
