"""What a user does makes the next scenario; what is not valid is refused, and nothing else ever comes out."""

import dataclasses
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from arena.message import Session, message
from checks import FARTHEST_START, MOST_STEPS, Refused
from descent import KINDS, SHAPES, WAYS, Motion, Noise, Schedule
from events import EVENTS, next_scenario
from link import from_link, to_link
from optimizers import OPTIMIZERS, hypers
from scenario import (
    MOST_ENTRANTS,
    VIEW_CHOICES,
    VIEW_OVERLAYS,
    VIEW_SWITCHES,
    Entrant,
    Scenario,
    View,
    on_surface,
    with_default_rate,
)
from surfaces import SURFACES
from tests.fitted import home_of
from tests.test_scenario import KNOBS, RULE_FIELDS, SCHEDULE_FIELDS, changed_value, scenarios
from tuning import Plan

FIRST = Scenario()
HUGE = 10**400


def after(*events: Mapping[str, object], scenario: Scenario = FIRST) -> Scenario:
    for event in events:
        scenario = next_scenario(scenario, event)
    return scenario


def names(scenario: Scenario) -> list[str]:
    return [entrant.name for entrant in scenario.entrants]


def refusal(event: Any, scenario: Scenario = FIRST) -> Refused:
    with pytest.raises(Refused) as caught:
        next_scenario(scenario, event)
    return caught.value


def add(key: str) -> dict[str, object]:
    return {"kind": "add", "optimizer": key}


def remove(name: str) -> dict[str, object]:
    return {"kind": "remove", "entrant": name}


# --- what each event does ---


@pytest.mark.parametrize("key", SURFACES)
def test_a_surface_is_chosen(key: str) -> None:
    assert after({"kind": "surface", "surface": key}) == on_surface(FIRST, key)


@pytest.mark.parametrize(("key", "name"), KNOBS)
@pytest.mark.parametrize("as_text", [False, True])
def test_every_knob_of_a_surface_is_turned_and_reset(key: str, name: str, as_text: bool) -> None:
    there = dataclasses.replace(on_surface(FIRST, key), start=(0.125, 0.5), steps=9)
    knob = next(knob for knob in SURFACES[key].knobs if knob.name == name)
    last = knob.choices[-1] if knob.kind == "choice" else knob.highest
    value: object = str(last) if as_text else last
    turned = after({"kind": "turn_surface", "knob": name, "value": value}, scenario=there)
    assert turned == dataclasses.replace(there, surface_settings=((name, last),))
    assert dict(turned.surface.settings)[name] == last
    assert after({"kind": "reset_surface"}, scenario=turned) == there


def test_knobs_are_turned_one_after_the_other_and_another_surface_is_as_it_comes() -> None:
    events = [
        {"kind": "surface", "surface": "quadratic"},
        {"kind": "turn_surface", "knob": "angle", "value": -45},
        {"kind": "turn_surface", "knob": "condition", "value": 7.5},
    ]
    # In the knobs' order, whichever was turned first.
    assert after(*events).surface_settings == (("condition", 7.5), ("angle", -45.0))
    for key in ("quadratic", "rosenbrock"):
        assert after(*events, {"kind": "surface", "surface": key}) == on_surface(FIRST, key)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("condition", 0.999),
        ("condition", 10_001),
        ("condition", float("nan")),
        ("condition", HUGE),
        ("condition", "steep"),
        ("condition", None),
        ("condition", True),
        ("density", 0.5),
        ("make", 1),
    ],
    ids=lambda value: ascii(value)[:12] if not isinstance(value, int) else "number",
)
def test_a_knob_that_cannot_be_turned_so_is_refused_at_its_control(name: str, value: object) -> None:
    there = on_surface(FIRST, "quadratic")
    refused = refusal({"kind": "turn_surface", "knob": name, "value": value}, there)
    assert refused.where == f"surface.{name}"
    assert str(refused)


def test_a_surface_without_knobs_is_not_turned() -> None:
    refused = refusal({"kind": "turn_surface", "knob": "condition", "value": 3})
    assert (refused.where, str(refused)) == ("surface.condition", "Rosenbrock has no parameter “condition”")
    assert after({"kind": "reset_surface"}) == FIRST


def test_a_start_outside_the_domain_is_taken() -> None:
    (_, x1), (_, y1) = FIRST.surface.domain
    for away in (1.0, 50.0):
        assert after({"kind": "start", "x": x1 + away, "y": y1 + away}).start == (x1 + away, y1 + away)


