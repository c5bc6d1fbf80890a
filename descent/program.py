"""A recorded graph as a list of NumPy calls that write in place, for as many lanes as a block has.

NumPy is fastest when nothing is allocated and what is touched stays in the cache. So each node is given one
of a few rows of memory, which is used again as soon as nobody will read it, and what does not change from
step to step is computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from descent.recording import Node, NotRecordable, Recording, choose

FOREVER = 1 << 60
LINE, PAGE = 64, 4096  # bytes


@dataclass(eq=False)
class Memory:
    """Which row each node has. Rows of numbers and rows of truths are kept apart."""

    rows: dict[Node, int] = field(default_factory=dict)
    free: dict[bool, list[int]] = field(default_factory=lambda: {False: [], True: []})
    count: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    # Each row to which something that is carried to the next step has to come back, and when that will be
    # computed. It is lent only until then: else it would have to be copied there at the end.
    homes: dict[Node, int] = field(default_factory=dict)
    ready: dict[int, int] = field(default_factory=dict)

    def keep(self, node: Node) -> None:
        """A row for this node alone."""
        self.rows[node] = self.count[node.truth]
        self.count[node.truth] += 1

    def give(self, node: Node, until: int) -> None:
        """A free row: the node's home if it has one, else one that is free so long, else a new one."""
        free = self.free[node.truth]
        row = self.homes.get(node)
        if row not in free:
            row = next((r for r in reversed(free) if node.truth or until <= self.ready.get(r, FOREVER)), None)
        if row is None:
            self.keep(node)
        else:
            free.remove(row)
            self.rows[node] = row

    def release(self, node: Node) -> None:
        self.free[node.truth].append(self.rows[node])


class Program:
    """The calls of one step, and those before the first, with rows instead of arrays."""

    def __init__(
        self,
        recording: Recording,
        carried: Mapping[Node, Node],
        settings: Sequence[Node],
        signals: Sequence[Node] = (),
    ) -> None:
        """`carried` says for each symbol that a step reads which node stands in its place after the step.

        `signals` are symbols that are set anew before each step.
        """
        self.carried = carried
        self.settings = settings
        self.signals = signals
        self.memory = Memory()
        needed = _reachable(carried.values())
        changing = _reachable_from([*carried, *signals], recording.nodes)
        operations = [node for node in recording.nodes if node in needed]
        self.before = [node for node in operations if node not in changing]
        self.each = [node for node in operations if node in changing]
        self.copies: list[tuple[Node, Node]] = []
        self._place()

    def _place(self) -> None:
        memory = self.memory
        fixed = dict.fromkeys([*self.settings, *self.before, *self.signals])
        for node in (*self.carried, *fixed):
            if node.kind == "lanes":
                memory.keep(node)
        memory.homes = {
            after: memory.rows[symbol] for symbol, after in self.carried.items() if symbol in memory.rows
        }
        last = self._last_reads()
        computed = {node: i for i, node in enumerate(self.each)}
        memory.ready = {row: computed.get(node, len(self.each)) for node, row in memory.homes.items()}
        for symbol in self.carried:
            if symbol not in last and symbol in memory.rows:
                memory.release(symbol)
        for i, node in enumerate(self.each):
            over = [
                n
                for n in dict.fromkeys(node.inputs)
                if last.get(n) == i and n in memory.rows and n not in fixed
            ]
            # An operation may write where it reads; only `choose` would overwrite what it still needs.
            if node.operation is not choose:
                for n in over:
                    memory.release(n)
            if node.kind == "lanes":
                memory.give(node, last[node])
            if node.operation is choose:
                for n in over:
                    memory.release(n)
        self.copies = _in_order([(after, symbol) for symbol, after in self.carried.items()], memory.rows)

    def _last_reads(self) -> dict[Node, int]:
        last = {}
        for i, node in enumerate(self.each):
            for read in node.inputs:
                last[read] = i
        return last | dict.fromkeys(self.carried.values(), FOREVER)


class Machine:
    """A program with memory for a number of lanes."""

    def __init__(self, program: Program, lanes: int) -> None:
        count = program.memory.count
        numbers, truths = _rows(count[False], lanes, np.float64), _rows(count[True], lanes, np.bool_)
        self._rows = {
            node: (truths if node.truth else numbers)[row] for node, row in program.memory.rows.items()
        }
        self._singles: dict[Node, Any] = {}
        self._signals = [self.array(node) for node in program.signals]
        self._before = [self._call(node) for node in program.before]
        self._step = [self._call(node) for node in program.each]
        self._step += [
            partial(np.positive, self.array(after), out=self.array(symbol))
            for after, symbol in program.copies
        ]

    def array(self, node: Node) -> Any:
        """The array that holds a node: (lanes,), or without a dimension for what all lanes share."""
        if node in self._rows:
            return self._rows[node]
        if node not in self._singles:
            # NumPy takes an array without dimensions faster than a float.
            value = node.value if node.value is not None else False if node.truth else 0.0
            self._singles[node] = np.array(value)
        return self._singles[node]

    def load(self, values: Mapping[Node, Any]) -> None:
        """Set the symbols, and compute what does not change from step to step."""
        for node, value in values.items():
            self.array(node)[...] = value
        for operation in self._before:
            operation()

    def step(self, signals: Iterable[Any] = ()) -> None:
        """One step, with the values of the program's signals."""
        for array, value in zip(self._signals, signals, strict=True):
            array[...] = value
        for operation in self._step:
            operation()

    def _call(self, node: Node) -> Callable[[], Any]:
        operation: Any = node.operation
        return partial(operation, *map(self.array, node.inputs), out=self.array(node))


def _rows(count: int, length: int, kind: type[np.generic]) -> Any:
    """Empty rows, each of which begins with a line of the cache: else most operations take twice as long."""
    size = np.dtype(kind).itemsize
    stride = -(-length * size // LINE) * LINE
    if stride % PAGE == 0:
        stride += LINE  # rows that begin at the same place of their pages push each other out of the cache
    memory = np.empty(count * stride + LINE, dtype=np.uint8)
    first = -memory.ctypes.data % LINE
    rows = memory[first : first + count * stride].reshape(count, stride)
    return rows[:, : length * size].view(kind)


def _reachable(nodes: Any) -> set[Node]:
    """The nodes and all that they are computed from."""
    found: set[Node] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += node.inputs
    return found


def _reachable_from(symbols: Any, operations: Sequence[Node]) -> set[Node]:
    """The symbols and all that is computed from them."""
    found = set(symbols)
    for node in operations:
        if not found.isdisjoint(node.inputs):
            found.add(node)
    return found


def _in_order(pairs: list[tuple[Node, Node]], rows: Mapping[Node, int]) -> list[tuple[Node, Node]]:
    """The copies (from, to) that are needed, none before the row that it writes has been read."""

    def place(node: Node) -> Any:
        return (rows[node], node.truth) if node in rows else id(node)

    todo = [(a, b) for a, b in pairs if place(a) != place(b)]
    done = []
    while todo:
        read = [place(a) for a, _ in todo]
        for i, (_, b) in enumerate(todo):
            if place(b) not in read[:i] + read[i + 1 :]:
                done.append(todo.pop(i))
                break
        else:
            raise NotRecordable("two remembered quantities that change places")
    return done
