"""The pages as Streamlit runs them; events arrive as the browser's do, in the component's state."""

import json
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest, local_script_runner

from link import MOST_NOTES, from_link, to_link
from optimizers import OPTIMIZERS, hypers
from scenario import FIRST_ENTRANTS, Scenario, on_surface
from surfaces import SURFACES
from tests.test_arena import unpack


class Visitor:
    """One browser at the race."""

    def __init__(self, root: Path, **query: str) -> None:
        self.page = AppTest.from_file(str(root / "app.py"), default_timeout=60)
        self.page.query_params.update(query)
        self.page.run()
        self.number = 0
        # Known after a run of the whole page only.
        self.pages = {one["url_pathname"]: key for key, one in self.page._registered_pages.items()}

    def does(self, *events: Any, **told: Any) -> Any:
        """Sends the events of one change, and gives what the component is told then."""
        self.number += 1
        return self.sends({"number": self.number, "holds": [], "events": list(events), **told})

    def sends(self, message: Any) -> Any:
        # Values set through AppTest's session_state call no callback; a widget's state that arrives does. The
        # browser asks for the fragment that the component stands in, which AppTest has no word for.
        states = WidgetStates()
        states.widgets.add(id=self.mounted.id, json_value=json.dumps({"message": message}))
        (fragment,) = self.page._fragment_storage._fragments  # type: ignore[attr-defined]
        asked = partial(RerunData, fragment_id=fragment)
        with patch.object(local_script_runner, "RerunData", asked):
            self.page._run(states)
        return self.sees

    def turns_to(self, page: str) -> None:
        """To the page of this address; AppTest's switch_page knows pages that are files only."""
        self.page._page_hash = self.pages[page]
        self.page.run()

    @property
    def mounted(self) -> Any:
        assert not self.page.exception
        (component,) = self.page.get("bidi_component")
        return component.proto

    @property
    def sees(self) -> Any:
        return unpack(self.mounted.bytes)

    @property
    def scenario(self) -> Scenario:
        return self.page.session_state["scenario"]

    @property
    def formulas(self) -> list[str]:
        return [block.value.strip("$") for block in self.page.markdown]


@pytest.fixture
def visitor(root: Path) -> Visitor:
    return Visitor(root)


def set_rate(entrant: str, value: object) -> dict[str, object]:
    return {"kind": "set", "entrant": entrant, "field": "learning_rate", "value": value}


def test_the_race_opens(visitor: Visitor) -> None:
    sees = visitor.sees
    assert visitor.scenario == Scenario()
    assert [entrant["name"] for entrant in sees["entrants"]] == list(FIRST_ENTRANTS)
    assert sees["run"] == Scenario().run_hash()
    assert list(sees["parts"]) == sees["needs"]
    assert (sees["ignored"], sees["refused"]) == ([], {})


def test_an_event_changes_the_scenario_the_link_and_the_number(visitor: Visitor) -> None:
    before = visitor.sees
    after = visitor.does(set_rate("adam", 0.25), {"kind": "steps", "value": 123})
    assert after["answered"] == 1
    assert visitor.scenario.steps == 123
    assert "steps=123" in after["link"]
    assert "adam.learning_rate=0.25" in after["link"]
    assert after["run"] != before["run"]
    assert {entrant["points"] for entrant in after["entrants"]} == {124}
    assert visitor.does({"kind": "steps", "value": 7})["answered"] == 2


def test_the_component_stays_mounted_through_every_change(visitor: Visitor) -> None:
    before = visitor.mounted
    visitor.does({"kind": "surface", "surface": "beale"})
    after = visitor.mounted
    assert (after.id, after.component_name) == (before.id, before.component_name)
    assert after.js_content == before.js_content


def test_what_the_browser_holds_is_not_sent_again(visitor: Visitor) -> None:
    needs = visitor.sees["needs"]
    assert visitor.does({"kind": "steps", "value": 9}, holds=needs)["parts"] == {}
    assert len(visitor.mounted.bytes) < 12_000