@pytest.mark.parametrize("key", SURFACES)
def test_the_farthest_start_is_raced_from(key: str) -> None:
    """Every loss is still finite there: a run can begin."""
    scenario = on_surface(FIRST, key)
    (_, x1), (_, y1) = scenario.surface.domain
    far = after({"kind": "start", "x": 0.9 * FARTHEST_START * x1, "y": y1}, scenario=scenario)
    assert message(far, Session())


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_start_absurdly_far_away_is_refused(axis: str) -> None:
    low, high = FIRST.surface.domain["xy".index(axis)]
    far = high + 1.1 * FARTHEST_START * (high - low)
    refused = refusal({"kind": "start", "x": 0, "y": 0, axis: far})
    assert refused.where == f"start.{axis}"
    assert f"{far:g}" in str(refused)


def test_steps_and_tolerance_change() -> None:
    scenario = after({"kind": "steps", "value": 1.0}, {"kind": "tolerance", "value": 0.5})
    assert (scenario.steps, scenario.tolerance) == (1, 0.5)
    assert type(scenario.steps) is int


@pytest.mark.parametrize("value", [0, -1, MOST_STEPS + 1, 1.5, 1e9])
def test_steps_have_bounds(value: float) -> None:
    assert refusal({"kind": "steps", "value": value}).where == "steps"


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_can_be_added_set_reset_and_removed(key: str) -> None:
    empty = dataclasses.replace(FIRST, entrants=FIRST.entrants[:1])
    added = after(add(key), scenario=empty)
    new = added.entrants[-1]
    assert new.optimizer == with_default_rate(key, FIRST.surface)
    assert new.name == (f"{key}-2" if key == FIRST.entrants[0].name else key)
    hyper = hypers(new.optimizer)["learning_rate"]
    set_high = after(
        {"kind": "set", "entrant": new.name, "field": hyper.name, "value": hyper.highest}, scenario=added
    )
    assert getattr(set_high.entrants[-1].optimizer, hyper.name) == hyper.highest
    assert after({"kind": "reset", "entrant": new.name}, scenario=set_high) == added
    assert after(remove(new.name), scenario=added) == empty


@pytest.mark.parametrize(("key", "name"), RULE_FIELDS)
@pytest.mark.parametrize("as_text", [False, True])
def test_every_hyper_parameter_can_be_set(key: str, name: str, as_text: bool) -> None:
    alone = dataclasses.replace(FIRST, entrants=(Entrant(key, OPTIMIZERS[key]()),))
    value = changed_value(hypers(OPTIMIZERS[key])[name])
    told: object = value
    if as_text:
        told = {True: "on", False: "off"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    scenario = after({"kind": "set", "entrant": key, "field": name, "value": told}, scenario=alone)
    rule: Any = OPTIMIZERS[key]
    assert scenario.entrants == (Entrant(key, rule(**{name: value})),)


@pytest.mark.parametrize("value", [10.1, 0, -1, 1e308, HUGE, -HUGE], ids=lambda value: f"{value}"[:6])
def test_a_hyper_parameter_out_of_range_is_refused_with_the_range(value: float) -> None:
    refused = refusal({"kind": "set", "entrant": "adam", "field": "learning_rate", "value": value})
    hyper = hypers(OPTIMIZERS["adam"])["learning_rate"]
    assert refused.where == "adam.learning_rate"
    assert f"{hyper.lowest:g} … {hyper.highest:g}" in str(refused)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("learning_rate", float("nan")),
        ("learning_rate", "fast"),
        ("learning_rate", True),
        ("learning_rate", None),
        ("learning_rate", [0.1]),
        ("bias_correction", 1),
        ("bias_correction", "true"),
        ("epsilon_placement", "beside"),
        ("epsilon_placement", 10**5000),
        ("momentum", 0.9),
        ("label", "Eve"),
    ],
    ids=lambda value: ascii(value)[:20] if not isinstance(value, int) else "number",
)
def test_a_hyper_parameter_of_the_wrong_kind_is_refused(field: str, value: object) -> None:
    refused = refusal({"kind": "set", "entrant": "adam", "field": field, "value": value})
    assert refused.where == f"adam.{field}"


