"""The curvature itself, so that every direction has the step that fits it."""

from dataclasses import dataclass
from types import MappingProxyType

from optimizers import fields
from optimizers.base import Landscape, Optimizer, Pair, State, absolute, hyper, sqrt, zero
from optimizers.quantities import Quantity
from optimizers.stage import Stage, Stages

TINY = 1e-300  # where both curvatures are one, there is no direction: 0 / TINY instead of 0 / 0
MIDDLE = r"\frac{<H_xx> + <H_yy>}{2}"
SPREAD = r"\sqrt{(\frac{<H_xx> - <H_yy>}{2})^2 + <H_xy>^2}"


@dataclass(frozen=True)
class Newton(Optimizer):
    r"""Divide the gradient, along each principal direction, by the size of the curvature there.

        H = Q diag(λ₁, λ₂) Qᵀ             (the exact second derivatives, decomposed)
        |H| = Q diag(|λ₁|, |λ₂|) Qᵀ
        θ ← θ − α (|H| + τ I)⁻¹ g

    Where both curvatures are positive and τ = 0 this is Newton's method. Where one is negative, Newton's own
    step would climb; with its size instead, the step goes down from saddles and ridges.

    Shapes: gradient, position and step are pairs of floats or of (N,). Units: α has none, τ and λ are
    curvatures. Start values: λ₁ and λ₂ are remembered only to be looked at, and 0 before the first step.
    Errors: ValueError for α or τ below 0, or what is not finite. With τ = 0 a direction without curvature
    gives inf or nan, and the run ends.

    Source: Dauphin et al., Identifying and attacking the saddle point problem in high-dimensional non-convex
    optimization, 2014 (saddle-free Newton method).

    Differences: the paper tries several α and τ at each step and keeps the best, and decomposes H on a small
    subspace only; here both stand still and H is whole. Textbooks make H + τ I positive instead (Nocedal and
    Wright, algorithm 3.3), which takes longer steps where the curvature is negative. torch, optax and Keras
    do not have the rule.
    """

    key = "newton"
    label = "Newton"
    colour = "#8E6F5A"
    marker = "hexagon"
    formula = (
        r"\begin{aligned}H_t &= Q \operatorname{diag}(\lambda_1, \lambda_2)\, Q^\top, \quad"
        r" |H_t| = Q \operatorname{diag}(|\lambda_1|, |\lambda_2|)\, Q^\top \\"
        r"\theta_t &= \theta_{t-1} - \alpha \left(|H_t| + \tau I\right)^{-1} g_t\end{aligned}"
    )
    idea = (
        "Knows the curvature of every direction, and steps as far as it allows: the yardstick for the others."
    )
    elementwise = False
    own_scale = True
    builds_on = MappingProxyType({"sgd": "divides by the curvature"})
    remembers = ("curvatures",)
    quantities = MappingProxyType(
        {
            "H_xx": Quantity("H_{xx}", "number", "How the slope along x changes along x.", index=False),
            "H_xy": Quantity("H_{xy}", "number", "How the slope along x changes along y.", index=False),
            "H_yy": Quantity("H_{yy}", "number", "How the slope along y changes along y.", index=False),
            "curvatures": Quantity(r"\lambda", "number", "The larger and the smaller curvature."),
            "larger": Quantity(r"\lambda_1", "number", "The curvature where it is largest.", index=False),
            "smaller": Quantity(r"\lambda_2", "number", "The curvature across that.", index=False),
            "along": Quantity(
                "p_1", "number", "What the gradient's part along the first is multiplied by.", index=False
            ),
            "across": Quantity(
                "p_2", "number", "What the gradient's part along the second is multiplied by.", index=False
            ),
        }
    )

    learning_rate: float = fields.learning_rate(1.0)
    damping: float = hyper(
        1e-3, symbol="τ", latex=r"\tau", lowest=1e-8, highest=1e3, scale="log", at_least=0.0,
        help="Is added to every curvature: larger is shorter and more like SGD, and calm where it is flat.",
    )  # fmt: skip

    def init(self, position: Pair) -> State:
        return (tuple(map(zero, position)),)

    def stages_pair(
        self,
        gradient: Pair,
        state: State,  # noqa: ARG002
        position: Pair,
        landscape: Landscape,
    ) -> Stages:
        gx, gy = gradient
        yield Stage("gradient", slope=gradient, g=(gradient, "<slope>"))
        xx, xy, yy = landscape.hessian(*position)
        yield Stage("hessian", "second derivatives measured", H_xx=xx, H_xy=xy, H_yy=yy)
        middle, half = 0.5 * (xx + yy), 0.5 * (xx - yy)
        spread = sqrt(half * half + xy * xy)
        larger, smaller = middle + spread, middle - spread
        yield Stage(
            "curvatures",
            "the curvatures of the two principal directions",
            larger=(larger, f"{MIDDLE} + {SPREAD}"),
            smaller=(smaller, f"{MIDDLE} - {SPREAD}"),
        )
        first, second = (1.0 / (absolute(each) + self.damping) for each in (larger, smaller))
        # H is `middle` I + `spread` R, R a reflection; so is every function of H, and Q itself is not needed.
        cosine, sine = half / (spread + TINY), xy / (spread + TINY)
        mean, part = 0.5 * (first + second), 0.5 * (first - second)
        along_x = mean * gx + part * (cosine * gx + sine * gy)
        along_y = mean * gy + part * (sine * gx - cosine * gy)
        yield Stage(
            "division",
            "division by the curvatures' sizes",
            along=(first, r"\frac{1}{\left|<larger>\right| + <damping>}"),
            across=(second, r"\frac{1}{\left|<smaller>\right| + <damping>}"),
            direction=(along_x, along_y),
        )
        step = -self.learning_rate * along_x, -self.learning_rate * along_y
        yield Stage("step", step=(step, "-<learning_rate> ⋅ <direction>"))
        return step, ((larger, smaller),)
