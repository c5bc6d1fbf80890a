"""What the page is told of a knob: all that a control is made from."""

from __future__ import annotations

from typing import Any

from knob import Knob


def knob_part(knob: Knob) -> dict[str, Any]:
    names = "name symbol kind lowest highest scale toward choices whole help default"
    return {name: getattr(knob, name) for name in names.split()}
