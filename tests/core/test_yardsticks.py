"""Rules that ask for more than the gradient."""

from typing import Any

import numpy as np
import pytest

from descent import descend
from optimizers import OPTIMIZERS
from surfaces import SURFACES
from tests.core.steps import Bowl, begun, step_of


@pytest.mark.parametrize("start", [(3.0, -1.0), (-0.3, 7.0)])
def test_newton_arrives_in_one_step_where_the_loss_is_quadratic(start: tuple[float, float]) -> None:
    for key in ("quadratic", "booth", "matyas", "ravine"):
        surface = SURFACES[key]
        run = descend(OPTIMIZERS["newton"](damping=0.0), surface, start, 1)
        assert run.positions[1] == pytest.approx(surface.minima[0][:2], abs=1e-12)


class Bent(Bowl):
    """A loss with these second derivatives by xx, xy and yy everywhere."""

    def __init__(self, *bends: float) -> None:
        self.bends = bends

    def hessian(self, x: Any, y: Any) -> Any:  # noqa: ARG002
        return self.bends


def test_newton_against_numpys_eigenvectors() -> None:
    rng = np.random.default_rng(9)
    for _ in range(200):
        (xx, xy, yy), slope, damping = rng.normal(size=3).tolist(), rng.normal(size=2), rng.uniform(0.0, 2.0)
        rule = OPTIMIZERS["newton"](learning_rate=0.7, damping=damping)
        step, _ = step_of(rule, slope, (), np.zeros(2), Bent(xx, xy, yy))
        sizes, directions = np.linalg.eigh([[xx, xy], [xy, yy]])
        expected = -0.7 * directions @ (directions.T @ slope / (np.abs(sizes) + damping))
        assert step == pytest.approx(expected, rel=1e-9)


def test_newton_by_hand() -> None:
    # The curvatures 5 and −5 count alike, whatever their directions.
    rule = OPTIMIZERS["newton"](learning_rate=2.0, damping=5.0)
    step, _ = step_of(rule, np.array([10.0, -5.0]), (), np.zeros(2), Bent(3.0, 4.0, -3.0))
    assert step == pytest.approx([-2.0, 1.0])
    # The bowl's matrix is (2 1; 1 4), its inverse (4 −1; −1 2) / 7.
    rule = OPTIMIZERS["newton"](damping=0.0)
    assert step_of(rule, np.array([7.0, 14.0]), (), np.zeros(2))[0] == pytest.approx([-2.0, -3.0])


def test_newton_stays_where_nothing_slopes_or_bends() -> None:
    level = Bent(0.0, 0.0, 0.0)
    assert step_of(OPTIMIZERS["newton"](), np.zeros(2), (), np.zeros(2), level)[0].tolist() == [0.0, 0.0]


def bfgs_with_matrices(surface: Any, start: Any, steps: int, rate: float) -> Any:
    """Nocedal and Wright's algorithm 6.1 as it is printed, with NumPy's matrices."""
    at, inverse, path, slope = (
        np.array(start),
        np.eye(2),
        [np.array(start)],
        np.array(surface.gradient(*start)),
    )
    for t in range(steps):
        p, length = -inverse @ slope, rate
        while surface.value(*(at + length * p)) > surface.value(*at) + 1e-4 * length * slope @ p:
            length /= 2.0
        s, at = length * p, at + length * p
        change = np.array(surface.gradient(*at)) - slope
        slope = slope + change
        if s @ change > 0.0:
            inverse = np.eye(2) * (s @ change) / (change @ change) if t == 0 else inverse
            left = np.eye(2) - np.outer(s, change) / (s @ change)
            inverse = left @ inverse @ left.T + np.outer(s, s) / (s @ change)
        path.append(at)
    return np.array(path), inverse


