"""A page with a moving picture: one scenario, shared by all of them, and the events that change it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from arena import arena
from arena.around import formulas as formulas_around
from arena.build import sheet_of
from arena.message import Page, Session, message
from arena.tuning import Asked
from arena.watch import Watch
from checks import Refused
from events import next_scenario
from inside.ledger import formulas_key, formulas_of
from link import from_link
from scenario import Scenario
from scenario.typed import WrongFormula
from surfaces.making import FORMULA
from views.long_links import allow_long_links


def show(page: Page) -> None:
    """The page whole, with the scenario of the session, or of the link that opened it."""
    allow_long_links()
    if "scenario" not in st.session_state:
        st.session_state.scenario, ignored = from_link(dict(st.query_params))
        st.session_state.session = Session(ignored=ignored, watch=Watch())
    picture(page)
    formulas(st.session_state.scenario, page)


@st.fragment
def picture(page: Page) -> None:
    """Runs again on its own, so that a change sends nothing but the arena's bytes."""
    data = message(st.session_state.scenario, st.session_state.session, page)
    arena(data, on_message=partial(take_events, page), key=page)
    if st.session_state.pop("formulas_changed", False):
        st.rerun()


def take_events(page: Page) -> None:
    """The events that the browser sent, one after the other; a refused one changes nothing and is told."""
    sent = st.session_state[page].get("message")
    if not well_formed(sent):
        return
    before = scenario = st.session_state.scenario
    refused: list[Refused] = []
    session: Session = st.session_state.session
    wrong = session.wrong
    for event in sent["events"]:
        try:
            scenario, wrong = answered(scenario, wrong, event)
        except Refused as refusal:
            refused.append(refusal)
            wrong = refusal if isinstance(refusal, WrongFormula) else wrong
    st.session_state.scenario = scenario
    st.session_state.session = session._replace(
        answered=sent["number"],
        holds=frozenset(part for part in sent["holds"] if isinstance(part, str)),
        # Who only asks how far something is has seen no control yet that was mended.
        refused=session.refused if only_polls(sent["events"]) else tuple(refused),
        ignored=() if scenario != before else session.ignored,
        asked=asked(sent["events"], session),
        wrong=wrong,
    )
    st.session_state.formulas_changed = sheets(scenario, page) != sheets(before, page)


def answered(
    scenario: Scenario, wrong: WrongFormula | None, event: object
) -> tuple[Scenario, WrongFormula | None]:
    """What follows from an event, and the wrong formula that still stands in the editor after it.

    It stands there until another one is typed, or the surface's formula is changed in another way.
    """
    after = next_scenario(scenario, event)
    typed = isinstance(event, dict) and event.get("kind") == FORMULA
    return after, None if typed or text_of(after) != text_of(scenario) else wrong


def text_of(scenario: Scenario) -> str:
    """The formula that was typed, or that of the surface."""
    return getattr(scenario.unturned.recipe, "text", scenario.surface_key)


def asked(events: list[object], session: Session) -> Asked | None:
    """What is to be computed for this browser, by the last of its polls that says so."""
    races = [event["tune"] for event in polls(events) if isinstance(event.get("tune"), str)]
    return Asked(session.watch.session, races[-1]) if races and session.watch else None


def only_polls(events: list[object]) -> bool:
    return bool(events) and len(polls(events)) == len(events)


def polls(events: list[object]) -> list[dict[str, object]]:
    return [event for event in events if isinstance(event, dict) and event.get("kind") == "poll"]


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


def sheets(scenario: Scenario, page: Page) -> dict[str, list[str]]:
    """The formulas that the page shows, by name: of surface, rules, what surrounds them, and stages."""
    surface = scenario.surface
    found = {sheet_of(surface): [surface.latex]}
    found |= {entrant.optimizer.key: [entrant.optimizer.formula] for entrant in scenario.entrants}
    found |= formulas_around(scenario)
    if page == "inside":
        for entrant in scenario.looked_at:
            stages = formulas_of(entrant.optimizer, surface, entrant.schedule)
            found[formulas_key(stages)] = stages
    return found


def formulas(scenario: Scenario, page: Page) -> None:
    """Set by Streamlit's KaTeX out of sight; the arena shows copies where they are read."""
    for key, sheet in sheets(scenario, page).items():
        with st.container(key=f"formula-{key.replace('_', '-')}"):
            st.markdown("\n\n".join(f"${latex}$" for latex in sheet))
