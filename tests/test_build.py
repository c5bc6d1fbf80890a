"""What users make a surface from: by events, by links, and in what the page is told."""

import dataclasses
import math
import pickle
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arena.message import Session, message
from background import Desk
from checks import Refused
from descent import default_learning_rate
from events import next_scenario
from link import Ignored, from_link, to_link
from scenario import Scenario, on_surface, with_default_rate, with_maps, with_recipe
from scenario.built import with_recipes_of
from scenario.mapped import tasks_of
from scenario.typed import WrongFormula
from surfaces import SURFACES
from surfaces.formula import Formula
from surfaces.lowest import lowest_point
from surfaces.making import DATA, FORMULA, makes
from surfaces.points import MOST_MOVED, Data, Points, points
from tests.test_arena import unpack
from tests.test_background import finished
from tuning import Plan, Tuning, outcome

FIRST = Scenario()
OF_DATA = [key for key, surface in SURFACES.items() if makes(surface) == DATA]
TYPED = on_surface(FIRST, FORMULA)
LINE = "linear_regression"
BOWL = "(x - 1)^2 + a*(y + 2)^2"


def after(*events: Mapping[str, Any], scenario: Scenario = TYPED) -> Scenario:
    for event in events:
        scenario = next_scenario(scenario, event)
    return scenario


def refusal(event: Any, scenario: Scenario = TYPED) -> Refused:
    with pytest.raises(Refused) as caught:
        next_scenario(scenario, event)
    return caught.value


def opened(link: str, mine: Scenario | None = None) -> tuple[Scenario, tuple[Ignored, ...]]:
    return from_link(dict(parse_qsl(link, keep_blank_values=True)), mine)


def typed(text: str, **more: Any) -> dict[str, Any]:
    return {"kind": FORMULA, "text": text, **more}


def turned(knob: str, value: Any) -> dict[str, Any]:
    return {"kind": "turn_surface", "knob": knob, "value": value}


def told(scenario: Scenario, **session: Any) -> Any:
    return unpack(message(scenario, Session(**session), "build"))


def recipe(scenario: Scenario) -> Any:
    return scenario.unturned.recipe


def goes_there_and_back(scenario: Scenario) -> str:
    link = to_link(scenario)
    again, notes = opened(link)
    assert (again, notes) == (scenario, ())
    assert again.run_hash() == scenario.run_hash()
    assert to_link(again) == link
    return link


# --- a formula that is typed ---


def test_a_typed_formula_is_raced_on_with_rates_that_suit_it() -> None:
    scenario = after(typed("x^2 + 100*y^2"), scenario=FIRST)
    assert scenario.surface_key == FORMULA
    assert scenario.surface.value(2.0, 1.0) == 104.0
    assert scenario.start == scenario.surface.start
    for entrant in scenario.entrants:
        assert entrant.optimizer == with_default_rate(entrant.name, scenario.surface)
    assert scenario.run_hash() != TYPED.run_hash()


def test_a_rate_that_was_chosen_stays_while_others_follow_the_formula() -> None:
    chosen = after({"kind": "set", "entrant": "adam", "field": "learning_rate", "value": 0.123})
    scenario = after(typed("1000*x^2 + y^2"), scenario=chosen)
    rates = {each.name: getattr(each.optimizer, "learning_rate") for each in scenario.entrants}  # noqa: B009
    assert rates["adam"] == 0.123
    assert rates["sgd"] == default_learning_rate(type(scenario.entrant("sgd").optimizer), scenario.surface)
    assert rates["sgd"] != getattr(TYPED.entrant("sgd").optimizer, "learning_rate")  # noqa: B009


@pytest.mark.parametrize("text", ["2x", "x +", "", "__import__('os')", "x" * 301, "sin x", "x²", "f(x)=x"])
def test_a_text_that_is_no_formula_is_refused_at_its_place_and_nothing_else_happens(text: str) -> None:
    refused = refusal(typed(text))
    assert isinstance(refused, WrongFormula)
    assert (refused.where, refused.text) == (FORMULA, text)
    assert 0 <= refused.position <= len(text)
    assert refused.length >= 1
    assert str(refused).isprintable()


@pytest.mark.parametrize("text", ["log(-1 - x^2)", "sqrt(-1) + x", "1/0", "0*x/0"])
def test_a_formula_without_a_finite_loss_is_refused(text: str) -> None:
    refused = refusal(typed(text))
    assert isinstance(refused, WrongFormula)
    assert "finite" in str(refused)


@pytest.mark.parametrize(
    "text", ["3", "a", "log(x + y)", "1/x", "exp(exp(x))", "floor(x)", "1e300*x", "sqrt(x)*y"]
)
@pytest.mark.parametrize("page", ["race", "inside", "build"])
def test_a_loss_that_ends_towers_or_is_level_is_raced_on(text: str, page: Any) -> None:
    scenario = after(typed(text))
    assert unpack(message(scenario, Session(), page))["link"] == goes_there_and_back(scenario)


