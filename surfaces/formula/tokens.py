"""A text as a list of numbers, names and signs; what cannot stand in any formula is refused here."""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from surfaces.formula.error import FormulaError
from surfaces.formula.language import DEEPEST, LONGEST

BLANK = " \t\r\n"
# ASCII alone: \d and \w would take other digits and letters.
TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[-+*/^(),])"
)
ALLOWED = "Allowed are numbers, names, + - * / ^, round brackets, and commas between arguments."
# What people type instead, and what to write.
INSTEAD: Mapping[str, str] = MappingProxyType(
    {"²": "x^2", "³": "x^3", "⁴": "x^4", "½": "0.5", "¼": "0.25", "π": "pi", "√": "sqrt(x)", "÷": "/"}
    | dict.fromkeys("·⋅∙×∗•", "*")
    | dict.fromkeys("−–—‐‑", "-")
    | dict.fromkeys("＋", "+")
)
REFUSED: Mapping[str, str] = MappingProxyType(
    {"//": "There is no “//”: write floor(x/y).", "%": "There is no “%”: write x - y*floor(x/y)."}
    | {
        "|": "Write abs(x) for |x|.",
        "!": "There is no factorial and no “not”.",
        "#": "There are no comments.",
    }
    | {"=": "Write only what follows the “=”.", "\\": "There is no LaTeX here: write x/y, sqrt(x), sin(x)."}
    | {".": "A point stands in numbers alone, such as 0.5."}
    | dict.fromkeys(
        ("==", "<=", ">=", "!=", "<", ">"), "Nothing is compared here: min, max and abs make corners."
    )
    | dict.fromkeys("[]{}", "Use round brackets, ( and ).")
    | dict.fromkeys("'\"`", "There are no texts in a formula.")
)


class Token(NamedTuple):
    kind: Literal["number", "name", "sign"]
    text: str
    position: int

    def __str__(self) -> str:
        return f"“{self.text}”"

    def error(self, message: str) -> FormulaError:
        return FormulaError(message, self.position, len(self.text))


def tokens_of(text: str) -> list[Token]:
    """The tokens, with brackets that match; FormulaError for the first thing that is wrong."""
    if len(text) > LONGEST:
        raise FormulaError(
            f"A formula has at most {LONGEST} characters; this one has {len(text)}.",
            LONGEST,
            len(text) - LONGEST,
        )
    tokens = []
    position = 0
    while position < len(text):
        if text[position] in BLANK:
            position += 1
            continue
        found = None if text.startswith("//", position) else TOKEN.match(text, position)
        if found is None:
            raise _refusal(text, position)
        tokens.append(Token(found.lastgroup, found[0], position))  # type: ignore[arg-type]
        position = found.end()
    if not tokens:
        raise FormulaError("Type a formula in x and y, such as x^2 + 3*sin(y).", 0, len(text))
    _check(tokens)
    return tokens


def _refusal(text: str, position: int) -> FormulaError:
    """What to say of a character that begins no token."""
    for length in (2, 1):
        piece = text[position : position + length]
        if piece in REFUSED:
            return FormulaError(REFUSED[piece], position, len(piece))
    if piece in INSTEAD:
        return FormulaError(f"Write {INSTEAD[piece]} instead of “{piece}”.", position)
    # What is not printable, a lone surrogate say, could not even be shown.
    shown = f"“{piece}”" if piece.isprintable() else f"U+{ord(piece):04X}"
    if piece.isalpha():
        return FormulaError(f"{shown} is no letter from a to z: write its name in those.", position)
    return FormulaError(f"{shown} has no meaning here. {ALLOWED}", position)


def _check(tokens: list[Token]) -> None:
    """FormulaError for numbers too large for a float, and for brackets that do not match or lie too deep."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "number" and math.isinf(float(token.text)):
            raise token.error("This number is too large: the largest is 1.797e308.")
        if token.text == "(":
            opened.append(token)
            if len(opened) > DEEPEST:
                raise token.error(f"Brackets may lie {DEEPEST} deep at most.")
        elif token.text == ")":
            if not opened:
                raise token.error("This bracket was never opened.")
            opened.pop()
    if opened:
        raise opened[-1].error("This bracket is never closed.")
