"""Maps: how an optimizer ends for every pair of settings, or from every start."""

from __future__ import annotations

from views.picture import show


def maps() -> None:
    show("maps")
