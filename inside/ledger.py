"""The ledger of a run: the stages of every step, with the numbers that stand in their equations."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import CONSTANT, Schedule, StagedStep, Trajectory, descend, staged
from inside.typeset import NAME, Equation, typeset
from optimizers import Optimizer, hypers
from optimizers.quantities import BEFORE, ROLES, SHARE, is_known, quantity
from optimizers.stage import TITLES
from surfaces import Surface

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """One quantity of one stage: which row of the ledger's `rows` it is, and its equation if it has a line.

    `sources` are the rows of the names in the equation, None for a hyper-parameter.
    """

    name: str
    role: str
    drawn: str
    row: int
    equation: Equation | None
    sources: tuple[int | None, ...]


@dataclass(frozen=True)
class Line:
    key: str
    title: str
    told: tuple[Told, ...]


@dataclass(frozen=True, eq=False)
class Ledger:
    """`rows` is (quantities, 2, steps): what the lines' quantities are in each step, x and y."""

    lines: tuple[Line, ...]
    rows: Array

    @property
    def formulas(self) -> list[str]:
        """LaTeX of all equations, symbols and numbers by turns, in the order of the lines."""
        equations = [told.equation for line in self.lines for told in line.told if told.equation]
        return [text for each in equations for text in (each.symbols, each.numbers)]


def ledger(run: Trajectory, surface: Surface) -> Ledger:
    """The ledger of all steps that stayed finite."""
    return _written(run.optimizer, whole_step(run, surface), run.steps)


def formulas_of(optimizer: Optimizer, surface: Surface, schedule: Schedule = CONSTANT) -> list[str]:
    """The ledger's formulas: they depend on the optimizer's settings, and on whether there are a schedule and
    a box, whatever the run."""
    return ledger(descend(optimizer, surface, surface.start, steps=0, schedule=schedule), surface).formulas


def formulas_key(formulas: list[str]) -> str:
    """A name for these formulas, by which server and page know them."""
    return "stages-" + hashlib.blake2s("\n".join(formulas).encode(), digest_size=6).hexdigest()


def whole_step(run: Trajectory, surface: Surface) -> list[StagedStep]:
    """The rule's stages, a word for a rule without memory, and what follows for all: schedule, box, move."""
    rule = run.optimizer
    before = {name: rows[:-1] for name, rows in run.state.items()}
    stages = staged(rule, run.gradients, before, run.positions[:-1], run.landscape(surface))
    if all(stage.key != "remembered" for stage in stages):
        # A rule that tells its own stages would say so; one with a plain `update` cannot.
        plain = type(rule).stages is Optimizer.stages and type(rule).stages_pair is Optimizer.stages_pair
        names = [name for name in rule.remembers if is_known(type(rule), name)] if plain else []
        told = {name + BEFORE: before[name] for name in names}
        title = "what is remembered" if plain and rule.remembers else "nothing is remembered"
        stages.insert(0, StagedStep("remembered", title, told, {}))
    return [*stages, *_moved(run, surface, stages[-1].values["step"])]


def _moved(run: Trajectory, surface: Surface, step: Array) -> Iterator[StagedStep]:
    """From the rule's step to the next place."""
    taken = "<step>"
    if run.factors is not None:
        factors = np.broadcast_to(run.factors[:, None], step.shape)
        taken = "<schedule_factor> ⋅ <step>"
        with np.errstate(all="ignore"):
            step = step * factors
        yield _stage("schedule", {"schedule_factor": factors, "step_kept": step}, {"step_kept": taken})
    at, to = run.positions[:-1], run.positions[1:]
    leads = f"<theta> + {taken}"
    if surface.box is None:
        yield _stage("ghost", {"theta": at, "theta_next": to}, {"theta_next": leads})
    else:
        with np.errstate(all="ignore"):
            yield _stage("ghost", {"theta": at, "theta_free": at + step}, {"theta_free": leads})
        low, high = (np.broadcast_to(edge, step.shape) for edge in np.transpose(surface.box))
        yield _stage(
            "box",
            {"box_low": low, "box_high": high, "theta_next": to, "step_kept": to - at},
            {
                "theta_next": r"\min(\max(<theta_free>, <box_low>), <box_high>)",
                "step_kept": "<theta_next> - <theta>",
            },
        )
    yield _stage("move", {}, {})


def _stage(key: str, values: Mapping[str, Array], equations: Mapping[str, str]) -> StagedStep:
    return StagedStep(key, TITLES[key], values, equations)


def _written(optimizer: Optimizer, stages: list[StagedStep], steps: int) -> Ledger:
    rule = type(optimizer)
    known = hypers(rule)
    rows: dict[bytes, int] = {}
    table: list[Array] = []
    latest: dict[str, int] = {}

    def row(values: Array) -> int:
        columns = np.ascontiguousarray(values.T)
        # Without steps all rows are alike, and none is needed.
        place = rows.setdefault(columns.tobytes() if steps else b"%d" % len(rows), len(table))
        if place == len(table):
            table.append(columns)
        return place

    lines = []
    for stage in stages:
        latest |= {name: row(values) for name, values in stage.values.items()}
        used = {name for template in stage.equations.values() for name in NAME.findall(template)}
        told = []
        for name in stage.values:
            template = stage.equations.get(name)
            # What stands in an equation of this stage, or is a part of a sum, needs no line of its own.
            unwritten = name.endswith(SHARE) or (template is None and name in used)
            equation = None if unwritten else typeset(rule, name, template)
            sources = [None if each in known else latest[each] for each in equation.names] if equation else []
            role = quantity(rule, name).role
            told.append(Told(name, role, ROLES[role].drawn, latest[name], equation, tuple(sources)))
        lines.append(Line(stage.key, stage.title, tuple(told)))
    return Ledger(tuple(lines), np.array(table).reshape(len(table), 2, steps))


def part(found: Ledger) -> dict[str, Any]:
    """The ledger as the page is told it."""
    formulas = found.formulas
    place = iter(range(0, len(formulas), 2))

    def told(one: Told) -> dict[str, Any]:
        described: dict[str, Any] = {"name": one.name, "role": one.role, "drawn": one.drawn, "row": one.row}
        if one.equation:
            described |= {
                "formula": next(place),
                "names": one.equation.names,
                "guarded": one.equation.guarded,
                "sources": one.sources,
            }
        return described

    return {
        "formulas": formulas_key(formulas),
        "stages": [
            {"key": line.key, "title": line.title, "told": [told(one) for one in line.told]}
            for line in found.lines
        ],
        "rows": found.rows.reshape(-1),
    }
