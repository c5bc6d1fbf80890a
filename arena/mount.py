"""Mounts the component. Its script is a loader of a few lines, for it travels with every message."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce
from typing import Any

import streamlit as st

from arena.served import PLOTLY, SCRIPT, STYLE, version

# The address is relative to the page, so that it holds below a base path too. All files are asked for at
# once, or each would wait for the one that names it. The lines above the last run once a page.
LOADER = """const folder = new URL("app/static/versions/VERSION/", document.baseURI).href;
const files = [
  ["modulepreload", "script", "SCRIPT"],
  ["preload", "style", "STYLE"],
  ["preload", "script", "PLOTLY"],
];
for (const [rel, as, name] of files)
  document.head.append(Object.assign(document.createElement("link"), { rel, as, href: folder + name }));
export default async (component) => (await import(folder + "SCRIPT")).default(component, folder);"""


def loader() -> str:
    named = {"VERSION": version(), "SCRIPT": SCRIPT, "STYLE": STYLE, "PLOTLY": PLOTLY}
    return reduce(lambda text, name: text.replace(name, named[name]), named, LOADER)


@cache
def component(name: str) -> Any:
    return st.components.v2.component(name, js=loader(), isolate_styles=False)


def arena(data: bytes, on_message: Callable[[], None], key: str = "arena") -> None:
    """Shows `data` (see `arena.message`); `on_message` is called when the browser put events under `key`."""
    component(f"arena-{version()}")(key=key, data=data, on_message_change=on_message)
