"""The words for each reason."""

from __future__ import annotations

from collections.abc import Mapping

from inside.reasons import Reason

# {way}: right, left, up or down on the map, the way the step went. {n}: the number. {memory}: what the rule
# remembers of gradients. {it}, {s}, {es}: "it", "s" and "es" for one coordinate, "them" and nothing for both.
# {bends}: what turns a step. No other word here is one of the four ways, or it would be taken for the move.
WORDS: Mapping[Reason, str] = {
    Reason.OVERFLOWED_STILL: "stand{s} still: the numbers have overflowed",
    Reason.OVERFLOWED: "move{s} {way}, but the numbers have overflowed",
    Reason.STILL_HELD: "stand{s} still at the edge of the box",
    Reason.STILL_FLAT: "stand{s} still: no slope here{nothing}",
    Reason.STILL_WAITS: "the gradient changed its sign, so this step is skipped",
    Reason.STILL_CANCELS: "stand{s} still: {memory} and gradient cancel",
    Reason.STILL_ROUNDED: "stand{s} still: a step of {n} is lost in rounding",
    Reason.STILL: "stand{s} still: the step is 0",
    Reason.DECAY_FLAT: "weight decay alone pulls {it} {way}, toward 0",
    Reason.DECAY_AGAINST: "weight decay pulls {it} {way}, toward 0, against the slope",
    Reason.DECAY_WINS: "weight decay pulls {it} {way}, toward 0, and outweighs the rest of the step",
    Reason.DECAY_MOSTLY: "weight decay pulls {it} {way}, toward 0, {n} times as far as the rest of the step",
    Reason.COUPLED: "weight decay outweighs the slope and pulls {it} {way}, toward 0",
    Reason.CARRIED_FLIPPED: "the gradient changed its sign, but {memory} still points {way}",
    Reason.CARRIED_FLAT: "no slope here: {memory} carries {it} {way}",
    Reason.CARRIED_BRAKED: "{memory} carries {it} {way}, but the slope brakes (step × {n})",
    Reason.CARRIED_WEIGHED: "{memory} carries {it} {way} against the slope, {n} times as strong",
    Reason.CARRIED: "{memory} carries {it} {way} against the slope",
    Reason.WAY_FLIPPED: "the gradient changed its sign, but the average of its way still moves {way}",
    Reason.WAY_FLAT: "no slope here: the average of its way carries {it} {way}",
    Reason.WAY_AGAINST: "the average of its way carries {it} {way} against the slope",
    Reason.BENT_AGAINST: "{bends} turns {it} {way}, against its own slope",
    Reason.BENT_FLAT: "{bends} turns {it} {way}, where it has no slope of its own",
    Reason.MOVED_FLAT: "go{es} {way}, though there is no slope here",
    Reason.REMEMBERED: "what is remembered outweighs the gradient: {way}, against the slope",
    Reason.ADDED: "go{es} {way} against the slope: the rule weighs more than the gradient",
    Reason.TURNED: "the gradient now outweighs {memory}, so the ball turns back {way}",
    Reason.HELD: "the gradient outweighs {memory}, so the ball goes {way}",
    Reason.AGREE_FASTER: "{memory} and gradient push {it} {way}, faster (step × {n})",
    Reason.AGREE_STEADY: "{memory} and gradient push {it} {way}, at a steady pace",
    Reason.AGREE_FADES: "{memory} and gradient push {it} {way}, but {memory} fades (step × {n})",
    Reason.AGREE_RATE: "{memory} and gradient push {it} {way}, but the rate falls (step × {n})",
    Reason.AGREE_SHORTER: "{memory} and gradient push {it} {way}, less far (step × {n})",
    Reason.AGREE: "{memory} and gradient push {it} {way}",
    Reason.BENT: "{bends} turns the step {n}° from steepest descent, {way}",
    Reason.DIRECT: "the step goes straight downhill, {way}",
    Reason.WAY_HOLDS: "downhill is {way}, but the average of its way holds {it} back",
    Reason.WAY_SHORTENS: "downhill is {way}; averaging its way leaves {n} of the step",
    Reason.SWINGS: "the gradient changed its sign: the ball swings back {way}, farther (step × {n})",
    Reason.TURNS: "the gradient changed its sign, so the ball turns back {way}",
    Reason.STEEPER: "downhill is {way}, steeper than before (step × {n})",
    Reason.FLATTER: "downhill is {way}, flatter than before (step × {n})",
    Reason.RATE_GROWS: "downhill is {way}, and the rate grows (step × {n})",
    Reason.RATE_FALLS: "downhill is {way}, but the rate falls (step × {n})",
    Reason.LONGER: "the gradient kept its sign: {way} again, farther (step × {n})",
    Reason.SHORTER: "the gradient kept its sign: {way} again, less far (step × {n})",
    Reason.PACE: "downhill is {way}, at a steady pace",
    Reason.DOWNHILL: "downhill is {way} (slope {n})",
}
# By the sign of the move along x and along y; 0 has no way.
WAYS: tuple[Mapping[int, str], Mapping[int, str]] = (
    {1: "right", -1: "left", 0: "on"},
    {1: "up", -1: "down", 0: "on"},
)


def figures(value: float) -> str:
    """Two significant figures of a number from 0."""
    text = f"{value:.2g}"
    if "e" not in text:
        return text
    if 100.0 <= float(text) < 1e5:
        return str(int(float(text)))
    mantissa, exponent = text.split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")
