"""What README and CONTRIBUTING tell is true: the examples work, and what they name exists."""

import doctest
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

PACKAGES = (
    "optimizers",
    "surfaces",
    "descent",
    "background",
    "maps",
    "tuning",
    "inside",
    "scenario",
    "link",
    "examples",
    "events",
    "figures",
    "arena",
    "static",
    "tests",
)
MODULES = ("arithmetic.py", "knob.py", "checks.py", "pyproject.toml")


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    _, found, rest = text.partition(f"\n## {heading}\n")
    assert found, f"there is no section {heading!r}"
    return rest.partition("\n## ")[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def insert_after(path: Path, line: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(line) == 1, f"{path.name} holds {line!r} {text.count(line)} times"
    path.write_text(text.replace(line, line + new), encoding="utf-8")


def name_in_catalogue(catalogue: Path, import_line: str, entry: str) -> None:
    text = catalogue.read_text(encoding="utf-8").rstrip()
    assert text.endswith(")")
    text = text.removesuffix(")").rstrip().removesuffix(",")
    head, _, tail = text.partition("\nfrom ")
    catalogue.write_text(f"{head}\n{import_line}from {tail}, {entry})\n", encoding="utf-8")


def python(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-B", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def house(root: Path, readme: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in which a reader has done what the README tells, and nothing else."""
    copy = tmp_path_factory.mktemp("house")
    leave = shutil.ignore_patterns("__pycache__", "versions", "browser")
    for name in PACKAGES:
        shutil.copytree(root / name, copy / name, ignore=leave)
    for name in MODULES:
        shutil.copy(root / name, copy / name)
    for heading, folder, name, entry, table, test in (
        ("Add an optimizer in one file", "optimizers", "signum", "Signum", "BY_HAND", "test_optimizers.py"),
        (
            "Add a surface in one file",
            "surfaces",
            "zakharov",
            "zakharov.SURFACE",
            "LADDER",
            "test_surfaces.py",
        ),
    ):
        text = section(readme, heading)
        file, import_line, by_hand = blocks(text, "python")
        for told in (
            f"`{folder}/{name}.py`",
            f"`{folder}/catalogue.py`",
            f"`{table}` in `tests/core/{test}`",
        ):
            assert told in text
        (copy / folder / f"{name}.py").write_text(file, encoding="utf-8")
        name_in_catalogue(copy / folder / "catalogue.py", import_line, entry)
        insert_after(copy / "tests/core" / test, f"\n{table} = [\n", f"    {by_hand.rstrip()},\n")
    return copy


def test_the_new_optimizer_and_the_new_surface_work_everywhere(house: Path) -> None:
    python(house, "-m", "pytest", "-p", "no:cacheprovider", "tests/readme_examples.py")


def test_they_pass_what_every_rule_and_every_surface_must(house: Path) -> None:
    files = ("tests/core", "tests/test_scenario.py", "tests/test_figures.py", "tests/test_arena.py")
    wanted = "signum or zakharov or teaching_order or told_apart or share_colour"
    python(house, "-m", "pytest", "-p", "no:cacheprovider", *files, "-k", wanted)


def test_they_are_laid_out_as_the_house_is(house: Path) -> None:
    files = ("optimizers/signum.py", "surfaces/zakharov.py")
    python(house, "-m", "ruff", "check", "--no-cache", *files)
    python(house, "-m", "ruff", "format", "--no-cache", "--check", *files)


def test_the_library_example_gives_what_it_shows(readme: str) -> None:
    example = "".join(blocks(section(readme, "As a library"), "pycon"))
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    assert len(test.examples) >= 16
    told: list[str] = []
    assert doctest.DocTestRunner().run(test, out=told.append).failed == 0, "".join(told)


def test_the_figures_open_in_plotly(readme: str) -> None:
    code = re.search(r"`(plotly\.graph_objects\.Figure\(.*?\))`", section(readme, "As a library"))
    assert code is not None
    python(
        Path(__file__).parents[1],
        "-c",
        "import plotly.graph_objects\nfrom figures import *\nfrom surfaces import SURFACES\n"
        f"rosenbrock = SURFACES['rosenbrock']\nassert len({code[1]}.data) == 2",
    )


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_what_a_text_names_exists(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (root / "Makefile").read_text(encoding="utf-8"), re.M))
    told = set(re.findall(r"(?:`|^)make (\w+)", text, re.M))
    assert told <= targets
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    links = re.findall(r"\]\(([^)#:]+)\)", prose)
    paths = re.findall(r"`((?:\.?\w+/)+[\w.]*|[\w-]+\.(?:py|txt|toml|md))`", prose)
    new = {"optimizers/signum.py", "surfaces/zakharov.py"}
    assert [path for path in links + paths if path not in new and not (root / path).exists()] == []


def test_the_commands_of_every_day_are_told(readme: str) -> None:
    assert {"make app", "make test", "make bench"} <= set(re.findall(r"make \w+", readme))


def test_the_map_of_the_code_is_whole(root: Path, readme: str) -> None:
    (plan,) = blocks(section(readme, "Where things are"), "text")
    named = set(re.findall(r"^([\w.]+/?) {2,}\S", plan, re.M))
    assert [name for name in named if not (root / name).exists()] == []
    code = {path.name for path in root.glob("*.py")}
    for folder in root.iterdir():
        if folder.is_dir() and not folder.name.startswith((".", "__")):
            held = (path for suffix in ("py", "js") for path in folder.rglob(f"*.{suffix}"))
            code |= {f"{folder.name}/"} if next(held, None) else set()
    assert code == named


def test_it_begins_with_a_moving_picture(root: Path, readme: str) -> None:
    first = readme.split("\n\n")[1]
    found = re.fullmatch(r"!\[.+\]\((.+)\)", first, re.S)
    assert found is not None
    path = root / found[1]
    assert path.stat().st_size < 1_400_000
    with Image.open(path) as picture:
        assert getattr(picture, "n_frames", 1) > 100
        assert 850 <= picture.width <= 950


def test_every_direct_dependency_is_explained(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([\w-]+) \| .+? \| (.+?) \|$", text, re.M))
    pinned = [
        line.partition("==")[0]
        for name in sorted(root.glob("requirements*.txt"))
        for line in name.read_text(encoding="utf-8").splitlines()
        if "==" in line
    ]
    assert set(rows) - {"package"} == set(pinned)
    assert all(rows.values())
