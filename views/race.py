"""The race: pick a surface and optimizers, and watch the balls roll."""

from __future__ import annotations

import streamlit as st

from arena import arena
from arena.message import Session, message
from checks import Refused
from events import next_scenario
from link import from_link
from scenario import Scenario
from views.long_links import allow_long_links

KEY = "arena"


def race() -> None:
    allow_long_links()
    if "scenario" not in st.session_state:
        st.session_state.scenario, ignored = from_link(dict(st.query_params))
        st.session_state.session = Session(ignored=ignored)
    picture()
    formulas(st.session_state.scenario)


@st.fragment
def picture() -> None:
    """Runs again on its own, so that a change sends nothing but the arena's bytes."""
    arena(message(st.session_state.scenario, st.session_state.session), on_message=take_events, key=KEY)
    if st.session_state.pop("formulas_changed", False):
        st.rerun()


def take_events() -> None:
    """The events that the browser sent, one after the other; a refused one changes nothing and is told."""
    sent = st.session_state[KEY].get("message")
    if not well_formed(sent):
        return
    before = scenario = st.session_state.scenario
    refused: list[Refused] = []
    for event in sent["events"]:
        try:
            scenario = next_scenario(scenario, event)
        except Refused as refusal:
            refused.append(refusal)
    st.session_state.scenario = scenario
    st.session_state.session = Session(
        answered=sent["number"],
        holds=frozenset(part for part in sent["holds"] if isinstance(part, str)),
        refused=tuple(refused),
        ignored=() if scenario != before else st.session_state.session.ignored,
    )
    st.session_state.formulas_changed = sheet(scenario) != sheet(before)


def well_formed(sent: object) -> bool:
    """Whether this is what the arena sends; anything else comes from somebody who plays with the browser."""
    if not isinstance(sent, dict):
        return False
    number = sent.get("number")
    return (
        type(number) is int
        and 0 <= number < 2**53
        and isinstance(sent.get("events"), list)
        and isinstance(sent.get("holds"), list)
    )


def sheet(scenario: Scenario) -> dict[str, str]:
    """The formulas that the arena shows: the surface's, and one for each kind of optimizer."""
    rules = {entrant.optimizer.key: entrant.optimizer.formula for entrant in scenario.entrants}
    return {scenario.surface_key: scenario.surface.latex, **rules}


def formulas(scenario: Scenario) -> None:
    """Set by Streamlit's KaTeX out of sight; the arena shows copies where they are read."""
    for key, latex in sheet(scenario).items():
        with st.container(key=f"formula-{key.replace('_', '-')}"):
            st.markdown(f"${latex}$")
