"""What becomes of a surface when a file is brought, its columns are chosen, and it is forgotten."""

from dataclasses import replace

import numpy as np
import pytest

from checks import Refused
from descent import default_learning_rate
from optimizers import OPTIMIZERS
from scenario import Scenario, on_surface
from surfaces import SURFACES
from surfaces.making import DATA, makes
from surfaces.points import Data, Points
from tables import Table, Unreadable, read_table
from views.held import Held, after, brought

ROWS = "u,v,city,w\n" + "\n".join(f"{n},{3 * n + 1 + n % 3},c{n},{n * n}" for n in range(10))
CLASSES = "dose,sick,size\n1.5,no,3\n2,no,5\n3,yes,7\n4,no,1\n5,yes,6\n6,yes,4"


def table(text: str = ROWS, name: str = "mine.csv") -> Table:
    return read_table(text.encode(), name)


def line() -> Scenario:
    return on_surface(Scenario(), "linear_regression")


def points_of(scenario: Scenario, key: str = "") -> Points:
    recipe = scenario.made(key or scenario.surface_key).recipe
    assert isinstance(recipe, Data)
    return recipe.points


def columns(x: object, y: object) -> dict[str, object]:
    return {"kind": "columns", "x": x, "y": y}


def does(scenario: Scenario, held: Held | None, *events: object) -> tuple[Scenario, Held | None]:
    for event in events:
        scenario, held = after(scenario, held, event, building=True)
    return scenario, held


def test_a_file_makes_the_surface_from_its_first_two_columns() -> None:
    scenario, held = brought(line(), table("a,b\n1,2\n2,4\n4,9\n,3"))
    assert points_of(scenario).x.tolist() == [1.0, 2.0, 4.0]
    assert points_of(scenario).y.tolist() == [2.0, 4.0, 9.0]
    told = held.told(scenario)
    assert told == {
        "name": "mine.csv",
        "rows": 4,
        "columns": [
            {"name": "a", "usable": True, "why": ""},
            {"name": "b", "usable": True, "why": ""},
        ],
        "x": "a",
        "y": "b",
        "dropped": 1,
        "used": 3,
        "notes": [],
        "message": None,
    }


def test_rates_and_the_part_that_is_shown_suit_the_new_points() -> None:
    before = line()
    scenario, _ = brought(before, table("a,b\n1,2000\n2,4000\n4,9000"))
    (entrant, *_) = scenario.entrants
    rule = OPTIMIZERS[entrant.optimizer.key]
    assert entrant.optimizer.learning_rate == default_learning_rate(rule, scenario.unturned)  # type: ignore[attr-defined]
    assert scenario.surface.domain != before.surface.domain
    assert scenario.start == scenario.surface.start


def test_columns_that_are_chosen_make_the_surface() -> None:
    scenario, held = does(*brought(line(), table()), columns("w", "u"))
    assert held is not None
    assert points_of(scenario).names == ("w", "u")
    np.testing.assert_array_equal(points_of(scenario).x, np.arange(10.0) ** 2)
    assert [held.told(scenario)[axis] for axis in "xy"] == ["w", "u"]
    assert held.told(scenario)["columns"][2] == {"name": "city", "usable": False, "why": "text"}


@pytest.mark.parametrize(("x", "y"), [("u", "u"), ("u", "city"), ("u", "nothing"), ("u", "x" * 10_000)])
def test_columns_that_make_no_points_leave_those_before_and_say_why(x: str, y: str) -> None:
    scenario, held = brought(line(), table())
    after_it, told = does(scenario, held, columns(x, y))
    assert after_it == scenario
    assert told is not None
    part = told.told(after_it)
    assert (part["x"], part["y"]) == ("v", "w")
    assert part["message"]
    assert len(part["message"]) < 200
    _, mended = does(after_it, told, columns("u", "v"))
    assert mended is not None
    assert mended.told(after_it)["message"] is None


@pytest.mark.parametrize("event", [columns(None, 5), {"kind": "columns"}, {"kind": ["columns"]}, None])
def test_a_choice_that_is_none_is_refused(event: object) -> None:
    scenario, held = brought(line(), table())
    with pytest.raises(Refused):
        after(scenario, held, event, building=True)


