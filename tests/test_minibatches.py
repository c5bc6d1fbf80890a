"""Mini-batches of the data in a race: where they can be had, in a link, and what the page is told of them."""

import dataclasses
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from arena.message import Session, message
from arena.tuning import search_of
from checks import Refused
from descent import SILENT, Motion, Noise, Schedule
from link import from_link, to_link
from scenario import Scenario, View, on_surface, with_recipe
from scenario.around import with_noise
from surfaces import SURFACES
from surfaces.points import Data, Points, points
from tests.fitted import FITTED, OTHERS, points_of
from tests.test_arena import told, unpack
from tests.test_events import after
from tests.test_scenario import opened
from tuning import Plan

DEFAULT = Scenario()
ON_DATA, POINTS = on_surface(DEFAULT, FITTED), points_of(SURFACES[FITTED])


def batched(size: float, surface: str = FITTED, **changes: Any) -> Scenario:
    there = on_surface(DEFAULT, surface)
    return dataclasses.replace(there, noise=Noise("minibatch", batch_size=size, seed=7.0), **changes)


# --- in a race, and in its link ---


# The default of the size among them, and sizes that take all points.
@pytest.mark.parametrize("size", [1, POINTS - 1, 16, POINTS, POINTS + 1, 2048])
def test_batches_go_there_and_back(size: int) -> None:
    sample = batched(size, seeds=20)
    link = dict(parse_qsl(to_link(sample)))
    assert (link["noise"], link["noise.batch_size"]) == ("minibatch", str(size))
    assert opened(to_link(sample)) == (sample, ())
    assert from_link(dict(reversed(link.items()))) == (sample, ())


