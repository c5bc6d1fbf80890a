"""The averages of the gradient and of its square that Adam keeps, and many rules after it, stage by stage."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from optimizers.base import corrected
from optimizers.stage import Stage, absent, measured, rooted

GROWS = "<beta1> ⋅ <m_before> + (1 - <beta1>) ⋅ <g>"
APART = "<learning_rate> ⋅ <weight_decay> ⋅ <theta>"
GROW_SQUARES = "<beta2> ⋅ <v_before> + (1 - <beta2>) ⋅ <g>^2"


def moments(
    rule: Any, m: Any, v: Any, gradient: Any, position: Any, coupled: Any
) -> Generator[Stage, None, tuple[Any, Any, Any]]:
    """g, m and v after one more gradient; `coupled` is the weight decay that is added to the gradient.

    m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g², with the rule's `beta1` and `beta2`.
    """
    yield Stage("remembered", m_before=m, v_before=v)
    m = rule.beta1 * m
    yield Stage("average_decays", m_kept=(m, "<beta1> ⋅ <m_before>"))
    v = rule.beta2 * v
    yield Stage("squares_decay", v_kept=(v, "<beta2> ⋅ <v_before>"))
    g = yield from measured(gradient, coupled, position)
    share = (1.0 - rule.beta1) * g
    m = m + share
    yield Stage("average_grows", m_share=share, m=(m, GROWS))
    share = (1.0 - rule.beta2) * g * g
    v = v + share
    yield Stage("squares_grow", v_share=share, v=(v, GROW_SQUARES))
    return g, m, v


def squared(rule: Any, v: Any, g: Any) -> Generator[Stage, None, Any]:
    """v + (1 − ρ) g², where v has decayed by the rule's `rho` already."""
    share = (1.0 - rule.rho) * g * g
    v = v + share
    yield Stage(
        "squares_grow",
        v_share=(share, "(1 - <rho>) ⋅ <g>^2"),
        v=(v, "<rho> ⋅ <v_before> + (1 - <rho>) ⋅ <g>^2"),
    )
    return v


def unbiased(
    rule: Any, m: Any, v: Any, beta1_power: Any, beta2_power: Any, below: str = "v"
) -> Generator[Stage, None, tuple[Any, Any]]:
    """m̂ and v̂; m and v themselves, and no stage, where the rule's `bias_correction` is off.

    `below` is the name of the squares that are corrected.
    """
    if not getattr(rule, "bias_correction", True):
        return m, v
    m_hat, v_hat = corrected(m, beta1_power), corrected(v, beta2_power)
    yield Stage(
        "correction",
        beta1_power=beta1_power,
        m_hat=(m_hat, r"\frac{<m>}{1 - <beta1_power>}"),
        beta2_power=beta2_power,
        v_hat=(v_hat, rf"\frac{{<{below}>}}{{1 - <beta2_power>}}"),
    )
    return m_hat, v_hat


def apart(rule: Any, position: Any, decay: Any) -> Generator[Stage, None, None]:
    """The decoupled weight decay α λ θ, by which the position shrinks beside the gradient's step.

    The rule multiplies it itself, in the order that its digits have.
    """
    if not absent(rule.weight_decay):
        yield Stage("weight_decay", theta=position, decay=(-decay, f"-{APART}"))


def divided(
    rule: Any, average: Any, divisor: Any, above: str = "m_hat", below: str = "v_hat", decay: Any = None
) -> Generator[Stage, None, Any]:
    """The step −α m̂ / (√v̂ + ε), less a `decay`. `above` and `below` name the average and the squares."""
    root = rooted(below, getattr(rule, "epsilon_placement", "outside"))
    ratio = rf"\frac{{<{above}>}}{{{root}}}"
    yield Stage(
        "division",
        effective_rate=(rule.learning_rate / divisor, rf"\frac{{<learning_rate>}}{{{root}}}"),
        direction=(average / divisor, ratio),
    )
    step = -rule.learning_rate * average / divisor
    equation = f"-<learning_rate> ⋅ {ratio}"
    if decay is not None:
        step = step - decay
        equation += "" if absent(rule.weight_decay) else f" - {APART}"
    yield Stage("step", step=(step, equation))
    return step
