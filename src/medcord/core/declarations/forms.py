"""The forms a manufacturer signs: what each asks for, which times make sense, and which word is refused.

Nothing here decides anything about harm, control or reporting: each answer is a named person's (X8). What is refused
is what cannot be true at the same time, and what was left unanswered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from medcord.core.declarations.report import ITEMS, check_whys
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.core.safety.matrix import Cell, Exploitability
from medcord.core.vocabulary import Severity


class Form(StrEnum):
    """Which form was signed."""

    LEARNED = "learned"
    RISK = "risk"
    CORRECTION = "correction"
    REPORTED = "correction_reported"
    NOT_REPORTED = "correction_not_reported"
    CUSTOMERS = "customers"
    FIX = "fix"
    NO_HARM = "no_harm"
    HARM = "harm"
    HARM_REPORTED = "harm_reported"
    MEMBERSHIP = "membership"
    LIFE = "expected_life"
    CYCLE = "update_cycle"
    RELEASE = "regular_release"
    OUT_OF_CYCLE = "out_of_cycle_release"


EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No time before this one is taken, on any face."""

TIMED: Final = frozenset(Form) - {
    Form.RISK,
    Form.NOT_REPORTED,
    Form.NO_HARM,
    Form.MEMBERSHIP,
    Form.LIFE,
    Form.CYCLE,
}
"""Forms that say when something happened; the others count from their signature."""

SHOWS_KNOWLEDGE: Final = frozenset({Form.CORRECTION, Form.CUSTOMERS, Form.FIX})
"""Who did this knew of the vulnerability by then."""

ABOUT: Final[Mapping[Form, Form]] = MappingProxyType(
    {
        Form.REPORTED: Form.CORRECTION,
        Form.NOT_REPORTED: Form.CORRECTION,
        Form.HARM_REPORTED: Form.HARM,
        Form.LIFE: Form.CORRECTION,
        Form.RELEASE: Form.CYCLE,
    }
)
"""Forms that speak of an earlier one of this kind."""

EXTENDS: Final = frozenset({Form.LEARNED, Form.CORRECTION, Form.CYCLE})
"""Forms that may speak of an earlier one of their own kind: a correction of it, an extension, a change."""

ONCE: Final = frozenset({Form.REPORTED, Form.NOT_REPORTED, Form.HARM_REPORTED})
"""Forms that are signed once for the one they speak of."""

WITH_END: Final = frozenset({Form.NOT_REPORTED, Form.LIFE})
"""Forms that may say until when the device is expected to be used."""

LONGEST_CYCLE: Final = 3650
LAST_YEAR: Final = 2200

# The questions of a form, as (key, words). Each is answered yes or no by the person who signs; none has a default.
QUESTIONS: Final[Mapping[Form, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        Form.CUSTOMERS: (  # F2.8 (a) to (d), F2.1, F2.7 (2)
            ("impact", "The text describes the vulnerability and its impact, as understood now"),
            ("efforts", "The text says what is being done to lower the risk of harm as fast as possible"),
            ("interim", "The text names the compensating controls, or says that there are none"),
            ("fix", "The text says that a fix or a layered defence is in work, and that its availability will be told"),
            ("strategy", "The text gives customers a way to lower the risk now"),
            ("plan", "There is a remediation plan, with the reasons for its dates on record"),
        ),
        Form.REPORTED: ITEMS,  # 21 CFR 806.10(c)
        Form.FIX: (  # F2.7 (3)
            ("validated", "What was distributed is validated"),
            ("no_new_risk", "It brings no more risk than the vulnerability does"),
            ("control", "The long-term answer is a compensating control, not a change of the device"),
        ),
        Form.HARM: (
            ("serious", "It is a serious adverse event or a death"),
            ("urgent", "It needs remedial action at once, or the regulator asked in writing"),
        ),
        Form.MEMBERSHIP: (  # F2.9
            ("member", "We are a member of this ISAO, which shares device vulnerabilities and threats"),
            ("agreement", "The ISAO has written participant agreements, processes and privacy policies"),
            ("shares", "We share vulnerability information with it, texts for customers included"),
            ("process", "We have a written process to assess and answer what it sends, traceable to our risk files"),
        ),
    }
)
ELEMENTS: Final = ("impact", "efforts", "interim", "fix", "strategy")
"""What makes a text for customers a remediation and not only a notice (F2.8, F2.1)."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a named person is about to sign. ``about``: the declaration that is reported, extended or corrected.
    ``ends``: the day until which the device is expected to be used. ``days``: of the regular update cycle. ``whys``:
    why an item is not in a report, by its key."""

    form: Form
    at: datetime | None = None
    text: str = ""
    reason: str = ""
    controls: str = ""
    scope: str = ""
    about: UUID | None = None
    removal: bool | None = None
    uncontrolled: bool | None = None
    exploitability: Exploitability | None = None
    severity: Severity | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    ends: date | None = None
    days: int | None = None
    whys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declared:
    """What one signature left, as the rules read it."""

    id: UUID
    form: Form
    number: int
    signed_at: datetime
    signed_name: str = ""
    at: datetime | None = None
    about: UUID | None = None
    uncontrolled: bool | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    ends: date | None = None
    days: int | None = None

    @property
    def complete(self) -> bool:
        """Whether a text for customers holds all that makes it a remediation; true of every other form."""
        return self.form is not Form.CUSTOMERS or all(self.answers.get(key) for key in ELEMENTS)


