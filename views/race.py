"""The race: pick a surface and optimizers, and watch the balls roll."""

from __future__ import annotations

from views.picture import show


def race() -> None:
    show("race")
