"""Formulas that tests share, the same in forty digits, and what has to be so for any text."""

import math
from typing import Any

import mpmath
import numpy as np

from surfaces import Surface
from surfaces.formula import FormulaError, parse_surface

# Between them they have every function and operation, and most pairs of them within each other.
SMOOTH = [
    "x^2 + 3*sin(y)",
    "(1 - x)^2 + 100*(y - x^2)^2",
    "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)**2 + (2.625 - x + x*y^3)^2",
    "20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))",
    "-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20",
    "x*y",
    "x/y",
    "x/(1 + y^2) - y/3",
    "3/(x*y + 20)",
    "-x^2",
    "(-x)^3*y",
    "2^-x + 2**x*y",
    "x^-1 + y^-3 + (x*y)^-2",
    "x^7 - y^16 + (x + y)^23",
    "(x^2 + 1)^1.5 + (y^2 + 2)^-0.7 + (x^2 + y^2)^0.5",
    "(x^2 + 1)^y",
    "(2 + sin(x))^(x*y)",
    "e^(x*y/9) + exp(-x^2)",
    "pow(1.5, x) + pow(x^2 + 1, 0.25)",
    "sin(x*y) * cos(x - y)",
    "tan(x/4)*tan(y/5 + x/9)",
    "asin(x/6) + acos(y/6) + asin(x*y/40)",
    "acos(x*y/40)^2",
    "atan(x*y) + atan(1e3*x)",
    "atan2(y, x) + atan2(x*y, 1 + x^2) + atan2(2, x)",
    "sinh(x)*cosh(y)",
    "tanh(x*y) + tanh(5*x) + tanh(y)^3",
    "log(x^2 + y^2) + log(7 + x)",
    "log10(x^2 + 1)*log2(y^2 + 2)",
    "sqrt(x^2 + y^2 + 1)*sqrt(9 + x)",
    "hypot(x - 1, 2*y) + hypot(3, x*y)",
    "sigmoid(x*y) + sigmoid(-9*x) + sigmoid(y)*x",
    "softplus(x*y) + softplus(-8*x) + y*softplus(y)",
    "relu(x - y)*x + relu(x)^2",
    "abs(x - y)*sin(x) + abs(x*y)^3",
    "sign(x)*x^2 + floor(y)*x + ceil(x*y)*y^2",
    "min(x, y^2) + max(x*y, 1 - x, sin(y))",
    "max(0, 1 - x*y)^2 + 0.01*(x^2 + y^2)",
    "-20/(1 + exp(-(x + y)))*x - -y + +x",
    "1e-3*x + 1e6*y^2 - .5*x*y",
    "exp(exp(sin(x)*cos(y)))",
    "x^x^0 + 2^2^2*x - (2*3)*y/pi",
]
# Points in the middle of a domain, away from the axes, from x = y and from whole numbers, where slopes break.
POINTS = [(-3.13, 2.21), (1.37, -0.58), (0.23, 0.71), (-0.41, -2.63), (2.17, 3.31)]


def _least(*numbers: Any) -> Any:
    return min(numbers)


def _most(*numbers: Any) -> Any:
    return max(numbers)


EXACT: dict[str, Any] = {
    **{name: getattr(mpmath, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan", "atan2")},
    **{name: getattr(mpmath, name) for name in ("sinh", "cosh", "tanh", "exp", "log", "log10", "sqrt")},
    **{name: getattr(mpmath, name) for name in ("sign", "floor", "ceil", "hypot")},
    "abs": mpmath.fabs,
    "log2": lambda u: mpmath.log(u) / mpmath.log(2),
    "pow": lambda u, v: u**v,
    "min": _least,
    "max": _most,
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "relu": lambda u: max(u, mpmath.mpf(0)),
    "softplus": lambda u: mpmath.log1p(mpmath.exp(u)),
    "pi": mpmath.pi,
    "e": mpmath.e,
}


def exactly(text: str, **parameters: float) -> Any:
    """The formula as a function of x and y, by Python's own parser and in mpmath's digits."""
    code = compile(text.replace("^", "**"), "<formula>", "eval")
    return lambda x, y: eval(code, {**EXACT, **parameters, "x": x, "y": y})


def all_of(surface: Surface, x: Any, y: Any) -> tuple[Any, ...]:
    """Value, gradient and second derivatives: six floats, or six arrays."""
    return surface.value(x, y), *surface.gradient(x, y), *surface.hessian(x, y)


def tried(text: Any) -> Surface | FormulaError:
    """One of the two, and nothing else."""
    try:
        return parse_surface(text)
    except FormulaError as error:
        return error


def assert_tells(error: FormulaError, text: str) -> None:
    """A sentence that can be shown, of characters that are there."""
    assert error.length >= 1
    assert 0 <= error.position <= error.position + error.length <= max(1, len(text))
    assert str(error).encode("utf-8").endswith((b".", b"?"))


def assert_computes(surface: Surface, across: int = 40) -> None:
    """Numbers for whatever numbers, near and far and none; none of it raises."""
    for at in (surface.start, (0.3, -0.7), (0.0, 0.0), (1e200, -1e200), (math.inf, math.nan)):
        assert all(type(number) is float for number in all_of(surface, *at))
    assert math.isfinite(surface.value(*surface.start))
    x, y = np.meshgrid(np.linspace(-5.0, 5.0, across), np.linspace(-5.0, 5.0, across))
    assert all(each.shape == x.shape and each.dtype == float for each in all_of(surface, x, y))
