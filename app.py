"""Descent Lab: page set-up and navigation."""

import streamlit as st

from views.catalogue import catalogue
from views.race import race

st.set_page_config(page_title="Descent Lab", page_icon=":material/landscape:", layout="wide")
st.navigation(
    [
        st.Page(race, title="Race", url_path="race", default=True),
        st.Page(catalogue, title="Catalogue", url_path="catalogue"),
    ],
    position="top",
).run()
