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
from inside.ledger import formulas_key, formulas_of
from link import from_link
from scenario import Scenario
from scenario.typed import WrongFormula
from surfaces.making import DATA, FORMULA, makes
from tables import Unreadable, read_table
from views.held import Held, after, brought
from views.long_links import allow_long_links
from views.uploader import uploader

# Until the arena's style sheet has come, which says the same; on a slow network that takes seconds.
OUT_OF_SIGHT = "<style>[class*='st-key-formula-'] { position: absolute; clip-path: inset(50%); }</style>"


def show(page: Page) -> None:
    """The page whole, with the scenario of the session, or of the link that opened it."""
    allow_long_links()
    if "scenario" not in st.session_state:
        st.session_state.scenario, ignored = from_link(dict(st.query_params))
        st.session_state.session = Session(ignored=ignored, watch=Watch())
        st.session_state.held = None
    picture(page)
    formulas(st.session_state.scenario, page)


@st.fragment
def picture(page: Page) -> None:
    """Runs again on its own, so that a change sends nothing but the arena's bytes."""
    scenario, held = st.session_state.scenario, st.session_state.held
    session = st.session_state.session._replace(upload=held.told(scenario) if held else None)
    arena(message(scenario, session, page), on_message=partial(take_events, page), key=page)
    if page == "build" and makes(scenario.unturned) == DATA:
        uploader(partial(take_file, page))
    if st.session_state.pop("formulas_changed", False):
        st.rerun()


def take_events(page: Page) -> None:
    """The events that the browser sent, one after the other; a refused one changes nothing and is told."""
    sent = st.session_state[page].get("message")
    if not well_formed(sent):
        return
    before = scenario = st.session_state.scenario
    held: Held | None = st.session_state.held
    refused: list[Refused] = []
    session: Session = st.session_state.session
    wrong = session.wrong
    for event in sent["events"]:
        try:
            then, held = after(scenario, held, event, building=page == "build")
        except Refused as refusal:
            refused.append(refusal)
            wrong = refusal if isinstance(refusal, WrongFormula) else wrong
        else:
            wrong = still_wrong(wrong, event, scenario, then)
            scenario = then
    st.session_state.scenario, st.session_state.held = scenario, held
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


def take_file(page: Page, raw: bytes, name: str) -> str:
    """A CSV file that the user brought; why nothing is made of it, or nothing to say."""
    before: Scenario = st.session_state.scenario
    try:
        scenario, held = brought(before, read_table(raw, name))
    except (Unreadable, Refused) as why:
        return f"{name}: {why}"
    st.session_state.scenario, st.session_state.held = scenario, held
    session: Session = st.session_state.session
    st.session_state.session = session._replace(
        refused=(), ignored=() if scenario != before else session.ignored
    )
    st.session_state.formulas_changed = sheets(scenario, page) != sheets(before, page)
    return held.why.get(scenario.surface_key, "")


def still_wrong(
    wrong: WrongFormula | None, event: object, before: Scenario, now: Scenario
) -> WrongFormula | None:
    """The wrong formula that stands in the editor, where it still does after an event.

    It stands there until another one is typed, or the surface's formula is changed in another way.
    """
    typed = isinstance(event, dict) and event.get("kind") == FORMULA
    return None if typed or text_of(now) != text_of(before) else wrong


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
    st.html(OUT_OF_SIGHT)
    for key, sheet in sheets(scenario, page).items():
        with st.container(key=f"formula-{key.replace('_', '-')}"):
            st.markdown("\n\n".join(f"${latex}$" for latex in sheet))
