"""How a fair race is tuned: what the user chooses of the rule that `tuning` states."""

from __future__ import annotations

from dataclasses import dataclass

from descent.noise import MOST_SEED
from optimizers.base import check_fields, hyper


@dataclass(frozen=True)
class Plan:
    """The same for every optimizer of a race. Raises ValueError, naming the field, for a bad value."""

    method: str = hyper(
        "random", symbol="search", latex=r"\text{search}", choices=("random", "grid"),
        help="How settings are chosen: drawn from a seed over each number's whole range, or evenly spaced.",
    )  # fmt: skip
    budget: float = hyper(
        64.0, symbol="settings each", latex=r"\text{settings}", lowest=16.0, highest=512.0, scale="log",
        at_least=1.0, whole=True,
        help="Settings tried for each optimizer beside its own, as many however many numbers are tuned.",
    )  # fmt: skip
    seed: float = hyper(
        0.0, symbol="seed", latex=r"\text{seed}", lowest=0.0, highest=MOST_SEED, at_least=0.0, whole=True,
        below=2.0**31, help="Which settings and which starts are drawn: the same seed, the same result.",
    )  # fmt: skip
    numbers: str = hyper(
        "two", symbol="numbers tuned", latex=r"\text{numbers}", choices=("one", "two", "all"),
        help="The learning rate alone; one more with it, such as μ, ρ or β₁; or all but guards like ε and λ.",
    )  # fmt: skip
    objective: str = hyper(
        "loss", symbol="tuned for", latex=r"\text{objective}", choices=("loss", "steps"),
        help="The lowest loss at the end of the run, or the fewest steps until the tolerance.",
    )  # fmt: skip
    over: str = hyper(
        "nearby", symbol="averaged over", latex=r"\text{averaged over}",
        choices=("nearby", "anywhere", "seeds"),
        help="Runs of each setting: from starts near the race's own, anywhere on the map, or with seeds.",
    )  # fmt: skip
    count: float = hyper(
        5.0, symbol="how many", latex=r"\text{how many}", lowest=1.0, highest=100.0, scale="log",
        at_least=1.0, whole=True,
        help="Starts or seeds, of which the first is the race's own: 1 tunes for exactly this run.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_fields(self)