def test_the_first_formula_comes_back_whole() -> None:
    changed = after(typed(BOWL), turned("a", 3), {"kind": "domain", "values": [-3, 3, -4, 4]})
    assert after({"kind": "reset_recipe"}, scenario=changed) == TYPED
    example: Formula = SURFACES[FORMULA].recipe
    assert after(typed("x + y"), typed(example.text)) == TYPED


def test_a_formula_may_come_with_a_start() -> None:
    assert after(typed("x^2 + y^2", start=[1.5, -1])).start == (1.5, -1.0)
    for start in ([1], "1,2", [float("nan"), 0], [1e9, 0], {"x": 1}):
        assert refusal(typed("x^2 + y^2", start=start)).where.startswith("start")


def test_parameters_stay_where_they_are_turned_while_the_formula_changes() -> None:
    scenario = after(typed("a*x^2 + b*y^2"), turned("a", 3), turned("b", 2), typed("a*x^2 + c*y^4"))
    assert dict(scenario.surface.settings) == {"a": 3.0, "c": 1.0}
    assert scenario.surface_settings == (("a", 3.0),)
    goes_there_and_back(scenario)


# --- ranges of its parameters ---


def ranged(name: str, lowest: object, highest: object) -> dict[str, object]:
    return {"kind": "range", "name": name, "lowest": lowest, "highest": highest}


def test_the_range_of_a_parameter_is_set_and_holds_its_value() -> None:
    scenario = after(typed(BOWL), turned("a", 3), ranged("a", 0, 10))
    (knob,) = scenario.surface.knobs
    assert (knob.lowest, knob.highest) == (0.0, 10.0)
    assert dict(scenario.surface.settings) == {"a": 3.0}
    narrower = after(ranged("a", 4, 5), scenario=scenario)
    assert dict(narrower.surface.settings) == {"a": 4.0}
    # One that was never turned is not moved to the middle either.
    assert dict(after(typed(BOWL), ranged("a", 2, 8)).surface.settings) == {"a": 2.0}
    assert "formula.a=4:5" in goes_there_and_back(narrower)
    assert "formula.a=" not in to_link(after(ranged("a", -5, 5), scenario=scenario))


@pytest.mark.parametrize(
    "event",
    [
        ranged("a", 2, 2),
        ranged("a", 3, 2),
        ranged("a", float("nan"), 2),
        ranged("a", -1e10, 2),
        ranged("a", "0", 2),
        ranged("a", 0, None),
        ranged("b", 0, 1),
        ranged("x", 0, 1),
    ],
    ids=str,
)
def test_a_range_that_is_none_is_refused_at_its_parameter(event: Any) -> None:
    assert refusal(event, after(typed(BOWL))).where == f"formula.{event['name']}"


def test_a_range_belongs_to_a_formula() -> None:
    assert "Your formula" in str(refusal(ranged("a", 0, 1), FIRST))


# --- its minimum ---


def minimum(**how: Any) -> dict[str, Any]:
    return {"kind": "minimum", **how}


def test_a_minimum_is_typed_found_and_taken_away() -> None:
    none = after(typed(BOWL), minimum(none=True))
    assert none.surface.minima == ()
    assert none.surface.lowest is None
    found = after(minimum(find=True), scenario=none)
    (lowest,) = found.surface.minima
    assert lowest == pytest.approx((1, -2, 0), abs=1e-9)
    typed_one = after(minimum(x=1, y=-1.5), scenario=none)
    assert typed_one.surface.minima == ((1.0, -1.5, 0.25),)
    for scenario in (none, found, typed_one):
        goes_there_and_back(scenario)
    assert len({scenario.run_hash() for scenario in (none, found, typed_one)}) == 3


@pytest.mark.parametrize(
    ("event", "where"),
    [
        (minimum(x=6, y=0), "minimum.x"),
        (minimum(x=0, y=-6), "minimum.y"),
        (minimum(x=0), "minimum.y"),
        (minimum(x="0", y=0), "minimum.x"),
        (minimum(x=float("nan"), y=0), "minimum.x"),
        (minimum(x=-1, y=0), "minimum"),
        (minimum(find=True), "minimum"),
        (minimum(), "minimum.x"),
    ],
    ids=str,
)
def test_a_minimum_that_is_none_is_refused_at_its_field(event: Any, where: str) -> None:
    assert refusal(event, after(typed("log(x) + y^2"))).where == where


def test_a_minimum_that_was_known_follows_the_formula() -> None:
    assert recipe(TYPED).minimum is not None
    scenario = after(typed("(x - 2)^2 + a*(y - 1)^2"))
    assert recipe(scenario).minimum == pytest.approx((2, 1), abs=1e-9)
    moved = after(typed("(x - a)^2 + y^2"), turned("a", 3))
    assert recipe(moved).minimum == pytest.approx((3, 0), abs=1e-9)
    # On the way there may be none inside the domain.
    lost = after(turned("a", -1), scenario=scenario)
    assert recipe(lost).minimum is None
    assert after(turned("a", 1), scenario=lost) == scenario
    assert recipe(after(typed("x + y"), typed("x^2 + y^2"))).minimum == (0, 0)


# --- the domain ---


def domain(*values: Any) -> dict[str, Any]:
    return {"kind": "domain", "values": list(values)}


