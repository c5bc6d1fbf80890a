"""The files that the browser loads, under an address that changes with their content.

Static files are sent without a word on how long to keep them, so a browser may mix old modules with new ones
after an update. A copy under a name made from the content rules that out. plotly.js is taken from the
installed package.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from arena.joined import join

SOURCES = Path(__file__).parent.parent / "static"
VERSIONS = SOURCES / "versions"
SCRIPT, STYLE, PLOTLY = "arena.js", "arena.css", "plotly.js"


@cache
def version() -> str:
    """Puts the files in place, once a process, and tells the folder's name below ``static/versions/``."""
    modules = {path.stem: path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.js"))}
    files = {SCRIPT: join(modules, "arena").encode(), STYLE: styles()}
    files[PLOTLY] = eager(installed_plotly().read_bytes())
    digest = hashlib.blake2s(digest_size=6)
    for name, content in files.items():
        digest.update(f"{name} {len(content)} ".encode() + content)
    name = digest.hexdigest()
    if not (VERSIONS / name).is_dir():
        publish(VERSIONS / name, files)
        prune()
    return name


def styles() -> bytes:
    """The style sheets as one, that of all pages first: what a page says about itself counts for more."""
    others = sorted(path for path in SOURCES.glob("*.css") if path.name != STYLE)
    return b"\n".join(path.read_bytes() for path in (SOURCES / STYLE, *others))


def installed_plotly() -> Path:
    """plotly.js inside the installed package, found without the second that importing plotly takes."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package plotly is not installed: pip install -r requirements.txt")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


HEAD, TAIL = b'"use strict";var Plotly=(()=>{', b"window.Plotly = Plotly;"


def eager(script: bytes) -> bytes:
    """plotly.js without its loader for CommonJS, of which a page has no use.

    Inside that loader the whole library is one function's body, which a browser skims while it loads and then
    reads again on the main thread (0.3 to 0.4 s); at the top level it is read once, in the background. A
    script of another shape is left as it is.
    """
    start, end = script.find(HEAD), script.rfind(TAIL)
    if start < 0 or end < start:
        return script
    licence = script[: script.find(b"*/", 0, start) + 2] if b"*/" in script[:start] else b""
    return licence + b"\n" + script[start : end + len(TAIL)]


def prune(kept: int = 5) -> None:
    """Forgets old versions; a page that is open has long loaded its own."""
    folders = sorted(VERSIONS.iterdir(), key=lambda folder: folder.stat().st_mtime)
    for folder in folders[:-kept]:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, files: dict[str, bytes]) -> None:
    """All files or none: written aside first, for several processes may start at once on one disk."""
    VERSIONS.mkdir(exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=VERSIONS))
    for name, content in files.items():
        (aside / name).write_bytes(content)
    aside.chmod(0o755)
    try:
        os.rename(aside, folder)
    except OSError:
        # Another process was first; its copy has the same content.
        shutil.rmtree(aside)
        if not folder.is_dir():
            logging.getLogger(__name__).exception("cannot publish the page's files in %s", folder)
            raise