@dataclass(frozen=True, slots=True)
class Trace:
    """The first moment at which the party showed in this case that it knew, and by what."""

    at: datetime
    what: str


def of_form(declared: Iterable[Declared], form: Form) -> list[Declared]:
    """Those of one form, oldest first."""
    return [one for one in declared if one.form is form]


def check(given: Given, declared: Iterable[Declared], *, now: datetime, trace: Trace | None = None) -> None:
    """Raise a Refusal where the form is not whole, or cannot be true beside what the same party signed before."""
    before = list(declared)
    _check_time(given, before, now, trace)
    _check_about(given, before)
    _check_words(given, before)
    _check_answers(given)
    _check_span(given, before)
    check_whys(given.answers, given.whys)
    if given.form is Form.NO_HARM and any(one.answers.get("serious") for one in of_form(before, Form.HARM)):
        raise RuleRefusal(
            "Your party declared a serious adverse event or a death in this case, so this cannot be signed any more.",
            code="harm-declared",
        )


def _check_time(given: Given, before: list[Declared], now: datetime, trace: Trace | None) -> None:
    if given.form not in TIMED:
        return
    if given.at is None:
        raise _lack("Give the day and the time.", "at")
    if given.at > now:
        raise _lack("This time lies in the future. Sign when it has happened.", "at", code="in-the-future")
    if given.at < EARLIEST:
        raise _lack(f"This time is before {EARLIEST:%-d %B %Y}. Look at the year again.", "at", code="too-early")
    if given.form is Form.LEARNED:
        _check_learned(given.at, before, trace)
        return
    first = _floor(given, before)
    if first is not None and first.at is not None and given.at < first.at:
        raise _lack(
            f"This time is before {_BEFORE[first.form]} ({first.at:%-d %B %Y, %H:%M} UTC). Correct one of the two.",
            "at",
            code="too-early",
        )


_BEFORE: Final = {
    Form.LEARNED: "your party learned of the vulnerability, by its own word",
    Form.CORRECTION: "the correction or removal it speaks of was initiated",
    Form.HARM: "your party became aware of the event it speaks of",
}


def _floor(given: Given, before: list[Declared]) -> Declared | None:
    """The earlier declaration that this one cannot be older than."""
    if given.about is not None:
        return next((one for one in before if one.id == given.about), None)
    if given.form in SHOWS_KNOWLEDGE:
        return min(of_form(before, Form.LEARNED), key=lambda one: one.at or EARLIEST, default=None)
    return None


def _check_learned(at: datetime, before: list[Declared], trace: Trace | None) -> None:
    traces = [Trace(one.at, f"it signed {_DID[one.form]}") for one in before if one.form in _DID and one.at]
    first = min([*traces, *([trace] if trace else [])], key=lambda one: one.at, default=None)
    if first is not None and at > first.at:
        raise _lack(
            f"By {first.at:%-d %B %Y, %H:%M} UTC your party knew: {first.what}. What any employee knows counts, so "
            "give the earlier time.",
            "at",
            code="knew-before",
        )
    if any(one.at == at for one in of_form(before, Form.LEARNED)):
        raise _lack("This is the time that is signed already. Give the other one.", "at", code="same-time")


