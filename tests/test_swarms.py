"""What the browser is told of many seeds, read back by a small reader of the packer's layout."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import arena.swarms
from arena.codec import pack
from arena.message import Session, message
from arena.swarms import FINEST, GONE, box_of, kept_steps, packed, rounded, swarm_of
from descent import KINDS, Noise, standing
from optimizers import OPTIMIZERS
from scenario import Entrant, Scenario, View, with_default_rate
from surfaces import SURFACES
from tests.fitted import home_of
from tests.test_arena import decode, unpack

NOISE = Noise(kind="gaussian", sigma=1.0, seed=7.0)
HEAVY = Noise(kind="student", sigma=5.0, degrees=1.0)
ROSENBROCK = SURFACES["rosenbrock"]


def many(*keys: str, **changes: Any) -> Scenario:
    entrants = tuple(Entrant(key, with_default_rate(key, ROSENBROCK)) for key in keys or ("sgd", "adam"))
    return replace(Scenario(), **({"entrants": entrants, "noise": NOISE, "seeds": 30, "steps": 60} | changes))


def told(scenario: Scenario, page: Any = "race", **session: Any) -> Any:
    return unpack(message(scenario, Session(**session), page))


def read_places(part: Any) -> Any:
    """(steps, 2, seeds) float64, nan for what diverged."""
    steps, seeds = len(part["steps"]), part["seeds"]
    low, high = np.asarray(part["places"]).reshape(2, -1).astype(np.int64)
    folded = low | high << 8
    change = np.where(folded & 1, -(folded >> 1) - 1, folded >> 1)
    whole = (change.reshape(steps, 2, seeds).cumsum(axis=0) % 65536).astype(np.float64)
    box = np.array(part["box"])
    places = box[None, :, :1] + whole * np.diff(box, axis=1)[None] / FINEST
    return np.where(whole == GONE, np.nan, places)


# --- off by default ---


def test_a_race_of_one_seed_is_told_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("ran many seeds")

    monkeypatch.setattr(arena.swarms, "swarm", never)
    swarm_of.cache_clear()
    for scenario in (Scenario(), many(seeds=1), many(noise=Noise()), many(noise=Noise(kind="rare"))):
        assert scenario.repeats == 1
        assert not any("swarm" in entrant for entrant in told(scenario)["entrants"])
    with pytest.raises(AssertionError, match="many seeds"):
        told(many())


def test_inside_a_step_one_seed_is_looked_into_and_named() -> None:
    seen = told(many(), page="inside")
    assert not any("swarm" in entrant for entrant in seen["entrants"])
    assert seen["seed"] == 7
    assert told(many(noise=Noise(kind="rare")), page="inside")["seed"] is None
    assert told(Scenario(), page="inside")["seed"] is None


# --- the paths ---


@pytest.mark.parametrize("noise", [NOISE, HEAVY], ids=lambda noise: noise.kind)
def test_the_paths_are_those_of_each_seed(noise: Noise) -> None:
    scenario = many(noise=noise)
    for entrant, ours in zip(told(scenario)["entrants"], scenario.entrants, strict=True):
        part = entrant["swarm"]
        assert (part["seeds"], part["first"]) == (30, int(noise.seed))
        places, steps = read_places(part), part["steps"].astype(int)
        assert steps.tolist() == list(range(61))
        fine = np.diff(part["box"], axis=1)[:, 0] / FINEST
        for lane in range(30):
            trial = replace(scenario.trial(ours), noise=noise.with_seed(int(noise.seed) + lane))
            expected = trial.run().positions
            inside = np.array([ROSENBROCK.contains(*place) for place in expected.tolist()])
            assert (np.abs(places[: len(expected), :, lane] - expected)[inside] <= 0.51 * fine).all()
            assert np.isnan(places[len(expected) :, :, lane]).all()
            assert np.isfinite(places[: len(expected), :, lane]).all()


def test_what_leaves_the_picture_leaves_it_where_it_did() -> None:
    # The domain is (−2, 2) × (−1, 3), and the box at most one width larger on each side.
    positions = np.array([[[0.0], [1.0]], [[1e9], [1.0 + 0.5e9]], [[-1e300], [1.0]], [[np.nan], [np.nan]]])
    box = box_of(positions, ROSENBROCK)
    assert box == [[-6.0, 6.0], [1.0, 7.0]]
    seen = read_places({"steps": range(4), "seeds": 1, "box": box, "places": packed(rounded(positions, box))})
    assert seen[0, :, 0].tolist() == pytest.approx([0.0, 1.0], abs=1e-3)
    assert seen[1, 1, 0] == pytest.approx(7.0)
    assert seen[1, 0, 0] > 5.0
    assert seen[2, 0, 0] == pytest.approx(-6.0)
    assert np.isnan(seen[3]).all()


def test_seeds_that_do_not_move_have_a_box() -> None:
    still = np.full((3, 2, 4), 0.5)
    box = box_of(still, ROSENBROCK)
    seen = read_places({"steps": range(3), "seeds": 4, "box": box, "places": packed(rounded(still, box))})
    np.testing.assert_allclose(seen, still, atol=1e-8)


@pytest.mark.parametrize(("seeds", "most"), [(200, 120), (100, 240), (2, 501)])
def test_of_many_seeds_fewer_steps_are_told(seeds: int, most: int) -> None:
    part = swarm_of(many(steps=500).trial(many("adam").entrants[0]), 1e-3, seeds)
    steps = part["steps"].astype(int)
    assert steps[0] == 0
    assert steps[-1] == 500
    assert (np.diff(steps) > 0).all()
    assert 0.9 * most <= len(steps) <= most
    assert len(part["places"]) == 4 * len(steps) * seeds


def test_where_the_balls_are_fast_more_steps_are_told() -> None:
    ahead = np.minimum(np.arange(1001) / 50.0, 1.0)
    positions = np.repeat(np.stack([ahead, ahead], axis=1)[:, :, None], 200, axis=2)
    steps = kept_steps(positions, ROSENBROCK)
    fast, slow = np.diff(steps[steps <= 50]), np.diff(steps[steps > 50])
    assert fast.max() == 1
    assert slow.min() > 5
    assert len(kept_steps(np.full_like(positions, 0.5), ROSENBROCK)) == 120


def test_a_leap_out_of_the_picture_takes_no_more_steps_than_its_own() -> None:
    positions = np.zeros((501, 2, 200))
    positions[250:] = 1e200
    positions[400:] = np.nan
    steps = kept_steps(positions, ROSENBROCK)
    assert len(steps) >= 110
    assert {0, 500} <= set(steps.tolist())


# --- the band, and how they ended ---


@pytest.mark.parametrize("surface", ["rosenbrock", "saddle", "saddle_sine"])
def test_the_band_is_the_quantiles_of_the_gap(surface: str) -> None:
    where = SURFACES[surface]
    entrants = (Entrant("sgd", with_default_rate("sgd", where)),)
    scenario = many(
        surface_key=surface,
        start=where.start,
        entrants=entrants,
        seeds=8,
        noise=Noise(kind="sparse", seen=0.6),
    )
    part = told(scenario)["entrants"][0]["swarm"]
    runs = [
        replace(scenario.trial(entrants[0]), noise=scenario.noise.with_seed(seed)).run() for seed in range(8)
    ]
    gaps = np.stack([run.losses for run in runs]) - (where.lowest or 0.0)
    expected = np.quantile(gaps, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
    band = decode(part["band"], 61, [True] * 5)
    np.testing.assert_allclose(band, expected, rtol=7e-5, atol=1e-15)


def test_what_diverged_is_the_worst_of_the_band() -> None:
    scenario = many("sgd", noise=replace(HEAVY, sigma=2.0), steps=200)
    part = told(scenario)["entrants"][0]["swarm"]
    lost = part["ended"]["words"]["diverged"]
    assert 0.05 * 30 < lost < 0.75 * 30
    band = decode(part["band"], 201, [True] * 5)
    assert band[4, -1] == np.inf
    assert np.isfinite(band[1, -1])
    assert part["ended"]["loss"][2] is None
    assert np.isfinite(part["ended"]["loss"][0])


def test_how_they_ended_is_counted() -> None:
    noise = replace(HEAVY, sigma=0.5)
    scenario = many("sgd", "momentum", noise=noise, steps=200, tolerance=0.1)
    for entrant, ours in zip(told(scenario)["entrants"], scenario.entrants, strict=True):
        alone = [
            standing(replace(scenario.trial(ours), noise=noise.with_seed(seed)).run(), ROSENBROCK, 0.1)
            for seed in noise.seeds(30).tolist()
        ]
        words = [one.word.split(" ")[0] for one in alone]
        ended = entrant["swarm"]["ended"]
        assert ended["words"] == {word: words.count(word) for word in set(words)}
        assert ended["came"] == sum(one.steps_to is not None for one in alone)
        assert 0 < words.count("diverged") < 15
        losses = sorted(
            np.inf if word == "diverged" else one.final_loss for word, one in zip(words, alone, strict=True)
        )
        assert ended["loss"][1] == pytest.approx((losses[14] + losses[15]) / 2.0)


def test_another_tolerance_changes_how_they_ended_and_nothing_that_is_held() -> None:
    first = told(many("adam", steps=400))["entrants"][0]["swarm"]
    second = told(many("adam", steps=400, tolerance=10.0), holds=[first["id"]])["entrants"][0]["swarm"]
    assert second["id"] == first["id"]
    assert second["ended"]["came"] == 30 > first["ended"]["came"]
    assert set(first) - set(second) == {"steps", "box", "places", "band"}


def test_what_changes_the_runs_changes_the_name() -> None:
    base = many("adam")
    others = [
        replace(base, seeds=31), replace(base, noise=NOISE.with_seed(8)), replace(base, steps=61),
        replace(base, entrants=many("sgd").entrants), replace(base, start=(0.5, 0.5)),
    ]  # fmt: skip
    names = [told(scenario)["entrants"][0]["swarm"]["id"] for scenario in [base, *others]]
    assert len(set(names)) == len(names)
    assert told(replace(base, view=View(layout="side")))["entrants"][0]["swarm"]["id"] == names[0]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if Noise(kind=kind).is_random])
@pytest.mark.parametrize("key", ["sgd", "adam"])
def test_two_hundred_seeds_are_at_most_a_hundred_kilobytes(kind: str, key: str) -> None:
    scenario = many(key, noise=Noise(kind=kind, batch_size=8.0), seeds=200, steps=500)
    scenario = replace(home_of(kind, scenario), noise=scenario.noise, seeds=200)
    part = swarm_of(scenario.trial(scenario.entrants[0]), scenario.tolerance, 200)
    assert len(pack(part)) <= 100_000


def test_every_rule_and_the_wildest_start_can_be_told() -> None:
    for key in OPTIMIZERS:
        scenario = many(key, seeds=3, steps=30, start=(1500.0, -3000.0), noise=HEAVY)
        part = told(scenario)["entrants"][0]["swarm"]
        assert read_places(part).shape == (31, 2, 3)
