"""A formula that somebody typed, as a surface like those of the catalogue."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2s
from typing import Any, Literal

import numpy as np

from knob import Knob
from surfaces.base import Array, Interval, Surface
from surfaces.formula.error import FormulaError
from surfaces.formula.expression import Expression
from surfaces.formula.latex import latex_of, symbol
from surfaces.formula.parser import parsed
from surfaces.formula.program import Program, program_of, shaped

USUAL: tuple[Interval, Interval] = ((-5.0, 5.0), (-5.0, 5.0))
LOWEST, HIGHEST = -5.0, 5.0  # of a parameter
DEFAULT = 1.0
# Where in the domain a run may begin, best first: away from the middle, where minima of most formulas are.
SHARES = ((0.2, 0.75), (0.8, 0.75), (0.2, 0.25), (0.8, 0.25), (0.35, 0.6), (0.6, 0.9), (0.5, 0.5))
GRID = tuple((i / 32.0, j / 32.0) for i in range(33) for j in range(33))
# A log scale where the loss at 95 of 100 points is more than so many times the usual one above the minimum.
WIDE = 5.0

Point = tuple[float, float]
Settings = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Formula:
    """What somebody typed, and what they say about it; `Surface.make` of the surface that it gives.

    `start` None is a place in the domain with a finite loss. `minimum` is where they say the lowest loss is,
    which is computed there. `ranges` has (parameter, lowest, highest) where that is not −5 to 5. Nothing is
    checked before a surface is asked for.
    """

    text: str
    domain: tuple[Interval, Interval] = USUAL
    start: Point | None = None
    minimum: Point | None = None
    ranges: tuple[tuple[str, float, float], ...] = ()

    def __post_init__(self) -> None:
        for name in ("domain", "start", "minimum", "ranges"):
            object.__setattr__(self, name, _tuples(getattr(self, name)))

    @property
    def surface(self) -> Surface:
        """The surface, with its parameters at their defaults; the same object each time.

        Raises FormulaError for the text, and ValueError, naming the field, for what is wrong beside it.
        """
        return self()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names beside x and y, in the order in which they appear; FormulaError for a bad text."""
        return _expression(self.text).parameters

    def __call__(self, /, **values: float) -> Surface:
        """The surface with these values of its parameters, and the others at their defaults."""
        formula = _checked(self)
        defaults = {knob.name: knob.default for knob in _knobs(formula)}
        for name in values:
            if name not in defaults:
                raise ValueError(f"{name} is not a parameter of {self.text}: {', '.join(defaults) or 'none'}")
        return _member(formula, tuple((defaults | values).items()))


def surface_of(formula: Formula) -> Surface:
    """The surface of another formula; FormulaError and ValueError as `Formula.surface` raises them."""
    return formula.surface


def parse_surface(text: str, domain: tuple[Interval, Interval] = USUAL) -> Surface:
    """The surface of a formula in x and y; FormulaError for a text that is none, see `surfaces.formula`.

    Raises ValueError, naming it, for a domain that is not two increasing pairs.
    """
    return Formula(text, domain).surface


@dataclass(frozen=True)
class Derivatives:
    """The loss of a formula (order 0), its gradient (1) or its Hessian (2), as a surface has them.

    Equal for equal formulas and settings, in another process too.
    """

    formula: Formula
    settings: Settings
    order: int
    program: Program = field(compare=False, repr=False)

    def __reduce__(self) -> Any:
        return _derivatives, (self.formula, self.settings, self.order)

    def __call__(self, x: Any, y: Any, /) -> Any:
        if isinstance(x, int | float) and isinstance(y, int | float):
            return self._at(float(x), float(y))
        if isinstance(x, np.ndarray) or isinstance(y, np.ndarray):
            x, y = (np.asarray(at, dtype=np.float64) for at in (x, y))
        with np.errstate(all="ignore"):
            return self._at(x, y)

    def _at(self, x: Any, y: Any) -> Any:
        jet = self.program.run(x, y, self.order)
        asked = ((jet.value,), (jet.x, jet.y), (jet.xx, jet.xy, jet.yy))[self.order]
        taken: tuple[Any, ...] = (x, y)
        for derivative in asked:
            taken += (shaped(derivative, x, taken),)
        return taken[2:] if self.order else taken[2]


# ---- checks ----


def _tuples(value: Any) -> Any:
    """Lists as tuples, so that all of it can be hashed."""
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


def _expression(text: Any) -> Expression:
    if not isinstance(text, str):
        raise FormulaError(f"A formula is a text, not {type(text).__name__}.")
    return parsed(str(text))


def _checked(formula: Formula) -> Formula:
    """The same with floats for all numbers; FormulaError for the text, ValueError for the first bad field."""
    names = _expression(formula.text).parameters
    domain = _rows(formula.domain, 2, "domain must be two increasing finite pairs")
    for low, high in domain:
        if not (low < high and math.isfinite(high - low)):
            raise ValueError(f"domain must be two increasing finite pairs, got {formula.domain!r}")
    points = {}
    for name in ("start", "minimum"):
        at = getattr(formula, name)
        if at is not None:
            ((x, y),) = _rows((at,), 1, f"{name} must be a pair (x, y) of finite numbers")
            if not all(low <= c <= high for c, (low, high) in zip((x, y), domain, strict=True)):
                raise ValueError(f"{name} must lie in the domain {domain!r}, got {at!r}")
            points[name] = (x, y)
    return Formula(formula.text, domain, ranges=_ranges(formula.ranges, names), **points)


