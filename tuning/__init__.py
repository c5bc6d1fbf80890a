"""The fair race: each optimizer is tuned by the same rule, before they race at their best.

The rule. Every optimizer is run with its own setting first, so that tuning never ends worse than it began,
and then with the same number of others, the budget, however many numbers of it are tuned.
Which are tuned follows from how they are declared (`tuning.numbers`): the learning rate; with "two" also
the first other number that the rule uses by default and that is neither a guard, like ε, nor weight decay;
with "all" every such number. What is not tuned stays as the entrant has it. "random" draws each setting
from a seed over the whole declared range of the number, evenly on the scale of its slider; "grid" spaces
them evenly there, both ends included. All rules are given the same draws. A setting is run from several
starts, of which the first is the race's own and the others are drawn around it, within a tenth of the
domain's widths, or anywhere in the domain; or with several seeds of the noise. What counts is the median of
their final losses above the minimum; or the mean of their steps until the tolerance, where one that does
not arrive counts as one step more than it had. A setting of which any run diverges counts as the worst. Of
two settings that are as good the other of these decides, then the one that was tried first.

Tuned on one surface, for one budget: it says nothing about others.
"""

from tuning.numbers import tuned_numbers
from tuning.outcome import Outcome, best_so_far, outcome
from tuning.plan import Plan
from tuning.rule import limits, why_not, words
from tuning.search import Found, Piece, Tuning
from tuning.settings import settings_of

__all__ = [
    "Found",
    "Outcome",
    "Piece",
    "Plan",
    "Tuning",
    "best_so_far",
    "limits",
    "outcome",
    "settings_of",
    "tuned_numbers",
    "why_not",
    "words",
]