def test_a_link_with_batches_of_no_size_takes_some_of_the_points() -> None:
    scenario, notes = opened(f"surface={FITTED}&noise=minibatch")
    assert notes == ()
    assert scenario.noise.batch_size == (16 if POINTS > 16 else POINTS // 4)


def test_a_link_with_batches_of_no_data_opens_without_noise_and_says_so() -> None:
    scenario, notes = opened("surface=rosenbrock&noise=minibatch&noise.batch_size=4&seed=3&seeds=5")
    assert scenario == DEFAULT
    told = {note.name: note.why for note in notes}
    assert told["noise"] == "mini-batches of the data: Rosenbrock does not come from data"
    assert set(told) == {"noise", "noise.batch_size", "seed", "seeds"}


def test_whoever_chooses_batches_begins_with_less_than_all_points() -> None:
    few = Data(points([(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (3.0, 1.0)] * 3))
    for count, chosen in ((12, 3), (5, 1), (3, 1)):
        recipe = Data(Points(few.points.x[:count], few.points.y[:count]))
        there = with_recipe(ON_DATA, FITTED, recipe, new_rates=True)
        there = with_noise(there, "kind", "minibatch")
        assert there.noise == Noise("minibatch", batch_size=chosen)
        # From then on it can be as large as one likes.
        assert with_noise(there, "batch_size", count).noise.batch_size == count
    # Another kind takes the size along.
    there = with_noise(with_noise(there, "batch_size", 2), "kind", "batch")
    assert there.noise == Noise("batch", batch_size=2)


def test_batches_stay_at_home_where_there_is_no_data() -> None:
    with pytest.raises(Refused, match="Rosenbrock does not come from data") as refused:
        with_noise(DEFAULT, "kind", "minibatch")
    assert refused.value.where == "noise"
    entrants = tuple(dataclasses.replace(each, schedule=Schedule("cosine")) for each in ON_DATA.entrants)
    there = on_surface(batched(4, seeds=20, motion=Motion("jump"), entrants=entrants), "rosenbrock")
    assert (there.noise, there.seeds, there.motion) == (SILENT, 1, Motion("jump"))
    assert {each.schedule for each in there.entrants} == {Schedule("cosine")}
    # Any other noise goes along.
    gaussian = dataclasses.replace(DEFAULT, noise=Noise("gaussian", seed=7.0), seeds=20)
    assert on_surface(gaussian, FITTED).noise == gaussian.noise


@pytest.mark.parametrize("key", OTHERS)
def test_batches_go_along_to_other_data_and_stay_less_than_all(key: str) -> None:
    other = points_of(SURFACES[key])
    there = on_surface(batched(POINTS - 1, seeds=20), key)
    size = POINTS - 1 if other >= POINTS else max(1, other // 4)
    assert there.noise == Noise("minibatch", batch_size=size, seed=7.0)
    assert there.seeds == 20
    assert on_surface(batched(1), key).noise.batch_size == 1
    # All points are all points there too.
    assert on_surface(batched(2048), key).noise.batch_size == 2048


def test_points_that_go_leave_batches_of_less_than_all() -> None:
    xs, ys = SURFACES[FITTED].recipe.points.x, SURFACES[FITTED].recipe.points.y
    fewer = Data(Points(xs[:-1], ys[:-1]))
    there = with_recipe(batched(POINTS - 1), FITTED, fewer, new_rates=False)
    assert there.noise.batch_size == (POINTS - 1) // 4
    assert with_recipe(batched(4), FITTED, fewer, new_rates=False).noise.batch_size == 4


def test_another_surface_takes_batches_along_or_has_no_noise() -> None:
    choice = {"kind": "noise", "field": "kind", "value": "minibatch"}
    there = after({"kind": "surface", "surface": FITTED}, choice)
    assert there.noise.kind == "minibatch"
    for key in OTHERS:
        assert after({"kind": "surface", "surface": key}, scenario=there).noise.kind == "minibatch"
    assert after({"kind": "surface", "surface": DEFAULT.surface_key}, scenario=there) == DEFAULT


# --- on the page ---


def rows_told(scenario: Scenario) -> Any:
    seen = told(scenario)
    return seen["parts"][seen["batches"]["id"]]


@pytest.mark.parametrize("size", [1, 4, POINTS - 1])
def test_the_points_of_each_step_are_told(size: int) -> None:
    scenario = batched(size, steps=40)
    seen = told(scenario)
    assert seen["around"]["points"] == POINTS
    batches = seen["batches"]
    assert (batches["size"], batches["points"], batches["epoch"]) == (size, POINTS, -(-POINTS // size))
    assert batches["id"] in seen["needs"]
    rows = rows_told(scenario)["rows"]
    assert (rows.shape, rows.dtype) == ((40, size), np.uint16)
    # They are those whose gradient the rules have seen.
    surface, run = scenario.surface, scenario.trial(scenario.entrants[0]).run()
    assert surface.fit is not None
    for t in (0, 1, run.steps - 1):
        batch = rows[t][rows[t] != 65535]
        x, y = run.positions[t].tolist()
        np.testing.assert_array_equal(run.gradients[t], surface.fit.gradient(x, y, batch))


def test_the_points_of_the_steps_travel_once() -> None:
    scenario = batched(4)
    name = told(scenario)["batches"]["id"]
    assert name not in told(scenario, holds=[name])["parts"]
    others = [
        batched(5),
        batched(4, steps=99),
        dataclasses.replace(scenario, noise=scenario.noise.with_seed(9)),
        *(batched(1, surface=key) for key in OTHERS),
    ]
    assert len({name, *(told(other)["batches"]["id"] for other in others)}) == 1 + len(others)
    # Whoever races sees the same points.
    assert told(dataclasses.replace(scenario, entrants=scenario.entrants[:1]))["batches"]["id"] == name


def test_where_all_points_are_seen_or_none_there_are_no_batches() -> None:
    for scenario in (DEFAULT, on_surface(DEFAULT, FITTED), batched(POINTS), batched(2048)):
        seen = told(scenario)
        assert seen["batches"] is None
        assert not [name for name in seen["needs"] if name.startswith("batches-")]
    assert told(DEFAULT)["around"]["points"] is None
    for page in ("inside", "maps"):
        assert unpack(message(batched(4), Session(), page))["batches"] is None


def test_too_many_points_are_not_told_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arena.batches.MOST_NUMBERS", 400)
    assert rows_told(batched(4, steps=100))["rows"].shape == (100, 4)
    part = rows_told(batched(4, steps=101))
    assert part["rows"] is None
    assert part["why"] == "101 steps of 4 points each are too many to be marked one by one"


def test_batches_of_all_points_run_once_whatever_the_seeds() -> None:
    for size, repeats in ((POINTS - 1, 20), (POINTS, 1), (2048, 1)):
        scenario = batched(size, seeds=20)
        assert scenario.repeats == repeats
        seen = told(scenario)
        assert all(("swarm" in entrant) == (repeats > 1) for entrant in seen["entrants"])
        assert unpack(message(scenario, Session(), "inside"))["seed"] == (7 if repeats > 1 else None)
        tuned = dataclasses.replace(scenario, view=View(tuning=Plan(over="seeds", count=4.0)))
        assert told(tuned)["tuning"]["chance"] == (repeats > 1)
        replicates = search_of(tuned, tuned.entrants[0]).replicates
        assert replicates.count == (4 if repeats > 1 else 1)