@pytest.mark.parametrize(("field", "word"), [(f, w) for f, words in VIEW_CHOICES.items() for w in words])
def test_every_word_of_the_view_can_be_shown(field: str, word: str) -> None:
    scenario = after({"kind": "show", "field": field, "value": word})
    assert scenario == dataclasses.replace(FIRST, view=dataclasses.replace(FIRST.view, **{field: word}))


@pytest.mark.parametrize("name", VIEW_SWITCHES)
def test_what_is_on_or_off_in_the_view_is_switched(name: str) -> None:
    on = after({"kind": "show", "field": name, "value": True})
    assert on == dataclasses.replace(FIRST, view=dataclasses.replace(FIRST.view, **{name: True}))
    assert after({"kind": "show", "field": name, "value": False}, scenario=on) == FIRST


def test_a_ball_is_hidden_and_shown_again() -> None:
    hidden = after({"kind": "switch", "entrant": "adam", "on": False})
    assert hidden.view.hidden == {"adam"}
    assert after({"kind": "switch", "entrant": "adam", "on": True}, scenario=hidden) == FIRST


@pytest.mark.parametrize("overlay", VIEW_OVERLAYS)
def test_every_overlay_is_switched_on_and_off(overlay: str) -> None:
    on = after({"kind": "overlay", "overlay": overlay, "on": True})
    assert on == dataclasses.replace(FIRST, view=View(overlays=frozenset({overlay})))
    assert on.run_hash() == FIRST.run_hash()
    assert after({"kind": "overlay", "overlay": overlay, "on": False}, scenario=on) == FIRST


# --- what surrounds the rules ---


def noise(field: str, value: object) -> dict[str, object]:
    return {"kind": "noise", "field": field, "value": value}


def motion(field: str, value: object) -> dict[str, object]:
    return {"kind": "motion", "field": field, "value": value}


def schedule(entrant: str, field: str, value: object) -> dict[str, object]:
    return {"kind": "schedule", "entrant": entrant, "field": field, "value": value}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in Noise(kind).uses])
def test_every_noise_is_chosen_and_set(kind: str, name: str) -> None:
    value, home = changed_value(hypers(Noise)[name]), home_of(kind, FIRST)
    there = after(noise("kind", kind), noise(name, value), scenario=home)
    assert there == dataclasses.replace(home, noise=Noise(kind, **{name: value}))
    assert after({"kind": "around_off"}, scenario=there) == home
    assert after(noise("kind", "none"), scenario=there) == home


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in WAYS for name in Motion(kind).uses])
def test_every_motion_is_chosen_and_set(kind: str, name: str) -> None:
    value = changed_value(hypers(Motion)[name])
    there = after(motion("kind", kind), motion(name, value))
    assert there == dataclasses.replace(FIRST, motion=Motion(kind, **{name: value}))
    assert after({"kind": "around_off"}, scenario=there) == FIRST


@pytest.mark.parametrize(("kind", "name"), SCHEDULE_FIELDS)
def test_every_schedule_is_chosen_and_set_for_one_and_for_all(kind: str, name: str) -> None:
    wanted = Schedule(kind, **{name: changed_value(hypers(Schedule)[name])})
    events = [schedule("adam", "kind", kind), schedule("adam", name, getattr(wanted, name))]
    there = after(*events)
    assert {each.name: each.schedule for each in there.entrants} == {
        each.name: wanted if each.name == "adam" else Schedule() for each in FIRST.entrants
    }
    shared = after({"kind": "share_schedule", "entrant": "adam"}, scenario=there)
    assert {each.schedule for each in shared.entrants} == {wanted}
    assert [each.optimizer for each in shared.entrants] == [each.optimizer for each in FIRST.entrants]
    # A reset of the entrant, and a constant rate for all, undo it.
    assert after({"kind": "reset", "entrant": "adam"}, scenario=there) == FIRST
    assert after({"kind": "share_schedule", "entrant": "sgd"}, scenario=there) == FIRST


def test_seeds_are_set_and_the_next_is_drawn() -> None:
    there = after(noise("kind", "gaussian"), {"kind": "seed", "value": 7})
    assert there.noise == Noise("gaussian", seed=7.0)
    assert after({"kind": "next_seed"}, scenario=there).noise.seed == 8
    # Of many, none is drawn again.
    many = after({"kind": "seeds", "value": 50}, scenario=there)
    assert many == dataclasses.replace(there, seeds=50)
    drawn = after({"kind": "next_seed"}, scenario=many).noise
    assert not set(drawn.seeds(50)) & set(many.noise.seeds(50))
    assert drawn.seed == 57
    last = after({"kind": "seed", "value": 2**31 - 1}, scenario=there)
    assert after({"kind": "next_seed"}, scenario=last).noise.seed == 0
    assert last.run_hash() != there.run_hash() != many.run_hash()


