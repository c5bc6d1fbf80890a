"""Any text is a surface or a FormulaError: twenty thousand of them, of four kinds."""

import warnings
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surfaces.formula import FormulaError
from surfaces.formula.language import FUNCTIONS
from tests.core.formulas import SMOOTH, assert_computes, assert_tells, tried
from tests.core.hostile import HOSTILE

FEW = 5  # texts an example
SIGNS = "+-*/^()., xy0123456789eabpi_=<>[]{}'\"#\\\n"

names = st.sampled_from(["x", "y", "x", "y", "a", "b", "pi", "e", "width"])
numbers = st.sampled_from(["0", "1", "2", "3", "0.5", ".25", "1e-3", "7.", "1e300", "16", "17", "2.5"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What the grammar makes of smaller formulas."""

    def call(name: str) -> st.SearchStrategy[str]:
        count = FUNCTIONS[name]
        most = count or 3
        arguments = st.lists(inner, min_size=count or 2, max_size=most)
        return arguments.map(lambda each: f"{name}({', '.join(each)})")

    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", " - ", "*", "/", "^", "**"]), inner).map("".join),
        st.tuples(st.sampled_from("+-"), inner).map("".join),
        inner.map("({})".format),
        st.sampled_from(sorted(FUNCTIONS)).flatmap(call),
    )


formulas = st.recursive(names | numbers, larger, max_leaves=8)
pieces = st.sampled_from([*HOSTILE, *SMOOTH, *SIGNS]).filter(lambda piece: len(piece) <= 320)


@st.composite
def changed(draw: st.DrawFn) -> str:
    """A formula with some of its characters taken away, doubled or exchanged."""
    text = list(draw(st.sampled_from(SMOOTH)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text) - 1))
        text[at] = draw(st.sampled_from(["", text[at] * 2, *SIGNS]))
    return "".join(text)


def assert_one_or_the_other(texts: list[str]) -> int:
    """How many of them are formulas."""
    formulas_found = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in texts:
            found = tried(text)
            if isinstance(found, FormulaError):
                assert_tells(found, text)
            else:
                assert_computes(found, across=3)
                formulas_found += 1
    return formulas_found


def fuzzed(texts: st.SearchStrategy[str], examples: int) -> Callable[..., None]:
    quick = settings(max_examples=examples, suppress_health_check=list(HealthCheck))

    @quick
    @given(st.lists(texts, min_size=FEW, max_size=FEW))
    def run(some: list[str]) -> None:
        assert_one_or_the_other(some)

    return run


@pytest.mark.parametrize(
    ("texts", "examples"),
    [
        (st.text(max_size=40), 1000),
        (st.text(alphabet=SIGNS, max_size=25), 1000),
        (formulas, 700),
        (changed(), 700),
        (st.lists(pieces, min_size=1, max_size=5).map("".join), 700),
    ],
    ids=["any text", "signs", "grammar", "changed formulas", "pieces"],
)
def test_any_text_is_a_surface_or_an_error(texts: st.SearchStrategy[str], examples: int) -> None:
    fuzzed(texts, examples)()


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(formulas)
def test_what_the_grammar_makes_is_understood(text: str) -> None:
    found = tried(text)
    # Too large, or without any number as its loss: no other reason.
    assert not isinstance(found, FormulaError) or any(
        words in str(found) for words in ("at most", "finite nowhere")
    ), str(found)
