"""What the page of maps is told: how far its maps are, what stands around them, and their pictures' names."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from arena.map_pictures import Sight, minima_part, picture, settling, sight
from arena.watch import NOTHING, Watch
from background import Progress
from figures import PALETTES
from figures.cell_colours import ENDS, MINIMA, cell_ramp
from figures.cells import axis_ticks, cells_figure
from figures.measures import ColourScale, powers_scale, steps_scale
from knob import Knob
from maps import Axis, SensitivityMap, areas, best_of, diverged_share, share_within
from scenario import MAP_SIZES, MOST_MAPS, Entrant, Scenario
from scenario.mapped import SCALES, axes_of, mapped, numbers, share_along, tasks_of

# Of the best final loss: what is within it needs no further tuning.
FACTOR = 10.0

Parts = dict[str, Callable[[], dict[str, Any]]]


def maps_part(scenario: Scenario, watch: Watch, landscape: str) -> tuple[dict[str, Any], Parts]:
    """The maps' part of the message, and what has to be held for it, by name.

    To ask is to want: the background computes what the scenario shows from here on.
    """
    view, tasks = scenario.view.maps, tasks_of(scenario)
    names = [task.name for task in tasks if task is not None]
    stopped = bool(names) and frozenset(names) == view.stopped
    found = iter(watch.look([task for task in tasks if task is not None], stopped))
    progress = [NOTHING if task is None else next(found) for task in tasks]
    sights = [None if task is None else sight(task, each) for task, each in zip(tasks, progress, strict=True)]
    told = {
        "kind": view.kind,
        "measure": measure_of(scenario),
        "size": view.size,
        "sizes": MAP_SIZES[view.kind],
        "tasks": names,
        **progress_part([each for task, each in zip(tasks, progress, strict=True) if task], stopped),
    }
    parts: Parts = {
        seen.part: lambda task=task, seen=seen: picture(task, seen)  # type: ignore[misc]
        for task, seen in zip(tasks, sights, strict=True)
        if task is not None and seen is not None
    }
    panels = [
        {
            "entrant": entrant.name,
            "task": task.name if task else None,
            "picture": seen.part if seen else None,
        }
        for entrant, task, seen in zip(mapped(scenario), tasks, sights, strict=True)
    ]
    if view.kind == "basins":
        told |= basins_part(scenario, panels, sights, f"map-minima-{landscape}")
        parts[told["minima"]] = lambda: minima_part(scenario.surface)
    else:
        told |= sensitivity_part(scenario, panels, sights)
    return {**told, "panels": panels}, parts


def measure_of(scenario: Scenario) -> str:
    """What is shown; of a surface without a lowest loss only the loss itself can be."""
    return scenario.view.maps.measure if scenario.surface.lowest is not None else "loss"


def progress_part(progress: Sequence[Progress], stopped: bool) -> dict[str, Any]:
    """All maps together: done 0 … 1, the seconds until the last is finished, why one failed."""
    left = [each.seconds_left for each in progress if not (each.finished or each.failed)]
    known = [seconds for seconds in left if seconds is not None]
    return {
        "done": float(sum(each.done for each in progress) / len(progress)) if progress else 1.0,
        "secondsLeft": max(known) if known and len(known) == len(left) and not stopped else None,
        "finished": all(each.finished or each.failed is not None for each in progress),
        "failed": next((each.failed for each in progress if each.failed), None),
        "stopped": stopped and not all(each.finished for each in progress),
    }


# --- sensitivity ---


def sensitivity_part(
    scenario: Scenario, panels: list[dict[str, Any]], sights: Sequence[Sight | None]
) -> dict[str, Any]:
    """Adds to each panel its axes, the current setting and its numbers; returns the common colour scale."""
    results: list[SensitivityMap] = [seen.result for seen in sights if seen]
    bests = [best for best in map(best_of, results) if best is not None]
    for entrant, panel, seen in zip(mapped(scenario), panels, sights, strict=True):
        pair = axes_of(scenario, entrant)
        panel["axes"] = None if pair is None else dict(zip("xy", map(axis_part, pair), strict=True))
        panel["fields"] = [field_part(knob) for knob in numbers(entrant).values()]
        panel["cross"] = None if pair is None else [now_on(axis, entrant) for axis in pair]
        panel["numbers"] = numbers_part(seen.result, bests, scenario) if seen else None
    scale = scale_of(scenario, results)
    return {"scale": None if scale is None else vars(scale)}


def axis_part(axis: Axis) -> dict[str, Any]:
    told = {name: getattr(axis, name) for name in ("name", "lowest", "highest", "scale", "toward")}
    return told | {"ticks": axis_ticks(axis)}


def field_part(knob: Knob) -> dict[str, Any]:
    return {name: getattr(knob, name) for name in ("name", "symbol", "help", "lowest", "highest")}


def now_on(axis: Axis, entrant: Entrant) -> float | None:
    """Where the current setting stands on an axis, 0 … 1."""
    return share_along(axis, float(getattr(entrant.optimizer, axis.name)))


def numbers_part(found: SensitivityMap, bests: Sequence[float], scenario: Scenario) -> dict[str, Any]:
    """Shares of the cells: near the map's own best, near the best of all, diverged.

    None where there is no such share. What is within the tolerance has arrived, and is as good as the best.
    Above what has no lowest loss nothing is so many times as far as another.
    """
    shares = {"own": math.nan, "all": math.nan, "diverged": diverged_share(found)}
    if scenario.surface.lowest is not None:
        shares["own"] = share_within(found, FACTOR, floor=scenario.tolerance)
        shares["all"] = share_within(found, FACTOR, min(bests, default=None), floor=scenario.tolerance)
    return {name: None if math.isnan(share) else share for name, share in shares.items()} | {
        "best": best_of(found)
    }


def scale_of(scenario: Scenario, results: Sequence[SensitivityMap]) -> ColourScale | None:
    """The colours of the measure that is shown; None where there is nothing to show yet."""
    measure, surface = measure_of(scenario), scenario.surface
    if not results:
        return None
    if measure == "steps":
        return steps_scale(scenario.steps)
    if measure == "distance":
        return powers_scale([found.distances for found in results])
    # Losses far above that of the start are all as bad.
    start = float(surface.value(*scenario.start))
    if surface.lowest is None:
        return powers_scale([found.gaps for found in results], signed=True)
    return powers_scale([found.gaps for found in results], top=10 * max(start - surface.lowest, 1e-12))


# --- basins ---


def basins_part(
    scenario: Scenario, panels: list[dict[str, Any]], sights: Sequence[Sight | None], minima: str
) -> dict[str, Any]:
    """Adds to each panel the shares of its area; returns what the shades mean, and where the minima stand."""
    for panel, seen in zip(panels, sights, strict=True):
        panel["areas"] = areas_part(seen) if seen else None
    spans = [span for span in (settling(seen) for seen in sights if seen) if span is not None]
    low, high = min((s[0] for s in spans), default=0.0), max((s[1] for s in spans), default=scenario.steps)
    return {"minima": minima, "shades": [low, max(high, low + 1)]}


@lru_cache(maxsize=12)
def areas_part(seen: Sight) -> dict[str, Any]:
    """The share of the starts that end in each minimum (number, share), in none, and that diverge."""
    shares = areas(seen.result)
    diverged, none = shares.pop(-2, 0.0), shares.pop(-1, 0.0)
    return {"diverged": diverged, "none": none, "minima": list(shares.items())}


# --- what the catalogue holds for it ---


def maps_of_choices() -> dict[str, Any]:
    """What every map's frame and colours are made from."""
    return {
        "sizes": MAP_SIZES,
        "most": MOST_MAPS,
        "scales": SCALES,
        "ramp": cell_ramp(),
        "minima": MINIMA,
        "ends": ENDS,
        "figures": {theme: cells_figure(palette) for theme, palette in PALETTES.items()},
    }
