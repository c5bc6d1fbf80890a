"""The colours of what stands still, for a light and a dark page.

The loss has one hue and steps of equal lightness (CIELAB), so that equal steps in height look equal; it is
pale enough that the balls stand out from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

STOPS = 9


@dataclass(frozen=True)
class Palette:
    """Colours as CSS texts; `ramp` from the lowest loss to the highest."""

    text: str
    quiet: str
    grid: str
    line: str
    ramp: tuple[str, ...]

    @property
    def colorscale(self) -> list[list[float | str]]:
        return [[index / (len(self.ramp) - 1), colour] for index, colour in enumerate(self.ramp)]


def lab_to_hex(lab: NDArray[np.float64]) -> str:
    """A CIELAB colour (D65, shape (3,)) as #rrggbb, cut to what a screen can show. Source: IEC 61966-2-1."""
    lightness, a, b = lab
    fy = (lightness + 16) / 116
    f = np.array([fy + a / 500, fy, fy - b / 200])
    linear = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * np.array([0.95047, 1.0, 1.08883])
    matrix = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
    rgb = np.clip(matrix @ linear, 0, 1)
    encoded = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * value):02x}" for value in encoded)


def ramp(lowest: tuple[float, float, float], highest: tuple[float, float, float]) -> tuple[str, ...]:
    """`STOPS` colours at equal distances in CIELAB."""
    steps = np.linspace(0, 1, STOPS)[:, None]
    return tuple(lab_to_hex(lab) for lab in (1 - steps) * np.array(lowest) + steps * np.array(highest))


PALETTES: Mapping[str, Palette] = MappingProxyType(
    {
        "light": Palette(
            text="#1f2933",
            quiet="#66717d",
            grid="#d9dee4",
            line="rgba(31,41,51,0.22)",
            ramp=ramp((60.0, -8.0, -22.0), (98.0, -1.0, -2.0)),
        ),
        "dark": Palette(
            text="#e6eaee",
            quiet="#97a3af",
            grid="#333c46",
            line="rgba(230,234,238,0.20)",
            ramp=ramp((12.0, -1.0, -8.0), (50.0, -8.0, -18.0)),
        ),
    }
)
