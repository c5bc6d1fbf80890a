"""A scenario, its link there and back, and links that no honest hand wrote."""

import ast
import dataclasses
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checks import MOST_STEPS, Refused, check_start
from descent import (
    KINDS,
    SHAPES,
    SILENT,
    STILL,
    WAYS,
    Motion,
    Noise,
    Schedule,
    default_learning_rate,
    descend,
)
from knob import Knob
from link import MOST_NOTES, PARAMETERS, Ignored, from_link, to_link
from optimizers import OPTIMIZERS, hypers
from scenario import (
    FIRST_ENTRANTS,
    MAP_MEASURES,
    MAP_SIZES,
    MOST_ENTRANTS,
    MOST_MAPS,
    VIEW_CHOICES,
    VIEW_OVERLAYS,
    VIEW_SWITCHES,
    Entrant,
    Scenario,
    View,
    on_surface,
    with_default_rate,
    with_maps,
    with_recipe,
    with_settings,
)
from scenario.around import with_motion, with_noise, with_schedule, with_seed, with_seeds
from scenario.mapped import SCALES, axis_from, numbers, usual_axes, with_axis, with_mapped
from surfaces import SURFACES, Surface
from surfaces.making import FORMULA
from surfaces.points import Data
from tests.fitted import home_of
from tuning import Plan

DEFAULT = Scenario()
OTHER_SURFACE = next(key for key in SURFACES if key != DEFAULT.surface_key)
MEGABYTE = 1_000_000
ENDS = ("lowest", "highest")
RULE_FIELDS = [(key, name) for key, rule in OPTIMIZERS.items() for name in hypers(rule)]
KNOBS = [(key, knob.name) for key, surface in SURFACES.items() for knob in surface.knobs]


def opened(link: str) -> tuple[Scenario, tuple[Ignored, ...]]:
    """What the page makes of an address that ends with this query string."""
    return from_link(dict(parse_qsl(link, keep_blank_values=True)))


def changed_value(hyper: Knob) -> Any:
    """A valid value that is not the default."""
    if hyper.kind == "switch":
        return not hyper.default
    if hyper.kind == "choice":
        return next(word for word in hyper.choices if word != hyper.default)
    return hyper.lowest if hyper.default != hyper.lowest else hyper.highest


def with_entrant(key: str, **values: Any) -> Scenario:
    """A race of one rule alone."""
    rule: Any = OPTIMIZERS[key]
    return dataclasses.replace(DEFAULT, entrants=(Entrant(key, rule(**values)),))


def hyper_values(hyper: Knob) -> st.SearchStrategy[Any]:
    if hyper.kind == "switch":
        return st.booleans()
    if hyper.kind == "choice":
        return st.sampled_from(hyper.choices)
    if hyper.whole:
        assert hyper.lowest is not None
        assert hyper.highest is not None
        return st.integers(int(hyper.lowest), int(hyper.highest)).map(float)
    return st.floats(hyper.lowest, hyper.highest)


@st.composite
def turned(draw: st.DrawFn, key: str) -> Scenario:
    """The first race on this surface, some of its knobs turned to values in their ranges."""
    surface = SURFACES[key]
    ranges = {knob.name: hyper_values(knob) for knob in surface.knobs}
    # Without anybody whose learning rate would have to be found.
    empty = on_surface(dataclasses.replace(DEFAULT, entrants=()), key)
    return with_settings(empty, draw(st.fixed_dictionaries({}, optional=ranges)))


def plans() -> st.SearchStrategy[Plan]:
    """Any plan of a fair race that a user can reach."""
    found = {}
    for name, knob in hypers(Plan).items():
        whole = st.integers(int(knob.lowest or 0), int(knob.highest or 0)).map(float)
        found[name] = st.sampled_from(knob.choices) if knob.kind == "choice" else whole
    return st.builds(Plan, **found)


