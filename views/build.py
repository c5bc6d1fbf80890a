"""Build: a surface of one's own, from a formula that is typed or from data."""

from __future__ import annotations

from views.picture import show


def build() -> None:
    show("build")
