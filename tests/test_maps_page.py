"""The page of maps: what its events and its links do, and what the browser is told of the maps."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from arena.map_pictures import DIVERGED, FIRST, NEVER, NOWHERE
from arena.message import Session, message
from arena.watch import NOTHING, Watch
from background import Progress
from checks import Refused
from descent import descend
from events import next_scenario
from link import from_link, to_link
from maps import Axis, Basins, Sensitivity, minima_of
from optimizers import OPTIMIZERS
from scenario import FIRST_ENTRANTS, MOST_MAPS, Entrant, Scenario, on_surface, with_default_rate, with_maps
from scenario.mapped import axes_of, mapped, tasks_of
from surfaces import SURFACES
from tests.test_arena import unpack

FIRST_RACE = dataclasses.replace(Scenario(), steps=40)


def after(*events: Mapping[str, object], scenario: Scenario = FIRST_RACE) -> Scenario:
    for event in events:
        scenario = next_scenario(scenario, event)
    return scenario


def refusal(event: Any, scenario: Scenario = FIRST_RACE) -> Refused:
    with pytest.raises(Refused) as caught:
        next_scenario(scenario, event)
    return caught.value


def opened(link: str) -> tuple[Scenario, dict[str, str]]:
    scenario, notes = from_link(dict(pair.split("=", 1) for pair in link.split("&") if pair))
    return scenario, dict(notes)


def axis_event(**changes: object) -> dict[str, object]:
    """Adam's x as it is, with some of it changed."""
    told = {"field": "learning_rate", "lowest": 1e-5, "highest": 10.0, "scale": "log"}
    return {"kind": "map_axis", "entrant": "adam", "axis": "x"} | told | changes


def adam_axes(scenario: Scenario) -> tuple[Axis, Axis]:
    axes = axes_of(scenario, scenario.entrant("adam"))
    assert axes is not None
    return axes


# --- events ---


def test_kind_size_and_measure_are_chosen() -> None:
    scenario = after({"kind": "map", "map": "basins"}, {"kind": "map_size", "size": 512})
    assert (scenario.view.maps.kind, scenario.view.maps.size) == ("basins", 512)
    # The finest of the one kind is the finest of the other.
    back = after({"kind": "map", "map": "sensitivity"}, scenario=scenario)
    assert back.view.maps.size == 128
    assert after({"kind": "map_measure", "measure": "steps"}).view.maps.measure == "steps"