@st.composite
def arounds(draw: st.DrawFn, usual: Any, kinds: Sequence[str] = ()) -> Any:
    """Any schedule, noise or motion, of `kinds` if there are any: some of the fields that it uses are set."""
    known = hypers(usual)
    kind = draw(st.sampled_from(kinds or known["kind"].choices))
    drawn = ["seed"] if getattr(type(usual)(kind), "is_random", False) else []
    fields = {name: hyper_values(known[name]) for name in (*type(usual)(kind).uses, *drawn)}
    return type(usual)(kind, **draw(st.fixed_dictionaries({}, optional=fields)))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any scenario that a user can reach."""
    key = draw(st.sampled_from(list(SURFACES)) | st.sampled_from([key for key, _ in KNOBS]))
    numbered = st.tuples(st.sampled_from(list(OPTIMIZERS)), st.integers(1, 99))
    entrants = []
    for rule_key, number in draw(st.lists(numbered, min_size=1, max_size=MOST_ENTRANTS, unique=True)):
        rule: Any = OPTIMIZERS[rule_key]
        values = draw(
            st.fixed_dictionaries({}, optional={n: hyper_values(h) for n, h in hypers(rule).items()})
        )
        name = rule_key if number == 1 else f"{rule_key}-{number}"
        entrants.append(Entrant(name, rule(**values), draw(arounds(Schedule()))))
    noise = draw(arounds(SILENT, [each for each in KINDS if SURFACES[key].fit or not KINDS[each].of_data]))
    reach = [
        st.floats(low - 10 * (high - low), high + 10 * (high - low)) for low, high in SURFACES[key].domain
    ]
    view = {name: draw(st.sampled_from(words)) for name, words in VIEW_CHOICES.items()}
    hidden = draw(st.frozensets(st.sampled_from([entrant.name for entrant in entrants])))
    overlays = draw(st.frozensets(st.sampled_from(VIEW_OVERLAYS)))
    inside = tuple(draw(st.lists(st.sampled_from([each.name for each in entrants]), max_size=2, unique=True)))
    scenario = Scenario(
        surface_key=key,
        surface_settings=draw(turned(key)).surface_settings,
        start=draw(st.tuples(*reach)),
        steps=draw(st.integers(1, MOST_STEPS)),
        tolerance=draw(st.floats(1e-12, 1e6)),
        entrants=tuple(entrants),
        noise=noise,
        motion=draw(arounds(STILL)),
        seeds=draw(st.integers(1, 200)) if noise.is_random else 1,
        view=View(  # type: ignore[arg-type]
            **view,
            **{name: draw(st.booleans()) for name in VIEW_SWITCHES},
            hidden=hidden,
            overlays=overlays,
            inside=inside,
            tuning=draw(st.none() | plans()),
        ),
    )
    return draw(with_any_maps(scenario))


@st.composite
def with_any_maps(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with maps of any kind, of some of its entrants, over any axes."""
    chosen = draw(st.sets(st.sampled_from([each.name for each in scenario.entrants]), max_size=MOST_MAPS))
    scenario = with_maps(
        scenario,
        kind=draw(st.sampled_from(list(MAP_SIZES))),
        measure=draw(st.sampled_from(MAP_MEASURES)),
        fineness=draw(st.integers(0, 2)),
    )
    scenario = with_mapped(scenario, chosen) if chosen else scenario
    for entrant in scenario.entrants:
        if usual_axes(entrant) is None:
            continue
        for which in draw(st.sets(st.sampled_from("xy"))):
            knob = draw(st.sampled_from(list(numbers(entrant).values())))
            ends = sorted(draw(st.tuples(*[st.floats(knob.lowest, knob.highest)] * 2)))
            scale = draw(st.sampled_from(SCALES))
            try:
                axis = axis_from(entrant, "axis", knob.name, dict(zip(ENDS, ends, strict=True)), scale)
            except Refused:
                continue
            scenario = with_axis(scenario, entrant, which, axis)
    return scenario


# --- there and back ---


def surrounded(**around: Any) -> Scenario:
    return dataclasses.replace(DEFAULT, **around)


def kind_that_uses(kinds: Any, name: str) -> str:
    return next(
        key for key, kind in kinds.items() if name in kind.uses and not getattr(kind, "of_data", False)
    )


def with_each_field(name: str, around: Any, kinds: Any) -> dict[str, Scenario]:
    """For each field of a noise or a motion a race in which it is not at its default."""
    return {
        f"{name}.{field}": surrounded(
            **{name: around(kind_that_uses(kinds, field), **{field: changed_value(knob)})}
        )
        for field, knob in hypers(around).items()
        if field not in ("kind", "seed")
    }


def made(key: str, **changes: Any) -> Scenario:
    """The race on the surface of this key, made from something else in part."""
    recipe = dataclasses.replace(SURFACES[key].recipe, **changes)
    return with_recipe(on_surface(DEFAULT, key), key, recipe, new_rates=False)


OF_DATA = next(key for key, surface in SURFACES.items() if surface.fit)

