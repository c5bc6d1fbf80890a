"""What the numbers depend on."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path


def machine(*packages: str) -> dict[str, str]:
    cpuinfo = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", cpuinfo.read_text(encoding="utf-8") if cpuinfo.exists() else "")
    return {
        "CPU": model[1] if model else platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
    } | {package: version(package) for package in packages}


def facts_text(facts: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())
