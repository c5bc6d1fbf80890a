"""The catalogue: every update rule and every surface, with formula, source, and what differs elsewhere."""

from __future__ import annotations

import streamlit as st

from knob import Knob
from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import SURFACES, Surface
from surfaces.making import DATA, FORMULA, makes

# What users make a surface from, in words.
MADE_FROM = {FORMULA: "a formula of your own", DATA: "points of your own"}


def catalogue() -> None:
    rules, surfaces = st.tabs(["Update rules", "Surfaces"])
    with rules:
        st.markdown(contents({rule.key: rule.label for rule in OPTIMIZERS.values()}))
        for rule in OPTIMIZERS.values():
            show_rule(rule)
    with surfaces:
        st.markdown(contents({surface.key: surface.name for surface in SURFACES.values()}))
        for surface in SURFACES.values():
            show_surface(surface)


def contents(names: dict[str, str]) -> str:
    """Where to jump to: the headings below, by their anchors."""
    return " · ".join(f"[{name}](#{key})" for key, name in names.items())


def show_rule(rule: type[Optimizer]) -> None:
    st.subheader(rule.label, anchor=rule.key)
    st.markdown(rule.idea)
    formula, table = st.columns([1, 1], gap="large")
    with formula:
        st.latex(rule.formula)
    with table:
        st.markdown(
            "\n".join(
                ["| | default | |", "|---|---|---|"]
                + [
                    f"| ${hyper.latex}$ `{name}` | {told(hyper.default)} | {hyper.help} |"
                    for name, hyper in hypers(rule).items()
                ]
            )
        )
    st.caption(f"{rule.source}  \nDifferences: {rule.differences}")


def told(value: object) -> str:
    """A default as the table shows it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def reach(knob: Knob) -> str:
    """What a knob can be turned to."""
    return ", ".join(knob.choices) if knob.choices else f"{told(knob.lowest)} … {told(knob.highest)}"


def show_surface(surface: Surface) -> None:
    st.subheader(surface.name, anchor=surface.key)
    st.latex(surface.latex)
    (x0, x1), (y0, y1) = surface.domain
    minima = "; ".join(f"f({x:.6g}, {y:.6g}) = {value:.6g}" for x, y, value in surface.minima) or "none"
    st.markdown(surface.lesson)
    if (kind := makes(surface)) is not None:
        st.markdown(f"An example: the page [Build](build) makes it from {MADE_FROM[kind]}.")
    if surface.knobs:
        st.markdown(
            "\n".join(
                ["| | default | from … to | |", "|---|---|---|---|"]
                + [
                    f"| ${knob.latex}$ `{knob.name}` | {told(knob.default)} | {reach(knob)} | {knob.help} |"
                    for knob in surface.knobs
                ]
            )
        )
    st.caption(
        f"Domain [{x0:g}, {x1:g}] × [{y0:g}, {y1:g}], start ({surface.start[0]:g}, {surface.start[1]:g}). "
        f"Global minima: {minima}.  \n{surface.source}"
    )
