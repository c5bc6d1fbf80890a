"""What is said of a text that is no formula, and of which characters."""

import pickle
import re

import pytest

from surfaces.formula import FormulaError, parse_surface

# (text, where, how many characters, words of what is said)
WRONG = [
    ("", 0, 1, "Type a formula in x and y"),
    ("   ", 0, 3, "Type a formula in x and y"),
    ("X^2 + Y^2", 0, 1, "Write x"),
    ("2x", 1, 1, "2*x"),
    ("3 + 2 x", 6, 1, "2*x"),
    ("2(x + 1)", 1, 1, "2*("),
    ("(x + 1)(y)", 7, 1, ")*("),
    ("x y", 2, 1, "x*y"),
    ("x(y + 1)", 0, 1, "x*("),
    ("pi(x)", 0, 2, "pi*("),
    ("a(x)", 0, 1, "a*("),
    ("x 2", 2, 1, "x*2"),
    ("sin x", 0, 3, "write sin(x)"),
    ("2*cos 3", 2, 3, "write cos(3)"),
    ("sin", 0, 3, "write sin(x)"),
    ("x + sin^2(x)", 4, 3, "sin(x)^2"),
    ("f(x,y) = x^2", 7, 1, "only what follows"),
    ("z = x", 2, 1, "only what follows"),
    ("x == y", 2, 2, "compared"),
    ("x < y", 2, 1, "compared"),
    ("x >= y", 2, 2, "compared"),
    ("x² + y", 1, 1, "x^2"),
    ("x·y", 1, 1, "*"),
    ("x − y", 2, 1, "Write -"),
    ("2*π", 2, 1, "pi"),
    ("θ*x", 0, 1, "from a to z"),
    ("x + é", 4, 1, "from a to z"),
    ("x\u200b", 1, 1, "U+200B"),
    ("foo(x)", 0, 3, "“foo”"),
    ("sine(x)", 0, 4, "Do you mean sin?"),
    ("x + sqr(y)", 4, 3, "Do you mean sqrt?"),
    ("ln(x)", 0, 2, "write log"),
    ("1 + arctan(x)", 4, 6, "write atan"),
    ("Exp(x)", 0, 3, "write exp"),
    ("factorial(x)", 0, 9, "The functions are sin, cos"),
    ("sin()", 0, 3, "one argument, not 0"),
    ("y*sin(x, y)", 2, 3, "one argument, not 2"),
    ("pow(x)", 0, 3, "two arguments, not 1"),
    ("max(x)", 0, 3, "two arguments or more, not 1"),
    ("sin(x", 3, 1, "never closed"),
    ("((x)", 0, 1, "never closed"),
    ("x)", 1, 1, "never opened"),
    ("()", 0, 2, "nothing between"),
    ("x*( )", 2, 3, "nothing between"),
    ("x +", 2, 1, "missing after “+”"),
    ("x^", 1, 1, "missing after “^”"),
    ("(x*)", 2, 1, "missing after “*”"),
    ("max(x,)", 5, 1, "missing after “,”"),
    ("*x", 0, 1, "missing before “*”"),
    ("x*/y", 2, 1, "missing before “/”"),
    ("0,5*x", 1, 1, "0.5"),
    ("x, y", 1, 1, "comma"),
    ("(x, y)", 2, 1, "comma"),
    ("x // y", 2, 2, "floor(x/y)"),
    ("x % 2", 2, 1, "floor"),
    ("|x|", 0, 1, "abs(x)"),
    ("x!", 1, 1, "factorial"),
    ("x[0]", 1, 1, "round brackets"),
    ("{x}", 0, 1, "round brackets"),
    ("'x'", 0, 1, "texts"),
    ("x.real", 1, 1, "point"),
    ("x # it", 2, 1, "comments"),
    ("\\frac{x}{y}", 0, 1, "LaTeX"),
    ("x and y", 2, 3, "corners"),
    ("not x", 0, 3, "corners"),
    ("x if y else 1", 2, 2, "corners"),
    ("lambda*x", 0, 6, "another name"),
    ("x + __class__", 4, 9, "begins with a letter"),
    ("_a*x", 0, 2, "begins with a letter"),
    ("1_000", 1, 4, "1000"),
    ("x@y", 1, 1, "Allowed are"),
    ("x:=1", 1, 1, "Allowed are"),
    ("1e999*x", 0, 5, "too large"),
    ("wavelength_of_it*x", 0, 16, "at most 12"),
    ("a+b+c+d+f+g+h+i+j", 16, 1, "at most 8"),
    ("(" * 31 + "x" + ")" * 31, 30, 1, "30 deep"),
    ("-" * 31 + "x", 30, 1, "30 deep"),
    ("x" + "^x" * 31, 61, 1, "30 deep"),
    ("x" * 301, 300, 1, "at most 300 characters; this one has 301"),
    ("+".join("x" * 61), 119, 1, "at most 120"),
    ("sqrt(-1)", 0, 8, "finite nowhere"),
    ("log(-1 - x^2)", 0, 13, "finite nowhere"),
]


@pytest.mark.parametrize(("text", "position", "length", "words"), WRONG)
def test_what_is_wrong_and_where(text: str, position: int, length: int, words: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(words)) as caught:
        parse_surface(text)
    assert (caught.value.position, caught.value.length) == (position, length)
    assert str(caught.value).endswith((".", "?"))


def test_what_is_just_small_enough() -> None:
    for text in (
        "(" * 30 + "x" + ")" * 30,
        "-" * 30 + "x",
        "x" + "^x" * 30,
        "+".join("x" * 60),
        "x" + " " * 299,
    ):
        assert parse_surface(text).key == "formula"
    assert len(parse_surface("a+b+c+d+f+g+h+i").knobs) == 8


def test_an_error_can_be_sent() -> None:
    error = pickle.loads(pickle.dumps(FormulaError("That is wrong.", 3, 2)))
    assert (str(error), error.position, error.length) == ("That is wrong.", 3, 2)
    assert isinstance(error, ValueError)
