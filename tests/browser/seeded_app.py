"""The app, with noise and seeds in the address: `noise`, `noise.sigma`, `noise.degrees`, `seed`, `seeds`."""

import runpy
from dataclasses import replace

import streamlit as st

from arena.message import Session
from descent import Noise
from link import from_link
from tests.browser.server import ROOT

if "scenario" not in st.session_state:
    query = dict(st.query_params)
    numbers = {"noise.sigma": "sigma", "noise.degrees": "degrees", "seed": "seed"}
    found = {field: float(query.pop(name)) for name, field in numbers.items() if name in query}
    noise, seeds = Noise(kind=query.pop("noise", "none"), **found), int(query.pop("seeds", 1))
    scenario, ignored = from_link(query)
    st.session_state.scenario = replace(scenario, noise=noise, seeds=seeds)
    st.session_state.session = Session(ignored=ignored)

runpy.run_path(str(ROOT / "app.py"))
