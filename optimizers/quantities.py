"""What the quantities of a step are: symbol, help, and the role that gives them their colour on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizers.base import hypers

if TYPE_CHECKING:
    from optimizers.base import Optimizer


@dataclass(frozen=True)
class Role:
    """What quantities of one kind have in common: how they are drawn, and in which colours.

    `drawn` is "gradient" (an arrow in the gradient's scale), "squares" (a square on each axis whose area it
    is), "sizes" (one whose side it is), "direction" (an arrow in the scale of step / α), "step" (an arrow in
    the map's own scale), "rate" (an ellipse), or "" (told, not drawn).
    """

    drawn: str
    light: str
    dark: str
    help: str


ROLES: Mapping[str, Role] = {
    "gradient": Role("gradient", "#c0272d", "#ff7b72", "The gradient, which points uphill."),
    "momentum": Role("gradient", "#0b5cad", "#6cb6ff", "What is remembered of gradients."),
    "squares": Role("squares", "#1a7f37", "#56d364", "What is remembered of squared gradients."),
    "sizes": Role("sizes", "#1a7f37", "#56d364", "What is remembered of the gradients' sizes."),
    "direction": Role("direction", "#8a3ffc", "#d2a8ff", "The step divided by the learning rate."),
    "step": Role("step", "#8a3ffc", "#d2a8ff", "The step."),
    "rate": Role("rate", "#b35900", "#ffa657", "The effective rate of each coordinate."),
    "position": Role("", "#1f2933", "#e6eaee", "A place."),
    "number": Role("", "#66717d", "#97a3af", "A number."),
}


@dataclass(frozen=True)
class Quantity:
    """`latex` is the bare symbol; the index t, t − 1 and the hat are added where they belong."""

    latex: str
    role: str
    help: str
    index: bool = True  # whether it has an index t


# By these names every rule's stages use them, unless it says otherwise in its own `quantities`.
QUANTITIES: Mapping[str, Quantity] = {
    "slope": Quantity(r"\nabla f(\theta_{t-1})", "gradient", "The gradient at the ball.", index=False),
    "g": Quantity("g", "gradient", "The gradient that the rule takes."),
    "m": Quantity("m", "momentum", "The average of gradients."),
    "b": Quantity("b", "momentum", "The velocity: gradients, added up and fading."),
    "v": Quantity("v", "squares", "The average of squared gradients."),
    "a": Quantity("a", "squares", "The sum of squared gradients."),
    "direction": Quantity("u", "direction", "The step, before the learning rate."),
    "effective_rate": Quantity(r"\tilde\alpha", "rate", "The rate that each coordinate gets in effect."),
    "step": Quantity(r"\Delta\theta", "step", "The step."),
    "schedule_factor": Quantity(r"\eta", "number", "What the schedule multiplies the step by."),
    "decay": Quantity(r"\delta", "step", "The part of the step that is weight decay."),
    "theta": Quantity(r"\theta_{t-1}", "position", "Where the ball is.", index=False),
    "theta_next": Quantity(r"\theta", "position", "Where the ball goes."),
    "theta_free": Quantity(r"\theta'", "position", "Where the ball would go without the box."),
    "box_low": Quantity(r"\theta_{\min}", "position", "The lowest that the box allows.", index=False),
    "box_high": Quantity(r"\theta_{\max}", "position", "The highest that the box allows.", index=False),
    "beta1_power": Quantity(r"\beta_1^t", "number", "β₁ to the power t.", index=False),
    "beta2_power": Quantity(r"\beta_2^t", "number", "β₂ to the power t.", index=False),
}
BEFORE, KEPT, HAT, SHARE = "_before", "_kept", "_hat", "_share"


def base_of(name: str) -> str:
    """The quantity that a name is a form of: m for m_before, m_kept, m_hat and m_share."""
    for suffix in (BEFORE, KEPT, HAT, SHARE):
        name = name.removesuffix(suffix)
    return name


def quantity(rule: type[Optimizer], name: str) -> Quantity:
    """What `name` is in this rule's stages; KeyError where nobody says."""
    base = base_of(name)
    return rule.quantities[base] if base in rule.quantities else QUANTITIES[base]


def is_known(rule: type[Optimizer], name: str) -> bool:
    """Whether anybody says what `name` is: of a rule with a plain `update` perhaps nobody does."""
    base = base_of(name)
    return base in rule.quantities or base in QUANTITIES


def symbol(rule: type[Optimizer], name: str) -> str:
    """LaTeX for a quantity or a hyper-parameter by its name; m̂ₜ for m_hat and mₜ₋₁ for m_before."""
    described = hypers(rule)
    if name in described:
        return described[name].latex
    found = quantity(rule, name)
    latex = rf"\hat {found.latex}" if name.endswith(HAT) else found.latex
    if not found.index:
        return latex
    return rf"{latex}_{{t-1}}" if name.endswith(BEFORE) else rf"{latex}_t"
