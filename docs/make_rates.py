"""The learning rates that the app begins with, for every rule on every surface: `make rates` writes rates.md.

No number is chosen by hand: the rule for it is `descent.default_learning_rate`, which the app asks as well.
"""

from pathlib import Path

from descent import default_learning_rate
from optimizers import OPTIMIZERS
from surfaces import SURFACES

TABLE = Path(__file__).with_name("rates.md")


def text() -> str:
    """The page: the rule in words, taken from its docstring, and a row for each surface."""
    words = (default_learning_rate.__doc__ or "").split("\n\n")
    heads = ["", *(rule.label for rule in OPTIMIZERS.values())]
    rows = [
        [surface.name, *(f"{default_learning_rate(rule, surface):g}" for rule in OPTIMIZERS.values())]
        for surface in SURFACES.values()
    ]
    lines = [heads, ["---", *["--:"] * len(OPTIMIZERS)], *rows]
    return "\n".join(
        [
            "# Learning rates to begin with",
            "",
            "Made by `make rates`; the app computes the same numbers when it needs them.",
            "",
            *(" ".join(paragraph.split()) + "\n" for paragraph in words),
            *("| " + " | ".join(line) + " |" for line in lines),
            "",
        ]
    )


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8")
