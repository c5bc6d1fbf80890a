"""The Inside page's choices: whose step is looked into, comparisons, the clock in a link; and the ledger."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from checks import Refused
from descent import Motion, Noise, Schedule, Trajectory, descend
from descent.staged import StagedStep
from events import next_scenario
from inside.comparisons import COMPARISONS
from inside.ledger import formulas_of, ledger, part, whole_step
from inside.typeset import typeset
from inside.why import why
from link import from_link, to_link
from optimizers import OPTIMIZERS, hypers
from optimizers.quantities import symbol
from scenario import MOST_ENTRANTS, Scenario
from surfaces import SURFACES, Surface
from tests.core.latex import evaluated, names_in


def looked_at(scenario: Scenario) -> list[str]:
    return [entrant.name for entrant in scenario.looked_at]


# ---- whose step ----


def test_adam_is_looked_into_at_first_and_the_last_entrant_where_there_is_no_adam() -> None:
    assert looked_at(Scenario()) == ["adam"]
    assert looked_at(from_link({"optimizers": "sgd,lion"})[0]) == ["lion"]


def test_first_and_second_are_chosen_and_the_second_is_taken_away() -> None:
    scenario = next_scenario(Scenario(), {"kind": "look", "place": 1, "entrant": "rmsprop"})
    assert looked_at(scenario) == ["adam", "rmsprop"]
    scenario = next_scenario(scenario, {"kind": "look", "place": 0, "entrant": "sgd"})
    assert looked_at(scenario) == ["sgd", "rmsprop"]
    scenario = next_scenario(scenario, {"kind": "look", "place": 1, "entrant": ""})
    assert looked_at(scenario) == ["sgd"]
    scenario = next_scenario(scenario, {"kind": "look", "place": 0, "entrant": "momentum"})
    assert looked_at(scenario) == ["momentum"]


def test_who_is_chosen_for_the_place_of_the_other_leaves_its_own() -> None:
    scenario = from_link({"inside": "adam,rmsprop"})[0]
    assert looked_at(next_scenario(scenario, {"kind": "look", "place": 0, "entrant": "rmsprop"})) == [
        "rmsprop",
        "adam",
    ]


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "look", "place": 2, "entrant": "adam"},
        {"kind": "look", "place": 0, "entrant": "nobody"},
        {"kind": "look", "place": "0", "entrant": "adam"},
        {"kind": "compare", "comparison": "nothing"},
        {"kind": "compare", "optimizer": "nothing"},
        {"kind": "compare"},
    ],
)
def test_what_cannot_be_looked_into_is_refused(event: dict[str, object]) -> None:
    with pytest.raises(Refused):
        next_scenario(Scenario(), event)


def test_a_removed_entrant_is_no_longer_looked_into() -> None:
    scenario = from_link({"inside": "adam,rmsprop"})[0]
    scenario = next_scenario(scenario, {"kind": "remove", "entrant": "adam"})
    assert scenario.view.inside == ("rmsprop",)
    assert looked_at(scenario) == ["rmsprop"]


# ---- comparisons ----


def test_a_comparison_adds_who_is_missing_and_finds_who_is_there() -> None:
    scenario = next_scenario(Scenario(), {"kind": "compare", "comparison": "bias_correction"})
    assert looked_at(scenario) == ["adam", "adam-2"]
    first, second = (each.optimizer for each in scenario.looked_at)
    differing = [name for name in hypers(first) if getattr(first, name) != getattr(second, name)]
    assert differing == ["bias_correction"]
    assert next_scenario(scenario, {"kind": "compare", "comparison": "bias_correction"}) == scenario


@pytest.mark.parametrize("key", COMPARISONS)
def test_every_comparison_can_be_made_on_a_fresh_race(key: str) -> None:
    scenario = next_scenario(Scenario(), {"kind": "compare", "comparison": key})
    assert [each.optimizer.key for each in scenario.looked_at] == [rule for rule, _ in COMPARISONS[key].pair]
    for entrant, (_, settings) in zip(scenario.looked_at, COMPARISONS[key].pair, strict=True):
        assert {name: getattr(entrant.optimizer, name) for name in settings} == dict(settings)
    assert from_link(dict([pair.split("=", 1) for pair in to_link(scenario).split("&")]))[0] == scenario


def test_an_ancestor_comes_beside_and_the_race_keeps_all_its_entrants() -> None:
    scenario = next_scenario(Scenario(), {"kind": "compare", "optimizer": "adagrad"})
    assert looked_at(scenario) == ["adam", "adagrad"]
    assert [each.name for each in scenario.entrants] == ["sgd", "momentum", "rmsprop", "adam", "adagrad"]
    assert looked_at(next_scenario(scenario, {"kind": "compare", "optimizer": "adam"})) == ["adam"]


def test_a_full_race_says_that_it_is_full() -> None:
    scenario = from_link({"optimizers": ",".join(list(OPTIMIZERS)[:MOST_ENTRANTS])})[0]
    with pytest.raises(Refused, match="take one out"):
        next_scenario(scenario, {"kind": "compare", "optimizer": "lion"})


# ---- the clock in a link ----


def test_a_link_says_where_the_clock_stands_and_the_servers_links_leave_that_to_the_browser() -> None:
    scenario, notes = from_link({"inside": "adam", "step": "12", "stage": "4"})
    assert (scenario.view.step, scenario.view.stage, notes) == (12, 4, ())
    assert "step=" not in to_link(scenario)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"steps": "50", "step": "51"}, "step"),
        ({"step": "-1"}, "step"),
        ({"step": "1.5"}, "step"),
        ({"stage": "0"}, "stage"),
        ({"stage": "nan"}, "stage"),
        ({"inside": "adam,sgd,momentum"}, "inside"),
        ({"inside": "adam,adam"}, "inside"),
        ({"inside": "lion"}, "inside"),
    ],
)
def test_a_clock_beyond_the_run_is_named_and_left_out(query: dict[str, str], name: str) -> None:
    scenario, notes = from_link(query)
    assert [note.name for note in notes] == [name]
    assert (scenario.view.step, scenario.view.stage, scenario.view.inside) == (None, None, ())


# ---- the ledger ----


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_ledger_ends_where_the_run_goes(key: str) -> None:
    surface = SURFACES["rosenbrock"]
    run = descend(OPTIMIZERS[key](learning_rate=1e-3), surface, (-1.2, 1.0), 20)
    found = ledger(run, surface)
    told = {one.name: found.rows[one.row].T for line in found.lines for one in line.told}
    np.testing.assert_array_equal(told["theta_next"], run.positions[1:])
    np.testing.assert_allclose(told["step"], run.updates, rtol=1e-9, atol=1e-15)
    assert found.lines[0].key == "remembered"
    assert [line.key for line in found.lines][-3:] == ["step", "ghost", "move"]


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_formulas_are_the_settings_alone_and_the_part_counts_them(key: str) -> None:
    surface = SURFACES["ravine"]
    optimizer = OPTIMIZERS[key]()
    found = ledger(descend(optimizer, surface, surface.start, 5), surface)
    assert found.formulas == formulas_of(optimizer, surface)
    counted = [one["formula"] for stage in part(found)["stages"] for one in stage["told"] if "formula" in one]
    assert counted == list(range(0, len(found.formulas), 2))


def test_a_run_that_diverges_at_once_has_an_empty_ledger_with_all_its_lines() -> None:
    surface = SURFACES["rosenbrock"]
    run = descend(OPTIMIZERS["sgd"](learning_rate=1e200), surface, (-1.2, 1.0), 20)
    found = ledger(run, surface)
    assert run.steps == 0
    assert found.rows.shape[1:] == (2, 0)
    assert found.formulas == formulas_of(OPTIMIZERS["sgd"](), surface)


def test_a_rule_without_memory_says_so() -> None:
    surface = SURFACES["rosenbrock"]
    found = ledger(descend(OPTIMIZERS["sgd"](), surface, surface.start, 3), surface)
    assert found.lines[0].title == "nothing is remembered"


# ---- with a schedule, a box and a landscape that moves ----

BOXED = replace(SURFACES["rosenbrock"], box=((-1.25, -1.1), (0.6, 1.02)))
AROUND: Mapping[str, tuple[Surface, Mapping[str, Any]]] = {
    "motion": (SURFACES["rosenbrock"], {"motion": Motion("circle", reach=0.1, period=23.0, heading=40.0)}),
    "jumps": (SURFACES["rosenbrock"], {"motion": Motion("jump", reach=0.1, period=10.0, heading=90.0)}),
    "schedule": (SURFACES["rosenbrock"], {"schedule": Schedule("cosine", warmup=0.2)}),
    "box": (BOXED, {}),
    "all": (
        BOXED,
        {
            "motion": Motion("drift", reach=0.1, period=30.0),
            "schedule": Schedule("linear", final=0.1),
            "noise": Noise("gaussian", seed=3),
        },
    ),
}
every_around = pytest.mark.parametrize("around", AROUND)
every_key = pytest.mark.parametrize("key", OPTIMIZERS)


def run_around(key: str, around: str, steps: int = 40) -> tuple[Trajectory, Surface]:
    surface, given = AROUND[around]
    optimizer = OPTIMIZERS[key](learning_rate=1e-2)  # type: ignore[call-arg]
    return descend(optimizer, surface, (-1.2, 1.0), steps, **given), surface


def evaluate(run: Trajectory, stages: list[StagedStep]) -> dict[str, Any]:
    """All quantities by name, every equation held to its number on the way."""
    numbers: dict[str, Any] = dict(vars(run.optimizer))
    for stage in stages:
        numbers |= stage.values
        for name, equation in stage.equations.items():
            result = np.broadcast_to(evaluated(equation, numbers), stage.values[name].shape)
            # What a sum with the position has lost, the difference of two positions cannot give back.
            scale = 4e-16 * np.abs(run.positions).max()
            np.testing.assert_allclose(result, stage.values[name], rtol=1e-12, atol=scale, err_msg=equation)
    return numbers


@every_around
@every_key
def test_every_step_is_the_sum_that_its_ledger_tells(key: str, around: str) -> None:
    run, surface = run_around(key, around)
    assert run.steps
    numbers = evaluate(run, whole_step(run, surface))
    np.testing.assert_array_equal(numbers["theta"], run.positions[:-1])
    np.testing.assert_array_equal(numbers["theta_next"], run.positions[1:])
    # By hand, from the rule's own step: what the ledger tells last of it is what the ball does.
    factors = 1.0 if run.factors is None else run.factors[:, None]
    to = run.positions[:-1] + factors * numbers["step"]
    if surface.box is not None:
        to = np.clip(to, *np.transpose(surface.box))
    np.testing.assert_allclose(run.positions[1:], to, rtol=1e-14, atol=1e-15)
    if run.shifts is not None:
        assert np.abs(run.shifts).max() > 0.1


@every_key
def test_on_a_moving_landscape_gradients_are_those_of_where_it_was(key: str) -> None:
    run, surface = run_around(key, "motion")
    values = {name: rows for stage in whole_step(run, surface) for name, rows in stage.values.items()}
    places = run.positions[:-1] - AROUND["motion"][1]["motion"].shifts(surface, 40)[: run.steps]
    np.testing.assert_allclose(values["slope"], np.stack(surface.gradient(*places.T), axis=1), rtol=1e-12)
    if "H_xx" in values and key == "newton":
        second = surface.hessian(*places.T)
        for name, expected in zip(("H_xx", "H_xy", "H_yy"), second, strict=True):
            np.testing.assert_allclose(values[name][:, 0], np.broadcast_to(expected, run.steps), rtol=1e-12)
    if "theta" in values:
        np.testing.assert_array_equal(values["theta"], run.positions[:-1])


def test_schedule_and_box_have_stages_of_their_own_where_they_are() -> None:
    ends = {
        around: [line.key for line in ledger(*run_around("adam", around)).lines][-5:] for around in AROUND
    }
    assert ends["motion"][-3:] == ["step", "ghost", "move"]
    assert ends["schedule"][-4:] == ["step", "schedule", "ghost", "move"]
    assert ends["box"][-4:] == ["step", "ghost", "box", "move"]
    assert ends["all"] == ["step", "schedule", "ghost", "box", "move"]


@every_around
@every_key
def test_the_formulas_around_a_step_do_not_hang_on_the_run(key: str, around: str) -> None:
    run, surface = run_around(key, around)
    found = ledger(run, surface)
    schedule = AROUND[around][1].get("schedule", Schedule())
    assert found.formulas == formulas_of(run.optimizer, surface, schedule)
    counted = [one["formula"] for stage in part(found)["stages"] for one in stage["told"] if "formula" in one]
    assert counted == list(range(0, len(found.formulas), 2))


@every_key
def test_no_two_quantities_of_a_step_have_one_symbol(key: str) -> None:
    """Rprop has an η of its own, beside that of a schedule."""
    run, surface = run_around(key, "all")
    rule = type(run.optimizer)
    told = {name for stage in whole_step(run, surface) for name in stage.values}
    used = {
        name
        for stage in whole_step(run, surface)
        for each in stage.equations.values()
        for name in names_in(each)
    }
    around = {"schedule_factor", "theta_free", "box_low", "box_high", "theta_next"}
    others = [symbol(rule, name) for name in (told | used) - around]
    assert not {symbol(rule, name) for name in around} & set(others)


def test_what_box_schedule_and_landscape_did_is_said() -> None:
    def sentences(key: str, around: str, steps: int = 40) -> list[str]:
        run, surface = run_around(key, around, steps)
        return why(run, whole_step(run, surface))

    def having(words: str, said: list[str]) -> list[int]:
        return [t for t, sentence in enumerate(said) if words in sentence]

    scheduled = sentences("sgd", "schedule")
    assert "the schedule multiplies the step by 0.11" in scheduled[0]
    assert having("the schedule", sentences("sgd", "box")) == []
    # Half a round is 5 steps, after which the landscape is elsewhere: as step 5 finds it, and step 10 again.
    jumps = having("the landscape itself has just moved by 0.4", sentences("adam", "jumps", 12))
    assert jumps == [5, 10]
    assert having("the landscape", sentences("adam", "schedule")) == []
    run, surface = run_around("adam", "box")
    said = why(run, whole_step(run, surface))
    held = [t for t in range(run.steps) if (run.updates[t] == 0.0).any() and t > 5]
    assert held
    for t in held:
        assert "still at the edge of the box" in said[t]
    assert "rounding" not in " ".join(said)


# ---- how equations are set ----


def test_places_are_marked_and_negative_numbers_are_guarded_where_they_need_it() -> None:
    equation = typeset(OPTIMIZERS["adam"], "m", "<beta1> ⋅ <m_before> + (1 - <beta1>) ⋅ <g>^2")
    assert equation.names == ("beta1", "m_before", "beta1", "g")
    assert equation.guarded == (False, True, True, True)
    assert equation.symbols.startswith(r"{\textcolor{#0100ff}{m_t}} = {\textcolor{#010000}{\beta_1}} \,")
    assert equation.numbers.endswith(r"= {\textcolor{#0200ff}{0}}")


def test_what_decays_has_no_symbol_of_its_own() -> None:
    assert "=" not in typeset(OPTIMIZERS["adam"], "m_kept", "<beta1> ⋅ <m_before>").symbols