@pytest.mark.parametrize(
    ("key", "steps"), [("rosenbrock", 12), ("quadratic", 4), ("beale", 12), ("himmelblau", 6), ("matyas", 2)]
)
@pytest.mark.parametrize("rate", [1.0, 0.4])
def test_bfgs_against_matrices(key: str, steps: int, rate: float) -> None:
    surface = SURFACES[key]
    path, inverse = bfgs_with_matrices(surface, surface.start, steps, rate)
    run = descend(OPTIMIZERS["bfgs"](learning_rate=rate), surface, surface.start, steps + 1)
    np.testing.assert_allclose(run.positions[:-1], path, rtol=1e-7, atol=1e-9)
    learnt = [run.state[name][-1, 0] for name in ("H_xx", "H_xy", "H_yy")]
    assert learnt == pytest.approx([inverse[0, 0], inverse[0, 1], inverse[1, 1]], rel=1e-5)


def test_bfgs_by_hand() -> None:
    # At (2, 1) on x² + 2 y² the slope is (4, 4): all of it leads from 6 to 22, half of it to 2. There,
    # at (0, −1), it is (0, −4); s = −(2, 2), y = −(4, 8), sᵀy = 24, yᵀy = 80: H is 0.3 I at first.
    class Oval:
        def value(self, x: Any, y: Any) -> Any:
            return x * x + 2.0 * y * y

        def gradient(self, x: Any, y: Any) -> Any:
            return 2.0 * x, 4.0 * y

    rule, oval = OPTIMIZERS["bfgs"](), Oval()
    at = np.array([2.0, 1.0])
    step, state = step_of(rule, np.array(oval.gradient(*at)), begun(rule, at), at, oval)
    assert step.tolist() == [-2.0, -2.0]
    at = at + step
    step, state = step_of(rule, np.array(oval.gradient(*at)), state, at, oval)
    # H y = −(1.2, 2.4), yᵀH y = 24: H = 0.3 I − (s (H y)ᵀ + H y sᵀ) / 24 + (1 + 24 / 24) s sᵀ / 24.
    assert state[:4] == pytest.approx((0.3 - 0.2 + 1 / 3, -0.3 + 1 / 3, 0.3 - 0.4 + 1 / 3, 1.0))
    assert step == pytest.approx([4.0 * (1 / 3 - 0.3), 4.0 * (1 / 3 - 0.1)])


@pytest.mark.parametrize(("key", "steps"), [("newton", 10), ("bfgs", 45)])
def test_with_the_curvature_rosenbrock_s_valley_is_short(key: str, steps: int) -> None:
    run = descend(OPTIMIZERS[key](), SURFACES["rosenbrock"], (-1.2, 1.0), steps)
    assert run.losses[-1] < 1e-20
    assert run.positions[-1] == pytest.approx((1.0, 1.0), abs=1e-9)


@pytest.mark.parametrize("key", ["newton", "bfgs"])
@pytest.mark.parametrize("surface", ["saddle", "monkey_saddle", "saddle_sine"])
def test_with_the_curvature_saddles_are_left_downhill(key: str, surface: str) -> None:
    run = descend(OPTIMIZERS[key](), SURFACES[surface], SURFACES[surface].start, 40)
    assert run.losses.min() < -0.99
    # Far out on a slope without a floor 30 halvings are too few; until then BFGS never climbs.
    near = int(np.argmax(np.abs(run.losses) > 1e6)) or len(run.losses)
    assert key == "newton" or (np.diff(run.losses[:near]) <= 0.0).all()


def test_newton_leaves_a_saddle_by_doubling_its_distance() -> None:
    # Undamped, −2 y over a curvature of size 2: y doubles at each step, x is 0 at once.
    run = descend(OPTIMIZERS["newton"](damping=0.0), SURFACES["saddle"], (-1.5, 0.01), 8)
    np.testing.assert_allclose(run.positions[1:], [[0.0, 0.01 * 2.0**t] for t in range(1, 9)], atol=1e-15)


def test_bfgs_comes_to_rest_at_a_minimum() -> None:
    for key in ("ravine", "three_hump_camel", "ecliptic_bowl", "sphere"):
        run = descend(OPTIMIZERS["bfgs"](), SURFACES[key], SURFACES[key].start, 300)
        assert run.diverged_at is None
        assert run.losses[-1] == pytest.approx(SURFACES[key].lowest, abs=1e-12)
