"""Consent of one participant to the terms of a case (cvd-protocol 3.3, PEC). It governs what is sent to whom."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.cvd.table import Words, allowed, follow


class Consent(StrEnum):
    """Where a participant stands with the terms."""

    NO_EMBARGO = "no_embargo"
    INVITED = "invited"
    SIGNATORY = "signatory"
    DECLINED = "declined"
    LAPSED = "lapsed"


class ConsentTrigger(StrEnum):
    """What moves a participant's consent."""

    INVITE = "invite"
    ACCEPT = "accept"
    DECLINE = "decline"
    REVISE = "revise"
    RESET = "reset"


_S, _T = Consent, ConsentTrigger

INITIAL: Final = Consent.NO_EMBARGO

TRANSITIONS: Final[Mapping[tuple[Consent, ConsentTrigger], Consent]] = MappingProxyType(
    {
        (_S.NO_EMBARGO, _T.INVITE): _S.INVITED,
        (_S.LAPSED, _T.INVITE): _S.INVITED,
        (_S.DECLINED, _T.INVITE): _S.INVITED,
        (_S.NO_EMBARGO, _T.ACCEPT): _S.SIGNATORY,
        (_S.INVITED, _T.ACCEPT): _S.SIGNATORY,
        (_S.LAPSED, _T.ACCEPT): _S.SIGNATORY,
        (_S.NO_EMBARGO, _T.DECLINE): _S.DECLINED,
        (_S.INVITED, _T.DECLINE): _S.DECLINED,
        (_S.LAPSED, _T.DECLINE): _S.DECLINED,
        (_S.SIGNATORY, _T.REVISE): _S.LAPSED,
        (_S.NO_EMBARGO, _T.RESET): _S.NO_EMBARGO,
        (_S.INVITED, _T.RESET): _S.NO_EMBARGO,
        (_S.SIGNATORY, _T.RESET): _S.NO_EMBARGO,
        (_S.DECLINED, _T.RESET): _S.NO_EMBARGO,
        (_S.LAPSED, _T.RESET): _S.NO_EMBARGO,
    }
)


WORDS: Final = Words(
    "consent of this party",
    {
        _S.NO_EMBARGO: "not asked for",
        _S.INVITED: "asked for",
        _S.SIGNATORY: "given",
        _S.DECLINED: "refused",
        _S.LAPSED: "lapsed",
    },
    {
        _T.INVITE: "ask for it",
        _T.ACCEPT: "give it",
        _T.DECLINE: "refuse it",
        _T.REVISE: "ask for it anew",
        _T.RESET: "set it back",
    },
)


def step(state: Consent, trigger: ConsentTrigger) -> Consent:
    """The consent after ``trigger``. Raises RuleRefusal (code ``consent-step``) when the table has no such step."""
    return follow(TRANSITIONS, state, trigger, words=WORDS, code="consent-step")


def triggers(state: Consent) -> tuple[ConsentTrigger, ...]:
    """What may move a consent in ``state``."""
    return allowed(TRANSITIONS, state)
