"""Report management: one machine per participant and report (cvd-protocol 3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.cvd.table import Words, allowed, follow, instead
from medcord.core.refusals import RuleRefusal


class ReportState(StrEnum):
    """Where a participant stands with a report."""

    START = "start"
    RECEIVED = "received"
    INVALID = "invalid"
    VALID = "valid"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class ReportTrigger(StrEnum):
    """What a participant does with a report."""

    RECEIVE = "receive"
    VALIDATE = "validate"
    INVALIDATE = "invalidate"
    ACCEPT = "accept"
    DEFER = "defer"
    CLOSE = "close"


_S, _T = ReportState, ReportTrigger

INITIAL: Final = ReportState.START

# No valid -> invalid: the formal send table lists it, the code machine does not, and the authors declare the code
# authoritative (cvd-protocol 3.2).
TRANSITIONS: Final[Mapping[tuple[ReportState, ReportTrigger], ReportState]] = MappingProxyType(
    {
        (_S.START, _T.RECEIVE): _S.RECEIVED,
        (_S.RECEIVED, _T.VALIDATE): _S.VALID,
        (_S.RECEIVED, _T.INVALIDATE): _S.INVALID,
        (_S.INVALID, _T.VALIDATE): _S.VALID,
        (_S.INVALID, _T.CLOSE): _S.CLOSED,
        (_S.VALID, _T.ACCEPT): _S.ACCEPTED,
        (_S.VALID, _T.DEFER): _S.DEFERRED,
        (_S.DEFERRED, _T.ACCEPT): _S.ACCEPTED,
        (_S.DEFERRED, _T.CLOSE): _S.CLOSED,
        (_S.ACCEPTED, _T.DEFER): _S.DEFERRED,
        (_S.ACCEPTED, _T.CLOSE): _S.CLOSED,
    }
)

FINAL: Final = frozenset(state for state in ReportState if not allowed(TRANSITIONS, state))
CLOSABLE: Final = frozenset(state for state, trigger in TRANSITIONS if trigger is ReportTrigger.CLOSE)
ACTIVE: Final = frozenset({_S.RECEIVED, _S.VALID, _S.ACCEPTED})
VALIDATED: Final = frozenset({_S.VALID, _S.DEFERRED, _S.ACCEPTED})

# How far a state is along; invalid and valid, deferred and accepted are equally far (cvd-protocol 3.2).
PROGRESS: Final[Mapping[ReportState, int]] = MappingProxyType(
    {_S.START: 0, _S.RECEIVED: 1, _S.INVALID: 2, _S.VALID: 2, _S.DEFERRED: 3, _S.ACCEPTED: 3, _S.CLOSED: 4}
)


WORDS: Final = Words(
    "report",
    {
        _S.START: "not received yet",
        _S.RECEIVED: "received",
        _S.INVALID: "found invalid",
        _S.VALID: "found valid",
        _S.DEFERRED: "put off",
        _S.ACCEPTED: "accepted",
        _S.CLOSED: "closed",
    },
    {
        _T.RECEIVE: "receive it",
        _T.VALIDATE: "find it valid",
        _T.INVALIDATE: "find it invalid",
        _T.ACCEPT: "accept it",
        _T.DEFER: "put it off",
        _T.CLOSE: "close it",
    },
)


def step(state: ReportState, trigger: ReportTrigger) -> ReportState:
    """The state after ``trigger``. Raises RuleRefusal (code ``report-step``) when the table has no such step."""
    return follow(TRANSITIONS, state, trigger, words=WORDS, code="report-step")


def triggers(state: ReportState) -> tuple[ReportTrigger, ...]:
    """What may be done with a report in ``state``."""
    return allowed(TRANSITIONS, state)


def catch_up(state: ReportState, told: ReportState) -> ReportState:
    """Take over the state another participant says it has reached; its steps in between were its own.

    A single legal step or a jump forward is taken over; a step back raises RuleRefusal (code ``report-regression``).
    """
    one_step = told in (after for (at, _), after in TRANSITIONS.items() if at is state)
    if told is state or one_step or PROGRESS[told] > PROGRESS[state]:
        return told
    onward = tuple(WORDS.states[each] for each in ReportState if PROGRESS[each] > PROGRESS[state])
    raise RuleRefusal(
        f"The report is {WORDS.states[state]} and cannot go back to being {WORDS.states[told]}. {instead(onward)}",
        code="report-regression",
        fields={"state": str(state), "told": str(told)},
    )


def tell(state: ReportState, told: ReportState, *, in_force: bool) -> ReportState:
    """A participant says where it stands. While an embargo is in force a report is put off, not closed: its party would
    stop listening (cvd-protocol 3.2). Raises RuleRefusal."""
    after = catch_up(state, told)
    if after is state:
        raise RuleRefusal(f"The report is {WORDS.states[state]} already. Nothing was changed.", code="report-same")
    if after is _S.CLOSED and in_force:
        raise RuleRefusal(
            "The embargo is still in force, so your part is not closed yet. Put the report off instead, and close it "
            "when the embargo is over.",
            code="report-close-under-embargo",
        )
    return after