@pytest.mark.parametrize(
    ("event", "where"),
    [
        ({"kind": "map", "map": "treasure"}, "map"),
        ({"kind": "map_size", "size": 256}, "map.size"),
        ({"kind": "map_size", "size": math.nan}, "map.size"),
        ({"kind": "map_size", "size": "64"}, "map.size"),
        ({"kind": "map_measure", "measure": "beauty"}, "map.colour"),
        ({"kind": "map_of", "entrant": "lion", "on": True}, "lion"),
        ({"kind": "stop", "tasks": "all"}, "stop"),
        ({"kind": "stop", "tasks": [1]}, "stop"),
        ({"kind": "stop", "tasks": ["a"] * 5}, "stop"),
        (axis_event(axis="z"), "axis"),
        ({"kind": "load", "entrant": "adam", "values": {}}, "values"),
        ({"kind": "load", "entrant": "adam", "values": [1]}, "values"),
        ({"kind": "load", "entrant": "adam", "values": {"momentum": 0.5}}, "adam.momentum"),
        ({"kind": "load", "entrant": "adam", "values": {"beta1": 1.5}}, "adam.beta1"),
        ({"kind": "load", "entrant": "adam", "values": {"learning_rate": "nan"}}, "adam.learning_rate"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_where_it_was_chosen(event: Any, where: str) -> None:
    refused = refusal(event)
    assert refused.where == where
    assert str(refused)


def test_maps_are_switched_on_and_off_in_the_order_of_the_race() -> None:
    assert tuple(entrant.name for entrant in mapped(FIRST_RACE)) == FIRST_ENTRANTS
    one = after(*({"kind": "map_of", "entrant": name, "on": False} for name in FIRST_ENTRANTS[1:]))
    assert [entrant.name for entrant in mapped(one)] == [FIRST_ENTRANTS[0]]
    assert refusal({"kind": "map_of", "entrant": FIRST_ENTRANTS[0], "on": False}, one).where == "map.of"
    switched = ({"kind": "map_of", "entrant": name, "on": True} for name in FIRST_ENTRANTS[:0:-1])
    on = after(*switched, scenario=one)
    assert tuple(entrant.name for entrant in mapped(on)) == FIRST_ENTRANTS
    more = after({"kind": "add", "optimizer": "lion"}, scenario=on)
    assert refusal({"kind": "map_of", "entrant": "lion", "on": True}, more).where == "map.of"
    off = after({"kind": "map_of", "entrant": "sgd", "on": False}, scenario=on)
    assert tuple(entrant.name for entrant in mapped(off)) == FIRST_ENTRANTS[1:]
    assert len(FIRST_ENTRANTS) == MOST_MAPS


def test_who_leaves_the_race_takes_map_and_axes_along() -> None:
    scenario = after(
        {"kind": "map_of", "entrant": "sgd", "on": False},
        axis_event(lowest=0.001),
        {"kind": "remove", "entrant": "adam"},
        {"kind": "add", "optimizer": "adam"},
    )
    assert scenario.view.maps.axes == ()
    assert tuple(entrant.name for entrant in mapped(scenario)) == FIRST_ENTRANTS[1:-1]


def test_an_axis_is_set_in_one_go_and_reset() -> None:
    scenario = after(axis_event(lowest=0.001, highest=0.5, scale="linear"))
    assert adam_axes(scenario)[0] == Axis("learning_rate", 0.001, 0.5, "linear")
    assert adam_axes(scenario)[1] == adam_axes(FIRST_RACE)[1]
    assert after({"kind": "map_reset", "entrant": "adam"}, scenario=scenario) == FIRST_RACE


def test_another_hyper_parameter_comes_with_its_whole_range() -> None:
    scenario = after(axis_event(field="epsilon", lowest=7, highest=3))
    assert adam_axes(scenario)[0] == Axis("epsilon", 1e-12, 1.0, "log")


def test_the_hyper_parameter_of_the_other_axis_is_swapped_in() -> None:
    x, y = adam_axes(FIRST_RACE)
    assert (x.name, y.name) == ("learning_rate", "beta1")
    assert adam_axes(after(axis_event(field="beta1"))) == (y, x)


def test_a_swapped_axis_keeps_the_range_that_was_typed() -> None:
    typed = after(
        axis_event(lowest=0.001),
        axis_event(axis="y", field="beta1", lowest=0.5, highest=0.9, scale="linear"),
    )
    x, y = adam_axes(typed)
    assert (x.lowest, y.lowest) == (0.001, 0.5)
    swapped = after(axis_event(field="beta1"), scenario=typed)
    assert adam_axes(swapped) == (y, x)
    back = after(axis_event(axis="y", field="beta1", lowest=x.lowest), scenario=swapped)
    assert back == typed


def test_another_scale_takes_a_range_that_was_refused_only_where_it_can() -> None:
    scenario = after(axis_event(lowest=0.001))
    refusal(axis_event(lowest=0), scenario)
    # The slider's range begins above 0: what was refused is dropped, and the scale is taken.
    linear = after(axis_event(lowest=0, scale="linear"), scenario=scenario)
    assert adam_axes(linear)[0] == Axis("learning_rate", 0.001, 10.0, "linear")
    # Weight decay may be 0: as the message offers, the linear axis begins there.
    decay = after(axis_event(field="weight_decay"))
    decay = after(axis_event(field="weight_decay", lowest=0.01, highest=1, scale="log"), scenario=decay)
    taken = after(axis_event(field="weight_decay", lowest=0, highest=1, scale="linear"), scenario=decay)
    assert adam_axes(taken)[0] == Axis("weight_decay", 0.0, 1.0, "linear")


@pytest.mark.parametrize(
    ("change", "part", "says"),
    [
        ({"lowest": 5.0, "highest": 1.0}, "lowest", "5 is not below the highest, 1"),
        ({"highest": 1e-5}, "highest", "1e-5 is not above the lowest, 1e-5"),
        ({"lowest": 0}, "lowest", "log axis"),
        ({"lowest": "0.0"}, "lowest", "log axis"),
        ({"lowest": "nan"}, "lowest", "nan is not a finite number"),
        ({"highest": math.nan}, "highest", "nan is not a finite number"),
        ({"highest": "inf"}, "highest", "1e-5 … 10"),
        ({"highest": 20}, "highest", "20 lies outside 1e-5 … 10"),
        ({"lowest": 20, "highest": 10.0}, "lowest", "20 is not below the highest, 10"),
        ({"lowest": 1e-5, "highest": -1}, "highest", "-1 is not above the lowest, 1e-5"),
        ({"lowest": -1}, "lowest", "1e-5 … 10"),
        ({"lowest": "low"}, "lowest", "not a number"),
        ({"lowest": None}, "lowest", "number"),
        ({"lowest": True}, "lowest", "number"),
        ({"scale": "cubic"}, "scale", "unknown"),
        ({"field": "momentum"}, "field", "unknown"),
        ({"field": "epsilon_placement"}, "field", "unknown"),
        ({"lowest": 0.1, "highest": np.nextafter(0.1, 1)}, "highest", "cannot be told apart"),
    ],
    ids=str,
)
def test_a_range_that_cannot_be_is_refused_at_its_control(
    change: dict[str, object], part: str, says: str
) -> None:
    refused = refusal(axis_event(**change))
    assert refused.where == f"adam.x.{part}"
    assert says in str(refused)


def test_a_decay_rate_of_1_cannot_stand_on_its_log_axis() -> None:
    scenario = dataclasses.replace(
        FIRST_RACE, entrants=(Entrant("momentum", with_default_rate("momentum", FIRST_RACE.surface)),)
    )
    event = axis_event(entrant="momentum", axis="y", field="momentum", lowest=0.5, highest=1)
    refused = refusal(event, scenario)
    assert (refused.where, "log axis" in str(refused)) == ("momentum.y.highest", True)


def test_a_weight_decay_from_0_cannot_become_logarithmic() -> None:
    there = after(axis_event(field="weight_decay"))
    refused = refusal(axis_event(field="weight_decay", lowest=0, highest=1, scale="log"), there)
    assert refused.where == "adam.x.lowest"
    assert "linear" in str(refused)
    mended = after(axis_event(field="weight_decay", lowest=1e-4, highest=1, scale="log"), scenario=there)
    assert adam_axes(mended)[0] == Axis("weight_decay", 1e-4, 1.0, "log")


@pytest.mark.filterwarnings("error")
def test_numbers_that_all_but_vanish_cannot_stand_on_a_log_axis() -> None:
    there = after(axis_event(field="weight_decay"))
    refused = refusal(axis_event(field="weight_decay", lowest=5e-324, highest=1, scale="log"), there)
    assert (refused.where, "too near to 0" in str(refused)) == ("adam.x.lowest", True)


def test_a_cell_is_loaded_whole_and_the_link_says_so() -> None:
    task = tasks_of(with_maps(FIRST_RACE, shown=("adam",)))[0]
    assert isinstance(task, Sensitivity)
    values = task.settings(row=11, column=40)
    loaded = after({"kind": "load", "entrant": "adam", "values": values})
    adam: Any = loaded.entrant("adam").optimizer
    assert (adam.learning_rate, adam.beta1) == (values["learning_rate"], values["beta1"])
    assert opened(to_link(loaded)) == (loaded, {})
    # Or not at all.
    with pytest.raises(Refused):
        after({"kind": "load", "entrant": "adam", "values": values | {"beta2": 2}})


def test_every_cell_of_every_rules_map_can_be_loaded() -> None:
    for key in OPTIMIZERS:
        entrant = Entrant(key, with_default_rate(key, FIRST_RACE.surface))
        scenario = with_maps(dataclasses.replace(FIRST_RACE, entrants=(entrant,)), fineness=0)
        (task,) = tasks_of(scenario)
        if task is None:
            continue
        assert isinstance(task, Sensitivity)
        for row, column in ((0, 0), (0, 31), (31, 0), (31, 31), (13, 17)):
            after({"kind": "load", "entrant": key, "values": task.settings(row, column)}, scenario=scenario)


def test_a_poll_changes_nothing() -> None:
    assert next_scenario(FIRST_RACE, {"kind": "poll"}) is FIRST_RACE


def test_maps_do_not_change_the_run() -> None:
    events = [{"kind": "map", "map": "basins"}, axis_event(lowest=0.1), {"kind": "stop", "tasks": ["a"]}]
    assert after(*events).run_hash() == FIRST_RACE.run_hash()


def test_what_a_map_does_not_depend_on_asks_for_no_other_map() -> None:
    scenario = with_maps(FIRST_RACE, shown=("adam",))
    load = {"kind": "load", "entrant": "adam", "values": {"learning_rate": 0.3, "beta1": 0.5}}
    basins, start = {"kind": "map", "map": "basins"}, {"kind": "start", "x": 0.5, "y": 0.5}

    def names(*events: Mapping[str, object]) -> list[str]:
        return [task.name for task in tasks_of(after(*events, scenario=scenario)) if task]

    assert names(load) == names()
    assert names(start) != names()
    assert names(basins, start) == names(basins)
    assert names(basins, load) != names(basins)
    assert names({"kind": "map_measure", "measure": "steps"}) == names()


# --- links ---


def test_a_link_opens_very_maps() -> None:
    link = (
        "optimizers=sgd,adam&map=basins&map.size=512&map.colour=steps&map.of=adam,sgd"
        "&adam.map.x=learning_rate:0.0001:1:log&adam.map.y=beta2:0.5:0.999:linear"
    )
    scenario, notes = opened(link)
    assert notes == {}
    maps = scenario.view.maps
    assert (maps.kind, maps.size, maps.measure, maps.shown) == ("basins", 512, "steps", ("sgd", "adam"))
    assert adam_axes(scenario) == (
        Axis("learning_rate", 0.0001, 1.0, "log"),
        Axis("beta2", 0.5, 0.999, "linear"),
    )
    assert "adam.map.x=learning_rate:0.0001:1:log&adam.map.y=beta2:0.5:0.999:linear" in to_link(scenario)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("map", "none", "unknown"),
        ("map.size", "65", "32, 64, 128"),
        ("map.size", "many", "not a number"),
        ("map.colour", "red", "unknown"),
        ("map.of", "nobody", "nobody"),
        ("map.of", "", "one map"),
        ("adam.map.x", "learning_rate:1:0.1:log", "not below"),
        ("adam.map.x", "learning_rate:0:1:log", "log axis"),
        ("adam.map.x", "learning_rate:nan:1:log", "nan"),
        ("adam.map.y", "beta1:0:2:linear", "0 … 0.99999"),
        ("adam.map.y", "momentum:0:1:linear", "no number"),
        ("adam.map.y", "beta1", "hyper-parameter:lowest:highest:scale"),
        ("adam.map.z", "beta1:0:0.9:log", "no hyper-parameter"),
        ("bfgs.map.x", "learning_rate:0.1:1:log", "one number only"),
    ],
)
def test_what_a_link_says_wrongly_is_told_and_left_out(name: str, text: str, says: str) -> None:
    scenario, notes = opened(f"optimizers=adam,bfgs&{name}={text}")
    assert says in notes[name]
    assert scenario == opened("optimizers=adam,bfgs")[0]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_swapped_axes_are_read_in_either_order(order: tuple[int, int]) -> None:
    pairs = ["adam.map.x=beta1:0:0.9:linear", "adam.map.y=learning_rate:0.1:1:log"]
    scenario, notes = opened("&".join(["optimizers=adam", *(pairs[place] for place in order)]))
    assert notes == {}
    assert [axis.name for axis in adam_axes(scenario)] == ["beta1", "learning_rate"]
    assert [axis.highest for axis in adam_axes(scenario)] == [0.9, 1.0]


# --- what the browser is told ---


class Done(Watch):
    """A background that has done so many of each task's pieces, all of them where it is not said."""

    def __init__(self, pieces: int | None = None) -> None:
        super().__init__()
        self.pieces = pieces
        self.asked: list[tuple[list[str], bool]] = []

    def look(self, tasks: Sequence[Any], stopped: bool = False) -> list[Progress]:
        self.asked.append(([task.name for task in tasks], stopped))
        return [self.progress(task) for task in tasks]

    def progress(self, task: Any) -> Progress:
        pieces = task.pieces()
        count = len(pieces) if self.pieces is None else self.pieces
        if count == 0:
            return NOTHING
        result = task.begin()
        for piece in pieces[:count]:
            task.put(result, piece, piece.run(lambda: False))
        done = sum(piece.weight for piece in pieces[:count])
        finished = count == len(pieces)
        return Progress(done, None if finished else 3.5, result, count, finished, None)


def told(scenario: Scenario, watch: Watch, holds: Sequence[str] = ()) -> Any:
    return unpack(message(scenario, Session(watch=watch, holds=frozenset(holds)), page="maps"))


SMALL = with_maps(FIRST_RACE, fineness=0, shown=("sgd", "adam"))


def test_each_cell_of_a_sensitivity_map_is_its_run() -> None:
    whole = told(SMALL, Done())
    maps = whole["maps"]
    assert (maps["done"], maps["finished"], maps["stopped"], maps["secondsLeft"]) == (1.0, True, False, None)
    assert [panel["entrant"] for panel in maps["panels"]] == ["sgd", "adam"]
    panel = maps["panels"][1]
    picture = whole["parts"][panel["picture"]]
    adam, surface = SMALL.entrant("adam").optimizer, SMALL.surface
    lowest = surface.lowest
    assert lowest is not None
    for row, column in ((0, 0), (7, 21), (20, 24), (31, 31)):
        rule: Any = dataclasses.replace(  # type: ignore[type-var]
            adam, learning_rate=float(picture["x"][column]), beta1=float(picture["y"][row])
        )
        run = descend(rule, surface, SMALL.start, SMALL.steps)
        at = row * 32 + column
        assert picture["gaps"][at] == pytest.approx(run.losses[-1] - lowest, rel=1e-3)
        near = np.flatnonzero(run.losses <= lowest + SMALL.tolerance)
        assert picture["steps"][at] == (near[0] if near.size else NEVER)
    assert picture["gaps"].dtype == np.float32
    assert picture["steps"].dtype == np.uint16


def test_the_numbers_below_a_map_are_shares_of_its_cells() -> None:
    whole = told(SMALL, Done())
    panels = whole["maps"]["panels"]
    pictures = [whole["parts"][panel["picture"]]["gaps"].astype(float) for panel in panels]
    best = np.nanmin(np.concatenate(pictures))
    for panel, gaps in zip(panels, pictures, strict=True):
        numbers = panel["numbers"]
        own, everybodys = (10 * max(each, SMALL.tolerance) for each in (np.nanmin(gaps), best))
        assert numbers["own"] == pytest.approx(np.mean(gaps <= own), abs=2e-3)
        assert numbers["all"] == pytest.approx(np.mean(gaps <= everybodys), abs=2e-3)
        assert numbers["diverged"] == np.mean(np.isnan(gaps))
        assert numbers["best"] == pytest.approx(np.nanmin(gaps), rel=1e-3)
    assert panels[0]["numbers"]["diverged"] > 0.1, "SGD diverges at large rates"


def test_the_cross_stands_at_the_current_setting() -> None:
    scenario = after(
        {"kind": "load", "entrant": "adam", "values": {"learning_rate": 0.01, "beta1": 0.9}}, scenario=SMALL
    )
    cross = told(scenario, Done(0))["maps"]["panels"][1]["cross"]
    assert cross == pytest.approx([0.5, 0.2])
    away = after(axis_event(lowest=0.1), scenario=scenario)
    assert told(away, Done(0))["maps"]["panels"][1]["cross"][0] is None


def test_a_basin_map_tells_where_each_start_ends() -> None:
    scenario = dataclasses.replace(on_surface(FIRST_RACE, "himmelblau"), steps=200)
    scenario = with_maps(scenario, kind="basins", fineness=0, shown=("momentum",))
    whole = told(scenario, Done())
    maps = whole["maps"]
    (panel,) = maps["panels"]
    picture, minima = whole["parts"][panel["picture"]], whole["parts"][maps["minima"]]
    assert len(minima["x"]) == 4
    assert sorted(minima["colour"]) == [0, 1, 2, 3]
    momentum, surface = scenario.entrant("momentum").optimizer, scenario.surface
    for row, column in ((0, 0), (50, 90), (127, 3)):
        start = (float(picture["x"][column]), float(picture["y"][row]))
        x, y = descend(momentum, surface, start, 200).positions[-1]
        end = int(picture["minimum"][row * 128 + column]) - FIRST
        assert math.hypot(x - minima["x"][end], y - minima["y"][end]) < 0.5
    counts = np.bincount(picture["minimum"], minlength=6) / 128**2
    assert dict(panel["areas"]["minima"]) == {
        k: pytest.approx(counts[k + FIRST]) for k in range(4) if counts[k + FIRST]
    }
    assert panel["areas"]["none"] == pytest.approx(counts[NOWHERE])
    assert panel["areas"]["diverged"] == pytest.approx(counts[DIVERGED])
    low, high = maps["shades"]
    assert 0 <= low < high <= 200


def test_more_minima_than_a_byte_counts_have_two() -> None:
    scenario = with_maps(on_surface(Scenario(steps=2), "levy13"), kind="basins", fineness=0)
    assert len(minima_of(scenario.surface)) > 254
    whole = told(scenario, Done(1))
    picture = whole["parts"][whole["maps"]["panels"][0]["picture"]]
    assert picture["minimum"].dtype == np.uint16
    small = with_maps(on_surface(Scenario(steps=2), "beale"), kind="basins", fineness=0)
    whole = told(small, Done(1))
    assert whole["parts"][whole["maps"]["panels"][0]["picture"]]["minimum"].dtype == np.uint8


def test_a_version_travels_once_and_the_next_has_another_name() -> None:
    scenario = with_maps(SMALL, fineness=2, shown=("adam",))
    first = told(scenario, Done(1))
    (name,) = [name for name in first["needs"] if name.startswith("map-")]
    assert name.endswith("-1")
    assert name in first["parts"]
    again = told(scenario, Done(1), holds=[*first["parts"]])
    assert again["parts"] == {}
    assert name in again["needs"]
    later = told(scenario, Done(2), holds=[*first["parts"]])
    assert list(later["parts"]) == [name.replace("-1", "-2")]
    assert 0 < first["maps"]["done"] < later["maps"]["done"] < 1
    assert later["maps"]["secondsLeft"] == 3.5


def test_before_the_first_piece_there_is_no_picture() -> None:
    maps = told(SMALL, Done(0))["maps"]
    assert [panel["picture"] for panel in maps["panels"]] == [None, None]
    assert (maps["done"], maps["finished"], maps["scale"]) == (0.0, False, None)


def test_the_shares_are_those_of_the_picture_while_it_is_coarse() -> None:
    whole = told(with_maps(SMALL, fineness=2, shown=("sgd",)), Done(1))
    (panel,) = whole["maps"]["panels"]
    gaps = whole["parts"][panel["picture"]]["gaps"]
    assert panel["numbers"]["diverged"] == pytest.approx(np.mean(np.isnan(gaps)))


def test_what_is_stopped_is_asked_for_no_more_until_it_goes_on_or_changes() -> None:
    watch = Done(1)
    names = [task.name for task in tasks_of(SMALL) if task]
    stopped = after({"kind": "stop", "tasks": names}, scenario=SMALL)
    assert told(stopped, watch)["maps"]["stopped"] is True
    assert told(after({"kind": "go_on"}, scenario=stopped), watch)["maps"]["stopped"] is False
    # Another measure shows the same maps; other steps are others.
    measure = {"kind": "map_measure", "measure": "steps"}
    assert told(after(measure, scenario=stopped), watch)["maps"]["stopped"] is True
    assert told(after({"kind": "steps", "value": 9}, scenario=stopped), watch)["maps"]["stopped"] is False
    assert [was for _, was in watch.asked] == [True, False, True, False]


def test_a_stopped_watch_keeps_what_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def ask(session: str, tasks: Sequence[Any]) -> list[Progress]:
        asked.append((session, len(tasks)))
        return [dataclasses.replace(NOTHING, done=0.5, version=4) for _ in tasks]

    monkeypatch.setattr("arena.watch.ask", ask)
    watch, tasks = Watch(), [task for task in tasks_of(SMALL) if task]
    assert [each.version for each in watch.look(tasks, stopped=True)] == [0, 0]
    watch.look(tasks)
    assert [(each.version, each.done) for each in watch.look(tasks, stopped=True)] == [(4, 0.5)] * 2
    assert asked == [(watch.session, 0), (watch.session, 2), (watch.session, 0)]
    assert Watch().session != watch.session


def test_a_rule_with_one_number_has_no_sensitivity_map_and_says_so() -> None:
    entrants = tuple(Entrant(key, with_default_rate(key, FIRST_RACE.surface)) for key in ("bfgs", "adam"))
    scenario = with_maps(dataclasses.replace(SMALL, entrants=entrants), shown=("bfgs", "adam"))
    assert tasks_of(scenario)[0] is None
    maps = told(scenario, Done())["maps"]
    assert (maps["panels"][0]["axes"], maps["panels"][0]["picture"]) == (None, None)
    assert len(maps["tasks"]) == 1
    alone = told(with_maps(scenario, shown=("bfgs",)), Done())["maps"]
    assert (alone["finished"], alone["done"], alone["tasks"]) == (True, 1.0, [])
    basins = tasks_of(with_maps(scenario, kind="basins"))
    assert all(isinstance(task, Basins) for task in basins)


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if surface.lowest is None])
def test_without_a_lowest_loss_only_the_loss_is_shown(key: str) -> None:
    scenario = with_maps(on_surface(FIRST_RACE, key), fineness=0, measure="distance")
    maps = told(scenario, Done())["maps"]
    assert maps["measure"] == "loss"
    assert maps["scale"]["transform"] == "signed"


