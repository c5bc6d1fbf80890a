"""What an event holds, read with care: it comes from a browser, so nothing in it is trusted."""

from __future__ import annotations

from collections.abc import Mapping

from checks import Refused, to_float

Event = Mapping[str, object]


def text(event: Event, name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str):
        raise Refused(name, f"{name} is missing")
    return value


def number(event: Event, name: str, where: str) -> float:
    return to_float(event.get(name), where)


def switched(event: Event, name: str, where: str) -> bool:
    value = event.get(name)
    if not isinstance(value, bool):
        raise Refused(where, "choose on or off")
    return value
