"""Since when the losses of many lanes have stayed as they are, and how a walk is stopped."""

from typing import Any

import numpy as np
import pytest

from descent import Motion, Noise, Schedule, Stopped, descend, finals, settle
from optimizers import OPTIMIZERS
from surfaces import SURFACES

BOWL, ROSENBROCK = SURFACES["global_minimum"], SURFACES["rosenbrock"]


def settled_at(losses: Any, tolerance: float, every: int) -> int:
    """The definition, step by step."""
    reference, last = losses[0], 0
    for t in range(every, len(losses), every):
        if abs(losses[t] - reference) > tolerance:
            reference, last = losses[t], t
    return last


@pytest.mark.parametrize(
    ("rule", "key", "rate", "around"),
    [
        ("adam", "rastrigin", 0.05, {}),
        ("momentum", "himmelblau", 0.005, {"noise": Noise("gaussian", sigma=3.0)}),
        ("sgd", "rosenbrock", 0.0016, {"schedule": Schedule("cosine", warmup=0.1)}),
        ("rmsprop", "six_hump_camel", 0.02, {"motion": Motion("jump", period=60.0)}),
        ("bfgs", "beale", 1.0, {}),
    ],
)
@pytest.mark.parametrize("steps", [0, 200, 520])
@pytest.mark.parametrize("lanes", [7, 300])
def test_it_equals_a_loop_over_single_runs(
    rule: str, key: str, rate: float, around: dict[str, Any], steps: int, lanes: int
) -> None:
    surface, optimizer = SURFACES[key], OPTIMIZERS[rule](learning_rate=rate)  # type: ignore[call-arg]
    rng = np.random.default_rng(5)
    starts = np.array([rng.uniform(low, high, lanes) for low, high in surface.domain])
    found = settle(optimizer, surface, starts, steps, 0.01, **around)
    for lane in range(0, lanes, 1 + lanes // 20):
        run = descend(optimizer, surface, starts[:, lane], steps, **around)
        if run.diverged_at is not None:
            assert (found.settled[lane], np.isnan(found.losses[lane])) == (-1, True)
            continue
        assert found.losses[lane] == run.losses[-1]
        assert found.settled[lane] == settled_at(run.losses, 0.01, every=1 + steps // 128)


def test_it_ends_where_finals_does() -> None:
    starts = np.array([[-1.2, 0.5, 1.9], [1.0, 2.5, -0.9]])
    sgd = OPTIMIZERS["sgd"](learning_rate=0.002)
    here, there = settle(sgd, ROSENBROCK, starts, 100), finals(sgd, ROSENBROCK, starts, 100)
    np.testing.assert_array_equal(here.positions, there.positions)
    np.testing.assert_array_equal(here.losses, there.losses)
    assert np.isnan(here.losses).tolist() == [False, False, True]


def test_by_hand() -> None:
    # Losses 2 · 0.64ᵗ: 2, 1.28, 0.82, 0.524, 0.34, …, 0.036, 0.023 at t = 10, and on to 0. With 0.53 the
    # reference is 2, 1.28 from t = 1 and 0.524 from t = 3; 0.5 is passed from there too, by 0.501 at t = 10.
    sgd = OPTIMIZERS["sgd"](learning_rate=0.1)
    for tolerance, steps in ((0.53, 3), (0.5, 10), (3.0, 0)):
        assert settle(sgd, BOWL, [[1.0], [1.0]], 50, tolerance=tolerance).settled.tolist() == [steps]


@pytest.mark.parametrize("walk", [finals, settle])
def test_a_walk_is_stopped_on_its_way(walk: Any) -> None:
    asked: list[bool] = []

    def at_the_third() -> bool:
        asked.append(len(asked) == 2)
        return asked[-1]

    with pytest.raises(Stopped):
        walk(OPTIMIZERS["sgd"](), BOWL, np.ones((2, 3)), 100_000, stop=at_the_third)
    assert asked == [False, False, True]
    never = walk(OPTIMIZERS["sgd"](), BOWL, np.ones((2, 3)), 100, stop=lambda: False)
    np.testing.assert_array_equal(never.losses, walk(OPTIMIZERS["sgd"](), BOWL, np.ones((2, 3)), 100).losses)
