"""Numbers as people write them: with a decimal point or a comma, and with thousands set apart."""

from __future__ import annotations

import math
import re
from typing import Literal

Decimal = Literal[".", ","]

MISSING = frozenset(["", "na", "n/a", "#n/a", "nan", "null", "none", "-", "–", "?", "."])
# 1,234,567.8 and 1.234.567,8
GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?"),
    ",": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
}
# Any number begins with one of these, inf and nan too.
BEGINNINGS = frozenset("+-.,0123456789iInN")
WITH_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
WITH_POINT = re.compile(r"[+-]?\d*\.\d+(?:[eE][+-]?\d+)?")


def is_missing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def number(cell: str, decimal: Decimal) -> float | None:
    """The number in a cell, inf and nan too; None where there is none."""
    written = cell.strip().replace("\u2212", "-")
    if written[:1] not in BEGINNINGS:
        return None
    if GROUPED[decimal].fullmatch(written):
        written = written.replace("." if decimal == "," else ",", "")
    elif decimal == "," and "." in written:
        return None
    if decimal == ",":
        written = written.replace(",", ".")
    # Python takes 1_000 for a number; nobody else does.
    if "_" in written:
        return None
    try:
        return float(written)
    except ValueError:
        return None


def numbers(cells: tuple[str, ...], decimal: Decimal) -> list[float] | None:
    """All cells at once where each is a plain finite number, None where one is not."""
    joined = "\n".join(cells)
    if "_" in joined or (decimal == "," and "." in joined):
        return None
    plain = joined.replace(",", ".").split("\n") if decimal == "," else cells
    try:
        found = list(map(float, plain))
    except ValueError:
        return None
    return found if len(found) == len(cells) and math.isfinite(sum(found)) else None


def decimal_of(cells: list[str], separator: str) -> Decimal:
    """What more of these cells are written with, first of all those with both signs, 1.234,5 or 1,234.5.

    Between commas, "1,234" in quotes is a thousand and more.
    """
    stripped = [cell.strip() for cell in cells if "," in cell or "." in cell]

    def like(pattern: re.Pattern[str]) -> list[str]:
        return [cell for cell in stripped if pattern.fullmatch(cell)]

    commas, points = like(WITH_COMMA), like(WITH_POINT)
    both = [sum("," in cell and "." in cell for cell in like(GROUPED[sign])) for sign in ",."]
    if separator == ",":
        commas = [cell for cell in commas if not GROUPED["."].fullmatch(cell)]
    return "," if (both[0], len(commas)) > (both[1], len(points)) else "."
