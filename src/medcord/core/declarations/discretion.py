"""The four conditions under which the regulator does not intend to enforce reporting of an uncontrolled risk (F2.7).

Read from declarations alone. A condition that is not met is never called a breach: the guidance binds nobody, and what
follows is for people. Days are days of the calendar where the maker lives, from the declared time that counts to the
last second of the last day, as the case's clocks count them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from medcord.core.clocks import calendar
from medcord.core.declarations.forms import QUESTIONS, Counted, Declared, Form, of_form

NAME: Final = "condition of enforcement discretion"
SOURCE: Final = "FDA postmarket cybersecurity guidance, 28 December 2016 (F2.7, F2.9)"
TELL, MEND, SAME_MOMENT = timedelta(days=30), timedelta(days=60), timedelta(hours=24)
"""SAME_MOMENT is ours: the guidance says "when customers are notified" and gives no number."""

LAW_ZONE: Final = "America/New_York"
NOT_CHOSEN: Final = "UTC"


def zone_of(chosen: str) -> ZoneInfo:
    """Where a maker's days are counted: in the zone it chose, else where the guidance was written."""
    return ZoneInfo(LAW_ZONE if chosen == NOT_CHOSEN else chosen)


def last_of(start: datetime, days: timedelta, zone: ZoneInfo) -> datetime:
    """The last second of the day that lies so many days after the day of ``start``, there."""
    return calendar.end_of(start.astimezone(zone).date() + days, zone.key)


class ConditionState(StrEnum):
    """How a condition stands."""

    MET = "met"
    NOT_MET = "not met"
    NOT_KNOWN = "not known yet"
    NOT_DUE = "not yet due"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A declaration that shows it: which, who signed, when. ``at`` is the time it declares, if it declares one."""

    declaration: UUID
    what: str
    signed_name: str
    signed_at: datetime
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """The customers' text in an ISAO's hands: ``declaration`` is the one that told customers."""

    declaration: UUID
    isao: str
    at: datetime
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the four. ``due`` only where the guidance gives a number of days and learned-of is declared."""

    number: int
    words: str
    stand: ConditionState
    because: str
    due: datetime | None = None
    evidence: tuple[Evidence, ...] = ()


def applies(declared: Iterable[Declared]) -> bool | None:
    """Whether the maker's newest decision calls the risk uncontrolled; None while nobody decided."""
    last = next(reversed(of_form(declared, Form.RISK)), None)
    return None if last is None else last.uncontrolled


def conditions(
    declared: Iterable[Declared], counted: Counted | None, handed: Iterable[Handed], *, now: datetime, zone: ZoneInfo
) -> tuple[Condition, ...]:
    """The four, in their order, as they stand at ``now`` for a maker that lives in ``zone``."""
    all_of = list(declared)
    learned = counted.one.at if counted else None
    tell_by, mend_by = (last_of(learned, days, zone) if learned else None for days in (TELL, MEND))
    return (
        _no_harm(all_of),
        _told(all_of, tell_by, now),
        _mended(all_of, mend_by, now),
        _shared(all_of, list(handed)),
    )


def _no_harm(declared: list[Declared]) -> Condition:
    words = "No serious adverse event or death is known"
    serious = [one for one in of_form(declared, Form.HARM) if one.answers.get("serious")]
    if serious:
        because = "A serious adverse event or a death was declared."
        return Condition(
            1, words, ConditionState.NOT_MET, because, evidence=_shown(serious[-1:], "serious event declared")
        )
    said = of_form(declared, Form.NO_HARM)[-1:]
    if said:
        because = "A named person signed that none is known. It falls when one is declared."
        return Condition(1, words, ConditionState.MET, because, evidence=_shown(said, "statement signed"))
    return Condition(1, words, ConditionState.NOT_KNOWN, "Nobody has signed that none is known.")