@pytest.mark.parametrize("key", [FORMULA, *OF_DATA])
def test_another_domain_is_shown(key: str) -> None:
    scenario = after(domain(-3, 2.5, -1, 4), scenario=on_surface(FIRST, key))
    assert scenario.surface.domain == ((-3.0, 2.5), (-1.0, 4.0))
    assert scenario.surface.contains(*scenario.start)
    assert "domain=-3,2.5,-1,4" in goes_there_and_back(scenario)
    assert after({"kind": "reset_recipe"}, scenario=scenario).surface.domain == SURFACES[key].domain


@pytest.mark.parametrize(
    "values",
    [
        [],
        [1, 2, 3],
        [1, 2, 3, 4, 5],
        [1, 1, 0, 1],
        [0, 1, 2, 1],
        [0, float("nan"), 0, 1],
        [0, float("inf"), 0, 1],
        [0, 1e13, 0, 1],
        [1e6, 1e6 + 1, 0, 1],
        [0, 1e-13, 0, 1],
        ["0", 1, 0, 1],
        [0, True, 0, 1],
        "0,1,0,1",
        None,
    ],
    ids=str,
)
@pytest.mark.parametrize("key", [FORMULA, OF_DATA[0]])
def test_a_domain_that_is_none_is_refused(values: Any, key: str) -> None:
    assert refusal({"kind": "domain", "values": values}, on_surface(FIRST, key)).where == "domain"


@pytest.mark.parametrize("key", [FORMULA, *OF_DATA])
def test_a_refused_domain_is_told_in_the_names_of_the_axes(key: str) -> None:
    scenario, (first, second) = on_surface(FIRST, key), SURFACES[key].axes
    assert str(refusal(domain(1, -1, 0, 1), scenario)).startswith(f"{first} must begin below")
    assert str(refusal(domain(0, 1, 1, -1), scenario)).startswith(f"{second} must begin below")
    assert str(refusal(domain(1), scenario)).endswith(f": {first} from, to, {second} from, to")


def test_the_domain_belongs_to_what_was_made() -> None:
    assert "Rosenbrock" in str(refusal(domain(-1, 1, -1, 1), FIRST))
    assert refusal(domain(-2, -1, 0, 1), after(typed("log(x)"))).where == "domain"


def test_in_another_domain_the_lower_minimum_counts() -> None:
    scenario = after(typed("x^4 - 8*x^2 + x + y^2"))
    assert recipe(scenario).minimum == pytest.approx((-2.03, 0), abs=0.01)
    right = after(domain(0.5, 4, -1, 1), scenario=scenario)
    assert recipe(right).minimum == pytest.approx((1.97, 0), abs=0.01)
    again = after(domain(-5, 5, -5, 5), scenario=right)
    assert recipe(again).minimum == pytest.approx(recipe(scenario).minimum, abs=1e-9)


# --- a start that stays ---


def test_a_start_stays_where_it_is_while_points_are_moved_and_domains_changed() -> None:
    neuron = on_surface(FIRST, "sigmoid_neuron")
    moved = after(
        {"kind": "point", "index": 0, "x": 1.5, "y": 0.3},
        {"kind": "add_point", "x": 0.7, "y": 0.95},
        scenario=neuron,
    )
    assert moved.surface != neuron.surface
    assert moved.start == neuron.start
    assert opened(to_link(moved))[0].start == neuron.start
    chosen = after({"kind": "start", "x": -3.5, "y": 1})
    assert after(domain(-2, 4, -4, 4), scenario=chosen).start == (-3.5, 1.0)
    usual = after(domain(-1, 4, -4, 4))
    assert usual.surface.contains(*usual.start)


def test_the_page_is_told_of_what_is_shown_and_not_of_the_surface_before_its_knobs() -> None:
    turned = after(typed("x^4 + y^2 + a*x"), {"kind": "turn_surface", "knob": "a", "value": 2})
    told = unpack(message(turned, Session(), "build"))["build"]
    assert told["recipe"]["minimum"][2] == pytest.approx(turned.surface.lowest)
    assert turned.surface.lowest == pytest.approx(-3 / 4 * 2 * (1 / 2) ** (1 / 3))
    raw = after(
        {"kind": "turn_surface", "knob": "features", "value": "raw"}, scenario=on_surface(FIRST, LINE)
    )
    told = unpack(message(raw, Session(), "build"))["build"]
    assert tuple(map(tuple, told["domain"])) == raw.surface.domain != raw.unturned.domain


def test_a_link_that_says_nothing_of_a_minimum_has_it_looked_for() -> None:
    scenario, notes = opened("surface=formula&formula=(x-1)^2%2Ba*y^2&surface.a=2")
    assert not notes
    assert scenario.surface.minima == ((1.0, 0.0, 0.0),)
    without = after({"kind": "minimum", "none": True}, scenario=scenario)
    assert "minimum=none" in to_link(without)
    assert opened(to_link(without))[0] == without


# --- a start where there is no loss ---


