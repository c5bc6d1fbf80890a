"""From tokens to an expression: precedence as in Python, with ^ for ** as well.

Not Python's own parser: it would compute with huge whole numbers, warn, and run out of stack or memory on
some texts, and it could not say in a user's words what is wrong.
"""

from difflib import get_close_matches
from functools import lru_cache

from surfaces.formula.error import FormulaError
from surfaces.formula.expression import Call, Expression, Part
from surfaces.formula.language import (
    ALIASES,
    CONSTANTS,
    DEEPEST,
    FUNCTIONS,
    NAME,
    PARAMETERS,
    PARTS,
    REFUSED,
    VARIABLES,
)
from surfaces.formula.tokens import Token, tokens_of

POWERS = ("^", "**")


@lru_cache(maxsize=512)
def parsed(text: str) -> Expression:
    """The expression; FormulaError, which tells the place, for a text that is none."""
    parser = _Parser(tokens_of(text))
    parser.whole()
    return Expression(tuple(parser.parts))


class _Parser:
    """Reads tokens from left to right. A method returns the place of what it has read among the parts."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.read = 0  # parts, each as often as it stands in the text
        self.parts: list[Part] = []
        self.places: dict[Part, int] = {}
        self.names: list[str] = []

    def next(self, *texts: str) -> Token | None:
        """The next token if it is one of these, which is then read."""
        if self.at < len(self.tokens) and self.tokens[self.at].text in texts:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def place(self, part: Part, token: Token) -> int:
        self.read += 1
        if self.read > PARTS:
            raise token.error(f"A formula has at most {PARTS} numbers, names, operations and functions.")
        if part not in self.places:
            self.places[part] = len(self.parts)
            self.parts.append(part)
        return self.places[part]

    # ---- from what binds least to what binds most ----

    def whole(self) -> None:
        self.sum()  # is the last part, since all others are in it
        if self.at < len(self.tokens):
            raise self.out_of_place(self.tokens[self.at])

    def sum(self) -> int:
        left = self.product()
        while sign := self.next("+", "-"):
            left = self.place(Call(sign.text, (left, self.product())), sign)
        return left

    def product(self) -> int:
        left = self.signed()
        while sign := self.next("*", "/"):
            left = self.place(Call(sign.text, (left, self.signed())), sign)
        return left

    def signed(self) -> int:
        sign = self.next("+", "-")
        if sign is None:
            return self.power()
        self.deeper(sign)
        inner = self.signed()
        self.depth -= 1
        return inner if sign.text == "+" else self.place(Call("negative", (inner,)), sign)

    def power(self) -> int:
        base = self.atom()
        sign = self.next(*POWERS)
        if sign is None:
            return base
        self.deeper(sign)
        exponent = self.signed()
        self.depth -= 1
        return self.place(Call("^", (base, exponent)), sign)

    def atom(self) -> int:
        if self.at == len(self.tokens):
            raise self.missing_after(self.tokens[-1])
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            return self.place(float(token.text), token)
        if token.kind == "name":
            return self.named(token)
        if token.text != "(":
            raise self.missing_before(token)
        self.deeper(token)
        inner = self.sum()
        self.depth -= 1
        if not self.next(")"):
            raise self.out_of_place(self.tokens[self.at])
        return inner

    # ---- names ----

    def named(self, token: Token) -> int:
        called = self.at < len(self.tokens) and self.tokens[self.at].text == "("
        if token.text in FUNCTIONS:
            if not called:
                raise self.without_brackets(token)
            return self.call(token)
        if token.text in REFUSED or token.text.startswith("_"):
            raise _no_name(token)
        if called:
            raise _no_function(token)
        if token.text not in CONSTANTS and token.text not in VARIABLES and token.text not in self.names:
            if token.text in ("X", "Y"):
                raise token.error(f"Write {token.text.lower()}: the variables are small letters.")
            if len(token.text) > NAME:
                raise token.error(f"The name of a parameter has at most {NAME} characters.")
            if len(self.names) == PARAMETERS:
                raise token.error(f"A formula has at most {PARAMETERS} parameters beside x and y.")
            self.names.append(token.text)
        return self.place(token.text, token)

    def call(self, token: Token) -> int:
        bracket = self.next("(")
        assert bracket is not None
        self.deeper(bracket)
        inputs = []
        if not self.next(")"):
            inputs.append(self.sum())
            while self.next(","):
                inputs.append(self.sum())
            if not self.next(")"):
                raise self.out_of_place(self.tokens[self.at])
        self.depth -= 1
        count = FUNCTIONS[token.text]
        if len(inputs) != count if count else len(inputs) < 2:
            takes = {None: "two arguments or more", 1: "one argument", 2: "two arguments"}[count]
            raise token.error(f"“{token.text}” takes {takes}, not {len(inputs)}.")
        return self.place(Call("^" if token.text == "pow" else token.text, tuple(inputs)), token)

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise token.error(f"Brackets, powers and signs may lie {DEEPEST} deep at most, one in the other.")

    # ---- what to say ----

    def out_of_place(self, token: Token) -> FormulaError:
        """Of a token after something whole: a sign of multiplication is missing, or it is a comma."""
        before = self.tokens[self.at - 1]
        if token.text.startswith("_") and before.kind == "number":
            return token.error(f"Write {before.text}{token.text.replace('_', '')} without “_”.")
        if token.text in REFUSED or token.text.startswith("_"):
            return _no_name(token)
        if token.text == ",":
            after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else token
            if before.kind == after.kind == "number":
                return token.error(f"Write {before.text}.{after.text} with a point.")
            return token.error("A comma stands between the arguments of a function alone.")
        if token.text == "(":
            return token.error(f"A sign is missing before this bracket. For a product write {before.text}*(.")
        return token.error(
            f"A sign is missing before {token}. For a product write {before.text}*{token.text}."
        )

    def missing_after(self, token: Token) -> FormulaError:
        return token.error(f"Something is missing after {token}.")

    def missing_before(self, token: Token) -> FormulaError:
        before = self.tokens[self.at - 2] if self.at > 1 else None
        if before and before.text == "(" and token.text == ")":
            return FormulaError(
                "There is nothing between these brackets.",
                before.position,
                token.position + 1 - before.position,
            )
        if before and token.text in (")", ","):
            return self.missing_after(before)
        return token.error(f"Something is missing before {token}.")

    def without_brackets(self, token: Token) -> FormulaError:
        after = self.tokens[self.at] if self.at < len(self.tokens) else None
        if after and after.text in POWERS:
            return token.error(f"Write {token.text}(x)^2 for a power of {token.text}.")
        inner = after.text if after and after.kind != "sign" else "x"
        return token.error(f"“{token.text}” is a function: write {token.text}({inner}).")


def _no_name(token: Token) -> FormulaError:
    if token.text.startswith("_"):
        return token.error("A name begins with a letter.")
    if token.text in ("and", "or", "not", "if", "else"):
        return token.error(f"There is no {token}: min, max, abs and sign make corners and steps.")
    return token.error(f"{token} is a word of Python: choose another name.")


def _no_function(token: Token) -> FormulaError:
    if token.text in VARIABLES or token.text in CONSTANTS:
        return token.error(f"{token} is no function. For a product write {token.text}*(.")
    name = token.text.lower()
    if name in FUNCTIONS or name in ALIASES:
        return token.error(f"There is no function {token}: write {ALIASES.get(name, name)}.")
    near = get_close_matches(name, FUNCTIONS, n=1, cutoff=0.6)
    if near:
        return token.error(f"There is no function {token}. Do you mean {near[0]}?")
    return token.error(
        f"There is no function {token}. For a product write {token.text}*(. The functions are "
        f"{', '.join(FUNCTIONS)}."
    )
