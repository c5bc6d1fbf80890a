"""What the app's speed and privacy rest on in .streamlit/config.toml and in the pins."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config

EXACT = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.!+]*")


@pytest.fixture(scope="module")
def ours(root: Path) -> dict[str, object]:
    """Our settings by their full names: {"server.enableStaticServing": True, …}."""
    return dict(leaves(tomllib.loads((root / ".streamlit/config.toml").read_text(encoding="utf-8"))))


def leaves(table: dict[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def pins(path: Path) -> list[str]:
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def in_fresh_streamlit(root: Path, home: Path, code: str) -> str:
    """What the code prints in a new Python that stands in the repository, with a screen and an empty home."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    environment |= {"HOME": str(home), "DISPLAY": ":0"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_streamlit_knows_every_option_we_set(ours: dict[str, object]) -> None:
    unknown = []
    for name in ours:
        try:
            config.get_option(name)
        except RuntimeError:
            unknown.append(name)
    assert not unknown


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("runner.postScriptGC", False),  # hidden, and worth three quarters of the time in a class
        ("server.enableStaticServing", True),
        ("browser.gatherUsageStats", False),
        ("server.showEmailPrompt", False),
    ],
)
def test_what_we_rely_on_is_set_and_known(ours: dict[str, object], option: str, value: bool) -> None:
    assert ours[option] is value
    assert isinstance(config.get_option(option), bool)


def test_no_font_comes_from_the_network(ours: dict[str, object]) -> None:
    assert not [name for name, value in ours.items() if "http" in str(value)]


def test_streamlit_reads_our_file(root: Path, tmp_path: Path) -> None:
    code = "from streamlit import config; print(config.get_option('runner.postScriptGC'))"
    assert in_fresh_streamlit(root, tmp_path, code).split() == ["False"]


def test_the_first_start_asks_nothing_and_opens_a_browser_where_there_is_a_screen(
    root: Path, tmp_path: Path
) -> None:
    code = (
        "from streamlit import config; from streamlit.runtime.credentials import check_credentials; "
        "check_credentials(); print(config.get_option('server.headless'))"
    )
    assert in_fresh_streamlit(root, tmp_path, code).split() == ["False"]


def test_every_pin_is_exact(root: Path) -> None:
    files = [root / "constraints.txt", *root.glob("requirements*.txt")]
    assert len(files) == 5
    for path in files:
        found = pins(path)
        assert found, path.name
        assert not [pin for pin in found if not EXACT.fullmatch(pin)], path.name


def test_the_pins_and_the_constraints_agree(root: Path) -> None:
    files = ("requirements.txt", "requirements-cluster.txt", "requirements-dev.txt")
    direct = {pin for name in files for pin in pins(root / name)}
    assert direct <= set(pins(root / "constraints.txt")), "run 'make lock'"


def test_the_golden_paths_are_made_beside_the_app_and_with_its_numpy(root: Path) -> None:
    golden, installed = pins(root / "requirements-golden.txt"), pins(root / "constraints.txt")
    assert {pin for pin in golden if pin in installed} == {
        pin for pin in installed if pin.startswith("numpy==")
    }
    names = {pin.partition("==")[0] for pin in installed}
    assert names.isdisjoint({"torch", "jax", "jaxlib", "optax"})