_DID: Final = {
    Form.CORRECTION: "that a correction or removal was initiated then",
    Form.CUSTOMERS: "that customers were told then",
    Form.FIX: "that a fix was distributed then",
}


def _check_about(given: Given, before: list[Declared]) -> None:
    wanted = ABOUT.get(given.form, given.form if given.form in EXTENDS else None)
    if given.about is None:
        if given.form in ABOUT:
            raise _lack("Choose the declaration that this is about.", "about")
        return
    if wanted is None or not any(one.id == given.about and one.form is wanted for one in before):
        raise _lack("There is no such declaration of your party for this form to speak of.", "about")
    done = [one for one in before if one.about == given.about and one.form is given.form]
    if given.form in ONCE and done:
        raise RuleRefusal("This was signed already for that declaration.", code="declared-already")
    reported = any(one.about == given.about and one.form is Form.REPORTED for one in before)
    if given.form is Form.NOT_REPORTED and reported:
        raise RuleRefusal("A report of this correction was declared already.", code="declared-already")


LACKS: Final[Mapping[Form, str]] = MappingProxyType(
    {
        Form.LEARNED: "Say how your party learned of it, and who was the first to know.",
        Form.RISK: "Give the rationale: why the residual risk of patient harm is acceptable, or why it is not.",
        Form.CORRECTION: "Say what is corrected or removed, and why.",
        Form.REPORTED: "Say what was filed: its number and date.",
        Form.NOT_REPORTED: "Give the justification for not reporting. It is kept for an inspection (21 CFR 806.20).",
        Form.CUSTOMERS: "Put in the text that customers got, word for word.",
        Form.FIX: "Say what was distributed, for which versions, and how customers get it.",
        Form.NO_HARM: "Say what was searched, and until when.",
        Form.HARM: "Say what happened, without anything that names a patient.",
        Form.HARM_REPORTED: "Say what was filed: its number and date.",
        Form.MEMBERSHIP: "Name the ISAO and the evidence: agreement, dates, where the records are.",
        Form.LIFE: "Say on what the expected life rests: the label, the file, the usual time in use.",
        Form.CYCLE: "Justify the cycle: why this many days are reasonable for these products (524B).",
        Form.RELEASE: "Say what was released, and for which versions.",
        Form.OUT_OF_CYCLE: "Say why it was released out of the regular cycle.",
    }
)


def _check_span(given: Given, before: list[Declared]) -> None:
    """The day until which a device is used, and the days of a cycle, where the form asks for them and nowhere else."""
    if given.ends is not None and given.form not in WITH_END:
        raise _lack("This form asks for no end of life.", "ends")
    if given.form is Form.LIFE:
        if given.ends is None:
            raise _lack("Give the day until which you expect the device to be used.", "ends")
        if not any(one.about == given.about for one in of_form(before, Form.NOT_REPORTED)):
            raise RuleRefusal(
                "This is kept for a correction that is not reported. Sign first why it is not.", code="reported"
            )
    if given.ends is not None and not EARLIEST.year <= given.ends.year <= LAST_YEAR:
        raise _lack(f"Choose a year between {EARLIEST.year} and {LAST_YEAR}.", "ends")
    if (given.days is not None) is not (given.form is Form.CYCLE):
        raise _lack("Give the days of the cycle." if given.days is None else "This form asks for no days.", "days")
    if given.days is not None and not 0 < given.days <= LONGEST_CYCLE:
        raise _lack(f"Give from 1 to {LONGEST_CYCLE:,} days.", "days")


