"""The examples open as they are written, are told apart, and show what their sentences say."""

import math
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import pytest

from arena.message import Session, message
from checks import Refused
from descent import Trajectory
from events import next_scenario
from examples import EXAMPLES, example_of, opened
from link import from_link, to_link
from scenario import Scenario, View, on_surface, with_hyper
from scenario.around import with_next_seed, with_noise, with_schedule
from tests.test_arena import told

EVERY = pytest.mark.parametrize("key", EXAMPLES)
FIRST = Scenario()


@EVERY
def test_its_link_opens_whole_and_names_every_rate(key: str) -> None:
    example = EXAMPLES[key]
    scenario, notes = from_link(dict(parse_qsl(example.link)))
    assert (scenario, notes) == (example.scenario, ())
    # As the page itself would write it, so that nothing in it is idle, and no default can change it.
    assert dict(parse_qsl(example.link)) == dict(parse_qsl(to_link(scenario)))
    assert 40 < len(example.lesson) < 140
    assert example.lesson.endswith(".")


@EVERY
def test_it_is_opened_and_told(key: str) -> None:
    there = replace(FIRST, view=View(layout="side", hidden=frozenset({"sgd"}), inside=("sgd",), present=True))
    scenario = next_scenario(there, {"kind": "example", "example": key})
    assert scenario == opened(there, EXAMPLES[key])
    assert scenario.run_hash() == EXAMPLES[key].scenario.run_hash()
    axis = EXAMPLES[key].scenario.view.loss_axis
    assert scenario.view == View(layout="side", present=True, loss_axis=axis)
    assert told(scenario)["example"] == key
    listed = told(scenario)["parts"]["catalogue"]["examples"]
    assert {each["key"]: each["lesson"] for each in listed} == {k: e.lesson for k, e in EXAMPLES.items()}


def test_an_example_that_is_unknown_is_refused() -> None:
    for event in ({"kind": "example", "example": "amsgrad2"}, {"kind": "example"}):
        with pytest.raises(Refused):
            next_scenario(FIRST, event)


@EVERY
def test_it_stays_itself_while_numbers_change_and_no_longer(key: str) -> None:
    scenario = EXAMPLES[key].scenario
    first = scenario.entrants[0]
    moved = [
        with_hyper(scenario, first, "learning_rate", 0.0123),
        replace(scenario, start=(0.5, 0.25), steps=77, tolerance=0.5),
        replace(scenario, view=View(present=True)),
    ]
    moved += [with_next_seed(scenario)] if scenario.noise.is_random else []
    assert [example_of(each, EXAMPLES) for each in moved] == [key] * len(moved)
    other = [
        replace(scenario, entrants=scenario.entrants[1:]),
        on_surface(scenario, "beale"),
        with_noise(scenario, "kind", "sparse" if scenario.noise.kind == "rare" else "rare"),
        with_schedule(scenario, first, "kind", "linear"),
    ]
    assert [example_of(each, EXAMPLES) for each in other] == [None] * len(other)


def test_the_first_race_is_no_example() -> None:
    assert told(FIRST)["example"] is None
    assert message(FIRST, Session())


# --- what the sentences say, for the seed of the link and some more ---

Runs = list[Trajectory]


