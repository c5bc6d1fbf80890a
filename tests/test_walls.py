"""Who may import whom: the walls between the rooms of the house."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# What each room may import beside the standard library and itself; None: all that NEVER does not forbid.
MAY_IMPORT: Mapping[str, frozenset[str] | None] = {
    room: None if names is None else frozenset(names.split())
    for room, names in {
        "knob": "numpy",
        "arithmetic": "numpy",
        "optimizers": "numpy knob arithmetic",
        "surfaces": "numpy knob arithmetic",
        "descent": "numpy arithmetic optimizers surfaces",
        "background": "",
        "maps": "numpy knob optimizers surfaces descent background",
        "tuning": "numpy knob optimizers surfaces descent",
        "figures": "numpy plotly optimizers surfaces descent maps",
        "inside": "numpy optimizers surfaces descent checks scenario",
        "tables": "numpy pandas surfaces",
        "checks": "knob surfaces",
        "scenario": "knob optimizers surfaces descent maps tuning checks",
        "link": "optimizers surfaces descent maps tuning checks scenario",
        "examples": "optimizers scenario link",
        "events": "optimizers surfaces maps tuning checks scenario inside link examples",
        "arena": "streamlit numpy plotly knob optimizers surfaces descent background maps tuning figures "
        "inside checks scenario link examples",
        "views": None,
        "app": "streamlit views",
        "tests": None,
        "benchmarks": None,
        "docs": None,
    }.items()
}

# What nobody imports, except the rooms named with it.
NEVER: Mapping[str, frozenset[str]] = {
    "app": frozenset(),
    "tests": frozenset({"tests", "benchmarks", "docs"}),
    "benchmarks": frozenset({"tests", "benchmarks"}),
    "torch": frozenset({"tests", "benchmarks"}),
    "jax": frozenset({"tests", "benchmarks"}),
    "optax": frozenset({"tests", "benchmarks"}),
}


@dataclass(frozen=True)
class Import:
    room: str
    where: str
    name: str


def rooms(root: Path) -> Iterator[tuple[str, Path]]:
    """Each Python file of the tree with its room: the name of its top-level package or module."""
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).parts
        if not parts[0].startswith("."):
            yield parts[0].removesuffix(".py"), path


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, top-level name) of every absolute import, those inside functions and by name included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (
                (node.lineno, str(a.value).split(".")[0])
                for a in node.args[:1]
                if isinstance(a, ast.Constant)
            )


def allowed(room: str, name: str) -> bool:
    if name in NEVER and room not in NEVER[name]:
        return False
    if name == room or name in sys.stdlib_module_names:
        return True
    may = MAY_IMPORT.get(room, frozenset())
    return may is None or name in may


def breaches(root: Path) -> list[Import]:
    found = []
    for room, path in rooms(root):
        for line, name in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if not allowed(room, name):
                found.append(Import(room, f"{path.relative_to(root).as_posix()}:{line}", name))
    return found


def test_the_walls_stand(root: Path) -> None:
    assert breaches(root) == []


def test_every_room_has_its_walls(root: Path) -> None:
    assert {room for room, _ in rooms(root)} <= set(MAY_IMPORT), "name the new room in MAY_IMPORT"


def test_a_breach_is_caught(tmp_path: Path) -> None:
    files = {
        "optimizers/adam.py": "import math, numpy\nfrom optimizers.base import Knob\nfrom . import fields\n",
        "optimizers/bad.py": "from surfaces import SURFACES\n",
        "surfaces/bad.py": "def late():\n    import torch.optim\n",
        "figures/bad.py": "import numpy\nimport streamlit as st\n",
        "scenario.py": "import importlib\nimportlib.import_module('arena.mount')\n",
        "views/bad.py": "import streamlit, app\nfrom tests.browser import chromium\n",
        "app.py": "import streamlit\nfrom views import race\nfrom scenario import Scenario\n",
        "tests/test_torch.py": "import torch\nfrom optimizers import OPTIMIZERS\n",
        ".venv/lib/anything.py": "import app\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert breaches(tmp_path) == [
        Import("app", "app.py:3", "scenario"),
        Import("figures", "figures/bad.py:2", "streamlit"),
        Import("optimizers", "optimizers/bad.py:1", "surfaces"),
        Import("scenario", "scenario.py:2", "arena"),
        Import("surfaces", "surfaces/bad.py:2", "torch"),
        Import("views", "views/bad.py:1", "app"),
        Import("views", "views/bad.py:2", "tests"),
    ]