def test_a_refused_event_leaves_the_scenario_and_is_told(visitor: Visitor) -> None:
    after = visitor.does(set_rate("adam", 1e6), {"kind": "steps", "value": 0})
    assert visitor.scenario == Scenario()
    assert after["run"] == Scenario().run_hash()
    assert set(after["refused"]) == {"adam.learning_rate", "steps"}
    assert "1e-5 … 10" in after["refused"]["adam.learning_rate"]
    assert visitor.does()["refused"] == {}


def test_who_asks_how_far_something_is_still_sees_what_was_refused(visitor: Visitor) -> None:
    refused = visitor.does({"kind": "steps", "value": 0})["refused"]
    assert visitor.does({"kind": "poll"}, {"kind": "poll"})["refused"] == refused != {}
    assert visitor.does({"kind": "poll"}, {"kind": "steps", "value": 9})["refused"] == {}


def test_one_refused_event_does_not_hold_up_the_others(visitor: Visitor) -> None:
    after = visitor.does({"kind": "steps", "value": 0}, set_rate("adam", 0.25), {"kind": "dance"})
    assert "adam.learning_rate=0.25" in after["link"]
    assert set(after["refused"]) == {"steps", "event"}


@pytest.mark.parametrize(
    "events",
    [
        [None, 5, "steps", [], {}, {"kind": None}],
        [{"kind": "steps", "value": 10**400}, {"kind": "start", "x": -(10**400), "y": 0}],
        [{"kind": "remove", "entrant": "\ud800" * 1000}],
        [set_rate("\ud800", 1), set_rate("adam", "\ud800")],
    ],
    ids=["no events", "huge", "surrogates", "more surrogates"],
)
def test_what_no_honest_browser_sends_changes_nothing(visitor: Visitor, events: list[Any]) -> None:
    after = visitor.does(*events)
    assert visitor.scenario == Scenario()
    assert after["answered"] == 1
    assert after["refused"]


@pytest.mark.parametrize("message", [None, 5, "x", [], {}, {"events": 5}, {"number": 3}], ids=str)
def test_a_message_without_events_is_passed_over(visitor: Visitor, message: object) -> None:
    assert visitor.sends(message)["run"] == Scenario().run_hash()


def test_a_link_opens_its_race(root: Path) -> None:
    visitor = Visitor(root, surface="beale", optimizers="adam,adam-2", steps="50")
    assert visitor.scenario == from_link({"surface": "beale", "optimizers": "adam,adam-2", "steps": "50"})[0]
    assert visitor.sees["ignored"] == []
    assert visitor.sees["link"] == to_link(visitor.scenario)


def test_what_a_link_holds_beyond_is_told_until_the_next_change(root: Path) -> None:
    visitor = Visitor(root, surface="nowhere", steps="1e9", optimizers="adam,zebra", colour="red")
    notes = {note["name"]: note["why"] for note in visitor.sees["ignored"]}
    assert list(notes) == ["surface", "steps", "optimizers", "colour"]
    assert "nowhere" in notes["surface"]
    assert [entrant["name"] for entrant in visitor.sees["entrants"]] == ["adam"]
    assert len(visitor.does({"kind": "steps", "value": 0})["ignored"]) == 4
    assert visitor.does({"kind": "steps", "value": 5})["ignored"] == []


def test_a_link_of_junk_opens_the_first_race(root: Path) -> None:
    # Streamlit itself drops what is longer than half a megabyte.
    junk = {f"x{number}\u202e\x00": "\U0001f4a3" * 20 for number in range(500)}
    visitor = Visitor(root, start="nan,nan", hidden="x" * 100_000, **junk)
    assert visitor.scenario == Scenario()
    assert len(visitor.sees["ignored"]) == MOST_NOTES


def test_two_visitors_do_not_share_their_race(root: Path) -> None:
    one, other = Visitor(root), Visitor(root)
    one.does({"kind": "steps", "value": 5})
    other.page.run()
    assert (one.scenario.steps, other.scenario) == (5, Scenario())


def test_a_rerun_of_the_page_keeps_the_race(visitor: Visitor) -> None:
    visitor.does({"kind": "surface", "surface": "beale"})
    visitor.page.run()
    assert visitor.scenario == on_surface(Scenario(), "beale")
    assert visitor.sees["answered"] == 1