def test_a_start_without_a_finite_loss_is_refused_and_nothing_is_lost() -> None:
    scenario = after(typed("log(x) + y^2"))
    refused = refusal({"kind": "start", "x": -1, "y": 0}, scenario)
    assert (refused.where, "finite" in str(refused)) == ("start", True)
    again, notes = opened(to_link(scenario) + "&start=-1,0")
    assert (again, [note.name for note in notes]) == (scenario, ["start"])


def test_a_start_that_is_left_without_a_loss_moves_to_where_there_is_one() -> None:
    there = after(typed("log(x*a) + y^2"), {"kind": "start", "x": 2, "y": 0.5})
    mirrored = after(turned("a", -1), scenario=there)
    assert mirrored.surface.has_loss(*mirrored.start)
    assert message(mirrored, Session(), "inside")
    goes_there_and_back(mirrored)
    refused = refusal(turned("a", 0), there)
    assert (refused.where, "finite" in str(refused)) == ("surface.a", True)


# --- data points ---


def moved(index: Any, x: Any, y: Any) -> dict[str, Any]:
    return {"kind": "point", "index": index, "x": x, "y": y}


def added(x: Any, y: Any) -> dict[str, Any]:
    return {"kind": "add_point", "x": x, "y": y}


def removed(index: Any) -> dict[str, Any]:
    return {"kind": "remove_point", "index": index}


@pytest.mark.parametrize("key", OF_DATA)
def test_points_are_moved_added_and_removed_and_all_else_stays(key: str) -> None:
    here = on_surface(FIRST, key)
    before: Points = recipe(here).points
    x, y = float(before.x[1]) + 0.25, float(before.y[0])
    for event, count in ((moved(1, x, y), len(before)), (added(x, y), len(before) + 1)):
        there = after(event, scenario=here)
        assert len(recipe(there).points) == count
        assert (x, y) in zip(recipe(there).points.x, recipe(there).points.y, strict=True)
        assert there.surface.domain == here.surface.domain
        assert there.entrants == here.entrants
        assert there.run_hash() != here.run_hash()
        goes_there_and_back(there)
    whole = after(added(x, y), removed(len(before)), scenario=here)
    assert recipe(whole).points == before
    assert after({"kind": "reset_recipe"}, scenario=there) == here


@pytest.mark.parametrize(
    "event",
    [
        moved(-1, 0, 0),
        moved(1.5, 0, 0),
        moved(10**6, 0, 0),
        moved(True, 0, 0),
        moved("0", 0, 0),
        moved(None, 0, 0),
        moved(0, float("nan"), 0),
        moved(0, 0, 1e10),
        moved(0, None, 0),
        added(float("inf"), 0),
        added("1", 0),
        removed(99),
        removed(None),
    ],
    ids=str,
)
@pytest.mark.parametrize("key", OF_DATA)
def test_a_point_that_is_none_is_refused(event: Any, key: str) -> None:
    assert refusal(event, on_surface(FIRST, key)).where == "points"


def test_points_belong_to_data() -> None:
    for event in (moved(0, 1, 1), added(1, 1), removed(0)):
        assert "Rosenbrock" in str(refusal(event, FIRST))


@pytest.mark.parametrize("key", OF_DATA)
def test_as_many_points_stay_as_the_model_needs(key: str) -> None:
    scenario = on_surface(FIRST, key)
    for _ in recipe(scenario).points.x:
        with suppress(Refused):
            scenario = after(removed(0), scenario=scenario)
    assert 1 <= len(recipe(scenario).points) <= 3
    assert refusal(removed(0), scenario).where == "points"


def many(count: int, *, rows: int = 0, seed: int = 1) -> Data:
    x = np.round(np.random.default_rng(seed).normal(size=count), 3)
    return Data(Points(x, (x > 0.1).astype(float), recipe(on_surface(FIRST, LINE)).points.names, rows))


def test_points_are_placed_by_hand_up_to_a_number() -> None:
    full = with_recipe(FIRST, LINE, many(MOST_MOVED), new_rates=False)
    assert str(MOST_MOVED) in str(refusal(added(1, 1), full))
    assert len(recipe(after(moved(0, 1, 1), scenario=full)).points) == MOST_MOVED
    fuller = with_recipe(FIRST, LINE, many(MOST_MOVED + 1), new_rates=False)
    for event in (moved(0, 1, 1), added(1, 1), removed(0)):
        assert str(MOST_MOVED) in str(refusal(event, fuller))


def test_a_domain_that_was_chosen_is_for_one_setting_of_the_feature() -> None:
    here = after(moved(0, 15, 2), scenario=on_surface(FIRST, LINE))
    raw = after(turned("features", "raw"), scenario=here)
    assert raw.surface.domain != here.surface.domain
    assert after(moved(1, 15, 3), scenario=raw).surface.domain == raw.surface.domain
    for scenario in (here, raw, after(moved(1, 15, 3), scenario=raw)):
        goes_there_and_back(scenario)


# --- what one has made elsewhere ---


