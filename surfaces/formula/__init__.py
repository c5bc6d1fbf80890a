"""Formulas that users type: `parse_surface("x^2 + 3*sin(y)")` is a surface with exact derivatives.

The language has x, y, numbers, pi and e, + - * / ^ (or **), brackets, the functions of
`surfaces.formula.language`, and up to eight other names, each a parameter that can be turned. A text is
checked character by character before anything is computed, and nothing of it is ever run as code.
"""

import math

from surfaces.formula.error import FormulaError
from surfaces.formula.surface import Formula, parse_surface

# What stands in the catalogue until somebody types another one.
EXAMPLE = Formula("x^2 + 3*sin(y)", ((-4.0, 4.0), (-4.0, 4.0)), (-3.0, 1.0), (0.0, -0.5 * math.pi))
SURFACE = EXAMPLE.surface

__all__ = ["SURFACE", "Formula", "FormulaError", "parse_surface"]
