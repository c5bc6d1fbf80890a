"""Timings as Markdown."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.timing import Timing

NONE = "–"


@dataclass(frozen=True)
class Row:
    """Ours beside another's, of the same rounds. `target`: of the ratio."""

    what: str
    ours: Timing
    other: Timing
    target: float | None = None

    @property
    def ratios(self) -> list[float]:
        """How many times faster ours is, round by round."""
        return [b / a for a, b in zip(self.ours.seconds, self.other.seconds, strict=True)]

    @property
    def ratio(self) -> float:
        """The same of the medians."""
        return self.other.median / self.ours.median

    def cells(self) -> tuple[str, ...]:
        ratio = f"**{digits(self.ratio)} ×** ({between(self.ratios)})"
        target = NONE if self.target is None else f"≥ {self.target:g} ×"
        cores = " / ".join(f"{statistics.median(of.cores):.2f}" for of in self.sides)
        return self.what, *(milliseconds(of) for of in self.sides), ratio, target, cores

    @property
    def sides(self) -> tuple[Timing, Timing]:
        return self.ours, self.other


def digits(value: float) -> str:
    """Three that count, and no exponent."""
    return f"{float(f'{value:.3g}'):,.10g}"


def between(values: Sequence[float]) -> str:
    return f"{digits(min(values))}–{digits(max(values))}"


def milliseconds(timing: Timing) -> str:
    """The median and, in brackets, the least and the most."""
    return f"{digits(1e3 * timing.median)} ms ({between([1e3 * seconds for seconds in timing.seconds])})"


def ratios_text(rows: Iterable[Row]) -> str:
    heads = ("", "Descent Lab", "the other", "times faster", "target", "cores used")
    return markdown(heads, (row.cells() for row in rows))


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in lines)
