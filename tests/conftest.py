"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, and no verdict by the clock: a shared runner may pause in between.
settings.register_profile("descent", derandomize=True, deadline=None, database=None)
settings.load_profile("descent")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT
