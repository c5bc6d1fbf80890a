"""What the numbers and words of a link or a control must be; what is not is `Refused`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from knob import Knob
from surfaces import Surface

MOST_STEPS = 5000
MOST_STAGES = 40
# A start may lie outside the domain, and far; beyond this many widths losses begin to overflow.
FARTHEST_START = 1000.0
# No text that `write_number` writes is longer, by far.
LONGEST_NUMBER = 64


class Refused(ValueError):  # noqa: N818
    """A choice that is not valid; the message says what is allowed.

    `where` names the control or the link's parameter; as it may be the browser's own word, it is cut and
    cleaned, and never empty.
    """

    def __init__(self, where: str, why: str) -> None:
        super().__init__(why)
        self.where = printable(where, 40) or "(no name)"


def printable(text: str, most: int) -> str:
    """A text as it may stand in a message: short, and without a letter that cannot be shown or sent."""
    clean = "".join(letter if letter.isprintable() else "·" for letter in text[: most + 1])
    return f"{clean[:most]}…" if len(clean) > most else clean


def shorten(text: str, most: int = 24) -> str:
    return f"“{printable(text, most)}”"


def write_number(value: float) -> str:
    """The shortest text that gives the same float64 back."""
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def read_number(text: str, where: str, lowest: float = -math.inf, highest: float = math.inf) -> float:
    try:
        value = float(text if len(text) <= LONGEST_NUMBER else "")
    except ValueError:
        raise Refused(where, f"{shorten(text)} is not a number") from None
    return within(value, where, lowest, highest)


def within(value: float, where: str, lowest: float, highest: float) -> float:
    if not (lowest <= value <= highest or math.isnan(value)):
        raise Refused(where, f"{value:g} lies outside {lowest:g} … {highest:g}")
    if not math.isfinite(value):
        raise Refused(where, f"{value} is not a finite number")
    return value


def whole_number(value: float, where: str, lowest: int, highest: int) -> int:
    if within(value, where, lowest, highest) != int(value):
        raise Refused(where, f"{value:g} is not a whole number")
    return int(value)


def one_of(text: str, where: str, allowed: Iterable[str]) -> str:
    if text not in allowed:
        raise Refused(where, f"{shorten(text)} is unknown")
    return text


def check_steps(value: float) -> int:
    return whole_number(value, "steps", 1, MOST_STEPS)


def check_step(value: float, steps: int) -> int:
    """A step that is looked into, from 0, within a run."""
    return whole_number(value, "step", 0, steps)


def check_stage(value: float) -> int:
    """A stage of a step, from 1; a rule has fewer than this many."""
    return whole_number(value, "stage", 1, MOST_STAGES)


def check_tolerance(value: float) -> float:
    return within(value, "tolerance", 1e-12, 1e6)


def check_start(x: float, y: float, surface: Surface) -> tuple[float, float]:
    """A start may lie outside the domain, but not absurdly far away, and its loss has to be finite."""
    for value, name, (low, high) in zip((x, y), "xy", surface.domain, strict=True):
        reach = FARTHEST_START * (high - low)
        within(value, f"start.{name}", low - reach, high + reach)
    if not surface.has_loss(float(x), float(y)):
        raise Refused("start", f"there is no finite loss at ({x:.6g}, {y:.6g}): no run can begin there")
    return float(x), float(y)


def check_hyper(value: object, hyper: Knob, where: str) -> float | bool | str:
    """A hyper-parameter's value within its range, from a link's text or a control's value; else Refused."""
    if hyper.kind == "switch" and isinstance(value, bool):
        return value
    if hyper.kind != "number":
        word = value if isinstance(value, str) else ""
        if hyper.kind == "choice":
            return one_of(word, where, hyper.choices)
        return one_of(word, where, ("on", "off")) == "on"
    lowest = -math.inf if hyper.lowest is None else hyper.lowest
    highest = math.inf if hyper.highest is None else hyper.highest
    if isinstance(value, str):
        number = read_number(value, where, lowest, highest)
    else:
        number = within(to_float(value, where), where, lowest, highest)
    if hyper.whole and number != int(number):
        raise Refused(where, f"{number:g} is not a whole number")
    return number


def check_setting(value: object, surface: Surface, name: str) -> float | bool | str:
    """The value of one of the surface's own parameters, within its range; else Refused."""
    where = f"surface.{name}"
    known = {knob.name: knob for knob in surface.knobs}
    if name not in known:
        raise Refused(where, f"{surface.name} has no parameter {shorten(name)}")
    return check_hyper(value, known[name], where)


def to_float(value: object, where: str) -> float:
    """A number that came as a number; one beyond float64's reach becomes infinite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(where, "type a number")
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def write_hyper(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else write_number(value)


# --- the table: one row for each parameter of the link ---
