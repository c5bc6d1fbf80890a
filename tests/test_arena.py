"""What the browser is sent: read back here by a small reader of the layouts that the packers document."""

import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from arena import mount, served
from arena.codec import pack
from arena.joined import join
from arena.message import Session, message
from arena.paths import COARSE, rows, stacked
from arena.rows import encode
from checks import MOST_STEPS, Refused
from descent import OVERLAYS, STILL, Motion, descend, overlay_rows
from events import next_scenario
from knob import Knob
from link import Ignored
from optimizers import OPTIMIZERS, hypers
from scenario import MOST_ENTRANTS, Entrant, Scenario, View, on_surface, with_default_rate, with_settings
from surfaces import SURFACES

FIRST = Scenario()


def unpack(data: bytes) -> Any:
    """What `arena.codec.pack` was given, after the layout in its docstring."""
    raw = zlib.decompress(data)
    length = int.from_bytes(raw[:4], "little")
    assert length % 4 == 0
    assert len(raw) % 4 == 0

    def restore(found: dict[str, Any]) -> Any:
        if set(found) != {"$"}:
            return found
        dtype, offset, shape = found["$"]
        assert offset % 4 == 0
        flat = np.frombuffer(raw, dtype, count=int(np.prod(shape)), offset=4 + length + offset)
        return flat.reshape(shape)

    return json.loads(raw[4 : 4 + length].decode(), object_hook=restore)


def decode(packed: Any, points: int, coarse: Sequence[bool] = COARSE) -> Any:
    """The rows (rows, points), after the text at the head of `arena.rows`; of a path x, y, gap and slope."""
    planes = np.asarray(packed, dtype=np.uint8).reshape(len(coarse), 4, points).transpose(0, 2, 1)
    folded = np.ascontiguousarray(planes).view("<u4")[:, :, 0]
    second = (folded >> 1) ^ -(folded & 1).astype(np.uint32)
    bits = second.cumsum(axis=1, dtype=np.uint32).cumsum(axis=1, dtype=np.uint32)
    bits[np.array(coarse)] <<= 10
    return bits.view(np.float32)


def told(scenario: Scenario, **session: Any) -> Any:
    return unpack(message(scenario, Session(**session)))


def alone(key: str, **values: Any) -> Scenario:
    rule: Any = OPTIMIZERS[key]
    return replace(FIRST, entrants=(Entrant(key, rule(**values)),))


# --- the codec ---


def test_a_nest_comes_back_as_it_was() -> None:
    nest = {
        "text": "‖g‖ → β₁ “quoted” \\ \n",
        "numbers": [0, -1.5, 1e308, 5e-324, True, None],
        "empty": {"list": [], "text": ""},
        "matrix": np.arange(15, dtype=np.float32).reshape(3, 5) / 7,
        "odd": np.arange(7, dtype=np.uint8),
        "deep": [{"special": np.array([np.inf, -np.inf, np.nan, -0.0], dtype=np.float32)}],
    }
    again = unpack(pack(nest))
    assert list(again) == list(nest)
    for name in ("text", "numbers", "empty"):
        assert again[name] == nest[name]
    for ours, theirs in (
        (nest["matrix"], again["matrix"]),
        (nest["odd"], again["odd"]),
        (nest["deep"][0]["special"], again["deep"][0]["special"]),  # type: ignore[index]
    ):
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)  # type: ignore[attr-defined]
        assert ours.tobytes() == theirs.tobytes()  # type: ignore[attr-defined]


def test_an_array_that_is_not_contiguous_keeps_its_order() -> None:
    turned = np.arange(6, dtype=np.float32).reshape(2, 3).T
    np.testing.assert_array_equal(unpack(pack({"a": turned}))["a"], turned)


def test_an_array_that_occurs_twice_is_stored_once() -> None:
    noise = np.random.default_rng(1).random(5000, dtype=np.float32)
    once, twice = pack([noise]), pack([noise, {"again": noise}])
    assert len(twice) < len(once) + 100
    first, second = unpack(twice)
    np.testing.assert_array_equal(first, noise)
    np.testing.assert_array_equal(second["again"], noise)


