"""A formula written down as elementary operations, by running it once on nodes instead of numbers.

Rules and surfaces are plain expressions. Given nodes they leave behind a graph of what they compute, with
equal expressions in it once: a surface's value and gradient share their parts, and so do both coordinates of
a rule. What the graph computes equals what the expressions compute to the last digit; only a zero may lose
its sign, since x + 0 is taken for x.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np

Operation = Callable[..., Any]
Kind = Literal["number", "lanes"]

COMMUTATIVE = frozenset({np.add, np.multiply, np.maximum, np.minimum, np.bitwise_and, np.bitwise_or})
LOGICAL = frozenset({np.bitwise_and, np.bitwise_or, np.invert})
TRUTHS = LOGICAL | frozenset({np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal})
KNOWN = TRUTHS | frozenset(
    {np.add, np.subtract, np.multiply, np.divide, np.negative, np.absolute, np.sign, np.maximum, np.minimum}
    | {np.power, np.sqrt, np.exp, np.log, np.log1p, np.log2, np.log10, np.rint, np.floor, np.ceil, np.hypot}
    | {np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan, np.arctan2, np.sinh, np.cosh, np.tanh}
)


class NotRecordable(TypeError):  # noqa: N818
    """The expression asks for a number where there is only a node, say in an `if`: it needs arrays."""


def choose(condition: Any, chosen: Any, other: Any, out: Any) -> None:
    """`np.where` into an array that overlaps neither `condition` nor `chosen`."""
    np.copyto(out, other)
    np.copyto(out, chosen, where=condition)


class Node:
    """A constant, a symbol, or an operation on other nodes. `kind` is "lanes" for one number a lane."""

    __slots__ = ("inputs", "kind", "operation", "recording", "value")

    def __init__(
        self,
        recording: Recording,
        kind: Kind,
        operation: Operation | None = None,
        inputs: tuple[Node, ...] = (),
        value: Any = None,
    ) -> None:
        self.recording = recording
        self.kind: Kind = kind
        self.operation = operation
        self.inputs = inputs
        self.value = value

    @property
    def truth(self) -> bool:
        """Whether it is true or false instead of a number."""
        return self.operation in TRUTHS or isinstance(self.value, bool)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Node:
        if method != "__call__" or options or ufunc not in KNOWN:
            raise NotRecordable(f"{ufunc.__name__} cannot be recorded")
        return self.recording.apply(ufunc, *inputs)

    def __array_function__(
        self, function: Callable[..., Any], _types: Any, inputs: tuple[Any, ...], options: Mapping[str, Any]
    ) -> Node:
        if function is np.where and len(inputs) == 3 and not options:
            return self.recording.apply(choose, *inputs)
        if function is np.zeros_like and not options:
            return self.recording.constant(0.0)
        raise NotRecordable(f"{function.__name__} cannot be recorded")

    def __bool__(self) -> bool:
        raise NotRecordable("a node is neither true nor false")

    def __float__(self) -> float:
        raise NotRecordable("a node has no value yet")

    def __iter__(self) -> Any:
        raise NotRecordable("a node has no parts")

    def __add__(self, other: Any) -> Node:
        return self.recording.apply(np.add, self, other)

    def __radd__(self, other: Any) -> Node:
        return self.recording.apply(np.add, other, self)

    def __sub__(self, other: Any) -> Node:
        return self.recording.apply(np.subtract, self, other)

    def __rsub__(self, other: Any) -> Node:
        return self.recording.apply(np.subtract, other, self)

    def __mul__(self, other: Any) -> Node:
        return self.recording.apply(np.multiply, self, other)

    def __rmul__(self, other: Any) -> Node:
        return self.recording.apply(np.multiply, other, self)

    def __truediv__(self, other: Any) -> Node:
        return self.recording.apply(np.divide, self, other)

    def __rtruediv__(self, other: Any) -> Node:
        return self.recording.apply(np.divide, other, self)

    def __neg__(self) -> Node:
        return self.recording.apply(np.negative, self)

    def __abs__(self) -> Node:
        return self.recording.apply(np.absolute, self)

    def __lt__(self, other: Any) -> Node:
        return self.recording.apply(np.less, self, other)

    def __le__(self, other: Any) -> Node:
        return self.recording.apply(np.less_equal, self, other)

    def __gt__(self, other: Any) -> Node:
        return self.recording.apply(np.greater, self, other)

    def __ge__(self, other: Any) -> Node:
        return self.recording.apply(np.greater_equal, self, other)

    # As for arrays, so two nodes are compared by `is`; sets and dictionaries look at that first.
    __hash__ = object.__hash__

    def __eq__(self, other: Any) -> Node:  # type: ignore[override]
        return self.recording.apply(np.equal, self, other)

    def __ne__(self, other: Any) -> Node:  # type: ignore[override]
        return self.recording.apply(np.not_equal, self, other)

    def __and__(self, other: Any) -> Node:
        return self.recording.apply(np.bitwise_and, self, other)

    def __rand__(self, other: Any) -> Node:
        return self.recording.apply(np.bitwise_and, other, self)

    def __or__(self, other: Any) -> Node:
        return self.recording.apply(np.bitwise_or, self, other)

    def __ror__(self, other: Any) -> Node:
        return self.recording.apply(np.bitwise_or, other, self)

    def __invert__(self) -> Node:
        return self.recording.apply(np.invert, self)


class Recording:
    """The nodes of one graph, each expression once."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []  # operations, in an order in which they can be computed
        self.finite: set[Node] = set()  # symbols that are known to be finite
        self._constants: dict[tuple[Any, str], Node] = {}
        self._known: dict[tuple[Any, ...], Node] = {}

    def symbol(self, kind: Kind, *, finite: bool = False) -> Node:
        node = Node(self, kind)
        if finite:
            self.finite.add(node)
        return node

    def constant(self, value: Any) -> Node:
        plain = bool(value) if isinstance(value, bool | np.bool_) else float(value)
        # −0 and 0 are equal as keys and differ as divisors; so are True and 1.
        return self._constants.setdefault((plain, repr(plain)), Node(self, "number", value=plain))

    def node(self, value: Any) -> Node:
        if isinstance(value, Node):
            return value
        if np.ndim(value):
            raise NotRecordable("an array among the nodes")
        return self.constant(value)

    def apply(self, operation: Operation, *inputs: Any) -> Node:
        nodes = tuple(map(self.node, inputs))
        self._check_truths(operation, nodes)
        if all(node.value is not None for node in nodes):
            return self._computed(operation, [node.value for node in nodes])
        simpler = self._simpler(operation, nodes)
        if simpler is not None:
            return simpler
        order = sorted(map(id, nodes)) if operation in COMMUTATIVE else map(id, nodes)
        key = (operation, *order)
        if key not in self._known:
            kind: Kind = "lanes" if any(node.kind == "lanes" for node in nodes) else "number"
            self._known[key] = Node(self, kind, operation, nodes)
            self.nodes.append(self._known[key])
        return self._known[key]

    def _check_truths(self, operation: Operation, nodes: tuple[Node, ...]) -> None:
        """Truths are for conditions alone: as numbers NumPy and Python take them differently."""
        if operation is choose:
            right = [node.truth for node in nodes] == [True, False, False]
        elif operation in LOGICAL:
            right = all(node.truth for node in nodes)
        else:
            right = not any(node.truth for node in nodes)
        if not right:
            raise NotRecordable("a truth that is taken for a number, or a number for a truth")

    def _computed(self, operation: Operation, values: list[Any]) -> Node:
        with np.errstate(all="ignore"):
            return self.constant(np.where(*values) if operation is choose else operation(*values))

    def _simpler(self, operation: Operation, nodes: tuple[Node, ...]) -> Node | None:
        """What needs no operation: 1 · x, x + 0, and 0 · x where x is finite, as without weight decay."""
        values = [node.value for node in nodes]
        if operation is np.multiply:
            for value, other in zip(values, reversed(nodes), strict=True):
                if value == 1.0 and not other.truth:
                    return other
                if value == 0.0 and other in self.finite:
                    return self.constant(0.0)
        if operation is np.add:
            for value, other in zip(values, reversed(nodes), strict=True):
                if value == 0.0 and not other.truth:
                    return other
        return None
