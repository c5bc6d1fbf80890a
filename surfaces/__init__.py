"""Surfaces to roll down: `SURFACES["rosenbrock"].value(x, y)`."""

from collections.abc import Mapping
from types import MappingProxyType

from surfaces.base import Surface
from surfaces.catalogue import CATALOGUE

SURFACES: Mapping[str, Surface] = MappingProxyType({surface.key: surface for surface in CATALOGUE})

__all__ = ["SURFACES", "Surface"]
