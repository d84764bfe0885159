"""PCII as its submitter's claim, and what the programme says of it (6 CFR part 29; domain.md F1.7, C7).

The submitter claims and withdraws. The programme acknowledges, validates and rejects; a coordinator only records its
written decision, two persons together, and by itself neither makes nor removes a claim (docs/adr, “A supplier is
asked, not obeyed”).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.cvd.table import Words, allowed, follow


class Claim(StrEnum):
    """Where a claim stands. ``NONE``: never made, or withdrawn by its submitter."""

    NONE = "none"
    CLAIMED = "claimed"
    PRESUMED = "presumed"
    VALIDATED = "validated"
    REJECTED = "rejected"


class Move(StrEnum):
    """What moves it."""

    CLAIM = "claim"
    WITHDRAW = "withdraw"
    PRESUME = "presume"
    VALIDATE = "validate"
    REJECT = "reject"


PROTECTED: Final = frozenset({Claim.CLAIMED, Claim.PRESUMED, Claim.VALIDATED})
"""In these the material is handled as PCII: until the programme rejects it, it counts as protected."""

OF_SUBMITTER: Final = frozenset({Move.CLAIM, Move.WITHDRAW})
OF_PROGRAMME: Final = frozenset({Move.PRESUME, Move.VALIDATE, Move.REJECT})

_C, _M = Claim, Move

TRANSITIONS: Final[Mapping[tuple[Claim, Move], Claim]] = MappingProxyType(
    {
        (_C.NONE, _M.CLAIM): _C.CLAIMED,
        (_C.REJECTED, _M.CLAIM): _C.CLAIMED,
        (_C.CLAIMED, _M.PRESUME): _C.PRESUMED,
        (_C.CLAIMED, _M.VALIDATE): _C.VALIDATED,
        (_C.PRESUMED, _M.VALIDATE): _C.VALIDATED,
        (_C.CLAIMED, _M.REJECT): _C.REJECTED,
        (_C.PRESUMED, _M.REJECT): _C.REJECTED,
        (_C.VALIDATED, _M.REJECT): _C.REJECTED,
        (_C.CLAIMED, _M.WITHDRAW): _C.NONE,
        (_C.PRESUMED, _M.WITHDRAW): _C.NONE,
        (_C.VALIDATED, _M.WITHDRAW): _C.NONE,
    }
)


WORDS: Final = Words(
    "claim of PCII",
    {
        _C.NONE: "not made",
        _C.CLAIMED: "made",
        _C.PRESUMED: "presumed to hold",
        _C.VALIDATED: "validated",
        _C.REJECTED: "rejected",
    },
    {
        _M.CLAIM: "make it",
        _M.WITHDRAW: "take it back",
        _M.PRESUME: "presume it to hold",
        _M.VALIDATE: "validate it",
        _M.REJECT: "reject it",
    },
)


def move(state: Claim, trigger: Move) -> Claim:
    """The state after ``trigger``. Raises RuleRefusal (code ``protection-step``) when the table has no such step."""
    return follow(TRANSITIONS, state, trigger, words=WORDS, code="protection-step")


def moves(state: Claim) -> tuple[Move, ...]:
    """What may move a claim in ``state``."""
    return allowed(TRANSITIONS, state)
