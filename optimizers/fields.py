"""The hyper-parameters that rules share: symbol, range and help of each are written here once."""

from typing import Any

from optimizers.base import hyper


def learning_rate(default: float) -> Any:
    return hyper(
        default, symbol="α", latex=r"\alpha", lowest=1e-5, highest=10.0, scale="log", at_least=0.0,
        help="Scales every step: too small crawls, too large overshoots and diverges.",
    )  # fmt: skip


def momentum(default: float = 0.9) -> Any:
    return hyper(
        default, symbol="μ", latex=r"\mu", lowest=0.0, highest=0.99999, scale="log", toward=1.0, at_least=0.0,
        help="How much of the last velocity is kept: nearer to 1 rolls farther, past the minimum too.",
    )  # fmt: skip


def dampening() -> Any:
    return hyper(
        0.0, symbol="τ", latex=r"\tau", lowest=0.0, highest=1.0,
        help="Holds back new gradients: at τ = μ the momentum is an average of gradients instead of a sum.",
    )  # fmt: skip


GRADIENT = "Memory of the averaged gradient, about 1 / (1 − {}) steps: longer is smoother and turns later."
SQUARE = "Memory of the averaged squared gradient: longer keeps the rate steady after a steep slope."


def beta1(default: float = 0.9, help: str = GRADIENT.format("β₁")) -> Any:
    return hyper(
        default, symbol="β₁", latex=r"\beta_1", lowest=0.0, highest=0.99999, scale="log", toward=1.0,
        at_least=0.0, below=1.0, help=help,
    )  # fmt: skip


def beta2(default: float = 0.999, help: str = SQUARE) -> Any:
    return hyper(
        default, symbol="β₂", latex=r"\beta_2", lowest=0.0, highest=0.99999, scale="log", toward=1.0,
        at_least=0.0, below=1.0, help=help,
    )  # fmt: skip


def beta3(default: float = 0.99, help: str = SQUARE) -> Any:
    return hyper(
        default, symbol="β₃", latex=r"\beta_3", lowest=0.0, highest=0.99999, scale="log", toward=1.0,
        at_least=0.0, below=1.0, help=help,
    )  # fmt: skip


def rho(default: float) -> Any:
    return hyper(
        default, symbol="ρ", latex=r"\rho", lowest=0.0, highest=0.99999, scale="log", toward=1.0,
        at_least=0.0, below=1.0, help=SQUARE,
    )  # fmt: skip


def epsilon(default: float = 1e-8) -> Any:
    return hyper(
        default, symbol="ε", latex=r"\epsilon", lowest=min(1e-12, default), highest=1.0, scale="log",
        at_least=0.0,
        help="Keeps the divisor from zero: a large value makes the rule less adaptive, more like SGD.",
    )  # fmt: skip


def epsilon_root(default: float) -> Any:
    return hyper(
        default, symbol="ε̄", latex=r"\bar\epsilon", lowest=min(1e-12, default), highest=1.0, scale="log",
        at_least=0.0,
        help="Like ε, but inside the root: its own root is what counts, so it acts at smaller values.",
    )  # fmt: skip


def epsilon_placement() -> Any:
    return hyper(
        "outside", symbol="ε at", latex=r"\epsilon\text{ at}", choices=("outside", "inside"),
        help="Where ε is added, outside the root or inside it: inside, the same ε acts like its root.",
    )  # fmt: skip


def weight_decay(default: float = 0.0) -> Any:
    return hyper(
        default, symbol="λ", latex=r"\lambda", lowest=0.0, highest=1.0, at_least=0.0,
        help="Pulls the position toward the origin: the larger, the farther from the minimum it ends.",
    )  # fmt: skip


def bias_correction(default: bool = True) -> Any:
    return hyper(
        default, symbol="bias correction", latex=r"\text{bias correction}",
        help="Divides the averages by 1 − βᵗ: without it they start too near to zero.",
    )  # fmt: skip


def centered() -> Any:
    return hyper(
        False, symbol="centered", latex=r"\text{centered}",
        help="Divides by the gradient's deviation instead of its size: a steady slope gives longer steps.",
    )  # fmt: skip


def initial_accumulator(
    default: float = 0.0,
    help: str = "The sum of squared gradients to start with: larger makes the first steps shorter.",
) -> Any:
    return hyper(default, symbol="a₀", latex="a_0", lowest=0.0, highest=1.0, at_least=0.0, help=help)


def decoupled_weight_decay() -> Any:
    return hyper(
        False, symbol="λ decoupled", latex=r"\lambda\text{ decoupled}",
        help="Whether λ shrinks the position itself instead of adding to the gradient.",
    )  # fmt: skip


def nesterov() -> Any:
    return hyper(
        False, symbol="Nesterov", latex=r"\text{Nesterov}",
        help="Looks one step ahead: gives the gradient of this very step a larger share.",
    )  # fmt: skip


def rate_decay() -> Any:
    return hyper(
        0.0, symbol="η", latex=r"\eta", lowest=0.0, highest=1.0, at_least=0.0,
        help="Divides the rate by 1 + η for each step so far: larger makes later steps shorter.",
    )  # fmt: skip


def momentum_decay() -> Any:
    return hyper(
        4e-3, symbol="ψ", latex=r"\psi", lowest=1e-4, highest=1.0, scale="log", at_least=0.0,
        help="How soon the momentum grows from half of β₁ to all of it: larger is sooner.",
    )  # fmt: skip


def nu(default: float = 0.7) -> Any:
    return hyper(
        default, symbol="ν", latex=r"\nu", lowest=0.0, highest=1.0, at_least=0.0,
        help="The share of the averaged gradient in a step: 0 is SGD, 1 is averaged momentum.",
    )  # fmt: skip


def nu1(default: float = 0.7) -> Any:
    return hyper(
        default, symbol="ν₁", latex=r"\nu_1", lowest=0.0, highest=1.0, at_least=0.0,
        help="The share of the averaged gradient above the line: the rest is the gradient of this step.",
    )  # fmt: skip


def nu2(default: float = 1.0) -> Any:
    return hyper(
        default, symbol="ν₂", latex=r"\nu_2", lowest=0.0, highest=1.0, at_least=0.0,
        help="The share of the averaged squared gradient below the line: the rest is that of this step.",
    )  # fmt: skip
