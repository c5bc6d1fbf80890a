"""Where a run stands at its end."""

import math
from typing import Any

import numpy as np
import pytest

from descent import Motion, Standing, Trajectory, descend, standing
from optimizers import OPTIMIZERS
from surfaces import SURFACES, Surface

BOWL, RAVINE, ROSENBROCK, SADDLE = (
    SURFACES[key] for key in ("global_minimum", "ravine", "rosenbrock", "saddle")
)
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.key)


def run_through(positions: Any, surface: Surface, diverged_at: int | None = None) -> Trajectory:
    points = np.array(positions, dtype=float)
    losses = np.asarray(surface.value(points[:, 0], points[:, 1]))
    return Trajectory(OPTIMIZERS["sgd"](), points, losses, np.diff(points, axis=0), diverged_at, [])


def test_arrived() -> None:
    result = standing(run_through([(1.0, 0.0), (0.02, 0.0), (0.03, 0.0), (0.0, 0.01)], BOWL), BOWL)
    assert result == Standing(pytest.approx(1e-4), pytest.approx(0.01), 1, 0, "arrived")


def test_passing_by_is_not_arriving() -> None:
    result = standing(run_through([(1.0, 0.0), (0.0, 0.0), (-1.0, 0.0)], BOWL), BOWL)
    assert result.steps_to == 1
    assert result.word == "moving"


def test_diverged() -> None:
    run = descend(OPTIMIZERS["sgd"](learning_rate=0.1), ROSENBROCK, (-1.2, 1.0), 500)
    assert standing(run, ROSENBROCK).word == f"diverged at step {run.diverged_at}"


def test_stuck() -> None:
    path = [(1.0, 1.0 - 0.01 * min(t, 80)) for t in range(101)]
    assert standing(run_through(path, BOWL), BOWL).word == "stuck"
    assert standing(run_through(path[:81], BOWL), BOWL).word == "moving"
    # A ball that stands still has not arrived, even if it never had a chance to move.
    assert standing(run_through([(1.0, 1.0)], BOWL), BOWL).word == "stuck"


def test_wandering() -> None:
    circle = [(math.cos(0.4 * t), math.sin(0.4 * t)) for t in range(200)]
    assert standing(run_through(circle, BOWL), BOWL).word == "wandering"
    spiral = [(2.0 * 0.99**t * x, 2.0 * 0.99**t * y) for t, (x, y) in enumerate(circle[:100])]
    assert standing(run_through(spiral, BOWL), BOWL).word == "moving"


def test_distance_is_to_the_nearest_minimum_and_outside_is_counted() -> None:
    himmelblau = SURFACES["himmelblau"]
    path = [(0.0, 0.0), (0.0, 6.0), (-6.0, 0.0), (3.0, 2.5)]
    result = standing(run_through(path, himmelblau), himmelblau)
    assert result.distance == pytest.approx(0.5)
    assert result.steps_outside == 2


def test_without_a_minimum_nothing_is_near() -> None:
    result = standing(descend(OPTIMIZERS["sgd"](learning_rate=0.005), SADDLE, SADDLE.start, 300), SADDLE)
    assert result.distance is None
    assert result.steps_to is None
    assert result.word == "moving"


def test_a_run_just_short_of_overflow_has_a_word_and_no_warning() -> None:
    saddle = SURFACES["saddle"]
    run = descend(OPTIMIZERS["sgd"](learning_rate=0.0372), saddle, saddle.start, steps=5000)
    assert run.diverged_at is None
    assert np.abs(run.losses).max() > 1e307
    assert standing(run, saddle).word == "moving"


# ---- on a landscape that moves ----


def run_under(positions: Any, shifts: Any, surface: Surface) -> Trajectory:
    points, moved = np.array(positions, dtype=float), np.array(shifts, dtype=float)
    losses = np.asarray(surface.value(*(points - moved).T))
    return Trajectory(
        OPTIMIZERS["sgd"](), points, losses, np.diff(points, axis=0), None, np.empty((0, 0)), shifts=moved
    )


def test_distance_is_to_where_the_minimum_is_by_then() -> None:
    himmelblau = SURFACES["himmelblau"]
    # Of the four minima (3, 2) is nearest; it has gone to (3.3, 1.6), 0.3 and 0.4 away.
    run = run_under([(0.0, 0.0), (3.0, 2.0)], [(0.0, 0.0), (0.3, -0.4)], himmelblau)
    assert standing(run, himmelblau).distance == pytest.approx(0.5)
    # Outside is outside the window that is shown, wherever the landscape is.
    outside = run_under([(0.0, 0.0), (5.1, 0.0)], [(0.0, 0.0), (1.0, 0.0)], himmelblau)
    assert standing(outside, himmelblau).steps_outside == 1


def circling(radius: float, steps: int = 200) -> Any:
    angle = 2.0 * np.pi / 50 * np.arange(steps)
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def test_following() -> None:
    shifts = circling(1.0)
    behind = np.roll(shifts, 3, axis=0)  # 0.38 away, where a ball at rest in the middle is 1 away
    assert standing(run_under(behind, shifts, BOWL), BOWL).word == "following"
    far = np.roll(shifts, 8, axis=0)  # 0.96 away: it goes round, but follows nothing
    assert standing(run_under(far, shifts, BOWL), BOWL).word != "following"
    assert standing(run_under(0.0 * shifts, shifts, BOWL), BOWL).word == "stuck"
    assert standing(run_under(behind, shifts, SADDLE), SADDLE).word != "following"
    # Without motion the same way is only a way.
    assert standing(run_through(behind, BOWL), BOWL).word == "wandering"


def test_a_real_run_follows_if_its_rate_allows() -> None:
    motion = Motion("circle", reach=0.2, period=200.0)
    words = [
        standing(
            descend(OPTIMIZERS["sgd"](learning_rate=rate), BOWL, BOWL.start, 1000, motion=motion), BOWL
        ).word
        for rate in (0.1, 1e-4)
    ]
    assert words[0] == "following"
    assert words[1] != "following"


def test_a_run_without_steps_on_a_moving_landscape_has_a_word() -> None:
    run = descend(OPTIMIZERS["sgd"](), BOWL, (1.0, 1.0), 0, motion=Motion("circle"))
    assert standing(run, BOWL).word == "stuck"