def test_what_was_made_is_there_again_when_one_comes_back() -> None:
    scenario = after(typed(BOWL), turned("a", 3), {"kind": "surface", "surface": LINE}, moved(0, 1, 1))
    scenario = after({"kind": "surface", "surface": "beale"}, scenario=scenario)
    assert scenario.surface is SURFACES["beale"]
    back = after({"kind": "make", "surface": FORMULA}, scenario=scenario)
    assert recipe(back).text == BOWL
    line = after({"kind": "surface", "surface": LINE}, scenario=back)
    assert recipe(line).points.x[0] == 1.0


def test_only_what_is_made_can_be_made() -> None:
    assert refusal({"kind": "make", "surface": "beale"}).where == "surface"
    assert refusal({"kind": "make"}).where == "surface"
    assert refusal({"kind": "reset_recipe"}, FIRST).where == "recipe"


def test_an_example_leaves_what_was_made() -> None:
    scenario = after(typed(BOWL), {"kind": "example", "example": "cosine"}, scenario=FIRST)
    assert recipe(after({"kind": "make", "surface": FORMULA}, scenario=scenario)).text == BOWL


# --- links ---


def test_a_link_with_a_formula_can_be_read() -> None:
    scenario = after(
        typed("x^2 + a*(y - 1)^2"),
        ranged("a", 0, 10),
        turned("a", 2),
        domain(-2, 2, -3, 3),
        minimum(x=0, y=1),
    )
    link = goes_there_and_back(scenario)
    assert link.startswith(
        "surface=formula&formula=x%5E2%20%2B%20a*(y%20-%201)%5E2&domain=-2,2,-3,3&minimum=0,1&"
        "formula.a=0:10&surface.a=2&optimizers="
    )
    backwards = "&".join(link.split("&")[::-1])
    assert opened(backwards) == (scenario, ())


def test_who_names_no_rates_gets_those_that_suit_the_formula() -> None:
    link = "surface=formula&formula=x^2%2B400*y^2"
    scenario, notes = opened(f"{link}&optimizers=sgd,adam&adam.learning_rate=0.5")
    assert notes == ()
    assert scenario.entrant("sgd").optimizer == with_default_rate("sgd", scenario.surface)
    assert scenario.entrant("adam").optimizer == dataclasses.replace(
        scenario.entrant("adam").optimizer,
        learning_rate=0.5,  # type: ignore[call-arg]
    )
    assert opened(link)[0].entrants[0] == scenario.entrants[0]