def late(run: Trajectory) -> float:
    """The middle loss of the last fifth; no surface here has its lowest elsewhere than at 0."""
    return float(np.median(run.losses[-len(run.losses) // 5 :]))


def first_below(run: Trajectory, loss: float) -> int:
    return int((run.losses < loss).argmax())


def neuron(runs: Runs) -> bool:
    shares = [float(run.losses[-1] / run.losses[0]) for run in runs]
    sgd, momentum, _, _, rmsprop, adam = shares
    moved = math.hypot(*(runs[0].positions[-1] - runs[0].positions[0]))
    halved = max(momentum, adam) < 0.5
    return bool(sgd > 0.9 and moved < 0.15 and halved and rmsprop < 0.5 * min(*shares[:4], adam))


def neuron_plateau(runs: Runs) -> bool:
    moved = [math.hypot(*(run.positions[-1] - run.positions[0])) for run in runs]
    adam, rmsprop, _, _, momentum, sgd = moved
    slope = math.hypot(*runs[0].gradients[0])
    return bool(slope < 0.02 and max(sgd, momentum) < 0.1 and min(adam, rmsprop) > 1.5)


def cosine(runs: Runs) -> bool:
    constant, falling = runs
    together = np.abs(constant.positions[:50] - falling.positions[:50]).max()
    return bool(late(falling) < late(constant) / 5 and together < 1.0)


def two_rates(runs: Runs) -> bool:
    large, small = runs
    return late(small) < late(large) / 5 and first_below(large, 2.0) < first_below(small, 2.0) / 3


def heavy_tails(runs: Runs) -> bool:
    sgd, lion = runs
    jumps = [np.hypot(*run.updates.T).max() for run in runs]
    return bool(jumps[0] > 20 * jumps[1] and late(lion) < late(sgd) / 3)


def rare(runs: Runs) -> bool:
    (_, sgd), (_, adagrad) = (run.positions[-1] for run in runs)
    return bool(abs(sgd) > 1.4 and abs(adagrad) < 0.01)


def warmup(runs: Runs) -> bool:
    return runs[0].diverged_at is not None and runs[1].losses[-1] < 1e-6


def twins(runs: Runs) -> bool:
    (ax, ay), (wx, wy) = (run.positions[-1] for run in runs)
    # Coupled: where the penalised loss is lowest, 2 κ / (κ + λ) along each axis.
    return bool(
        abs(ax - 2 / 1.5) < 1e-3 and abs(ay - 2 * 30 / 30.5) < 1e-3 and abs(wx - wy) < 1e-3 and wx < 1.5
    )


def amsgrad(runs: Runs) -> bool:
    adam, amsgrad = (run.positions[-3:, 0] for run in runs)
    return bool(adam.min() > 0.9 and amsgrad.max() < -0.9)


def circles(runs: Runs) -> bool:
    sgd, momentum, adam = (late(run) for run in runs)
    return adam < momentum / 3 < sgd / 9


def jumps(runs: Runs) -> bool:
    """Just before each jump: how near AdaGrad has come, and RMSProp."""
    before = [[float(run.losses[t]) for t in (240, 490, 740, 990)] for run in runs]
    adagrad, rmsprop = before
    return adagrad == sorted(adagrad) and adagrad[-1] > 5 * adagrad[0] and max(rmsprop) < 1e-3


CLAIMS: dict[str, Callable[[Runs], bool]] = {
    "neuron": neuron,
    "neuron_plateau": neuron_plateau,
    "cosine": cosine,
    "two_rates": two_rates,
    "heavy_tails": heavy_tails,
    "rare": rare,
    "warmup": warmup,
    "twins": twins,
    "amsgrad": amsgrad,
    "circles": circles,
    "jumps": jumps,
}


@EVERY
def test_it_shows_what_its_sentence_says(key: str) -> None:
    scenario = EXAMPLES[key].scenario
    seeds = 6 if scenario.noise.is_random else 1
    shown = []
    for _ in range(seeds):
        shown.append(CLAIMS[key]([scenario.trial(each).run() for each in scenario.entrants]))
        scenario = with_next_seed(scenario) if scenario.noise.is_random else scenario
    assert shown[0], "with the seed of its link"
    assert sum(shown) >= seeds - 1, "who draws the next seed sees the same"


def test_both_neurons_are_trained_as_the_article_has_it() -> None:
    for key, start in (("neuron", (1.0, 1.0)), ("neuron_plateau", (-2.0, -2.0))):
        scenario = EXAMPLES[key].scenario
        assert (scenario.start, scenario.steps) == (start, 100)
        assert {entrant.name for entrant in scenario.entrants} == {
            "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam",
        }  # fmt: skip
        for entrant in scenario.entrants:
            settings = vars(entrant.optimizer)
            usual = {"learning_rate": 0.01, "momentum": 0.9, "beta1": 0.9, "beta2": 0.99, "rho": 0.99}
            usual |= {"epsilon": 1e-8, "epsilon_placement": "inside"} if "epsilon" in settings else {}
            usual |= {"momentum": 0.0} if entrant.name == "rmsprop" else {}
            assert {name: settings[name] for name in usual if name in settings} == {
                name: value for name, value in usual.items() if name in settings
            }


def test_a_larger_batch_brings_the_large_rate_as_near() -> None:
    """As the example of two rates says: the noise that is left grows with α / B."""
    scenario = EXAMPLES["two_rates"].scenario
    large, small = scenario.entrants
    wide = with_noise(scenario, "batch_size", 256)
    ratios = []
    for _ in range(8):
        ratios.append(late(wide.trial(large).run()) / late(scenario.trial(small).run()))
        scenario, wide = with_next_seed(scenario), with_next_seed(wide)
    assert 0.2 < np.median(ratios) < 5