@pytest.mark.parametrize(
    ("event", "where"),
    [
        (noise("sigma", 0), "noise.sigma"),
        (noise("sigma", "wide"), "noise.sigma"),
        (noise("sigma", None), "noise.sigma"),
        (noise("relative", 1), "noise.relative"),
        (noise("degrees", 3), "noise.degrees"),
        (noise("seed", 3), "noise.seed"),
        (noise("kind", "white"), "noise"),
        (noise("kind", "minibatch"), "noise"),
        (noise("colour", "white"), "noise.colour"),
        ({"kind": "noise", "value": 1}, "field"),
        ({"kind": "seed", "value": 1.5}, "seed"),
        ({"kind": "seed", "value": -1}, "seed"),
        ({"kind": "seed", "value": 2**31}, "seed"),
        ({"kind": "seed"}, "seed"),
        ({"kind": "seeds", "value": 0}, "seeds"),
        ({"kind": "seeds", "value": 201}, "seeds"),
        ({"kind": "seeds", "value": 2.5}, "seeds"),
        ({"kind": "seeds", "value": HUGE}, "seeds"),
        (motion("reach", 0.31), "motion.reach"),
        (motion("period", 20.5), "motion.period"),
        (motion("kind", HUGE), "motion"),
        (schedule("adam", "kind", "cubic"), "adam.schedule"),
        (schedule("adam", "final", 2), "adam.schedule.final"),
        (schedule("adam", "drop", 0.5), "adam.schedule.drop"),
        (schedule("nobody", "kind", "step"), "nobody"),
        ({"kind": "share_schedule", "entrant": "nobody"}, "nobody"),
    ],
    ids=str,
)
def test_what_surrounds_is_refused_at_its_control(event: Mapping[str, object], where: str) -> None:
    there = after(noise("kind", "gaussian"), motion("kind", "circle"), schedule("adam", "kind", "cosine"))
    refused = refusal(event, there)
    assert refused.where == where
    assert str(refused)


@pytest.mark.parametrize("kind", ["none", "rare"])
def test_where_nothing_is_drawn_there_is_no_seed(kind: str) -> None:
    there = after(noise("kind", kind))
    assert refusal({"kind": "seed", "value": 7}, there).where == "seed"
    assert refusal({"kind": "next_seed"}, there).where == "seed"
    assert refusal({"kind": "seeds", "value": 2}, there).where == "seeds"
    assert after({"kind": "seeds", "value": 1}, scenario=there) == there


# --- the fair race ---


def test_the_fair_race_is_opened_chosen_and_closed() -> None:
    opened = after({"kind": "tune", "on": True})
    assert opened == dataclasses.replace(FIRST, view=View(tuning=Plan()))
    assert opened.run_hash() == FIRST.run_hash()
    values = {"method": "grid", "budget": 128, "count": "9", "numbers": "all", "seed": 3}
    chosen = after({"kind": "tune", "on": True, "values": values}, scenario=opened)
    assert chosen.view.tuning == Plan(method="grid", budget=128.0, count=9.0, numbers="all", seed=3.0)
    # What was chosen stays while another choice is made.
    again = after({"kind": "tune", "on": True, "values": {"seed": 4}}, scenario=chosen)
    assert again.view.tuning == dataclasses.replace(chosen.view.tuning, seed=4.0)
    assert after({"kind": "tune", "on": False}, scenario=again) == FIRST


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("budget", 8, "16 … 512"),
        ("budget", 20.5, "whole number"),
        ("budget", "many", "not a number"),
        ("budget", float("nan"), "finite"),
        ("count", 0, "1 … 100"),
        ("seed", -1, "0 …"),
        ("method", "best", "unknown"),
        ("method", None, "unknown"),
    ],
)
def test_a_choice_of_the_fair_race_that_is_none_is_refused_at_its_control(
    name: str, value: object, why: str
) -> None:
    refused = refusal({"kind": "tune", "on": True, "values": {name: value}})
    assert refused.where == f"tune.{name}"
    assert why in str(refused)


