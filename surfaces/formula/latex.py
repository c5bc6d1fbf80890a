"""A checked formula as LaTeX that KaTeX sets: made from its parts, never from the text that was typed."""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from surfaces.formula.expression import Expression

NAMES: Mapping[str, str] = {
    **{name: rf"\{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "min", "max")},
    **{"asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "log": r"\ln", "log10": r"\log_{10}"},
    **{"log2": r"\log_{2}", "sigmoid": r"\sigma", "relu": r"\operatorname{ReLU}"},
    **{name: rf"\operatorname{{{name}}}" for name in ("sign", "atan2", "softplus")},
}
AROUND: Mapping[str, tuple[str, str]] = {
    "sqrt": (r"\sqrt{", "}"),
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r"\right\rfloor"),
    "ceil": (r"\left\lceil ", r"\right\rceil"),
}


class Binds(IntEnum):
    """How firmly the outermost operation holds its inputs together."""

    SUM = 1
    SIGN = 2  # a minus before a product
    PRODUCT = 3
    CALL = 4  # also a power: holds as a factor, not as a base
    ATOM = 5


class Set(NamedTuple):
    """A part as it is set."""

    latex: str
    binds: Binds

    def within(self, least: Binds) -> str:
        """In brackets where it binds less than that."""
        return self.latex if self.binds >= least else rf"\left({self.latex}\right)"


def symbol(name: str) -> str:
    """A parameter, variable or constant."""
    if name == "pi":
        return r"\pi"
    plain = name.replace("_", r"\_")
    return plain if len(name) == 1 else rf"\mathrm{{{plain}}}"


def latex_of(expression: Expression) -> str:
    """What stands after "f(x, y) = "."""
    done: list[Set] = []
    for part in expression.parts:
        if isinstance(part, float):
            done.append(_number(part))
        elif isinstance(part, str):
            done.append(Set(symbol(part), Binds.ATOM))
        else:
            done.append(_call(part.name, [done[i] for i in part.inputs]))
    return done[-1].latex


def _number(value: float) -> Set:
    digits, _, exponent = repr(value).partition("e")
    digits = digits.removesuffix(".0")
    if not exponent:
        return Set(digits, Binds.ATOM)
    power = f"10^{{{int(exponent)}}}"
    return Set(power, Binds.CALL) if digits == "1" else Set(rf"{digits} \cdot {power}", Binds.PRODUCT)


def _call(name: str, inputs: list[Set]) -> Set:
    first, last = inputs[0], inputs[-1]
    if name == "negative":
        return Set(f"-{first.within(Binds.PRODUCT)}", Binds.SIGN)
    if name in ("+", "-"):
        # What begins with a minus is put in brackets after a sign.
        right = Binds.PRODUCT if name == "-" or last.latex.startswith("-") else Binds.SUM
        return Set(f"{first.latex} {name} {last.within(right)}", Binds.SUM)
    if name == "*":
        right_factor = last.within(Binds.PRODUCT)
        dot = r"\cdot" if right_factor[0].isdigit() else r"\,"
        # (−a) b is −a b.
        binds = Binds.SIGN if first.binds == Binds.SIGN else Binds.PRODUCT
        return Set(rf"{first.within(Binds.SIGN)} {dot} {right_factor}", binds)
    if name == "/":
        return Set(rf"\frac{{{first.latex}}}{{{last.latex}}}", Binds.PRODUCT)
    if name == "^":
        return Set(f"{first.within(Binds.ATOM)}^{{{last.latex}}}", Binds.CALL)
    if name == "exp":
        return Set(f"e^{{{first.latex}}}", Binds.CALL)
    if name == "hypot":
        return Set(
            rf"\sqrt{{{' + '.join(f'{each.within(Binds.ATOM)}^{{2}}' for each in inputs)}}}", Binds.ATOM
        )
    if name in AROUND:
        before, after = AROUND[name]
        return Set(f"{before}{first.latex}{after}", Binds.ATOM)
    return Set(rf"{NAMES[name]}\left({', '.join(each.latex for each in inputs)}\right)", Binds.CALL)
