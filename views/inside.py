"""Inside a step: what the optimizer remembers, stage by stage, with the numbers behind it."""

from __future__ import annotations

from views.picture import show


def inside() -> None:
    show("inside")
