"""Descent Lab: page set-up and navigation."""

from pathlib import Path

import streamlit as st

from views.build import build
from views.catalogue import catalogue
from views.inside import inside
from views.maps import maps
from views.race import race

STATIC = Path(__file__).parent / "static"

st.set_page_config(page_title="Descent Lab", page_icon=str(STATIC / "icon.svg"), layout="wide")
st.logo(STATIC / "logo.svg", size="large")
st.navigation(
    [
        st.Page(race, title="Race", url_path="race", default=True),
        st.Page(inside, title="Inside", url_path="inside"),
        st.Page(maps, title="Maps", url_path="maps"),
        st.Page(build, title="Build", url_path="build"),
        st.Page(catalogue, title="Catalogue", url_path="catalogue"),
    ],
    position="top",
).run()
