"""What the page is told of schedules, noise and motion, and that it is what is stepped."""

import zlib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from arena.around import formulas
from arena.message import Session, message
from descent import KINDS, SHAPES, WAYS, Motion, Noise, Schedule
from optimizers import OPTIMIZERS, hypers
from scenario import Entrant, Scenario
from scenario.around import FAMILIES, SEEDS
from tests.test_arena import alone, decode, told

FIRST = Scenario()


def scheduled(**schedules: Schedule) -> Scenario:
    entrants = tuple(
        replace(each, schedule=schedules.get(each.name, each.schedule)) for each in FIRST.entrants
    )
    return replace(FIRST, entrants=entrants)


def factors(entrant: Any, steps: int) -> Any:
    return decode(entrant["factors"], steps, [True])[0]


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("warmup", [0.0, 0.1])
def test_the_curve_is_what_the_steps_are_multiplied_by(kind: str, warmup: float) -> None:
    schedule = Schedule(kind, warmup=warmup)
    scenario = scheduled(adam=schedule)
    for entrant, ours in zip(told(scenario)["entrants"], scenario.entrants, strict=True):
        stepped = scenario.trial(ours).run().factors
        if stepped is None:
            assert entrant["factors"] is None
            assert ours.name != "adam" or (kind, warmup) == ("constant", 0.0)
        else:
            assert ours.name == "adam"
            np.testing.assert_allclose(factors(entrant, scenario.steps), stepped, rtol=6.2e-5)


def test_the_curve_goes_on_where_the_run_has_ended() -> None:
    schedule = Schedule("linear", final=0.5)
    wild = alone("sgd", learning_rate=10.0)
    scenario = replace(wild, entrants=(replace(wild.entrants[0], schedule=schedule),))
    (entrant,) = told(scenario)["entrants"]
    assert entrant["points"] < 50
    assert factors(entrant, scenario.steps)[-1] == pytest.approx(0.501, rel=1e-4)


def test_a_curve_is_sent_with_its_path_and_never_again() -> None:
    scenario = scheduled(adam=Schedule("cosine"))
    seen = told(scenario)
    holds = [*seen["needs"], *(entrant["id"] for entrant in seen["entrants"])]
    assert not [entrant for entrant in told(scenario, holds=holds)["entrants"] if "factors" in entrant]
    # With another schedule it is another run.
    other = told(scheduled(adam=Schedule("cosine", final=0.5)), holds=holds)
    assert [entrant["name"] for entrant in other["entrants"] if "factors" in entrant] == ["adam"]


def test_one_curve_for_all_who_share_it_is_packed_once() -> None:
    adam = with_rate = alone("adam", learning_rate=0.02).entrants[0]
    entrants = [adam] + [Entrant(f"adam-{k}", with_rate.optimizer) for k in range(2, 6)]
    shared = Schedule("restarts", every=0.13, final=0.003)

    def size(*schedules: Schedule) -> int:
        racers = tuple(replace(each, schedule=s) for each, s in zip(entrants, schedules, strict=False))
        scenario = replace(FIRST, entrants=racers, steps=5000)
        return len(zlib.decompress(message(scenario, Session(holds=told(FIRST)["needs"]))))

    one = size(shared)
    # Five runs with the same settings share their bytes; so do their curves.
    assert size(*[shared] * 5) < one + 5 * 2000


@pytest.mark.parametrize(("name", "kinds"), [("schedule", SHAPES), ("noise", KINDS), ("motion", WAYS)])
def test_the_catalogue_tells_the_controls_all_they_need(name: str, kinds: Any) -> None:
    family = told(FIRST)["parts"]["catalogue"]["around"][name]
    around: Any = {"schedule": Schedule, "noise": Noise, "motion": Motion}[name]
    assert FAMILIES[around] is kinds
    assert list(family["kinds"]) == list(family["knobs"]["kind"]["choices"]) == list(kinds)
    for key, kind in family["kinds"].items():
        assert kind["label"] == kinds[key].label
        assert kind["uses"] == list(around(key).uses)
        assert kind["random"] == (name == "noise" and around(key).is_random)
        assert kind["ofData"] == (name == "noise" and around(key).of_data)
        assert set(kind["uses"]) <= set(family["knobs"])
    for field, knob in hypers(around).items():
        for word in ("kind", "lowest", "highest", "scale", "toward", "whole", "default", "help", "symbol"):
            assert family["knobs"][field][word] == getattr(knob, word)


def test_what_surrounds_the_race_is_told() -> None:
    noise, motion = Noise("gaussian", sigma=0.5, seed=7.0), Motion("circle", reach=0.1)
    scenario = replace(scheduled(sgd=Schedule("step", drop=0.1)), noise=noise, motion=motion, seeds=50)
    seen = told(scenario)
    assert (seen["around"]["noise"]["kind"], seen["around"]["noise"]["sigma"]) == ("gaussian", 0.5)
    assert seen["around"]["noise"]["seed"] == 7
    assert (seen["around"]["motion"]["kind"], seen["around"]["motion"]["reach"]) == ("circle", 0.1)
    assert seen["around"]["seeds"] == 50
    assert [entrant["schedule"]["kind"] for entrant in seen["entrants"]] == ["step"] + ["constant"] * 3
    assert seen["entrants"][0]["schedule"]["drop"] == 0.1
    seeds = seen["parts"]["catalogue"]["around"]["seeds"]
    assert (seeds["lowest"], seeds["highest"], seeds["whole"]) == (SEEDS.lowest, SEEDS.highest, True)


def test_the_formulas_of_what_is_chosen_are_set_and_no_others() -> None:
    assert formulas(FIRST) == {}
    scenario = replace(
        scheduled(sgd=Schedule("one_cycle"), adam=Schedule(warmup=0.1)),
        noise=Noise("student"),
        motion=Motion("jump"),
    )
    assert formulas(scenario) == {
        "noise-student": [KINDS["student"].latex],
        "motion-jump": [WAYS["jump"].latex],
        "schedule-one_cycle": [SHAPES["one_cycle"].latex],
    }
    # None of them is called as a rule is, whose formula has its key for a name.
    assert not set(formulas(scenario)) & set(OPTIMIZERS)
