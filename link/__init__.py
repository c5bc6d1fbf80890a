"""A scenario from a link, and back to it."""

from link.both_ways import MOST_NOTES, PARAMETERS, from_link, pairs, to_link
from link.build import stays_at_home
from link.race import CLOCK
from link.table import Ignored, Parameter

__all__ = [
    "CLOCK",
    "MOST_NOTES",
    "PARAMETERS",
    "Ignored",
    "Parameter",
    "from_link",
    "pairs",
    "stays_at_home",
    "to_link",
]