def test_without_a_file_or_without_data_there_are_no_columns() -> None:
    with pytest.raises(Refused, match="no file"):
        after(line(), None, columns("u", "v"), building=True)
    _, held = brought(line(), table())
    with pytest.raises(Refused, match="not made from data"):
        after(Scenario(), held, columns("u", "v"), building=True)
    with pytest.raises(Refused, match="not made from data"):
        brought(Scenario(), table())


def test_a_model_of_classes_takes_a_column_of_two_values() -> None:
    scenario, held = brought(on_surface(Scenario(), "logistic_regression"), table(CLASSES))
    assert points_of(scenario).names == ("dose", "sick")
    assert points_of(scenario).y.tolist() == [0.0, 0.0, 1.0, 0.0, 1.0, 1.0]
    assert held.told(scenario)["notes"] == ["sick: no is 0, yes is 1"]


def test_a_file_without_classes_is_held_and_the_surface_stays() -> None:
    before = on_surface(Scenario(), "logistic_regression")
    scenario, held = brought(before, table())
    assert scenario == before
    part = held.told(scenario)
    assert (part["x"], part["y"], part["used"]) == (None, None, 0)
    assert "exactly two values" in part["message"]


def test_a_model_refuses_what_no_file_shows() -> None:
    scenario, held = brought(line(), table("a,b\n1000000000001,1\n1000000000001.0001,2"))
    assert scenario == line()
    assert held.told(scenario)["message"].endswith(".")


def test_while_one_builds_the_file_goes_along_to_other_surfaces() -> None:
    state = brought(line(), table(CLASSES))
    there = {"kind": "surface", "surface": "logistic_regression"}
    scenario, held = does(*state, there)
    assert held is not None
    assert points_of(scenario).names == ("dose", "sick")
    back, _ = does(
        scenario, held, columns("size", "sick"), {"kind": "surface", "surface": "linear_regression"}
    )
    assert points_of(back) == points_of(state[0])
    assert points_of(back, "logistic_regression").names == ("size", "sick")


def test_on_other_pages_the_example_is_raced_on() -> None:
    scenario, held = brought(line(), table(CLASSES))
    event = {"kind": "surface", "surface": "logistic_regression"}
    scenario, _ = after(scenario, held, event, building=False)
    assert scenario.surface == SURFACES["logistic_regression"]


def test_a_surface_that_the_user_made_is_not_made_anew() -> None:
    scenario, held = brought(line(), table(CLASSES))
    mine = Data(Points(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 1.0, 0.0, 1.0])))
    scenario = replace(scenario, recipes=(*scenario.recipes, ("logistic_regression", mine)))
    scenario, _ = does(scenario, held, {"kind": "surface", "surface": "logistic_regression"})
    assert points_of(scenario) == mine.points


def test_a_new_file_replaces_the_one_before_everywhere() -> None:
    scenario, held = does(
        *brought(line(), table(CLASSES)), {"kind": "surface", "surface": "logistic_regression"}
    )
    scenario, held = does(scenario, held, {"kind": "surface", "surface": "linear_regression"})
    scenario, held = brought(scenario, table(name="new.csv"))
    assert held.told(scenario)["name"] == "new.csv"
    assert scenario.made("logistic_regression") == SURFACES["logistic_regression"]


def test_forgetting_leaves_nothing_of_the_file() -> None:
    scenario, held = does(
        *brought(line(), table(CLASSES)), {"kind": "surface", "surface": "logistic_regression"}
    )
    scenario, held = does(scenario, held, {"kind": "forget_upload"})
    assert held is None
    assert scenario == on_surface(Scenario(), "logistic_regression")
    assert not scenario.recipes
    assert not scenario.uploads


def test_forgetting_keeps_points_that_were_no_files() -> None:
    mine = Data(Points(np.array([1.0, 2.0, 4.0]), np.array([0.0, 5.0, 1.0])))
    before = replace(line(), recipes=(("linear_regression", mine),))
    scenario, held = does(before, None, {"kind": "forget_upload"})
    assert (scenario, held) == (before, None)


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if makes(surface) == DATA])
def test_every_surface_of_data_takes_a_file_or_says_why_not(key: str) -> None:
    for text in (ROWS, CLASSES):
        scenario, held = brought(on_surface(Scenario(), key), table(text))
        part = held.told(scenario)
        assert points_of(scenario).uploaded == (part["message"] is None) == (part["used"] > 0)


def test_a_broken_file_says_why_before_anything_is_held() -> None:
    with pytest.raises(Unreadable):
        brought(line(), table("PK"))
