"""The learning rate to begin with."""

from dataclasses import replace

import numpy as np
import pytest

from descent import default_learning_rate, descend, standing
from descent.rates import RATES
from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import SURFACES, Surface

BOWL, RAVINE, ROSENBROCK, SADDLE = (
    SURFACES[key] for key in ("global_minimum", "ravine", "rosenbrock", "saddle")
)
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)


# These lengthen their steps by themselves: down a long slope no rate to begin with may keep them short.
UNTAMED = {"rprop", "adadelta"}


def faults(rule: type[Optimizer], surface: Surface, rate: float) -> list[str]:
    """What is wrong with a run at this rate, as something to begin with."""
    run = descend(rule(learning_rate=rate), surface, surface.start, 500)  # type: ignore[call-arg]
    result = standing(run, surface)
    # Clearly below the start: a tenth of the way down, at least; where there is no floor, of the way seen.
    floor = -4.0 if surface.lowest is None else surface.lowest
    found = {
        "diverges": run.diverged_at is not None,
        "leaves the domain": result.steps_outside > 0,
        "jumps": np.hypot(*run.updates.T).max() > surface.diagonal / 12.0,
        "stays where it is": not result.final_loss < run.losses[0] - 0.1 * (run.losses[0] - floor),
    }
    return [name for name, wrong in found.items() if wrong]


@every_rule
@every_surface
def test_default_rate_rolls_and_does_not_jump(rule: type[Optimizer], surface: Surface) -> None:
    rate = default_learning_rate(rule, surface)
    if rule.own_scale:
        assert rate == hypers(rule)["learning_rate"].default
        return
    assert rate in RATES
    found = faults(rule, surface, rate)
    if found and rule.key in UNTAMED:
        assert all(faults(rule, surface, other) for other in RATES)
    else:
        assert found == []


def test_default_rate_by_hand() -> None:
    # On x² + y² a rate of 0.5 arrives in one step, but that step is longer than a twelfth of the diagonal.
    sgd = OPTIMIZERS["sgd"]
    assert default_learning_rate(sgd, replace(BOWL, start=(0.3, 0.2))) == 0.5
    assert default_learning_rate(sgd, replace(BOWL, start=(1.5, 0.8))) == 0.1
    # Standing at the minimum every rate has arrived: the smallest is taken.
    assert default_learning_rate(sgd, replace(BOWL, start=(0.0, 0.0))) == RATES[0]


def test_default_rate_where_no_rate_qualifies() -> None:
    cliff = replace(BOWL, gradient=lambda x, y: (1e9 * x, 1e9 * y))
    assert default_learning_rate(OPTIMIZERS["sgd"], cliff) == RATES[0]