SAMPLES: dict[str, Scenario] = {
    "surface": on_surface(DEFAULT, OTHER_SURFACE),
    FORMULA: made(FORMULA, text="x^2 + a*y^2", start=None, minimum=None),
    "domain": made(OF_DATA, domain=((-3.5, 3.0), (-2.0, 1e-3))),
    "minimum": made(FORMULA, minimum=(0.5, 1e-7)),
    "points": made(OF_DATA, points=SURFACES[OF_DATA].recipe.points.moved(0, 0.1, 1e-7)),
    "start": dataclasses.replace(DEFAULT, start=(0.1, -1e-7)),
    "steps": dataclasses.replace(DEFAULT, steps=MOST_STEPS),
    "tolerance": dataclasses.replace(DEFAULT, tolerance=1e-12),
    "optimizers": dataclasses.replace(DEFAULT, entrants=DEFAULT.entrants[::-1]),
    "layout": dataclasses.replace(DEFAULT, view=View(layout="side")),
    "panel": dataclasses.replace(DEFAULT, view=View(panel="map")),
    "loss": dataclasses.replace(DEFAULT, view=View(loss_axis="linear")),
    "beside": dataclasses.replace(DEFAULT, view=View(beside="loss")),
    "present": dataclasses.replace(DEFAULT, view=View(present=True)),
    "batch": dataclasses.replace(DEFAULT, view=View(batch=True)),
    "hidden": dataclasses.replace(DEFAULT, view=View(hidden=frozenset(FIRST_ENTRANTS[:2]))),
    "inside": dataclasses.replace(DEFAULT, view=View(inside=FIRST_ENTRANTS[1:3])),
    "show": dataclasses.replace(DEFAULT, view=View(overlays=frozenset(VIEW_OVERLAYS[:3]))),
    "noise": surrounded(noise=Noise("rare")),
    **with_each_field("noise", Noise, KINDS),
    "seed": surrounded(noise=Noise("gaussian", seed=2**31 - 1)),
    "seeds": surrounded(noise=Noise("sparse"), seeds=200),
    "motion": surrounded(motion=Motion("jump")),
    **with_each_field("motion", Motion, WAYS),
    "tune": dataclasses.replace(DEFAULT, view=View(tuning=Plan(method="grid"))),
    "tune.budget": dataclasses.replace(DEFAULT, view=View(tuning=Plan(budget=128.0))),
    "tune.numbers": dataclasses.replace(DEFAULT, view=View(tuning=Plan(numbers="all"))),
    "tune.objective": dataclasses.replace(DEFAULT, view=View(tuning=Plan(objective="steps"))),
    "tune.over": dataclasses.replace(DEFAULT, view=View(tuning=Plan(over="seeds"))),
    "tune.count": dataclasses.replace(DEFAULT, view=View(tuning=Plan(count=1.0))),
    "tune.seed": dataclasses.replace(DEFAULT, view=View(tuning=Plan(seed=2.0**31 - 1))),
    "map": with_maps(DEFAULT, kind="basins"),
    "map.size": with_maps(DEFAULT, fineness=2),
    "map.colour": with_maps(DEFAULT, measure="steps"),
    "map.of": with_maps(DEFAULT, shown=FIRST_ENTRANTS[1:3]),
}


@pytest.mark.parametrize("name", [row.name for row in PARAMETERS])
def test_each_parameter_goes_there_and_back(name: str) -> None:
    sample = SAMPLES[name]
    assert sample != DEFAULT
    assert name in dict(parse_qsl(to_link(sample)))
    assert opened(to_link(sample)) == (sample, ())


@pytest.mark.parametrize(("key", "name"), RULE_FIELDS)
def test_each_hyper_parameter_goes_there_and_back(key: str, name: str) -> None:
    sample = with_entrant(key, **{name: changed_value(hypers(OPTIMIZERS[key])[name])})
    assert f"{key}.{name}" in dict(parse_qsl(to_link(sample)))
    assert opened(to_link(sample)) == (sample, ())


SCHEDULE_FIELDS = [(kind, name) for kind in SHAPES for name in Schedule(kind).uses]


@pytest.mark.parametrize(("kind", "name"), SCHEDULE_FIELDS)
def test_each_schedule_goes_there_and_back(kind: str, name: str) -> None:
    value = changed_value(hypers(Schedule)[name])
    first, *others = DEFAULT.entrants
    own = dataclasses.replace(first, schedule=Schedule(kind, **{name: value}))
    sample = surrounded(entrants=(own, *others))
    link = dict(parse_qsl(to_link(sample)))
    told = {f"{first.name}.schedule.{name}"} | ({f"{first.name}.schedule"} if kind != "constant" else set())
    assert {each for each in link if "schedule" in each} == told
    assert opened(to_link(sample)) == (sample, ())
    # Its fields hang on its kind, which may come later.
    assert from_link(dict(reversed(link.items()))) == (sample, ())


def test_a_link_with_noise_always_tells_its_seed() -> None:
    for kind, entry in KINDS.items():
        there = dataclasses.replace(home_of(kind, DEFAULT), noise=Noise(kind))
        link = dict(parse_qsl(to_link(there)))
        assert link.get("noise") == (None if kind == "none" else kind)
        assert ("seed" in link) == Noise(kind).is_random
        fields = [name for name in link if name.startswith("noise.")]
        assert fields == (["noise.batch_size"] if entry.of_data else []), entry.label


@given(scenarios())
def test_any_scenario_goes_there_and_back(scenario: Scenario) -> None:
    again, notes = opened(to_link(scenario))
    assert (again, notes) == (scenario, ())
    assert to_link(again) == to_link(scenario)
    assert again.run_hash() == scenario.run_hash()


@pytest.mark.parametrize(("key", "name"), KNOBS)
def test_each_knob_of_a_surface_goes_there_and_back(key: str, name: str) -> None:
    knob = next(knob for knob in SURFACES[key].knobs if knob.name == name)
    for value in knob.choices or (knob.lowest, knob.highest):
        assert value is not None
        sample = with_settings(on_surface(DEFAULT, key), {name: value})
        assert dict(sample.surface.settings) == dict(SURFACES[key].settings) | {name: value}
        told = value if isinstance(value, str) else f"{value:.10g}"
        in_link = dict(parse_qsl(to_link(sample))).get(f"surface.{name}")
        assert in_link == (None if value == knob.default else told)
        assert opened(to_link(sample)) == (sample, ())
        # Turned back, nothing is left of it.
        assert with_settings(sample, {name: knob.default}) == on_surface(DEFAULT, key)
    assert "surface." not in to_link(on_surface(DEFAULT, key))


def test_no_link_at_all_is_the_first_race() -> None:
    assert opened("") == (DEFAULT, ())


