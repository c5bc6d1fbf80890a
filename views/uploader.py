"""The widget that takes a CSV file. It holds none: what it was given is read at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tables import MOST_BYTES, MOST_ROWS
from views.in_memory import keep_uploads_in_memory

# What it says of the file that was brought last, if that could not be used.
REFUSED = "upload_refused"
# How many files were brought, and how many of them used: each makes a new widget, or a new, closed panel.
BROUGHT, USED = "uploads_brought", "uploads_used"
# Pixels: beside the column that it opens from, most of the picture is still seen.
PANEL = 340
# The signs that mean something in Markdown.
MARKS = re.compile(r"[!-/:-@\[-`{-~]")


def uploader(take: Callable[[bytes, str], str]) -> None:
    """A button whose panel takes a file; `take` gets its bytes and name, and says why it cannot be used."""
    keep_uploads_in_memory()
    state = st.session_state
    for name, first in ((REFUSED, ""), (BROUGHT, 0), (USED, 0)):
        state.setdefault(name, first)
    with (
        st.container(key="upload"),
        st.popover("Bring a CSV file", key=f"upload_panel_{state[USED]}", width="stretch"),
        st.container(width=PANEL),
    ):
        if state[REFUSED]:
            st.error(as_written(state[REFUSED]))
        st.file_uploader(
            "A CSV file with two columns of numbers",
            type=["csv", "tsv", "txt"],
            max_upload_size=MOST_BYTES // 2**20,
            key=widget(),
            on_change=partial(taken, take),
        )
        st.caption(
            f"At most {MOST_BYTES // 2**20} MB and {MOST_ROWS:,} rows. It is held in memory, for this "
            "session alone: no link carries it, and it is gone when the page is closed."
        )


def as_written(text: str) -> str:
    """Markdown that shows the text as it is: names of files and columns are full of signs that it knows."""
    return MARKS.sub(r"\\\g<0>", text)


def widget() -> str:
    return f"upload_{st.session_state[BROUGHT]}"


def taken(take: Callable[[bytes, str], str]) -> None:
    file = st.session_state[widget()]
    if file is None:
        return
    why = take(file.getvalue(), file.name)
    # The server would keep its bytes as long as the session lasts.
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    st.session_state[REFUSED] = why
    st.session_state[BROUGHT] += 1
    st.session_state[USED] += not why
