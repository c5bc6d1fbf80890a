"""What a row of the link's table is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from checks import one_of, shorten
from scenario import Scenario, with_view


class Ignored(NamedTuple):
    """One thing of a link that was not taken."""

    name: str
    why: str


class Parameter(NamedTuple):
    """`read(scenario so far, text)` gives the next scenario or raises Refused; `write` gives the text.

    `unread(text)` tells what of a text that was read was not taken.
    """

    name: str
    read: Callable[[Scenario, str], Scenario]
    write: Callable[[Scenario], str]
    unread: Callable[[str], list[Ignored]] = lambda _text: []


def unknown_names(where: str, names: Iterable[str]) -> list[Ignored]:
    """One note, if any, on the names of a list that nobody knows."""
    unknown = [name for name in names if name]
    if not unknown:
        return []
    more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
    return [Ignored(where, f"{shorten(unknown[0])}{more} unknown")]


def choice(name: str, attribute: str, allowed: tuple[str, ...]) -> Parameter:
    """A row for a word of the view; the first word allowed is the default."""
    return Parameter(
        name,
        lambda scenario, text: with_view(scenario, **{attribute: one_of(text, name, allowed)}),
        lambda scenario: getattr(scenario.view, attribute),
    )


def switch(name: str) -> Parameter:
    """A row for what of the view is on or off, by the same name."""
    return Parameter(
        name,
        lambda scenario, text: with_view(scenario, **{name: one_of(text, name, ("on", "off")) == "on"}),
        lambda scenario: "on" if getattr(scenario.view, name) else "off",
    )