def _told(declared: list[Declared], due: datetime | None, now: datetime) -> Condition:
    words = "Within 30 days of learning: customers told, interim controls, a plan with reasons for its dates"
    told = of_form(declared, Form.CUSTOMERS)
    whole = [one for one in told if one.complete and one.answers.get("plan")]
    short = "" if whole or not told else f"Remediation incomplete: {_missing(told[-1])}."
    return _within(2, words, _Timed(whole, told, "customers told", short), due, now)


def _missing(told: Declared) -> str:
    lacks = [words for key, words in QUESTIONS[Form.CUSTOMERS] if not told.answers.get(key)]
    return "answered no: " + "; ".join(f"“{one}”" for one in lacks)


def _mended(declared: list[Declared], due: datetime | None, now: datetime) -> Condition:
    words = "Within 60 days of learning: a validated fix distributed, or a control as the long-term answer"
    fixes = of_form(declared, Form.FIX)
    found = _within(3, words, _Timed(fixes, fixes, "fix distributed", ""), due, now)
    released = of_form(declared, Form.OUT_OF_CYCLE)
    # A release is no validated fix by itself: it stands beside, and a named person declares the fix.
    return replace(found, evidence=(*found.evidence, *_shown(released, "release out of the regular cycle")))


@dataclass(frozen=True, slots=True)
class _Timed:
    """``done`` fulfil the condition, ``seen`` speak of it; ``short`` says what the newest of these lacks."""

    done: list[Declared]
    seen: list[Declared]
    what: str
    short: str


def _within(number: int, words: str, found: _Timed, due: datetime | None, now: datetime) -> Condition:
    first = min(found.done, key=lambda one: one.at or one.signed_at, default=None)
    evidence = _shown([first] if first else found.seen[-1:], found.what)
    if due is None:
        because = "It is not declared when the maker learned of it."
        return Condition(number, words, ConditionState.NOT_KNOWN, because, None, evidence)
    if first is not None and first.at is not None:
        met = first.at <= due
        because = f"{found.what.capitalize()} {'in time' if met else 'after the date'}."
        return Condition(number, words, ConditionState.MET if met else ConditionState.NOT_MET, because, due, evidence)
    because = found.short or f"No declaration says: {found.what}."
    stand = ConditionState.NOT_DUE if now <= due else ConditionState.NOT_MET
    return Condition(number, words, stand, because, due, evidence)


def _shared(declared: list[Declared], handed: list[Handed]) -> Condition:
    words = "Active member of an ISAO, which gets the customers' text when customers are told"
    told = {one.id: one for one in of_form(declared, Form.CUSTOMERS)}
    member = of_form(declared, Form.MEMBERSHIP)[-1:]
    evidence = (
        *_shown(member, "membership signed"),
        *(_in_hand(one, told) for one in handed if one.declaration in told),
    )
    if member and not all(member[0].answers.get(key) for key, _ in QUESTIONS[Form.MEMBERSHIP]):
        return Condition(
            4, words, ConditionState.NOT_MET, "Not all signs of active membership are given.", None, evidence
        )
    if not told:
        return Condition(4, words, ConditionState.NOT_DUE, "Customers are not told yet.", None, evidence)
    late = [one for one in told.values() if not _at_once(one, handed)]
    if late:
        because = "No ISAO got the customers' text at the same moment (within 24 hours)."
        return Condition(4, words, ConditionState.NOT_MET, because, None, evidence)
    if not member:
        return Condition(4, words, ConditionState.NOT_KNOWN, "Nobody has signed the membership.", None, evidence)
    return Condition(4, words, ConditionState.MET, "The ISAO got each text at the same moment.", None, evidence)


def _at_once(told: Declared, handed: list[Handed]) -> bool:
    at = told.at or told.signed_at
    return any(one.declaration == told.id and one.at <= at + SAME_MOMENT for one in handed)


def _in_hand(one: Handed, told: dict[UUID, Declared]) -> Evidence:
    source = told[one.declaration]
    got = ", receipt given" if one.acknowledged_at else ""
    return Evidence(source.id, f"{one.isao} got the text{got}", source.signed_name, source.signed_at, one.at)


def _shown(found: list[Declared], what: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(one.id, what, one.signed_name, one.signed_at, one.at) for one in found)
