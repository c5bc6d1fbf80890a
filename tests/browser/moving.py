"""The app with a landscape that moves: a link may say so, as `?motion=circle&motion.reach=0.2`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.server import ROOT, Server, serving

# The scenario of the first link, before the app looks at it.
SCRIPT = """
import runpy
from dataclasses import replace

import streamlit as st

from arena.message import Session
from descent import Motion
from link import from_link

if "scenario" not in st.session_state:
    query = dict(st.query_params)
    names = [name for name in query if name.startswith("motion.")]
    fields = {name.removeprefix("motion."): float(query.pop(name)) for name in names}
    motion = Motion(query.pop("motion", "still"), **fields)
    st.session_state.scenario = replace(from_link(query)[0], motion=motion)
    st.session_state.session = Session()
runpy.run_path("app.py")
"""


@contextmanager
def serving_moving(folder: Path) -> Iterator[Server]:
    (folder / "static").symlink_to(ROOT / "static")
    script = folder / "moving_app.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with serving(str(script), folder / "streamlit.log") as running:
        yield running
