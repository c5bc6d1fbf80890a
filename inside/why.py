"""Why a step moved the ball as it did: one plain sentence, made from the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from descent import Trajectory
from descent.staged import StagedStep
from inside.evidence import Evidence, evidence
from inside.reasons import Reason, reasons
from inside.remarks import Remark, remarks
from inside.words import WAYS, WORDS, figures

LONGEST = 170  # characters, of which a remark may not be the last straw


def why(run: Trajectory, stages: Sequence[StagedStep]) -> list[str]:
    """A sentence for each step of the run; `stages` are those of all its steps, as `staged` gives them.

    It tells for x and y the one reason that explains the move best, from the roles and names of the stages'
    quantities alone. Right, left, up and down are the move's way on the map; uphill and downhill go by the
    gradient that the rule saw.
    """
    if run.steps == 0:
        return []
    with np.errstate(all="ignore"):  # a run on its way to infinity
        seen = evidence(run, stages)
        codes, numbers = reasons(seen, type(run.optimizer).elementwise)
        found = remarks(run, stages, seen)
    words = _Clauses(_said(run, seen))
    ahead = np.sign(run.updates).astype(int).tolist()
    ends = _ends(found)
    rows = zip(codes.tolist(), ahead, numbers.tolist(), ends, strict=True)
    return [_closed(words.of(code, way, number), end) for code, way, number, end in rows]


def packed(sentences: Sequence[str]) -> tuple[list[str], list[int]]:
    """The distinct sentences in the order in which they come, and for each step the place of its own."""
    places: dict[str, int] = {}
    index = [places.setdefault(sentence, len(places)) for sentence in sentences]
    return list(places), index


def _said(run: Trajectory, seen: Evidence) -> Mapping[str, str]:
    """The words that are the same in all sentences of a run."""
    rule = type(run.optimizer)
    return {
        "memory": seen.memory.word if seen.memory else "",
        "nothing": ", and nothing remembered" if seen.memory else "",
        "bends": "the curvature" if rule.own_scale else "the other coordinate",
    }


class _Clauses:
    """What is said of x and y; the words of each reason and way are put together once."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = said
        self._known: dict[tuple[int, ...], str] = {}

    def of(self, codes: Sequence[int], ahead: Sequence[int], numbers: Sequence[float]) -> str:
        if codes[0] == codes[1]:
            return self._both(codes[0], ahead, numbers)
        x, y = (self._one(i, codes[i], ahead[i], numbers[i]) for i in (0, 1))
        return f"x: {x}; y: {y}"

    def _one(self, coordinate: int, code: int, ahead: int, number: float) -> str:
        key = coordinate, code, ahead
        if key not in self._known:
            way = WAYS[coordinate][ahead]
            self._known[key] = WORDS[Reason(code)].format(
                way=way, n="%s", it="it", s="s", es="es", **self._said
            )
        return _filled(self._known[key], number)

    def _both(self, code: int, ahead: Sequence[int], numbers: Sequence[float]) -> str:
        key = code, *ahead
        if key not in self._known:
            way = f"{WAYS[0][ahead[0]]} and {WAYS[1][ahead[1]]}"
            words = WORDS[Reason(code)].format(way=way, n="%s", it="them", s="", es="", **self._said)
            self._known[key] = f"both coordinates: {words}"
        return _filled(self._known[key], *numbers)


def _filled(words: str, *numbers: float) -> str:
    if "%s" not in words:
        return words
    return words % " and ".join(dict.fromkeys(map(figures, numbers)))


def _ends(found: Sequence[Remark]) -> Iterator[str]:
    """For each step the first remark that applies, or nothing."""
    first = np.select([r.applies for r in found], [np.intp(i) for i in range(len(found))], -1)
    for t, i in enumerate(first.tolist()):
        yield found[i].words(t) if i >= 0 else ""


def _closed(sentence: str, end: str) -> str:
    return f"{sentence}; {end}" if end and len(sentence) + len(end) + 2 <= LONGEST else sentence