def test_a_link_is_short_and_readable() -> None:
    link = to_link(DEFAULT)
    assert link.startswith("surface=rosenbrock&optimizers=sgd,momentum,rmsprop,adam&")
    rest = [name for name, _ in parse_qsl(link)][2:]
    assert rest == [f"{name}.learning_rate" for name in FIRST_ENTRANTS]


def test_a_link_that_was_given_out_stays_valid() -> None:
    link = "surface=rosenbrock&optimizers=sgd,adam,adam-2&adam.learning_rate=0.05&adam-2.beta2=0.9"
    scenario, notes = opened(link)
    assert notes == ()
    assert [entrant.name for entrant in scenario.entrants] == ["sgd", "adam", "adam-2"]
    assert [entrant.label for entrant in scenario.entrants] == ["SGD", "Adam", "Adam 2"]
    assert getattr(scenario.entrant("adam").optimizer, "learning_rate") == 0.05  # noqa: B009
    assert getattr(scenario.entrant("adam-2").optimizer, "beta2") == 0.9  # noqa: B009


def test_the_order_of_a_link_does_not_matter() -> None:
    backwards = "&".join(to_link(SAMPLES["surface"]).split("&")[::-1])
    assert opened(backwards) == (SAMPLES["surface"], ())


def test_a_surface_may_be_turned_before_it_is_named() -> None:
    link = "surface.angle=45&sgd.learning_rate=0.5&surface.condition=100&optimizers=sgd&surface=quadratic"
    scenario, notes = opened(link)
    assert notes == ()
    assert scenario.surface is SURFACES["quadratic"].turned(condition=100.0, angle=45.0)
    assert scenario.surface_settings == (("condition", 100.0), ("angle", 45.0))
    assert to_link(scenario).startswith(
        "surface=quadratic&surface.condition=100&surface.angle=45&optimizers="
    )


@pytest.mark.parametrize("link", ["", "&optimizers=sgd,adam", "&optimizers=zebra"])
def test_who_names_no_rates_gets_those_that_suit_the_surface_as_it_is_turned(link: str) -> None:
    scenario, _ = opened("surface=quadratic&surface.condition=10000" + link)
    steep = SURFACES["quadratic"].turned(condition=10000.0)
    for entrant in scenario.entrants:
        assert entrant.optimizer == with_default_rate(entrant.name, steep)
    assert scenario.entrant("sgd").optimizer != with_default_rate("sgd", SURFACES["quadratic"])


# --- the catalogue ---


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_can_race(key: str) -> None:
    scenario = dataclasses.replace(
        DEFAULT, entrants=(Entrant(f"{key}-2", with_default_rate(key, DEFAULT.surface)),)
    )
    assert opened(f"optimizers={key}-2") == (scenario, ())
    assert opened(to_link(scenario)) == (scenario, ())


@pytest.mark.parametrize("key", SURFACES)
def test_every_surface_can_be_raced_on(key: str) -> None:
    scenario, notes = opened(f"surface={key}")
    surface = SURFACES[key]
    assert notes == ()
    assert (scenario.surface_key, scenario.start) == (key, surface.start)
    for entrant in scenario.entrants:
        assert entrant.optimizer == with_default_rate(entrant.name, surface)


@pytest.mark.parametrize("key", SURFACES)
def test_a_run_begins_wherever_a_start_is_taken(key: str) -> None:
    surface = SURFACES[key]
    corners = [(low - 10 * (high - low), high + 10 * (high - low)) for low, high in surface.domain]
    rule: Any = OPTIMIZERS[FIRST_ENTRANTS[0]]
    for x in corners[0]:
        for y in corners[1]:
            start = check_start(x, y, surface)
            assert descend(rule(learning_rate=0.0), surface, start, steps=1).diverged_at is None


@pytest.mark.parametrize(("key", "name"), RULE_FIELDS)
def test_every_default_lies_within_its_own_range(key: str, name: str) -> None:
    hyper = hypers(OPTIMIZERS[key])[name]
    if hyper.kind == "number":
        assert hyper.lowest is not None
        assert hyper.highest is not None
        assert hyper.lowest <= hyper.default <= hyper.highest
    elif hyper.kind == "choice":
        assert hyper.default in hyper.choices


# --- another surface ---


def test_another_surface_brings_its_start_and_its_rates_where_the_old_ones_were_kept() -> None:
    old, new = DEFAULT.surface, SURFACES[OTHER_SURFACE]
    rule: Any = OPTIMIZERS["adam"]
    kept = Entrant("adam", rule(learning_rate=default_learning_rate(rule, old), beta1=0.5))
    chosen = Entrant("adam-2", rule(learning_rate=0.123))
    moved = on_surface(dataclasses.replace(DEFAULT, entrants=(kept, chosen), steps=77), OTHER_SURFACE)
    rate = default_learning_rate(rule, new)
    assert rate != default_learning_rate(rule, old)
    assert moved.start == new.start
    assert moved.steps == 77
    assert moved.entrants == (Entrant("adam", rule(learning_rate=rate, beta1=0.5)), chosen)


