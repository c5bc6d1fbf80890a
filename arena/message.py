"""What the browser is told: the scenario, its run, and what stands still and is not held yet."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple

import numpy as np

from arena.around import around_part, factors_part, values_of
from arena.around import choices as around_choices
from arena.batches import batches_part, batches_told
from arena.build import build_of_choices, build_part, sheet_of
from arena.codec import pack
from arena.fit import fit_name, fit_part
from arena.knobs import knob_part
from arena.map_page import maps_of_choices, maps_part
from arena.moving import meshes_beyond, motion_part
from arena.paths import COARSE, rows, stacked
from arena.rows import encode
from arena.swarms import HELD, swarm_of
from arena.tuning import Asked, tuning_part
from arena.watch import Watch
from arena.within import within
from checks import MOST_STEPS, Refused, write_hyper
from descent import OVERLAYS, Trajectory, Trial, overlay_rows, standing
from examples import EXAMPLES, example_of
from figures import (
    OBJECTIVES,
    PALETTES,
    best_so_far_figure,
    landscape,
    losses_figure,
    map_figure,
    over_time_figure,
    scene_figure,
)
from inside.comparisons import COMPARISONS
from link import Ignored, to_link
from optimizers import OPTIMIZERS, hypers
from optimizers.quantities import ROLES
from scenario import MOST_ENTRANTS, VIEW_CHOICES, VIEW_SWITCHES, Entrant, Scenario
from scenario.typed import WrongFormula
from surfaces import SURFACES, Surface
from surfaces.making import makes
from tuning import Plan

# The pages that show a moving picture, as `static/arena.js` knows them.
Page = Literal["race", "inside", "maps", "build"]
# Those of them on which balls roll: the paths of many seeds, and the model behind the loss, are told there.
ROLLING: frozenset[Page] = frozenset({"race", "build"})


class Session(NamedTuple):
    """Where one browser is: the events last answered, what it holds, what was refused and ignored.

    `watch` is what it knows of the background, None asks as somebody new; `asked` is the fair race that it
    wants to be computed there, if it has just asked for one. `wrong` is the formula that was typed last, if
    it is none; `upload` is what is told of the user's file.
    """

    answered: int = 0
    holds: Collection[str] = ()
    refused: tuple[Refused, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    watch: Watch | None = None
    asked: Asked | None = None
    wrong: WrongFormula | None = None
    upload: dict[str, Any] | None = None


# A class that watches the same race shares its runs: 128 entrants of 500 steps keep some 3 MB, of 5,000 25.
@lru_cache(maxsize=128)
def told(trial: Trial, tolerance: float) -> dict[str, Any]:
    """One entrant's run: its path, packed, and how it ended."""
    trajectory = run_of(trial)
    table = rows(trajectory, trial.surface)
    result = standing(trajectory, trial.surface, tolerance=tolerance)
    return {
        "id": trial.name,
        "points": table.shape[1],
        "paths": encode(table, COARSE),
        "factors": factors_part(trial.schedule, trial.steps),
        "divergedAt": trajectory.diverged_at,
        "standing": {
            "loss": finite_or_none(result.final_loss),
            "distance": finite_or_none(result.distance),
            "stepsTo": result.steps_to,
            "outside": result.steps_outside,
            "word": result.word,
            "away": not trial.surface.contains(*trajectory.positions[-1]),
        },
    }


# Whole, since a run is wanted again as soon as something is laid over it: 16 of 5,000 steps are some 10 MB.
@lru_cache(maxsize=16)
def run_of(trial: Trial) -> Trajectory:
    return trial.run()


@lru_cache(maxsize=128)
def marks(trial: Trial, overlay: str) -> dict[str, Any]:
    """One overlay of one run: its quantities' names, and where there are any, x and y of each, packed."""
    quantities = overlay_rows(run_of(trial), trial.surface, overlay)
    if not quantities:
        return {"names": []}
    table = stacked(quantities)
    return {"names": list(quantities), "rows": encode(table, [True] * len(table))}


