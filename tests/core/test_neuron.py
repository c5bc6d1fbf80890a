"""The sigmoid neuron: the article's own training, step by step, and where its loss is lowest."""

import math
import pickle
from typing import Any

import numpy as np
import pytest

from descent import descend
from optimizers import OPTIMIZERS
from surfaces import SURFACES, Surface
from surfaces.points import Data, Points, points
from surfaces.sigmoid_neuron import fitted, step_loss

NEURON = SURFACES["sigmoid_neuron"]

# ---- the article's training, in plain Python, as its formulas stand ----

ETA, EPOCHS, GAMMA = 0.01, 100, 0.9
BETA1, BETA2, EPSILON = 0.9, 0.99, 1e-8
X, Y = (0.5, 2.5), (0.2, 0.9)


def grads(w: float, b: float) -> tuple[float, float]:
    dw = db = 0.0
    for x, y in zip(X, Y, strict=True):
        f = 1.0 / (1.0 + math.exp(-(w * x + b)))
        dw += (f - y) * f * (1 - f) * x
        db += (f - y) * f * (1 - f)
    return dw, db


def error(w: float, b: float) -> float:
    total = 0.0
    for x, y in zip(X, Y, strict=True):
        f = 1.0 / (1.0 + math.exp(-(w * x + b)))
        total += 0.5 * (f - y) ** 2
    return total


def do_gradient_descent(w: float, b: float) -> list[tuple[float, float]]:
    path = [(w, b)]
    for _ in range(EPOCHS):
        dw, db = grads(w, b)
        w, b = w - ETA * dw, b - ETA * db
        path.append((w, b))
    return path


def do_momentum(w: float, b: float) -> list[tuple[float, float]]:
    path, v_w, v_b = [(w, b)], 0.0, 0.0
    for _ in range(EPOCHS):
        dw, db = grads(w, b)
        v_w, v_b = GAMMA * v_w + ETA * dw, GAMMA * v_b + ETA * db
        w, b = w - v_w, b - v_b
        path.append((w, b))
    return path


def do_nesterov(w: float, b: float) -> list[tuple[float, float]]:
    """The gradient is taken where the velocity alone would lead."""
    path, v_w, v_b = [(w, b)], 0.0, 0.0
    for _ in range(EPOCHS):
        dw, db = grads(w - GAMMA * v_w, b - GAMMA * v_b)
        v_w, v_b = GAMMA * v_w + ETA * dw, GAMMA * v_b + ETA * db
        w, b = w - v_w, b - v_b
        path.append((w, b))
    return path


def do_adagrad(w: float, b: float) -> list[tuple[float, float]]:
    path, v_w, v_b = [(w, b)], 0.0, 0.0
    for _ in range(EPOCHS):
        dw, db = grads(w, b)
        v_w, v_b = v_w + dw**2, v_b + db**2
        w = w - ETA * dw / math.sqrt(v_w + EPSILON)
        b = b - ETA * db / math.sqrt(v_b + EPSILON)
        path.append((w, b))
    return path


def do_rmsprop(w: float, b: float) -> list[tuple[float, float]]:
    path, v_w, v_b = [(w, b)], 0.0, 0.0
    for _ in range(EPOCHS):
        dw, db = grads(w, b)
        v_w, v_b = BETA2 * v_w + (1 - BETA2) * dw**2, BETA2 * v_b + (1 - BETA2) * db**2
        w = w - ETA * dw / math.sqrt(v_w + EPSILON)
        b = b - ETA * db / math.sqrt(v_b + EPSILON)
        path.append((w, b))
    return path


def do_adam(w: float, b: float) -> list[tuple[float, float]]:
    path = [(w, b)]
    m_w = m_b = v_w = v_b = 0.0
    for t in range(1, EPOCHS + 1):
        dw, db = grads(w, b)
        m_w, m_b = BETA1 * m_w + (1 - BETA1) * dw, BETA1 * m_b + (1 - BETA1) * db
        v_w, v_b = BETA2 * v_w + (1 - BETA2) * dw**2, BETA2 * v_b + (1 - BETA2) * db**2
        m_w_hat, m_b_hat = m_w / (1 - BETA1**t), m_b / (1 - BETA1**t)
        v_w_hat, v_b_hat = v_w / (1 - BETA2**t), v_b / (1 - BETA2**t)
        w = w - ETA * m_w_hat / math.sqrt(v_w_hat + EPSILON)
        b = b - ETA * m_b_hat / math.sqrt(v_b_hat + EPSILON)
        path.append((w, b))
    return path


INSIDE = {"epsilon": EPSILON, "epsilon_placement": "inside"}
ARTICLE: dict[str, tuple[Any, dict[str, Any]]] = {
    "sgd": (do_gradient_descent, {}),
    "momentum": (do_momentum, {"momentum": GAMMA}),
    "nesterov": (do_nesterov, {"momentum": GAMMA}),
    "adagrad": (do_adagrad, INSIDE),
    "rmsprop": (do_rmsprop, {"rho": BETA2, **INSIDE}),
    "adam": (do_adam, {"beta1": BETA1, "beta2": BETA2, **INSIDE}),
}


