"""The page's modules as one: a page that asks for thirty files waits for thirty answers, and so does a class.

Every module becomes a function's body that returns what it exports, in an order in which each finds what it
imports. It understands the few forms that our modules use, and refuses all others:

    import { a, b } from "./c.js";        export function a…, async function a…, class A…, const a…
    import * as c from "./c.js";          export default async function a…
"""

from __future__ import annotations

import re
from collections.abc import Mapping

IMPORT = re.compile(
    r'^import (?:\{ (?P<names>\w+(?:, \w+)*) \}|\* as (?P<whole>\w+)) from "\./(?P<module>\w+)\.js";$', re.M
)
EXPORT = re.compile(
    r"^export (?P<default>default )?(?P<kind>(?:async )?function|class|const) (?P<name>\w+)", re.M
)
OTHER = re.compile(r"^(?:import|export)\b.*$", re.M)


def join(modules: Mapping[str, str], entry: str) -> str:
    """One module that does what `entry` does. `modules` maps names without ``.js`` to sources.

    Raises ValueError for a form that is not understood, a module that is missing, and a circle of imports.
    """
    bodies: dict[str, str] = {}

    def visit(name: str, asked_by: tuple[str, ...]) -> None:
        if name in bodies:
            return
        if name in asked_by:
            raise ValueError(f"a circle of imports: {' → '.join((*asked_by, name))}")
        if name not in modules:
            raise ValueError(f"{asked_by[-1]}.js imports {name}.js, which is missing")
        for found in IMPORT.finditer(modules[name]):
            visit(found["module"], (*asked_by, name))
        bodies[name] = body(name, modules[name])

    visit(entry, ())
    return "\n".join([*bodies.values(), f"export default {bound(entry)}.default;\n"])


def bound(module: str) -> str:
    return f"module_{module}"


def body(name: str, source: str) -> str:
    """One module as a constant that holds its exports."""
    exported = ", ".join(
        f"default: {found['name']}" if found["default"] else found["name"]
        for found in EXPORT.finditer(source)
    )
    text = IMPORT.sub(lambda found: f"const {taken(found)} = {bound(found['module'])};", source)
    text = EXPORT.sub(lambda found: f"{found['kind']} {found['name']}", text)
    if left := OTHER.search(text):
        raise ValueError(f"{name}.js: cannot join {left[0]!r}")
    return f"const {bound(name)} = (() => {{\n{text}return {{ {exported} }};\n}})();"


def taken(found: re.Match[str]) -> str:
    return found["whole"] or f"{{ {found['names']} }}"
