"""What may be passed on, to whom, and what it carries along: the rules of confidentiality as data (domain.md 1.2)."""

from __future__ import annotations

from medcord.core.confidentiality.bases import BASES, Effect, Holds, LegalBasis, Period, holding, period_on
from medcord.core.confidentiality.consultation import Answered, Step, step
from medcord.core.confidentiality.derivation import (
    ancestors,
    first_bar_to_publishing,
    first_bar_to_regulator,
    strictest,
    strictest_tlp,
)
from medcord.core.confidentiality.nearness import Near, near
from medcord.core.confidentiality.protection import PROTECTED, Claim, Move, move
from medcord.core.confidentiality.rules import RULES, VERSION, ClassRule, Giver, Lifts, Needs, Publish, rule_of
from medcord.core.confidentiality.standing import Handling, Ruling, for_publishing, for_regulator
from medcord.core.confidentiality.verbatim import Run, longest_runs

__all__ = [
    "BASES",
    "PROTECTED",
    "RULES",
    "VERSION",
    "Answered",
    "Claim",
    "ClassRule",
    "Effect",
    "Giver",
    "Handling",
    "Holds",
    "LegalBasis",
    "Lifts",
    "Move",
    "Near",
    "Needs",
    "Period",
    "Publish",
    "Ruling",
    "Run",
    "Step",
    "ancestors",
    "first_bar_to_publishing",
    "first_bar_to_regulator",
    "for_publishing",
    "for_regulator",
    "holding",
    "longest_runs",
    "move",
    "near",
    "period_on",
    "rule_of",
    "step",
    "strictest",
    "strictest_tlp",
]
