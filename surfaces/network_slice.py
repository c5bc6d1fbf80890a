"""A plane through the weights of a trained network: the loss that Li et al. draw of networks far larger."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from knob import Knob
from surfaces.base import Domain, Surface
from surfaces.features import check_points, height, mean_and_spread
from surfaces.framing import Place, beginning, scale_of
from surfaces.least import least
from surfaces.network import Plane
from surfaces.points import MOST_MOVED, Array, Data, Points
from surfaces.training import HIDDEN, Training, trained

DIRECTIONS = Knob(
    name="directions", symbol="directions", latex=r"\text{directions}", kind="choice", default="random",
    choices=("random", "principal"),
    help="Drawn at random, each unit's part as long as its weights, or those in which training moved most.",
)  # fmt: skip
SEED = Knob(
    name="seed", symbol="seed", latex=r"\text{seed}", default=1.0, lowest=0.0, highest=99.0, at_least=0.0,
    whole=True, help="Which weights training begins with, and which random directions are drawn.",
)  # fmt: skip
KNOBS = (DIRECTIONS, SEED)

DOMAIN = ((-1.5, 1.5), (-1.5, 1.5))
# Places along each side of the domain at which a minimum is looked for, and how many are followed.
LOOKS, FOLLOWED = 31, 3


class Learnt(NamedTuple):
    """A training on standardised points, and two random directions (3H + 1, 2) through its end."""

    training: Training
    random: Array


def sampled(data: Points) -> Points:
    """The points that the network is trained on: all, or some of them, evenly from first to last."""
    if len(data) <= MOST_MOVED:
        return data
    some = np.linspace(0, len(data) - 1, MOST_MOVED).round().astype(int)
    return Points(data.x[some], data.y[some], data.names, data.rows)


@lru_cache(maxsize=64)
def learnt(data: Points, seed: int) -> Learnt:
    """The network of this seed, trained on the points."""
    rng = np.random.default_rng(seed)
    training = trained(*standardised(data), rng)
    return Learnt(training, normalised(rng.normal(size=(len(training.end), 2)), training.end))


def standardised(data: Points) -> tuple[Array, Array]:
    """u and t less their means, in standard deviations."""
    mean, spread = mean_and_spread(data, "standardised")
    return (data.x - mean) / spread, (data.y - data.y.mean()) / height(data)


def filters() -> list[Array]:
    """The weights that lead into each unit, as indices: of a hidden unit w and b, of the last one v and c."""
    units = [np.array([i, HIDDEN + i]) for i in range(HIDDEN)]
    return [*units, np.arange(2 * HIDDEN, 3 * HIDDEN + 1)]


def normalised(directions: Array, end: Array) -> Array:
    """Directions (3H + 1, 2), their part in each filter as long as the filter itself (Li et al., section 4).

    A bias belongs to its unit's filter here: with one input, a filter without it would be a single number.
    """
    scaled = directions.copy()
    for unit in filters():
        scaled[unit] *= np.linalg.norm(end[unit]) / np.linalg.norm(scaled[unit], axis=0)
    return scaled


def principal(training: Training) -> Array:
    """The first two principal components of the training's path, (3H + 1, 2) (Li et al., section 7).

    Each is as long as the path is along it, from the end to its farthest place, to which it points.
    """
    away = training.path - training.end
    centred = away - away.mean(axis=0)
    _, components = np.linalg.eigh(centred.T @ centred)
    first = components[:, :-3:-1]
    along = away @ first
    scaled: Array = first * along[np.abs(along).argmax(axis=0), [0, 1]]
    return scaled


def plane_of(data: Points, directions: str, seed: int) -> tuple[Plane, Place | None]:
    """The plane, and where in it the training began, if it can be told."""
    training, random = learnt(data, seed)
    chosen = random if directions == "random" else principal(training)
    first = None
    if directions == "principal":
        away = training.path[0] - training.end
        x, y = (away @ chosen) / (chosen * chosen).sum(axis=0)
        first = (round(float(x), 3), round(float(y), 3))
    weights = np.column_stack([training.end, chosen])
    weights[2 * HIDDEN :] *= height(data)  # for targets as they are
    weights[-1, 0] += data.y.mean()
    weights.setflags(write=False)
    return Plane(data, weights, *mean_and_spread(data, "standardised")), first


def minimum_of(plane: Plane, domain: Domain) -> Place | None:
    """The lowest place in the domain; None where that is on its border."""
    axes = np.meshgrid(*(np.linspace(low, high, LOOKS) for low, high in domain))
    x, y = (axis.ravel() for axis in axes)
    losses = plane.value(x, y)
    lowest = np.argsort(losses, kind="stable")[:FOLLOWED]
    found = [least(plane, (float(x[i]), float(y[i]))) for i in lowest]
    best = min(found, key=lambda at: plane.value(*at))
    inside = all(low < at < high for at, (low, high) in zip(best, domain, strict=True))
    return best if inside else None


@lru_cache(maxsize=256)
def sliced(data: Data, directions: str, seed: float) -> Surface:
    """The surface of a network that is trained on these points. ValueError where none can be."""
    some = sampled(data.points)
    check_points(some)
    plane, first = plane_of(some, directions, int(seed))
    domain = data.domain or DOMAIN
    minimum = minimum_of(plane, domain)
    return Surface(
        key="network_slice",
        name="Network, a slice",
        latex=(
            r"f(\alpha, \beta) = \frac{1}{n} \sum_{i=1}^n \left(\hat t_i - t_i\right)^2, \quad "
            r"\hat t_i = \mathrm{net}\left(u_i;\; \theta^* + \alpha\, \delta + \beta\, \eta\right)"
        ),
        value=plane.value,
        gradient=plane.gradient,
        hessian=plane.hessian,
        domain=domain,
        minima=() if minimum is None else ((*minimum, plane.value(*minimum)),),
        start=beginning(domain, minimum, first),
        source=(
            "after Li, Xu, Taylor, Studer and Goldstein, Visualizing the Loss Landscape of Neural Nets, "
            "2018; a network of six hidden units, trained here"
        ),
        lesson=(
            "A plane through all the weights of a trained network; the balls stay in it. Training itself "
            "moves in all directions at once."
        ),
        scale=scale_of(plane.value, domain, minimum),
        knobs=KNOBS,
        settings=(("directions", directions), ("seed", seed)),
        make=partial(sliced, data),
        content=data.digest,
        recipe=data,
        remake=remake,
        fit=plane,
        axes=("α", "β"),
        meanings=("along δ", "along η"),
    )


def remake(data: Data) -> Surface:
    """The surface of other points. ValueError where no network can be trained on them."""
    return sliced(data, **{knob.name: knob.default for knob in KNOBS})


def noisy_sine() -> Points:
    """Points of a sine, each a little off it."""
    u = np.linspace(-3.0, 3.0, 24)
    t = np.sin(1.5 * u) + 0.15 * np.random.default_rng(3).normal(size=24)
    return Points(np.round(u, 2), np.round(t, 2))


SURFACE = remake(Data(noisy_sine()))