def test_all_entrants_are_set_at_once_or_none() -> None:
    values = {"adam": {"learning_rate": 0.5, "beta1": 0.25}, "sgd": {"learning_rate": 0.125}}
    scenario = after({"kind": "set_all", "values": values})
    adam: Any = OPTIMIZERS["adam"]
    sgd: Any = OPTIMIZERS["sgd"]
    assert scenario.entrant("adam").optimizer == adam(learning_rate=0.5, beta1=0.25)
    assert scenario.entrant("sgd").optimizer == sgd(learning_rate=0.125)
    assert scenario.entrants[1:3] == FIRST.entrants[1:3]
    refused = refusal({"kind": "set_all", "values": {**values, "momentum": {"learning_rate": 99}}})
    assert refused.where == "momentum.learning_rate"


def test_a_poll_changes_nothing() -> None:
    assert after({"kind": "poll", "tune": "all"}) == FIRST


@given(scenarios(), scenarios())
def test_back_and_forward_open_the_links_scenario(here: Scenario, there: Scenario) -> None:
    assert after({"kind": "open", "query": "?" + to_link(there)}, scenario=here) == there


# --- names ---


def test_a_second_of_a_kind_is_numbered_and_a_freed_name_is_used_again() -> None:
    scenario = after(add("adam"), add("adam"))
    assert names(scenario)[-3:] == ["adam", "adam-2", "adam-3"]
    scenario = after(remove("adam-2"), add("adam"), scenario=scenario)
    assert names(scenario)[-3:] == ["adam", "adam-3", "adam-2"]
    scenario = after(remove("adam"), add("adam"), scenario=scenario)
    assert names(scenario)[-3:] == ["adam-3", "adam-2", "adam"]


def test_a_race_has_a_most_and_a_least_of_entrants() -> None:
    full = after(*[add("adam")] * (MOST_ENTRANTS - len(FIRST.entrants)))
    assert len(full.entrants) == MOST_ENTRANTS == 8
    assert refusal(add("adam"), full).where == "add"
    last = after(*[remove(name) for name in names(full)[1:]], scenario=full)
    assert len(last.entrants) == 1
    assert "one entrant" in str(refusal(remove(names(last)[0]), last))


def test_a_race_full_of_one_kind_still_finds_names() -> None:
    names_left = [f"sgd-{number}" for number in range(2, MOST_ENTRANTS + 1)]
    crowd = dataclasses.replace(FIRST, entrants=tuple(Entrant(n, OPTIMIZERS["sgd"]()) for n in names_left))
    assert names(after(add("sgd"), scenario=crowd))[-1] == "sgd"


def test_a_removed_entrant_is_not_remembered_as_hidden() -> None:
    hidden = dataclasses.replace(FIRST, view=View(hidden=frozenset({"adam", "sgd"})))
    gone = after(remove("adam"), scenario=hidden)
    assert gone.view.hidden == {"sgd"}
    assert after(add("adam"), scenario=gone).view.hidden == {"sgd"}


@pytest.mark.parametrize("kind", ["remove", "set", "reset", "switch"])
def test_nobody_cannot_be_changed(kind: str) -> None:
    refused = refusal({"kind": kind, "entrant": "nobody", "field": "learning_rate", "value": 1, "on": True})
    assert "nobody" in str(refused)


# --- events that no honest page sends ---

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([HUGE, -HUGE, 2**63])
    | st.floats()
    | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FORMULAS = ["x^2 + a*y^2", "log(a*x)", "2x", "1/x", "a"]
SOME_NAMES = [
    "adam",
    "adam-2",
    "condition",
    "density",
    *OPTIMIZERS,
    *SURFACES,
    *VIEW_CHOICES,
    *VIEW_OVERLAYS,
    *VIEW_SWITCHES,
    "learning_rate",
    "beta1",
    "kind",
    "sigma",
    "reach",
    "final",
    *KINDS,
    *WAYS,
    *SHAPES,
    *FORMULAS,
]
SOME_WORDS = ["on", "off", "side", "map", "linear", "0.1", "1e400", "steps=3&optimizers=adam"]
LIKELY = st.sampled_from(SOME_NAMES + SOME_WORDS) | st.sampled_from([0.5, 2, HUGE, True]) | JSON
FIELDS = (
    "surface",
    "x",
    "y",
    "value",
    "optimizer",
    "entrant",
    "field",
    "on",
    "query",
    "knob",
    "overlay",
    "values",
    "text",
    "name",
    "lowest",
    "highest",
    "index",
    "find",
    "none",
    "start",
)
ANY_EVENT = (
    st.fixed_dictionaries({"kind": st.sampled_from(list(EVENTS))}, optional=dict.fromkeys(FIELDS, LIKELY))
    | JSON
)


