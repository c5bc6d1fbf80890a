"""Races worth a look, each a click away, with what to look for."""

from examples.catalogue import EXAMPLES
from examples.example import Example, example_of, opened

__all__ = ["EXAMPLES", "Example", "example_of", "opened"]
