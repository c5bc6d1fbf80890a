"""Mounts the component. Its script is a loader of a few lines, for it travels with every message."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from arena.served import version

# The address is relative to the page, so that it holds below a base path too.
LOADER = """const folder = new URL("app/static/versions/VERSION/", document.baseURI).href;
export default async (component) => (await import(folder + "arena.js")).default(component, folder);"""


@cache
def component(name: str) -> Any:
    return st.components.v2.component(name, js=LOADER.replace("VERSION", name.partition("-")[2]), isolate_styles=False)


def arena(data: bytes, on_message: Callable[[], None], key: str = "arena") -> None:
    """Shows `data` (see `arena.message`); `on_message` is called when the browser has put events under `key`."""
    component(f"arena-{version()}")(key=key, data=data, on_message_change=on_message)