@pytest.mark.parametrize(
    ("link", "taken", "ignored"),
    [
        ("formula=2x", TYPED, {"formula": "write 2*x"}),
        ("formula=", TYPED, {"formula": ""}),
        ("formula=" + "x%2B" * 5000 + "x", TYPED, {"formula": "characters"}),
        ("formula=log(-1-x^2)", TYPED, {"formula": "finite"}),
        ("formula=x&domain=1,0,0,1", after(typed("x"), minimum(none=True)), {"domain": "begin below"}),
        ("formula=x&domain=1,0,0", after(typed("x"), minimum(none=True)), {"domain": "four numbers"}),
        ("formula=log(x)&domain=-2,-1,0,1", after(domain(-2, -1, 0, 1)), {"formula": "finite"}),
        ("minimum=1", TYPED, {"minimum": "not a pair"}),
        ("minimum=9,1", TYPED, {"minimum": "outside"}),
        ("minimum=nan,1", TYPED, {"minimum": "finite"}),
        ("formula.a=0:1", TYPED, {"formula.a": "no such parameter"}),
        ("formula.x=0:1", TYPED, {"formula.x": "no such parameter"}),
        ("formula.=0:1", TYPED, {"formula.": "no such parameter"}),
        ("formula=a*x&formula.a=1", after(typed("a*x"), minimum(none=True)), {"formula.a": "lowest:highest"}),
        ("formula=a*x&formula.a=2:1", after(typed("a*x"), minimum(none=True)), {"formula.a": "below"}),
        ("points=1:2,2:3", TYPED, {"points": "data"}),
        ("surface.a=1", TYPED, {"surface.a": "no parameter"}),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_is_wrong_with_a_formula_is_named_and_the_rest_taken(
    link: str, taken: Scenario, ignored: dict[str, str]
) -> None:
    scenario, notes = opened(f"surface=formula&{link}")
    assert (scenario.surface, scenario.start) == (taken.surface, taken.start)
    assert [note.name for note in notes] == list(ignored)
    for note in notes:
        assert ignored[note.name] in note.why
        assert note.why.isprintable()
        assert len(note.why) <= 160


BOMB = urlsafe_b64encode(zlib.compress(b"1:1," * 10_000_000)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1:2:3",
        "1:2,",
        "1:nan",
        "1:inf",
        "1:1e10",
        "x:y",
        "z",
        "z!!!!",
        "zAAAA",
        "z" + "A" * 7000,
        "z" + BOMB[:5000],
        "z" + BOMB,
        "z" + urlsafe_b64encode(zlib.compress(b"1:1," * 1_000_000)).decode(),
        "z" + urlsafe_b64encode(zlib.compress("1:²".encode())).decode().rstrip("="),
        "z" + urlsafe_b64encode(zlib.compress(b"1:2,3:4")[:-3]).decode().rstrip("="),
        ",".join(["1:1"] * 2001),
        "1:1," * 1_000_000,
        "many",
        "upload-0123456789ab",
        "upload-",
        "\x00\ud800",
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_points_that_are_none_leave_the_example(text: str) -> None:
    scenario, notes = from_link({"surface": LINE, "points": text})
    assert scenario == on_surface(FIRST, LINE)
    assert [note.name for note in notes] == ["points"]
    assert 0 < len(notes[0].why) <= 160
    assert notes[0].why.isprintable()


def test_points_beyond_a_few_are_packed_and_the_longest_link_stays_short() -> None:
    long = "+".join([f"a{i}*sin(x)^2" for i in range(8)])
    scenario = with_recipe(FIRST, LINE, many(21), new_rates=False)
    assert "&points=z" in goes_there_and_back(scenario)
    x = np.random.default_rng(3).normal(size=(MOST_MOVED, 2))
    data = Data(points(x, recipe(scenario).points.names), ((-0.123456789, 7.5), (1 / 3, 2 / 3)))
    scenario = with_recipe(FIRST, LINE, data, new_rates=False)
    for key in ("adam", "adamw", "nadam", "yogi"):
        scenario = after({"kind": "add", "optimizer": key}, scenario=scenario)
    assert len(goes_there_and_back(scenario)) < 8000
    eight = dataclasses.replace(TYPED, entrants=scenario.entrants)
    crowded = after(typed(long), *(ranged(f"a{i}", -1 / 3, 2 / 3) for i in range(8)), scenario=eight)
    assert len(goes_there_and_back(crowded)) < 8000


def test_more_points_than_a_link_can_hold_are_told() -> None:
    x = np.random.default_rng(3).normal(size=(1000, 2))
    scenario = with_recipe(FIRST, LINE, Data(points(x)), new_rates=True)
    link = to_link(scenario)
    assert "&points=many&" in link
    again, notes = opened(link)
    assert [note.name for note in notes] == ["points"]
    assert "more points" in notes[0].why
    assert again.surface is SURFACES[LINE]
    assert "more points" in told(scenario)["build"]["linkNote"]


def test_uploaded_data_do_not_travel_and_are_found_again_at_home() -> None:
    data = many(30, rows=500)
    start = {"kind": "start", "x": 40, "y": 3}
    scenario = after(domain(30, 50, 0, 9), start, scenario=with_recipe(FIRST, LINE, data, new_rates=True))
    link = to_link(scenario)
    assert f"&points=upload-{data.points.digest}&" in link
    assert "Uploaded data do not travel" in told(scenario)["build"]["linkNote"]
    # Elsewhere the example is shown, and nothing that was chosen for other points.
    again, notes = opened(link)
    assert [(note.name, note.why.partition(",")[0]) for note in notes] == [
        ("points", "made with uploaded data")
    ]
    assert (again.surface, again.start) == (SURFACES[LINE], SURFACES[LINE].start)
    # At home back and forward find it, even after it was moved, or left.
    for elsewhere in (
        after(moved(0, 5, 5), scenario=scenario),
        after({"kind": "surface", "surface": "beale"}, scenario=scenario),
        after({"kind": "reset_recipe"}, scenario=scenario),
    ):
        assert after({"kind": "open", "query": f"?{link}"}, scenario=elsewhere) == scenario
    # Once it is forgotten it is not.
    forgotten = after({"kind": "forget_upload"}, scenario=scenario)
    assert forgotten.surface.recipe == SURFACES[LINE].recipe
    assert after({"kind": "open", "query": link}, scenario=forgotten) == again


def test_to_forget_an_upload_leaves_what_was_made_by_hand() -> None:
    made = after(typed(BOWL), {"kind": "surface", "surface": LINE}, moved(0, 1, 1))
    both = with_recipe(made, OF_DATA[-1], many(30, rows=40, seed=2), new_rates=False)
    assert set(dict(both.recipes)) == {FORMULA, LINE, OF_DATA[-1]}
    left = after({"kind": "forget_upload"}, scenario=both)
    assert set(dict(left.recipes)) == {FORMULA, LINE}
    assert left.surface is SURFACES[OF_DATA[-1]]


# --- any of it ---

NUMBERS = st.floats(-4, 4) | st.integers(-4, 4).map(float)
TEXTS = st.sampled_from(
    [
        "x^2 + y^2",
        BOWL,
        "a*x^2 + b*y^4 + c",
        "log(x + a) + y",
        "1/x + y",
        "sqrt(x*y)",
        "3",
        "abs(x) + abs(y - b)",
    ]
)
HERE = (
    st.builds(typed, TEXTS)
    | st.builds(turned, st.sampled_from("abc"), NUMBERS)
    | st.builds(ranged, st.sampled_from("abc"), NUMBERS, NUMBERS)
    | st.builds(domain, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
    | st.builds(minimum, x=NUMBERS, y=NUMBERS)
    | st.sampled_from(
        [minimum(find=True), minimum(none=True), {"kind": "reset_recipe"}, {"kind": "reset_surface"}]
    )
    | st.builds(lambda x, y: {"kind": "start", "x": x, "y": y}, NUMBERS, NUMBERS)
)
WITH_DATA = (
    st.builds(moved, st.integers(0, 9), NUMBERS, st.sampled_from([0.0, 1.0]) | NUMBERS)
    | st.builds(added, NUMBERS, st.sampled_from([0.0, 1.0]) | NUMBERS)
    | st.builds(removed, st.integers(0, 9))
    | st.builds(domain, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
    | st.builds(turned, st.just("features"), st.sampled_from(["raw", "standardised"]))
    | st.builds(turned, st.just("loss"), st.sampled_from(["huber", "absolute"]))
    | st.builds(lambda size: {"kind": "noise", "field": "batch_size", "value": size}, st.integers(1, 40))
    | st.just({"kind": "noise", "field": "kind", "value": "minibatch"})
    | st.just({"kind": "reset_recipe"})
)


@pytest.mark.parametrize("key", [FORMULA, "sigmoid_neuron", LINE])
@given(data=st.data())
def test_whatever_is_made_goes_there_and_back(key: str, data: st.DataObject) -> None:
    scenario = dataclasses.replace(on_surface(FIRST, key), entrants=FIRST.entrants[:1])
    for event in data.draw(st.lists(HERE if key == FORMULA else WITH_DATA, max_size=8)):
        with suppress(Refused):
            scenario = next_scenario(scenario, event)
        assert scenario.surface.has_loss(*scenario.start)
        assert scenario.surface.has_loss(*scenario.surface.start)
        goes_there_and_back(scenario)


def test_back_and_forward_keep_what_is_made_beside() -> None:
    here = after(typed(BOWL), {"kind": "surface", "surface": LINE}, moved(0, 1, 1))
    there = after({"kind": "surface", "surface": "beale"}, scenario=here)
    for link in (to_link(here), to_link(there), to_link(after(typed("x + y")))):
        opened_here = after({"kind": "open", "query": link}, scenario=here)
        assert opened_here == with_recipes_of(opened(link)[0], here)
        assert set(dict(opened_here.recipes)) >= {FORMULA} - {opened_here.surface_key}


# --- what the page is told ---


def test_the_page_is_told_what_a_formula_is_made_from() -> None:
    scenario = after(typed(BOWL), ranged("a", 0, 10), turned("a", 2), minimum(x=1, y=-2))
    seen = told(scenario)
    assert seen["page"] == "build"
    assert seen["fit"] is None
    assert seen["build"] == {
        "makes": "formula",
        "recipe": {
            "text": BOWL,
            "parameters": [{"name": "a", "lowest": 0.0, "highest": 10.0}],
            "minimum": [1.0, -2.0, 0.0],
            "asksMinimum": True,
        },
        "own": True,
        "domain": [list(side) for side in scenario.surface.domain],
        "wrong": None,
        "upload": None,
        "linkNote": None,
    }
    assert [knob["name"] for knob in seen["knobs"]] == ["a"]
    assert seen["settings"] == {"a": 2.0}
    assert told(TYPED)["build"]["own"] is False


@pytest.mark.parametrize("key", OF_DATA)
def test_the_page_is_told_the_model_and_its_points(key: str) -> None:
    scenario = on_surface(FIRST, key)
    seen = told(scenario)
    data: Points = recipe(scenario).points
    assert seen["build"]["makes"] == "data"
    assert seen["build"]["recipe"] == {"points": len(data), "uploaded": False, "editable": True}
    assert seen["build"]["domain"] == [list(side) for side in scenario.surface.domain]
    fit = seen["parts"][seen["fit"]["id"]]
    np.testing.assert_array_equal(fit["x"], data.x)
    np.testing.assert_array_equal(fit["y"], data.y)
    assert fit["x"].dtype == np.float64
    assert fit["editable"] is True
    assert (fit["predict"]["kind"], fit["loss"]["kind"]) != (None, None)
    held = told(scenario, holds=[seen["fit"]["id"]])
    assert seen["fit"]["id"] in held["needs"]
    assert seen["fit"]["id"] not in held["parts"]
    other = told(after(added(1, 1), scenario=scenario))
    assert other["fit"]["id"] != seen["fit"]["id"]
    assert unpack(message(scenario, Session(), "race"))["fit"] == seen["fit"]
    assert "fit" not in unpack(message(scenario, Session(), "inside"))


def test_a_model_has_another_name_for_each_thing_that_changes_it() -> None:
    here = on_surface(FIRST, LINE)
    changes = [
        here,
        after(moved(0, 1, 1), scenario=here),
        after(turned("loss", "huber"), scenario=here),
        after(turned("features", "raw"), scenario=here),
        on_surface(FIRST, OF_DATA[0]),
    ]
    assert len({told(scenario)["fit"]["id"] for scenario in changes}) == len(changes)


@pytest.mark.parametrize("key", ["rosenbrock", "quadratic"])
def test_a_surface_that_is_what_it_is_has_nothing_to_make(key: str) -> None:
    seen = told(on_surface(FIRST, key))
    assert (seen["build"]["makes"], seen["build"]["recipe"], seen["knobs"]) == (None, None, None)
    assert (seen["sheet"], seen["fit"]) == (key, None)


def test_the_formula_on_the_page_has_another_name_where_it_says_something_else() -> None:
    first, other = told(TYPED)["sheet"], told(after(typed(BOWL)))["sheet"]
    assert first != other
    assert first.startswith("formula-")
    # What stands in it is the same for another value of its parameter, in another domain, on other points.
    assert told(after(typed(BOWL), turned("a", 3), domain(-2, 2, -3, 3)))["sheet"] == other
    line = on_surface(FIRST, LINE)
    assert told(line)["sheet"] == told(after(moved(0, 1, 1), scenario=line))["sheet"]
    assert told(line)["sheet"] != told(after(turned("features", "raw"), scenario=line))["sheet"]


def test_the_catalogue_tells_what_can_be_made() -> None:
    catalogue = told(FIRST)["parts"]["catalogue"]
    made = {surface["key"]: surface["makes"] for surface in catalogue["surfaces"] if surface["makes"]}
    assert made == {FORMULA: "formula", **dict.fromkeys(OF_DATA, "data")}
    build = catalogue["build"]
    assert build["limits"] == {"characters": 300, "points": MOST_MOVED}
    assert {"sin", "sqrt", "max"} <= set(build["functions"])
    assert len(build["examples"]) >= 4


def test_each_example_of_a_formula_is_raced_on_and_has_a_minimum_if_there_is_one() -> None:
    for example in told(FIRST)["parts"]["catalogue"]["build"]["examples"]:
        scenario = after(typed(example["text"]))
        assert (recipe(scenario).minimum is None) == (lowest_point(scenario.surface) is None)
        goes_there_and_back(scenario)


# --- in the background, and inside a step ---


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """The process that computes maps and fair races."""
    desk = Desk()
    yield desk
    desk.close()


MADE = {
    "formula": after(typed("(x - 1)^2 + a*y^4"), turned("a", 2)),
    "data": after(added(15, 3), turned("loss", "huber"), scenario=on_surface(FIRST, LINE)),
    "mini-batches": after(
        added(15, 3),
        {"kind": "noise", "field": "kind", "value": "minibatch"},
        scenario=on_surface(FIRST, LINE),
    ),
}


def small(scenario: Scenario, **maps: Any) -> Scenario:
    """With one entrant, few steps and coarse maps."""
    one = dataclasses.replace(scenario, entrants=scenario.entrants[-1:], steps=12)
    return with_maps(one, fineness=0, **maps)


@pytest.mark.parametrize("kind", ["sensitivity", "basins"])
@pytest.mark.parametrize("name", MADE)
def test_the_worker_computes_maps_of_what_was_made(desk: Desk, name: str, kind: str) -> None:
    scenario = small(MADE[name], kind=kind)
    (task,) = tasks_of(scenario)
    assert task is not None
    progress = finished(desk, task)
    assert progress.failed is None
    # What it is sent is the same surface again, and gives the same digits there as here.
    assert pickle.loads(pickle.dumps(task)).trial.surface is scenario.surface
    expected = task.begin()
    for piece in task.pieces():
        task.put(expected, piece, piece.run(lambda: False))
    field = "gaps" if kind == "sensitivity" else "minimum"
    np.testing.assert_array_equal(getattr(progress.result, field), getattr(expected, field))


@pytest.mark.parametrize("name", MADE)
def test_the_worker_tunes_on_what_was_made(desk: Desk, name: str) -> None:
    trial = small(MADE[name]).trial(small(MADE[name]).entrants[0])
    search = Tuning(trial, Plan(budget=16.0, count=1.0), 1e-3)
    progress = finished(desk, search)
    assert progress.failed is None
    assert math.isfinite(outcome(search, progress.result).value)


def test_what_is_made_otherwise_is_another_task() -> None:
    line = on_surface(FIRST, LINE)
    different = [
        *MADE.values(),
        after(typed("(x - 1)^2 + a*y^4"), turned("a", 3)),
        after(typed("(x - 1)^2 + 2*y^4")),
        after(typed("(x - 1)^2 + a*y^4"), turned("a", 2), minimum(x=0, y=0)),
        line,
        after(added(15, 3), scenario=line),
        after(added(15, 3), domain(-9, 9, -9, 9), scenario=line),
    ]
    for kind in ("sensitivity", "basins"):
        names = {tasks_of(small(scenario, kind=kind))[0].name for scenario in different}  # type: ignore[union-attr]
        assert len(names) == len(different)


@pytest.mark.parametrize("name", MADE)
def test_steps_on_what_was_made_are_looked_into(name: str) -> None:
    scenario = dataclasses.replace(MADE[name], steps=30)
    seen = unpack(message(scenario, Session(), "inside"))
    assert seen["ledgers"]["adam"]["steps"] == 30
    assert len(seen["ledgers"]["adam"]["sentences"]) > 1


def test_a_saddle_that_was_typed_says_why_it_cannot_be_tuned() -> None:
    opened_race = after(typed("x^2 - y^2"), {"kind": "tune", "on": True})
    seen = unpack(message(opened_race, Session(), "race"))
    assert seen["tuning"]["impossible"]