def message(scenario: Scenario, session: Session, page: Page = "race") -> bytes:
    """Everything for one picture on a page. What is in `session.holds` is named and not sent again."""
    surface, beyond = scenario.surface, meshes_beyond(scenario.motion)
    landscape_named = landscape_name(surface, beyond)
    still: dict[str, Callable[[], dict[str, Any]]] = {
        landscape_named: partial(landscape_part, surface, beyond),
        "catalogue": catalogue_of_choices,
    }
    fit = fit_name(scenario) if page in ROLLING else None
    if fit is not None:
        still[fit] = partial(fit_part, scenario)
    batches = batches_told(scenario) if page in ROLLING else None
    if batches is not None:
        still[batches["id"]] = partial(batches_part, scenario)
    maps: dict[str, Any] = {}
    if page == "maps":
        maps, pictures = maps_part(scenario, session.watch or Watch(), landscape_name(surface))
        still |= pictures
    return pack(
        {
            "page": page,
            "answered": session.answered,
            "run": scenario.run_hash(),
            "link": to_link(scenario),
            "ignored": [note._asdict() for note in session.ignored],
            "refused": {refused.where: str(refused) for refused in session.refused},
            "surface": scenario.surface_key,
            "sheet": sheet_of(surface),
            "settings": dict(surface.settings),
            # Of a surface that users make: another recipe may have others than the catalogue tells.
            "knobs": None if makes(surface) is None else [knob_part(knob) for knob in surface.knobs],
            "landscape": landscape_named,
            **motion_part(surface, scenario.motion, scenario.steps, session.holds),
            "start": scenario.start,
            "steps": scenario.steps,
            "tolerance": scenario.tolerance,
            "around": around_part(scenario),
            "batches": batches,
            "example": example_of(scenario, EXAMPLES),
            "view": {
                **{name: getattr(scenario.view, name) for name in (*VIEW_CHOICES, *VIEW_SWITCHES)},
                "overlays": shown_overlays(scenario),
            },
            "entrants": [
                entrant_part(scenario, entrant, session.holds)
                | (swarm_part(scenario, entrant, session.holds) if page in ROLLING else {})
                for entrant in scenario.entrants
            ],
            **(inside_part(scenario, session.holds) if page == "inside" else {}),
            **({"tuning": tuning_part(scenario, session.asked, session.holds)} if page == "race" else {}),
            **({"maps": maps} if maps else {}),
            **({"fit": None if fit is None else {"id": fit}} if page in ROLLING else {}),
            **({"build": build_part(scenario, session.wrong, session.upload)} if page == "build" else {}),
            "needs": list(still),
            "parts": {name: part() for name, part in still.items() if name not in session.holds},
        }
    )


def entrant_part(scenario: Scenario, entrant: Entrant, holds: Collection[str]) -> dict[str, Any]:
    """One entrant; without its path, and the factors of its steps, where the browser holds them."""
    optimizer, trial = entrant.optimizer, scenario.trial(entrant)
    part = {
        "name": entrant.name,
        "optimizer": optimizer.key,
        "label": entrant.label,
        "shown": entrant.name not in scenario.view.hidden,
        "values": {name: getattr(optimizer, name) for name in hypers(optimizer)},
        "schedule": values_of(entrant.schedule),
        **told(trial, scenario.tolerance),
    }
    part["marks"] = marks_part(trial, shown_overlays(scenario), holds)
    if part["id"] in holds:
        del part["paths"], part["factors"]
    return part


def swarm_part(scenario: Scenario, entrant: Entrant, holds: Collection[str]) -> dict[str, Any]:
    """The runs of one entrant with many seeds; nothing where there is one run."""
    if scenario.repeats == 1:
        return {}
    part = swarm_of(scenario.trial(entrant), scenario.tolerance, scenario.repeats)
    if part["id"] in holds:
        part = {name: value for name, value in part.items() if name not in HELD}
    return {"swarm": part}


def inside_part(scenario: Scenario, holds: Collection[str]) -> dict[str, Any]:
    """The ledgers of those whose steps are looked into, by entrant, and where the clock stands at first."""
    ledgers = {}
    for entrant in scenario.looked_at:
        ledger = within(scenario.trial(entrant))
        ledgers[entrant.name] = {"id": ledger["id"]} if ledger["id"] in holds else ledger
    # Of many seeds the first one's steps are looked into.
    seed = int(scenario.noise.seed) if scenario.noise.is_random_on(scenario.surface) else None
    return {
        "ledgers": ledgers,
        "seed": seed,
        "clock": {"step": scenario.view.step, "stage": scenario.view.stage},
    }