@given(scenarios(), st.lists(ANY_EVENT, min_size=1, max_size=5))
@example(FIRST, [{"kind": "steps", "value": HUGE}])
@example(FIRST, [{"kind": "start", "x": HUGE, "y": 0}])
@example(FIRST, [{"kind": "show", "field": "layout", "value": HUGE}])
@example(FIRST, [{"kind": "remove", "entrant": "\ud800" * 1000}])
@example(FIRST, [{"kind": "remove", "entrant": ""}])
@example(FIRST, [{"kind": "set", "entrant": "adam", "field": "\ud800" * 1000, "value": 1}])
@example(FIRST, [{"kind": "turn_surface", "knob": "\ud800" * 1000, "value": 1}])
@example(FIRST, [{"kind": "set_all", "values": {"adam": {"\ud800" * 1000: 1}}}])
@example(FIRST, [{"kind": "set_all", "values": {"\ud800" * 1000: {}}}])
@example(FIRST, [{"kind": "tune", "on": True, "values": {"\ud800" * 1000: 1}}])
@example(FIRST, [{"kind": "tune", "on": True, "values": {"budget": HUGE}}])
@example(FIRST, [{"kind": "formula", "text": "\ud800" * 1000}])
@example(
    FIRST, [{"kind": "formula", "text": "a"}, {"kind": "range", "name": "\ud800", "lowest": 0, "highest": 1}]
)
@example(FIRST, [{"kind": "formula", "text": "x"}, {"kind": "domain", "values": [HUGE, 0, 0, 1]}])
@example(
    FIRST,
    [{"kind": "surface", "surface": "sigmoid_neuron"}, {"kind": "point", "index": HUGE, "x": 0, "y": 0}],
)
@example(FIRST, [{"kind": ["steps"]}, None, 5, "steps", [], {}])
def test_whatever_is_sent_the_scenario_stays_valid(scenario: Scenario, events: list[Any]) -> None:
    for event in events:
        refused = None
        try:
            scenario = next_scenario(scenario, event)
        except Refused as caught:
            refused = caught
        if refused is not None:
            assert (refused.where + str(refused)).isprintable()
            assert 0 < len(refused.where) <= 60
            assert 0 < len(str(refused)) <= 160
        # What is made beside the surface that is raced on stays with the session.
        assert from_link(dict(parse_qsl(to_link(scenario))), scenario) == (scenario, ())


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "show", "field": "present", "value": "yes"},
        {"kind": "show", "field": "present"},
        {"kind": "show", "field": "hidden", "value": "adam"},
        {"kind": "switch", "entrant": "adam"},
        {"kind": "switch", "entrant": "adam", "on": 1},
        {"kind": "overlay", "overlay": "hessian", "on": True},
        {"kind": "overlay", "overlay": "step"},
        {"kind": "overlay", "on": True},
        {"kind": "steps"},
        {"kind": "steps", "value": "300"},
        {"kind": "open"},
        {"kind": "tune"},
        {"kind": "tune", "on": True, "values": 3},
        {"kind": "tune", "on": True, "values": {"colour": "red"}},
        {"kind": "set_all", "values": "adam"},
        {"kind": "set_all", "values": {"adam": 1}},
        {"kind": "set_all", "values": {"nobody": {}}},
        {"kind": "set_all", "values": {"adam": {"label": "Eve"}}},
        {"kind": "turn_surface", "value": 3},
        {"kind": "add", "optimizer": "zebra"},
        {"kind": "dance"},
        {},
        None,
        [],
    ],
    ids=str,
)
def test_half_an_event_is_refused(event: object) -> None:
    assert str(refusal(event))


def test_ten_megabytes_of_address_are_read_in_part() -> None:
    opened = after({"kind": "open", "query": "?steps=300&" + "x=1&" * 2_500_000})
    assert opened == dataclasses.replace(FIRST, steps=300)