def test_turning_a_surface_moves_neither_start_nor_rates() -> None:
    here = dataclasses.replace(on_surface(DEFAULT, "quadratic"), start=(0.5, 7.0))
    steep = with_settings(here, {"condition": 5000.0})
    rule: Any = OPTIMIZERS["sgd"]
    # A default rate is kept too, though another would suit the steeper valley.
    assert default_learning_rate(rule, steep.surface) != default_learning_rate(rule, here.surface)
    assert steep == dataclasses.replace(here, surface_settings=(("condition", 5000.0),))
    assert steep.surface is SURFACES["quadratic"].turned(condition=5000.0)


def test_a_start_that_the_turned_surface_does_not_take_is_left_for_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No family of ours moves its domain; one that shrinks it has no place for a start far away."""
    flat = SURFACES["sphere"]
    knob = Knob("s", "s", "Size.", lowest=1e-6, highest=1.0, default=1.0, name="size")

    def sized(size: float) -> Surface:
        domain = ((-size, size), (-size, size))
        return dataclasses.replace(
            flat,
            domain=domain,
            start=(0.5 * size, 0.0),
            knobs=(knob,),
            settings=(("size", size),),
            make=sized,
        )

    monkeypatch.setattr("scenario.base.SURFACES", {"sphere": sized(1.0)})
    here = dataclasses.replace(DEFAULT, surface_key="sphere", start=(0.25, 0.25))
    assert with_settings(here, {"size": 0.01}).start == (0.25, 0.25)
    assert with_settings(here, {"size": 1e-5}).start == (0.5e-5, 0.0)


def test_the_surface_s_own_start_moves_along_and_a_chosen_one_stays() -> None:
    usual = SURFACES["linear_regression"]
    raw = usual.turned(features="raw")
    assert raw.start != usual.start
    here = on_surface(DEFAULT, "linear_regression")
    there = with_settings(here, {"features": "raw"})
    assert there.start == raw.start
    assert "start=" not in to_link(there)
    assert with_settings(there, {"features": "standardised"}) == here
    chosen = dataclasses.replace(here, start=(0.1, 2.0))
    assert with_settings(chosen, {"features": "raw"}).start == (0.1, 2.0)
    # On the raw feature the other one's start is a start like any, and a link has to tell it.
    for start in (usual.start, raw.start, (0.1, 2.0)):
        scenario = dataclasses.replace(there, start=start)
        assert opened(to_link(scenario)) == (scenario, ())


def test_other_points_keep_knobs_and_a_chosen_start() -> None:
    usual = SURFACES["linear_regression"]
    there = with_settings(on_surface(DEFAULT, "linear_regression"), {"features": "raw"})
    moved = Data(usual.recipe.points.moved(0, 10.0, 2.0), there.surface.domain, features="raw")
    made = with_recipe(there, usual.key, moved, new_rates=False)
    assert made.surface.domain == there.surface.domain
    assert made.surface_settings == (("features", "raw"),)
    assert made.start == made.surface.start
    assert made.entrants == there.entrants
    # In the domain of the raw feature, and not in that of the other.
    inside = dataclasses.replace(there, start=(0.3, -9.0))
    assert with_recipe(inside, usual.key, moved, new_rates=False).start == (0.3, -9.0)
    # Who moves a point keeps the start wherever it is; other data have another domain.
    outside = dataclasses.replace(there, start=(50.0, 0.0))
    assert with_recipe(outside, usual.key, moved, new_rates=False).start == (50.0, 0.0)
    assert with_recipe(outside, usual.key, moved, new_rates=True).start == made.start


def test_another_surface_is_not_turned_and_knows_the_rates_that_were_kept_while_turning() -> None:
    turned_once = with_settings(on_surface(DEFAULT, "quadratic"), {"condition": 5000.0, "angle": 10.0})
    suited = Entrant("sgd-2", with_default_rate("sgd", turned_once.surface))
    both = dataclasses.replace(turned_once, entrants=(*turned_once.entrants, suited))
    moved = on_surface(both, "sparse_valley")
    assert moved.surface is SURFACES["sparse_valley"]
    for entrant in moved.entrants:
        assert entrant.optimizer == with_default_rate(entrant.name.partition("-")[0], moved.surface)
    assert on_surface(turned_once, "quadratic") == on_surface(DEFAULT, "quadratic")


# --- the hash of a run ---


def variants() -> dict[str, Scenario]:
    found = {name: SAMPLES[name] for name in ("surface", "start", "steps", "tolerance", "optimizers")}
    found |= {
        "one fewer": dataclasses.replace(DEFAULT, entrants=DEFAULT.entrants[1:]),
        "start in y": dataclasses.replace(
            DEFAULT, start=(DEFAULT.start[0], math.nextafter(DEFAULT.start[1], 9))
        ),
        "another name": dataclasses.replace(
            DEFAULT, entrants=(Entrant("sgd-2", DEFAULT.entrants[0].optimizer), *DEFAULT.entrants[1:])
        ),
    }
    for key, name in RULE_FIELDS:
        found[f"{key}.{name}"] = with_entrant(key, **{name: changed_value(hypers(OPTIMIZERS[key])[name])})
    for key, name in KNOBS:
        knob = next(knob for knob in SURFACES[key].knobs if knob.name == name)
        at = {name: changed_value(knob)}
        found[f"{key}.{name}"] = dataclasses.replace(
            with_settings(on_surface(DEFAULT, key), at), start=(0, 0)
        )
    around = ("noise", "seed", "seeds", "motion")
    found |= {name: SAMPLES[name] for name in SAMPLES if name.partition(".")[0] in around}
    for kind, name in SCHEDULE_FIELDS:
        schedule = Schedule(kind, **{name: changed_value(hypers(Schedule)[name])})
        entrants = (dataclasses.replace(DEFAULT.entrants[0], schedule=schedule), *DEFAULT.entrants[1:])
        found[f"{kind}, {name}"] = surrounded(entrants=entrants)
    return found | {f"{key} as it is": with_entrant(key) for key in OPTIMIZERS}


def test_runs_that_differ_have_different_hashes() -> None:
    hashes = {name: scenario.run_hash() for name, scenario in {"first": DEFAULT, **variants()}.items()}
    assert len(set(hashes.values())) == len(hashes)


@pytest.mark.parametrize(
    "name", ["layout", "panel", "loss", "beside", "present", "batch", "hidden", "show", "tune"]
)
def test_the_view_is_no_part_of_the_hash(name: str) -> None:
    assert SAMPLES[name].run_hash() == DEFAULT.run_hash()


def test_hash_and_link_are_the_same_in_another_process(root: Path) -> None:
    everything = dataclasses.replace(DEFAULT, view=View(hidden=frozenset(FIRST_ENTRANTS)))
    code = (
        "from link import to_link; from scenario import FIRST_ENTRANTS, Scenario, View; "
        "s = Scenario(view=View(hidden=frozenset(FIRST_ENTRANTS))); print(s.run_hash(), to_link(s))"
    )
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == [everything.run_hash(), to_link(everything)]


# --- links that are wrong ---


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("surface", "nowhere"),
        ("surface", ""),
        ("surface", "Rosenbrock"),
        ("start", "here"),
        ("start", "1"),
        ("start", "1,2,3"),
        ("start", "nan,1"),
        ("start", "1,inf"),
        ("start", "1e9,0"),
        ("start", "1,2" + " " * 300 + "x"),
        ("steps", "many"),
        ("steps", "1e9"),
        ("steps", "1000000000"),
        ("steps", "0"),
        ("steps", "-5"),
        ("steps", "1.5"),
        ("steps", "nan"),
        ("steps", "1e999"),
        ("steps", "300" + " " * 100 + "x"),
        ("tolerance", "0"),
        ("tolerance", "-inf"),
        ("tolerance", "1e7"),
        ("optimizers", ""),
        ("optimizers", ",,,"),
        ("optimizers", "gradient,descent"),
        ("optimizers", "sgd-1"),
        ("optimizers", "sgd-100"),
        ("layout", "round"),
        ("panel", "2d"),
        ("loss", "cubic"),
        ("beside", "fits"),
        ("present", "true"),
        ("batch", "1"),
        ("hidden", "nobody"),
        ("show", "hessian,Gradient"),
        ("tune", "best"),
        ("tune", "on"),
        ("tune.budget", "64"),
        ("tune.budget", "8"),
        ("tune.budget", "nan"),
        ("tune.method", "grid"),
        ("tune.over", "years"),
        ("adam.learning_rate", "fast"),
        ("adam.learning_rate", "nan"),
        ("adam.learning_rate", "-inf"),
        ("adam.learning_rate", "1e9"),
        ("adam.learning_rate", "0.1" + "0" * MEGABYTE),
        ("adam.beta1", "1"),
        ("adam.bias_correction", "True"),
        ("adam.epsilon_placement", "beside"),
        ("adam.__class__", "1"),
        ("adam.label", "Eve"),
        ("adam", "1"),
        ("adam-2.learning_rate", "0.1"),
        ("nobody.learning_rate", "0.1"),
        (".", "1"),
        ("utm_source", "mail"),
        ("noise", "white"),
        ("noise.sigma", "0.5"),
        ("noise.seed", "3"),
        ("noise.", "3"),
        ("noise.kind", "gaussian"),
        ("seed", "7"),
        ("seeds", "50"),
        ("motion", "circles"),
        ("motion.reach", "0.1"),
        ("adam.schedule", "Cosine"),
        ("adam.schedule.final", "0.1"),
        ("adam.schedule.kind", "cosine"),
        ("adam.schedule.", "cosine"),
        ("adam.schedule.warmup", "0.7"),
        ("nobody.schedule", "cosine"),
        ("formula", "x^2"),
        ("formula.a", "0:1"),
        ("formula.", "0:1"),
        ("domain", "0,1,0,1"),
        ("minimum", "0,0"),
        ("points", "1:2,2:3"),
        ("surface.condition", "100"),
        ("surface.", "1"),
        ("surface.__class__", "1"),
        ("surface." + "x" * 20, "9" * MEGABYTE),
        *((row.name, "9" * MEGABYTE) for row in PARAMETERS),
        *((row.name, "\x00\x1b[2J\u202e\U0001f4a3\ud800,") for row in PARAMETERS),
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_what_is_wrong_falls_back_to_its_default_and_is_named(name: str, value: str) -> None:
    scenario, notes = from_link({name: value})
    assert scenario == DEFAULT
    assert {note.name for note in notes} == {name}
    assert_polite(notes)


def test_the_known_overlays_of_a_list_are_shown_and_the_others_named() -> None:
    scenario, notes = opened("show=momentum,hessian,gradient,gradient,,x")
    assert scenario == dataclasses.replace(DEFAULT, view=View(overlays=frozenset({"gradient", "momentum"})))
    assert [(note.name, note.why) for note in notes] == [("show", "“hessian” and 1 more unknown")]
    assert dict(parse_qsl(to_link(scenario)))["show"] == "gradient,momentum"


@pytest.mark.parametrize(
    ("link", "taken", "ignored"),
    [
        (
            "noise=gaussian&noise.degrees=4&noise.sigma=0.5",
            surrounded(noise=Noise("gaussian", sigma=0.5)),
            {"noise.degrees": "the noise “Gaussian” has no ν"},
        ),
        (
            "seed=7&noise=rare&seeds=9",
            surrounded(noise=Noise("rare")),
            {
                "seed": "counts where noise is drawn: choose a noise first",
                "seeds": "all runs would be the same: choose a noise that is drawn first",
            },
        ),
        (
            "noise=batch&noise.batch_size=1.5&seed=-1&seeds=201&noise.relative=yes",
            surrounded(noise=Noise("batch")),
            {
                "noise.relative": "“yes” is unknown",
                "noise.batch_size": "1.5 is not a whole number",
                "seed": "-1 lies outside 0 … 2147483647",
                "seeds": "201 lies outside 1 … 200",
            },
        ),
        (
            "motion=jump&motion.reach=1&motion.period=nan",
            surrounded(motion=Motion("jump")),
            {
                "motion.reach": "1 lies outside 0.01 … 0.3",
                "motion.period": "nan is not a finite number",
            },
        ),
        (
            "motion.reach=0.1",
            DEFAULT,
            {"motion.reach": "the motion “still” has no r"},
        ),
        (
            "adam.schedule.drop=0.5&sgd.schedule.timescale=2.5&sgd.schedule=inverse_root",
            surrounded(
                entrants=(
                    dataclasses.replace(DEFAULT.entrants[0], schedule=Schedule("inverse_root")),
                    *DEFAULT.entrants[1:],
                )
            ),
            {
                "adam.schedule.drop": "the schedule “constant” has no d",
                "sgd.schedule.timescale": "2.5 is not a whole number",
            },
        ),
    ],
    ids=lambda value: value.partition("&")[0] if isinstance(value, str) else "",
)
def test_what_does_not_belong_to_the_kind_or_is_out_of_range_is_ignored_and_told(
    link: str, taken: Scenario, ignored: dict[str, str]
) -> None:
    scenario, notes = opened(link)
    assert scenario == taken
    assert {note.name: note.why for note in notes} == ignored


def test_another_kind_takes_along_what_it_shares_and_forgets_the_rest() -> None:
    scenario = with_seeds(with_seed(with_noise(DEFAULT, "kind", "student"), 7), 50)
    scenario = with_noise(with_noise(scenario, "sigma", 0.25), "degrees", 1.5)
    scenario = with_noise(scenario, "kind", "gaussian")
    assert scenario == surrounded(noise=Noise("gaussian", sigma=0.25, seed=7.0), seeds=50)
    assert with_noise(scenario, "kind", "rare") == surrounded(noise=Noise("rare"))
    assert with_noise(scenario, "kind", "none") == DEFAULT
    moving = with_motion(with_motion(DEFAULT, "kind", "circle"), "reach", "0.1")
    assert with_motion(moving, "kind", "drift") == surrounded(motion=Motion("drift", reach=0.1))
    assert with_motion(moving, "kind", "still") == DEFAULT
    step = with_schedule(DEFAULT, DEFAULT.entrants[0], "kind", "step")
    step = with_schedule(step, step.entrants[0], "every", 0.5)
    step = with_schedule(step, step.entrants[0], "drop", 0.1)
    assert step.entrants[0].schedule == Schedule("step", drop=0.1, every=0.5)
    assert with_schedule(step, step.entrants[0], "kind", "restarts").entrants[0].schedule == Schedule(
        "restarts", every=0.5
    )


def assert_polite(notes: tuple[Ignored, ...]) -> None:
    """Few and short, and nothing in them that could not be printed or sent."""
    assert len(notes) <= MOST_NOTES
    for note in notes:
        assert note.name.isprintable()
        assert note.why.isprintable()
        assert 0 < len(note.name) <= 60
        assert 0 < len(note.why) <= 160


@pytest.mark.parametrize(
    "name",
    [
        "",
        "“”",
        "x" * MEGABYTE,
        "adam." + "x" * MEGABYTE,
        "x." * (MEGABYTE // 2),
        "\n\x00\u2028\ud800",
        "é\u0301\u200f",
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_a_strange_name_is_named_in_a_few_letters(name: str) -> None:
    scenario, notes = from_link({name: "1"})
    assert scenario == DEFAULT
    assert len(notes) == 1
    assert_polite(notes)


@pytest.mark.parametrize(
    "value", ["0.5", "10001", "nan", "inf", "steep", "", "1e999", "9" * MEGABYTE, "\x00\ud800"]
)
def test_a_knob_is_not_turned_out_of_its_range(value: str) -> None:
    scenario, notes = from_link({"surface.condition": value, "surface.angle": "45", "surface": "quadratic"})
    assert scenario.surface_settings == (("angle", 45.0),)
    assert [note.name for note in notes] == ["surface.condition"]
    assert_polite(notes)


def test_a_surface_without_this_knob_is_named() -> None:
    _, notes = opened("surface.condition=100&steps=300")
    assert notes == (Ignored("surface.condition", "Rosenbrock has no parameter “condition”"),)
    _, notes = opened("surface=quadratic&surface.depth=1")
    assert notes == (Ignored("surface.depth", "Quadratic has no parameter “depth”"),)


def test_the_rest_of_a_link_is_taken() -> None:
    scenario, notes = opened(
        "surface=nowhere&steps=300&optimizers=adam,zebra,sgd&sgd.learning_rate=x&colour=red"
    )
    assert scenario.steps == 300
    assert [entrant.name for entrant in scenario.entrants] == ["adam", "sgd"]
    assert [note.name for note in notes] == ["surface", "optimizers", "sgd.learning_rate", "colour"]
    assert "zebra" in notes[1].why
    assert "zebra" not in " ".join(entrant.name for entrant in scenario.entrants)


def test_an_entrant_named_twice_races_once() -> None:
    scenario, notes = opened("optimizers=adam,sgd,adam")
    assert [entrant.name for entrant in scenario.entrants] == ["adam", "sgd"]
    assert [note.name for note in notes] == ["optimizers"]
    assert "adam,adam-2" in notes[0].why


@pytest.mark.parametrize("count", [MOST_ENTRANTS + 1, 90, 10_000])
def test_no_more_than_a_few_entrants_race(count: int) -> None:
    names = ["adam", *(f"adam-{number}" for number in range(2, count + 1))]
    scenario, notes = opened(f"optimizers={','.join(names)}")
    assert [entrant.name for entrant in scenario.entrants] == names[:MOST_ENTRANTS]
    assert f"more than {MOST_ENTRANTS} entrants" in {note.why for note in notes}
    assert_polite(notes)


def test_ten_thousand_unknown_parameters_make_a_few_notes_and_a_count() -> None:
    query = {f"x{number}": "1" for number in range(10_000)}
    scenario, notes = from_link({**query, "steps": "300"})
    assert scenario == dataclasses.replace(DEFAULT, steps=300)
    assert len(notes) == MOST_NOTES
    assert notes[0].name == "x0"
    assert str(10_000 - (MOST_NOTES - 1)) in notes[-1].why
    assert_polite(notes)


def test_as_many_notes_as_fit_are_all_told() -> None:
    _, notes = from_link({f"x{number}": "1" for number in range(MOST_NOTES)})
    assert [note.name for note in notes] == [f"x{number}" for number in range(MOST_NOTES)]


NAMES = st.sampled_from(
    [row.name for row in PARAMETERS]
    + [f"{key}{number}.{name}" for key, name in RULE_FIELDS for number in ("", "-2")]
    + [f"surface.{name}" for _, name in KNOBS]
    + ["formula.a", "surface.a", "formula."]
    + [f"{key}.schedule{field}" for key in FIRST_ENTRANTS for field in ("", ".final", ".warmup", ".kind")]
)
NUMBERS = st.floats().map(repr) | st.integers().map(str)
TEXTS = ["x^2 + a*y", "log(a*x)", "-1,1,-2,2", "0:2", "1:0,2:1,3:1", "zeJwz", "many", "upload-1"]
WORDS = st.sampled_from(["on", "off", "3d", "side", *TEXTS, *SURFACES, *OPTIMIZERS, *KINDS, *WAYS, *SHAPES])
VALUES = (
    st.text() | NUMBERS | WORDS | st.lists(NUMBERS | WORDS | st.text(max_size=5), max_size=12).map(",".join)
)


@given(st.dictionaries(NAMES | st.text(), VALUES))
@example({"optimizers": "adam", "hidden": "sgd"})
def test_no_link_is_an_error(query: dict[str, str]) -> None:
    scenario, notes = from_link(query)
    assert_polite(notes)
    assert opened(to_link(scenario)) == (scenario, ())


@pytest.mark.parametrize(
    "where", ["x" * MEGABYTE, "\ud800.\n", "adam.learning_rate"], ids=["long", "odd", "plain"]
)
def test_a_refusal_names_its_place_in_a_few_printable_letters(where: str) -> None:
    refused = Refused(where, "no")
    assert refused.where.isprintable()
    assert len(refused.where) <= 60
    assert where != "adam.learning_rate" or refused.where == where


# --- nothing is named where the catalogue should speak ---


def test_no_optimizer_or_surface_is_named_beyond_the_first_race(root: Path) -> None:
    paths = [root / name for name in ("app.py",)]
    paths += [
        path
        for room in ("scenario", "link", "events", "arena", "figures", "views")
        for path in (root / room).glob("*.py")
    ]
    named = []
    for path in paths:
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]).startswith("FIRST_"):
                continue
            words = {node.value for node in ast.walk(statement) if isinstance(node, ast.Constant)}
            named += [(path.name, word) for word in words if word in OPTIMIZERS or word in SURFACES]
    assert named == []
    assert len(paths) > 10