@pytest.mark.parametrize("start", [(1.0, 1.0), (-2.0, -2.0)])
@pytest.mark.parametrize("key", ARTICLE)
def test_a_run_is_the_article_s(key: str, start: tuple[float, float]) -> None:
    loop, settings = ARTICLE[key]
    rule: Any = OPTIMIZERS[key]
    run = descend(rule(learning_rate=ETA, **settings), NEURON, start, EPOCHS)
    positions = run.positions
    if key == "nesterov":
        # Our ball is where the gradient is taken; the article's place lies behind it by the velocity.
        positions = positions + ETA * GAMMA * run.state["b"]
    right = np.array(loop(*start))
    np.testing.assert_allclose(positions, right, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(NEURON.value(*right.T), [error(*at) for at in right], rtol=1e-12)
    assert np.abs(right[-1] - right[0]).max() > 1e-3


# ---- its minimum ----


def test_through_two_points_it_goes_exactly() -> None:
    ((w, b, loss),) = NEURON.minima
    # logit 0.9 = ln 9 and logit 0.2 = −ln 4, two apart.
    assert w == pytest.approx(math.log(6.0), rel=1e-14)
    assert b == pytest.approx(-math.log(4.0) - 0.5 * math.log(6.0), rel=1e-14)
    assert loss < 1e-30
    assert NEURON.start == (1.0, 1.0)
    assert NEURON.contains(-2.0, -2.0)


def remade(u: Any, t: Any) -> Surface:
    return fitted(Data(Points(u, t)))


@pytest.mark.parametrize("count", [3, 12, 40, 700])
@pytest.mark.parametrize("seed", range(4))
def test_its_minimum_is_lower_than_all_around(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    u = rng.normal(1.0, 2.0, count)
    noise = rng.normal(0.0, 0.15, count)
    surface = remade(u, 1.0 / (1.0 + np.exp(-rng.choice([-2.0, 2.0]) * (u - 1.0))) + noise)
    ((w, b, loss),) = surface.minima
    xx, _, yy = surface.hessian(w, b)
    assert math.hypot(*surface.gradient(w, b)) < 1e-13 * (1.0 + xx + yy)
    x, y = np.meshgrid(np.linspace(-12.0, 12.0, 241), np.linspace(-12.0, 12.0, 241))
    assert surface.value(x, y).min() > loss
    assert surface.contains(w, b)


def test_where_a_step_is_best_there_is_no_minimum() -> None:
    u = np.array([0.0, 1.0, 2.0, 3.0])
    for t in ([0.0, 0.0, 1.0, 1.0], [1.0, 1.0, 1.0, 0.0], [-0.5, 0.0, 1.5, 1.0], [1.0, 1.0, 1.0, 1.0]):
        surface = remade(u, np.array(t))
        assert surface.minima == ()
        assert surface.lowest is None
        assert surface.scale == "linear"
    # Two points, one of which the neuron comes near to and never reaches.
    assert remade([0.0, 1.0], [0.5, 1.0]).minima == ()


def test_the_loss_of_the_best_step() -> None:
    u = np.array([0.0, 1.0, 1.0, 2.0])
    # The two at 1 get their mean, whichever way the step goes; up, 0.2 and 0.9 are missed by 0.2 and 0.1.
    t = np.array([0.2, 0.3, 0.5, 0.9])
    assert step_loss(u, t) == pytest.approx(0.5 * (0.2**2 + 2 * 0.1**2 + 0.1**2), rel=1e-14)
    # Down, and for targets beyond 1 and below 0.
    t = np.array([1.2, 0.3, 0.5, -0.4])
    assert step_loss(u, t) == pytest.approx(0.5 * (0.2**2 + 2 * 0.1**2 + 0.4**2), rel=1e-14)


def test_a_steep_neuron_comes_as_near_as_that() -> None:
    rng = np.random.default_rng(8)
    u, t = rng.permutation(12).astype(float), rng.uniform(-0.3, 1.3, 12)
    of: Any = remade(u, t).fit
    # A step at each point with each height in it, and up and down.
    heights = np.linspace(-9.0, 9.0, 400)
    weight = 1e4
    lowest = min(
        of.value(np.full(400, way), heights - way * at).min() for at in u for way in (weight, -weight)
    )
    assert lowest == pytest.approx(step_loss(u, t), abs=1e-4)
    assert lowest >= step_loss(u, t) - 1e-12


# ---- what it is made from ----


def test_it_is_made_again_from_its_points() -> None:
    assert fitted(NEURON.recipe) is NEURON
    assert pickle.loads(pickle.dumps(NEURON)) is NEURON
    other = remade([0.0, 1.0, 2.5], [0.2, 0.6, 0.7])
    assert other is not NEURON
    assert other is remade([0.0, 1.0, 2.5], [0.2, 0.6, 0.7])
    assert pickle.loads(pickle.dumps(other)) is other
    assert (other.key, other.content) == (NEURON.key, other.recipe.digest)
    assert other.content != NEURON.content
    assert other.identity != NEURON.identity
    assert other.turned() is other


def test_the_domain_that_is_asked_for_is_kept() -> None:
    pair = points([(0.5, 0.2), (2.5, 0.8)])
    kept = fitted(Data(pair, domain=((-9.0, 1.0), (-3.0, 2.0))))
    assert kept.domain == ((-9.0, 1.0), (-3.0, 2.0))
    assert kept.contains(*kept.start)
    assert fitted(Data(pair)).contains(*fitted(Data(pair)).minima[0][:2])


@pytest.mark.parametrize(
    ("pairs", "complaint"),
    [
        ([(1.0, 0.5)], "points must be at least 2, got 1"),
        ([(1.0, 0.5), (1.0, 0.2)], "points must not all have the same x"),
        ([(1e9, 0.5), (1e9 + 1e-6, 0.2)], "points must not all have the same x"),
        ([(1e-300, 0.5), (2e-300, 0.2)], "points must not all have the same x"),
        ([(1.0, 0.5), (1e13, 0.2)], "points must lie between"),
        ([(1.0, 0.5), (2.0, -1e13)], "points must lie between"),
    ],
)
def test_points_that_do_not_do_are_refused_in_words(pairs: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        fitted(Data(points(pairs)))
