"""The fair race as the page is told of it: its rule, how far it is, what was found, and what stops it."""

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from arena.codec import pack
from arena.message import Session, message
from arena.tuning import Asked, held_name, race_name, tuning_part
from background import Progress, Task
from descent import Noise
from link import to_link
from optimizers import hypers
from scenario import Scenario, View, on_surface, with_default_rate
from tests.test_app import Visitor
from tests.test_arena import unpack
from tuning import Plan, Tuning, outcome, words

FIRST = replace(Scenario(steps=30), view=View(tuning=Plan(budget=16.0, count=2.0)))
LONG_ENOUGH = 60


class Desk:
    """Answers with what it was told to, and remembers what was asked."""

    def __init__(self, *states: Progress) -> None:
        self.states = states
        self.asked: list[tuple[str, list[Task]]] = []

    def __call__(self, session: str, tasks: Sequence[Task]) -> list[Progress]:
        self.asked.append((session, list(tasks)))
        return list(self.states)[: len(tasks)]


def searches(scenario: Scenario) -> list[Tuning]:
    plan = scenario.view.tuning
    assert plan is not None
    return [Tuning(scenario.trial(each), plan, scenario.tolerance) for each in scenario.entrants]


def done(search: Tuning) -> Progress:
    found = search.begin()
    for piece in search.pieces():
        ends = piece.run()
        assert ends is not None
        search.put(found, piece, ends)
    return Progress(1.0, None, found, 4, True, None)


def under_way(share: float, left: float | None) -> Progress:
    return Progress(share, left, None, 0, False, None)


def told(scenario: Scenario, race: str | None = None, holds: Sequence[str] = (), desk: Any = None) -> Any:
    asked = None if race is None else Asked("me", race)
    return tuning_part(scenario, asked, holds, desk or Desk())


def test_while_it_is_closed_nothing_is_told() -> None:
    closed = replace(FIRST, view=View())
    assert told(closed) is None
    assert unpack(message(closed, Session()))["tuning"] is None
    assert "tuning" not in unpack(message(FIRST, Session(), "inside"))


def test_the_open_panel_tells_the_plan_the_rule_and_what_is_tuned() -> None:
    part = unpack(message(FIRST, Session()))["tuning"]
    plan = FIRST.view.tuning
    assert part["plan"] == {name: getattr(plan, name) for name in hypers(Plan)}
    assert part["rule"] == words(searches(FIRST)[0])
    assert part["limits"] == "Tuned on Rosenbrock, for this budget: it says nothing about other surfaces."
    assert [entrant["tuned"] for entrant in part["entrants"].values()] == [
        [knob.name for knob in search.knobs] for search in searches(FIRST)
    ]
    assert list(part["entrants"]) == [entrant.name for entrant in FIRST.entrants]
    assert (part["chance"], part["impossible"], part["progress"], part["outcomes"]) == (False, None, None, {})
    assert told(replace(FIRST, noise=Noise(kind="gaussian")))["chance"] is True


def test_a_surface_without_a_lowest_loss_says_why_not() -> None:
    desk = Desk()
    part = told(on_surface(FIRST, "saddle"), "any race", desk=desk)
    assert part["impossible"] == "Saddle has no lowest loss, so there is nothing to tune for."
    assert part["race"] == ""
    assert desk.asked == []


def test_nothing_is_computed_before_it_is_asked_for() -> None:
    desk = Desk()
    told(FIRST, desk=desk)
    assert desk.asked == []


def test_a_race_that_is_asked_for_is_searched_and_its_progress_told() -> None:
    race = told(FIRST)["race"]
    desk = Desk(under_way(0.5, 2.0), under_way(0.25, 3.0), under_way(0.25, 3.0), under_way(0.0, 1.0))
    part = told(FIRST, race, desk=desk)
    assert desk.asked == [("me", searches(FIRST))]
    assert part["progress"] == {"done": 0.25, "secondsLeft": 3.0, "finished": False, "failed": None}
    assert part["outcomes"] == {}
    # One that cannot tell yet may be the one to wait for.
    unsure = Desk(under_way(0.5, 2.0), under_way(0.25, 3.0), under_way(0.25, None), under_way(0.0, None))
    assert told(FIRST, race, desk=unsure)["progress"]["secondsLeft"] is None
    failed = Progress(0.5, None, None, 1, False, "This could not be computed: no memory.")
    part = told(FIRST, race, desk=Desk(under_way(0.5, 2.0), failed, failed, failed))
    assert part["progress"]["failed"] == "This could not be computed: no memory."