def test_a_change_runs_the_pictures_fragment_alone(visitor: Visitor) -> None:
    assert visitor.formulas
    visitor.does({"kind": "steps", "value": 5})
    assert visitor.formulas == []


def test_the_formulas_on_the_page_are_those_of_the_race(visitor: Visitor) -> None:
    rules = [OPTIMIZERS[name].formula for name in FIRST_ENTRANTS]
    assert visitor.formulas == [SURFACES["rosenbrock"].latex, *rules]
    visitor.does({"kind": "surface", "surface": "beale"}, {"kind": "remove", "entrant": FIRST_ENTRANTS[0]})
    assert visitor.formulas == [SURFACES["beale"].latex, *rules[1:]]


# --- what users make ---


def typed(text: str) -> dict[str, object]:
    return {"kind": "formula", "text": text}


@pytest.fixture
def builder(root: Path) -> Visitor:
    """A browser at the page Build."""
    visitor = Visitor(root)
    visitor.turns_to("build")
    return visitor


def test_the_page_build_shows_the_race_of_the_session(builder: Visitor) -> None:
    assert builder.sees["page"] == "build"
    assert builder.sees["run"] == Scenario().run_hash()
    assert builder.does(typed("x^2 + a*y^2"))["build"]["recipe"]["text"] == "x^2 + a*y^2"
    builder.turns_to("")
    assert builder.sees["page"] == "race"
    assert builder.sees["surface"] == "formula"
    assert [knob["name"] for knob in builder.sees["knobs"]] == ["a"]


def test_a_wrong_formula_stays_in_sight_until_another_is_typed(builder: Visitor) -> None:
    good = builder.does(typed("x^2 + a*y^2"))
    wrong = builder.does(typed("x^2 + 2y"))
    assert wrong["build"]["wrong"] == {
        "text": "x^2 + 2y",
        "position": wrong["build"]["wrong"]["position"],
        "length": 1,
        "why": wrong["refused"]["formula"],
    }
    assert "2*y" in wrong["build"]["wrong"]["why"]
    assert (wrong["run"], wrong["build"]["recipe"]) == (good["run"], good["build"]["recipe"])
    # A turned parameter, a start or a poll leaves it there, and so does a visit to another page.
    for event in (
        {"kind": "turn_surface", "knob": "a", "value": 2},
        {"kind": "start", "x": 1, "y": 1},
        {"kind": "poll"},
        {"kind": "steps", "value": 0},
        {"kind": "domain", "values": [-2, 2, -2, 2]},
    ):
        assert builder.does(event)["build"]["wrong"] == wrong["build"]["wrong"]
    builder.turns_to("")
    builder.turns_to("build")
    assert builder.sees["build"]["wrong"] == wrong["build"]["wrong"]
    # The last good one typed again, or another, answers it.
    assert builder.does(typed("x^2 + a*y^2"))["build"]["wrong"] is None
    for event in (typed("x"), {"kind": "reset_recipe"}, {"kind": "surface", "surface": "beale"}):
        builder.does(typed("x^2 + a*y^2"))
        assert builder.does(typed("2x"))["build"]["wrong"]["position"] == 1
        assert builder.does(event)["build"]["wrong"] is None


@pytest.mark.parametrize(
    "text", ["__import__('os').system('ls')", "\ud800" * 400, "(" * 300, "9" * 1_000_000, "x\x00y", "exit()"]
)
def test_a_hostile_formula_is_told_and_the_page_lives(builder: Visitor, text: str) -> None:
    seen = builder.does(typed(text))
    assert seen["build"]["wrong"]["why"]
    assert seen["run"] == Scenario().run_hash()
    assert builder.does(typed("x + y^2"))["build"]["recipe"]["text"] == "x + y^2"


def test_a_typed_formula_is_set_under_a_name_of_its_own(builder: Visitor) -> None:
    first = builder.does(typed("x^2 + y^2"))
    builder.page.run()
    assert any("x^{2}" in formula and "y^{2}" in formula for formula in builder.formulas)
    assert builder.does(typed("x^4 + y^2"))["sheet"] != first["sheet"]
    builder.page.run()
    assert any("x^{4}" in formula for formula in builder.formulas)


