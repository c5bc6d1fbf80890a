"""The rule in words, as the page shows it."""

from __future__ import annotations

from surfaces import Surface
from tuning.search import Tuning

NUMBERS = {
    "one": "its learning rate",
    "two": "its learning rate and one more number (μ, ρ, β₁ …)",
    "all": "all its numbers but guards (ε …) and weight decay",
}
STARTS = {"nearby": "this one, and others near it", "anywhere": "this one, and others anywhere on the map"}


def words(tuning: Tuning) -> str:
    """What is done to every optimizer of the race that this search is a part of."""
    plan, steps = tuning.plan, tuning.trial.steps
    how = "on a grid" if plan.method == "grid" else f"drawn with seed {plan.seed:.0f}"
    several = tuning.replicates.count > 1
    if plan.objective == "loss":
        average = "median loss" if several else "loss"
        best = f"lowest {average} above the minimum after {steps} steps{_runs(tuning)}"
        best += "; one that ever diverges is worst"
    else:
        average = "steps in the mean" if several else "steps"
        within = f"within {tuning.tolerance:g} of the minimum"
        best = f"fewest {average} until the loss is {within}{_runs(tuning)}; never counts as {steps + 1}"
    return (
        f"Each optimizer tries its own setting first, and {plan.budget:.0f} others of "
        f"{NUMBERS[plan.numbers]}, {how} over the whole range of each slider. Its best has the {best}."
    )


def _runs(tuning: Tuning) -> str:
    count = tuning.replicates.count
    if count == 1:
        return ""
    if tuning.plan.over == "seeds":
        return f" with {count} seeds of the noise"
    return f" from {count} starts ({STARTS[tuning.plan.over]})"


def limits(surface: Surface) -> str:
    """What the result does not say."""
    return f"Tuned on {surface.name}, for this budget: it says nothing about other surfaces."


def why_not(surface: Surface) -> str | None:
    """Why nothing can be tuned for on this surface; None where it can."""
    if surface.lowest is None:
        return f"{surface.name} has no lowest loss, so there is nothing to tune for."
    return None
