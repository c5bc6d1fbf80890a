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
BOOTH = SURFACES["booth"]


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


def test_booth_by_hand() -> None:
    assert [BOOTH.value(*at) for at in ((1.0, 3.0), (0.0, 1.0), (1.0, 0.0))] == [0.0, 41.0, 45.0]
    assert BOOTH.gradient(1.0, 3.0) == (0.0, 0.0)
    assert BOOTH.gradient(0.0, 1.0) == (2.0 * -5.0 + 4.0 * -4.0, 4.0 * -5.0 + 2.0 * -4.0)


def test_the_gradient_of_booth_against_central_differences() -> None:
    x, y = np.random.default_rng(5).uniform(-10.0, 10.0, (2, 300))
    h = 6e-6
    by_x = (BOOTH.value(x + h, y) - BOOTH.value(x - h, y)) / (2.0 * h)
    by_y = (BOOTH.value(x, y + h) - BOOTH.value(x, y - h)) / (2.0 * h)
    np.testing.assert_allclose(BOOTH.gradient(x, y), (by_x, by_y), rtol=1e-6, atol=1e-5)


def test_both_have_a_learning_rate_to_begin_with() -> None:
    rate = default_learning_rate(SIGNUM, BOOTH)
    run = descend(SIGNUM(learning_rate=rate), BOOTH, BOOTH.start, 500)
    assert standing(run, BOOTH).steps_to is not None
    assert standing(run, BOOTH).steps_outside == 0
    assert run.state["m"].shape == run.positions.shape == (501, 2)


def test_both_travel_in_a_link() -> None:
    link = "surface=booth&optimizers=signum,signum-2,sgd&signum-2.beta1=0.5&signum-2.weight_decay=0.1"
    scenario, ignored = from_link(dict(parse_qsl(link)))
    assert ignored == ()
    assert (scenario.surface, scenario.start) == (BOOTH, BOOTH.start)
    first, second = (scenario.entrant(name).optimizer for name in ("signum", "signum-2"))
    rate = default_learning_rate(SIGNUM, BOOTH)
    assert first == SIGNUM(learning_rate=rate)
    assert second == SIGNUM(learning_rate=rate, beta1=0.5, weight_decay=0.1)
    assert "signum-2.beta1=0.5" in to_link(scenario)
    assert from_link(dict(parse_qsl(to_link(scenario)))) == (scenario, ())


def test_both_are_told_to_the_browser() -> None:
    scenario, _ = from_link({"surface": "booth", "optimizers": "signum"})
    assert message(scenario, Session())


@pytest.mark.parametrize("theme", PALETTES)
def test_booth_has_its_pictures(theme: str) -> None:
    land = landscape(BOOTH)
    assert land.title == "f, log scale"
    assert scene_figure(land, PALETTES[theme])["data"][0]["z"] is land.heights
    assert map_figure(land, PALETTES[theme])["data"][1]["x"] == [1.0]