def _check_words(given: Given, before: list[Declared]) -> None:
    if not given.text.strip():
        raise _lack(LACKS[given.form], "text")
    if given.form is Form.LEARNED and of_form(before, Form.LEARNED) and not given.reason.strip():
        raise _lack("Your party has signed a time already. A correction needs a reason; both stay visible.", "reason")
    if given.form is Form.RISK:
        if not given.controls.strip():
            raise _lack("List the controls that exist now, or write that there are none.", "controls")
        if of_form(before, Form.RISK) and not given.reason.strip():
            raise _lack("Your party has decided already. Say which new facts this decision rests on.", "reason")
    if given.form is Form.CORRECTION:
        if not given.scope.strip():
            raise _lack("Name the products and lots.", "scope")
        if given.about is not None and not given.reason.strip():
            raise _lack("Say why it is extended to more lots.", "reason")
    if given.form is Form.OUT_OF_CYCLE and not given.scope.strip():
        raise _lack("Name the version that was released, and for which products.", "scope")
    if given.form is Form.CYCLE:
        if not given.scope.strip():
            raise _lack("Name the products that are updated in this cycle.", "scope")
        if given.about is not None and not given.reason.strip():
            raise _lack("Say why the cycle is changed. The earlier one stays visible.", "reason")
    if (
        given.form is Form.LIFE
        and any(one.about == given.about and one.ends for one in before)
        and not given.reason.strip()
    ):
        raise _lack("An end of life is signed already. Say why it is another one now; both stay.", "reason")


def _check_answers(given: Given) -> None:
    for key, words in QUESTIONS.get(given.form, ()):
        if not isinstance(given.answers.get(key), bool):
            raise _lack(f"Answer yes or no: “{words}”.", key, code="not-answered")
    odd = sorted(set(given.answers) - {key for key, _ in QUESTIONS.get(given.form, ())})
    if odd:
        raise _lack(f"This form does not ask “{odd[0][:40]}”.", "answers")
    if given.form is Form.FIX and not (given.answers["validated"] and given.answers["no_new_risk"]):
        raise _lack(
            "Only a validated fix, or a control that brings no more risk than the vulnerability, can be declared. "
            "Sign when both are so.",
            "validated" if not given.answers["validated"] else "no_new_risk",
            code="not-a-fix",
        )
    if given.form is Form.CORRECTION and given.removal is None:
        raise _lack("Choose: a correction, or a removal.", "removal", code="not-answered")
    if given.form is Form.RISK:
        _check_risk(given)


def _check_risk(given: Given) -> None:
    if given.exploitability is None:
        raise _lack("Choose the exploitability: low, medium or high.", "exploitability", code="not-answered")
    if given.severity is None:
        raise _lack("Choose one of the five levels of harm.", "severity", code="not-answered")
    if given.uncontrolled is None:
        raise _lack(
            "Decide: controlled, or uncontrolled. Nothing decides it for you.", "uncontrolled", code="not-answered"
        )


def check_beside_matrix(given: Given, cell: Cell | None) -> None:
    """Raise InputRefusal for a decision that differs from the firm's own matrix without a reason."""
    differs = cell is not None and cell is not Cell.JUDGED and (cell is Cell.UNCONTROLLED) is not given.uncontrolled
    if differs and cell is not None and not given.reason.strip():
        raise _lack(
            f"Your own matrix says “{cell.words}” here. Your decision stands as you make it, with a reason for the "
            "difference.",
            "reason",
            code="differs-from-matrix",
        )


def _lack(sentence: str, name: str, *, code: str = "input") -> InputRefusal:
    return InputRefusal(sentence, code=code, fields={"field": name})


@dataclass(frozen=True, slots=True)
class Counted:
    """Which declared time the clocks run from, and why."""

    one: Declared
    because: str
    decided: bool


def counts(declared: Iterable[Declared], decided: UUID | None = None) -> Counted | None:
    """The learned-of that counts: the one a named person of the regulator decided for, else the earliest (M3)."""
    known = of_form(declared, Form.LEARNED)
    chosen = next((one for one in known if one.id == decided), None)
    if chosen is not None:
        return Counted(chosen, "A named person of the regulator decided so.", decided=True)
    first = min(known, key=lambda one: (one.at or EARLIEST, one.number), default=None)
    if first is None:
        return None
    because = "It is the only one." if len(known) == 1 else "It is the earliest; nobody decided otherwise."
    return Counted(first, because, decided=False)