def _rows(rows: Any, count: int, complaint: str) -> Any:
    """`rows` as that many pairs of finite floats."""
    right = isinstance(rows, tuple) and len(rows) == count
    right = right and all(isinstance(row, tuple) and len(row) == 2 and all(map(_finite, row)) for row in rows)
    if not right:
        raise ValueError(f"{complaint}, got {rows!r}")
    return tuple((float(a), float(b)) for a, b in rows)


def _finite(number: Any) -> bool:
    if not isinstance(number, int | float | np.integer | np.floating):
        return False
    try:
        return math.isfinite(float(number))
    except OverflowError:
        return False


def _ranges(ranges: Any, names: tuple[str, ...]) -> tuple[tuple[str, float, float], ...]:
    complaint = "ranges must have (parameter, lowest, highest) of parameters of the formula, each once"
    taken: list[tuple[str, float, float]] = []
    for row in ranges if isinstance(ranges, tuple) else (None,):
        right = isinstance(row, tuple) and len(row) == 3 and row[0] in names and all(map(_finite, row[1:]))
        if not right or not row[1] < row[2] or row[0] in [name for name, _, _ in taken]:
            raise ValueError(f"{complaint}, got {ranges!r}")
        taken.append((row[0], float(row[1]), float(row[2])))
    return tuple(sorted(taken, key=lambda row: names.index(row[0])))


# ---- the surface ----


@lru_cache(maxsize=256)
def _knobs(formula: Formula) -> tuple[Knob, ...]:
    ends = {name: (low, high) for name, low, high in formula.ranges}
    knobs = []
    for name in formula.parameters:
        low, high = ends.get(name, (LOWEST, HIGHEST))
        knobs.append(
            Knob(
                name=name,
                symbol=name,
                latex=symbol(name),
                help=f"The parameter {name} of the formula.",
                lowest=low,
                highest=high,
                default=DEFAULT if low <= DEFAULT <= high else 0.5 * low + 0.5 * high,
            )
        )
    return tuple(knobs)


@lru_cache(maxsize=512)
def _member(formula: Formula, settings: Settings) -> Surface:
    """The surface of a checked formula at these settings."""
    expression = parsed(formula.text)
    value, gradient, hessian = (_derivatives(formula, settings, order) for order in (0, 1, 2))
    minima = []
    if formula.minimum is not None:
        loss = value(*formula.minimum)
        minima = [(*formula.minimum, loss)] if math.isfinite(loss) else []
    return Surface(
        key="formula",
        name="Your formula",
        latex=f"f(x, y) = {latex_of(expression)}",
        value=value,
        gradient=gradient,
        hessian=hessian,
        domain=formula.domain,
        minima=tuple(minima),
        start=_start(formula, settings),
        source="typed on this page",
        lesson="It is yours: try starts on all sides of what you think is hard.",
        scale=_scale(formula, value, minima[0][2]) if minima else "linear",
        knobs=_knobs(formula),
        settings=settings,
        make=formula,
        content=_content(formula),
        recipe=formula,
        remake=surface_of,
    )


def _derivatives(formula: Formula, settings: Settings, order: int) -> Derivatives:
    return Derivatives(formula, settings, order, _program(formula.text, settings))


@lru_cache(maxsize=512)
def _program(text: str, settings: Settings) -> Program:
    return program_of(parsed(text), dict(settings))


@lru_cache(maxsize=512)
def _start(formula: Formula, settings: Settings) -> Point:
    """Where runs begin: the same place whatever the parameters are turned to, unless the loss ends there."""
    usual = tuple((knob.name, knob.default) for knob in _knobs(formula))
    if settings != usual:
        start = _start(formula, usual)
        if math.isfinite(_derivatives(formula, settings, 0)(*start)):
            return start
    value, gradient = (_derivatives(formula, settings, order) for order in (0, 1))
    if formula.start is not None and settings == usual:
        loss = value(*formula.start)
        if not math.isfinite(loss):
            raise ValueError(f"start must have a finite loss, got {loss} at {formula.start!r}")
        return formula.start
    for shares, enough in ((SHARES, False), (SHARES + GRID, True)):
        x, y = (
            _along(low, high, share)
            for share, (low, high) in zip(np.transpose(shares), formula.domain, strict=True)
        )
        finite, slope = np.isfinite(value(x, y)), np.hypot(*gradient(x, y))
        level = finite & np.isfinite(slope)
        for good in (level & (slope > 0.0), level, finite) if enough else (level & (slope > 0.0),):
            if good.any():
                best = int(np.argmax(good))
                return float(x[best]), float(y[best])
    raise FormulaError("The loss is finite nowhere in the domain.", 0, len(formula.text))


def _along(low: float, high: float, share: Array) -> Array:
    """The places at these shares of the way from low to high, as round numbers: somebody has to read them."""
    digits = min(3 - math.floor(math.log10(high - low)), 300)
    return np.clip(np.round(low + share * (high - low), digits), low, high)


def _scale(formula: Formula, value: Derivatives, lowest: float) -> Literal["linear", "log"]:
    """A log scale has to have something below which nothing lies, and is for what spans powers of ten."""
    heights = value(*np.meshgrid(*(np.linspace(low, high, 33) for low, high in formula.domain))) - lowest
    heights = heights[np.isfinite(heights)]
    if not heights.size or heights.min() < 0.0:
        return "linear"
    middle, high = np.quantile(heights, (0.5, 0.95))
    return "log" if high > WIDE * max(middle, 1.0) else "linear"


def _content(formula: Formula) -> str:
    told = (formula.text, formula.domain, formula.start, formula.minimum, formula.ranges)
    return blake2s(repr(told).encode("utf-8", "backslashreplace"), digest_size=6).hexdigest()