def test_what_was_found_is_told_once() -> None:
    states = [done(search) for search in searches(FIRST)]
    race = told(FIRST)["race"]
    part = told(FIRST, race, desk=Desk(*states))
    assert part["progress"] == {"done": 1.0, "secondsLeft": None, "finished": True, "failed": None}
    for entrant, search, state in zip(FIRST.entrants, searches(FIRST), states, strict=True):
        found, expected = part["outcomes"][held_name(search)], outcome(search, state.result)
        assert part["entrants"][entrant.name]["search"] == held_name(search)
        assert found["best"] == expected.best
        assert found["value"] == (expected.value if math.isfinite(expected.value) else None)
        assert found["share"] == expected.share
        np.testing.assert_allclose(found["curve"], expected.curve, rtol=1e-6)
    again = told(FIRST, race, holds=list(part["outcomes"])[1:], desk=Desk(*states))
    assert list(again["outcomes"]) == list(part["outcomes"])[:1]


def test_the_whole_message_can_be_packed_where_runs_diverge() -> None:
    wild = replace(FIRST, start=(-2.0, 3.0))
    (search, *_) = searches(wild)
    state = done(search)
    assert np.isinf(state.result.gaps).any()
    part = told(wild, told(wild)["race"], desk=Desk(*[state] * 4))
    assert unpack(pack(part))["outcomes"]


def test_two_entrants_alike_share_a_search() -> None:
    (sgd, *_), rule = FIRST.entrants, with_default_rate
    twin = replace(sgd, name="sgd-2")
    other = replace(sgd, name="sgd-3", optimizer=replace(rule("sgd", FIRST.surface), learning_rate=0.5))  # type: ignore[call-arg]
    three = replace(FIRST, entrants=(sgd, twin, other))
    desk = Desk(under_way(0.0, None), under_way(0.0, None))
    part = told(three, told(three)["race"], desk=desk)
    ((_, tasks),) = desk.asked
    assert len(tasks) == 2
    assert part["entrants"]["sgd"] == part["entrants"]["sgd-2"] != part["entrants"]["sgd-3"]


@pytest.mark.parametrize(
    "changed",
    [
        replace(FIRST, steps=31),
        replace(FIRST, start=(0.0, 0.0)),
        replace(FIRST, tolerance=0.5),
        replace(FIRST, entrants=FIRST.entrants[1:]),
        replace(FIRST, view=View(tuning=Plan(budget=16.0, count=2.0, seed=1.0))),
    ],
)
def test_a_race_that_has_changed_is_not_searched(changed: Scenario) -> None:
    desk = Desk()
    part = told(changed, told(FIRST)["race"], desk=desk)
    assert part["race"] != told(FIRST)["race"]
    assert part["ground"] != told(FIRST)["ground"]
    assert part["progress"] is None
    assert desk.asked == []


def test_hidden_balls_leave_the_race_what_it_is_and_tuned_values_its_ground() -> None:
    hidden = replace(FIRST, view=replace(FIRST.view, hidden=frozenset({"adam"}), layout="side"))
    assert told(hidden)["race"] == told(FIRST)["race"] == race_name(searches(FIRST))
    set_by_hand = replace(FIRST, entrants=tuple(map(faster, FIRST.entrants)))
    assert set_by_hand.run_hash() != FIRST.run_hash()
    assert told(set_by_hand)["race"] != told(FIRST)["race"]
    assert told(set_by_hand)["ground"] == told(FIRST)["ground"]


def faster(entrant: Any) -> Any:
    return replace(entrant, optimizer=replace(entrant.optimizer, learning_rate=0.25))


def test_to_ask_for_none_stops_all_even_when_closed() -> None:
    for scenario in (FIRST, replace(FIRST, view=View())):
        desk = Desk()
        told(scenario, "", desk=desk)
        assert desk.asked == [("me", [])]


# --- as the page does it ---


def test_a_visitor_tunes_and_races(root: Path) -> None:
    visitor = Visitor(root, steps="40", tune="random", **{"tune.budget": "16", "tune.count": "2"})
    part = visitor.sees["tuning"]
    end = time.monotonic() + LONG_ENOUGH
    while not (part["progress"] or {}).get("finished"):
        assert time.monotonic() < end
        time.sleep(0.05)
        part = visitor.does({"kind": "poll", "tune": part["race"]})["tuning"]
    values = {name: part["outcomes"][entrant["search"]]["best"] for name, entrant in part["entrants"].items()}
    before = visitor.scenario
    sees = visitor.does({"kind": "set_all", "values": values})
    scenario = visitor.scenario
    for entrant, search in zip(scenario.entrants, searches(before), strict=True):
        best = outcome(search, done(search).result).best
        assert best == {name: getattr(entrant.optimizer, name) for name in best or ()}
    assert sees["link"] == to_link(scenario)
    # Nobody has asked since: the results stay in the browser, which holds them.
    assert sees["tuning"]["progress"] is None
    assert sees["tuning"]["ground"] == part["ground"]


@pytest.mark.parametrize(
    "poll", [{"kind": "poll"}, {"kind": "poll", "tune": 3}, {"kind": "poll", "tune": "x" * 9999}]
)
def test_a_strange_poll_computes_nothing(root: Path, poll: dict[str, Any]) -> None:
    visitor = Visitor(root, tune="grid")
    sees = visitor.does(poll, None, 3)
    assert sees["tuning"]["progress"] is None
    assert sees["answered"] == 1
