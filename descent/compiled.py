"""A recorded step as a function of plain Python, for one lane: without calls, each expression once.

At one start a NumPy call costs more than the arithmetic in it, and so does a call of a Python function. Rule
and surface written out in one loop take a good third of the time, with the same digits.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import inf, isfinite, nan, sqrt
from typing import Any

import numpy as np

from descent.march import STILL, March, Settings, record
from descent.recording import Node, NotRecordable, Operation, choose
from descent.signals import Shape
from optimizers import Optimizer
from surfaces import Surface, functions

# The functions that do it on floats, by their names in `surfaces.functions`.
ONE: Mapping[Operation, str] = {
    np.exp: "exp",
    np.log: "log",
    np.log1p: "log1p",
    np.log2: "log2",
    np.log10: "log10",
    np.sin: "sin",
    np.cos: "cos",
    np.tan: "tan",
    np.arcsin: "asin",
    np.arccos: "acos",
    np.arctan: "atan",
    np.sinh: "sinh",
    np.cosh: "cosh",
    np.tanh: "tanh",
    np.rint: "nearest",
    np.floor: "floor",
    np.ceil: "ceil",
    np.sign: "sign",
}
TWO: Mapping[Operation, str] = {
    np.power: "power",
    np.hypot: "hypot",
    np.arctan2: "atan2",
    np.maximum: "maximum",
    np.minimum: "minimum",
}
# How an operation on floats is written, so that it gives what NumPy gives.
WRITTEN: Mapping[Operation, str] = {
    np.add: "{} + {}",
    np.subtract: "{} - {}",
    np.multiply: "{} * {}",
    np.divide: "{} / {}",
    np.negative: "-{}",
    np.absolute: "abs({})",
    np.sqrt: "sqrt({0}) if {0} >= 0.0 else nan",
    **{operation: f"{name}({{}})" for operation, name in ONE.items()},
    **{operation: f"{name}({{}}, {{}})" for operation, name in TWO.items()},
    np.less: "{} < {}",
    np.less_equal: "{} <= {}",
    np.greater: "{} > {}",
    np.greater_equal: "{} >= {}",
    np.equal: "{} == {}",
    np.not_equal: "{} != {}",
    np.bitwise_and: "{} and {}",
    np.bitwise_or: "{} or {}",
    np.invert: "not {}",
    choose: "{1} if {0} else {2}",
}
KNOWN: Mapping[str, Any] = {
    "sqrt": sqrt,
    "isfinite": isfinite,
    "nan": nan,
    "inf": inf,
    **{name: getattr(functions, name) for name in (*ONE.values(), *TWO.values())},
}

# Operations in a step; BFGS has more, for its search tries every length. A thousand take some 40 ms to write,
# a fifth of what one run without takes on a loss that is a sum over two dozen points.
LONGEST = 1000

Walk = Callable[..., tuple[list[float], bool]]


def walk_of(optimizer: Optimizer, surface: Surface, shape: Shape = STILL) -> Walk | None:
    """`walk(optimizer, entries, x, y, loss, gx, gy, signals)`; None where there is none, see `march_of`.

    `signals` has for each step a tuple of the values of the shape's names; (gx, gy) is the gradient as the
    rule sees it.

    It takes the rule's entries at the start, and returns the record of `descent.single`, and whether the last
    loss or position in it is not finite. As Python does it raises ZeroDivisionError where NumPy has inf, nan.
    """
    # The function is written for any value of a hyper-parameter; but 0 and 1 spare what is done for nothing.
    given = tuple(n for n, v in vars(optimizer).items() if isinstance(v, float) and v not in (0.0, 1.0))
    values = tuple((name, value) for name, value in vars(optimizer).items() if name not in given)
    return written(Settings(type(optimizer), values, given), surface, shape)


@lru_cache(maxsize=512)
def written(settings: Settings, surface: Surface, shape: Shape) -> Walk | None:
    """The same, kept for the next run at other values."""
    try:
        return compiled(record(settings, surface, shape))
    except Exception:  # NotRecordable, or whatever a node does not know: where it is real, arrays meet it too
        return None


def compiled(march: March) -> Walk:
    """The function, from its text."""
    if len(march.program.each) > LONGEST:
        raise NotRecordable("a step that would take longer to write than to walk")
    space: dict[str, Any] = dict(KNOWN)
    exec(compile(text(march), f"<{march.surface.key}>", "exec"), space)
    # The function is kept, the march is not: its graph takes many times as much memory.
    bare, names, places = space["walk"], tuple(march.settings), [place for place, _ in march.state]

    def walk(optimizer: Optimizer, entries: list[float], *at: Any) -> tuple[list[float], bool]:
        settings = [getattr(optimizer, name) for name in names]
        return bare(*settings, *(entries[place] for place in places), *at)  # type: ignore[no-any-return]

    return walk


def text(march: March) -> str:
    """The loop in Python. A row of the program's memory is a variable."""
    program = march.program
    singles: dict[Node, str] = {}

    def name(node: Node) -> str:
        if node.value is not None:
            return repr(node.value)
        if node in program.memory.rows:
            return f"{'t' if node.truth else 'r'}{program.memory.rows[node]}"
        return singles.setdefault(node, f"n{len(singles)}")

    def line(node: Node) -> str:
        words = WRITTEN.get(node.operation) if node.operation else None
        if words is None:
            raise NotRecordable(f"{node.operation} is not written for floats")
        return f"{name(node)} = {words.format(*map(name, node.inputs))}"

    symbols = [symbol for _, symbol in march.state]
    at = [*march.position, march.loss]
    takes = [*march.settings.values(), *symbols, *at, *march.slope]
    signals = f"({', '.join(map(name, march.signals))},)" if march.signals else "_"
    finite = " and ".join(f"isfinite({name(node)})" for node in at)
    return "\n".join(
        [
            f"def walk({', '.join(map(name, takes))}, signals):",
            "    record = []",
            *(f"    {line(node)}" for node in program.before),
            f"    for {signals} in signals:",
            f"        record += ({', '.join(map(name, march.slope))})",
            *(f"        {line(node)}" for node in program.each),
            *(f"        {name(symbol)} = {name(after)}" for after, symbol in program.copies),
            f"        record += ({', '.join(name(node) for node in [*at, *march.entries])})",
            f"        if not ({finite}):",
            "            return record, True",
            "    return record, False",
        ]
    )