def shown_overlays(scenario: Scenario) -> list[str]:
    return [overlay for overlay in OVERLAYS if overlay in scenario.view.overlays]


def marks_part(trial: Trial, overlays: list[str], holds: Collection[str]) -> dict[str, dict[str, Any]]:
    """What is laid over one run, by the browser's names for it; without the rows that the browser holds."""
    found = {}
    for overlay in overlays:
        name = f"{trial.name}.{overlay}"
        part = marks(trial, overlay)
        found[name] = {"names": part["names"]} if name in holds else part
    return found


def finite_or_none(value: float | None) -> float | None:
    """JSON has no word for infinity; what is not finite is told as missing."""
    return float(value) if value is not None and np.isfinite(value) else None


def landscape_name(surface: Surface, beyond: int = 0) -> str:
    """What server and browser call this landscape: one that is turned or goes on beyond has another name."""
    turned = (f"{name}={write_hyper(value)}" for name, value in surface.settings)
    name = ",".join((f"landscape-{surface.key}{surface.content}", *turned))
    return f"{name}+{beyond}" if beyond else name


# Some 70 kB each, of one that moves up to 170. A drag of a surface's knob makes ten a second; each takes a
# millisecond.
@lru_cache(maxsize=64)
def landscape_part(surface: Surface, beyond: int = 0) -> dict[str, Any]:
    """The surface's words and figures, in both themes; the arrays are shared between them.

    The losses that the map's hover tells are left out: they follow from the heights, and would be as many
    bytes again at every move of a surface's knob. The page puts them in.
    """
    land = landscape(surface, beyond=beyond)
    return {
        "key": surface.key,
        "domain": surface.domain,
        "axes": surface.axes,
        "lowest": surface.lowest,
        "scale": surface.scale,
        "base": land.base,
        "lesson": surface.lesson,
        "heights": land.heights,
        "ends": [land.lowest, land.highest],
        **({"beyond": beyond} if beyond else {}),
        "figures": {
            theme: {
                "scene": scene_figure(land, palette),
                "map": without_losses(map_figure(land, palette)),
                **{
                    f"losses-{axis}": losses_figure(surface, palette, axis)
                    for axis in VIEW_CHOICES["loss_axis"]
                },
            }
            for theme, palette in PALETTES.items()
        },
    }


def without_losses(figure: dict[str, Any]) -> dict[str, Any]:
    traces = [
        {name: value for name, value in trace.items() if name != "customdata"} for trace in figure["data"]
    ]
    return {**figure, "data": traces}


@lru_cache(maxsize=1)
def catalogue_of_choices() -> dict[str, Any]:
    """What the controls are made from."""
    return {
        "surfaces": [
            {
                "key": key,
                "name": surface.name,
                "knobs": [knob_part(knob) for knob in surface.knobs],
                "makes": makes(surface),
            }
            for key, surface in SURFACES.items()
        ],
        "optimizers": {
            key: {
                "label": rule.label,
                "colour": rule.colour,
                "marker": rule.marker,
                "idea": rule.idea,
                "buildsOn": dict(rule.builds_on),
                "hypers": [knob_part(hyper) for hyper in hypers(rule).values()],
            }
            for key, rule in OPTIMIZERS.items()
        },
        "overlays": [
            {"key": key}
            | {name: getattr(overlay, name) for name in ("word", "symbol", "help", "light", "dark")}
            for key, overlay in OVERLAYS.items()
        ],
        "roles": {key: {"light": role.light, "dark": role.dark} for key, role in ROLES.items()},
        "comparisons": {
            key: {"label": comparison.label, "help": comparison.help}
            for key, comparison in COMPARISONS.items()
        },
        "plan": {name: knob_part(knob) for name, knob in hypers(Plan).items()},
        "bestSoFar": {
            theme: {objective: best_so_far_figure(palette, objective) for objective in OBJECTIVES}
            for theme, palette in PALETTES.items()
        },
        "overTime": {theme: over_time_figure(palette) for theme, palette in PALETTES.items()},
        "around": around_choices(),
        "examples": [
            {"key": key, "label": example.label, "lesson": example.lesson}
            for key, example in EXAMPLES.items()
        ],
        "maps": maps_of_choices(),
        "build": build_of_choices(),
        "limits": {"entrants": MOST_ENTRANTS, "steps": MOST_STEPS},
    }
