"""The same job as a competent plain Streamlit page: `st.plotly_chart`, Plotly frames, native widgets.

What can be cached is cached and what can be thin is thin: the surface's grid, the runs that did not change,
float32 throughout, dicts that Plotly checks only once, a frame for every fourth step, a trail with one point
a frame. The layout's `meta` names the learning rate that is shown: it tells the benchmark what is painted.
By hand, from the repository's root: `PYTHONPATH=. streamlit run benchmarks/plain_page.py`.
"""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from descent import default_learning_rate, descend
from optimizers import OPTIMIZERS
from surfaces import SURFACES

Floats = NDArray[np.float32]
Runs = dict[str, tuple[Floats, Floats]]
Trace = dict[str, Any]

STEPS, FRAMES, GRID = 400, 100, 101
SURFACE = SURFACES["rosenbrock"]
SHOWN = np.linspace(0, STEPS, FRAMES + 1).astype(int)
COLOURS = {"sgd": "#0072B2", "momentum": "#E69F00", "adam": "#009E73"}
EACH = list(COLOURS.values())


def height(loss: NDArray[Any]) -> Floats:
    return np.asarray(np.log10(1 + loss), dtype=np.float32)


@st.cache_data
def standing_still() -> list[Trace]:
    x, y = (np.linspace(*interval, GRID) for interval in SURFACE.domain)
    grid = {
        "x": x.astype(np.float32),
        "y": y.astype(np.float32),
        "z": height(SURFACE.value(*np.meshgrid(x, y))),
        "colorscale": "Viridis",
        "showscale": False,
    }
    return [{"type": "surface", **grid}, {"type": "contour", "ncontours": 25, **grid}]


@st.cache_data
def run(key: str, learning_rate: float) -> tuple[Floats, Floats]:
    """Positions (STEPS + 1, 2) and losses (STEPS + 1,)."""
    rule: Any = OPTIMIZERS[key]
    path = descend(rule(learning_rate=learning_rate), SURFACE, SURFACE.start, STEPS)
    return path.positions.astype(np.float32), path.losses.astype(np.float32)


def moving(runs: Runs, frame: int) -> list[Trace]:
    """What moves, at one frame: trails and balls on the surface and on the map, marks on the loss curves."""
    upto, now = SHOWN[: frame + 1], SHOWN[frame]
    on_surface, on_map = [], []
    for positions, losses in runs.values():
        x, y = np.ascontiguousarray(positions[upto].T)
        on_surface.append({"type": "scatter3d", "x": x, "y": y, "z": height(losses[upto])})
        on_map.append({"type": "scatter", "x": x, "y": y})
    x, y = np.array([positions[now] for positions, _ in runs.values()]).T
    loss = np.array([losses[now] for _, losses in runs.values()])
    on_surface.append({"type": "scatter3d", "x": x, "y": y, "z": height(loss)})
    on_map.append({"type": "scatter", "x": x, "y": y})
    return [*on_surface, *on_map, {"type": "scatter", "x": [int(now)] * len(runs), "y": loss}]


def styles() -> list[Trace]:
    """How each of them looks; a frame inherits it from the figure's own traces and need not carry it."""
    trails = [
        {"mode": "lines", "line": {"color": colour, "width": 4}, "showlegend": False} for colour in EACH
    ]
    balls: Trace = {"mode": "markers", "marker": {"color": EACH, "size": 6}, "showlegend": False}
    return [*trails, balls, *trails, balls, {"xaxis": "x2", "yaxis": "y2", **balls}]


def figure(runs: Runs, meta: str) -> Trace:
    curves = [
        {
            "type": "scatter",
            "y": losses,
            "name": key,
            "line": {"color": COLOURS[key]},
            "xaxis": "x2",
            "yaxis": "y2",
        }
        for key, (_, losses) in runs.items()
    ]
    still = [*standing_still(), *curves]
    first = [{**trace, **style} for trace, style in zip(moving(runs, 0), styles(), strict=True)]
    which = list(range(len(still), len(still) + len(first)))
    names = [str(step) for step in SHOWN]
    frames = [{"name": name, "data": moving(runs, i), "traces": which} for i, name in enumerate(names)]
    return {"data": [*still, *first], "frames": frames, "layout": layout(meta, names)}


def layout(meta: str, frames: list[str]) -> Trace:
    now = {"frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}, "mode": "immediate"}
    play = {"label": "Play", "method": "animate", "args": [None, now | {"fromcurrent": True}]}
    pause = {"label": "Pause", "method": "animate", "args": [[None], now]}
    steps = [{"label": name, "method": "animate", "args": [[name], now]} for name in frames]
    return {
        "meta": meta,
        "uirevision": "run",
        "height": 520,
        "margin": {"l": 0, "r": 0, "t": 10, "b": 0},
        "scene": {
            "domain": {"x": [0, 0.36]},
            "camera": {"eye": dict(zip("xyz", (1.3 * at for at in SURFACE.eye), strict=True))},
        },
        "xaxis": {"domain": [0.4, 0.68]},
        "xaxis2": {"domain": [0.73, 1], "anchor": "y2"},
        "yaxis2": {"type": "log", "anchor": "x2"},
        "updatemenus": [{"type": "buttons", "direction": "left", "x": 0, "y": 0, "buttons": [play, pause]}],
        "sliders": [{"x": 0.15, "len": 0.85, "currentvalue": {"prefix": "step "}, "steps": steps}],
    }


st.set_page_config(page_title="Plain page", layout="wide")
rate = st.sidebar.slider("Adam: learning rate", 0.001, 0.2, 0.05, 0.001, format="%.3f")
rates = {key: default_learning_rate(OPTIMIZERS[key], SURFACE) for key in ("sgd", "momentum")} | {"adam": rate}
st.plotly_chart(figure({key: run(key, value) for key, value in rates.items()}, f"{rate:.3f}"), key="run")
