"""Moving surfaces, and positions that are kept in a box."""

from typing import Any

import numpy as np
import pytest

from descent import STILL, WAYS, Motion, Noise, Schedule, descend, finals
from optimizers import OPTIMIZERS, hypers
from surfaces import SURFACES

BEALE = SURFACES["beale"]
SPHERE = SURFACES["sphere"]
every_way = pytest.mark.parametrize("kind", [kind for kind in WAYS if kind != "still"])


@every_way
@pytest.mark.parametrize("heading", [0.0, 90.0, 217.0])
def test_it_comes_back_after_each_period_and_keeps_to_its_reach(kind: str, heading: float) -> None:
    motion = Motion(kind=kind, reach=0.3, period=40.0, heading=heading)
    shifts = motion.shifts(BEALE, 200)
    assert shifts.shape == (201, 2)
    np.testing.assert_allclose(shifts[::40], 0.0, atol=1e-12)
    widths = np.array([high - low for low, high in BEALE.domain])
    far = np.hypot(*(shifts / widths).T)
    assert far.max() == pytest.approx(0.3, rel=1e-9)
    farthest = shifts[far.argmax()] / widths / 0.3
    angle = np.radians(heading)
    np.testing.assert_allclose(farthest, [np.cos(angle), np.sin(angle)], atol=1e-9)


def test_each_moves_in_its_way() -> None:
    def steps(kind: str) -> Any:
        return np.hypot(*np.diff(Motion(kind=kind, period=100.0).shifts(SPHERE, 100), axis=0).T)

    assert np.ptp(steps("drift")) == pytest.approx(0.0, abs=1e-12)
    assert np.ptp(steps("circle")) == pytest.approx(0.0, abs=1e-12)
    assert np.count_nonzero(steps("jump")) == 2
    x, y = Motion(kind="circle", period=100.0).shifts(SPHERE, 100).T
    radius = 0.1 * (SPHERE.domain[0][1] - SPHERE.domain[0][0])
    np.testing.assert_allclose(np.hypot(x - radius, y), radius, rtol=1e-9)


@every_way
@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
def test_a_run_sees_the_landscape_where_it_is_by_then(kind: str, rule: Any) -> None:
    motion = Motion(kind=kind, reach=0.2, period=30.0, heading=30.0)
    run = descend(rule(), BEALE, (1.0, 0.3), 60, motion=motion)
    assert run.shifts is not None
    np.testing.assert_array_equal(run.shifts, motion.shifts(BEALE, 60)[: len(run.positions)])
    x, y = (run.positions - run.shifts).T
    np.testing.assert_array_equal(run.places, np.stack([x, y], axis=1))
    np.testing.assert_allclose(run.losses, BEALE.value(x, y), rtol=1e-12)
    np.testing.assert_allclose(run.gradients, np.stack(BEALE.gradient(x, y), axis=1)[:-1], rtol=1e-12)


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
def test_until_it_jumps_all_is_as_if_it_were_still(rule: Any) -> None:
    jump = Motion(kind="jump", reach=0.1, period=20.0)
    run = descend(rule(), BEALE, (1.0, 0.3), 10, motion=jump)
    still = descend(rule(), BEALE, (1.0, 0.3), 10)
    np.testing.assert_array_equal(run.positions, still.positions)
    assert run.losses[10] != still.losses[10]  # it has just jumped


def test_newton_asks_the_landscape_where_it_is() -> None:
    """On a quadratic bowl a whole Newton step leads to the minimum, wherever that is before the step."""
    motion = Motion(kind="circle", reach=0.2, period=50.0)
    newton: Any = OPTIMIZERS["newton"]
    run = descend(newton(learning_rate=1.0, damping=0.0), SPHERE, (3.0, 1.0), 20, motion=motion)
    assert run.shifts is not None
    np.testing.assert_allclose(run.positions[1:], run.shifts[:-1], atol=1e-9)


def test_still_is_as_without_motion() -> None:
    rule = OPTIMIZERS["adam"]()
    for motion in (STILL, Motion(kind="circle", reach=0.0)):
        run = descend(rule, BEALE, (1.0, 0.3), 40, motion=motion)
        np.testing.assert_array_equal(run.positions, descend(rule, BEALE, (1.0, 0.3), 40).positions)
        assert run.shifts is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "shake"), ("reach", -0.1), ("period", 0.0), ("period", 2.5), ("heading", "up")],
)
def test_a_bad_value_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        Motion(**{field: value})


def test_every_field_has_a_range_and_a_help() -> None:
    for described in (Motion, Noise):
        for name, knob in hypers(described).items():
            assert knob.help.endswith("."), name
            if knob.kind == "number":
                assert knob.lowest <= knob.default <= knob.highest, name  # type: ignore[operator]


# ---- a box, and the example on which Adam does not converge ----

SLOPE = SURFACES["online_linear"]
REDDI = {"schedule": Schedule(kind="inverse_root", timescale=1.0), "noise": Noise(kind="rare")}


def reddis(key: str, rate: float, steps: int) -> Any:
    """Theorem 1: C = 3, so β₁ = 0, β₂ = 1 / (1 + C²), a rate below √(1 − β₂) that falls as 1/√t."""
    rule: Any = OPTIMIZERS[key]
    made = rule(learning_rate=rate, beta1=0.0, beta2=0.1, epsilon=1e-12, bias_correction=False)
    return descend(made, SLOPE, (1.0, 0.0), steps, **REDDI).positions[:, 0]


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_adam_goes_wrong_as_reddi_prove(rate: float) -> None:
    x = reddis("adam", rate, 3000)
    # The theorem: after every third step the ball is at 1, the worst point of the box.
    np.testing.assert_allclose(x[::3], 1.0, atol=1e-12)
    assert (x > 0.0).all()


@pytest.mark.parametrize("rate", [0.5, 0.9])
def test_amsgrad_does_not(rate: float) -> None:
    x = reddis("amsgrad", rate, 3000)
    assert x[-1] < -0.98
    assert SLOPE.value(x[-1], 0.0) - SLOPE.minima[0][2] < 0.01


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.key)
def test_no_position_leaves_the_box(rule: Any) -> None:
    for start in ((0.9, -0.9), (-0.5, 0.5)):
        run = descend(rule(learning_rate=0.7), SLOPE, start, 50)
        ends = finals(rule(learning_rate=np.full(3, 0.7)), SLOPE, np.repeat([start], 3, axis=0).T, 50)
        assert (np.abs(run.positions) <= 1.0).all()
        np.testing.assert_array_equal(ends.positions[:, 1], run.positions[-1])