def test_without_a_lowest_loss_there_is_no_share_of_the_best_though_all_ends_are_above_0() -> None:
    scenario = with_maps(on_surface(dataclasses.replace(FIRST_RACE, steps=1), "saddle"), fineness=0)
    scenario = after(axis_event(lowest=1e-5, highest=1e-4), scenario=with_maps(scenario, shown=("adam",)))
    (numbers,) = (panel["numbers"] for panel in told(scenario, Done())["maps"]["panels"])
    assert numbers["best"] > 0
    assert (numbers["own"], numbers["all"], numbers["diverged"]) == (None, None, 0.0)


@pytest.mark.parametrize("kind", ["sensitivity", "basins"])
@pytest.mark.parametrize("key", SURFACES)
def test_every_surface_has_its_maps(key: str, kind: str) -> None:
    scenario = with_maps(on_surface(dataclasses.replace(FIRST_RACE, steps=5), key), kind=kind, fineness=0)
    whole = told(scenario, Done(1))
    assert whole["maps"]["panels"][0]["picture"] in whole["parts"]


def test_other_pages_ask_the_background_for_nothing() -> None:
    watch = Done()
    for page in ("race", "inside"):
        whole = unpack(message(SMALL, Session(watch=watch), page=page))  # type: ignore[arg-type]
        assert "maps" not in whole
    assert watch.asked == []
