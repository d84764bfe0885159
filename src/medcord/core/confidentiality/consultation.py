"""The consultation of a supplier: asked, answered or its day passed (domain.md F1.3, C6). Which state opens what is
said per class in ``rules``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.cvd.table import Words, allowed, follow


class Answered(StrEnum):
    """Where the consultation about one item stands."""

    ASKED = "asked"
    AGREED = "agreed"
    OBJECTED = "objected"
    SILENT = "silent"
    CONFERRED = "conferred"


class Step(StrEnum):
    """What moves it. The supplier agrees and objects, the clock lets the day pass, the owner confers."""

    AGREE = "agree"
    OBJECT = "object"
    RUN_OUT = "run_out"
    CONFER = "confer"


_A, _S = Answered, Step

TRANSITIONS: Final[Mapping[tuple[Answered, Step], Answered]] = MappingProxyType(
    {
        (_A.ASKED, _S.AGREE): _A.AGREED,
        (_A.ASKED, _S.OBJECT): _A.OBJECTED,
        (_A.ASKED, _S.RUN_OUT): _A.SILENT,
        # A late answer counts from then on; what was read was read.
        (_A.SILENT, _S.AGREE): _A.AGREED,
        (_A.SILENT, _S.OBJECT): _A.OBJECTED,
        (_A.AGREED, _S.OBJECT): _A.OBJECTED,
        (_A.OBJECTED, _S.AGREE): _A.AGREED,
        (_A.OBJECTED, _S.CONFER): _A.CONFERRED,
        (_A.CONFERRED, _S.AGREE): _A.AGREED,
    }
)


WORDS: Final = Words(
    "question to the supplier",
    {
        _A.ASKED: "not answered yet",
        _A.AGREED: "answered: the supplier agrees",
        _A.OBJECTED: "answered: the supplier objects",
        _A.SILENT: "past its day without an answer",
        _A.CONFERRED: "answered, and the objection to it too",
    },
    {
        _S.AGREE: "agree",
        _S.OBJECT: "object",
        _S.RUN_OUT: "let its day pass",
        _S.CONFER: "answer an objection",
    },
)


def step(state: Answered, trigger: Step) -> Answered:
    """The state after ``trigger``. Raises RuleRefusal (code ``consultation-step``) when the table has no such step."""
    return follow(TRANSITIONS, state, trigger, words=WORDS, code="consultation-step")


def steps(state: Answered) -> tuple[Step, ...]:
    """What may move a consultation in ``state``."""
    return allowed(TRANSITIONS, state)
