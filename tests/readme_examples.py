"""What the README's new optimizer and new surface must have got for nothing.

Not collected here: `test_readme.py` runs it in a copy of the repository in which both have been added.
"""

from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from arena.message import Session, message
from descent import default_learning_rate, descend, standing
from figures import PALETTES, landscape, map_figure, scene_figure
from link import from_link, to_link
from optimizers import OPTIMIZERS
from surfaces import SURFACES

SIGNUM: Any = OPTIMIZERS["signum"]
ZAKHAROV = SURFACES["zakharov"]


def test_signum_steps_by_hand() -> None:
    rule, state, seen = SIGNUM(learning_rate=0.1, beta1=0.5), (0.0,), []
    for gradient in (2.0, -1.0, -1.0):
        step, state = rule.update(gradient, state, 0.0)
        seen.append((step, *state))
    assert seen == [(-0.1, 1.0), (0.0, 0.0), (0.1, -0.5)]
    # Decay adds half of the position 4 to the gradient 2.
    assert SIGNUM(learning_rate=0.1, beta1=0.0, weight_decay=0.5).update(2.0, (0.0,), 4.0) == (-0.1, (4.0,))


def test_signum_tells_its_source_and_its_differences() -> None:
    assert SIGNUM.source.startswith("Bernstein et al.")
    assert SIGNUM.differences.startswith("the paper has")


def test_zakharov_by_hand() -> None:
    # At (2, 1) t is 2, at (1, 2) it is 2.5.
    assert ZAKHAROV.value(0.0, 0.0) == 0.0
    assert ZAKHAROV.value(2.0, 1.0) == 4.0 + 1.0 + 4.0 + 16.0
    assert ZAKHAROV.value(1.0, 2.0) == 1.0 + 4.0 + 6.25 + 39.0625
    assert ZAKHAROV.gradient(0.0, 0.0) == (0.0, 0.0)
    assert ZAKHAROV.gradient(2.0, 1.0) == (4.0 + 0.5 * 36.0, 2.0 + 36.0)
    assert ZAKHAROV.hessian(2.0, 1.0) == (2.0 + 0.25 * 50.0, 0.5 * 50.0, 2.0 + 50.0)


def test_the_gradient_of_zakharov_against_central_differences() -> None:
    x, y = np.random.default_rng(5).uniform(-5.0, 10.0, (2, 300))
    h = 6e-6
    by_x = (ZAKHAROV.value(x + h, y) - ZAKHAROV.value(x - h, y)) / (2.0 * h)
    by_y = (ZAKHAROV.value(x, y + h) - ZAKHAROV.value(x, y - h)) / (2.0 * h)
    np.testing.assert_allclose(ZAKHAROV.gradient(x, y), (by_x, by_y), rtol=1e-6, atol=1e-4)


def test_both_have_a_learning_rate_to_begin_with() -> None:
    rate = default_learning_rate(SIGNUM, ZAKHAROV)
    run = descend(SIGNUM(learning_rate=rate), ZAKHAROV, ZAKHAROV.start, 500)
    assert standing(run, ZAKHAROV).steps_to is not None
    assert standing(run, ZAKHAROV).steps_outside == 0
    assert run.state["m"].shape == run.positions.shape == (501, 2)


def test_both_travel_in_a_link() -> None:
    link = "surface=zakharov&optimizers=signum,signum-2,sgd&signum-2.beta1=0.5&signum-2.weight_decay=0.1"
    scenario, ignored = from_link(dict(parse_qsl(link)))
    assert ignored == ()
    assert (scenario.surface, scenario.start) == (ZAKHAROV, ZAKHAROV.start)
    first, second = (scenario.entrant(name).optimizer for name in ("signum", "signum-2"))
    rate = default_learning_rate(SIGNUM, ZAKHAROV)
    assert first == SIGNUM(learning_rate=rate)
    assert second == SIGNUM(learning_rate=rate, beta1=0.5, weight_decay=0.1)
    assert "signum-2.beta1=0.5" in to_link(scenario)
    assert from_link(dict(parse_qsl(to_link(scenario)))) == (scenario, ())


def test_both_are_told_to_the_browser() -> None:
    scenario, _ = from_link({"surface": "zakharov", "optimizers": "signum"})
    assert message(scenario, Session())


@pytest.mark.parametrize("theme", PALETTES)
def test_zakharov_has_its_pictures(theme: str) -> None:
    land = landscape(ZAKHAROV)
    assert land.title == "f, log scale"
    assert scene_figure(land, PALETTES[theme])["data"][0]["z"] is land.heights
    assert map_figure(land, PALETTES[theme])["data"][1]["x"] == [0.0]