def test_a_link_opens_what_was_made(root: Path, builder: Visitor) -> None:
    link = builder.does(typed("x^2 + a*(y - 1)^2"), {"kind": "turn_surface", "knob": "a", "value": 3})["link"]
    other = Visitor(root, **dict(parse_qsl(link)))
    assert other.sees["run"] == builder.sees["run"]
    assert other.sees["ignored"] == []


def test_two_visitors_do_not_see_what_the_other_makes(root: Path, builder: Visitor) -> None:
    other = Visitor(root)
    builder.does(typed("x^2 + y^2"))
    seen = other.does({"kind": "surface", "surface": "formula"})
    assert other.scenario == on_surface(Scenario(), "formula")
    assert seen["run"] != builder.sees["run"]


# --- the catalogue ---


def catalogue_page() -> None:
    from views.catalogue import catalogue

    catalogue()


@pytest.fixture(scope="module")
def catalogue() -> AppTest:
    page = AppTest.from_function(catalogue_page, default_timeout=60).run()
    assert not page.exception
    return page


def test_the_catalogue_shows_every_rule_and_surface_once(catalogue: AppTest) -> None:
    shown = [heading.value for heading in catalogue.subheader]
    assert shown == [rule.label for rule in OPTIMIZERS.values()] + [s.name for s in SURFACES.values()]
    formulas = [block.value.strip("$\n") for block in catalogue.latex]
    assert formulas == [rule.formula for rule in OPTIMIZERS.values()] + [s.latex for s in SURFACES.values()]


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_catalogue_tells_each_rules_source_and_hyper_parameters(catalogue: AppTest, key: str) -> None:
    rule = OPTIMIZERS[key]
    tables = [block.value for block in catalogue.markdown]
    table = "\n".join(tables[tables.index(rule.idea) :][:2])
    for name, hyper in hypers(rule).items():
        assert f"`{name}`" in table
        assert hyper.help in table
    assert any(
        rule.source in caption.value and rule.differences in caption.value for caption in catalogue.caption
    )


@pytest.mark.parametrize("key", SURFACES)
def test_the_catalogue_tells_each_surfaces_source_and_lesson(catalogue: AppTest, key: str) -> None:
    surface = SURFACES[key]
    assert surface.lesson in {block.value for block in catalogue.markdown}
    captions = [caption.value for caption in catalogue.caption if caption.value.startswith("Domain")]
    caption = captions[list(SURFACES).index(key)]
    assert caption.endswith(surface.source)
    assert f"start ({surface.start[0]:g}, {surface.start[1]:g})" in caption
    assert caption.count(" = ") == len(surface.minima)
    assert ("minima: none" in caption) == (not surface.minima)


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if surface.knobs])
def test_the_catalogue_tells_what_can_be_turned_on_a_surface(catalogue: AppTest, key: str) -> None:
    surface = SURFACES[key]
    tables = [block.value for block in catalogue.markdown]
    table = tables[tables.index(surface.lesson) + 1 + (surface.recipe is not None)]
    for knob in surface.knobs:
        (row,) = [line for line in table.splitlines() if f"`{knob.name}`" in line]
        reach = ", ".join(knob.choices) or f"{knob.lowest:g} … {knob.highest:g}"
        default = knob.default if knob.choices else f"{knob.default:g}"
        assert f"| {default} | {reach} | {knob.help} |" in row
    assert len(table.splitlines()) == len(surface.knobs) + 2


def test_the_app_leads_to_the_catalogue_and_back(visitor: Visitor) -> None:
    visitor.does({"kind": "steps", "value": 5})
    visitor.turns_to("catalogue")
    assert not visitor.page.exception
    assert len(visitor.page.subheader) == len(OPTIMIZERS) + len(SURFACES)
    assert not visitor.page.get("bidi_component")
    visitor.turns_to("")
    assert visitor.sees["steps"] == 5