@pytest.mark.parametrize(
    "thing", [np.zeros(2, np.float16), np.zeros(2, np.int32), {1, 2}, np.int64(1), b"x"], ids=repr
)
def test_what_has_no_form_is_not_packed(thing: object) -> None:
    with pytest.raises(TypeError, match=type(thing).__name__):
        pack({"thing": thing})


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_tell_is_not_packed(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        pack({"loss": number})


# --- the paths ---

TINY, GREAT = np.finfo(np.float32).tiny, np.finfo(np.float32).max
TABLES = st.integers(1, 40).flatmap(
    lambda points: arrays(
        np.float32,
        (4, points),
        elements=st.floats(width=32)
        | st.sampled_from([0.0, -0.0, float(TINY), float(GREAT), float(-GREAT), np.inf, -np.inf, np.nan]),
    )
)


@given(TABLES)
@example(np.full((4, 1), GREAT))
@example(np.full((4, 1), -GREAT))
@example(np.zeros((4, 1), np.float32))
@example(np.full((4, 3), np.inf, np.float32))
@example(np.repeat(np.array([[-1.2], [1e30], [3.7], [0.1]], np.float32), 500, axis=1))
def test_paths_come_back(table: Any) -> None:
    again = decode(encode(table, COARSE), table.shape[1])
    assert again[:2].tobytes() == table[:2].tobytes()
    for ours, theirs in zip(table[2:].ravel(), again[2:].ravel(), strict=True):
        if np.isfinite(ours):
            assert np.isfinite(theirs)
            # Below float32's smallest normal number there are no figures left to keep.
            assert abs(float(theirs) - float(ours)) <= max(6.2e-5 * abs(float(ours)), 512 * 2.0**-149)
            assert np.signbit(theirs) == np.signbit(ours)
        else:
            np.testing.assert_array_equal(theirs, ours)


@pytest.mark.parametrize("key", SURFACES)
def test_rows_are_the_run(key: str) -> None:
    surface = SURFACES[key]
    run = descend(with_default_rate("adam", surface), surface, surface.start, steps=20)
    x, y, gap, slope = rows(run, surface)
    np.testing.assert_array_equal(np.stack([x, y], axis=1), run.positions.astype(np.float32))
    base = 0.0 if surface.lowest is None else surface.lowest
    np.testing.assert_array_equal(gap, (run.losses - base).astype(np.float32))
    expected = [np.hypot(*surface.gradient(*position)) for position in run.positions.tolist()]
    np.testing.assert_allclose(slope, expected, rtol=1e-6)


def test_the_last_decades_above_a_minimum_below_zero_arrive() -> None:
    surface = SURFACES["saddle_sine"]
    assert surface.lowest == -1.0
    run = descend(with_default_rate("sgd", surface), surface, surface.start, steps=150)
    gap = decode(encode(rows(run, surface), COARSE), len(run.losses))[2]
    np.testing.assert_allclose(gap, run.losses + 1.0, rtol=1e-4)
    assert 0 < gap.min() < 1e-6


def test_a_run_of_no_steps_is_its_start() -> None:
    surface = FIRST.surface
    table = rows(descend(FIRST.entrants[0].optimizer, surface, (1.5, 2.0), steps=0), surface)
    expected = [[1.5], [2.0], [surface.value(1.5, 2.0)], [np.hypot(*surface.gradient(1.5, 2.0))]]
    np.testing.assert_allclose(table, expected, rtol=1e-6)


@pytest.mark.parametrize("points", [0, 1, 7])
def test_any_number_of_rows_and_points_comes_back(points: int) -> None:
    table = np.random.default_rng(2).normal(size=(6, points)).astype(np.float32)
    for coarse in ([True] * 6, [True, False] * 3, [False] * 6):
        again = decode(encode(table, coarse), points, coarse)
        np.testing.assert_allclose(again, table, rtol=6.2e-5)
        exact = ~np.array(coarse)
        np.testing.assert_array_equal(again[exact], table[exact])


# --- the message ---


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_and_optimizer_is_told(surface: str) -> None:
    entrants = tuple(Entrant(key, with_default_rate(key, SURFACES[surface])) for key in OPTIMIZERS)
    scenario = replace(on_surface(FIRST, surface), entrants=entrants[:MOST_ENTRANTS], steps=60)
    seen = told(scenario)
    assert [entrant["name"] for entrant in seen["entrants"]] == list(OPTIMIZERS)[:MOST_ENTRANTS]
    assert list(seen["parts"]) == seen["needs"]
    land = seen["parts"][seen["landscape"]]
    assert land["key"] == surface
    assert tuple(land["axes"]) == SURFACES[surface].axes
    assert set(land["figures"]) == {"light", "dark"}
    for entrant, ours in zip(seen["entrants"], scenario.entrants, strict=True):
        run = descend(ours.optimizer, SURFACES[surface], scenario.start, scenario.steps)
        assert entrant["points"] == len(run.positions)
        path = decode(entrant["paths"], entrant["points"])
        np.testing.assert_array_equal(path[:2].T, run.positions.astype(np.float32))


def test_a_message_names_the_scenario_and_what_was_not_taken() -> None:
    scenario = replace(FIRST, view=View(layout="side", hidden=frozenset({"adam"})), steps=7)
    seen = told(
        scenario,
        answered=12,
        refused=(Refused("adam.learning_rate", "too much"),),
        ignored=(Ignored("colour", "unknown parameter"),),
    )
    assert seen["answered"] == 12
    assert seen["run"] == scenario.run_hash()
    assert seen["link"].startswith("surface=rosenbrock&")
    assert seen["refused"] == {"adam.learning_rate": "too much"}
    assert seen["ignored"] == [{"name": "colour", "why": "unknown parameter"}]
    assert (seen["surface"], tuple(seen["start"]), seen["steps"]) == ("rosenbrock", FIRST.start, 7)
    shown = {"layout": "side", "panel": "3d", "loss_axis": "log", "beside": "fit"}
    assert seen["view"] == {**shown, "present": False, "batch": False, "overlays": []}
    assert [entrant["name"] for entrant in seen["entrants"] if not entrant["shown"]] == ["adam"]


def test_a_message_names_the_page_that_shows_it() -> None:
    assert told(FIRST)["page"] == "race"
    assert unpack(message(FIRST, Session(), page="inside"))["page"] == "inside"


def test_a_turned_surface_is_another_landscape_and_another_race() -> None:
    there = on_surface(FIRST, "quadratic")
    before = told(there)
    holds = [*before["needs"], *(entrant["id"] for entrant in before["entrants"])]
    scenario = with_settings(there, {"condition": 100.0, "angle": 45.0})
    seen = told(scenario, holds=holds)
    assert seen["settings"] == {"condition": 100, "angle": 45, "centre_x": 1, "centre_y": 0.5}
    assert seen["landscape"] == "landscape-quadratic,condition=100,angle=45,centre_x=1,centre_y=0.5"
    assert list(seen["parts"]) == [seen["landscape"]]
    assert seen["run"] != before["run"]
    land = seen["parts"][seen["landscape"]]
    # At a corner, by hand: 3 − x* = 2 and 3 − y* = 2.5, turned by 45°.
    along, across = 4.5 / np.sqrt(2.0), 0.5 / np.sqrt(2.0)
    assert land["heights"][-1][-1] == pytest.approx(
        np.log10(1 + 0.5 * (along**2 + 100 * across**2)), rel=1e-6
    )
    for entrant, ours in zip(seen["entrants"], scenario.entrants, strict=True):
        run = descend(ours.optimizer, scenario.surface, scenario.start, scenario.steps)
        path = decode(entrant["paths"], entrant["points"])
        np.testing.assert_array_equal(path[:2].T, run.positions.astype(np.float32))
    # Turned back, all is held.
    again = told(there, holds=holds)
    assert again["parts"] == {}
    assert not any("paths" in entrant for entrant in again["entrants"])


def test_a_surface_has_no_settings_where_it_has_no_knobs() -> None:
    assert (told(FIRST)["settings"], told(FIRST)["landscape"]) == ({}, "landscape-rosenbrock")


def test_a_turned_landscape_travels_as_its_heights_alone() -> None:
    """At every move of a knob: 129 × 129 heights, and next to nothing beside them."""
    scenario = with_settings(on_surface(FIRST, "quadratic"), {"condition": 321.0})
    seen = told(scenario)
    ids = [entrant["id"] for entrant in seen["entrants"]]
    bare = len(message(scenario, Session(holds=[*seen["needs"], *ids])))
    assert len(message(scenario, Session(holds=["catalogue", *ids]))) - bare < 129 * 129 * 4


# --- a landscape that moves ---

CIRCLE = Motion("circle", reach=0.2, period=200.0, heading=30.0)


def test_a_moving_landscape_travels_with_its_shifts() -> None:
    scenario = replace(FIRST, motion=CIRCLE)
    seen = told(scenario)
    # A fifth of 128 meshes is 25.6: 26 on each side.
    assert seen["landscape"] == "landscape-rosenbrock+26"
    land = seen["parts"][seen["landscape"]]
    assert land["beyond"] == 26
    assert np.shape(land["heights"]) == (181, 181)
    motion = seen["motion"]
    assert (motion["jumps"], motion["round"]) == (False, 200)
    shifts = decode(motion["shifts"], FIRST.steps + 1, [False, False]).T
    np.testing.assert_allclose(shifts, CIRCLE.shifts(FIRST.surface, FIRST.steps), rtol=1e-6, atol=1e-7)
    # The grid holds the window wherever it goes.
    (x0, x1), (y0, y1) = FIRST.surface.domain
    assert np.abs(shifts[:, 0]).max() <= 26 / 128 * (x1 - x0)
    assert np.abs(shifts[:, 1]).max() <= 26 / 128 * (y1 - y0)
    for entrant, ours in zip(seen["entrants"], scenario.entrants, strict=True):
        run = descend(ours.optimizer, FIRST.surface, FIRST.start, FIRST.steps, motion=CIRCLE)
        path = decode(entrant["paths"], entrant["points"])
        np.testing.assert_array_equal(path[:2].T, run.positions.astype(np.float32))
        np.testing.assert_allclose(path[2], run.losses, rtol=1e-4, atol=1e-30)


@pytest.mark.parametrize("key", ["sgd", "adam", "newton", "bfgs"])
def test_the_last_slope_is_that_of_where_the_landscape_is_by_then(key: str) -> None:
    surface = FIRST.surface
    run = descend(with_default_rate(key, surface), surface, surface.start, 50, motion=CIRCLE)
    x, y = run.positions[-1] - CIRCLE.shifts(surface, 50)[run.steps]
    assert rows(run, surface)[3, -1] == pytest.approx(np.hypot(*surface.gradient(x, y)), rel=1e-5)


def test_a_landscape_is_sampled_once_for_its_reach_whatever_the_way() -> None:
    seen = told(replace(FIRST, motion=CIRCLE))
    holds = [*seen["needs"], seen["motion"]["id"]]
    other = told(replace(FIRST, motion=replace(CIRCLE, kind="drift", period=50.0)), holds=holds)
    assert other["parts"] == {}
    assert other["motion"]["id"] != seen["motion"]["id"]
    assert "shifts" in other["motion"]
    farther = told(replace(FIRST, motion=replace(CIRCLE, reach=0.3)), holds=holds)
    assert list(farther["parts"]) == ["landscape-rosenbrock+39"]
    again = told(replace(FIRST, motion=CIRCLE), holds=holds)
    assert "shifts" not in again["motion"]
    assert again["motion"]["id"] == seen["motion"]["id"]


def test_motions_that_differ_have_names_that_differ() -> None:
    turned = with_settings(on_surface(FIRST, "quadratic"), {"angle": 45.0})
    scenarios = [
        *(
            replace(FIRST, motion=motion)
            for motion in (
                CIRCLE,
                replace(CIRCLE, kind="jump"),
                replace(CIRCLE, heading=31.0),
                replace(CIRCLE, period=201.0),
                replace(CIRCLE, reach=0.2001),
            )
        ),
        replace(FIRST, motion=CIRCLE, steps=400),
        replace(on_surface(FIRST, "beale"), motion=CIRCLE),
        # Not another landscape's knobs: what they turn moves all the same.
        replace(turned, motion=CIRCLE),
    ]
    names = [told(scenario)["motion"]["id"] for scenario in scenarios]
    assert len(set(names)) == len(names)


def test_a_landscape_that_stays_costs_nothing() -> None:
    seen = told(FIRST)
    assert "motion" not in seen
    assert "beyond" not in seen["parts"][seen["landscape"]]
    for still in (STILL, Motion("circle", reach=0.0), Motion("still", reach=0.3)):
        other = told(replace(FIRST, motion=still))
        assert "motion" not in other
        assert other["landscape"] == seen["landscape"]


def test_a_motion_is_a_few_thousand_bytes() -> None:
    def size(motion: Motion) -> int:
        scenario = replace(FIRST, motion=motion, steps=5000)
        ids = [entrant["id"] for entrant in told(scenario)["entrants"]]
        land = told(scenario)["landscape"]
        return len(message(scenario, Session(holds=["catalogue", land, *ids])))

    bare = size(STILL)
    assert size(Motion("jump", period=100.0)) - bare < 1_000
    assert size(Motion("circle", period=500.0)) - bare < 40_000


def test_the_catalogue_tells_a_control_all_it_needs() -> None:
    catalogue = told(FIRST)["parts"]["catalogue"]
    assert [surface["key"] for surface in catalogue["surfaces"]] == list(SURFACES)
    assert list(catalogue["optimizers"]) == list(OPTIMIZERS)
    assert [overlay["key"] for overlay in catalogue["overlays"]] == list(OVERLAYS)
    for overlay in catalogue["overlays"]:
        assert re.fullmatch("#[0-9a-f]{6}", overlay["light"])
        assert all(overlay[word] for word in ("word", "symbol", "help", "dark"))
    assert catalogue["limits"] == {"entrants": MOST_ENTRANTS, "steps": MOST_STEPS}
    families: dict[str, tuple[list[Any], Mapping[str, Knob]]] = {
        key: (catalogue["optimizers"][key]["hypers"], hypers(rule)) for key, rule in OPTIMIZERS.items()
    }
    for told_of in catalogue["surfaces"]:
        knobs = {knob.name: knob for knob in SURFACES[told_of["key"]].knobs}
        families[told_of["key"]] = (told_of["knobs"], knobs)
    for told_knobs, knobs in families.values():
        known = {knob["name"]: knob for knob in told_knobs}
        assert list(known) == list(knobs)
        for name, hyper in knobs.items():
            for word in ("kind", "lowest", "highest", "scale", "toward", "default", "help", "symbol"):
                assert known[name][word] == getattr(hyper, word)
            assert known[name]["choices"] == list(hyper.choices)


def test_what_the_browser_holds_is_not_sent_again() -> None:
    needs = told(FIRST)["needs"]
    again = told(FIRST, holds=needs)
    assert (again["needs"], again["parts"]) == (needs, {})
    moved = told(on_surface(FIRST, "beale"), holds=needs)
    assert list(moved["parts"]) == ["landscape-beale"]
    assert list(told(FIRST, holds=needs[:1])["parts"]) == needs[1:]


@pytest.mark.parametrize("keys", list(combinations(OPTIMIZERS, 3)), ids="-".join)
def test_a_change_is_a_few_thousand_bytes(keys: tuple[str, ...]) -> None:
    """Three entrants and 400 steps on Rosenbrock, to a browser that has the surface."""
    entrants = tuple(Entrant(key, with_default_rate(key, FIRST.surface)) for key in keys)
    scenario = replace(FIRST, entrants=entrants, steps=400)
    held = ["catalogue", "landscape-rosenbrock"]
    assert len(message(scenario, Session(answered=3, holds=held))) <= 12_000


def test_what_is_laid_over_the_race_is_sent_with_each_run() -> None:
    adam = alone("adam", learning_rate=0.1)
    entrants = (*adam.entrants, Entrant("sgd", with_default_rate("sgd", FIRST.surface)))
    scenario = replace(adam, entrants=entrants, steps=30, view=View(overlays=frozenset(OVERLAYS)))
    seen = told(scenario)
    assert seen["view"]["overlays"] == list(OVERLAYS)
    for entrant, ours in zip(seen["entrants"], scenario.entrants, strict=True):
        run = descend(ours.optimizer, scenario.surface, scenario.start, scenario.steps)
        assert list(entrant["marks"]) == [f"{entrant['id']}.{overlay}" for overlay in OVERLAYS]
        for overlay, marks in zip(OVERLAYS, entrant["marks"].values(), strict=True):
            quantities = overlay_rows(run, scenario.surface, overlay)
            assert marks["names"] == list(quantities)
            if not quantities:
                assert "rows" not in marks
                continue
            table = decode(marks["rows"], run.steps, [True] * 2 * len(quantities))
            np.testing.assert_allclose(table, stacked(quantities), rtol=6.2e-5)


def test_only_what_is_switched_on_and_not_held_is_sent_of_the_overlays() -> None:
    on = replace(FIRST, view=View(overlays=frozenset({"gradient"})))
    assert all(entrant["marks"] == {} for entrant in told(FIRST)["entrants"])
    held = [name for entrant in told(on)["entrants"] for name in entrant["marks"]]
    assert len(held) == len(FIRST.entrants)
    both = replace(FIRST, view=View(overlays=frozenset({"gradient", "step"})))
    for entrant in told(both, holds=held)["entrants"]:
        sent = {name: "rows" in marks for name, marks in entrant["marks"].items()}
        assert sent == {f"{entrant['id']}.gradient": False, f"{entrant['id']}.step": True}


def test_a_switched_overlay_is_a_few_thousand_bytes_and_none_is_no_more_than_before() -> None:
    def size(*overlays: str) -> int:
        view = View(overlays=frozenset(overlays))
        return len(message(replace(FIRST, view=view), Session(holds=["catalogue", "landscape-rosenbrock"])))

    bare = size()
    for overlay in OVERLAYS:
        assert 0 < size(overlay) - bare < 16_000


def test_twins_share_their_bytes() -> None:
    one = alone("adam", learning_rate=0.02)
    two = replace(one, entrants=(*one.entrants, Entrant("adam-2", one.entrants[0].optimizer)))
    held = told(one)["needs"]
    assert len(message(two, Session(holds=held))) < len(message(one, Session(holds=held))) + 300


# RuntimeWarnings are errors in these tests: see pyproject.toml.
@pytest.mark.parametrize(
    ("scenario", "diverges"),
    [
        (alone("sgd", learning_rate=10.0), True),
        (replace(alone("momentum", learning_rate=10.0), start=(1e6, 1e6)), True),
        (replace(alone("adam", learning_rate=10.0), steps=MOST_STEPS), False),
        (replace(on_surface(alone("sgd", learning_rate=0.1), "saddle"), steps=MOST_STEPS), True),
        (replace(on_surface(alone("sgd", learning_rate=10.0), "saddle"), steps=MOST_STEPS), True),
        (replace(on_surface(alone("rmsprop", learning_rate=10.0), "saddle"), steps=MOST_STEPS), False),
    ],
    ids=["sgd", "far", "adam", "saddle", "saddle at once", "saddle far"],
)
def test_a_run_that_flies_off_is_told_without_a_warning(scenario: Scenario, diverges: bool) -> None:
    (entrant,) = told(scenario)["entrants"]
    path = decode(entrant["paths"], entrant["points"])
    if diverges:
        assert entrant["divergedAt"] == entrant["points"] <= scenario.steps
        assert entrant["standing"]["word"] == f"diverged at step {entrant['divergedAt']}"
    else:
        assert entrant["divergedAt"] is None
        assert entrant["points"] == scenario.steps + 1
    assert not np.isnan(path[:3]).any()


# --- the files ---

MODULES = {
    "arena": 'import { twice } from "./sums.js";\nimport * as words from "./words.js";\n\n'
    "export default function main() {\n  return words.HELLO + twice(2);\n}\n",
    "sums": "/** Doubles. */\nexport function twice(a) {\n  return 2 * a;\n}\n",
    "words": 'export const HELLO = "hello";\n',
}
PLOTLY = (
    b"/**\n* plotly.js\n*/\n(function(m,f){})(this,()=>{"
    b'"use strict";var Plotly=(()=>{})();window.Plotly = Plotly;})'
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of sources of its own, and a plotly.js of a line."""
    for name, text in MODULES.items():
        (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
    (tmp_path / "arena.css").write_text(".arena {}\n", encoding="utf-8")
    (tmp_path / "plotly").write_bytes(PLOTLY)
    monkeypatch.setattr(served, "SOURCES", tmp_path)
    monkeypatch.setattr(served, "VERSIONS", tmp_path / "versions")
    monkeypatch.setattr(served, "installed_plotly", lambda: tmp_path / "plotly")
    served.version.cache_clear()
    yield tmp_path
    served.version.cache_clear()


def fresh_version() -> str:
    """As a new process would find it."""
    served.version.cache_clear()
    return served.version()


def test_the_files_are_put_in_place_once(site: Path) -> None:
    name = fresh_version()
    (folder,) = (site / "versions").iterdir()
    assert folder.name == name
    assert re.fullmatch("[0-9a-f]{12}", name)
    assert {path.name for path in folder.iterdir()} == {served.SCRIPT, served.STYLE, served.PLOTLY}
    assert (folder / served.STYLE).read_text(encoding="utf-8") == ".arena {}\n"
    assert (folder / served.PLOTLY).read_bytes() == served.eager(PLOTLY)
    assert folder.stat().st_mode & 0o055 == 0o055
    before = (folder / served.SCRIPT).stat().st_mtime_ns
    assert fresh_version() == name
    assert (folder / served.SCRIPT).stat().st_mtime_ns == before
    assert len(list((site / "versions").iterdir())) == 1


@pytest.mark.parametrize("file", ["arena.js", "words.js", "arena.css", "plotly"])
def test_a_changed_file_is_another_version_and_the_old_one_stays(site: Path, file: str) -> None:
    old = fresh_version()
    text = (site / file).read_text(encoding="utf-8")
    (site / file).write_text("/* changed */" + text, encoding="utf-8")
    assert fresh_version() != old
    assert len(list((site / "versions").iterdir())) == 2
    (site / file).write_text(text, encoding="utf-8")
    assert fresh_version() == old


def test_the_slower_of_two_takes_what_the_first_has_put_there(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename: Callable[[Path, Path], None] = os.rename

    def overtaken(aside: Path, folder: Path) -> None:
        monkeypatch.setattr(served.os, "rename", rename)
        served.publish(folder, {"by": b"the first"})
        rename(aside, folder)

    monkeypatch.setattr(served.os, "rename", overtaken)
    name = fresh_version()
    assert [path.name for path in (site / "versions").iterdir()] == [name]
    assert (site / "versions" / name / "by").read_bytes() == b"the first"


def test_a_disk_that_refuses_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_aside: Path, _folder: Path) -> None:
        raise PermissionError("read only")

    monkeypatch.setattr(served.os, "rename", refuse)
    with pytest.raises(PermissionError):
        fresh_version()
    assert list((site / "versions").iterdir()) == []


def test_several_processes_may_publish_at_once(root: Path, site: Path) -> None:
    # The module by itself: the package would import Streamlit first, and the processes would not meet.
    code = f"""
import sys, time, types
from pathlib import Path
package = types.ModuleType("arena")
package.__path__ = [{str(root / "arena")!r}]
sys.modules["arena"] = package
from arena import served
served.SOURCES = Path({str(site)!r})
served.VERSIONS = served.SOURCES / "versions"
served.installed_plotly = lambda: served.SOURCES / "plotly"
Path(sys.argv[1]).touch()
while not (served.SOURCES / "go").exists():
    time.sleep(0.001)
print(served.version())
"""
    ready = [site / f"ready{number}" for number in range(3)]
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(mark)], cwd=root, stdout=subprocess.PIPE, text=True)
        for mark in ready
    ]
    try:
        while not all(mark.exists() for mark in ready):
            assert all(process.poll() is None for process in started)
        (site / "go").touch()
        told_names = {process.communicate(timeout=60)[0].strip() for process in started}
    finally:
        for process in started:
            process.kill()
    assert [process.returncode for process in started] == [0, 0, 0]
    assert [path.name for path in (site / "versions").iterdir()] == list(told_names)


def test_the_loader_names_the_files_of_the_version(site: Path) -> None:
    name = fresh_version()
    text = mount.loader()
    assert f"app/static/versions/{name}/" in text
    for file in (site / "versions" / name).iterdir():
        assert f'"{file.name}"' in text
    assert "VERSION" not in text


# --- plotly.js ---


def test_plotly_is_taken_out_of_its_loader_and_keeps_its_licence() -> None:
    assert served.eager(PLOTLY) == (
        b'/**\n* plotly.js\n*/\n"use strict";var Plotly=(()=>{})();window.Plotly = Plotly;'
    )


def test_the_installed_plotly_has_the_shape_that_is_understood() -> None:
    script = served.installed_plotly().read_bytes()
    changed = served.eager(script)
    assert len(script) - 5000 < len(changed) < len(script)
    licence = script[: script.index(b"*/") + 2]
    assert b"Licensed under the MIT license" in licence
    assert changed.startswith(licence + b'\n"use strict";var Plotly=')
    assert changed.endswith(b"window.Plotly = Plotly;")


@pytest.mark.parametrize(
    "script",
    [
        b"",
        b"/* another */ window.Plotly = {};",
        b'/* x */ "use strict";var Plotly=(()=>{ and no end',
        b'/* x */ window.Plotly = Plotly; "use strict";var Plotly=(()=>{',
    ],
    ids=["empty", "other", "no end", "wrong order"],
)
def test_an_unknown_script_stays_as_it_is(script: bytes) -> None:
    assert served.eager(script) == script


def test_a_script_without_a_licence_at_its_head_is_given_none() -> None:
    library = b'"use strict";var Plotly=(()=>{/* inside */})();window.Plotly = Plotly;'
    assert served.eager(b"(()=>{" + library + b"})()").strip() == library


# --- the modules joined into one ---


def test_modules_are_joined_in_an_order_in_which_each_finds_its_imports() -> None:
    joined = join(MODULES, "arena")
    assert joined.index("function twice") < joined.index("twice(2)")
    assert joined.index("const HELLO") < joined.index("words.HELLO")
    assert not re.search(r"^import\b", joined, re.M)
    assert re.findall(r"^export .*", joined, re.M) == ["export default module_arena.default;"]
    assert "const { twice } = module_sums;" in joined
    assert "const words = module_words;" in joined
    assert "return { twice };" in joined


def test_a_module_that_two_import_is_there_once() -> None:
    both = MODULES | {"words": 'import { twice } from "./sums.js";\nexport const HELLO = twice(1);\n'}
    assert join(both, "arena").count("function twice") == 1


@pytest.mark.parametrize(
    ("name", "source", "why"),
    [
        ("sums", 'import { HELLO } from "./arena.js";\n', "circle"),
        ("sums", 'import { x } from "./gone.js";\n', "gone.js, which is missing"),
        ("sums", 'import x from "./words.js";\n', "cannot join"),
        ("sums", 'import { a as b } from "./words.js";\n', "cannot join"),
        ("sums", 'import "./words.js";\n', "cannot join"),
        ("sums", "export { twice };\n", "cannot join"),
        ("sums", "export let count = 0;\n", "cannot join"),
        ("sums", 'export * from "./words.js";\n', "cannot join"),
    ],
)
def test_a_form_that_is_not_understood_is_refused(name: str, source: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        join(MODULES | {name: source}, "arena")


def test_our_own_modules_are_all_joined(root: Path) -> None:
    modules = {path.stem: path.read_text(encoding="utf-8") for path in (root / "static").glob("*.js")}
    joined = join(modules, "arena")
    assert set(re.findall(r"^const module_(\w+) = ", joined, re.M)) == set(modules)


def test_only_the_newest_versions_are_kept(site: Path) -> None:
    for age in range(7):
        folder = site / "versions" / f"v{age}"
        folder.mkdir(parents=True)
        os.utime(folder, (1000 - age, 1000 - age))
    served.prune(kept=3)
    assert sorted(path.name for path in (site / "versions").iterdir()) == ["v0", "v1", "v2"]


def test_only_the_run_that_changed_is_sent_again() -> None:
    first = unpack(message(FIRST, Session()))["entrants"]
    assert all("paths" in entrant for entrant in first)
    held = frozenset(entrant["id"] for entrant in first)
    change = {"kind": "set", "entrant": "adam", "field": "beta1", "value": 0.8}
    second = unpack(message(next_scenario(FIRST, change), Session(holds=held)))["entrants"]
    assert [entrant["name"] for entrant in second if "paths" in entrant] == ["adam"]
    # What ends a run differently is not its path.
    third = unpack(message(replace(FIRST, tolerance=0.5), Session(holds=held)))["entrants"]
    assert not any("paths" in entrant for entrant in third)
